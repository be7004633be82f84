import Diagnostics
import HCL

/// A block of SPIRE's configuration: its settings by name, whatever their case, as readers of HCL compare names.
struct SPIREBlock: Sendable {
  let items: [HCLItem]
  let text: EmbeddedText

  init(_ node: HCLNode, in text: EmbeddedText) {
    items = Self.items(of: [node])
    self.text = text
  }

  init(_ items: [HCLItem], in text: EmbeddedText) {
    self.items = items
    self.text = text
  }

  /// The items of objects, and of lists of objects, which JSON has where HCL repeats a block.
  private static func items(of nodes: [HCLNode]) -> [HCLItem] {
    nodes.flatMap { node -> [HCLItem] in
      switch node.value {
      case .object(let items): items
      case .list(let nodes): Self.items(of: nodes)
      case .literal, .null: []
      }
    }
  }

  func items(named name: String) -> [HCLItem] {
    let wanted = name.lowercased()
    return items.filter { $0.key == name || $0.key.lowercased() == wanted }
  }

  func has(_ name: String) -> Bool { !items(named: name).isEmpty }

  /// What all blocks of a name hold together; nil where there is none.
  func block(_ name: String) -> SPIREBlock? {
    let found = items(named: name)
    return found.isEmpty ? nil : SPIREBlock(Self.items(of: found.map(\.value)), in: text)
  }

  /// The blocks in a block by their own names, such as clusters.
  func blocks(in name: String) -> [(name: Located<String>, block: SPIREBlock)] {
    (block(name)?.items ?? []).map { (located($0), SPIREBlock($0.value, in: text)) }
  }

  /// The value that counts, which is the last; nil too where something else is put in its place later.
  func string(_ name: String) -> Located<String>? {
    guard let node = items(named: name).last?.value, case .literal(let value) = node.value, !value.isOpen else {
      return nil
    }
    return Located(value, at: span(of: node))
  }

  /// The value that counts, or what stands for it, at a place, where none is written; nil as of ``string(_:)``.
  func string(_ name: String, or standard: Located<String>) -> Located<String>? {
    isSet(name) ? string(name) : standard
  }

  /// Whether a setting has a value other than "".
  func isSet(_ name: String) -> Bool {
    switch items(named: name).last?.value.value {
    case nil, .null, .literal(""): false
    default: true
    }
  }

  func bool(_ name: String) -> Located<Bool>? {
    guard let text = string(name) else { return nil }
    return switch text.value.lowercased() {
    case "true", "1": Located(true, at: text.span)
    case "false", "0": Located(false, at: text.span)
    default: nil
    }
  }

  func int(_ name: String) -> Located<Int>? {
    string(name).flatMap { text in Int(text.value).map { Located($0, at: text.span) } }
  }

  func strings(_ name: String) -> [Located<String>] {
    items(named: name).flatMap { item -> [Located<String>] in
      guard case .list(let nodes) = item.value.value else { return [] }
      return nodes.compactMap { node in
        guard case .literal(let value) = node.value else { return nil }
        return Located(value, at: span(of: node))
      }
    }
  }

  /// The name of an item, with its place.
  func located(_ item: HCLItem) -> Located<String> {
    Located(item.key, at: text.place(from: item.keyStart, to: item.keyEnd))
  }

  func span(of node: HCLNode) -> SourceSpan {
    // A block is marked by its first character, not by all its lines.
    if case .object = node.value { return text.place(from: node.start, to: node.start) }
    return text.place(from: node.start, to: node.end)
  }
}

extension EmbeddedText {
  /// The place of a stretch of the text.
  func place(from start: HCLPosition, to end: HCLPosition) -> SourceSpan {
    func moved(_ position: HCLPosition) -> SourcePosition {
      SourcePosition(line: position.line + precedingLines, column: position.column)
    }
    return place(from: moved(start), to: moved(end))
  }
}
