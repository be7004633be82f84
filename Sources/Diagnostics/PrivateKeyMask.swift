extension SourceFiles {
  /// Puts asterisks over the private keys in some files, wherever they stand: in PEM, or in base64 of PEM that does not
  /// begin with a certificate. This covers what has no place in the mesh, such as comments and files that are no YAML.
  package mutating func maskPrivateKeys(in shown: Set<FileID>) {
    for file in shown where files.indices.contains(Int(file.index)) {
      let text = text(of: file)
      let keys = PrivateKeyMask.keys(in: text)
      if !keys.isEmpty { files[Int(file.index)].text = PrivateKeyMask.masked(text, keys) }
    }
  }
}

private enum PrivateKeyMask {
  private static let label = Array("PRIVATE KEY-----".utf8)
  /// `-----BEGIN ` and `-----BEGIN CERTIFICATE` in base64, as far as what follows does not change them.
  private static let encoded = Array("LS0tLS1CRUdJTi".utf8)
  private static let encodedCertificate = Array("BDRVJUSUZJQ0FUR".utf8)

  /// The bytes of the private keys in a text, in its order.
  static func keys(in text: [UInt8]) -> [Range<Int>] {
    // Nearly every text is without, which this tells much faster than the search below.
    guard text[...].holds("PRIVATE KEY-----") || text[...].holds("LS0tLS1CRUdJTi") else { return [] }
    var keys: [Range<Int>] = []
    var next = 0
    let (label, encoded) = (label, encoded)
    while next < text.count {
      switch text[next] {
      case label[0] where text[next...].starts(with: label):
        let start = next + label.count
        next = text[start...].firstIndex(of: UInt8(ascii: "-")) ?? text.count
        keys.append(start..<next)
      case encoded[0] where text[next...].starts(with: encoded):
        let start = next
        next = text[start...].firstIndex { !isBase64($0) } ?? text.count
        if !text[(start + encoded.count)...].starts(with: encodedCertificate) { keys.append(start..<next) }
      default: next += 1
      }
    }
    return keys
  }

  /// Lines and columns stay as they are.
  static func masked(_ text: [UInt8], _ keys: [Range<Int>]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var next = 0
    for key in keys {
      result += text[next..<key.lowerBound]
      // A character of several bytes takes one column.
      for byte in text[key] where byte & 0xC0 != 0x80 { result.append(byte > 0x20 ? UInt8(ascii: "*") : byte) }
      next = key.upperBound
    }
    return result + text[next...]
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf)
      || [UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "=")].contains(byte)
  }
}
