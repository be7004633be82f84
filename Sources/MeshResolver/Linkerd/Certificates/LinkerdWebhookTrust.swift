package import Certificates
package import MeshModel

/// A server of Linkerd that the API server calls, and that it does not accept.
package struct UntrustedWebhook: Sendable {
  package enum Problem: Sendable {
    /// The certificate does not lead to the CA bundle.
    case chain
    /// It is not for the name under which the API server calls.
    case name(String)
    /// It is not for servers.
    case purpose
  }

  package let configuration: Metadata
  package let secret: Metadata
  package let caBundle: CertificateInventory.Content
  package let certificate: CertificateInventory.Placed<Certificate>
  package let problem: Problem
}

extension EffectiveMesh {
  /// The webhooks of Linkerd and its extensions whose certificate the API server refuses, as `linkerd check` finds them
  /// (`pkg/healthcheck/healthcheck.go` CheckCertAndAnchors). Both certificate and bundle have to be in the input, and no
  /// controller may write over either.
  package var untrustedLinkerdWebhooks: [UntrustedWebhook] {
    guard linkerd != nil, let reader = certificates.reader else { return [] }
    let configurations = mesh.webhookConfigurations.filter { configuration in
      configuration.webhooks.contains { $0.name?.value.hasSuffix(".linkerd.io") ?? false }
        && !configuration.metadata.annotations.entries.contains {
          $0.key.value.hasPrefix("cert-manager.io/inject-ca-from")
        }
    }
    guard !configurations.isEmpty else { return [] }
    let secrets = Dictionary(mesh.secrets.map { ($0.metadata.key, $0.metadata) }) { first, _ in first }
    let managed = Set(mesh.secretSources.map { "\($0.namespace)/\($0.secretName)" })
    return configurations.flatMap { configuration in
      configuration.webhooks.compactMap { webhook -> UntrustedWebhook? in
        guard let service = webhook.service, let name = service.name?.value, let namespace = service.namespace?.value,
          let secret = secrets["\(namespace)/\(name)-k8s-tls"], !managed.contains(secret.key),
          let bundle = webhook.caBundle.flatMap({ text in
            certificates.contents.first {
              $0.text.owner === configuration.metadata && $0.text.value.span == text.span
            }
          }), !bundle.certificates.isEmpty, bundle.problems.isEmpty,
          let served = certificates.content(of: secret, named: "tls.crt"), let first = served.certificates.first,
          let problem = reader.problem(of: served, calledAs: "\(name).\(namespace).svc", bundle)
        else { return nil }
        return UntrustedWebhook(
          configuration: configuration.metadata, secret: secret, caBundle: bundle, certificate: first,
          problem: problem)
      }
    }
  }
}

extension CertificateReader {
  /// Why a client in Go refuses a server's certificates; nil where it does not. Time is left out.
  fileprivate func problem(
    of served: CertificateInventory.Content, calledAs host: String, _ bundle: CertificateInventory.Content
  ) -> UntrustedWebhook.Problem? {
    let certificates = served.certificates.map(\.value)
    guard let first = certificates.first else { return nil }
    if chainProblem(
      first, intermediates: Array(certificates.dropFirst()), anchors: bundle.certificates.map(\.value), now: nil) != nil
    {
      return .chain
    }
    if !first.covers(host) { return .name(host) }
    return first.mayServe ? nil : .purpose
  }
}
