import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds hosts of gateways that the gateway's certificate is not for.
package struct HostNotInCertificate: Rule {
  package static let page = RulePage.hostNotInCertificate

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for served in context.mesh.servedCertificates() {
      let uncovered = served.uncovered
      guard let first = uncovered.first else { continue }
      findings.report(
        RuleFinding(
          "\(served.gateway.title) serves \(hosts(uncovered.map(\.value))) with \(served.certificate), which is for "
            + served.subjects,
          on: served.gateway.reference, at: first.span, related: [.init("the certificate", at: served.place)],
          help: "have the certificate issued for the host too, or serve it with another; a name with * stands for one "
            + "label"))
    }
  }
}

extension ServedCertificate {
  fileprivate var certificate: String {
    switch source {
    case .secret(let secret, _, _): "the certificate of \(secret.title)"
    case .managed(let certificate): certificate.title
    }
  }

  fileprivate var place: SourceSpan {
    switch source {
    case .secret(_, _, let place): place
    case .managed(let certificate): certificate.metadata.name.span
    }
  }

  fileprivate var subjects: String {
    guard let names, !names.isEmpty else { return "no host at all" }
    return list(names.map(quoted))
  }
}
