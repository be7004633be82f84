package import Diagnostics

/// What a SPIRE server does with its configuration.
package struct SPIREServerSettings: Sendable {
  /// A cluster whose agents the plugin `k8s_psat` lets in.
  package struct Cluster: Sendable {
    package var name: Located<String>
    /// In the form `NAMESPACE:NAME`.
    package var allowedServiceAccounts: [Located<String>]
    package var audience: [Located<String>]?
    /// Whether its API server is another than that of the server's own cluster.
    package var isRemote: Bool
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
  package var dataDirectory: Located<String>?
  /// Lifetimes, as they are written.
  package var caTTL: Located<String>?
  package var svidTTLs: [(name: String, value: Located<String>)]
  package var clusters: [Cluster]
  /// Whether agents prove themselves by `k8s_psat`.
  package var attestsByToken: Bool
  package var publications: [Publication]
  /// The file of an SQLite database.
  package var databasePath: Located<String>?
  /// The file that the plugin `disk` keeps keys in.
  package var keysPath: Located<String>?
  /// The trust domains whose bundles the server fetches itself (`federates_with`), as they are written.
  package var federatedTrustDomains: [Located<String>]

  init(_ section: SPIREBlock?, _ plugins: [SPIREPlugin]) {
    port = section?.int("bind_port")
    socketPath = section?.string("socket_path")
    dataDirectory = section?.string("data_dir")
    caTTL = section?.string("ca_ttl")
    svidTTLs = ["default_x509_svid_ttl", "agent_ttl", "default_jwt_svid_ttl"].compactMap { name in
      section?.string(name).map { (name, $0) }
    }
    let attestors = plugins.filter { $0.type == "NodeAttestor" && $0.name.value == "k8s_psat" && $0.isEnabled }
    attestsByToken = !attestors.isEmpty
    clusters = attestors.flatMap { $0.data.blocks(in: "clusters") }.map { name, block in
      Cluster(
        name: name, allowedServiceAccounts: block.strings("service_account_allow_list"),
        audience: block.has("audience") ? block.strings("audience") : nil, isRemote: block.has("kube_config_file"))
    }
    publications = plugins.filter(\.isEnabled).flatMap(\.publications)
    let store = plugins.first { $0.type == "DataStore" }?.data
    databasePath = store?.string("database_type")?.value == "sqlite3" ? store?.string("connection_string") : nil
    keysPath = plugins.first { $0.type == "KeyManager" && $0.name.value == "disk" }?.data.string("keys_path")
    federatedTrustDomains = section?.block("federation")?.blocks(in: "federates_with").map(\.name) ?? []
  }
}

extension SPIREPlugin {
  /// Where the plugin writes the trust bundle (`pkg/server/plugin/notifier/k8sbundle`, `bundlepublisher/k8sconfigmap`).
  fileprivate var publications: [SPIREServerSettings.Publication] {
    switch (type, name.value) {
    case ("Notifier", "k8sbundle"):
      // Other clusters need not be those of the input.
      guard !data.has("clusters") else { return [] }
      return [
        SPIREServerSettings.Publication(
          namespace: data.string("namespace")?.value ?? "spire",
          configMap: data.string("config_map")?.value ?? "spire-bundle",
          key: data.string("config_map_key")?.value ?? "bundle.crt", format: "pem", span: name.span)
      ]
    case ("BundlePublisher", "k8s_configmap"):
      return data.blocks(in: "clusters").compactMap { _, block in
        guard let namespace = block.string("namespace")?.value, let map = block.string("configmap_name")?.value,
          let key = block.string("configmap_key"), let format = block.string("format")?.value,
          !block.has("kubeconfig_path")
        else { return nil }
        return SPIREServerSettings.Publication(
          namespace: namespace, configMap: map, key: key.value, format: format.lowercased(), span: key.span)
      }
    default: return []
    }
  }
}

/// What a SPIRE agent does with its configuration.
package struct SPIREAgentSettings: Sendable {
  package var serverAddress: Located<String>?
  package var serverPort: Located<Int>?
  package var socketPath: Located<String>?
  package var trustBundlePath: Located<String>?
  /// `pem` where it is not written.
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

  init(_ section: SPIREBlock?, _ plugins: [SPIREPlugin]) {
    serverAddress = section?.string("server_address")
    serverPort = section?.int("server_port")
    socketPath = section?.string("socket_path")
    trustBundlePath = section?.string("trust_bundle_path")
    trustBundleFormat = section?.string("trust_bundle_format")
    insecureBootstrap = section?.bool("insecure_bootstrap")
    joinToken = section?.string("join_token")
    let attestor = plugins.first { $0.type == "NodeAttestor" && $0.name.value == "k8s_psat" && $0.isEnabled }
    attestsByToken = attestor != nil
    cluster = attestor?.data.string("cluster")
    tokenPath = attestor?.data.string("token_path")
    let kubernetes = plugins.first { $0.type == "WorkloadAttestor" && $0.name.value == "k8s" && $0.isEnabled }
    kubernetesAttestor = kubernetes?.name
    skipsKubeletVerification = kubernetes?.data.bool("skip_kubelet_verification")
  }
}
