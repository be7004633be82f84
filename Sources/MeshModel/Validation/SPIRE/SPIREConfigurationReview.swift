import Diagnostics
import HCL
import StructuralSchema

/// Says what keeps a SPIRE server or agent from starting with its configuration.
struct SPIREConfigurationReview {
  let root: SPIREBlock
  private(set) var problems: [SPIREConfiguration.Problem] = []

  init(_ root: SPIREBlock) { self.root = root }

  mutating func refuse(_ text: String, at span: SourceSpan, flags: [String] = []) {
    problems.append(SPIREConfiguration.Problem(text: text, span: span, flags: flags))
  }

  /// `place`: Where the file is named, for what it lacks.
  mutating func check(_ role: SPIREConfiguration.Role, _ plugins: [SPIREPlugin], at place: SourceSpan) {
    check(root, against: role == .server ? .serverFile : .agentFile, nil)
    checkTelemetry()
    if let checks = root.block("health_checks") { check(checks, against: .healthChecks, "health_checks") }
    if let section = root.block(role.rawValue) {
      let span = root.items(named: role.rawValue).first.map { root.located($0).span } ?? place
      switch role {
      case .server: checkServer(section, at: span)
      case .agent: checkAgent(section, at: span)
      }
    } else {
      refuse("has no \(role.rawValue) section", at: place)
    }
    guard root.has("plugins") else { return refuse("has no plugins section", at: place) }
    let span = root.items(named: "plugins").first.map { root.located($0).span } ?? place
    check(plugins, of: role, at: span)
  }

  /// Compares a block with the settings that there are.
  ///
  /// `title`: What the block is called; nil for the whole file.
  mutating func check(_ block: SPIREBlock, against known: SPIRESettingTable, _ title: String?) {
    for item in block.items {
      guard let (name, form) = known.setting(item.key) else {
        guard known.isComplete else { continue }
        let near = didYouMean(closest(to: item.key, of: known.names))
        refuse(
          "has \(goQuoted(item.key))\(title.map { " in \($0)" } ?? ""), which SPIRE does not know\(near)",
          at: block.located(item).span)
        continue
      }
      if let problem = form.problem(of: item.value) {
        refuse("has \(name) \(problem)", at: block.span(of: item.value))
      }
    }
  }

  private mutating func checkTelemetry() {
    guard let telemetry = root.block("telemetry") else { return }
    for (name, table) in SPIRESettingTable.telemetry {
      if let block = telemetry.block(name) { check(block, against: table, name) }
    }
  }

  /// Refuses a block without a setting.
  mutating func require(
    _ name: String, in block: SPIREBlock, of title: String, at span: SourceSpan, flags: [String] = []
  ) {
    guard let item = block.items(named: name).last else {
      return refuse("has no \(name) in \(title)", at: span, flags: flags)
    }
    if case .literal("") = item.value.value {
      refuse("has an empty \(name)", at: block.span(of: item.value), flags: flags)
    }
  }
}

/// The settings of a block, and the forms of their values.
struct SPIRESettingTable: Sendable {
  /// What a value must be. Texts may be written as numbers too.
  enum Form: String {
    case text, int, bool, texts, duration, key, trustDomain, any
  }

  private let forms: [String: Form]
  /// Whether SPIRE refuses others.
  let isComplete: Bool

  /// `text`: Names, each behind the form that it and those after it have.
  init(_ text: String, isComplete: Bool = true) {
    var (forms, form): ([String: Form], Form) = ([:], .any)
    for word in text.split(whereSeparator: \.isWhitespace) {
      if word.hasSuffix(":") {
        form = Form(rawValue: String(word.dropLast())) ?? .any
      } else {
        forms[String(word)] = form
      }
    }
    self.forms = forms
    self.isComplete = isComplete
  }

  var names: [String] { forms.keys.sorted() }

  func setting(_ name: String) -> (name: String, form: Form)? {
    if let form = forms[name] { return (name, form) }
    let lower = name.lowercased()
    return forms.first { $0.key.lowercased() == lower }.map { ($0.key, $0.value) }
  }
}

