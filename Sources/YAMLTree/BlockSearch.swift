/// Finds literal blocks in a text again, one after the other, to measure their indentation, which libyaml does not
/// tell. Linear in the text for all of them.
struct BlockSearch {
  private var offset = 0
  /// The number of Unicode scalars before the offset, in which libyaml counts.
  private var scalars = 0

  /// By how many columns the lines of a block are indented beyond what they hold; 0 where all are empty.
  ///
  /// `content`: What the block holds.
  /// `start`: The number of scalars before the header of the block.
  mutating func indentation(
    of content: ArraySlice<UInt8>, at start: Int, in bytes: UnsafeRawBufferPointer
  ) -> UInt8 {
    while scalars < start, offset < bytes.count {
      offset += 1
      while offset < bytes.count, unsafe bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      scalars += 1
    }
    let header = unsafe bytes[offset...].prefix { !Self.isBreak($0) }
    let written = unsafe Self.indentation(bytes[header.endIndex...])
    return UInt8(clamping: written - Self.indentation(content))
  }

  /// The number of spaces before the first character of a text that is neither space nor the end of a line.
  private static func indentation(_ text: some Sequence<UInt8>) -> Int {
    var spaces = 0
    for byte in text {
      if isBreak(byte) {
        spaces = 0
      } else if byte == UInt8(ascii: " ") {
        spaces += 1
      } else {
        return spaces
      }
    }
    return 0
  }

  private static func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
