package import Certificates
import MeshModel

/// A server of Linkerd that the API server calls, a webhook or tap, and whose certificate it does not accept.
package struct UntrustedServer: Sendable {
  package enum Problem: Sendable {
    /// The certificate does not lead to the CA bundle.
    case chain
    /// It is not for the name under which the API server calls.
    case name(String)
    /// It is not for servers.
    case purpose
  }

  /// The name of its Service.
  package let service: String
  /// What the API server trusts.
  package let caBundle: CertificateInventory.Content
  /// What the server shows, and the first certificate of it.
  package let served: CertificateInventory.Content
  package let certificate: CertificateInventory.Placed<Certificate>
  package let problem: Problem
}

extension EffectiveMesh {
  /// The servers of Linkerd and its extensions whose certificate the API server refuses, as `linkerd check` finds them
  /// (`pkg/healthcheck/healthcheck.go` CheckCertAndAnchors). Both certificate and bundle have to be in the input, in
  /// the objects or in the values that the chart makes both of, and no controller may write over either.
  package var untrustedLinkerdServers: [UntrustedServer] {
    guard let linkerd, let reader = certificates.reader else { return [] }
    let called = (calledWebhooks + calledTap).compactMap { call -> CalledServer? in
      certificates.content(of: call.secret, named: "tls.crt").map {
        CalledServer(service: call.service, namespace: call.secret.namespaceName, caBundle: call.bundle, served: $0)
      }
    }
    return (called + calledServers(ofReleases: linkerd)).compactMap(reader.untrusted)
  }

  /// What the API server trusts in a server, and the Secret with the certificate of that.
  private typealias Call = (service: String, secret: Metadata, bundle: CertificateInventory.Content)

  /// Linear in the webhooks and the certificates in them.
  private var calledWebhooks: [Call] {
    let configurations = mesh.webhookConfigurations.filter { configuration in
      !configuration.metadata.isCAInjected
        && configuration.webhooks.contains { $0.name?.value.hasSuffix(".linkerd.io") ?? false }
    }
    guard !configurations.isEmpty else { return [] }
    // All webhooks of a configuration have a text of one name.
    let bundles = Dictionary(
      certificates.contents.lazy.filter { $0.text.owner.group == "admissionregistration.k8s.io" }
        .map { ($0.text.value.span, $0) }, uniquingKeysWith: { first, _ in first })
    let secrets = Dictionary(writtenSecrets.map { ($0.key, $0) }) { first, _ in first }
    return configurations.flatMap(\.webhooks).compactMap { webhook in
      guard let service = webhook.service, let name = service.name?.value, let namespace = service.namespace?.value,
        let secret = secrets["\(namespace)/\(name)-k8s-tls"],
        let bundle = webhook.caBundle.flatMap({ bundles[$0.span] })
      else { return nil }
      return (name, secret, bundle)
    }
  }

  /// The API server of tap, where one Secret alone has the name of its (`viz/pkg/healthcheck/healthcheck.go`).
  private var calledTap: [Call] {
    let services = mesh.others.lazy.map(\.metadata).filter {
      $0.group == "apiregistration.k8s.io" && $0.name.value == "v1alpha1.tap.linkerd.io" && !$0.isCAInjected
    }
    guard let service = services.first, let bundle = certificates.content(of: service, named: "spec.caBundle") else {
      return []
    }
    let secrets = writtenSecrets.filter { $0.name.value == "tap-k8s-tls" }
    return secrets.count == 1 ? secrets.map { ("tap", $0, bundle) } : []
  }

  /// The Secrets that no controller of the input writes.
  private var writtenSecrets: [Metadata] {
    let managed = Set(mesh.secretSources.map { "\($0.namespace)/\($0.secretName)" })
    return mesh.secrets.lazy.map(\.metadata).filter { !managed.contains($0.key) }
  }

  /// The servers whose certificate and bundle the chart copies from its values
  /// (`charts/linkerd-control-plane/templates/proxy-injector-rbac.yaml`).
  private func calledServers(ofReleases linkerd: LinkerdMesh) -> [CalledServer] {
    let services = [
      "proxyInjector": "linkerd-proxy-injector", "profileValidator": "linkerd-sp-validator",
      "policyValidator": "linkerd-policy-validator",
    ]
    return linkerd.mesh.linkerdReleases.flatMap { release in
      let namespace = release.namespace?.value ?? linkerd.settings.controlPlaneNamespace
      func content(_ name: String) -> CertificateInventory.Content? {
        certificates.content(of: release.metadata, named: name)
      }
      return release.values.webhooks.compactMap { values -> CalledServer? in
        guard let service = services[values.component], values.externalSecret?.value != true,
          values.injectCaFrom == nil, values.injectCaFromSecret == nil,
          let bundle = content("\(values.component).caBundle"), let served = content("\(values.component).crtPEM")
        else { return nil }
        return CalledServer(service: service, namespace: namespace, caBundle: bundle, served: served)
      }
    }
  }
}

/// A server that the API server calls.
private struct CalledServer {
  var service: String
  var namespace: String
  var caBundle: CertificateInventory.Content
  var served: CertificateInventory.Content
}

extension CertificateReader {
  /// Why the API server refuses the server's certificates; nil where it does not, or where not all of the bundle can be
  /// read. Time is left out.
  fileprivate func untrusted(_ server: CalledServer) -> UntrustedServer? {
    let certificates = server.served.certificates.map(\.value)
    let bundle = server.caBundle
    guard let first = server.served.certificates.first, !bundle.certificates.isEmpty, bundle.problems.isEmpty else {
      return nil
    }
    let host = "\(server.service).\(server.namespace).svc"
    let chain = chainProblem(
      first.value, intermediates: Array(certificates.dropFirst()), anchors: bundle.certificates.map(\.value), now: nil)
    let problem: UntrustedServer.Problem
    if chain != nil {
      problem = .chain
    } else if !first.value.covers(host) {
      problem = .name(host)
    } else if !first.value.mayServe {
      problem = .purpose
    } else {
      return nil
    }
    return UntrustedServer(
      service: server.service, caBundle: bundle, served: server.served, certificate: first, problem: problem)
  }
}

extension Metadata {
  /// Whether cert-manager writes the CA bundle.
  fileprivate var isCAInjected: Bool {
    annotations.entries.contains { $0.key.value.hasPrefix("cert-manager.io/inject-ca-from") }
  }
}
