import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds issuers of cert-manager whose Secret holds nothing to sign with.
struct CAIssuerCannotSign: Rule {
  static let page = RulePage.caIssuerCannotSign
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let (mesh, graph) = (context.mesh.mesh, context.mesh.certificateGraph)
    let places = SecretPlaces(mesh)
    for issuer in mesh.certManager.issuers {
      guard let name = issuer.caSecretName, let key = graph.authoritySecret(of: issuer) else { continue }
      if name.value == LinkerdSecretName.trustRoots {
        findings.report(.trustRoots(issuer, at: name.span))
      } else if let writer = graph.writer(of: key) {
        guard writer.isCA?.value != true, context.mesh.meshSigned(by: writer) == nil else { continue }
        findings.report(.noAuthority(writer, issuer))
      } else if let secret = graph.secret(key) {
        let missing = ["tls.crt", "tls.key"].filter { secret.data[$0] == nil && secret.stringData[$0] == nil }
        if !missing.isEmpty {
          if !secret.isEncrypted { findings.report(.lacking(missing, secret, issuer, at: name.span)) }
        } else if let place = context.mesh.certificateOfNoCA(in: secret) {
          findings.report(.noAuthority(secret, issuer, at: name.span, certificate: place))
        }
      } else if graph.writers[key] == nil, !graph.isOfRefused(key), let other = places.only[name.value],
        other.metadata.namespace != nil
      {
        guard issuer.isForCluster || issuer.metadata.namespace != nil && context.describes(key.namespace) else {
          findings.skip(needs: "the Secrets of issuers")
          continue
        }
        let isKnown = !issuer.isForCluster || graph.isClusterNamespaceKnown
        findings.report(.elsewhere(other.metadata, key, issuer, at: name.span, isKnown: isKnown))
      }
    }
  }
}

/// Where the input has Secrets, by their names.
private struct SecretPlaces {
  /// The one object that is, or makes, a Secret of a name.
  private(set) var only: [String: any Resource] = [:]

  init(_ mesh: Mesh) {
    guard mesh.certManager.issuers.contains(where: { $0.caSecretName != nil }) else { return }
    var counts: [String: Int] = [:]
    func add(_ name: String, _ object: any Resource) {
      counts[name, default: 0] += 1
      only[name] = counts[name] == 1 ? object : nil
    }
    for secret in mesh.secrets { add(secret.name, secret) }
    for source in mesh.secretSources { add(source.secretName, source) }
  }
}

extension RuleFinding {
  fileprivate static func trustRoots(_ issuer: CertificateIssuer, at place: SourceSpan) -> RuleFinding {
    RuleFinding(
      "\(issuer.title) is never ready: \(LinkerdSecretName.trustRoots) is the name of the ConfigMap with Linkerd's "
        + "public trust anchors, which hold no key to sign with",
      on: issuer.metadata.reference, at: place,
      help: "name the Secret with the trust anchor's certificate and key, under tls.crt and tls.key")
  }

  fileprivate static func noAuthority(_ writer: ManagedCertificate, _ issuer: CertificateIssuer) -> RuleFinding {
    RuleFinding(
      "\(issuer.title) is never ready: the certificate of \(writer.title), which it signs with, is no CA",
      on: writer.metadata.reference, at: writer.isCA?.span ?? writer.metadata.span,
      related: [.init("the issuer", at: issuer.caSecretName?.span ?? issuer.metadata.span)],
      help: "set isCA: true in the Certificate")
  }

  fileprivate static func lacking(
    _ keys: [String], _ secret: Secret, _ issuer: CertificateIssuer, at place: SourceSpan
  ) -> RuleFinding {
    RuleFinding(
      "\(issuer.title) is never ready: \(secret.title) has no \(list(keys))", on: issuer.metadata.reference, at: place,
      related: [.init("the Secret", at: secret.metadata.span)],
      help: "store the CA's certificate as tls.crt and its key as tls.key")
  }

  fileprivate static func noAuthority(
    _ secret: Secret, _ issuer: CertificateIssuer, at place: SourceSpan, certificate: SourceSpan
  ) -> RuleFinding {
    RuleFinding(
      "\(issuer.title) is never ready: the certificate in \(secret.title), which it signs with, is no CA",
      on: issuer.metadata.reference, at: place, related: [.init("the certificate", at: certificate)],
      help: "store a certificate with the basic constraint CA, and its key")
  }

  fileprivate static func elsewhere(
    _ other: Metadata, _ key: CertificateGraph.SecretKey, _ issuer: CertificateIssuer, at place: SourceSpan,
    isKnown: Bool
  ) -> RuleFinding {
    let reason =
      issuer.isForCluster
      ? "a ClusterIssuer reads Secrets of namespace \(quoted(key.namespace))"
        + (isKnown ? "" : " unless cert-manager is told otherwise")
      : "an Issuer reads Secrets of its own namespace"
    return RuleFinding(
      "\(issuer.title) does not find Secret \(quoted(key.name)): it is in namespace \(quoted(other.namespaceName)), "
        + "and \(reason)",
      on: issuer.metadata.reference, at: place, related: [.init("what holds or makes the Secret", at: other.span)],
      help: "move the Secret to namespace \(quoted(key.namespace))", severity: isKnown ? .warning : .info)
  }
}
