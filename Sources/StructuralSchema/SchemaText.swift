/// The text of a ``SchemaTable``, cut into sections: a heading, and the lines below it.
struct SchemaText: Sendable {
  typealias Slice = ArraySlice<UInt8>

  struct Section {
    var heading: Range<Int>
    var body: Range<Int>
  }

  private let bytes: [UInt8]
  /// The sections of messages by their names.
  private let messages: [String: Section]
  /// The sections of kinds, in the order of the text.
  let kinds: [Section]

  init(_ parts: [StaticString]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(parts.reduce(0) { $0 + $1.utf8CodeUnitCount })
    for part in parts { part.withUTF8Buffer { bytes.append(contentsOf: $0) } }
    var sections: [Section] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if end > start, bytes[start] != UInt8(ascii: " ") {
        sections.append(Section(heading: start..<end, body: end..<end))
      } else if !sections.isEmpty {
        sections[sections.count - 1].body = sections[sections.count - 1].body.lowerBound..<end
      }
      start = end + 1
    }
    self.bytes = bytes
    kinds = sections.filter { bytes[$0.heading].contains(UInt8(ascii: "/")) }
    messages = Dictionary(
      sections.lazy.filter { !bytes[$0.heading].contains(UInt8(ascii: "/")) }.map { section in
        (String(schema: bytes[section.heading].trimmingSuffix("...")), section)
      }
    ) { first, _ in first }
  }

  func message(named name: String) -> Section? { messages[name] }

  /// Whether a message may hold other fields than those that are named.
  func isOpen(_ section: Section) -> Bool { bytes[section.heading].hasSuffix("...") }

  func words(_ range: Range<Int>) -> [Slice] { bytes[range].split(separator: UInt8(ascii: " ")) }

  /// The lines of a body, without their indentation.
  func lines(_ body: Range<Int>) -> [Slice] {
    bytes[body].split(separator: UInt8(ascii: "\n")).map { $0.drop { $0 == UInt8(ascii: " ") } }
  }
}

extension SchemaText.Slice {
  func hasPrefix(_ text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount && prefix(text.utf8CodeUnitCount).elementsEqual(text.description.utf8)
  }

  func hasSuffix(_ text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount && suffix(text.utf8CodeUnitCount).elementsEqual(text.description.utf8)
  }

  func trimmingSuffix(_ text: StaticString) -> Self { hasSuffix(text) ? dropLast(text.utf8CodeUnitCount) : self }

  /// What stands before and behind the first occurrence of `text`; nil where there is none.
  func split(at text: StaticString) -> (Self, Self)? {
    let length = text.utf8CodeUnitCount
    guard let first = text.description.utf8.first else { return nil }
    var start = startIndex
    while let found = self[start...].firstIndex(of: first) {
      if self[found...].hasPrefix(text) { return (self[..<found], self[(found + length)...]) }
      start = found + 1
    }
    return nil
  }
}

extension String {
  /// The text of a piece of a table.
  init(schema slice: SchemaText.Slice) { self = String(decoding: slice, as: UTF8.self) }
}

extension VersionRange {
  /// Reads `1.28`, a first version, and `-1.28`, a last one.
  init(_ parts: some Sequence<SchemaText.Slice>) {
    for part in parts {
      guard let minor = part.split(separator: UInt8(ascii: ".")).last.flatMap({ UInt8(String(schema: $0)) }) else {
        preconditionFailure("no version in a schema: \(String(schema: part))")
      }
      if part.hasPrefix("-") { until = minor } else { since = minor }
    }
  }
}
