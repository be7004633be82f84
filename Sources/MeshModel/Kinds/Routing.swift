package import Diagnostics

/// An Istio VirtualService: where requests for a host go.
package final class VirtualService: Resource {
  package struct Destination: Sendable {
    package var host: Located<String>
    package var subset: Located<String>?
    package var port: Located<Int>?

    init?(_ node: ManifestNode?) {
      guard let node, let host = node["host"]?.string else { return nil }
      self.host = host
      subset = node["subset"]?.string
      port = node["port"]?["number"]?.int
    }
  }

  package let metadata: Metadata
  package let hosts: [Located<String>]
  package let gateways: [Located<String>]
  package let exportTo: [Located<String>]
  /// Every destination of every route, mirrors included.
  package let destinations: [Destination]
  /// Whether a route is chosen by claims of a token, which a gateway read (`@request.auth.claims` among the headers).
  package let matchesClaims: Bool

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    hosts = spec?["hosts"]?.strings ?? []
    gateways = spec?["gateways"]?.strings ?? []
    exportTo = spec?["exportTo"]?.strings ?? []
    var destinations: [Destination] = []
    func add(_ node: ManifestNode?) {
      if let destination = Destination(node) { destinations.append(destination) }
    }
    let http = spec?["http"]
    for routes in [http, spec?["tcp"], spec?["tls"]] {
      routes?.forEachItem { $0["route"]?.forEachItem { add($0["destination"]) } }
    }
    http?.forEachItem { route in
      add(route["mirror"])
      route["mirrors"]?.forEachItem { add($0["destination"]) }
    }
    self.destinations = destinations
    var matchesClaims = false
    http?.forEachItem { route in
      route["match"]?.forEachItem { match in
        for headers in [match["headers"], match["withoutHeaders"]] {
          headers?.forEachPair { key, _ in
            if key.string?.value.hasPrefix("@request.auth.claims") == true { matchesClaims = true }
          }
        }
      }
    }
    self.matchesClaims = matchesClaims
  }
}

/// An Istio Gateway: what a gateway's proxy listens to.
package final class Gateway: Resource {
  package struct Server: Sendable {
    package var port: Located<Int>?
    package var protocolName: Located<String>?
    package var hosts: [Located<String>]
    /// Whether there is a `tls`, whatever it says.
    package var hasTLS: Bool
    /// `tls.mode`.
    package var tlsMode: Located<String>?
    package var credentialName: Located<String>?
    package var span: SourceSpan

    init(_ node: ManifestNode) {
      port = node["port"]?["number"]?.int
      protocolName = node["port"]?["protocol"]?.string
      hosts = node["hosts"]?.strings ?? []
      hasTLS = node["tls"] != nil
      tlsMode = node["tls"]?["mode"]?.string
      credentialName = node["tls"]?["credentialName"]?.string
      span = node.span
    }
  }

  package let metadata: Metadata
  package let selector: LocatedMap
  package let servers: [Server]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    selector = root["spec"]?["selector"]?.map ?? LocatedMap()
    servers = root["spec"]?["servers"]?.compactMapItems(Server.init) ?? []
  }
}

/// A resource of which this model knows only what it selects: a Telemetry, EnvoyFilter, ProxyConfig or WasmPlugin.
package final class SelectingResource: Resource {
  package let metadata: Metadata
  package let selector: Selector?
  package let targetRefs: [PolicyTargetReference]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    selector =
      spec?["selector"].map { Selector($0, labels: $0["matchLabels"]) }
      ?? spec?["workloadSelector"].map { Selector($0, labels: $0["labels"]) }
    targetRefs = PolicyTargetReference.all(in: spec)
  }
}
