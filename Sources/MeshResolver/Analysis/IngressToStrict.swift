package import MeshModel

/// An Ingress whose controller sends plain text to servers that take mutual TLS only.
package struct IngressToStrict: Sendable {
  package var ingress: Ingress
  /// The Service, where the Ingress names it.
  package var backend: Located<String>
  /// The controller, an index into ``EffectiveMesh/workloads``.
  package var controller: Int
  package var servers: [UnprotectedCall.Server]
}

extension EffectiveMesh {
  /// The backends of Ingresses that refuse all that their controller sends, one for each Ingress and Service.
  ///
  /// Only where the input holds the controller of the Ingress's class and its pods certainly have no proxy, and where
  /// every server certainly has one and is STRICT. Ingresses that give the controller a certificate are left out.
  package func ingressesToStrict() -> [IngressToStrict] {
    guard !mesh.ingresses.isEmpty else { return [] }
    let controllers = IngressControllers(self)
    return mesh.ingresses.flatMap { ingress -> [IngressToStrict] in
      guard !ingress.hasClientCertificate, let controller = controllers.withoutProxy(for: ingress) else { return [] }
      var seen: Set<String> = []
      return ingress.backends.compactMap { backend in
        guard !seen.contains(backend.service.value),
          let servers = strictServers(behind: backend.service.value, backend.port?.value, in: ingress.namespace)
        else { return nil }
        seen.insert(backend.service.value)
        return IngressToStrict(
          ingress: ingress, backend: backend.service, controller: controller, servers: servers)
      }
    }
  }

  /// The servers behind a port of a Service; nil where one of them may accept plain text, and where there is none.
  private func strictServers(
    behind name: String, _ portName: String?, in namespace: String
  ) -> [UnprotectedCall.Server]? {
    let hostname = "\(name).\(namespace).svc.\(settings.clusterDomain.value)"
    guard let service = registry.named(hostname).first,
      let port = services[service].ports.first(where: { String($0.number) == portName || $0.name == portName })
    else { return nil }
    var servers: [UnprotectedCall.Server] = []
    for endpoint in registry.endpoints(of: service, port: port) {
      guard case .workload(let workload) = endpoint.target,
        let requirement = requirement(of: workload, port: endpoint.port), requirement.acceptance == .mutualTLS
      else { return nil }
      servers.append(
        UnprotectedCall.Server(workload: workload, workloadPort: endpoint.port, port: port, requirement: requirement))
    }
    return servers.isEmpty ? nil : servers
  }
}

/// The workloads of the input that serve Ingresses.
private struct IngressControllers {
  private let mesh: EffectiveMesh
  /// By class.
  private var byClass: [String: [Int]] = [:]

  /// Controllers that run in the cluster: a part of the image's name, and the class that they serve unless told
  /// another one.
  private static let products: [(image: String, ingressClass: String)] = [
    ("ingress-nginx/controller", "nginx"), ("nginx-ingress-controller", "nginx"), ("nginx/nginx-ingress", "nginx"),
    ("traefik", "traefik"), ("haproxytech/kubernetes-ingress", "haproxy"), ("haproxy-ingress", "haproxy"),
  ]

  init(_ mesh: EffectiveMesh) {
    self.mesh = mesh
    for (index, workload) in mesh.workloads.enumerated() where !workload.isJob {
      for container in workload.pod.containers {
        guard let image = container.image?.value,
          let product = Self.products.first(where: { Self.repository(of: image).hasSuffix($0.image) })
        else { continue }
        byClass[container.ingressClass ?? product.ingressClass, default: []].append(index)
      }
    }
  }

  /// An image without tag and digest.
  private static func repository(of image: String) -> Substring {
    let plain = image.prefix { $0 != "@" }
    guard let colon = plain.lastIndex(of: ":"), !plain[colon...].contains("/") else { return plain }
    return plain[..<colon]
  }

  /// The first controller of the Ingress's class, if there are any and all of them certainly have no proxy.
  func withoutProxy(for ingress: Ingress) -> Int? {
    let written = ingress.ingressClassName ?? ingress.metadata.annotations["kubernetes.io/ingress.class"]
    guard let controllers = written.flatMap({ byClass[$0.value] }),
      controllers.allSatisfy({ mesh.proxy(of: $0).presence == .none })
    else { return nil }
    return controllers.first
  }
}

extension Container {
  /// The class that the arguments name.
  fileprivate var ingressClass: String? {
    for (index, word) in words.enumerated() {
      let text = word.value.drop { $0 == "-" }
      for option in ["ingress-class", "providers.kubernetesingress.ingressclass", "ingress.class"] {
        if text.hasPrefix(option + "=") { return String(text.dropFirst(option.count + 1)) }
        if text == option, words.indices.contains(index + 1) { return words[index + 1].value }
      }
    }
    return nil
  }
}

extension Ingress {
  /// Whether the controller is told to show a certificate to the backends, which may be one of the mesh.
  fileprivate var hasClientCertificate: Bool {
    metadata.annotations.entries.contains { annotation in
      let key = annotation.key.value
      return key.hasSuffix("proxy-ssl-secret") || key.contains("serverstransport") || key.hasSuffix("server-crt")
        || key.hasSuffix("secure-crt-secret") || key.hasSuffix("configuration-snippet")
    }
  }
}
