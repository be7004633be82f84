private import CLibYAML

extension YAMLTree {
  /// Manifests nest a dozen levels. libyaml takes quadratic time in the depth of `[[[…`, so a
  /// small hostile file could hold the linter for minutes without a limit.
  package static let maximumDepth = 256

  /// The number of nodes that one document may have once its aliases are followed.
  package static let maximumExpandedNodes = 1_000_000

  /// Parses UTF-8 text. Linear in its size.
  ///
  /// `precedingLines`: How many lines of the file come before these bytes.
  /// Throws: What is wrong with the first document that is wrong; see ``YAMLSource`` for reading all others.
  package static func parse(
    _ bytes: UnsafeRawBufferPointer, precedingLines: Int = 0
  ) throws(YAMLError) -> YAMLTree {
    guard bytes.count < Int(UInt32.max) else { throw YAMLError(reason: .tooLarge, line: 1, column: 1) }
    var parser = unsafe yaml_parser_t()
    guard unsafe yaml_parser_initialize(&parser) == 1 else {
      throw YAMLError(reason: .outOfMemory, line: 1, column: 1)
    }
    defer { unsafe yaml_parser_delete(&parser) }
    unsafe yaml_parser_set_input_string(&parser, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
    unsafe yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)

    var builder = TreeBuilder(capacityFor: bytes.count)
    var event = unsafe yaml_event_t()
    do throws(YAMLError) {
      while true {
        guard unsafe yaml_parser_parse(&parser, &event) == 1 else { throw unsafe YAMLError(parser, in: bytes) }
        defer { unsafe yaml_event_delete(&event) }
        if unsafe event.type == YAML_STREAM_END_EVENT { break }
        unsafe try builder.add(event, of: bytes)
      }
    } catch {
      throw YAMLError(reason: error.reason, line: error.line + precedingLines, column: error.column)
    }
    return builder.finish(precedingLines: precedingLines)
  }

  /// Parses a text that is no file of its own, such as mesh configuration inside a ConfigMap.
  package static func parse(_ text: String, precedingLines: Int = 0) throws(YAMLError) -> YAMLTree {
    var text = text
    let result = text.withUTF8 { bytes in
      Result { () throws(YAMLError) in
        unsafe try parse(UnsafeRawBufferPointer(bytes), precedingLines: precedingLines)
      }
    }
    return try result.get()
  }
}

/// Collects libyaml's events into the arrays of a tree.
private struct TreeBuilder {
  private struct Open {
    var index: Int
    /// How many nodes below this one are there only once aliases are followed.
    var repeated: Int
    var anchor: [UInt8]?
  }

  private struct Anchor {
    var index: Int
    /// How many nodes it stands for, itself and aliases followed included.
    var expanded: Int
    var isComplete: Bool
  }

  private var entries = ContiguousArray<YAMLTree.Entry>()
  private var text = ContiguousArray<UInt8>()
  private var roots = ContiguousArray<UInt32>()
  private var duplicates: [(first: UInt32, second: UInt32)] = []
  private var open: [Open] = []
  private var anchors: [[UInt8]: Anchor] = [:]
  private var blocks = BlockSearch()

  init(capacityFor bytes: Int) {
    entries.reserveCapacity(bytes / 11)
    text.reserveCapacity(bytes * 3 / 5)
  }

