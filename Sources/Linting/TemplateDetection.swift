import YAMLTree

extension YAMLTree {
  /// Whether the text is a Helm template that was not rendered: it has a mapping for a key, which is how `{{ x }}`
  /// parses outside quotes, or a quoted action that only Helm knows.
  ///
  /// Block scalars do not count: ConfigMaps carry dashboards and alerts that have templates of their own.
  var isTemplate: Bool {
    if hasCollectionKeys { return true }
    return scalars.contains { scalar in
      guard scalar.style != .literal, scalar.style != .folded, let text = scalar.string else { return false }
      return text.hasHelmAction
    }
  }
}

extension String {
  private static let helmWords: [String] = [
    ".Values", ".Release", ".Chart", ".Files", ".Capabilities", ".Template", "include ", "template ", "define ",
    "tpl ", "toYaml ", "$.Values",
  ]

  /// Whether the text holds `{{` followed by something that Helm alone defines.
  var hasHelmAction: Bool {
    var rest = Substring(self)
    while let open = rest.firstRange(of: "{{") {
      rest = rest[open.upperBound...]
      let action = rest.drop { $0 == "-" || $0 == " " || $0 == "(" }
      if Self.helmWords.contains(where: { action.hasPrefix($0) }) { return true }
    }
    return false
  }
}
