extension ManifestNode {
  /// Whether this is no whole object, but part of one that is merged into another, such as a strategic merge patch. It
  /// says so itself, or it should run pods and has no containers, or neither an image for them nor a selector.
  func isPartial(_ kind: KnownKind?, named name: String) -> Bool {
    if self["$patch"] != nil { return true }
    guard kind == .workload else { return false }
    let pod = podTemplate(of: name)?["spec"]
    let containers = pod?["containers"]?.compactMapItems { $0 } ?? []
    return containers.isEmpty
      || self["spec"]?["selector"] == nil && containers.allSatisfy { $0["image"] == nil }
  }
}
