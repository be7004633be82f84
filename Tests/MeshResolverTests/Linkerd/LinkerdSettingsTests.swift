import MeshModel
import MeshResolver
import Testing

@Suite struct `Settings of Linkerd's control plane` {
  /// The parts of an installation, of which each test takes some.
  enum Part: String {
    case identity = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: linkerd-identity, namespace: mesh}
      spec:
        template:
          metadata:
            labels: {linkerd.io/control-plane-component: identity}
          spec:
            containers:
              - name: identity
                image: cr.l5d.io/linkerd/controller:edge-25.4.4
                args: [identity, -identity-trust-domain=flag.example]
      """
    case destination = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: linkerd-destination, namespace: mesh}
      spec:
        template:
          metadata:
            labels: {linkerd.io/control-plane-component: destination}
          spec:
            containers:
              - name: policy
                args: [--default-policy=deny, --cluster-networks=10.0.0.0/8]
      """
    case config = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: linkerd-config, namespace: mesh}
      data:
        values: |
          clusterDomain: config.example
          linkerdVersion: stable-2.14.10
          clusterNetworks: 10.0.0.0/8,fd00::/8
          proxy: {defaultInboundPolicy: all-authenticated}
      """
    case oldConfig = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: linkerd-config, namespace: mesh}
      data:
        values: |
          global: {identityTrustDomain: old.example}
      """
    case release = """
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: linkerd, namespace: flux}
      spec:
        targetNamespace: mesh
        chart: {spec: {chart: linkerd-control-plane, version: 2024.8.2}}
        values:
          identityTrustDomain: release.example
          proxy: {defaultInboundPolicy: cluster-authenticated}
      """
    case argoObject = """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: linkerd, namespace: argocd}
      spec:
        destination: {namespace: mesh}
        source:
          chart: linkerd-control-plane
          targetRevision: 2024.8.2
          helm:
            values: "identityTrustDomain: text.example"
            valuesObject: {identityTrustDomain: object.example}
      """
    case argoText = """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: linkerd, namespace: argocd}
      spec:
        destination: {namespace: mesh}
        sources:
          - {repoURL: "https://git.example.com/values", ref: values}
          - chart: linkerd-control-plane
            targetRevision: 2024.8.2
            helm:
              values: |
                identityTrustDomain: text.example
      """
    case otherChart = """
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: linkerd-viz, namespace: viz, labels: {linkerd.io/extension: viz}}
      spec:
        chart: {spec: {chart: linkerd-viz}}
        values: {identityTrustDomain: viz.example}
      """
    case policy = """
      apiVersion: policy.linkerd.io/v1alpha1
      kind: NetworkAuthentication
      metadata: {name: office, namespace: shop}
      spec: {networks: [{cidr: 192.0.2.0/24}]}
      """
  }

  private static func linkerd(_ parts: [Part]) async throws -> LinkerdMesh {
    try #require(await mesh(parts.map(\.rawValue).joined(separator: "\n---\n")).linkerd)
  }

  /// `charts/linkerd-control-plane`: the arguments say what runs, `linkerd-config` what was installed, a release what
  /// will be.
  @Test(
    arguments: [
      ([.identity, .config, .release], "flag.example"),
      ([.config, .release], "config.example"),
      ([.oldConfig], "old.example"),
      ([.release], "release.example"),
      ([.argoObject], "object.example"),
      ([.argoText], "text.example"),
      ([.destination], "cluster.local"),
      ([.otherChart, .policy], "cluster.local"),
    ] as [([Part], String)])
  func `take the trust domain from what is nearest to what runs`(parts: [Part], domain: String) async throws {
    let settings = try await Self.linkerd(parts).settings
    #expect(settings.trustDomain.value == domain)
    #expect(settings.controlPlaneNamespace == (parts.contains(.policy) ? "linkerd" : "mesh"))
  }

  @Test(
    arguments: [
      ([.destination, .config], .deny, 1), ([.config, .release], .allAuthenticated, 2),
      ([.release], .clusterAuthenticated, 5), ([.policy], .allUnauthenticated, 5),
    ] as [([Part], LinkerdDefaultPolicy, Int)])
  func `take the default policy and the networks from there too`(
    parts: [Part], policy: LinkerdDefaultPolicy, networks: Int
  ) async throws {
    let settings = try await Self.linkerd(parts).settings
    #expect(settings.defaultInboundPolicy.value == policy)
    #expect(settings.clusterNetworks.value.count == networks)
  }

  @Test(
    arguments: [
      ([.identity, .config, .release], "edge-25.4.4"), ([.config, .release], "stable-2.14.10"),
      ([.release], "edge-24.8.2"), ([.argoText], "edge-24.8.2"), ([.policy], nil),
    ] as [([Part], String?)])
  func `know the version of the control plane`(parts: [Part], version: String?) async throws {
    #expect(try await Self.linkerd(parts).controlPlane.version?.value.description == version)
  }
}

@Suite struct `Versions of Linkerd` {
  @Test(
    arguments: [
      ("stable-2.14.10", 14), ("enterprise-2.17.1", 17), ("2.16.0", 16), ("preview-24.6.3", nil), ("edge-24.2.4", 15),
      ("edge-24.2.3", nil), ("edge-24.8.1", 15), ("edge-24.8.2", 16), ("edge-26.8.3", 20), ("dev-undefined", nil),
      ("git-0a1b2c3d", nil), ("stable-2.14.10-1", 14), ("latest", nil), ("", nil), ("edge-", nil),
    ] as [(String, Int?)])
  func `belong to a version 2.N where that is known`(text: String, minor: Int?) {
    #expect(LinkerdVersion(text)?.minor == minor)
  }

  /// HTTPLocalRateLimitPolicy came with 2.17, for which edge releases were made since 2.16 came out.
  @Test(arguments: [
    ("stable-2.14.10", true), ("enterprise-2.16.3", true), ("enterprise-2.17.0", false), ("edge-24.8.2", true),
    ("edge-24.8.3", false), ("edge-25.4.4", false), ("edge-23.5.1", true),
  ])
  func `surely lack what came later`(text: String, lacks: Bool) throws {
    #expect(try #require(LinkerdVersion(text)).lacks(minor: 17) == lacks)
  }
}
