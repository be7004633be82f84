extension HCLNode {
  /// Reads a configuration: an object, in HCL 1 or in JSON.
  ///
  /// Linear in its length. `limit`: How deep objects and lists may be nested.
  package static func parse(_ text: String, limit: Int = 100) throws(HCLError) -> HCLNode {
    var parser = HCLParser(text, limit: limit)
    return try parser.root()
  }
}

/// Reads what `hcl/parser/parser.go` and `json/parser/parser.go` of github.com/hashicorp/hcl read.
private struct HCLParser {
  private var scanner: HCLScanner
  private let limit: Int
  private var isJSON = false
  private var current: (token: HCLScanner.Token, start: HCLPosition) = (.end, HCLPosition(line: 1, column: 1))
  /// Behind the token before the current one.
  private var lastEnd = HCLPosition(line: 1, column: 1)

  init(_ text: String, limit: Int) {
    scanner = HCLScanner(text)
    self.limit = limit
  }

  mutating func root() throws(HCLError) -> HCLNode {
    isJSON = scanner.startsWithObject()
    try step()
    let start = current.start
    guard isJSON else { return HCLNode(value: .object(try items(until: .end, 0)), start: start, end: lastEnd) }
    let node = try value(0)
    guard current.token == .end else { throw unexpected("the end of the text") }
    return node
  }

  private mutating func step() throws(HCLError) {
    lastEnd = scanner.position
    current = try scanner.token()
  }

  private func unexpected(_ wanted: String) -> HCLError {
    HCLError(message: "\(current.token.title) stands where \(wanted) should", position: current.start)
  }

  private var tooDeep: HCLError {
    HCLError(message: "nested more than \(limit) levels deep", position: current.start)
  }

  /// The items up to a token, which is passed over.
  private mutating func items(until end: HCLScanner.Token, _ depth: Int) throws(HCLError) -> [HCLItem] {
    var items: [HCLItem] = []
    while current.token != end {
      items.append(try item(depth))
      if current.token == .symbol(UInt8(ascii: ",")) {
        try step()
      } else if isJSON, current.token != end {
        throw unexpected("',' or '}'")
      }
    }
    if end != .end { try step() }
    return items
  }

  /// `name = value`, `name { … }` or `name "label" { … }`; in JSON, `"name": value`.
  ///
  /// `isLabel`: Whether another name stands before this one, so that a block must follow.
  private mutating func item(_ depth: Int, isLabel: Bool = false) throws(HCLError) -> HCLItem {
    guard depth <= limit else { throw tooDeep }
    let (key, start) = try self.key()
    let end = lastEnd
    let value: HCLNode
    switch current.token {
    case .symbol(UInt8(ascii: ":")) where isJSON, .symbol(UInt8(ascii: "=")) where !isJSON && !isLabel:
      try step()
      value = try self.value(depth + 1)
    case .symbol(UInt8(ascii: "{")) where !isJSON: value = try self.value(depth + 1)
    case .identifier where !isJSON, .string where !isJSON:
      let place = current.start
      let inner = try item(depth + 1, isLabel: true)
      value = HCLNode(value: .object([inner]), start: place, end: lastEnd)
    default: throw unexpected(isJSON ? "':'" : isLabel ? "'{'" : "'=' or '{'")
    }
    return HCLItem(key: key, keyStart: start, keyEnd: end, value: value)
  }

  private mutating func key() throws(HCLError) -> (String, HCLPosition) {
    let start = current.start
    let name: String
    switch current.token {
    case .string(let text): name = text
    case .identifier(let text) where !isJSON: name = text
    default: throw unexpected("a name")
    }
    try step()
    return (name, start)
  }

  private mutating func value(_ depth: Int) throws(HCLError) -> HCLNode {
    let start = current.start
    guard depth <= limit else { throw tooDeep }
    let value: HCLNode.Value
    switch current.token {
    case .string(let text), .number(let text):
      try step()
      value = .literal(text)
    case .identifier("null") where isJSON:
      try step()
      value = .null
    case .identifier(let name) where name == "true" || name == "false":
      try step()
      value = .literal(name)
    case .symbol(UInt8(ascii: "{")):
      try step()
      value = .object(try items(until: .symbol(UInt8(ascii: "}")), depth))
    case .symbol(UInt8(ascii: "[")):
      try step()
      value = .list(try list(depth))
    case .identifier(let name):
      throw HCLError(message: "\(name) needs quotation marks", position: start)
    default: throw unexpected("a value")
    }
    return HCLNode(value: value, start: start, end: lastEnd)
  }

  private mutating func list(_ depth: Int) throws(HCLError) -> [HCLNode] {
    let end = HCLScanner.Token.symbol(UInt8(ascii: "]"))
    var items: [HCLNode] = []
    while current.token != end {
      items.append(try value(depth + 1))
      guard current.token != end else { break }
      guard current.token == .symbol(UInt8(ascii: ",")) else { throw unexpected("',' or ']'") }
      try step()
    }
    try step()
    return items
  }
}
