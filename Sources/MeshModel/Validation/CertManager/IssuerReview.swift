import Diagnostics

// Issuers and ClusterIssuers (`issuer.go` ValidateIssuerConfig).
extension CertManagerReview {
  private static let signers: [StaticString] = ["acme", "ca", "selfSigned", "vault", "venafi"]

  mutating func validateIssuer(_ spec: ManifestNode) {
    let written = spec.present(Self.signers)
    guard let first = written.first else {
      // A field of another name is what should have been one.
      guard !spec.hasKey(otherThan: Self.signers) else { return }
      return require(
        "spec", "at least one issuer must be configured", at: spec.span,
        remedy: "it is one of acme, ca, selfSigned, vault and venafi; a field without a value is none")
    }
    if written.count > 1 {
      return forbidSecond(of: written, "may not specify more than one issuer type") { "spec.\($0)" }
    }
    switch first.name {
    case "acme": validate(acme: first.value)
    case "ca": validate(ca: first.value)
    case "vault": validate(vault: first.value)
    case "venafi": validate(venafi: first.value)
    default: break
    }
  }

  /// Refuses all but the first of some fields of which only one may be written.
  mutating func forbidSecond(
    of fields: [(name: String, key: SourceSpan, value: ManifestNode)], _ reason: String, _ path: (String) -> String
  ) {
    guard let first = fields.first else { return }
    for field in fields.dropFirst() {
      forbid(path(field.name), reason, at: field.key, related: Finding.Related("the first one", at: first.key))
    }
  }

  /// ValidateCAIssuerConfig.
  private mutating func validate(ca: ManifestNode) {
    requireText(ca["secretName"], "spec.ca.secretName")
    for (index, url) in (ca["ocspServers"]?.strings ?? []).enumerated() where url.value.isEmpty {
      refuseValue(
        url, of: "spec.ca.ocspServer[\(index)]", "must be a valid URL, e.g., http://ocsp.int-x3.letsencrypt.org")
    }
    for (index, url) in (ca["issuingCertificateURLs"]?.strings ?? []).enumerated() where url.value.isEmpty {
      refuseValue(url, of: "spec.ca.issuingCertificateURLs[\(index)]", "must be a valid URL")
    }
  }

  // MARK: Vault

  /// ValidateVaultIssuerConfig, without the check that `caBundle` holds a certificate.
  private mutating func validate(vault: ManifestNode) {
    let path = "spec.vault"
    requireText(vault["server"], "\(path).server")
    requireText(vault["path"], "\(path).path")
    validate(segmentsOf: vault["path"], "\(path).path")
    validate(caBundlesOf: vault) {
      "\(path).caBundleSecretRef: Invalid value: specified caBundleSecretRef and caBundle cannot be used together"
    }
    let (certificate, key) = (vault["clientCertSecretRef"], vault["clientKeySecretRef"])
    if let certificate, key == nil {
      refuse(
        "\(path).clientKeySecretRef: Invalid value: clientKeySecretRef must be provided when defining the "
          + "clientCertSecretRef", at: certificate.span)
    } else if let key, certificate == nil {
      refuse(
        "\(path).clientCertSecretRef: Invalid value: clientCertSecretRef must be provided when defining the "
          + "clientKeySecretRef", at: key.span)
    }
    vault["auth"].map { validate(vaultAuth: $0) }
  }

  /// A certificate authority, as a text and as the key of a Secret.
  private mutating func validate(caBundlesOf node: ManifestNode, _ reason: () -> String) {
    guard node.hasText("caBundle"), let bundle = node["caBundle"], let reference = node["caBundleSecretRef"] else {
      return
    }
    refuse(reason(), at: reference.span, related: Finding.Related("the caBundle", at: bundle.span))
  }

  /// containsDotDotSegment.
  private mutating func validate(segmentsOf node: ManifestNode?, _ path: String) {
    guard let text = node?.string, text.value.split(separator: "/").contains("..") else { return }
    refuseValue(text, of: path, "must not contain '..' path segments")
  }

  /// ValidateVaultIssuerAuth. It looks for `..` in other fields than those of the API, which are called `mountPath`
  /// there for the most part.
  private mutating func validate(vaultAuth auth: ManifestNode) {
    let path = "spec.vault.auth"
    let methods: [StaticString] = ["tokenSecretRef", "appRole", "clientCertificate", "kubernetes", "aws"]
    if auth.present(methods).isEmpty, !auth.hasKey(otherThan: methods) {
      require(path, "please supply one of: appRole, kubernetes, tokenSecretRef, clientCertificate, aws", at: auth.span)
    }
    if let role = auth["appRole"] {
      requireText(role["roleId"], "\(path).appRole.roleId")
      requireText(role["secretRef"]?["name"], "\(path).appRole.secretRef.name")
      validate(segmentsOf: role["path"], "\(path).appRole.path")
    }
    validate(segmentsOf: auth["clientCertificate"]?["mountPath"], "\(path).clientCertificate.path")
    if let kubernetes = auth["kubernetes"] { validate(vaultKubernetes: kubernetes, "\(path).kubernetes") }
    if let aws = auth["aws"] {
      validate(segmentsOf: aws["mountPath"], "\(path).aws.mountPath")
      if let account = aws["serviceAccountRef"] {
        requireText(account["name"], "\(path).aws.serviceAccountRef.name")
        if !aws.hasText("iamRoleArn") {
          require(
            "\(path).aws.iamRoleArn", "iamRoleArn is required when using serviceAccountRef for IRSA",
            at: aws["iamRoleArn"]?.span ?? account.span)
        }
      }
    }
  }

  private mutating func validate(vaultKubernetes kubernetes: ManifestNode, _ path: String) {
    requireText(kubernetes["role"], "\(path).role")
    validate(segmentsOf: kubernetes["mountPath"], "\(path).path")
    let secret = kubernetes["secretRef"].flatMap { $0.hasText("name") ? $0 : nil }
    let account = kubernetes["serviceAccountRef"]
    requireText(account?["name"], "\(path).serviceAccountRef.name")
    let reason = "please supply one of: secretRef, serviceAccountRef"
    if let secret, let account {
      forbid(path, reason, at: account.span, related: Finding.Related("the secretRef", at: secret.span))
    } else if secret == nil, account == nil {
      require(path, reason, at: kubernetes.span)
    }
  }

  // MARK: Venafi

  /// ValidateVenafiIssuerConfig. The definition says in CEL what the webhook says of the number of services.
  private mutating func validate(venafi: ManifestNode) {
    let path = "spec.venafi"
    let services: [StaticString] = ["tpp", "cloud", "ngts"]
    requireText(venafi["zone"], "\(path).zone")
    let written = venafi.present(services)
    let reason = "please supply one of: tpp, cloud, ngts"
    if written.isEmpty, !venafi.hasKey(otherThan: services + ["zone"]) {
      require(path, reason, at: venafi.span)
    }
    forbidSecond(of: written, reason) { _ in path }
    if let tpp = venafi["tpp"] {
      requireText(tpp["url"], "\(path).tpp.url")
      validate(caBundlesOf: tpp) {
        "\(path).tpp: Forbidden: may not specify more than one of caBundle/caBundleSecretRef as TPP CA Bundle"
      }
    }
    if let ngts = venafi["ngts"] {
      requireText(ngts["tsgID"], "\(path).ngts.tsgID")
      requireText(ngts["credentialsRef"]?["name"], "\(path).ngts.credentialsRef.name")
    }
  }
}
