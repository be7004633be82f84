/// The bytes that a text in base64 stands for, as Go's `base64.StdEncoding` reads it; nil where it is no base64.
///
/// Line breaks and blanks are left out. Padding is needed, and nothing may follow it.
package func base64Decoded(_ text: String) -> [UInt8]? {
  base64Decoded(Array(text.utf8)[...])
}

/// As above, for the bytes of a text.
func base64Decoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
  let digits = base64Digits
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.count / 4 * 3)
  var (bits, count, padding): (UInt32, Int, Int) = (0, 0, 0)
  for byte in text where !byte.isBlankOrBreak {
    count += 1
    if byte == UInt8(ascii: "=") {
      padding += 1
      continue
    }
    let digit = digits[Int(byte)]
    guard digit < 64, padding == 0 else { return nil }
    bits = bits << 6 | UInt32(digit)
    guard count.isMultiple(of: 4) else { continue }
    bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
    bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
    bytes.append(UInt8(truncatingIfNeeded: bits))
  }
  guard count.isMultiple(of: 4), padding <= 2 else { return nil }
  if padding == 1 {
    bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
    bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
  } else if padding == 2 {
    bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
  }
  return bytes
}

/// The value of each byte as a digit; 64 for what is none.
private let base64Digits: [UInt8] = {
  var digits = [UInt8](repeating: 64, count: 256)
  let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  for (value, byte) in zip(UInt8(0)..., alphabet.utf8) { digits[Int(byte)] = value }
  return digits
}()

extension UInt8 {
  var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
  var isBlankOrBreak: Bool { isBlank || self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }
}
