import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue
import StructuralSchema

/// Finds values of Linkerd's installation that its components do not understand.
package struct InvalidLinkerdValue: LinkerdRule {
  package static let page = RulePage.invalidLinkerdValue

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for (owner, values) in linkerd.mesh.linkerdValues {
      checkChoices(values, of: owner, &findings)
      checkDurations(values, of: owner, &findings)
      checkNetworks(values, of: owner, &findings)
    }
  }

  private func checkChoices(_ values: LinkerdValues, of owner: Metadata, _ findings: inout RuleFindings) {
    let policies = LinkerdDefaultPolicy.allCases.map(\.rawValue)
    let choices: [(String, Located<String>?, [String], String)] = [
      ("proxy.defaultInboundPolicy", values.defaultInboundPolicy, policies, "the policy controller does not start"),
      (
        "webhookFailurePolicy", values.webhookFailurePolicy, ["Ignore", "Fail"],
        "the API server refuses Linkerd's webhooks"
      ),
      (
        "identity.issuer.scheme", values.issuerScheme, ["linkerd.io/tls", "kubernetes.io/tls"],
        "linkerd-identity reads the issuer's Secret as one of kubernetes.io/tls"
      ),
    ]
    for (name, value, allowed, effect) in choices {
      guard let value, !value.value.isEmpty, !allowed.contains(value.value) else { continue }
      let suggestion = closest(to: value.value, of: allowed).map { "did you mean \($0)" }
      findings.report(
        .invalid(
          value, name, of: owner, effect: effect, help: suggestion ?? "use \(list(allowed, limit: 6))"))
    }
  }

  /// linkerd-identity logs what it cannot read and takes its default (`controller/cmd/identity/main.go`).
  private func checkDurations(_ values: LinkerdValues, of owner: Metadata, _ findings: inout RuleFindings) {
    let durations = [
      ("identity.issuer.issuanceLifetime", values.issuanceLifetime, "24h0m0s"),
      ("identity.issuer.clockSkewAllowance", values.clockSkewAllowance, "20s"),
    ]
    for (name, value, standard) in durations {
      guard let value, !value.value.isEmpty, !GoDuration.isDuration(value.value) else { continue }
      findings.report(
        .invalid(
          value, name, of: owner, effect: "linkerd-identity uses \(standard) instead",
          help: "write a duration of hours, minutes and seconds, such as 24h or 20s", severity: .warning))
    }
    guard let lifetime = values.issuanceLifetime, let skew = values.clockSkewAllowance,
      let length = GoDuration.nanoseconds(lifetime.value), let allowance = GoDuration.nanoseconds(skew.value),
      allowance >= length
    else { return }
    findings.report(
      RuleFinding(
        "\(owner.title) allows clocks to differ by \(skew.value), as long as a certificate lives, "
          + lifetime.value, on: owner.reference, at: skew.span,
        related: [.init("how long certificates live", at: lifetime.span)],
        help: "leave clockSkewAllowance at 20s", severity: .warning))
  }

  private func checkNetworks(_ values: LinkerdValues, of owner: Metadata, _ findings: inout RuleFindings) {
    let effect = "the policy controller does not start"
    if let networks = values.clusterNetworks {
      for text in networks.value.split(separator: ",") {
        let network = String(text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace })
        guard !AddressBlock.isNetwork(network) else { continue }
        findings.report(
          .invalid(
            networks.map { _ in network }, "clusterNetworks", of: owner, effect: effect,
            help: "write networks as 10.0.0.0/8, separated by commas"))
      }
    }
    for network in values.probeNetworks ?? [] where !AddressBlock.isNetwork(network.value) {
      findings.report(
        .invalid(
          network, "policyController.probeNetworks", of: owner, effect: effect, help: "write a network as 10.0.0.0/8"))
    }
  }
}

extension AddressBlock {
  /// An address alone is none (`policy-controller/runtime/src/args.rs` IpNets).
  fileprivate static func isNetwork(_ text: String) -> Bool { text.contains("/") && AddressBlock(text) != nil }
}

extension RuleFinding {
  fileprivate static func invalid(
    _ value: Located<String>, _ name: String, of owner: Metadata, effect: String, help: String,
    severity: Severity? = nil
  ) -> RuleFinding {
    RuleFinding(
      "\(owner.title) sets \(name) to \(quoted(value.value)), which Linkerd does not understand: \(effect)",
      on: owner.reference, at: value.span, help: help, severity: severity)
  }
}
