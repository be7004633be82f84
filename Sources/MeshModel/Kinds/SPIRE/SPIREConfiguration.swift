package import Diagnostics
import HCL

/// The configuration of a SPIRE server or agent, an entry of a ConfigMap (SPIRE `cmd/spire-server/cli/run/run.go` and
/// `cmd/spire-agent/cli/run/run.go`).
package struct SPIREConfiguration: Sendable {
  package enum Role: String, Sendable {
    case server, agent

    /// Where the process listens, and where its commands look for it, unless they are told.
    package var standardSocketPath: String {
      switch self {
      case .server: "/tmp/spire-server/private/api.sock"
      case .agent: "/tmp/spire-agent/public/api.sock"
      }
    }
  }

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
    package var address: String
    package var port: String
    package var livePath: String
    package var readyPath: String
    /// Where the block is named, else the file.
    package var span: SourceSpan
  }

  package let role: Role
  /// The ConfigMap.
  package let owner: Metadata
  /// The entry of it, which is the name of the file.
  package let key: Located<String>
  package let trustDomain: Located<String>?
  /// The name that SPIRE reads in ``trustDomain``; nil where that is none.
  package let trustDomainName: String?
  package let plugins: [SPIREPlugin]
  /// Nil where something of them is put in later, or the text cannot be read.
  package let healthChecks: HealthChecks?
  /// Where the process listens for something else than health checks, as it is written.
  package let otherPorts: Set<String>
  /// Nil for an agent, and for a text that cannot be read.
  package let server: SPIREServerSettings?
  /// Nil for a server, and for a text that cannot be read.
  package let agent: SPIREAgentSettings?
  package let problems: [Problem]

  /// Nil for a text that is something else.
  init?(_ entry: LocatedMap.Entry, of owner: Metadata) {
    guard entry.mayConfigureSPIRE else { return nil }
    self.owner = owner
    key = entry.key
    let text = EmbeddedText(entry)
    let root: SPIREBlock
    var failure: Problem?
    do throws(HCLError) {
      root = SPIREBlock(try HCLNode.parse(entry.value.value), in: text)
    } catch {
      root = SPIREBlock([], in: text)
      failure = Problem(
        text: "is no HCL: \(error.message)", span: text.place(from: error.position, to: error.position))
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
    let settings = section ?? SPIREBlock([], in: text)
    trustDomain = section?.string("trust_domain")
    trustDomainName = trustDomain.flatMap { try? SPIFFEID.trustDomain($0.value) }
    plugins = root.plugins
    otherPorts = root.otherPorts
    let isRead = failure == nil
    healthChecks = isRead ? HealthChecks(root, at: entry.key.span) : nil
    server = isRead && role == .server ? SPIREServerSettings(settings, plugins, at: entry.key.span) : nil
    agent = isRead && role == .agent ? SPIREAgentSettings(settings, plugins, at: entry.key.span) : nil
    if let failure {
      // With variables put in, the text may well be right.
      problems = entry.value.value.isOpen ? [] : [failure]
    } else {
      var review = SPIREConfigurationReview(root)
      review.check(role, plugins, at: entry.key.span)
      problems = review.problems
    }
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
  /// Defaults as in `pkg/common/health/config.go`; nil where something is put in later.
  ///
  /// `place`: Where the file is named.
  fileprivate init?(_ root: SPIREBlock, at place: SourceSpan) {
    let block = root.block("health_checks") ?? SPIREBlock([], in: root.text)
    func string(_ name: String, or standard: String) -> String? {
      block.string(name, or: Located(standard, at: place))?.value
    }
    guard let address = string("bind_address", or: "localhost"), let port = string("bind_port", or: "80"),
      let livePath = string("live_path", or: "/live"), let readyPath = string("ready_path", or: "/ready"),
      string("listener_enabled", or: "") != nil
    else { return nil }
    isEnabled = block.bool("listener_enabled")?.value ?? false
    (self.address, self.port, self.livePath, self.readyPath) = (address, port, livePath, readyPath)
    span = root.items(named: "health_checks").first.map { root.located($0).span } ?? place
  }
}

extension SPIREBlock {
  /// The ports of the server, of its bundle endpoint, of what collects metrics and of the profiler.
  fileprivate var otherPorts: Set<String> {
    let server = block("server")
    let endpoint = server?.block("federation")?.block("bundle_endpoint")
    let ports = [
      server?.string("bind_port"), endpoint?.string("port"), block("telemetry")?.block("Prometheus")?.string("port"),
      server?.string("profiling_port"), block("agent")?.string("profiling_port"),
    ]
    return Set(ports.compactMap { $0?.value })
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
