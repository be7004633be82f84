package import Diagnostics

/// An Istio VirtualService: where requests for a host go.
package final class VirtualService: Resource {
  package struct Destination: Sendable {
    package var host: Located<String>
    package var subset: Located<String>?
    /// `port.number`.
    package var port: Located<Int>?

    /// A destination that is written but names no host has an empty one, at the place of the destination.
    init(_ node: ManifestNode) {
      host = node["host"]?.string ?? Located("", at: node.span)
      subset = node["subset"]?.string
      port = node["port"]?["number"]?.int
    }
  }

  package enum RouteKind: String, Sendable { case http, tls, tcp }

  /// An item of `match` of an `http` route.
  package struct Match: Sendable {
    package var port: Int?
    /// Whether it is for challenges of ACME and nothing else.
    package var isForChallenges: Bool

    init(_ node: ManifestNode) {
      port = node["port"]?.int?.value
      let path = node["uri"]?["prefix"] ?? node["uri"]?["exact"]
      isForChallenges = ChallengePath.contains(path?.string?.value)
    }
  }

  package struct Route: Sendable {
    package var kind: RouteKind
    package var name: Located<String>?
    /// The destinations of `route`.
    package var destinations: [Destination]
    /// The destination of `mirror`.
    package var mirror: Destination?
    /// The destinations of `mirrors`.
    package var mirrors: [Destination]
    /// The items of `match`, of `http` only; none is for everything.
    package var matches: [Match]
    /// The names of the headers in the matches, `withoutHeaders` included.
    package var matchedHeaders: [Located<String>]
    /// `redirect.scheme`.
    package var redirectScheme: Located<String>?
    /// Whether every request is answered without any backend: by `directResponse`, or a fault that aborts all.
    package var answersItself = false
    /// `fault.delay.percent`, which Istio deprecates.
    package var delayPercent: Located<Int>?
    package var span: SourceSpan

    /// The destinations of `mirror` and `mirrors`.
    package var allMirrors: [Destination] { (mirror.map { [$0] } ?? []) + mirrors }

    init(_ node: ManifestNode, kind: RouteKind) {
      self.kind = kind
      name = node["name"]?.string
      destinations = node["route"]?.compactMapItems { $0["destination"].map(Destination.init) } ?? []
      span = node.span
      mirrors = []
      matches = []
      matchedHeaders = []
      guard kind == .http else { return }
      mirror = node["mirror"].map(Destination.init)
      mirrors = node["mirrors"]?.compactMapItems { $0["destination"].map(Destination.init) } ?? []
      matches = node["match"]?.compactMapItems(Match.init) ?? []
      var headers: [Located<String>] = []
      node["match"]?.forEachItem { match in
        for matched in [match["headers"], match["withoutHeaders"]] {
          matched?.forEachPair { key, _ in headers += key.string.map { [$0] } ?? [] }
        }
      }
      matchedHeaders = headers
      delayPercent = node["fault"]?["delay"]?["percent"]?.int
      redirectScheme = node["redirect"]?["scheme"]?.string
      let share = node["fault"]?["abort"].map { $0["percentage"]?["value"]?.string.map { Double($0.value) } ?? 100 }
      answersItself = node["directResponse"] != nil || share == 100
    }
  }

  package let metadata: Metadata
  package let hosts: [Located<String>]
  package let gateways: [Located<String>]
  package let exportTo: [Located<String>]
  /// The routes of `http`, then of `tls`, then of `tcp`.
  package let routes: [Route]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    hosts = spec?["hosts"]?.strings ?? []
    gateways = spec?["gateways"]?.strings ?? []
    exportTo = spec?["exportTo"]?.strings ?? []
    var routes = spec?["http"]?.compactMapItems { Route($0, kind: .http) } ?? []
    routes += spec?["tls"]?.compactMapItems { Route($0, kind: .tls) } ?? []
    routes += spec?["tcp"]?.compactMapItems { Route($0, kind: .tcp) } ?? []
    self.routes = routes
  }

  /// Every destination of every route, mirrors included, those left out that name no host.
  package var destinations: [Destination] {
    routes.flatMap { $0.destinations + $0.allMirrors }.filter { !$0.host.value.isEmpty }
  }

  /// Whether a route is chosen by claims of a token, which a gateway read.
  package var matchesClaims: Bool { claimHeader != nil }

  /// The first header in a match that stands for a claim of a token.
  package var claimHeader: Located<String>? {
    routes.lazy.flatMap(\.matchedHeaders).first { Self.isClaim($0.value) }
  }

  /// Whether the name of a header stands for a claim of a token, as `@request.auth.claims.group` and
  /// `@request.auth.claims[group]` do (`pkg/jwt/routing.go` ToRoutingClaim).
  static func isClaim(_ header: String) -> Bool {
    let prefix = "@request.auth.claims"
    guard header.utf8.first == UInt8(ascii: "@"), header.prefix(prefix.count).lowercased() == prefix else {
      return false
    }
    let claim = header.dropFirst(prefix.count)
    return claim.hasPrefix(".") && claim.count > 1 || claim.hasPrefix("[") && claim.hasSuffix("]") && claim.count > 2
  }
}
