import Certificates
import TestCertificates
import Testing

@Suite struct `Chains of certificates` {
  private static let certificates = TestCertificates(recipes)
  private let reader: CertificateReader

  init() throws { reader = try #require(CertificateReader()) }

  private func read(_ name: String) throws -> Certificate {
    let block = try #require(PEMText(Self.certificates.pair(name).certificate).blocks.first)
    return try #require(reader.certificate(in: block))
  }

  /// Every leaf with each choice of intermediates and anchors, at several times: more than 1,000 chains.
  @Test func `are right and wrong where OpenSSL's command says so`() throws {
    let names = Self.recipes.keys.sorted()
    let read = try Dictionary(uniqueKeysWithValues: names.map { ($0, try self.read($0)) })
    let command = try OpenSSLVerify(
      Dictionary(uniqueKeysWithValues: names.map { ($0, try Self.certificates.pair($0).certificate) }))
    defer { command.remove() }
    let leaves = names.filter { $0.hasPrefix("leaf") || $0.hasPrefix("server") }
    var (right, wrong) = (0, 0)
    for intermediates in Self.intermediates {
      for anchors in Self.anchors {
        for time in [0, 60, -60].map({ TestCertificates.clock + $0 * 86_400 }) {
          let failures = try command.failures(of: leaves, intermediates: intermediates, anchors: anchors, at: time)
          for leaf in leaves {
            let problem = reader.chainProblem(
              try #require(read[leaf]), intermediates: intermediates.compactMap { read[$0] },
              anchors: anchors.compactMap { read[$0] }, now: time)
            #expect(
              problem.map(Failure.init) == failures[leaf].map(Failure.init),
              "\(leaf) with \(intermediates) and \(anchors) at \(time): \(String(describing: problem))")
            if problem == nil { right += 1 } else { wrong += 1 }
          }
        }
      }
    }
    #expect(right >= 100 && wrong >= 300, "\(right) right, \(wrong) wrong")
  }

  @Test func `need no clock`() throws {
    let (root, expired) = (try read("root"), try read("leaf-expired"))
    #expect(reader.chainProblem(expired, intermediates: [], anchors: [root], now: nil) == nil)
    #expect(
      reader.chainProblem(expired, intermediates: [], anchors: [root], now: TestCertificates.clock)
        == .expired(depth: 0))
  }

  @Test func `are tried along each of several anchors of one name`() throws {
    let (old, new) = (try read("root"), try read("namesake"))
    for leaf in [try read("leaf"), try read("namesake-leaf")] {
      for anchors in [[old, new], [new, old], [old, old, new]] {
        #expect(reader.chainProblem(leaf, intermediates: [], anchors: anchors, now: TestCertificates.clock) == nil)
      }
    }
    let problem = reader.chainProblem(
      try read("namesake-leaf"), intermediates: [], anchors: [old], now: TestCertificates.clock)
    #expect(problem == .badSignature(depth: 0))
  }

  @Test func `end at an anchor that was made again with its key`() throws {
    let (root, again) = (try read("root"), try read("root-again"))
    for anchors in [[again], [again, root], [try read("root-expired-again"), again]] {
      #expect(
        reader.chainProblem(try read("leaf"), intermediates: [], anchors: anchors, now: TestCertificates.clock) == nil)
    }
  }

  @Test func `are told by what a certificate may be used for`() throws {
    let uses: [(String, Certificate.ExtendedKeyUsage?)] = [
      ("server-of-inner", .serverAuth), ("leaf-client", .clientAuth), ("leaf", nil),
    ]
    for (name, use) in uses { #expect(try read(name).extendedKeyUsage == use, "\(name)") }
  }
}

/// What a chain fails for, without what this program says more exactly than OpenSSL.
private struct Failure: Hashable {
  var kind: String
  /// Nil where nothing signed a certificate: OpenSSL names another one if it has no issuer's name for it.
  var depth: Int?

  init(_ problem: ChainProblem) {
    (kind, depth) =
      switch problem {
      case .expired(let depth): ("expired", depth)
      case .notYetValid(let depth): ("not yet valid", depth)
      case .notCA(let depth): ("no CA", depth)
      case .pathTooLong(let depth): ("path too long", depth)
      case .noIssuer, .badSignature: ("no issuer", nil)
      case .other(let words, let depth): (words, depth)
      }
  }

  /// The numbers are those of `openssl/x509_vfy.h` that are also `openssl verify`'s.
  init(_ failure: OpenSSLVerify.Failure) {
    (kind, depth) =
      switch failure.code {
      case 10: ("expired", failure.depth)
      case 9: ("not yet valid", failure.depth)
      case 79, 32: ("no CA", failure.depth)
      case 25: ("path too long", failure.depth)
      case 2, 7, 18, 19, 20, 21: ("no issuer", nil)
      default: ("error \(failure.code)", failure.depth)
      }
  }
}

