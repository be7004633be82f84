import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Secrets and ConfigMaps that are given though cert-manager or trust-manager writes them.
struct OverwrittenByController: Rule {
  static let page = RulePage.overwrittenByController
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let (mesh, graph) = (context.mesh.mesh, context.mesh.certificateGraph)
    for certificate in mesh.certManager.certificates {
      guard let key = CertificateGraph.SecretKey(certificate), let secret = graph.secret(key), secret.isGiven,
        !mesh.layout.areAlternatives(secret.metadata.extent.file, certificate.metadata.extent.file),
        let place = certificate.secretName?.span
      else { continue }
      findings.report(.overwritten(secret.metadata, by: certificate.metadata, "cert-manager", at: place))
    }
    let bundles = Dictionary(grouping: mesh.certManager.bundles, by: \.name)
    guard !bundles.isEmpty else { return }
    for map in mesh.configMaps where !map.metadata.wasInCluster {
      let bundle = bundles[map.name]?.first { bundle in
        bundle.configMapKeys.contains { map.data[$0.value] != nil }
          && !mesh.layout.areAlternatives(map.metadata.extent.file, bundle.metadata.extent.file)
          && (mesh.namespaces[map.namespace].map(bundle.selects) ?? true)
      }
      guard let bundle else { continue }
      findings.report(.overwritten(map.metadata, by: bundle.metadata, "trust-manager", at: bundle.metadata.span))
    }
  }
}

extension Secret {
  /// Whether it holds a certificate that was not read from a cluster, where a controller had written it.
  fileprivate var isGiven: Bool {
    !metadata.wasInCluster && metadata.annotations["cert-manager.io/certificate-name"] == nil
      && (data["tls.crt"] ?? stringData["tls.crt"])?.value.isBlank == false
  }
}

extension RuleFinding {
  fileprivate static func overwritten(
    _ given: Metadata, by writer: Metadata, _ controller: String, at place: SourceSpan
  ) -> RuleFinding {
    RuleFinding(
      "\(given.title) is given, and \(controller) writes it for \(writer.title): each undoes what the other did",
      on: given.reference, at: given.span, related: [.init("who else writes it", at: place)],
      help: "leave one of them out")
  }
}
