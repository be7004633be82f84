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
      let isOne = served.sources.count == 1
      findings.report(
        RuleFinding(
          "\(served.gateway.title) serves \(hosts(uncovered.map(\.value))) with "
            + "\(list(served.sources.map(\.title))), which \(isOne ? "is" : "are") for \(served.subjects)",
          on: served.gateway.reference, at: first.span,
          related: served.sources.map { .init("the certificate", at: $0.place) },
          help:
            "have \(isOne ? "the" : "a") certificate issued for the host too, or serve it with another; a name with "
            + "* stands for one label"))
    }
  }
}

extension ServedCertificates.Source {
  fileprivate var title: String {
    switch self {
    case .secret(let secret, _, _): "the certificate of \(secret.title)"
    case .managed(let certificate, _): certificate.title
    }
  }

  fileprivate var place: SourceSpan {
    switch self {
    case .secret(_, _, let place): place
    case .managed(let certificate, _): certificate.metadata.name.span
    }
  }
}

extension ServedCertificates {
  fileprivate var subjects: String {
    names.isEmpty ? "no host at all" : list(names.map(quoted))
  }
}
