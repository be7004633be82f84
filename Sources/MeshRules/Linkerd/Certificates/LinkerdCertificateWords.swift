import Certificates
import Diagnostics
import MeshModel
import MeshResolver

extension CertificateInventory.Content {
  /// `ca-bundle.crt of ConfigMap "linkerd/linkerd-identity-trust-roots"`.
  var title: String { "\(text.name) of \(text.owner.title)" }
}

extension Certificate {
  /// `certificate "CN=root.linkerd.cluster.local"`.
  var title: String { "certificate \(quoted(subject.text))" }
}

extension LinkerdTrust.Anchors {
  /// A place to point at beside the finding.
  var related: [Finding.Related] {
    [.init("the trust anchors", at: content.certificates.first?.place ?? content.text.value.span)]
  }
}
