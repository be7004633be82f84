/// An annotation that Istio documents.
package struct IstioAnnotation: Sendable {
  package var name: String
  /// The kinds of resource that it is for, in Istio's order; `Any` for all.
  package var kinds: [String]
  package var isDeprecated: Bool
  /// Whether the feature behind it is in its alpha phase.
  package var isAlpha: Bool

  package var isForAnyKind: Bool { kinds == ["Any"] }
  package var isForPods: Bool { kinds.contains("Pod") }

  /// All of them, in the order of their names.
  package static let all: [IstioAnnotation] = parse()
  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  package static func named(_ name: String) -> IstioAnnotation? { byName[name] }

  /// The labels that Istio documents.
  package static let labels: Set<String> = Set(istioLabels.description.split(separator: "\n").flatMap(words))

  private static func parse() -> [IstioAnnotation] {
    var kinds: [String] = []
    var found: [IstioAnnotation] = []
    for line in istioAnnotations.description.split(separator: "\n") {
      guard line.hasPrefix(" ") else {
        kinds = line.split(separator: " ").map(String.init)
        continue
      }
      for word in words(of: line) {
        found.append(
          IstioAnnotation(
            name: String(word.prefix { $0 != "!" && $0 != "*" }), kinds: kinds, isDeprecated: word.contains("!"),
            isAlpha: !word.contains("*")))
      }
    }
    return found.sorted { $0.name < $1.name }
  }

  /// The names of a line such as `  istio.io: rev tag`, with what stands before the slash.
  private static func words(of line: Substring) -> [String] {
    let parts = line.split(separator: ":")
    let prefix = parts[0].drop { $0 == " " }
    return parts.dropFirst().joined().split(separator: " ").map { "\(prefix)/\($0)" }
  }
}
