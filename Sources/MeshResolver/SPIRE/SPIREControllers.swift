package import MeshModel
import StructuralSchema

/// What the input says of SPIRE's controller managers.
package struct SPIREControllers: Sendable {
  package let configurations: [ControllerManagerConfig]
  /// The controllers of each class that one of them names, as indexes; those without a class under the empty name.
  private var byClass: [String: [Int]] = [:]
  /// Those that take care of objects without a class too.
  private var classless: [Int] = []
  /// Whether the class of each is known, and there is none beside them.
  private let areAllKnown: Bool
  /// What each passes over; nil where that cannot be read.
  private let ignored: [[RegularExpression]?]

  init(_ mesh: Mesh) {
    configurations = mesh.configMaps.flatMap(\.controllerManagers)
    // A file that some tool makes a ConfigMap of may be about another cluster.
    let hasFiles = mesh.others.contains { $0.metadata.kind.value == "ControllerManagerConfig" }
    areAllKnown = !hasFiles && configurations.allSatisfy { $0.className != nil || !$0.hasOpenClassName }
    ignored = configurations.map { configuration in
      let expressions = configuration.ignoredNamespaces.compactMap { try? RegularExpression($0) }
      return expressions.count == configuration.ignoredNamespaces.count ? expressions : nil
    }
    for (index, configuration) in configurations.enumerated() where !configuration.hasOpenClassName {
      byClass[configuration.className?.value ?? "", default: []].append(index)
      if configuration.watchClassless, configuration.className != nil { classless.append(index) }
    }
  }

  /// Whether some controller takes care of objects of a class (`reconcileClass`); nil where that is not known.
  package func watch(_ className: Located<String>?) -> Bool? {
    if configurations.isEmpty { return nil }
    return watchers(of: className).isEmpty ? (areAllKnown ? false : nil) : true
  }

  /// The controllers that take care of objects of a class, or of none, as indexes.
  private func watchers(of className: Located<String>?) -> [Int] {
    let name = className?.value ?? ""
    return (byClass[name] ?? []) + (name.isEmpty ? classless : [])
  }

  /// The trust domain of the controllers that take care of objects of a class; nil where there is none, or where they
  /// differ.
  package func trustDomain(of className: Located<String>?) -> String? {
    guard areAllKnown else { return nil }
    let names = Set(
      watchers(of: className).map { index in
        configurations[index].trustDomain.flatMap { try? SPIFFEID.trustDomain($0.value) }
      })
    return names.count == 1 ? names.first ?? nil : nil
  }

  /// Whether the controllers that take care of objects of a class pass over the pods of a namespace; nil where that
  /// depends on a configuration that is not known.
  func ignore(_ namespace: String, inObjectsOf className: Located<String>?) -> Bool? {
    let watchers = watchers(of: className)
    if areAllKnown, !watchers.isEmpty {
      let answers = Set(watchers.map { index in ignored[index].map { $0.contains { $0.matches(namespace) } } })
      return answers.count == 1 ? answers.first ?? nil : nil
    }
    if !configurations.isEmpty { return nil }
    // What the chart leaves out (helm-charts-hardened, `ignoreNamespaces`).
    let isOfSystem = ["kube-system", "kube-public", "local-path-storage"].contains(namespace)
    return isOfSystem || namespace.contains("spire") ? nil : false
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
