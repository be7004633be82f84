import Certificates
import Foundation
import MeshResolver
import TestCertificates
import Testing

@Suite struct `The certificates of Linkerd's control plane` {
  /// Manifests with a bundle and an issuer.
  private static func manifests(bundle: String, issuer: String, key: String = "") -> String {
    func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    return """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: linkerd-identity-trust-roots, namespace: linkerd}
      data: {ca-bundle.crt: "\(bundle.replacing("\n", with: "\\n"))"}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: linkerd-identity-issuer, namespace: linkerd}
      data: {crt.pem: \(base64(issuer)), key.pem: \(base64(key))}
      """
  }

  private static func trust(
    bundle: String, issuer: String = "issuer.crt", key: String = ""
  ) async throws -> (trust: LinkerdTrust, reader: CertificateReader) {
    func file(_ names: String) throws -> String { try TestCertificates.shared.file(names) }
    let mesh = try await mesh(
      manifests(bundle: try file(bundle), issuer: try file(issuer), key: try file(key)))
    return (try #require(mesh.linkerdTrusts.first), try #require(mesh.certificates.reader))
  }

  private static func name<Problem>(_ problem: Problem?) -> String {
    problem.map { String(describing: $0) } ?? ""
  }

  /// What linkerd-identity does with each was tried with the functions of its `pkg/tls/codec.go`.
  @Test(
    arguments: [
      ("anchor.crt", ""), ("anchor.crt+old-anchor.crt", ""), ("roots+anchor.crt", ""),
      ("anchor.crt+roots+old-anchor.crt", ""), ("anchor.crt+ec-parameters", ""),
      ("anchor.crt+roots", "trailingText"),
      ("ec-parameters+anchor.crt", "otherBlock(label: \"EC PARAMETERS\", isFirst: true)"),
      ("anchor.crt+ec-parameters+old-anchor.crt", "otherBlock(label: \"EC PARAMETERS\", isFirst: false)"),
    ]) func `are read to the end, or not`(bundle: String, problem: String) async throws
  {
    let trust = try await Self.trust(bundle: bundle).trust
    #expect(Self.name(trust.anchors.first?.readingProblem) == problem)
  }

  @Test(
    arguments: [
      ("issuer.key", ""), ("comment+issuer.key", ""), ("issuer.key+comment", ""),
      ("ec-parameters+issuer.key", "otherBlock(label: \"EC PARAMETERS\")"),
      ("issuer.crt+issuer.key", "otherBlock(label: \"CERTIFICATE\")"),
      ("ed-issuer.key", ""), ("", ""),
    ]) func `have a key that is read, or not`(key: String, problem: String) async throws
  {
    let issuer = try #require(try await Self.trust(bundle: "anchor.crt", key: key).trust.issuers.first)
    #expect(Self.name(issuer.keyProblem) == problem)
  }

  @Test(
    arguments: [
      ("issuer.crt", "anchor.crt", ""), ("issuer.crt", "old-anchor.crt+anchor.crt", ""),
      ("issuer.crt", "issuer.crt", ""), ("namesake-issuer.crt", "anchor.crt", ""),
      ("old-anchor.crt", "anchor.crt", "chain"), ("old-anchor.crt", "anchor.crt+old-anchor.crt", ""),
      ("issuer.crt", "stranger.crt", "chain"),
      ("issuer.crt", "old-anchor.crt", "chain"), ("expired-issuer.crt", "anchor.crt", ""),
      ("middle-issuer.crt+middle.crt", "anchor.crt", ""), ("middle-issuer.crt", "anchor.crt", "chain"),
      ("middle-issuer.crt+middle.crt", "middle.crt", ""),
      ("short-middle-issuer.crt+short-middle.crt", "anchor.crt", "pathTooLong"),
      ("short-middle-issuer.crt+short-middle.crt", "short-middle.crt", ""),
      ("client-issuer.crt", "anchor.crt", "purpose"), ("issuer.crt", "server.crt", "chain"),
    ]) func `lead to the trust anchors, or not`(issuer: String, bundle: String, problem: String) async throws
  {
    let (trust, reader) = try await Self.trust(bundle: bundle, issuer: issuer)
    let first = try #require(trust.issuers.first)
    let anchors = try #require(trust.anchors(for: first))
    let found = trust.problem(of: first, with: anchors, reader).map { String(describing: $0) } ?? ""
    #expect(String(found.prefix { $0 != "(" }) == problem)
  }

  @Test(
    arguments: [
      ("issuer", true, nil), ("issuer", false, nil), ("p384-issuer", true, .key), ("p384-anchor", false, .key),
      ("ed-issuer", true, .key), ("rsa-anchor", true, .key), ("rsa-anchor", false, nil),
      ("sha384-anchor", false, .signature),
    ] as [(String, Bool, LinkerdAlgorithmProblem?)])
  func `have keys and signatures that Linkerd supports, or not`(
    name: String, isIssuer: Bool, problem: LinkerdAlgorithmProblem?
  ) throws {
    let reader = try #require(CertificateReader())
    let block = try #require(PEMText(try TestCertificates.shared.file(name + ".crt")).blocks.first)
    #expect(try #require(reader.certificate(der: block.bytes)).algorithmProblem(isIssuer: isIssuer) == problem)
  }
}
