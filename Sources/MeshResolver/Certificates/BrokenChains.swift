package import Certificates
package import Diagnostics
package import MeshModel

/// A chain of certificates that does not hold together.
package struct BrokenChain: Sendable {
  /// What keeps a certificate from being one of the chain.
  package enum Problem: Sendable {
    /// The certificate signed none of the others, nor what they lead to.
    case signedNothing
    /// It has the name of the one that signed another, and did not sign it.
    case otherKey(signed: Certificate)
    /// It signed another, and is no CA or has a key that is not for that.
    case mayNotSign(signed: Certificate)
    /// More CAs stand below it than it allows.
    case pathTooLong
  }

  /// The text with the chain.
  package let chain: CertificateText
  /// Where the certificate stands that does not fit: in the chain, or in `ca.crt` beside it.
  package let text: CertificateText
  /// The one that does not fit.
  package let certificate: Certificate
  package let place: SourceSpan
  package let problem: Problem
}

extension EffectiveMesh {
  /// The chains, each beside its key or where one belongs, that do not hold together, with what is wrong first. Those
  /// of Linkerd's issuer and of `cacerts` have answers of their own, and so do those in wrong order.
  package func brokenChains() -> [BrokenChain] {
    let inventory = certificates
    guard let reader = inventory.reader, !inventory.contents.isEmpty else { return [] }
    let pairs = pairsOfCertificateAndKey
    let judged = Set(keyPairProblems.map { ObjectIdentifier($0.certificateText.owner) })
      .union(metadataOfInvalidCredentials())
    return inventory.contents.compactMap { content in
      let owner = content.text.owner
      guard content.problems.isEmpty, (1...Self.longestChain).contains(content.certificates.count),
        inventory.hasKey(content.text, among: pairs), !judged.contains(ObjectIdentifier(owner)),
        !content.text.isOfLinkerdIdentity, owner.name.value != "cacerts"
      else { return nil }
      let authorities = owner.kind.value == "Secret" ? inventory.content(of: owner, named: "ca.crt") : nil
      var search = BrokenChainSearch(content, authorities, reader)
      return search.brokenChain()
    }
  }

  /// Texts with more certificates than anybody's chain has are bundles, whatever their name says.
  private static let longestChain = 20
}

/// The way from the first certificate of a chain upwards.
private struct BrokenChainSearch {
  private typealias Candidate = (text: CertificateText, certificate: Certificate, place: SourceSpan, isInChain: Bool)

  private let chain: CertificateText
  private let reader: CertificateReader
  private let all: [Candidate]
  /// Each has signed the one before it.
  private var path: [Certificate] = []

  init(
    _ content: CertificateInventory.Content, _ authorities: CertificateInventory.Content?, _ reader: CertificateReader
  ) {
    self.reader = reader
    chain = content.text
    let beside = authorities.map { authorities in
      authorities.certificates.map { (authorities.text, $0.value, $0.place, false) }
    }
    all = content.certificates.map { (content.text, $0.value, $0.place, true) } + (beside ?? [])
  }

  mutating func brokenChain() -> BrokenChain? {
    guard let first = all.first?.certificate, !first.isSelfIssued else { return nil }
    path = [first]
    while let last = path.last, !last.isSelfIssued {
      let namesakes = all.filter { $0.certificate.subject == last.issuer && !path.contains($0.certificate) }
      guard let namesake = namesakes.first else { break }
      guard let issuer = namesakes.first(where: { reader.signs($0.certificate, last) }) else {
        return last.hasCommonSignature ? broken(namesake, .otherKey(signed: last)) : nil
      }
      if let problem = problem(of: issuer, above: last) { return broken(issuer, problem) }
      path.append(issuer.certificate)
    }
    // The same certificate again, or one that another CA issued to a CA of the path, does no harm.
    let keys = Set(path.map(\.publicKey))
    return all.first { $0.isInChain && !keys.contains($0.certificate.publicKey) }.map { broken($0, .signedNothing) }
  }

  /// What makes readers refuse that a certificate signed the last of the path (`crypto/x509` isValid and
  /// CheckSignatureFrom; OpenSSL agrees).
  private func problem(of issuer: Candidate, above last: Certificate) -> BrokenChain.Problem? {
    let certificate = issuer.certificate
    let isAnchor = certificate.isSelfIssued || !issuer.isInChain
    guard certificate.maySign, isAnchor || certificate.isCA == true else { return .mayNotSign(signed: last) }
    let below = path.dropFirst().count { !$0.isSelfIssued }
    return (certificate.pathLength ?? below) < below ? .pathTooLong : nil
  }

  private func broken(_ candidate: Candidate, _ problem: BrokenChain.Problem) -> BrokenChain {
    BrokenChain(
      chain: chain, text: candidate.text, certificate: candidate.certificate, place: candidate.place, problem: problem)
  }
}

extension Certificate {
  /// Whether it is signed in a way that OpenSSL checks whatever the machine allows.
  fileprivate var hasCommonSignature: Bool {
    ["SHA256", "SHA384", "SHA512"].contains(signatureDigest) || signatureAlgorithm == "ED25519"
  }
}
