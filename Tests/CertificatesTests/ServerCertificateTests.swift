import Certificates
import Foundation
import Testing

/// Certificates and keys that OpenSSL's command makes for the test.
private struct GeneratedPair {
  let certificate: [UInt8]
  let key: [UInt8]

  init(algorithm: String, days: Int = 30) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "meshlint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let newKey = algorithm == "ec" ? ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"] : [algorithm]
    process.arguments =
      ["openssl", "req", "-x509", "-nodes", "-subj", "/CN=shop.example.com", "-days", "\(days)", "-newkey"] + newKey
      + ["-keyout", folder.appending(path: "key").path, "-out", folder.appending(path: "crt").path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    certificate = Array(try Data(contentsOf: folder.appending(path: "crt")))
    key = Array(try Data(contentsOf: folder.appending(path: "key")))
  }
}

@Suite struct `Certificates of servers` {
  private let reader: CertificateReader
  private let now = Int(Date().timeIntervalSince1970)

  init() throws { reader = try #require(CertificateReader()) }

  @Test(arguments: ["rsa:2048", "ec", "ed25519"]) func `fit their own key and no other`(algorithm: String) throws {
    let (one, other) = (try GeneratedPair(algorithm: algorithm), try GeneratedPair(algorithm: algorithm))
    #expect(reader.problem(certificate: one.certificate, key: one.key, now: now + 60) == nil)
    #expect(reader.problem(certificate: one.certificate + other.certificate, key: one.key, now: now + 60) == nil)
    #expect(reader.problem(certificate: one.certificate, key: other.key, now: now + 60) == .otherKey)
  }

  @Test func `are valid between two days, and whenever the clock is not known`() throws {
    let pair = try GeneratedPair(algorithm: "ec", days: 1)
    let (day, formatter) = (86_400, ISO8601DateFormatter())
    formatter.formatOptions = .withFullDate
    let tomorrow = formatter.string(from: Date(timeIntervalSinceNow: TimeInterval(day)))
    #expect(reader.problem(certificate: pair.certificate, key: pair.key, now: nil) == nil)
    #expect(
      reader.problem(certificate: pair.certificate, key: pair.key, now: now + 2 * day) == .expired(since: tomorrow))
    let early = reader.problem(certificate: pair.certificate, key: pair.key, now: now - 2 * day)
    guard case .notYetValid = early else {
      Issue.record("\(String(describing: early))")
      return
    }
  }

  @Test func `are told from what is none`() throws {
    let pair = try GeneratedPair(algorithm: "ec")
    let text = Array("not a certificate\n".utf8)
    #expect(reader.problem(certificate: [], key: pair.key, now: now) == .noCertificate)
    #expect(reader.problem(certificate: text, key: pair.key, now: now) == .noCertificate)
    // A key in front of the certificate, as in a bundle that was put together in the wrong order.
    #expect(reader.problem(certificate: pair.key + pair.certificate, key: pair.key, now: now) == .noCertificate)
    #expect(reader.problem(certificate: pair.certificate, key: text, now: nil) == nil)
    #expect(reader.problem(certificate: pair.certificate, key: [], now: nil) == nil)
    #expect(reader.problem(certificate: Array(pair.certificate.prefix(200)), key: pair.key, now: nil) == .noCertificate)
  }

  @Test func `come in base64, with or without line breaks`() {
    #expect(base64Decoded("c2hv\n  cA==\n") == Array("shop".utf8))
    #expect(base64Decoded("ENC[AES256_GCM]") == nil)
  }
}
