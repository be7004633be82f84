package import MeshModel
import StructuralSchema

/// The settings of Linkerd's control plane in force: what the input says of it, else Linkerd's defaults
/// (`charts/linkerd-control-plane/values.yaml`).
package struct LinkerdSettings: Sendable {
  /// Where the control plane runs.
  package var controlPlaneNamespace: String
  /// Whether the input says where, and not only Linkerd's default is known.
  package var isControlPlaneNamespaceKnown: Bool
  /// The last part of every identity.
  package var trustDomain: Setting<String>
  /// Whether the input or the command line says so. Values of a HelmRelease that do not may be added to elsewhere.
  package var isTrustDomainKnown: Bool
  package var clusterDomain: Setting<String>
  /// The addresses that `cluster-authenticated` and `cluster-unauthenticated` mean.
  package var clusterNetworks: Setting<[AddressBlock]>
  /// From where probes are let in without authentication.
  package var probeNetworks: [AddressBlock]
  /// What holds for ports without a Server where no annotation says anything.
  package var defaultInboundPolicy: Setting<LinkerdDefaultPolicy>
  package var opaquePorts: PortRanges
  package var ignoredInboundPorts: PortRanges
  package var ignoredOutboundPorts: PortRanges
  /// Whether pods get a token for their proxy whatever they say of ``PodSpec/automountServiceAccountToken``.
  package var projectsTokens: Bool
  /// How long the certificates of proxies last, in seconds. What cannot be read counts as the default
  /// (`controller/cmd/identity/main.go`).
  package var issuanceLifetime: Setting<Int>
  /// The values that the input holds, those of `linkerd-config` first.
  package var values: [LinkerdValues]

  /// Whether the input says how the control plane is set up, and not only Linkerd's defaults are known.
  package var areKnown: Bool { !values.isEmpty }

  /// What runs is known best from the arguments of the control plane, then from `linkerd-config`, which the injector
  /// reads, then from what installs both.
  init(_ mesh: Mesh, options: ResolverOptions) {
    let maps = mesh.configMaps.filter { $0.linkerdValues != nil }
    let releases = mesh.linkerdReleases
    values = mesh.linkerdValues.map(\.values)
    let deployments = mesh.workloads.lazy.filter { $0.metadata.kind.value == "Deployment" }
    let identity = deployments.first { $0.name == "linkerd-identity" }
    // The policy controller is one of its containers.
    let destination = deployments.first { $0.name == "linkerd-destination" }
    let writtenNamespace =
      maps.first?.metadata.namespace?.value ?? releases.lazy.compactMap(\.namespace).first?.value
      ?? (identity ?? destination)?.metadata.namespace?.value
    controlPlaneNamespace = writtenNamespace ?? "linkerd"
    isControlPlaneNamespaceKnown = writtenNamespace != nil
    let values = values
    func written(_ path: KeyPath<LinkerdValues, Located<String>?>) -> Located<String>? {
      values.lazy.compactMap { $0[keyPath: path] }.first { !$0.value.isEmpty }
    }
    clusterDomain = Setting(destination?.flag("cluster-domain") ?? written(\.clusterDomain), default: "cluster.local")
    trustDomain =
      options.trustDomain.map { Setting($0) }
      ?? Setting(identity?.flag("identity-trust-domain") ?? written(\.trustDomain), default: "cluster.local")
    isTrustDomainKnown = options.trustDomain != nil || trustDomain.origin != nil
    let networks = destination?.flag("cluster-networks") ?? written(\.clusterNetworks)
    clusterNetworks = Setting(
      (networks?.value ?? Self.defaultClusterNetworks).split(separator: ",").compactMap {
        AddressBlock($0.filter { $0 != " " })
      }, origin: networks?.span)
    let probes =
      destination?.flag("probe-networks")?.value.split(separator: ",").map(String.init)
      ?? values.lazy.compactMap(\.probeNetworks).first?.map(\.value) ?? ["0.0.0.0/0", "::/0"]
    probeNetworks = probes.compactMap(AddressBlock.init)
    let policy = destination?.flag("default-policy") ?? written(\.defaultInboundPolicy)
    defaultInboundPolicy = Setting(
      policy.flatMap { LinkerdDefaultPolicy(rawValue: $0.value) } ?? .allUnauthenticated, origin: policy?.span)
    opaquePorts = PortRanges(redirection: written(\.opaquePorts)?.value ?? Self.defaultOpaquePorts)
    ignoredInboundPorts = PortRanges(redirection: values.value(of: \.ignoreInboundPorts)?.value ?? "4567,4568")
    ignoredOutboundPorts = PortRanges(redirection: values.value(of: \.ignoreOutboundPorts)?.value ?? "4567,4568")
    let lifetime = identity?.flag("identity-issuance-lifetime") ?? written(\.issuanceLifetime)
    issuanceLifetime = Setting(
      lifetime.flatMap { GoDuration.nanoseconds($0.value) }.map { Int($0 / 1e9) } ?? 86_400, origin: lifetime?.span)
    projectsTokens = values.value(of: \.serviceAccountTokenProjection)?.value ?? true
  }

  private static let defaultClusterNetworks = "10.0.0.0/8,100.64.0.0/10,172.16.0.0/12,192.168.0.0/16,fd00::/8"
  private static let defaultOpaquePorts = "25,587,3306,4444,5432,6379,9300,11211"

  /// The name in the certificate of a service account's proxy (`policy-controller/k8s/index/src/cluster_info.rs`
  /// service_account_identity).
  package func identity(namespace: String, account: String) -> String {
    "\(account).\(identitySuffix(namespace: namespace))"
  }

  /// What the identities of a namespace end in.
  package func identitySuffix(namespace: String) -> String {
    "\(namespace).serviceaccount.identity.\(controlPlaneNamespace).\(trustDomain.value)"
  }
}

/// What a Linkerd proxy does with clients of a port that no authorization is written for.
package enum LinkerdDefaultPolicy: String, Sendable, CaseIterable {
  case allUnauthenticated = "all-unauthenticated"
  case allAuthenticated = "all-authenticated"
  case clusterUnauthenticated = "cluster-unauthenticated"
  case clusterAuthenticated = "cluster-authenticated"
  case deny
  /// Everybody is let in, and the log says who would not have been.
  case audit
}

extension Workload {
  /// The value of a flag of Go's form, `-name=value` or `--name=value`, among the arguments of the containers.
  package func flag(_ name: String) -> Located<String>? {
    for word in pod.containers.lazy.flatMap(\.words) {
      for prefix in ["-\(name)=", "--\(name)="] where word.value.hasPrefix(prefix) {
        return word.map { String($0.dropFirst(prefix.count)) }
      }
    }
    return nil
  }
}
