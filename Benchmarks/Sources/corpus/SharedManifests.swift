extension Mesh {
  /// Returns the resources of the whole mesh: the root namespace, its settings, and mutual TLS for everyone.
  static func meshManifests() -> [String] {
    [
      """
      apiVersion: v1
      kind: Namespace
      metadata:
        name: istio-system

      """,
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: istio
        namespace: istio-system
      data:
        mesh: |-
          accessLogFile: /dev/stdout
          defaultConfig:
            discoveryAddress: istiod.istio-system.svc:15012
            proxyMetadata: {}
          enableAutoMtls: true
          enablePrometheusMerge: true
          rootNamespace: istio-system
          trustDomain: cluster.local
        meshNetworks: 'networks: {}'

      """,
      """
      # Everyone in the mesh speaks mutual TLS.
      apiVersion: security.istio.io/v1
      kind: PeerAuthentication
      metadata:
        name: default
        namespace: istio-system
      spec:
        mtls:
          mode: STRICT

      """,
    ]
  }

  /// Returns the resources of a namespace that belong to none of its services.
  static func manifests(ofNamespace name: String) -> [String] {
    [
      """
      apiVersion: v1
      kind: Namespace
      metadata:
        name: \(name)
        labels:
          istio-injection: enabled
          team: \(name)

      """,
      """
      apiVersion: security.istio.io/v1
      kind: PeerAuthentication
      metadata:
        name: default
        namespace: \(name)
      spec:
        mtls:
          mode: STRICT

      """,
    ]
  }
}
