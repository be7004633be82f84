import Diagnostics
import FoundationEssentials
import YAMLTree

// Certificates and CertificateRequests (`certificate.go` ValidateCertificateSpec, `certificaterequest.go`).
extension CertManagerReview {
  mutating func validateCertificate(_ spec: ManifestNode?) {
    guard let spec else {
      return require("spec.secretName", "must be specified", at: metadata.kind.span)
    }
    if let name = spec["secretName"]?.string {
      if name.value.isEmpty {
        require("spec.secretName", "must be specified", at: name.span)
      } else if !NameForm.subdomain.isForm(of: name.value) {
        refuseValue(
          name, of: "spec.secretName",
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
            + "start and end with an alphanumeric character",
          remedy: NameForm.subdomain.suggestion(for: name.value).map { "did you mean \(goQuoted($0))?" })
      }
    }
    validate(issuerRef: spec["issuerRef"])
    validateNames(of: spec)
    validate(privateKeyOf: spec)
    validateRenewal(of: spec)
    if let limit = spec["revisionHistoryLimit"], let number = limit.node.int, number < 1 {
      refuse(
        "spec.revisionHistoryLimit: Invalid value: \(number): must not be less than 1", at: limit.span)
    }
    spec["secretTemplate"]?["annotations"]?.forEachPair { key, _ in
      guard let name = key.string, name.value.hasPrefix("cert-manager.io/"),
        name.value != "cert-manager.io/allow-direct-injection"
      else { return }
      refuseValue(name, of: "spec.secretTemplate.annotations", "cert-manager.io/* annotations are not allowed")
    }
    validate(nameConstraintsOf: spec)
    validate(outputFormats: spec["additionalOutputFormats"])
    validate(keystore: spec["keystores"]?["jks"], "spec.keystores.jks", "JKS")
    validate(keystore: spec["keystores"]?["pkcs12"], "spec.keystores.pkcs12", "PKCS#12")
  }

  /// The signature algorithms that go with the algorithm of a key (keyAlgToAllowedSigAlgs).
  private static let signatures = [
    "RSA": ["SHA256WithRSA", "SHA384WithRSA", "SHA512WithRSA"],
    "ECDSA": ["ECDSAWithSHA256", "ECDSAWithSHA384", "ECDSAWithSHA512"],
    "Ed25519": ["PureEd25519"],
  ]

  private mutating func validate(privateKeyOf spec: ManifestNode) {
    let key = spec["privateKey"]
    let written = key?["algorithm"]?.string
    let algorithm = written?.value ?? "RSA"
    if let size = key?["size"], let bits = size.node.int, bits > 0 {
      let related = written.map { Finding.Related("the algorithm of the key", at: $0.span) }
      switch algorithm {
      case "RSA" where !(2048...8192).contains(bits):
        let isOfCurve = written == nil && [256, 384, 521].contains(bits)
        refuse(
          "spec.privateKey.size: Invalid value: \(bits): must be between 2048 and 8192 for rsa keyAlgorithm",
          at: size.span,
          remedy: isOfCurve ? "without `algorithm` the key is an RSA key; write `algorithm: ECDSA`" : nil,
          related: related)
      case "ECDSA" where ![256, 384, 521].contains(bits):
        refuse(
          "spec.privateKey.size: Unsupported value: \(bits): supported values: \"256\", \"384\", \"521\"",
          at: size.span,
          related: related)
      default: break
      }
    }
    guard let signature = spec["signatureAlgorithm"]?.string, let allowed = Self.signatures[algorithm],
      !allowed.contains(signature.value)
    else { return }
    refuseValue(
      signature, of: "spec.signatureAlgorithm",
      "for key algorithm \(algorithm) the allowed signature algorithms are [\(allowed.joined(separator: " "))]",
      related: (written?.span ?? key?.span).map { Finding.Related("the key", at: $0) })
  }

  /// validateNameConstraints.
  private mutating func validate(nameConstraintsOf spec: ManifestNode) {
    guard let constraints = spec["nameConstraints"] else { return }
    let path = "spec.nameConstraints"
    if !spec.isTrue("isCA") {
      refuse("\(path): Invalid value: isCA should be true when nameConstraints is set", at: constraints.span)
    }
    if constraints["permitted"] == nil, constraints["excluded"] == nil {
      refuse("\(path): Invalid value: either permitted or excluded must be set", at: constraints.span)
    }
    for (name, _, item) in constraints.present(["permitted", "excluded"]) {
      for (index, range) in (item["ipRanges"]?.strings ?? []).enumerated()
      where Syntax.problem(withPrefix: range.value) != nil {
        refuseValue(range, of: "\(path).\(name).ipRanges[\(index)]", "invalid CIDR address")
      }
    }
  }

  /// validateAdditionalOutputFormats.
  private mutating func validate(outputFormats: ManifestNode?) {
    var first: [String: SourceSpan] = [:]
    outputFormats?.forEachItem { item in
      guard let type = item["type"]?.string else { return }
      if let earlier = first[type.value] {
        refuse(
          "spec.additionalOutputFormats[type]: Duplicate value: \(goQuoted(type.value))", at: type.span,
          related: Finding.Related("the first one", at: earlier))
      } else {
        first[type.value] = type.span
      }
    }
  }

  /// validateKeystores. A password is never shown.
  private mutating func validate(keystore: ManifestNode?, _ path: String, _ name: String) {
    guard let keystore else { return }
    let password = keystore["password"]
    let reference = keystore["passwordSecretRef"].flatMap { $0.hasText("name") ? $0 : nil }
    if let password, let reference {
      forbid(
        path, "exactly one of passwordSecretRef and password must be provided for \(name) keystores; cannot set both",
        at: password.span, related: Finding.Related("the reference", at: reference.span))
    } else if password == nil, reference == nil {
      forbid(
        path, "must set exactly one of passwordSecretRef and password must for \(name) keystores", at: keystore.span)
    }
    if let text = password?.string, text.value.isEmpty {
      forbid(
        "\(path).password", "literal password cannot be empty if set on \(name) keystores", at: text.span)
    }
  }

  /// ValidateCertificateRequestSpec, as far as the request need not be parsed, and
  /// ValidateCertificateRequestApprovalCondition is left out, since the status is not applied with the object.
  mutating func validateRequest(_ spec: ManifestNode) {
    validate(issuerRef: spec["issuerRef"])
    _ = duration(spec["duration"], "spec.duration")
    guard let request = spec["request"]?.string else { return }
    if request.value.isEmpty {
      require("spec.request", "must be specified", at: request.span)
    } else if let bytes = Data(base64Encoded: request.value.filter { !$0.isNewline }),
      !String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ")
    {
      refuse(
        "spec.request: Invalid value: error decoding certificate request PEM block: no PEM data was found in given input",
        at: request.span, remedy: "write the certificate signing request in PEM, encoded in base64")
    }
  }
}
