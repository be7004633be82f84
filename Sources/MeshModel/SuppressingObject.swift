/// An object that says of itself which findings to leave out.
package struct SuppressingObject: Sendable {
  package let metadata: Metadata
  /// The annotations that say so, of the object and of its pod template.
  package let annotations: [LocatedMap.Entry]

  /// What the names of meshlint's own annotations start with. The only place that knows.
  package static let annotationPrefix = "meshlint.dev/"
  /// Istio's annotation for its analyzers.
  package static let istioAnnotation = "galley.istio.io/analyze-suppress"

  /// Nil where no annotation says anything.
  init?(_ metadata: Metadata, template: LocatedMap) {
    // Most objects have no annotations, and no list is built for those.
    guard !metadata.annotations.isEmpty || !template.isEmpty else { return nil }
    let found = metadata.annotations.entries.filter(Self.isSuppression) + template.entries.filter(Self.isOwn)
    guard !found.isEmpty else { return nil }
    self.metadata = metadata
    annotations = found
  }

  private static func isSuppression(_ entry: LocatedMap.Entry) -> Bool {
    entry.key.value == istioAnnotation || isOwn(entry)
  }

  private static func isOwn(_ entry: LocatedMap.Entry) -> Bool { entry.key.value.hasPrefix(annotationPrefix) }
}
