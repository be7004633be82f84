import YAMLTree

/// The values of an enumeration that may be of any scalar type.
struct ScalarSet: Sendable {
  private enum Scalar: Hashable {
    case text(String)
    case number(Double)
    case bool(Bool)
    case null

    /// Nil for a list or mapping.
    init?(_ node: YAMLNode) {
      switch node.scalarType {
      case .string?: self = .text(node.string ?? "")
      case .bool?: self = .bool(node.bool ?? false)
      case .integer?, .float?:
        guard let number = node.int.map(Double.init) ?? node.string.flatMap({ Double($0) }) else { return nil }
        self = .number(number)
      case .null?: self = .null
      case nil: return nil
      }
    }
  }

  private let scalars: Set<Scalar>
  /// The values as they are written, in their order.
  let texts: [String]

  /// The items of a list; nil where some of them are no scalars.
  init?(_ list: YAMLNode) {
    var scalars: Set<Scalar> = []
    var texts: [String] = []
    var isScalar = list.isSequence
    list.forEachItem { item in
      guard let scalar = Scalar(item) else { return isScalar = false }
      if scalars.insert(scalar).inserted { texts.append(item.string ?? "") }
    }
    guard isScalar else { return nil }
    self.scalars = scalars
    self.texts = texts
  }

  func contains(_ node: YAMLNode) -> Bool { Scalar(node).map(scalars.contains) ?? false }
}
