package import Diagnostics
import HCL

/// The configuration of a SPIRE server or agent, an entry of a ConfigMap (SPIRE `cmd/spire-server/cli/run/run.go` and
/// `cmd/spire-agent/cli/run/run.go`).
package struct SPIREConfiguration: Sendable {
  package enum Role: String, Sendable { case server, agent }

  /// What keeps a process from starting.
  package struct Problem: Sendable {
    /// A sentence without its subject, which is the configuration.
    package var text: String
    package var span: SourceSpan
    /// The flags of the process that say the same, of which one would do.
    package var flags: [String] = []
  }

  /// What tells whether the process is well, over HTTP.
  package struct HealthChecks: Sendable {
    package var isEnabled: Bool
    package var address: Located<String>?
    /// `80` where it is not written.
    package var port: Located<String>?
    package var livePath: String
    package var readyPath: String
    /// Where the block is named.
    package var span: SourceSpan?
  }

  package let role: Role
  /// The ConfigMap.
  package let owner: Metadata
  /// The entry of it, which is the name of the file.
  package let key: Located<String>
  package let trustDomain: Located<String>?
  package let plugins: [SPIREPlugin]
  package let healthChecks: HealthChecks
  /// Nil for an agent.
  package let server: SPIREServerSettings?
  /// Nil for a server.
  package let agent: SPIREAgentSettings?
  package let problems: [Problem]

  /// Nil for a text that is something else.
  init?(_ entry: LocatedMap.Entry, of owner: Metadata) {
    guard entry.mayConfigureSPIRE else { return nil }
    self.owner = owner
    key = entry.key
    let text = EmbeddedText(entry: entry)
    let root: SPIREBlock
    var review: SPIREConfigurationReview
    do throws(HCLError) {
      root = SPIREBlock(try HCLNode.parse(entry.value.value), in: text)
      review = SPIREConfigurationReview(root)
    } catch {
      root = SPIREBlock([], in: text)
      review = SPIREConfigurationReview(root)
      // With variables filled in it may well be right.
      if !entry.value.value.isOpen {
        review.refuse("is no HCL: \(error.message)", at: text.place(from: error.position, to: error.position))
      }
    }
    let name = entry.key.value.lowercased()
    if root.has("server") || (name.hasPrefix("server") && !root.has("agent")) {
      role = .server
    } else if root.has("agent") || name.hasPrefix("agent") {
      role = .agent
    } else {
      return nil
    }
    let section = root.block(role.rawValue)
    trustDomain = section?.string("trust_domain")
    plugins = root.plugins
    healthChecks = HealthChecks(root)
    server = role == .server ? SPIREServerSettings(section, plugins) : nil
    agent = role == .agent ? SPIREAgentSettings(section, plugins) : nil
    if review.problems.isEmpty { review.check(role, plugins, at: entry.key.span) }
    problems = review.problems
  }

  /// The one plugin of a type that is in use, where there is just one.
  package func plugin(_ type: String) -> SPIREPlugin? {
    let found = plugins.filter { $0.type == type && $0.isEnabled }
    return found.count == 1 ? found.first : nil
  }
}

/// A plugin, such as `NodeAttestor "k8s_psat"`.
package struct SPIREPlugin: Sendable {
  package let type: String
  package let name: Located<String>
  package let isEnabled: Bool
  /// Whether it is a program of its own, and not built in.
  package let isExternal: Bool
  /// Its `plugin_data`; empty where that is in another file.
  let data: SPIREBlock
  let block: SPIREBlock
}

extension SPIREBlock {
  /// In the order of the text (`pkg/common/catalog/config.go` PluginConfigsFromHCLNode).
  fileprivate var plugins: [SPIREPlugin] {
    blocks(in: "plugins").flatMap { type, plugins in
      plugins.items.map { item in
        let block = SPIREBlock(item.value, in: text)
        return SPIREPlugin(
          type: type.value, name: located(item), isEnabled: block.bool("enabled")?.value ?? true,
          isExternal: block.has("plugin_cmd"), data: block.block("plugin_data") ?? SPIREBlock([], in: text),
          block: block)
      }
    }
  }
}

extension SPIREConfiguration.HealthChecks {
  /// Defaults as in `pkg/common/health/config.go`.
  fileprivate init(_ root: SPIREBlock) {
    let block = root.block("health_checks")
    isEnabled = block?.bool("listener_enabled")?.value ?? false
    address = block?.string("bind_address")
    port = block?.string("bind_port")
    livePath = block?.string("live_path")?.value ?? "/live"
    readyPath = block?.string("ready_path")?.value ?? "/ready"
    span = root.items(named: "health_checks").first.map { root.located($0).span }
  }
}

extension LocatedMap.Entry {
  /// Whether this is a file in HCL with words that SPIRE's server and agent read and hardly anybody else.
  fileprivate var mayConfigureSPIRE: Bool {
    guard key.value.hasSuffix(".conf") || key.value.hasSuffix(".hcl") else { return false }
    return value.value.contains("trust_domain") || value.value.contains("NodeAttestor")
      || value.value.contains("KeyManager")
  }
}
