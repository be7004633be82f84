import Certificates
import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds certificates of `meshConfig.caCertificates` that do not become roots of the mesh.
package struct MeshRootsNotUsed: Rule {
  package static let page = RulePage.meshRootsNotUsed

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for root in context.mesh.unusedMeshRoots() { findings.report(.unused(root)) }
  }
}

extension RuleFinding {
  fileprivate static func unused(_ root: UnusedMeshRoot) -> RuleFinding {
    let (fact, help): (String, String) =
      switch root.reason {
      case .notEnabled:
        (
          "does not become a root of the mesh, because istiod takes several roots only with ISTIO_MULTIROOT_MESH",
          "set ISTIO_MULTIROOT_MESH to \"true\" in the environment of istiod"
        )
      case .noCA: ("is no CA, so that istiod does not start", "put the certificate of the root here")
      }
    return RuleFinding(
      "\(root.certificate.value.title) in \(root.content.title) \(fact)", on: root.content.text.owner.reference,
      at: root.certificate.place, help: help, severity: root.reason == .noCA ? .error : nil)
  }
}
