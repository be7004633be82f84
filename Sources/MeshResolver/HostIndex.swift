/// Finds the most specific of many hosts that matches one, as Istio's MostSpecificHostMatch does
/// (`pilot/pkg/model/push_context.go`): the host itself, else the wildcard with the longest rest.
struct HostIndex<Value: Sendable>: Sendable {
  private var exact: [String: Value] = [:]
  /// Wildcards by what follows the `*`; those at a label boundary are found by look-up, the few others by trying.
  private var wildcards: [String: Value] = [:]
  private var oddWildcards: [String] = []

  /// The value filed under exactly this host.
  subscript(host: String) -> Value? {
    get { host.hasPrefix("*") ? wildcards[String(host.dropFirst())] : exact[host] }
    set {
      guard host.hasPrefix("*") else {
        exact[host] = newValue
        return
      }
      let rest = String(host.dropFirst())
      if !rest.isEmpty, !rest.hasPrefix("."), wildcards[rest] == nil { oddWildcards.append(rest) }
      wildcards[rest] = newValue
    }
  }

  var isEmpty: Bool { exact.isEmpty && wildcards.isEmpty }

  /// The value of the most specific host that covers `host`.
  func mostSpecific(for host: String) -> Value? { exact[host] ?? wildcard(for: host) }

  /// The value of the most specific wildcard that covers `host`.
  func wildcard(for host: String) -> Value? {
    guard !wildcards.isEmpty else { return nil }
    var best: String?
    // From the left, so that the first hit is the longest.
    var rest = Substring(host)
    if host.hasPrefix("*") { rest = rest.dropFirst() }
    while true {
      guard let dot = rest.firstIndex(of: ".") else { break }
      let candidate = String(rest[dot...])
      if wildcards[candidate] != nil {
        best = candidate
        break
      }
      rest = rest[rest.index(after: dot)...]
    }
    for odd in oddWildcards where host.hasSuffix(odd) && odd.count > (best?.count ?? 0) { best = odd }
    return (best ?? "").isEmpty ? wildcards[""] : best.flatMap { wildcards[$0] }
  }

  /// Every value, those of exact hosts first, in no particular order.
  var values: some Sequence<Value> { [Array(exact.values), Array(wildcards.values)].joined() }
}
