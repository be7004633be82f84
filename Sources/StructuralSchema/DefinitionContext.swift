import YAMLTree

/// A schema of a CustomResourceDefinition whose parts are each read once, when they are asked for.
final class DefinitionContext {
  let node: YAMLNode
  let words: DefinitionKeywords
  /// The names of ``DefinitionKeywords/properties`` in their order.
  let names: [String]
  private let properties: [String: YAMLNode]
  private var children: [String: DefinitionContext] = [:]
  /// What `items` and `additionalProperties` say; nil where they say nothing.
  private(set) lazy var items = words.items.map(DefinitionContext.init)
  private(set) lazy var additionalProperties: DefinitionContext? = words.additionalProperties.flatMap {
    $0.isMapping ? DefinitionContext($0) : nil
  }

  init(_ node: YAMLNode) {
    self.node = node
    words = DefinitionKeywords(node)
    var names: [String] = []
    var properties: [String: YAMLNode] = [:]
    words.properties?.forEachPair { key, value in
      guard let name = key.string else { return }
      if properties.updateValue(value, forKey: name) == nil { names.append(name) }
    }
    self.names = names
    self.properties = properties
  }

  /// The schema of a field.
  func property(_ name: String) -> DefinitionContext? {
    if let known = children[name] { return known }
    guard let node = properties[name] else { return additionalProperties }
    let child = DefinitionContext(node)
    children[name] = child
    return child
  }

  /// Whether some field has a value where it is missing.
  var hasDefaults: Bool { names.contains { property($0)?.words.hasDefault ?? false } }
}
