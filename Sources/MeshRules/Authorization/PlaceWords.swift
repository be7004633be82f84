import Diagnostics
import MeshModel
import MeshResolver

// How the rules about authorization word where something is true.

extension EffectiveMesh {
  /// `Deployment shop/cart and Deployment shop/search`, `port 9090 of Deployment shop/cart`: workloads, with their
  /// ports where they are asked for or it is not true of all of them.
  func words(for places: [PolicyPlace], namingPorts: Bool = false) -> String {
    let namesPorts = namingPorts || places.contains { !$0.isEveryPort }
    let names = places.flatMap { place in
      place.workloads.map { workload -> (name: String, text: String) in
        let name = workloads[workload].metadata.reference.friendlyName
        let ports = place.ports.filter { $0 != 0 }.map(String.init)
        guard namesPorts, !ports.isEmpty else { return (name, name) }
        return (name, "\(ports.count == 1 ? "port" : "ports") \(list(ports, limit: 8)) of \(name)")
      }
    }
    return list(names.sorted { $0 < $1 }.map(\.text))
  }

  /// The places that say the mode of mutual TLS, each once.
  func modes(of places: [PolicyPlace]) -> [Finding.Related] {
    places.lazy.flatMap { place in
      place.ports.lazy.compactMap { port in
        let decision = self.serverModes[place.workloads[0]].decision(for: port)
        guard let policy = decision.policy, let span = decision.place else { return nil }
        let name = self.peerAuthentications[policy].metadata.reference.friendlyName
        return Finding.Related("\(name) says \(decision.mode.rawValue) here", at: span)
      }
    }.eachPlaceOnce()
  }

  /// The ports of Services that say what is spoken there, each once.
  func protocols(of places: [PolicyPlace]) -> [Finding.Related] {
    places.lazy.flatMap { place in
      place.workloads.lazy.flatMap { workload in
        place.ports.lazy.compactMap { number -> Finding.Related? in
          let inbound = self.inboundPort(number, of: workload)
          guard let service = inbound.service, let port = inbound.port else { return nil }
          let name = service.metadata.reference.friendlyName
          return Finding.Related("port \(port.number) of \(name) is \(port.portProtocol.rawValue)", at: port.span)
        }
      }
    }.eachPlaceOnce()
  }
}

extension ClauseEffect {
  /// `lets nobody in`: what a policy does whose clause never holds, or always.
  var words: String {
    switch self {
    case .neverAllows: "lets nobody in"
    case .neverDenies: "denies nobody"
    case .alwaysAllows: "keeps nobody out"
    case .alwaysDenies: "spares nobody"
    }
  }
}

extension [Int] {
  /// The workloads by name; `its targets` where there are none.
  func words(in mesh: EffectiveMesh) -> String { isEmpty ? "its targets" : list(mesh.names(of: self)) }
}
