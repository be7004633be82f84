package import Diagnostics

/// What a SPIRE server does with its configuration. A setting that is not written has its default, at the place of the
/// file's name; nil stands for what is put in later.
package struct SPIREServerSettings: Sendable {
  /// A cluster whose agents the plugin `k8s_psat` lets in.
  package struct Cluster: Sendable {
    package var name: Located<String>
    /// In the form `NAMESPACE:NAME`.
    package var allowedServiceAccounts: [Located<String>]
    private let accounts: Set<String>
    private let hasOpenAccounts: Bool
    package var audience: [Located<String>]?
    /// Whether its API server is another than that of the server's own cluster.
    package var isRemote: Bool

    init(_ name: Located<String>, _ block: SPIREBlock) {
      self.name = name
      allowedServiceAccounts = block.strings("service_account_allow_list")
      accounts = Set(allowedServiceAccounts.map(\.value))
      hasOpenAccounts = accounts.contains(where: \.isOpen)
      audience = block.has("audience") ? block.strings("audience") : nil
      isRemote = block.has("kube_config_file")
    }

    /// Whether agents of a ServiceAccount are let in; nil where that depends on what is put in later.
    package func allows(_ account: String) -> Bool? {
      accounts.contains(account) ? true : hasOpenAccounts ? nil : false
    }
  }

  /// Where the server writes its trust bundle.
  package struct Publication: Sendable {
    package var namespace: String
    package var configMap: String
    package var key: String
    /// `pem`, `spiffe` or `jwks`.
    package var format: String
    package var span: SourceSpan
  }

  package var port: Located<Int>?
  package var socketPath: Located<String>?
  /// Lifetimes, as they are written.
  package var caTTL: Located<String>?
  package var svidTTLs: [(name: String, value: Located<String>)]
  package var clusters: [Cluster]
  /// Where each cluster stands among them, by its name.
  private let clustersByName: [String: Int]
  private let hasOpenClusters: Bool
  /// Whether agents prove themselves by `k8s_psat`.
  package var attestsByToken: Bool
  package var publications: [Publication]?
  /// The file of an SQLite database.
  package var databasePath: Located<String>?
  /// The file that the plugin `disk` keeps keys in.
  package var keysPath: Located<String>?
  /// The trust domains whose bundles the server fetches itself (`federates_with`), as they are written.
  package var federatedTrustDomains: [Located<String>]
  /// The issuer of cert-manager that signs the server's CA, and the namespace that it is asked in.
  package var upstreamIssuer: (reference: IssuerReference, namespace: String)?

  /// `place`: Where the file is named.
  init(_ section: SPIREBlock, _ plugins: [SPIREPlugin], at place: SourceSpan) {
    port = section.string("bind_port", or: Located("8081", at: place)).flatMap { text in
      Int(text.value).map { Located($0, at: text.span) }
    }
    socketPath = section.string(
      "socket_path", or: Located(SPIREConfiguration.Role.server.standardSocketPath, at: place))
    caTTL = section.string("ca_ttl", or: Located("24h", at: place))
    svidTTLs = ["default_x509_svid_ttl", "agent_ttl", "default_jwt_svid_ttl"].compactMap { name in
      section.string(name).map { (name, $0) }
    }
    let attestors = plugins.filter { $0.type == "NodeAttestor" && $0.name.value == "k8s_psat" && $0.isEnabled }
    attestsByToken = !attestors.isEmpty
    clusters = attestors.flatMap { $0.data.blocks(in: "clusters") }.map { Cluster($0, $1) }
    clustersByName = Dictionary(clusters.enumerated().map { ($1.name.value, $0) }) { first, _ in first }
    hasOpenClusters = clusters.contains(where: \.name.value.isOpen)
    let written = plugins.filter(\.isEnabled).map(\.publications)
    publications = written.contains { $0 == nil } ? nil : written.flatMap { $0 ?? [] }
    // A DataStore is in use though `enabled` is false (`pkg/server/catalog/catalog.go` loadSQLDataStore).
    let store = plugins.first { $0.type == "DataStore" }?.data
    databasePath = store?.string("database_type")?.value == "sqlite3" ? store?.string("connection_string") : nil
    keysPath = plugins.first(of: "KeyManager", named: "disk")?.data.string("keys_path")
    federatedTrustDomains = section.block("federation")?.blocks(in: "federates_with").map(\.name) ?? []
    upstreamIssuer = plugins.first(of: "UpstreamAuthority", named: "cert-manager").flatMap(\.issuer)
  }

  /// The cluster of a name; nil where there is none.
  package func cluster(named name: String) -> Cluster? { clustersByName[name].map { clusters[$0] } }

  /// Whether agents of a cluster are let in; nil where that depends on a name that is put in later.
  package func knows(cluster name: String) -> Bool? {
    clustersByName[name] != nil ? true : hasOpenClusters ? nil : false
  }
}

extension [SPIREPlugin] {
  /// The plugin of a type and name that is in use.
  fileprivate func first(of type: String, named name: String) -> SPIREPlugin? {
    first { $0.type == type && $0.name.value == name && $0.isEnabled }
  }
}

