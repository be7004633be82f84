package import MeshModel

/// What the annotations of a pod and Linkerd's installation make of its proxy, where both have a say.
extension LinkerdMesh {
  /// A port on which the proxy listens.
  package struct ProxyPort: Sendable {
    /// The name of the annotation for it, such as `admin-port`.
    package var name: String
    package var number: Int
    /// Nil where Linkerd's installation says.
    package var annotation: LocatedMap.Entry?
  }

  /// Whether the injector gives the pods of a workload a proxy, as far as is known.
  package func isInjected(_ workload: Int) -> Bool {
    isMeshed(workload) && injections[workload].obstacle == nil
  }

  /// The user that the proxy of a workload runs as. What it sends is not redirected
  /// (`charts/partials/templates/_proxy-init.tpl`).
  package func proxyUID(of workload: Int) -> Setting<Int> {
    if let own = pod(workload)["config.linkerd.io/proxy-uid"], let number = Int(own.value) {
      return Setting(number, origin: own.span)
    }
    return Setting(settings.values.lazy.compactMap(\.proxyUID).first, default: 2102)
  }

  /// The ports on which the proxy of a workload listens (`charts/linkerd-control-plane/values.yaml` proxy.ports).
  package func proxyPorts(of workload: Int) -> [ProxyPort] {
    let pod = pod(workload)
    return [("admin", 4191), ("control", 4190), ("inbound", 4143), ("outbound", 4140)].map { name, standard in
      let own = pod.entry("config.linkerd.io/\(name)-port")
      let installed = settings.values.lazy.compactMap { $0.proxyPorts[name] }.first?.value
      let number = own.flatMap { Int($0.value.value) }
      return ProxyPort(
        name: "\(name)-port", number: number ?? installed ?? standard, annotation: number == nil ? nil : own)
    }
  }

  /// What carries an annotation that is in force for the pods of a workload: the workload, or its namespace.
  package func owner(of annotation: LocatedMap.Entry, for workload: Int) -> Metadata {
    let own = workloads[workload]
    guard own.podAnnotations.entry(annotation.key.value) == nil else { return own.metadata }
    return mesh.namespaces[own.namespace]?.metadata ?? own.metadata
  }

  /// Whether the injector renders no proxy for pods with a timeout of half-closed connections, which is what it does
  /// unless its init container runs as root or there is none (`charts/partials/templates/_proxy-init.tpl`); nil where
  /// the input does not say how Linkerd is installed.
  package var failsAtCloseWaitTimeout: Bool? {
    guard settings.areKnown else { return nil }
    let runsAsRoot = settings.values.lazy.compactMap(\.proxyInitRunsAsRoot).first?.value ?? false
    let usesPlugin = settings.values.lazy.compactMap(\.cniEnabled).first?.value ?? false
    return !runsAsRoot && !usesPlugin
  }

  /// The resources of which the proxy of a workload asks for more than it may have: the request and the limit.
  package func excessiveRequests(of workload: Int) -> [(request: LocatedMap.Entry, limit: LocatedMap.Entry)] {
    let pod = pod(workload)
    return ["cpu", "memory", "ephemeral-storage"].compactMap { resource in
      guard let request = pod.entry("config.linkerd.io/proxy-\(resource)-request"),
        let limit = pod.entry("config.linkerd.io/proxy-\(resource)-limit"),
        let wanted = Syntax.quantity(request.value.value), let allowed = Syntax.quantity(limit.value.value),
        wanted > allowed
      else { return nil }
      return (request, limit)
    }
  }
}

extension Syntax {
  /// The number that a quantity such as `100m` or `1Gi` stands for; nil for a text that is none.
  static func quantity(_ text: String) -> Double? {
    guard !text.isEmpty, problem(withQuantity: text) == nil else { return nil }
    let digits = text.prefix { "+-.0123456789".contains($0) }
    let suffix = text[digits.endIndex...]
    guard let number = Double(digits) else { return nil }
    if let factor = factors[String(suffix)] { return number * factor }
    return Double(text)
  }

  private static let factors: [String: Double] = [
    "": 1, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 1024, "Mi": 0x1p20, "Gi": 0x1p30, "Ti": 0x1p40, "Pi": 0x1p50, "Ei": 0x1p60,
  ]
}
