import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// What rules about the issuers of cert-manager say of SPIRE servers, whose CA such an issuer signs.
struct UpstreamIssuer {
  private let server: SPIREConfiguration
  private let reference: IssuerReference
  private let name: Located<String>
  private let namespace: String

  /// Those of the servers of a mesh.
  static func all(in mesh: EffectiveMesh) -> [UpstreamIssuer] {
    mesh.spireInstallation.servers.compactMap { member in
      guard let (reference, namespace) = member.configuration.server?.upstreamIssuer, let name = reference.name else {
        return nil
      }
      return UpstreamIssuer(server: member.configuration, reference: reference, name: name, namespace: namespace)
    }
  }

  /// An issuer that does not exist; nil where it does or may.
  func missing(in context: RuleContext, _ findings: inout RuleFindings) -> RuleFinding? {
    let isDescribed = context.mesh.options.isComplete || context.describes(namespace)
    let other: CertificateIssuer?
    switch context.mesh.certificateGraph.missingIssuer(reference, in: namespace) {
    case nil: return nil
    case .otherKind(let issuer), .unused(let issuer): other = issuer
    case .otherNamespace(let issuer) where isDescribed: other = issuer
    case .absent where context.mesh.options.isComplete: other = nil
    case .otherNamespace, .absent:
      findings.skip(needs: "the issuers of Certificates")
      return nil
    }
    return RuleFinding(
      "\(server.title) asks for its CA from \(reference.kind?.value ?? "Issuer") \(quoted(name.value)) in namespace "
        + "\(quoted(namespace)), which does not exist",
      on: server.owner.reference, at: name.span,
      related: other.map { [.init("\($0.title)", at: $0.metadata.span)] } ?? [],
      help:
        "name an issuer that exists by issuer_name, issuer_kind and namespace: without a CA the server does not start",
      severity: other == nil || !isDescribed ? .warning : nil)
  }

  /// An issuer that signs for hosts only; nil where it is another, or not known.
  func ofWrongType(in graph: CertificateGraph) -> RuleFinding? {
    guard let issuer = graph.issuer(reference, in: namespace), issuer.soleSigner == .acme else {
      return nil
    }
    return RuleFinding(
      "\(server.title) asks for a CA certificate, and \(issuer.title) is of type acme, which gives certificates for "
        + "hosts only",
      on: server.owner.reference, at: name.span, related: [.init("the issuer", at: issuer.metadata.span)],
      help: "use an issuer of type ca, vault or venafi")
  }
}