extension SPIRESettingTable.Form {
  /// What is wrong with a value, behind the name of the setting; nil where nothing is or may be.
  func problem(of node: HCLNode) -> String? {
    if self == .any { return nil }
    if case .null = node.value { return nil }
    if self == .texts {
      guard case .list(let items) = node.value else { return "that is no list" }
      let isPlain = items.allSatisfy { if case .literal = $0.value { true } else { false } }
      return isPlain ? nil : "that is no list of texts"
    }
    guard case .literal(let text) = node.value else { return "that is no single value" }
    if text.isOpen { return nil }
    switch self {
    case .int: return Self.isWhole(text) ? nil : "\(goQuoted(text)), which is no whole number"
    case .bool:
      return ["true", "false", "1", "0"].contains(text.lowercased())
        ? nil : "\(goQuoted(text)), which is neither true nor false"
    case .duration where !text.isEmpty && !GoDuration.isDuration(text):
      return "\(goQuoted(text)), which is no duration such as 90m or 24h"
    case .key where !text.isEmpty && !Self.keyTypes.contains(text.lowercased()):
      return "\(goQuoted(text)), which is none of \(Self.keyTypes.joined(separator: ", "))"
    case .trustDomain where !text.isEmpty:
      return SPIFFEID.problem(withTrustDomain: text).map { "\(goQuoted(text)), which is no name: \($0)" }
    default: return nil
    }
  }

  /// `pkg/server/plugin/keymanager/keymanager.go` KeyTypeFromString.
  private static let keyTypes = ["rsa-2048", "rsa-4096", "ec-p256", "ec-p384"]

  /// As `strconv.ParseInt` with base 0 takes it.
  private static func isWhole(_ text: String) -> Bool {
    Int(text) != nil || (text.hasPrefix("0x") && Int(text.dropFirst(2), radix: 16) != nil)
  }
}

// The settings of SPIRE 1.16 (`cmd/spire-server/cli/run/run.go`, `cmd/spire-agent/cli/run/run.go`).
extension SPIRESettingTable {
  static let serverFile = SPIRESettingTable("any: server plugins telemetry health_checks")
  static let agentFile = SPIRESettingTable("any: agent plugins telemetry health_checks")
  static let healthChecks = SPIRESettingTable(
    "bool: listener_enabled text: bind_address bind_port ready_path live_path")
  static let server = SPIRESettingTable(
    """
    texts: admin_ids proxy_protocol_trusted_cidrs profiling_names
    duration: agent_ttl ca_ttl default_x509_svid_ttl default_jwt_svid_ttl prune_attested_nodes_expired_for
      max_attested_node_info_staleness
    bool: audit_log_enabled disable_jwt_svids log_source_location prune_tofu_nodes profiling_enabled
    int: bind_port prune_attested_nodes_batch_size profiling_port profiling_freq
    key: ca_key_type jwt_key_type
    trustDomain: trust_domain
    text: bind_address data_dir jwt_issuer log_file log_level log_format socket_path
    any: ca_subject experimental federation ratelimit
    """)
  static let subject = SPIRESettingTable("texts: country organization text: common_name")
  static let serverRateLimit = SPIRESettingTable("bool: attestation signing")
  static let serverExperimental = SPIRESettingTable(
    """
    duration: cache_reload_interval full_cache_reload_interval prune_events_older_than event_timeout
      sql_transaction_timeout
    key: wit_key_type
    """, isComplete: false)
  static let bundleEndpoint = SPIRESettingTable(
    "text: address int: port duration: refresh_hint any: acme profile")
  static let acme = SPIRESettingTable("text: directory_url domain_name email bool: tos_accepted")
  static let agent = SPIRESettingTable(
    """
    texts: log_selectors allowed_foreign_jwt_claims authorized_delegates profiling_names
    duration: rebootstrap_delay availability_target
    bool: insecure_bootstrap log_source_location disable_workload_api disable_sds_api allow_unauthenticated_verifiers
      profiling_enabled
    int: server_port x509_svid_cache_max_size jwt_svid_cache_max_size profiling_port profiling_freq
    trustDomain: trust_domain
    text: data_dir admin_socket_path rebootstrap_mode join_token join_token_file log_file log_format log_level
      server_address socket_path workload_x509_svid_key_type trust_bundle_format trust_bundle_path
      trust_bundle_spiffe_workload_api trust_bundle_unix_socket trust_bundle_url
    any: sds experimental
    """)
  static let agentExperimental = SPIRESettingTable(
    "duration: sync_interval jwt_svid_cache_hit_timeout", isComplete: false)
  static let telemetry: [(String, SPIRESettingTable)] = [
    ("Prometheus", SPIRESettingTable("text: host int: port any: tls")),
    ("DogStatsd", SPIRESettingTable("text: address")), ("Statsd", SPIRESettingTable("text: address")),
    ("M3", SPIRESettingTable("text: address env")), ("InMem", SPIRESettingTable("")),
  ]
}
