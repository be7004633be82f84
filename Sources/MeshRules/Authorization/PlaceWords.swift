import Diagnostics
import MeshModel
import MeshResolver

// How the rules about authorization word where something is true.

extension EffectiveMesh {
  /// `Deployment shop/cart`, `ports 8080 and 9090 of Deployment shop/cart and Deployment shop/search`: workloads, with
  /// their ports unless it is true of all of them.
  func words(for places: [PolicyPlace]) -> String {
    let names = places.flatMap { place in
      place.workloads.map { workload -> (name: String, text: String) in
        let name = workloads[workload].metadata.reference.friendlyName
        guard !place.isEveryPort else { return (name, name) }
        let ports = list(place.ports.map(String.init), limit: 8)
        return (name, "\(place.ports.count == 1 ? "port" : "ports") \(ports) of \(name)")
      }
    }
    return list(Set(names.map(\.name)).count == 1 ? [names[0].text] : names.sorted { $0 < $1 }.map(\.text))
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
}
