package import MeshModel
import StructuralSchema

/// What the input says of SPIRE's controller managers.
package struct SPIREControllers: Sendable {
  package let configurations: [ControllerManagerConfig]
  /// The trust domain of all of them; nil where they differ or there is none.
  package let trustDomain: String?
  private let ignored: [RegularExpression]
  private let areIgnoredKnown: Bool

  init(_ mesh: Mesh) {
    configurations = mesh.configMaps.flatMap(\.controllerManagers)
    let names = Set(configurations.map { $0.trustDomain.flatMap { try? SPIFFEID.trustDomain($0.value) } })
    // A file that some tool makes a ConfigMap of may be about another cluster.
    let hasFiles = mesh.others.contains { $0.metadata.kind.value == "ControllerManagerConfig" }
    trustDomain = names.count == 1 && !hasFiles ? names.first ?? nil : nil
    let patterns = configurations.flatMap { $0.ignoreNamespaces ?? [] }
    ignored = patterns.compactMap { try? RegularExpression($0.value) }
    areIgnoredKnown = configurations.count == 1 && ignored.count == patterns.count
  }

  /// Whether the pods of a namespace are passed over; nil where that depends on a configuration that is not known.
  func ignores(_ namespace: String) -> Bool? {
    if areIgnoredKnown { return ignored.contains { $0.matches(namespace) } }
    // What the chart leaves out (helm-charts-hardened, `ignoreNamespaces`).
    let isOfSystem = ["kube-system", "kube-public", "local-path-storage"].contains(namespace)
    return isOfSystem || namespace.contains("spire") ? nil : false
  }

  /// Whether some controller takes care of objects of a class, of which the empty one is that of objects that name none
  /// (`reconcileClass`); nil where none is known.
  package func watch(className: String) -> Bool? {
    guard !configurations.isEmpty else { return nil }
    return configurations.contains { configuration in
      className == configuration.className?.value ?? "" || className.isEmpty && configuration.watchClassless
    }
  }
}

extension EffectiveMesh {
  /// What the input says of SPIRE's controller managers.
  package var spireControllers: SPIREControllers { shared.spireControllers { SPIREControllers(mesh) } }

  /// What they register for the pods of the input.
  package var spireRegistrations: SPIRERegistrations {
    let controllers = spireControllers
    return shared.spireRegistrations { SPIRERegistrations(mesh, controllers) }
  }
}
