package import Certificates
import MeshModel

/// A certificate of `meshConfig.caCertificates` that does not become a root of the mesh.
package struct UnusedMeshRoot: Sendable {
  package enum Reason: Sendable {
    /// istiod takes roots from there only where it is told to (`pilot/pkg/features/pilot.go` MultiRootMesh).
    case notEnabled
    /// It is no CA's, for which an istiod that is told to does not start (`pilot/pkg/trustbundle/trustbundle.go`
    /// verifyTrustAnchor, `pilot/pkg/bootstrap/server.go` initWorkloadTrustBundle).
    case noCA
  }

  /// The text that it stands in.
  package let content: CertificateInventory.Content
  /// The first certificate of the text, at which istiod looks.
  package let certificate: CertificateInventory.Placed<Certificate>
  package let reason: Reason
}

extension EffectiveMesh {
  /// The certificates of `meshConfig.caCertificates` that are of no use. Where istiod hands requests on to Kubernetes
  /// or another CA, it needs them for that; where its environment is not in the input, nothing is known.
  package func unusedMeshRoots() -> [UnusedMeshRoot] {
    let roots = certificates.contents.filter(\.isOfMeshRoots)
    guard !roots.isEmpty else { return [] }
    let environments = istiodEnvironments
    let isEnabled = environments.contains {
      $0.variables["ISTIO_MULTIROOT_MESH"].flatMap { Syntax.goBool($0.value) } == true
    }
    let installed = Set(
      mesh.installations.map { ObjectIdentifier($0.metadata) }
        + mesh.helmReleases.filter { !$0.hasOtherValues }.map { ObjectIdentifier($0.metadata) })
    return roots.compactMap { content in
      guard let first = content.certificates.first else { return nil }
      if isEnabled {
        return first.value.isCA == true ? nil : UnusedMeshRoot(content: content, certificate: first, reason: .noCA)
      }
      guard istiodSigns, installed.contains(ObjectIdentifier(content.text.owner)) else { return nil }
      return UnusedMeshRoot(content: content, certificate: first, reason: .notEnabled)
    }
  }
}

extension CertificateInventory.Content {
  fileprivate var isOfMeshRoots: Bool {
    text.name.hasSuffix("].pem") && ["mesh.", "meshConfig."].contains { text.name.contains("\($0)caCertificates[") }
  }
}
