import Glibc

extension ArraySlice<UInt8> {
  /// Whether a word stands in these bytes. One pass, from one occurrence of the first byte to the next.
  package func holds(_ word: StaticString) -> Bool {
    withUnsafeBytes { bytes in
      let wanted = UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
      guard var rest = bytes.baseAddress, let first = wanted.first else { return false }
      let end = rest + bytes.count
      while end - rest >= wanted.count {
        guard let found = memchr(rest, Int32(first), end - rest - wanted.count + 1) else { return false }
        if memcmp(found, word.utf8Start, wanted.count) == 0 { return true }
        rest = UnsafeRawPointer(found) + 1
      }
      return false
    }
  }
}
