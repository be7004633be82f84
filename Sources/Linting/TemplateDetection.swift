import YAMLTree

extension YAMLTree {
  /// Whether the text is a Helm template that was not rendered: it has a mapping for a key, which is how `{{ x }}`
  /// parses outside quotes, a quoted action that only Helm knows, or a quoted action of any language in the name or
  /// namespace of an object.
  ///
  /// Block scalars do not count: ConfigMaps carry dashboards and alerts that have templates of their own. Nor do the
  /// command line and environment of a container, whose words are those of another program, or the values that Flux,
  /// Argo CD and kustomize hand to a chart, which may fill them in with `tpl`.
  var isTemplate: Bool { hasCollectionKeys || documents.contains { $0.hasHelmAction || $0.hasActionInName } }
}

extension YAMLNode {
  /// Whether a name that no object can have says that something fills it in, as Ansible and Jinja do.
  fileprivate var hasActionInName: Bool {
    guard let metadata = self["metadata"] else { return false }
    return ["name", "namespace"].contains { (key: StaticString) in
      metadata[key]?.string.map { $0.firstRange(of: "{{") != nil } ?? false
    }
  }

  /// Whether this key holds what another program fills in. The `values` of a selector are a list, those of a chart are
  /// not.
  private func holdsForeignText(_ value: YAMLNode) -> Bool {
    switch string {
    case "args", "command", "env", "valuesObject", "valuesInline": true
    case "values": value.kind == .mapping
    default: false
    }
  }

  fileprivate var hasHelmAction: Bool {
    switch kind {
    case .mapping:
      return pairs.contains { key, value in
        key.hasHelmAction || (!key.holdsForeignText(value) && value.hasHelmAction)
      }
    case .sequence: return items.contains(where: \.hasHelmAction)
    case .alias: return false
    case .scalar:
      guard style != .literal, style != .folded, let text = string else { return false }
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
