/// Fields of Kubernetes' own kinds, by their JSON names.
let kubernetesSchema: StaticString = """
  apps/Deployment v1
    spec!: DeploymentSpec
  DeploymentSpec...
    selector! template!: any

  """
