import Diagnostics
import YAMLTree

extension AdmissionReview {
  /// `pkg/config/validation/agent/validation.go` ValidateTLS.
  mutating func validate(clientTLS tls: ManifestNode) {
    let credential = tls.text("credentialName")
    if let credential, credential.value.hasPrefix("configmap://") { validate(configMap: credential) }
    guard let mode = tls["mode"],
      let isMutual = mode.node.equals("MUTUAL") ? true : mode.node.equals("SIMPLE") ? false : nil
    else { return }
    if let skip = tls["insecureSkipVerify"]?.bool, skip.value {
      let isVerified = tls.text("caCertificates") != nil || tls.nonEmpty("subjectAltNames") != nil
      if isMutual, isVerified {
        refuse("cannot specify CaCertificates or SubjectAltNames when InsecureSkipVerify is set true", at: skip.span)
      } else if !isMutual, isVerified || credential != nil {
        refuse(
          "cannot specify CaCertificates or CredentialName or SubjectAltNames when InsecureSkipVerify is set true",
          at: skip.span)
      }
    }
    if let credential {
      let files = ["clientCertificate", "caCertificates", "privateKey", "caCrl"] as [StaticString]
      if files.contains(where: { tls.text($0) != nil }) {
        refuse(
          "cannot specify client certificates or CA certificate or CA CRL If credentialName is set",
          at: credential.span)
      }
    } else if isMutual {
      if tls.text("clientCertificate") == nil { refuse("client certificate required for mutual tls", at: mode.span) }
      if tls.text("privateKey") == nil { refuse("private key required for mutual tls", at: mode.span) }
    }
  }

  /// `pilot/pkg/model/credentials/resource.go` ParseResourceName, and that the ConfigMap is in the rule's own
  /// namespace.
  private mutating func validate(configMap credential: Located<String>) {
    let parts = credential.value.dropFirst("configmap://".count)
      .split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    let expected =
      parts.count < 2 ? "namespace and name" : parts[0].isEmpty ? "namespace" : parts[1].isEmpty ? "name" : nil
    let problem = "invalid configmap:// credentialName: "
    if let expected {
      refuse(
        problem + "invalid resource name \(goQuoted(credential.value)). Expected \(expected)", at: credential.span)
    } else if let own = metadata.namespace, parts[0] != own.value {
      refuse(
        problem + "namespace must match the configuration namespace \(goQuoted(own.value))", at: credential.span)
    }
  }
}

extension ManifestNode {
  /// A text that is there and not empty.
  fileprivate func text(_ key: StaticString) -> Located<String>? {
    self[key]?.string.flatMap { $0.value.isEmpty ? nil : $0 }
  }
}
