import Certificates
import TestCertificates
import Testing

/// Whatever is in a manifest, reading it ends soon and in an answer.
@Suite struct `Hostile certificates and keys` {
  private let reader: CertificateReader

  init() throws { reader = try #require(CertificateReader()) }

  private func block(_ text: String) throws -> PEMBlock { try #require(PEMText(text).blocks.first) }

  private func certificate(_ name: String) throws -> Certificate {
    try #require(reader.certificate(in: block(TestCertificates.shared.pair(name).certificate)))
  }

  @Test(arguments: ["anchor", "server", "weak-server"])
  func `with any byte changed or any number of bytes missing are read or refused`(name: String) throws {
    let anchor = try certificate("anchor")
    let der = try block(TestCertificates.shared.pair(name).certificate).bytes
    for index in der.indices {
      #expect(reader.certificate(der: Array(der.prefix(index))) == nil)
      var changed = der
      changed[index] ^= [0x01, 0x80, 0xff][index % 3]
      guard index.isMultiple(of: 3), let read = reader.certificate(der: changed) else { continue }
      #expect(reader.chainProblem(read, intermediates: [], anchors: [anchor], now: nil) != nil)
    }
    #expect(reader.certificate(der: der + [0]) == nil)
  }

  @Test(arguments: ["server", "weak-server"])
  func `keys with any byte changed are read or refused`(name: String) throws {
    let key = try block(TestCertificates.shared.pair(name).key)
    for index in key.bytes.indices {
      var changed = key
      changed.bytes[index] ^= 0x41
      _ = reader.publicKey(ofPrivateKey: changed)
      changed.bytes = Array(key.bytes.prefix(index))
      #expect(reader.publicKey(ofPrivateKey: changed) == nil)
    }
  }

  @Test func `texts of a million bytes are read in one pass`() throws {
    let server = try TestCertificates.shared.pair("server").certificate
    let texts = [
      String(repeating: "-----BEGIN CERTIFICATE-----\n", count: 40_000),
      String(repeating: "-----BEGIN ", count: 100_000),
      String(repeating: "-----BEGIN A-----\n-----END A-----\n", count: 30_000),
      "-----BEGIN A-----\n" + String(repeating: "A: A\n", count: 200_000),
      "-----BEGIN A-----\n" + String(repeating: "A", count: 1_000_000),
      String(repeating: " ", count: 1_000_000), String(repeating: "\n", count: 1_000_000),
    ]
    let clock = ContinuousClock()
    for text in texts {
      #expect(clock.measure { _ = PEMText(text) } < .seconds(20), "\(text.prefix(40))")
    }
    #expect(PEMText(String(repeating: server, count: 1000)).blocks.count == 1000)
  }

  @Test func `structures in structures are refused`() {
    let deep = [UInt8](repeating: 0x30, count: 1) + [0x80]
    #expect(reader.certificate(der: Array(repeatElement(deep, count: 50_000).joined())) == nil)
    var nested: [UInt8] = [5, 0]
    for _ in 0..<2000 { nested = sequence(nested) }
    #expect(reader.certificate(der: nested) == nil)
    #expect(reader.certificate(der: [0x30, 0x84, 0xff, 0xff, 0xff, 0xff]) == nil)
    #expect(reader.certificate(der: []) == nil)
    #expect(!reader.isSigningRequest(der: nested))
  }

  @Test func `RSA keys of 16,384 bits and more are read, and checked or refused`() throws {
    let server = try certificate("server")
    for (bytes, exponent) in [(2048, [1, 0, 1]), (2048, [UInt8](repeating: 0x7f, count: 2000)), (8192, [3])] {
      let der = forged(name: server.issuer, rsaBytes: bytes, exponent: exponent)
      let authority = try #require(reader.certificate(der: der))
      #expect(authority.publicKey.bits == bytes * 8)
      let clock = ContinuousClock()
      var problem: ChainProblem?
      let time = clock.measure {
        problem = reader.chainProblem(server, intermediates: [authority], anchors: [authority], now: nil)
      }
      #expect(problem == .badSignature(depth: 0))
      #expect(time < .seconds(5))
    }
  }

  @Test func `ten thousand certificates of one name are tried a hundred times`() throws {
    let (server, right) = (try certificate("server"), try certificate("stranger"))
    let copies = (0..<10_000).map { number in
      var copy = right
      copy.der[copy.der.count - 1] ^= UInt8(truncatingIfNeeded: number)
      copy.der[copy.der.count - 2] ^= UInt8(truncatingIfNeeded: number >> 8) | 1
      return copy
    }
    let other = forged(name: server.issuer, rsaBytes: 256, exponent: [1, 0, 1])
    let forgery = try #require(reader.certificate(der: other))
    let namesakes = (0..<10_000).map { number in
      var copy = forgery
      copy.der[copy.der.count - 1] ^= UInt8(truncatingIfNeeded: number)
      copy.der[copy.der.count - 2] ^= UInt8(truncatingIfNeeded: number >> 8)
      return copy
    }
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(reader.chainProblem(server, intermediates: copies, anchors: [right], now: nil) == nil)
      #expect(
        reader.chainProblem(server, intermediates: namesakes, anchors: namesakes, now: nil) == .badSignature(depth: 0))
    }
    #expect(time < .seconds(20))
  }

