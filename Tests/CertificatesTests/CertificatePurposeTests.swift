import Certificates
import TestCertificates
import Testing

@Suite struct `Purposes of certificates` {
  private static let certificates = TestCertificates(recipes)
  private let reader: CertificateReader

  init() throws { reader = try #require(CertificateReader()) }

  private func read(_ name: String) throws -> Certificate {
    let block = try #require(PEMText(Self.certificates.pair(name).certificate).blocks.first)
    return try #require(reader.certificate(in: block))
  }

  @Test(arguments: [
    ("version-1", true, true), ("server", true, false), ("client", false, false), ("any", true, false),
    ("authority", true, true), ("authority-without-usage", true, true), ("authority-that-signs-nothing", true, false),
    ("signs-and-is-no-authority", true, false),
  ]) func `are those that the extensions leave`(name: String, serves: Bool, signs: Bool) throws {
    let certificate = try read(name)
    #expect(certificate.mayServe == serves)
    #expect(certificate.maySign == signs)
  }

  @Test(arguments: [
    ("shop.example.com", true), ("SHOP.example.com", true), ("one.wild.example.com", true),
    ("wild.example.com", false), ("two.one.wild.example.com", false), (".wild.example.com", false),
    ("*.wild.example.com", true), ("other.example.com", false), ("common.example.com", false), ("", false),
  ]) func `are for the hosts that the alternative names are for`(host: String, isCovered: Bool) throws {
    #expect(try read("server").covers(host) == isCovered)
  }

  private static let recipes: [String: CertificateRecipe] = [
    // OpenSSL makes one of version 1 where there are no extensions.
    "version-1": CertificateRecipe("/CN=old"),
    "server": CertificateRecipe(
      "/CN=common.example.com",
      extensions: ["extendedKeyUsage=serverAuth", "subjectAltName=DNS:shop.example.com,DNS:*.Wild.example.com"]),
    "client": CertificateRecipe("/CN=client", extensions: ["extendedKeyUsage=clientAuth"]),
    "any": CertificateRecipe("/CN=any", extensions: ["extendedKeyUsage=clientAuth,anyExtendedKeyUsage"]),
    "authority": .authority("/CN=authority"),
    "authority-without-usage": CertificateRecipe("/CN=authority", extensions: ["basicConstraints=critical,CA:TRUE"]),
    "authority-that-signs-nothing": CertificateRecipe(
      "/CN=authority", extensions: ["basicConstraints=critical,CA:TRUE", "keyUsage=digitalSignature"]),
    "signs-and-is-no-authority": CertificateRecipe(
      "/CN=leaf", extensions: ["basicConstraints=critical,CA:FALSE", "keyUsage=keyCertSign"]),
  ]
}
