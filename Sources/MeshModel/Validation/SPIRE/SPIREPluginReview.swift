import Diagnostics
import HCL

// What plugins a server or agent needs (SPIRE `pkg/server/catalog`, `pkg/agent/catalog`, `pkg/common/catalog`).
extension SPIREConfigurationReview {
  private struct Constraint {
    var type: String
    var least: Int
    var most: Int
    /// Those that are built in, also into earlier versions.
    var names: [String]

    init(_ type: String, _ range: ClosedRange<Int>, _ names: String) {
      self.type = type
      (least, most) = (range.lowerBound, range.upperBound)
      self.names = names.split(separator: " ").map(String.init)
    }
  }

  private static let any = 0...Int.max
  private static let attestors =
    "aws_iid azure_msi azure_imds gcp_iit http_challenge join_token k8s_psat k8s_sat sshpop tpm_devid x509pop"
  private static let serverTypes = [
    Constraint("DataStore", 1...1, "sql"),
    Constraint("KeyManager", 1...1, "disk memory aws_kms azure_key_vault gcp_kms hashicorp_vault"),
    Constraint("UpstreamAuthority", 0...1, "awssecret aws_pca gcp_cas vault spire disk cert-manager ejbca"),
    Constraint("NodeAttestor", any, attestors), Constraint("Notifier", any, "gcs_bundle k8sbundle"),
    Constraint(
      "BundlePublisher", any, "aws_s3 azure_blob gcp_cloudstorage aws_rolesanywhere_trustanchor k8s_configmap"),
    Constraint("CredentialComposer", any, "uniqueid"),
  ]
  private static let agentTypes = [
    Constraint("KeyManager", 1...1, "disk memory"), Constraint("NodeAttestor", 1...1, attestors),
    Constraint("WorkloadAttestor", 1...Int.max, "docker k8s slurm systemd unix windows"),
    Constraint("SVIDStore", any, "aws_secretsmanager gcp_secretmanager"),
  ]

  /// `span`: Where the section is named.
  mutating func check(_ plugins: [SPIREPlugin], of role: SPIREConfiguration.Role, at span: SourceSpan) {
    let types = role == .server ? Self.serverTypes : Self.agentTypes
    var seen: Set<[String]> = []
    for plugin in plugins {
      guard let type = types.first(where: { $0.type == plugin.type }) else {
        let near = didYouMean(closest(to: plugin.type, of: types.map(\.type)))
        refuse(
          "has a plugin of the type \(goQuoted(plugin.type)), which no \(role.rawValue) has\(near)",
          at: plugin.name.span)
        continue
      }
      if !seen.insert([plugin.type, plugin.name.value]).inserted {
        refuse("has the plugin \(plugin.title) twice", at: plugin.name.span)
      }
      guard plugin.isEnabled else { continue }
      if plugin.block.has("plugin_data"), let file = plugin.block.items(named: "plugin_data_file").last {
        refuse("has both plugin_data and plugin_data_file for \(plugin.title)", at: plugin.block.located(file).span)
      }
      if !plugin.isExternal, !type.names.contains(plugin.name.value), !plugin.name.value.isOpen {
        let near = didYouMean(closest(to: plugin.name.value, of: type.names))
        refuse("has the plugin \(plugin.title), which is not built in\(near)", at: plugin.name.span)
      }
      if !plugin.block.has("plugin_data_file") { checkData(plugin, of: role) }
    }
    for type in types {
      let used = plugins.filter { $0.type == type.type && ($0.isEnabled || type.type == "DataStore") }
      if used.count < type.least {
        refuse("has no plugin of the type \(type.type)", at: span)
      } else if used.count > type.most {
        refuse("has \(used.count) plugins of the type \(type.type), which takes one", at: used[1].name.span)
      }
    }
  }

  private mutating func checkData(_ plugin: SPIREPlugin, of role: SPIREConfiguration.Role) {
    let required: [String] =
      switch (role, plugin.type, plugin.name.value) {
      // A database type may be a block, with a connection of its own.
      case (.server, "DataStore", "sql"):
        plugin.data.block("database_type")?.items.isEmpty == false
          ? [] : ["database_type", "connection_string"]
      case (.server, "KeyManager", "disk"): ["keys_path"]
      case (.server, "UpstreamAuthority", "disk"): ["cert_file_path", "key_file_path"]
      case (.server, "UpstreamAuthority", "cert-manager"): ["namespace", "issuer_name"]
      case (.agent, "NodeAttestor", "k8s_psat"): ["cluster"]
      default: []
      }
    for name in required where !plugin.isExternal {
      require(name, in: plugin.data, of: plugin.title, at: plugin.name.span)
    }
    guard role == .server else { return }
    switch (plugin.type, plugin.name.value) {
    case ("NodeAttestor", "k8s_psat"):
      for (name, cluster) in plugin.data.blocks(in: "clusters") {
        guard let item = cluster.items(named: "service_account_allow_list").last else {
          refuse("has no service_account_allow_list for the cluster \(goQuoted(name.value))", at: name.span)
          continue
        }
        if case .list(let accounts) = item.value.value, accounts.isEmpty {
          refuse("allows no service account in the cluster \(goQuoted(name.value))", at: cluster.span(of: item.value))
        }
      }
    case ("BundlePublisher", "k8s_configmap"):
      for (name, cluster) in plugin.data.blocks(in: "clusters") {
        let title = "the cluster \(goQuoted(name.value))"
        for field in ["format", "namespace", "configmap_name", "configmap_key"] {
          require(field, in: cluster, of: title, at: name.span)
        }
        if let format = cluster.string("format"), !["pem", "jwks", "spiffe", ""].contains(format.value.lowercased()) {
          refuse("has the format \(goQuoted(format.value)), and there are pem, jwks, spiffe", at: format.span)
        }
      }
    default: break
    }
  }
}

extension SPIREPlugin {
  /// `KeyManager "disk"`.
  fileprivate var title: String { "\(type) \(goQuoted(name.value))" }
}