  @Test func `keys under a password are not tried`() {
    let body = "\nc2hvcA==\n"
    for (label, header) in [
      ("ENCRYPTED PRIVATE KEY", ""), ("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\n"),
      ("EC PRIVATE KEY", "Comment: x\nDEK-Info: AES-256-CBC,00\n"),
    ] {
      let pem = PEMText("-----BEGIN \(label)-----\n\(header)\(body)-----END \(label)-----\n")
      #expect(pem.blocks.count == 1)
      #expect(pem.blocks.first.flatMap { reader.publicKey(ofPrivateKey: $0) } == nil)
    }
  }

  @Test func `keys with other fields are read`() throws {
    let key = try TestCertificates.shared.pair("server").key.replacing("KEY-----\nM", with: "KEY-----\nComment: x\n\nM")
    let block = try block(key)
    #expect(block.isPlainPrivateKey)
    #expect(reader.publicKey(ofPrivateKey: block) == (try certificate("server")).publicKey)
  }

  @Test func `names neither break a line nor move the cursor, and have an end`() throws {
    let server = try certificate("server")
    let attack = "a\n\u{1b}[2J\u{202e}\u{85}\u{2028}b"
    let der = forged(name: .common(attack), rsaBytes: 128, exponent: [3])
    let name = try #require(reader.certificate(der: der)).subject.text
    #expect(name.unicodeScalars.allSatisfy { $0.value >= 0x20 && ![0x85, 0x202e, 0x2028].contains($0.value) })
    #expect(name.hasPrefix("CN=a") && name.hasSuffix("b"))
    let long = forged(name: .common(String(repeating: "ä", count: 100_000)), rsaBytes: 128, exponent: [3])
    #expect(try #require(reader.certificate(der: long)).subject.text.utf8.count < 520)
    #expect(server.subject.text == "CN=shop.example.com")
  }
}

/// A name, in DER.
private enum ForgedName {
  case common(String)
  case encoded([UInt8])

  var der: [UInt8] {
    switch self {
    case .encoded(let der): der
    case .common(let text):
      sequence(element(0x31, sequence([0x06, 3, 0x55, 4, 3] + element(0x0c, Array(text.utf8)))))
    }
  }
}

private func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
  let count = content.count
  guard count > 127 else { return [tag, UInt8(count)] + content }
  return [tag, 0x83, UInt8(count >> 16), UInt8(count >> 8 & 0xff), UInt8(count & 0xff)] + content
}

private func sequence(_ content: [UInt8]...) -> [UInt8] { element(0x30, Array(content.joined())) }

private func forged(name: Certificate.Name, rsaBytes: Int, exponent: [UInt8]) -> [UInt8] {
  forged(name: .encoded(name.der), rsaBytes: rsaBytes, exponent: exponent)
}

/// A certificate of a CA with a key that nobody has, and a signature that is none.
private func forged(name: ForgedName, rsaBytes: Int, exponent: [UInt8]) -> [UInt8] {
  let rsaWithSHA256 = sequence([0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0b, 5, 0])
  let rsa = sequence([0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0])
  let modulus = element(2, [0] + [UInt8](repeating: 0xab, count: rsaBytes))
  let key = sequence(rsa, element(3, [0] + sequence(modulus, element(2, exponent))))
  let validity = sequence(element(0x17, Array("250101000000Z".utf8)), element(0x17, Array("350101000000Z".utf8)))
  let constraint = sequence([0x06, 3, 0x55, 0x1d, 0x13], element(4, sequence([1, 1, 0xff])))
  let extensions = element(0xa3, sequence(constraint))
  let version: [UInt8] = [0xa0, 3, 2, 1, 2]
  let body = sequence(version, [2, 1, 7], rsaWithSHA256, name.der, validity, name.der, key, extensions)
  return sequence(body, rsaWithSHA256, element(3, [0] + [UInt8](repeating: 7, count: 64)))
}