  /// `bytes`: The whole text, of which libyaml keeps neither the indentation of blocks nor their lines.
  mutating func add(_ event: borrowing yaml_event_t, of bytes: UnsafeRawBufferPointer) throws(YAMLError) {
    switch unsafe event.type {
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let offset = text.count
      unsafe text.append(contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
      let isInferred = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.plain_implicit == 1
      unsafe append(
        .scalar, style: .init(scalar.style), flags: isInferred ? .inferred : [], event, offset: offset,
        length: Int(scalar.length))
      if unsafe scalar.style == YAML_LITERAL_SCALAR_STYLE {
        entries[entries.count - 1].indentation = unsafe blocks.indentation(
          of: text[offset...], at: Int(event.start_mark.index), in: bytes)
      }
      if unsafe scalar.anchor != nil {
        unsafe define(scalar.anchor, Anchor(index: entries.count - 1, expanded: 1, isComplete: true))
      }
    case YAML_MAPPING_START_EVENT:
      let isFlow = unsafe event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
      unsafe try push(.mapping, style: isFlow ? .flow : .block, anchor: event.data.mapping_start.anchor, event)
    case YAML_SEQUENCE_START_EVENT:
      let isFlow = unsafe event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
      unsafe try push(.sequence, style: isFlow ? .flow : .block, anchor: event.data.sequence_start.anchor, event)
    case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
      unsafe try pop(event)
    case YAML_ALIAS_EVENT:
      unsafe try addAlias(event)
    case YAML_DOCUMENT_START_EVENT:
      anchors.removeAll()
      roots.append(UInt32(entries.count))
    case YAML_DOCUMENT_END_EVENT:
      // A document of nothing but comments arrives as one empty scalar.
      if let root = roots.last, let node = entries.last, Int(root) == entries.count - 1, node.kind == .scalar,
        node.textLength == 0, node.style == .plain
      {
        roots.removeLast()
      }
    default:
      break
    }
  }

  consuming func finish(precedingLines: Int) -> YAMLTree {
    YAMLTree(entries: entries, text: text, roots: roots, duplicates: duplicates, precedingLines: precedingLines)
  }

  private mutating func append(
    _ kind: YAMLTree.Kind, style: YAMLTree.Style, flags: YAMLTree.Flags, _ event: borrowing yaml_event_t,
    offset: Int = 0, length: Int = 0
  ) {
    entries.append(
      YAMLTree.Entry(
        kind: kind, style: style, flags: flags, end: UInt32(entries.count + 1),
        textOffset: UInt32(offset), textLength: UInt32(length),
        line: UInt32(truncatingIfNeeded: unsafe event.start_mark.line),
        column: UInt32(truncatingIfNeeded: unsafe event.start_mark.column),
        endLine: UInt32(truncatingIfNeeded: unsafe event.end_mark.line),
        endColumn: UInt32(truncatingIfNeeded: unsafe event.end_mark.column)))
  }

  private mutating func push(
    _ kind: YAMLTree.Kind, style: YAMLTree.Style, anchor: UnsafeMutablePointer<yaml_char_t>?,
    _ event: borrowing yaml_event_t
  ) throws(YAMLError) {
    guard open.count < YAMLTree.maximumDepth else {
      throw unsafe YAMLError(.tooDeep(limit: YAMLTree.maximumDepth), at: event.start_mark)
    }
    var name: [UInt8]?
    if let anchor = unsafe anchor {
      name = unsafe bytes(of: anchor)
      unsafe define(anchor, Anchor(index: entries.count, expanded: 0, isComplete: false))
    }
    open.append(Open(index: entries.count, repeated: 0, anchor: name))
    unsafe append(kind, style: style, flags: [], event)
  }

  private mutating func pop(_ event: borrowing yaml_event_t) throws(YAMLError) {
    let closed = open.removeLast()
    entries[closed.index].end = UInt32(entries.count)
    entries[closed.index].endLine = UInt32(truncatingIfNeeded: unsafe event.end_mark.line)
    entries[closed.index].endColumn = UInt32(truncatingIfNeeded: unsafe event.end_mark.column)
    if entries[closed.index].kind == .mapping { inspectKeys(of: closed.index) }
    if let anchor = closed.anchor {
      let expanded = entries.count - closed.index + closed.repeated
      anchors[anchor] = Anchor(index: closed.index, expanded: expanded, isComplete: true)
    }
    if closed.repeated > 0 { unsafe try count(repeated: closed.repeated, event) }
  }

  private mutating func addAlias(_ event: borrowing yaml_event_t) throws(YAMLError) {
    let name = unsafe bytes(of: event.data.alias.anchor)
    guard let anchor = anchors[name] else {
      throw unsafe YAMLError(.unknownAlias(String(decoding: name, as: UTF8.self)), at: event.start_mark)
    }
    guard anchor.isComplete else {
      throw unsafe YAMLError(.recursiveAlias(String(decoding: name, as: UTF8.self)), at: event.start_mark)
    }
    unsafe append(.alias, style: .plain, flags: [], event, offset: anchor.index)
    // The alias is a node by itself.
    unsafe try count(repeated: anchor.expanded - 1, event)
  }

  /// Adds to the size that the innermost open collection has once its aliases are followed.
  ///
  /// Only aliases can make a document larger than its text, so only they are counted and honest large documents pass.
  private mutating func count(repeated nodes: Int, _ event: borrowing yaml_event_t) throws(YAMLError) {
    guard !open.isEmpty else { return }
    open[open.count - 1].repeated += nodes
    let innermost = open[open.count - 1]
    let expanded = entries.count - innermost.index - 1 + innermost.repeated
    guard innermost.repeated > 0, expanded > max(YAMLTree.maximumExpandedNodes, entries.count) else { return }
    throw unsafe YAMLError(.tooManyNodes(limit: YAMLTree.maximumExpandedNodes), at: event.start_mark)
  }

  private mutating func define(_ name: UnsafeMutablePointer<yaml_char_t>, _ anchor: Anchor) {
    anchors[unsafe bytes(of: name)] = anchor
  }

  private func bytes(of name: UnsafeMutablePointer<yaml_char_t>) -> [UInt8] {
    var bytes: [UInt8] = []
    var next = unsafe name
    while unsafe next.pointee != 0 {
      unsafe bytes.append(next.pointee)
      unsafe next += 1
    }
    return bytes
  }

  // MARK: Keys

  /// Notes merge keys and keys that occur twice. Linear in the number of keys, but for mappings of a few.
  private mutating func inspectKeys(of mapping: Int) {
    let end = Int(entries[mapping].end)
    let found = duplicates.count
    var count = 0
    var key = mapping + 1
    while key < end {
      if isMergeKey(key) { entries[mapping].flags.insert(.merges) }
      if count < Self.fewKeys, let first = firstKey(of: mapping, before: key, like: key) { note(first, key) }
      count += 1
      key = keyAfter(key)
    }
    if count > Self.fewKeys { inspectManyKeys(of: mapping, skipping: Self.fewKeys) }
    if duplicates.count > found { entries[mapping].flags.insert(.hasDuplicateKeys) }
  }

  /// Up to this many keys, comparing each with all is faster than hashing.
  private static let fewKeys = 12

  private mutating func inspectManyKeys(of mapping: Int, skipping compared: Int) {
    let end = Int(entries[mapping].end)
    var seen: [ArraySlice<UInt8>: Int] = [:]
    var position = 0
    var key = mapping + 1
    while key < end {
      if entries[key].kind == .scalar {
        let start = Int(entries[key].textOffset)
        let bytes = ArraySlice(text[start..<start + Int(entries[key].textLength)])
        if let first = seen[bytes] {
          if position >= compared { note(first, key) }
        } else {
          seen[bytes] = key
        }
      }
      position += 1
      key = keyAfter(key)
    }
  }

  private func keyAfter(_ key: Int) -> Int { Int(entries[Int(entries[key].end)].end) }

  private func firstKey(of mapping: Int, before limit: Int, like key: Int) -> Int? {
    var candidate = mapping + 1
    while candidate < limit {
      if haveSameText(candidate, key) { return candidate }
      candidate = keyAfter(candidate)
    }
    return nil
  }

  private mutating func note(_ first: Int, _ second: Int) {
    // Several `<<` in one mapping are merged one after the other.
    guard !isMergeKey(second) else { return }
    duplicates.append((UInt32(first), UInt32(second)))
  }

  private func isMergeKey(_ index: Int) -> Bool {
    let key = entries[index]
    return key.textLength == 2 && key.flags.contains(.inferred) && text[Int(key.textOffset)] == UInt8(ascii: "<")
      && text[Int(key.textOffset) + 1] == UInt8(ascii: "<")
  }

  private func haveSameText(_ one: Int, _ other: Int) -> Bool {
    let (one, other) = (entries[one], entries[other])
    guard one.kind == .scalar, other.kind == .scalar, one.textLength == other.textLength else { return false }
    for offset in 0..<Int(one.textLength)
    where text[Int(one.textOffset) + offset] != text[Int(other.textOffset) + offset] { return false }
    return true
  }
}

extension YAMLTree.Style {
  fileprivate init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: self = .literal
    case YAML_FOLDED_SCALAR_STYLE: self = .folded
    default: self = .plain
    }
  }
}

extension YAMLError {
  fileprivate init(_ reason: Reason, at mark: yaml_mark_t) {
    self.init(reason: reason, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  fileprivate init(_ parser: borrowing yaml_parser_t, in bytes: UnsafeRawBufferPointer) {
    let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "malformed YAML"
    switch unsafe parser.error {
    case YAML_MEMORY_ERROR:
      self.init(reason: .outOfMemory, line: 1, column: 1)
    case YAML_READER_ERROR:
      // libyaml gives no mark here, but the offset in bytes.
      let before = unsafe bytes.prefix(parser.problem_offset)
      let lineStart = unsafe (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
      self.init(
        reason: .encoding(problem),
        line: unsafe before.count { $0 == UInt8(ascii: "\n") } + 1,
        column: unsafe before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
    default:
      let context = unsafe parser.context.map { unsafe String(cString: $0) }
      // Of a quotation mark that is never closed, libyaml reports the end of the file; its start is what helps.
      let isUnclosed = context?.contains("quoted scalar") == true
      self.init(
        .syntax(problem: problem, context: context),
        at: unsafe isUnclosed ? parser.context_mark : parser.problem_mark)
    }
  }
}
