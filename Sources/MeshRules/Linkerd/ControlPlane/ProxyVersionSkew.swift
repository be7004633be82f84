import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds proxies of another version of Linkerd than the control plane gets along with.
package struct ProxyVersionSkew: LinkerdRule {
  package static let page = RulePage.proxyVersionSkew

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let controlPlane = linkerd.controlPlane
    var pins: [SourceSpan: (pin: ProxyVersionPin, workloads: [Int])] = [:]
    for index in linkerd.workloads.indices where linkerd.isMeshed(index) {
      guard let pin = ProxyVersionPin(linkerd, index) else { continue }
      pins[pin.version.span, default: (pin, [])].workloads.append(index)
    }
    for (owner, values) in linkerd.mesh.linkerdValues {
      guard let version = values.proxyVersion.flatMap(ProxyVersionPin.version) else { continue }
      pins[version.span] = (ProxyVersionPin(version: version, owner: owner), [])
    }
    guard !pins.isEmpty else { return }
    guard let running = controlPlane.version, let minor = running.value.minor else {
      findings.skip(needs: "the version of Linkerd's control plane")
      return
    }
    for (pin, workloads) in pins.values {
      guard let own = pin.version.value.minor, own > minor || own < minor - 1 else { continue }
      findings.report(.skew(pin, workloads.map { linkerd.workloads[$0] }, running, isNewer: own > minor))
    }
  }
}

/// What says which version of the proxy runs.
private struct ProxyVersionPin {
  var version: Located<LinkerdVersion>
  var owner: Metadata

  init(version: Located<LinkerdVersion>, owner: Metadata) { (self.version, self.owner) = (version, owner) }

  /// Nil where nothing says so, and the proxy has the version of the control plane.
  init?(_ linkerd: LinkerdMesh, _ index: Int) {
    let workload = linkerd.workloads[index]
    let proxy = (workload.pod.containers + workload.pod.initContainers).first { $0.name?.value == "linkerd-proxy" }
    if let image = proxy?.image {
      guard let version = LinkerdVersion(image: image.value) else { return nil }
      self.init(version: Located(version, at: image.span), owner: workload.metadata)
      return
    }
    let key = "config.linkerd.io/proxy-version"
    guard let written = linkerd.pod(index)[key], let version = Self.version(written) else { return nil }
    let namespace = linkerd.mesh.namespaces[workload.namespace]
    let isOwn = workload.podAnnotations[key] != nil
    self.init(version: version, owner: isOwn ? workload.metadata : namespace?.metadata ?? workload.metadata)
  }

  static func version(_ text: Located<String>) -> Located<LinkerdVersion>? {
    LinkerdVersion(text.value).map { Located($0, at: text.span) }
  }
}

extension RuleFinding {
  fileprivate static func skew(
    _ pin: ProxyVersionPin, _ workloads: [Workload], _ running: Located<LinkerdVersion>, isNewer: Bool
  ) -> RuleFinding {
    let own = pin.version.value.description
    let fact =
      isNewer
      ? "newer than the control plane, \(running.value.description)"
      : "more than one version behind the control plane, \(running.value.description)"
    let reach = pin.owner.kind.value == "Namespace" ? " for \(count(workloads.count, "workload"))" : ""
    return RuleFinding(
      "\(pin.owner.title) runs proxies of version \(own)\(reach), \(fact)", on: pin.owner.reference,
      at: pin.version.span, related: [.init("the version of the control plane", at: running.span)],
      help: isNewer
        ? "upgrade the control plane before the proxies"
        : "remove the version, or inject again, so that new pods get the proxy of the control plane")
  }
}
