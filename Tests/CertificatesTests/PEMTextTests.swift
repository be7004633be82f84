import Certificates
import TestCertificates
import Testing

@Suite struct `Texts in PEM` {
  private static let block = "-----BEGIN CERTIFICATE-----\nc2hv\ncA==\n-----END CERTIFICATE-----\n"

  /// Texts, and the labels and lines of the blocks that Go 1.19's `encoding/pem` finds in them.
  private static let readable: [(String, [String])] = [
    (block, ["0 CERTIFICATE"]),
    (block + block, ["0 CERTIFICATE", "4 CERTIFICATE"]),
    (block.replacing("\n", with: "\r\n"), ["0 CERTIFICATE"]),
    (block.replacing("\n", with: "  \t\n"), ["0 CERTIFICATE"]),
    (String(block.dropLast()), ["0 CERTIFICATE"]),
    ("subject=CN = shop\n\n" + block + "\nthe end: of it\n" + block, ["2 CERTIFICATE", "8 CERTIFICATE"]),
    ("-----BEGIN CERTIFICATE-----\n    c2hv\n\n\tcA==\n-----END CERTIFICATE-----", ["0 CERTIFICATE"]),
    (
      "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
        + "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nc2hvcA==\n"
        + "-----END RSA PRIVATE KEY-----", ["0 EC PARAMETERS", "3 RSA PRIVATE KEY"]
    ),
    ("-----BEGIN TRUSTED CERTIFICATE-----\nc2hvcA==\n-----END TRUSTED CERTIFICATE-----", ["0 TRUSTED CERTIFICATE"]),
    // What is broken does not hide what follows.
    ("-----BEGIN CERTIFICATE-----\nc2hv\n" + block, ["2 CERTIFICATE"]),
    (" -----BEGIN CERTIFICATE-----\nc2hv\n" + block, ["2 CERTIFICATE"]),
    ("", []), ("shop", []), ("-----", []), ("-----BEGIN", []), ("-----END CERTIFICATE-----\n", []),
    ("# -----BEGIN CERTIFICATE-----\nc2hv\n# -----END CERTIFICATE-----", []),
    ("\u{feff}" + block, []),
  ]

  @Test(arguments: readable) func `have the blocks that Go finds`(text: String, blocks: [String]) {
    let pem = PEMText(text)
    #expect(pem.blocks.map { "\($0.line) \($0.label)" } == blocks)
    #expect(pem.blocks.first.map { $0.bytes == Array("shop".utf8) || $0.label == "EC PARAMETERS" } ?? true)
  }

  private static let broken: [(String, PEMProblem, Int)] = [
    ("-----BEGIN CERTIFICATE-----\nc2hvcA==\n", .unterminated(label: "CERTIFICATE"), 0),
    ("-----BEGIN CERTIFICATE-----\nc2hvcA==\n-----END PRIVATE KEY-----", .unterminated(label: "CERTIFICATE"), 0),
    ("-----BEGIN CERTIFICATE-----\nc2hvcA==\n-----END CERTIFICATE----", .unterminated(label: "CERTIFICATE"), 0),
    ("\n-----BEGIN CERTIFICATE-----\nc2hv\n" + block, .unterminated(label: "CERTIFICATE"), 1),
    ("-----BEGIN CERTIFICATE-----\nc2hv*A==\n-----END CERTIFICATE-----", .invalidBase64(label: "CERTIFICATE"), 0),
    ("-----BEGIN CERTIFICATE-----\nc2hvc\n-----END CERTIFICATE-----", .invalidBase64(label: "CERTIFICATE"), 0),
    ("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", .invalidBase64(label: "CERTIFICATE"), 0),
    (
      "  -----BEGIN CERTIFICATE-----\n  c2hvcA==\n  -----END CERTIFICATE-----",
      .indented(label: "CERTIFICATE", blanks: 2), 0
    ),
    (
      "-----BEGIN CERTIFICATE-----\n  c2hvcA==\n  -----END CERTIFICATE-----",
      .indented(label: "CERTIFICATE", blanks: 2), 2
    ),
    ("-----BEGIN CERTIFICATE----- c2hvcA== -----END CERTIFICATE-----", .lineBreakLost(label: "CERTIFICATE"), 0),
    ("-----BEGIN CERTIFICATE-----\\nc2hvcA==\\n-----END CERTIFICATE-----", .lineBreakLost(label: "CERTIFICATE"), 0),
    (String(block.dropLast()) + block, .lineBreakLost(label: "CERTIFICATE"), 3),
    ("-----BEGIN CERTIFICATE----\nc2hvcA==\n-----END CERTIFICATE-----", .brokenBoundary, 0),
    ("-----BEGIN CERTIFICATE------\nc2hvcA==\n-----END CERTIFICATE-----", .brokenBoundary, 0),
    ("-----BEGIN \u{1b}[2J-----\nc2hvcA==\n", .unterminated(label: "unknown"), 0),
  ]

  @Test(arguments: broken) func `say what is wrong, and where`(text: String, problem: PEMProblem, line: Int) {
    let found = PEMText(text).problems
    #expect(found.count == 1)
    #expect(found.first?.problem == problem)
    #expect(found.first?.line == line)
  }

  @Test func `stand for bytes, in base64 as Go reads it`() {
    #expect(base64Decoded("") == [])
    #expect(base64Decoded("AA==") == [0])
    #expect(base64Decoded("AAE=") == [0, 1])
    #expect(base64Decoded(" //79\r\n") == [255, 254, 253])
    // The last bits of a shortened group are not looked at.
    #expect(base64Decoded("AB==") == [0])
    for text in ["A", "AA", "AAA", "AA=", "A===", "====", "AA==AA==", "AA=A", "AA-_", "AA==\u{e4}", "AAAA="] {
      #expect(base64Decoded(text) == nil, "\(text)")
    }
  }
}
