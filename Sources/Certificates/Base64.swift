private import FoundationEssentials

/// The bytes that a text in base64 stands for, line breaks and spaces left out; nil where it is no base64.
package func base64Decoded(_ text: String) -> [UInt8]? {
  Data(base64Encoded: text.filter { !$0.isWhitespace }).map { Array($0) }
}
