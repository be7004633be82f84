import Foundation
import Synchronization

/// What a certificate for the tests is made from.
package struct CertificateRecipe: Sendable {
  package enum Key: Sendable {
    case p256, p384, secp256k1, ed25519
    case rsa(Int)
  }

  /// In OpenSSL's form, such as `/CN=root.linkerd.cluster.local`.
  package var subject: String
  /// The name of the recipe of the certificate that signs; nil for one that signs itself.
  package var issuer: String?
  package var key: Key
  /// The name of the recipe whose key this certificate has too; nil for a key of its own.
  package var keyOwner: String?
  /// The validity, in days after ``TestCertificates/clock``.
  package var days: Range<Int>
  /// Lines of OpenSSL's configuration, such as `basicConstraints=critical,CA:TRUE`.
  package var extensions: [String]
  package var digest: String

  package init(
    _ subject: String, issuer: String? = nil, key: Key = .p256, days: Range<Int> = -30..<365,
    extensions: [String] = [], digest: String = "sha256", keyOwner: String? = nil
  ) {
    self.subject = subject
    self.issuer = issuer
    self.key = key
    self.days = days
    self.extensions = extensions
    self.digest = digest
    self.keyOwner = keyOwner
  }

  /// A certificate of a CA.
  package static func authority(
    _ subject: String, issuer: String? = nil, key: Key = .p256, days: Range<Int> = -30..<3650,
    pathLength: Int? = nil
  ) -> Self {
    let constraint = "basicConstraints=critical,CA:TRUE" + (pathLength.map { ",pathlen:\($0)" } ?? "")
    let extensions = [constraint, "keyUsage=critical,keyCertSign,cRLSign"]
    return CertificateRecipe(subject, issuer: issuer, key: key, days: days, extensions: extensions)
  }

  /// A certificate of a server.
  package static func server(
    _ dnsName: String, issuer: String? = nil, key: Key = .p256, days: Range<Int> = -30..<365
  ) -> Self {
    let extensions = ["basicConstraints=CA:FALSE", "extendedKeyUsage=serverAuth", "subjectAltName=DNS:\(dnsName)"]
    return CertificateRecipe("/CN=\(dnsName)", issuer: issuer, key: key, days: days, extensions: extensions)
  }
}

/// Certificates and keys that OpenSSL's command makes for the tests, each once in a run, when it is first asked for.
package struct TestCertificates: ~Copyable, Sendable {
  /// The time by which tests judge them, in seconds since 1970: 2026-01-01, so that reports do not change by the day.
  package static let clock = 1_767_225_600

  /// Those of ``recipes``.
  package static let shared = TestCertificates(recipes)

  package struct Pair: Sendable {
    /// In PEM.
    package var certificate: String
    package var key: String
  }

  private let recipes: [String: CertificateRecipe]
  private let made = Mutex<[String: Pair]>([:])

  package init(_ recipes: [String: CertificateRecipe]) { self.recipes = recipes }

  /// The certificate and key of a recipe.
  package func pair(_ name: String) throws -> Pair {
    try made.withLock { made in try make(name, &made) }
  }

  /// The text of `NAME.crt` or `NAME.key`; several joined by `+` follow each other. Any other name is a line of its
  /// own, but for `ec-parameters`, the block that OpenSSL writes before a key.
  package func file(_ names: String) throws -> String {
    try names.split(separator: "+").map { name in
      if name == "ec-parameters" { return Self.parameters }
      guard name.contains(".") else { return name + "\n" }
      let pair = try pair(String(name.prefix { $0 != "." }))
      return name.hasSuffix(".key") ? pair.key : pair.certificate
    }.joined()
  }

  private func make(_ name: String, _ made: inout [String: Pair]) throws -> Pair {
    if let known = made[name] { return known }
    guard let recipe = recipes[name] else { throw CocoaError(.fileNoSuchFile, userInfo: ["recipe": name]) }
    let issuer = try recipe.issuer.map { try make($0, &made) }
    let keyOwner = try recipe.keyOwner.map { try make($0, &made) }
    let folder = FileManager.default.temporaryDirectory.appending(path: "meshlint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: folder.appending(path: name)) }
    func read(_ name: String) throws -> String {
      try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
    try write(Self.configuration(recipe), "ca.conf")
    try write("", "index.txt")
    if let keyOwner {
      try write(keyOwner.key, "key")
    } else {
      try openssl(["genpkey"] + Self.options(recipe.key) + ["-out", "key"], in: folder)
    }
    try openssl(
      ["req", "-new", "-key", "key", "-subj", recipe.subject, "-config", "ca.conf", "-out", "csr"], in: folder)
    if let issuer {
      try write(issuer.certificate, "issuer.crt")
      try write(issuer.key, "issuer.key")
    }
    let signer = issuer == nil ? ["-selfsign", "-keyfile", "key"] : ["-cert", "issuer.crt", "-keyfile", "issuer.key"]
    let isEdwards = if case .ed25519 = recipe.key, issuer == nil { true } else { false }
    try openssl(
      ["ca", "-batch", "-notext", "-config", "ca.conf", "-in", "csr", "-out", "crt", "-md"]
        + [isEdwards ? "null" : recipe.digest, "-startdate", Self.date(recipe.days.lowerBound)]
        + ["-enddate", Self.date(recipe.days.upperBound)] + signer, in: folder)
    let pair = Pair(certificate: try read("crt"), key: try read("key"))
    made[name] = pair
    return pair
  }

  /// Those of P-256.
  private static let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"

  private static func configuration(_ recipe: CertificateRecipe) -> String {
    """
    [ca]
    default_ca = tests
    [tests]
    database = index.txt
    new_certs_dir = .
    rand_serial = yes
    unique_subject = no
    policy = any
    x509_extensions = extensions
    [any]
    commonName = optional
    organizationName = optional
    [req]
    distinguished_name = name
    [name]
    [extensions]
    \(recipe.extensions.joined(separator: "\n"))

    """
  }

  private static func options(_ key: CertificateRecipe.Key) -> [String] {
    switch key {
    case .p256: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    case .p384: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp384r1"]
    case .secp256k1: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"]
    case .ed25519: ["-algorithm", "ed25519"]
    case .rsa(let bits): ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:\(bits)"]
    }
  }

  private static func date(_ day: Int) -> String {
    let date = Date(timeIntervalSince1970: TimeInterval(clock + day * 86_400))
    return date.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
      .replacing("T", with: "")
  }

  private func openssl(_ arguments: [String], in folder: URL) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.currentDirectoryURL = folder
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CocoaError(.executableLoad, userInfo: [NSDebugDescriptionErrorKey: "openssl \(arguments): \(text)"])
    }
  }
}
