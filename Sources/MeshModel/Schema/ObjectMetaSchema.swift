/// The fields of `metadata`, which every kind has,
/// from the OpenAPI documents of Kubernetes 1.37 by scripts/update-kubernetes-schema.
let objectMetaSchema: StaticString = """
  ObjectMeta
    annotations labels: {string}
    creationTimestamp deletionTimestamp generateName name namespace resourceVersion selfLink uid: string
    deletionGracePeriodSeconds generation: long
    finalizers: [string]
    managedFields ownerReferences: [any]

  """
