import Diagnostics
import MeshModel
package import MeshResolver
import Reporting

extension Explanation {
  /// Whether a request is let in, what decided, and why every other policy did not.
  ///
  /// `client`: Who asks, in words. `identity`: What it shows of itself.
  package func authorization(of request: Request, from client: String, showing identity: ClientIdentity) -> String {
    let verdict = mesh.verdict(on: request)
    var text = heading("\(client) → \(name(of: request.destination)):\(request.port)")
    text += "  client: \(identity.principal.map { "identity \($0)" } ?? "no identity"), \(identity.reason)\n"
    if request.wire != .tcp { text += "  request: \(request.method) \(request.path.printable)\n" }
    let word = style.paint(verdict.decision.rawValue, verdict.decision == .allow ? .help : .error)
    text += "  verdict: \(word), because \(verdict.reason)\(decided(verdict))\n"
    if let linkerd = mesh.linkerd, case .workload(let server) = request.destination, mesh.kind(of: server) == .linkerd {
      return text + considered(by: linkerd, for: request, at: server)
    }
    for considered in verdict.considered { text += describe(considered, verdict) }
    switch verdict.decision {
    case .allow, .deny, .custom: return text + othersNearby(request, besides: verdict.considered.map(\.policy))
    default: return text
    }
  }

  /// The policies of the namespace and of the root namespace that are not in force at the destination.
  private func othersNearby(_ request: Request, besides considered: [Int]) -> String {
    let namespace =
      switch request.destination {
      case .workload(let index): mesh.workloads[index].namespace
      case .gateway(let index): mesh.mesh.kubernetesGateways[index].namespace
      }
    let near = [namespace, mesh.settings.rootNamespace.value]
    var text = ""
    for (index, policy) in mesh.authorizationPolicyIndex.policies.enumerated()
    where near.contains(policy.namespace) && !considered.contains(index) {
      let reason = policy.targetRefs.isEmpty ? "its selector does not match" : "it is for the targets that it names"
      let place = policy.targetRefs.first?.span ?? policy.selector?.span
      text += "    not in force here: \(policy.action.rawValue) \(policy.metadata.key), \(reason)\(at(place))\n"
    }
    return text
  }

  /// One line for each request with its verdict and what decided.
  package func verdicts(on requests: [Request]) -> String {
    var table = Table("VERDICT", "TO", "REQUEST", "CLIENT", "BECAUSE")
    for request in requests {
      let verdict = mesh.verdict(on: request)
      let policy = verdict.policy.map { mesh.authorizationPolicyIndex.policies[$0] }
      let rule = verdict.rule.flatMap { policy?.rules?[$0].span }
      let decided =
        policy.map { ": \($0.metadata.key)\(at(rule ?? $0.metadata.span))" }
        ?? decided(verdict)
      table.add(
        verdict.decision.rawValue, "\(name(of: request.destination)):\(request.port)",
        request.wire == .tcp ? "tcp" : "\(request.method) \(request.path.printable)",
        request.principal?.printable ?? "plain text", verdict.reason + decided)
    }
    return table.rendered { style.paint($0, .bold) }
  }

  /// What decided, as the end of a sentence.
  private func decided(_ verdict: Verdict) -> String {
    verdict.resource.map { ": \($0.kind.value) \($0.key.printable)\(at($0.span))" } ?? at(verdict.place)
  }

  private func name(of destination: Request.Destination) -> String {
    switch destination {
    case .workload(let index): mesh.workloads[index].metadata.key
    case .gateway(let index): mesh.mesh.kubernetesGateways[index].metadata.key
    }
  }

  private func describe(_ considered: Verdict.Considered, _ verdict: Verdict) -> String {
    let policy = mesh.authorizationPolicyIndex.policies[considered.policy]
    var text = "    \(policy.action.rawValue) \(policy.metadata.key)\(at(policy.metadata.span))"
    if considered.isShadow { text += ", for the log only" }
    guard let rules = policy.rules else { return text + ": has no rules, so it never matches\n" }
    text += considered.policy == verdict.policy && verdict.rule != nil ? ": decides\n" : "\n"
    for (number, outcome) in considered.outcomes.enumerated() {
      text += "      rule \(number)\(at(rules[number].span)) "
      switch outcome {
      case .matches: text += "matches\n"
      case .invalid: text += "has a condition that Istio does not know, and is skipped\n"
      case .empty: text += "has nothing that ztunnel can compare, and never matches\n"
      case .dropped(let clause):
        text += "is dropped: \(clause.name.value)\(at(clause.name.span)) cannot be seen on this connection\n"
      case .misses(let clauses):
        text += "does not match: \(clauses.map(describe).joined(separator: "; "))\n"
      }
    }
    return text
  }

  private func describe(_ clause: Clause) -> String {
    let shown = clause.values.prefix(4).map { goQuoted($0.value.printable) }.joined(separator: ", ")
    let values = shown + (clause.values.count > 4 ? " …" : "")
    return "\(clause.name.value) is \(clause.isNegated ? "one" : "none") of \(values)\(at(clause.values.first?.span))"
  }
}
