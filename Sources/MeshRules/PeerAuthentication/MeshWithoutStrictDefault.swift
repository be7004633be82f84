import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds meshes whose root namespace has no PeerAuthentication that requires mutual TLS.
package struct MeshWithoutStrictDefault: Rule {
  package static let page = RulePage.meshWithoutStrictDefault
  package static var isOnByDefault: Bool { false }
  package static var judgesNamespaces: Bool { true }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    let mode = mesh.meshMode.mode
    guard mode != .STRICT else { return }
    guard mesh.describesRootNamespace, let place = mesh.meshPolicyPlace else {
      findings.skip(needs: "the root namespace")
      return
    }
    let root = mesh.settings.rootNamespace
    findings.report(
      RuleFinding(
        "The mesh does not require mutual TLS: what has no PeerAuthentication of its own takes \(mode.rawValue)",
        on: place.object, at: place.span,
        related: root.origin.map { [.init("the root namespace is set here", at: $0)] } ?? [],
        help: "add a PeerAuthentication without selector and with mode STRICT to namespace \(root.value)"))
  }
}

extension EffectiveMesh {
  /// Where the policy for the mesh stands, or should: the policy, else the root namespace, else something in it.
  fileprivate var meshPolicyPlace: (object: ResourceReference, span: SourceSpan)? {
    if let policy = peerAuthenticationIndex.meshWide.first.map({ peerAuthentications[$0] }) {
      return (policy.metadata.reference, policy.modeSpan)
    }
    let root = settings.rootNamespace.value
    let metadata =
      mesh.namespaces[root]?.metadata ?? mesh.workloads(in: root).first.map { workloads[$0].metadata }
      ?? mesh.services(in: root).first.map { mesh.services[$0].metadata }
    return metadata.map { ($0.reference, $0.span) }
  }
}
