import Diagnostics
import MeshModel
import MeshResolver

extension RuleFindings {
  /// Reports each of the resources that select the same workloads.
  ///
  /// `subject`: What the message calls them.
  mutating func report<Kind: TargetedPolicy>(_ clash: SelectorClash<Kind>, _ subject: String, help: String) {
    let names = clash.rivals.map(\.name).joined(separator: " ")
    let workload = clash.workloads[0]
    let others = clash.workloads.count > 1 ? ", and \(count(clash.workloads.count - 1, "other workload"))" : ""
    let place = Finding.Related("\(workload.metadata.kind.value) that they select\(others)", at: workload.metadata.span)
    for rival in clash.rivals {
      let selectors = clash.rivals.lazy.filter { $0.metadata !== rival.metadata }
        .map { Finding.Related("another selector", at: $0.selector?.labelsSpan ?? $0.metadata.span) }
      report(
        RuleFinding(
          "\(subject) [\(names)] in namespace \(quoted(rival.namespace)) select the same workload pod "
            + "\(quoted(workload.name)), which can lead to undefined behavior.",
          on: rival.metadata.reference, at: rival.selector?.labelsSpan ?? rival.metadata.span,
          related: selectors.eachPlaceOnce() + [place], help: help, istioctlSpan: rival.metadata.span))
    }
  }

  /// Reports each of the resources without selector of a namespace.
  mutating func report(_ rivals: [some TargetedPolicy], _ subject: String) {
    let names = rivals.map(\.name).joined(separator: " ")
    for rival in rivals {
      let others = rivals.lazy.filter { $0.metadata !== rival.metadata }
      report(
        RuleFinding(
          "\(subject) [\(names)] in namespace \(quoted(rival.namespace)) have no workload selector, which can lead "
            + "to undefined behavior.",
          on: rival.metadata.reference, at: rival.metadata.span,
          related: others.map { .init("another one without selector", at: $0.metadata.span) }.eachPlaceOnce(),
          help: "Istio uses the oldest of them and passes over the others"))
    }
  }
}
