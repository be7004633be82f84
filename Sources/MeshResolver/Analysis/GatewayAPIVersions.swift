package import MeshModel

/// A CustomResourceDefinition of the Gateway API that is too old for Istio.
package struct OutdatedDefinition: Sendable {
  package var definition: CustomResourceDefinition
  /// The annotation with the version.
  package var annotation: LocatedMap.Entry
  /// Both in the form in which Istio prints them.
  package var installed: String
  package var minimum: String
}

extension EffectiveMesh {
  /// The definitions of the Gateway API whose kinds Istio passes over
  /// (`pkg/config/analysis/analyzers/k8sgateway/crdversion.go`).
  package func outdatedGatewayAPIDefinitions() -> [OutdatedDefinition] {
    mesh.customResourceDefinitions.compactMap { definition in
      guard let minimum = SemanticVersion.minimumOfDefinitions[definition.name],
        let annotation = definition.metadata.annotations.entry("gateway.networking.k8s.io/bundle-version"),
        let installed = SemanticVersion(annotation.value.value), installed.isBefore(minimum)
      else { return nil }
      return OutdatedDefinition(
        definition: definition, annotation: annotation, installed: installed.text, minimum: minimum.text)
    }
  }
}

/// A version such as `v1.4.1-rc.1`, whose `v` and last numbers may be left out.
private struct SemanticVersion {
  private let numbers: [Int]
  /// What follows the numbers, with its `-` or `+`.
  private let suffix: String

  init?(_ written: String) {
    let version = written.hasPrefix("v") ? written.dropFirst() : written[...]
    let core = version.prefix { $0 != "-" && $0 != "+" }
    let parts = core.split(separator: ".", omittingEmptySubsequences: false)
    let suffix = version[core.endIndex...]
    let numbers = parts.compactMap { $0.allSatisfy(\.isNumber) ? Int($0) : nil }
    guard numbers.count == parts.count, numbers.count <= 3, suffix.count != 1 else { return nil }
    self.numbers = numbers + Array(repeating: 0, count: 3 - numbers.count)
    self.suffix = String(suffix)
  }

  var text: String { numbers.map(String.init).joined(separator: ".") + suffix }

  /// Whether this comes before `other`, suffixes left aside.
  func isBefore(_ other: Self) -> Bool { numbers.lexicographicallyPrecedes(other.numbers) }

  /// The versions of the Gateway API from which Istio processes a kind
  /// (`pkg/config/schema/gatewayapi/minimumversions.go`).
  static let minimumOfDefinitions: [String: SemanticVersion] = [
    "grpcroutes": "1.1.0", "backendtlspolicies": "1.4.0", "tlsroutes": "1.5.0", "tcproutes": "1.6.0",
  ].reduce(into: [:]) { $0["\($1.key).gateway.networking.k8s.io"] = SemanticVersion($1.value) }
}