extension SPIREPlugin {
  /// The issuer that the plugin asks, in the server's own cluster
  /// (`pkg/server/plugin/upstreamauthority/certmanager/certmanager.go`); nil where it is not known.
  fileprivate var issuer: (reference: IssuerReference, namespace: String)? {
    guard !data.has("kube_config_file"), let namespace = data.string("namespace"),
      let issuer = data.string("issuer_name"),
      let kind = data.string("issuer_kind", or: Located("Issuer", at: issuer.span)),
      let group = data.string("issuer_group", or: Located("cert-manager.io", at: issuer.span))
    else { return nil }
    return (IssuerReference(name: issuer, kind: kind, group: group, span: issuer.span), namespace.value)
  }

  /// Where the plugin writes the trust bundle (`pkg/server/plugin/notifier/k8sbundle`, `bundlepublisher/k8sconfigmap`);
  /// nil where something of it is put in later.
  fileprivate var publications: [SPIREServerSettings.Publication]? {
    switch (type, name.value) {
    case ("Notifier", "k8sbundle"):
      // Other clusters need not be those of the input.
      guard !data.has("clusters") else { return [] }
      guard let namespace = data.string("namespace", or: Located("spire", at: name.span)),
        let map = data.string("config_map", or: Located("spire-bundle", at: name.span)),
        let key = data.string("config_map_key", or: Located("bundle.crt", at: name.span))
      else { return nil }
      return [
        SPIREServerSettings.Publication(
          namespace: namespace.value, configMap: map.value, key: key.value, format: "pem", span: name.span)
      ]
    case ("BundlePublisher", "k8s_configmap"):
      var publications: [SPIREServerSettings.Publication] = []
      for (_, block) in data.blocks(in: "clusters") where !block.has("kubeconfig_path") {
        guard let namespace = block.string("namespace")?.value, let map = block.string("configmap_name")?.value,
          let key = block.string("configmap_key"), let format = block.string("format")?.value
        else { return nil }
        publications.append(
          SPIREServerSettings.Publication(
            namespace: namespace, configMap: map, key: key.value, format: format.lowercased(), span: key.span))
      }
      return publications
    default: return []
    }
  }
}

/// What a SPIRE agent does with its configuration; as of ``SPIREServerSettings``.
package struct SPIREAgentSettings: Sendable {
  package var serverAddress: Located<String>?
  package var serverPort: Located<Int>?
  package var socketPath: Located<String>?
  package var trustBundlePath: Located<String>?
  package var trustBundleFormat: Located<String>?
  package var insecureBootstrap: Located<Bool>?
  package var joinToken: Located<String>?
  /// The cluster that the plugin `k8s_psat` says the agent is in.
  package var cluster: Located<String>?
  /// Whether the agent proves itself by `k8s_psat`.
  package var attestsByToken: Bool
  /// Where that plugin finds its token.
  package var tokenPath: Located<String>?
  /// The name of the plugin `k8s`, which tells workloads apart by their pods.
  package var kubernetesAttestor: Located<String>?
  package var skipsKubeletVerification: Located<Bool>?
  /// By which name proxies ask for their certificate, over Envoy's SDS.
  package var certificateName: Located<String>?
  /// By which names they ask for the roots to verify others with; nil where one is put in later.
  package var bundleNames: [Located<String>]?

  /// `place`: Where the file is named.
  init(_ section: SPIREBlock, _ plugins: [SPIREPlugin], at place: SourceSpan) {
    serverAddress = section.string("server_address")
    serverPort = section.int("server_port")
    socketPath = section.string("socket_path", or: Located(SPIREConfiguration.Role.agent.standardSocketPath, at: place))
    trustBundlePath = section.string("trust_bundle_path")
    trustBundleFormat = section.string("trust_bundle_format", or: Located("pem", at: trustBundlePath?.span ?? place))
    insecureBootstrap = section.bool("insecure_bootstrap")
    joinToken = section.string("join_token")
    let attestor = plugins.first(of: "NodeAttestor", named: "k8s_psat")
    attestsByToken = attestor != nil
    cluster = attestor?.data.string("cluster")
    // `pkg/agent/plugin/nodeattestor/k8spsat/psat.go`
    tokenPath = attestor?.data.string("token_path", or: Located("/var/run/secrets/tokens/spire-agent", at: place))
    let kubernetes = plugins.first(of: "WorkloadAttestor", named: "k8s")
    kubernetesAttestor = kubernetes?.name
    skipsKubeletVerification = kubernetes?.data.bool("skip_kubelet_verification")
    let discovery = section.block("sds") ?? SPIREBlock([], in: section.text)
    certificateName = discovery.string("default_svid_name", or: Located("default", at: place))
    let bundles = [("default_bundle_name", "ROOTCA"), ("default_all_bundles_name", "ALL")].compactMap {
      name, standard in
      discovery.string(name, or: Located(standard, at: place))
    }
    bundleNames = bundles.count == 2 ? bundles : nil
  }
}
