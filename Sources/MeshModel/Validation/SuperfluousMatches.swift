import Diagnostics
import YAMLTree

// Rules and matches of a VirtualService that come after others which take all their requests
// (`pkg/config/validation/validation.go`).
extension AdmissionReview {
  /// analyzeUnreachableHTTPRules, analyzeUnreachableTLSRules and analyzeUnreachableTCPRules.
  ///
  /// Looks matches up and sorts them; a generated service may have thousands.
  mutating func noteSuperfluousMatches(of routes: ManifestNode, _ kind: VirtualService.RouteKind) {
    guard routes.mayRepeatMatches else { return }
    var position = 0
    var firstMatches: [RouteMatchKey: PlacedMatch] = [:]
    var matchless: PlacedRoute?
    var prefixes: [PrefixMatch] = []
    routes.forEachItem { node in
      let route = PlacedRoute(node: node, position: position, kind: kind)
      position += 1
      guard let matches = node.nonEmpty("match"), matches.node.isSequence else {
        if let matchless { noteUnreachable(route, "only the last rule can have no matches", because: matchless) }
        matchless = matchless ?? route
        return
      }
      if let matchless {
        return noteUnreachable(route, "route without matches defined before", because: matchless)
      }
      var (count, duplicates) = (0, 0)
      matches.forEachItem { node in
        let match = PlacedMatch(node: node, position: count, route: route)
        count += 1
        let key = RouteMatchKey(node, kind)
        if let first = firstMatches[key] {
          duplicates += 1
          noteIneffective(match, match.name, first.route.name, because: ("this match is the same", first))
        } else {
          firstMatches[key] = match
          if let prefix = PrefixMatch(match, order: prefixes.count) { prefixes.append(prefix) }
        }
      }
      if duplicates == count { noteUnreachable(route, "all matches used by prior rules") }
    }
    for (first, second) in PrefixMatch.covered(prefixes) {
      noteIneffective(
        second.match, "\(second.match.name) of prefix \(second.prefix)",
        "\(first.match.name) of prefix \(first.prefix) on \(first.match.route.name)",
        because: ("this match takes its requests", first.match))
    }
  }

  private mutating func noteUnreachable(_ route: PlacedRoute, _ reason: String, because other: PlacedRoute? = nil) {
    note(
      .unreachableRule, "VirtualService rule \(route.name) not used (\(reason)).", at: route.node.span,
      related: other.map { .init("this rule takes every request", at: $0.node.span) })
  }

  private mutating func noteIneffective(
    _ match: PlacedMatch, _ name: String, _ other: String, because reason: (text: String, match: PlacedMatch)
  ) {
    note(
      .ineffectiveMatch,
      "VirtualService rule \(match.route.name) match \(name) is not used "
        + "(duplicate/overlapping match in rule \(other)).", at: match.node.span,
      related: .init(reason.text, at: reason.match.node.span))
  }
}

extension ManifestNode {
  /// Whether there are two matches to compare, or routes behind one that takes every request.
  fileprivate var mayRepeatMatches: Bool {
    var (matches, isOpen, isRepeated) = (0, false, false)
    forEachItem { route in
      isRepeated = isRepeated || isOpen
      var count = 0
      route["match"]?.forEachItem { _ in count += 1 }
      matches += count
      isOpen = isOpen || count == 0
    }
    return matches > 1 || isRepeated
  }
}

/// A route and where it stands among the others of its kind.
struct PlacedRoute {
  let node: ManifestNode
  let position: Int
  let kind: VirtualService.RouteKind

  /// What messages call it: its name in quotes, or its number. Routes of TLS and TCP have no names.
  var name: String { node.name(orNumber: position, kind) }
}

/// A match and where it stands among the others of its route.
struct PlacedMatch {
  let node: ManifestNode
  let position: Int
  let route: PlacedRoute

  var name: String { node.name(orNumber: position, route.kind) }
}

extension ManifestNode {
  fileprivate func name(orNumber position: Int, _ kind: VirtualService.RouteKind) -> String {
    guard kind == .http, let name = self["name"]?.string, !name.value.isEmpty else { return "#\(position)" }
    return goQuoted(name.value)
  }
}

/// What a match asks for, equal for equal matches: Istio compares their JSON without the name.
struct RouteMatchKey: Hashable {
  private var bytes: [UInt8] = []

  init(_ match: ManifestNode, _ kind: VirtualService.RouteKind) {
    bytes.reserveCapacity(96)
    if kind == .http {
      addMatch(match["uri"])
      addMatch(match["scheme"])
      addMatch(match["method"])
      addMatch(match["authority"])
      addMap(match["headers"]) { $0.addMatch($1) }
      addMap(match["queryParams"]) { $0.addMatch($1) }
      addMap(match["withoutHeaders"]) { $0.addMatch($1) }
      bytes.append(match["ignoreUriCase"]?.bool?.value == true ? 1 : 0)
      addText(match["statPrefix"])
    } else {
      if kind == .tls { addList(match["sniHosts"]) } else { addText(match["sourceSubnet"]) }
      addList(match["destinationSubnets"])
    }
    addNumber(match["port"]?.int?.value ?? 0)
    addMap(match["sourceLabels"]) { $0.addText($1) }
    addList(match["gateways"])
    addText(match["sourceNamespace"])
  }

  private mutating func addNumber(_ number: Int) {
    for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  private mutating func addText(_ node: ManifestNode?) {
    let text = node?.node.bytes ?? []
    addNumber(text.count)
    bytes.append(contentsOf: text)
  }

  private mutating func addList(_ node: ManifestNode?) {
    var count = 0
    node?.forEachItem { _ in count += 1 }
    addNumber(count)
    node?.forEachItem { addText($0) }
  }

  private mutating func addMatch(_ node: ManifestNode?) {
    guard let node else { return bytes.append(0) }
    guard let match = StringMatch(node) else { return bytes.append(1) }
    bytes.append(2 + match.form.rawValue)
    addText(match.text)
  }

  private mutating func addMap(_ node: ManifestNode?, _ add: (inout RouteMatchKey, ManifestNode) -> Void) {
    var entries: [(key: ManifestNode, value: ManifestNode)] = []
    node?.forEachPair { entries.append(($0, $1)) }
    if entries.count > 1 { entries.sort { $0.key.node.bytes.lexicographicallyPrecedes($1.key.node.bytes) } }
    addNumber(entries.count)
    for (key, value) in entries {
      addText(key)
      add(&self, value)
    }
  }
}
