import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Links whose credentials for the other cluster cannot be used.
package struct LinkCredentialsUnusable: LinkerdRule {
  package static let page = RulePage.linkCredentialsUnusable

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = linkerd.mesh
    guard !mesh.linkerd.links.isEmpty else { return }
    let secrets = Dictionary(mesh.secrets.map { ($0.metadata.key, $0) }) { first, _ in first }
    let sources = Set(mesh.secretSources.map { "\($0.namespace)/\($0.secretName)" })
    for link in mesh.linkerd.links {
      guard let name = link.clusterCredentialsSecret, !name.value.isEmpty else { continue }
      if let secret = secrets["\(link.namespace)/\(name.value)"] {
        if !secret.hasKubeconfig { findings.report(.noKubeconfig(link, secret, at: name.span)) }
      } else if sources.contains("\(link.namespace)/\(name.value)") {
        // A controller makes it.
      } else if context.mesh.options.isComplete {
        findings.report(.missing(link, name))
      } else {
        findings.skip(needs: "the Secret with the credentials of a Link")
      }
      // Endpoints of the other cluster are read with the copy beside the control plane.
      if link.remoteDiscoverySelector != nil || link.federatedServiceSelector != nil,
        let copy = secrets["\(linkerd.settings.controlPlaneNamespace)/\(name.value)"],
        let lack = copy.lackForDiscovery
      {
        findings.report(.notDiscovered(link, copy, lack))
      }
    }
  }
}

extension Secret {
  fileprivate var hasKubeconfig: Bool { data["kubeconfig"] != nil || stringData["kubeconfig"] != nil }

  /// What keeps the destination controller from using the Secret
  /// (`controller/api/destination/watcher/cluster_store.go`).
  fileprivate var lackForDiscovery: String? {
    let remote = "mirror.linkerd.io/remote-kubeconfig"
    if type?.value != remote { return "the type \(remote)" }
    let label = "multicluster.linkerd.io/cluster-name"
    let annotations = ["multicluster.linkerd.io/cluster-domain", "multicluster.linkerd.io/trust-domain"]
    if metadata.labels[label] == nil { return "the label \(label)" }
    if let missing = annotations.first(where: { metadata.annotations[$0] == nil }) {
      return "the annotation \(missing)"
    }
    return hasKubeconfig ? nil : "the key kubeconfig"
  }
}

extension RuleFinding {
  fileprivate static func noKubeconfig(_ link: MulticlusterLink, _ secret: Secret, at place: SourceSpan) -> RuleFinding
  {
    RuleFinding(
      "\(secret.title) has no key kubeconfig, so \(link.title) mirrors no service", on: secret.metadata.reference,
      at: (secret.data.entries + secret.stringData.entries).first?.key.span ?? secret.metadata.span,
      related: [.init("the Link", at: place)], help: "store the kubeconfig of the other cluster under kubeconfig")
  }

  fileprivate static func missing(_ link: MulticlusterLink, _ name: Located<String>) -> RuleFinding {
    RuleFinding(
      "\(link.title) needs Secret \(quoted("\(link.namespace)/\(name.value)")), which does not exist",
      on: link.metadata.reference, at: name.span,
      help: "make the Link with \"linkerd multicluster link-gen\", which writes the Secret too")
  }

  fileprivate static func notDiscovered(_ link: MulticlusterLink, _ secret: Secret, _ lack: String) -> RuleFinding {
    RuleFinding(
      "\(secret.title) lacks \(lack), so that endpoints of cluster \(quoted(link.targetClusterName?.value ?? link.name)) "
        + "are not discovered",
      on: secret.metadata.reference, at: secret.metadata.span, related: [.init("the Link", at: link.metadata.span)],
      help: "make the Link with \"linkerd multicluster link-gen\", which writes the Secret too")
  }
}