extension `Chains of certificates` {
  private static let intermediates: [[String]] = [
    [],
    ["inner", "inner-deeper", "inner-short", "inner-below-short"],
    ["inner-expired", "inner-future", "inner-no-ca", "inner-no-signing", "inner-other-key", "inner-plain"],
    [
      "inner", "inner-deeper", "inner-short", "inner-below-short", "inner-expired", "inner-future", "inner-no-ca",
      "inner-no-signing", "inner-rsa", "inner-ed25519", "root-other",
    ],
  ]

  private static let anchors: [[String]] = [
    ["root"], ["root-other"], ["inner"], ["root-short"], ["root-expired"],
    ["root", "root-rsa", "root-ed25519", "root-short", "root-expired", "root-no-ca", "root-384"],
  ]

  private static let identifiers = ["subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid"]
  private static let signing = "keyUsage=critical,keyCertSign,cRLSign"

  private static func inner(_ name: String, _ constraint: String, _ usage: String = signing) -> CertificateRecipe {
    CertificateRecipe("/CN=\(name)", issuer: "root", extensions: [constraint, usage] + identifiers)
  }

  private static let recipes: [String: CertificateRecipe] = [
    "root": .authority("/CN=root"),
    "root-again": CertificateRecipe(
      "/CN=root", days: -10..<4000, extensions: ["basicConstraints=critical,CA:TRUE", signing], keyOwner: "root"),
    "root-expired-again": CertificateRecipe(
      "/CN=root", days: -100 ..< -10, extensions: ["basicConstraints=critical,CA:TRUE", signing], keyOwner: "root"),
    "namesake": .authority("/CN=root"),
    "root-other": .authority("/CN=other"),
    "root-short": .authority("/CN=short", pathLength: 0),
    "root-expired": .authority("/CN=over", days: -400 ..< -30),
    "root-no-ca": .server("no-ca"),
    "root-rsa": .authority("/CN=rsa", key: .rsa(2048)),
    "root-ed25519": .authority("/CN=ed25519", key: .ed25519),
    "root-384": .authority("/CN=384", key: .p384),
    "inner": .authority("/CN=inner", issuer: "root"),
    "inner-deeper": .authority("/CN=deeper", issuer: "inner"),
    "inner-short": .authority("/CN=inner short", issuer: "root", pathLength: 0),
    "inner-below-short": .authority("/CN=below", issuer: "inner-short"),
    "inner-below-short-root": .authority("/CN=below root", issuer: "root-short"),
    "inner-expired": .authority("/CN=inner expired", issuer: "root", days: -90 ..< -30),
    "inner-future": .authority("/CN=inner future", issuer: "root", days: 30..<90),
    "inner-no-ca": inner("inner no ca", "basicConstraints=CA:FALSE"),
    "inner-no-signing": inner("inner no signing", "basicConstraints=critical,CA:TRUE", "keyUsage=digitalSignature"),
    "inner-plain": CertificateRecipe("/CN=plain", issuer: "root", extensions: ["subjectKeyIdentifier=hash"]),
    "inner-other-key": .authority("/CN=inner", issuer: "root"),
    "inner-rsa": .authority("/CN=inner rsa", issuer: "root-rsa"),
    "inner-ed25519": .authority("/CN=inner ed25519", issuer: "root-ed25519"),
    "leaf": CertificateRecipe("/CN=leaf", issuer: "root"),
    "leaf-expired": CertificateRecipe("/CN=leaf", issuer: "root", days: -90 ..< -30),
    "leaf-future": CertificateRecipe("/CN=leaf", issuer: "root", days: 30..<90),
    "leaf-client": CertificateRecipe("/CN=leaf", issuer: "root", extensions: ["extendedKeyUsage=clientAuth"]),
    "leaf-alone": .server("alone"),
    "namesake-leaf": CertificateRecipe("/CN=leaf", issuer: "namesake"),
    "leaf-of-deeper": .server("leaf", issuer: "inner-deeper"),
    "leaf-of-short": .server("leaf", issuer: "inner-short"),
    "leaf-of-below-short": .server("leaf", issuer: "inner-below-short"),
    "leaf-of-short-root": .server("leaf", issuer: "root-short"),
    "leaf-of-expired": .server("leaf", issuer: "inner-expired"),
    "leaf-of-future": .server("leaf", issuer: "inner-future"),
    "leaf-of-no-ca": .server("leaf", issuer: "inner-no-ca"),
    "leaf-of-no-signing": .server("leaf", issuer: "inner-no-signing"),
    "leaf-of-plain": .server("leaf", issuer: "inner-plain"),
    "leaf-of-other-key": .server("leaf", issuer: "inner-other-key"),
    "leaf-of-rsa": .server("leaf", issuer: "inner-rsa"),
    "leaf-of-ed25519": .server("leaf", issuer: "inner-ed25519"),
    "leaf-of-384": .server("leaf", issuer: "root-384"),
    "leaf-weak": .server("leaf", issuer: "root", key: .rsa(1024)),
    "leaf-sha1": CertificateRecipe("/CN=leaf", issuer: "root-rsa", digest: "sha1", keyOwner: "leaf"),
    "server-of-inner": .server("leaf", issuer: "inner"),
  ]
}
