import Diagnostics
import HCL
import StructuralSchema

// What an agent asks of its configuration (SPIRE `cmd/spire-agent/cli/run/run.go` validate, NewAgentConfig).
extension SPIREConfigurationReview {
  mutating func checkAgent(_ section: SPIREBlock, at span: SourceSpan) {
    check(section, against: .agent, "agent")
    require("server_address", in: section, of: "agent", at: span, flags: ["serverAddress"])
    require("server_port", in: section, of: "agent", at: span, flags: ["serverPort"])
    require("trust_domain", in: section, of: "agent", at: span, flags: ["trustDomain"])
    if let experimental = section.block("experimental") {
      check(experimental, against: .agentExperimental, "experimental")
    }
    if section.isSet("join_token"), let file = section.string("join_token_file"), !file.value.isEmpty {
      refuse("has both join_token and join_token_file", at: file.span)
    }
    checkBootstrap(section, at: span)
    checkChoices(section)
    if let target = section.string("availability_target"), let length = GoDuration.nanoseconds(target.value),
      length < 24 * 3600e9
    {
      refuse("has the availability_target \(goQuoted(target.value)), and 24h is the least", at: target.span)
    }
    for name in ["x509_svid_cache_max_size", "jwt_svid_cache_max_size"] {
      if let size = section.int(name), size.value < 0 { refuse("has a negative \(name)", at: size.span) }
    }
    if let admin = section.string("admin_socket_path"), !admin.value.isEmpty {
      let directory = (section.string("socket_path")?.value ?? SPIREConfiguration.Role.agent.standardSocketPath)
        .directory
      if admin.value.hasPrefix(directory + "/") {
        refuse("has its admin_socket_path in the directory that workloads are given", at: admin.span)
      }
    }
  }

  /// How the agent comes to trust its server: in just one way.
  private mutating func checkBootstrap(_ section: SPIREBlock, at span: SourceSpan) {
    let ways = ["trust_bundle_path", "trust_bundle_url", "trust_bundle_spiffe_workload_api"].filter(section.isSet)
    let isInsecure = section.bool("insecure_bootstrap")
    let all = (isInsecure?.value == true ? ["insecure_bootstrap"] : []) + ways
    if all.count > 1, let last = all.last, let item = section.items(named: last).last {
      refuse("has both \(all[0]) and \(last), and one of them is taken", at: section.located(item).span)
    }
    if all.isEmpty, isInsecure != nil || !section.has("insecure_bootstrap") {
      refuse(
        "says nothing of how the agent comes to trust the server, such as trust_bundle_path", at: span,
        flags: ["trustBundle", "trustBundleUrl", "insecureBootstrap"])
    }
    if let mode = section.string("rebootstrap_mode"), ["auto", "always"].contains(mode.value), isInsecure?.value == true
    {
      refuse("has the rebootstrap_mode \(mode.value) beside insecure_bootstrap", at: mode.span)
    }
    guard let url = section.string("trust_bundle_url"), !url.value.isEmpty else {
      if section.isSet("trust_bundle_unix_socket"), !section.has("trust_bundle_url"),
        let item = section.items(named: "trust_bundle_unix_socket").last
      {
        refuse("has trust_bundle_unix_socket without trust_bundle_url", at: section.located(item).span)
      }
      return
    }
    let scheme = section.isSet("trust_bundle_unix_socket") ? "http://" : "https://"
    if !url.value.hasPrefix(scheme) {
      refuse("has the trust_bundle_url \(goQuoted(url.value)), which must be \(scheme)", at: url.span)
    }
  }

  private mutating func checkChoices(_ section: SPIREBlock) {
    let choices = [
      ("trust_bundle_format", ["pem", "spiffe"]), ("rebootstrap_mode", ["never", "auto", "always"]),
      ("workload_x509_svid_key_type", ["rsa-2048", "ec-p256", "ec-p384"]),
    ]
    for (name, values) in choices {
      guard let value = section.string(name), !value.value.isEmpty else { continue }
      // `pkg/agent/workloadkey/workloadkey.go` alone takes upper case.
      let word = name == "workload_x509_svid_key_type" ? value.value.lowercased() : value.value
      if !values.contains(word) {
        refuse(
          "has the \(name) \(goQuoted(value.value)), and there are \(values.joined(separator: ", "))", at: value.span)
      }
    }
  }
}

extension String {
  /// The path up to its last part, without the slash.
  package var directory: String { lastIndex(of: "/").map { String(self[..<$0]) } ?? "" }
}
