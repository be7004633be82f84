/// The fields of the metadata of every object (Kubernetes `meta/v1` ObjectMeta), by their JSON names.
let objectMetaSchema: StaticString = """
  ObjectMeta
    name generateName namespace selfLink uid resourceVersion creationTimestamp deletionTimestamp: string
    generation deletionGracePeriodSeconds: long
    labels annotations: {string}
    ownerReferences: [OwnerReference]
    finalizers: [string]
    managedFields: any
  OwnerReference
    apiVersion kind name uid: string
    controller blockOwnerDeletion: bool

  """
