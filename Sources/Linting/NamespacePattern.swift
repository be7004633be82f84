/// The namespaces of objects that name none, by the path of their file.
package struct NamespacePattern: Sendable {
  let pattern: PathPattern
  let template: NamespaceTemplate

  /// The namespace that the first pattern gives that covers a path.
  static func namespace(of path: String, _ patterns: [NamespacePattern]) -> String? {
    for entry in patterns {
      if let captures = entry.pattern.captures(covering: path) { return entry.template.filled(with: captures) }
    }
    return nil
  }
}

/// The name of a namespace in which `{1}` stands for what the first star of a pattern does.
struct NamespaceTemplate: Sendable {
  private enum Part: Sendable {
    case text(String)
    case capture(Int)
  }

  private var parts: [Part] = []

  /// Nil where the text is none, or would give names that no namespace can have.
  init?(_ text: String) {
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest[open...].firstIndex(of: "}"), let number = Int(rest[rest.index(after: open)..<close]),
        (1...9).contains(number)
      else { return nil }
      parts += [.text(String(rest[..<open])), .capture(number)]
      rest = rest[rest.index(after: close)...]
    }
    parts.append(.text(String(rest)))
    let isPlain = parts.allSatisfy { part in
      guard case .text(let text) = part else { return true }
      return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
    guard !text.isEmpty, isPlain else { return nil }
  }

  /// How many stars the pattern must have.
  var captureCount: Int {
    parts.reduce(0) { most, part in if case .capture(let number) = part { max(most, number) } else { most } }
  }

  func filled(with captures: [String]) -> String {
    parts.reduce(into: "") { name, part in
      switch part {
      case .text(let text): name += text
      case .capture(let number): name += captures.indices.contains(number - 1) ? captures[number - 1] : ""
      }
    }
  }
}
