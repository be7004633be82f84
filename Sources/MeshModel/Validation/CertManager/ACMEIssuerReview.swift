import Diagnostics

// ACME issuers and their solvers (`issuer.go` ValidateACMEIssuerConfig).
extension CertManagerReview {
  /// Without the check that `caBundle` holds a certificate.
  mutating func validate(acme: ManifestNode) {
    let path = "spec.acme"
    if acme.hasText("caBundle"), let bundle = acme["caBundle"], let skip = acme["skipTLSVerify"],
      acme.isTrue("skipTLSVerify")
    {
      refuse(
        "\(path).skipTLSVerify: Invalid value: true: caBundle and skipTLSVerify are mutually exclusive and cannot both "
          + "be set", at: skip.span, related: Finding.Related("the caBundle", at: bundle.span))
    }
    requireText(
      acme["privateKeySecretRef"]?["name"], "\(path).privateKeySecretRef.name",
      "private key secret name is a required field")
    requireText(acme["server"], "\(path).server", "acme server URL is a required field")
    if let binding = acme["externalAccountBinding"] {
      let path = "\(path).externalAccountBinding"
      requireText(
        binding["keyID"], "\(path).keyID", "the keyID field is required when using externalAccountBinding")
      validate(secretKey: binding["keySecretRef"], "\(path).keySecretRef")
      // The webhook warns of the field whatever it says.
      if let algorithm = binding["keyAlgorithm"]?.string, algorithm.value != "HS256" {
        warn(
          "\(path).keyAlgorithm: \(algorithm.value) is ignored, and the algorithm is HS256", at: algorithm.span,
          remedy: "leave the field out, which is deprecated")
      }
    }
    for (index, solver) in (acme["solvers"]?.compactMapItems { $0 } ?? []).enumerated() {
      validate(solver: solver, "\(path).solvers[\(index)]")
    }
  }

  /// ValidateACMEIssuerChallengeSolverConfig.
  private mutating func validate(solver: ManifestNode, _ path: String) {
    let types: [StaticString] = ["http01", "dns01"]
    let written = solver.present(types)
    if written.isEmpty, !solver.hasKey(otherThan: types + ["selector", "waitInsteadOfSelfCheck"]) {
      require(path, "no solver type configured", at: solver.span)
    }
    forbidSecond(of: written, "may not specify more than one solver type in a single solver") { _ in path }
    solver["http01"].map { validate(http01: $0, "\(path).http01") }
    solver["dns01"].map { validate(dns01: $0, "\(path).dns01") }
    if let wait = duration(solver["waitInsteadOfSelfCheck"], "\(path).waitInsteadOfSelfCheck"), wait.nanoseconds < 0 {
      refuseValue(
        wait.text, of: "\(path).waitInsteadOfSelfCheck", "waitInsteadOfSelfCheck must not be negative")
    }
  }

  /// ValidateACMEIssuerChallengeSolverHTTP01Config.
  private mutating func validate(http01: ManifestNode, _ path: String) {
    let types: [StaticString] = ["ingress", "gatewayHTTPRoute"]
    let written = http01.present(types)
    if written.isEmpty, !http01.hasKey(otherThan: types) {
      require(path, "no HTTP01 solver type configured", at: http01.span)
    } else if written.count > 1 {
      require(path, "only 1 HTTP01 solver type may be configured", at: written[1].key)
    }
    http01["ingress"].map { validate(ingress: $0, "\(path).ingress") }
    http01["gatewayHTTPRoute"].map { validate(route: $0, "\(path).gateway") }
  }

  /// ValidateACMEIssuerChallengeSolverHTTP01IngressConfig.
  private mutating func validate(ingress: ManifestNode, _ path: String) {
    let written = ingress.present(["ingressClassName", "name", "class"]).filter { field in
      field.name != "name" || ingress.hasText("name")
    }
    if written.count > 1 {
      forbid(
        path, "only one of 'ingressClassName', 'name' or 'class' should be specified", at: written[1].key,
        related: Finding.Related("the first one", at: written[0].key))
    }
    if let name = ingress["ingressClassName"]?.string, !NameForm.subdomain.isForm(of: name.value) {
      refuseValue(
        name, of: "\(path).ingressClassName",
        "must be a valid IngressClass name: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric "
          + "characters, '-' or '.', and must start and end with an alphanumeric character")
    }
    validate(serviceTypeOf: ingress, path)
  }

  private mutating func validate(serviceTypeOf solver: ManifestNode, _ path: String) {
    guard let type = solver["serviceType"]?.string, !["", "ClusterIP", "NodePort"].contains(type.value) else { return }
    refuseValue(type, of: "\(path).serviceType", #"must be empty, "ClusterIP" or "NodePort""#)
  }

  /// ValidateACMEIssuerChallengeSolverHTTP01GatewayConfig. The definition asks for the name of a parent and gives
  /// `kind` a default, so that only an empty name is left to refuse.
  private mutating func validate(route: ManifestNode, _ path: String) { validate(serviceTypeOf: route, path) }
}
