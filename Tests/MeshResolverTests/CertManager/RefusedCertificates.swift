extension RefusedObject {
  /// cert-manager, `internal/apis/certmanager/validation/certificate.go`, and `deploy/crds` where that comes first.
  static let certificates: [RefusedObject] =
    [
      ("definition, secretName", "secretName: null", "needs secretName"),
      ("ValidateCertificateSpec, secretName", "secretName: \"\"", "must be specified"),
      ("NameIsDNSSubdomain", "secretName: Web_TLS", "a lowercase RFC 1123 subdomain must consist"),
      ("definition, issuerRef", "issuerRef: null", "needs issuerRef"),
      ("definition, issuerRef.name", "issuerRef: {kind: Issuer}", "needs name"),
      ("validateIssuerRef, name", "issuerRef: {name: \"\"}", "must be specified"),
      (
        "validateIssuerRef, kind", "issuerRef: {name: ca, kind: issuer, group: cert-manager.io}",
        "must be one of Issuer or ClusterIssuer"
      ),
      (
        "validateIssuerRef, kind without group", "issuerRef: {name: ca, kind: AWSPCAClusterIssuer}",
        "must be one of Issuer or ClusterIssuer (did you forget to set spec.issuerRef.kind.group?)"
      ),
      (
        "ValidateCertificateSpec, subject and common name", "literalSubject: \"CN=web\", commonName: web",
        "no `commonName` may be provided"
      ),
      (
        "ValidateCertificateSpec, subject properties", "literalSubject: \"CN=web\", subject: {countries: [DE]}",
        "no `Subject` properties may be provided"
      ),
      ("UnmarshalSubjectStringToRDNSequence", "literalSubject: \"CN=web,shop\"", "DN ended with incomplete type"),
      ("ParseDN in the middle", "literalSubject: \"CN=web,shop,O=a\"", "incomplete type, value pair"),
      ("attributeTypeNames", "literalSubject: \"CN=web,email=a\"", "unrecognized key with value [a]"),
      ("attributeTypeNames, case", "literalSubject: \"cn=web\", dnsNames: [a]", "unrecognized key with value [web]"),
      ("ValidateCertificateSpec, no name", "dnsNames: []", "at least one of commonName"),
      (
        "ValidateCertificateSpec, long name", "commonName: \(String(repeating: "a", count: 65))",
        "spec.commonName: Too long: may not be more than 64 bytes"
      ),
      ("validateIPAddresses", "ipAddresses: [10.0.0.256]", "spec.ipAddresses[0]: Invalid value: \"10.0.0.256\""),
      ("validateIPAddresses, zone", "ipAddresses: [10.0.0.1, \"fe80::1%eth0\"]", "spec.ipAddresses[1]"),
      ("validateEmailAddresses", "emailAddresses: [web]", "missing '@' or angle-addr"),
      ("validateEmailAddresses, name", "emailAddresses: [Web <web@a.example>]", "only contains the email address"),
      ("ValidateCertificateSpec, oid", "otherNames: [{utf8Value: a}]", "spec.otherNames[0].oid: Required value"),
      ("ParseObjectIdentifier", "otherNames: [{oid: 1.a, utf8Value: a}]", "invalid oid syntax"),
      ("ValidateCertificateSpec, utf8Value", "otherNames: [{oid: 1.2.3}]", "valid non-empty UTF8 string"),
      ("definition, algorithm", "privateKey: {algorithm: EC}", "unknown value \"EC\" for algorithm"),
      ("ValidateCertificateSpec, small RSA", "privateKey: {algorithm: RSA, size: 1024}", "between 2048 and 8192"),
      ("ValidateCertificateSpec, large RSA", "privateKey: {size: 16384}", "between 2048 and 8192"),
      ("ValidateCertificateSpec, default algorithm", "privateKey: {size: 256}", "between 2048 and 8192"),
      (
        "ValidateCertificateSpec, curve", "privateKey: {algorithm: ECDSA, size: 2048}",
        "supported values: \"256\", \"384\", \"521\""
      ),
      ("definition, encoding", "privateKey: {encoding: PKCS12}", "unknown value \"PKCS12\""),
      ("definition, rotationPolicy", "privateKey: {rotationPolicy: always}", "unknown value \"always\""),
      (
        "keyAlgToAllowedSigAlgs, default", "signatureAlgorithm: ECDSAWithSHA256",
        "for key algorithm RSA the allowed signature algorithms are [SHA256WithRSA SHA384WithRSA SHA512WithRSA]"
      ),
      (
        "keyAlgToAllowedSigAlgs", "privateKey: {algorithm: Ed25519}, signatureAlgorithm: SHA256WithRSA",
        "are [PureEd25519]"
      ),
      ("definition, usages", "usages: [client auth, serverAuth]", "unknown value \"serverAuth\""),
      ("metav1.Duration, unit", "duration: 90d", "time: unknown unit \"d\" in duration \"90d\""),
      ("metav1.Duration, no unit", "renewBefore: \"90\"", "time: missing unit in duration \"90\""),
      ("metav1.Duration, words", "duration: one hour", "time: invalid duration \"one hour\""),
      ("metav1.Duration, 64 bits", "duration: 2628000h", "time: invalid duration \"2628000h\""),
      ("metav1.Duration, empty", "duration: \"\"", "time: invalid duration \"\""),
      ("definition, duration", "duration: 90", "duration wants a string"),
      ("ValidateDuration", "duration: 59m", "certificate duration must be greater than 1h0m0s"),
      ("ValidateDuration, renewBefore", "renewBefore: 4m", "certificate renewBefore must be greater than 5m0s"),
      (
        "ValidateDuration, order", "duration: 48h, renewBefore: 48h",
        "certificate duration 48h0m0s must be greater than renewBefore 48h0m0s"
      ),
      (
        "ValidateDuration, default", "renewBefore: 2160h",
        "certificate duration 2160h0m0s must be greater than renewBefore 2160h0m0s"
      ),
      ("ValidateDuration, both", "renewBefore: 1h, renewBeforePercentage: 20", "mutually exclusive"),
      ("ValidateDuration, percentage", "duration: 2h, renewBeforePercentage: 96", "greater than 5m0s"),
      ("ValidateDuration, no percentage", "duration: 2h, renewBeforePercentage: 0", "less than duration"),
      ("ValidateCertificateSpec, history", "revisionHistoryLimit: 0", "must not be less than 1"),
      (
        "validateSecretTemplateAnnotations", "secretTemplate: {annotations: {cert-manager.io/issuer-name: a}}",
        "cert-manager.io/* annotations are not allowed"
      ),
      ("ValidateAnnotations", "secretTemplate: {annotations: {\"a b\": c}}", "is no valid annotation key"),
      ("validateSecretTemplateLabels", "secretTemplate: {labels: {app: a b}}", "is no valid label value"),
      ("validateNameConstraints, isCA", "nameConstraints: {permitted: {dnsDomains: [a]}}", "isCA should be true"),
      (
        "validateNameConstraints, empty", "isCA: true, nameConstraints: {critical: true}",
        "either permitted or excluded"
      ),
      (
        "validateNameConstraintItem", "isCA: true, nameConstraints: {excluded: {ipRanges: [10.0.0.0]}}",
        "spec.nameConstraints.excluded.ipRanges[0]: Invalid value: \"10.0.0.0\": invalid CIDR address"
      ),
      ("definition, output formats", "additionalOutputFormats: [{type: PEM}]", "unknown value \"PEM\""),
      (
        "validateAdditionalOutputFormats", "additionalOutputFormats: [{type: DER}, {type: DER}]",
        "Duplicate value: \"DER\""
      ),
      (
        "validateKeystores, both", "keystores: {jks: {create: true, password: a, passwordSecretRef: {name: b}}}",
        "for JKS keystores; cannot set both"
      ),
      ("validateKeystores, none", "keystores: {pkcs12: {create: true}}", "for PKCS#12 keystores"),
      ("validateKeystores, empty", "keystores: {jks: {create: true, password: \"\"}}", "cannot be empty"),
      ("definition, keystores", "keystores: {jks: {password: a}}", "needs create"),
      ("validateCertificateRenewal, no policy", "renewal: {windows: []}", "Unsupported value: \"\""),
      ("definition, policy", "renewal: {policy: Never}", "unknown value \"Never\""),
      (
        "validateCertificateRenewal, disabled",
        "renewal: {policy: Disabled, windows: [{cron: \"0 0 * * *\", windowDuration: 1h}]}",
        "windows cannot be set when `renewal.policy` is set to Disabled"
      ),
      (
        "definition, windowDuration", "renewal: {policy: RenewBefore, windows: [{cron: \"0 0 * * *\"}]}",
        "needs windowDuration"
      ),
      (
        "time.LoadLocation",
        "renewal: {policy: RenewBefore, windows: [{cron: \"0 0 * * *\", windowDuration: 1h, timezone: CEST}]}",
        "timezone must be IANA compliant"
      ),
    ].map { RefusedObject($0.0, "Certificate", $0.1, $0.2) } + cronTexts

  /// `pkg/util/util.go` CronParse.
  private static let cronTexts: [RefusedObject] =
    [
      ("0 0 * *", "expected exactly 5 fields, found 4"), ("0 0 0 * * *", "expected exactly 5 fields, found 6"),
      ("60 0 * * *", "end of range (60) above maximum (59): 60"), ("0 0 0 * *", "below minimum (1)"),
      ("0 0 * * 7", "end of range (7) above maximum (6): 7"), ("0 0 * * fri-mon", "beyond end of range"),
      ("*/0 0 * * *", "step of range should be a positive number"), ("0 0 * foo *", "failed to parse int from foo"),
      ("0 1-2-3 * * *", "too many hyphens"), ("0 1/2/3 * * *", "too many slashes"),
      ("@noon", "unrecognized descriptor: @noon"), ("@every 1d", "failed to parse duration"),
    ].map { text, reason in
      RefusedObject(
        "CronParse", "Certificate",
        "renewal: {policy: RenewBefore, windows: [{cron: \"\(text)\", windowDuration: 1h}]}", reason)
    }

  /// `internal/apis/certmanager/validation/certificaterequest.go`.
  static let requests: [RefusedObject] =
    [
      ("definition, request", "isCA: true", "needs request"),
      ("validateCertificateRequestSpecRequest", "request: \"\"", "must be specified"),
      ("definition, base64", "request: \"%%%\"", "not Base64"),
      ("SafeDecodeCSR", "request: aGVsbG8=", "no PEM data was found"),
      ("validateIssuerRef", "request: LS0tLS1CRUdJTiA=, issuerRef: {name: a, kind: A}", "must be one of Issuer"),
      ("metav1.Duration", "request: LS0tLS1CRUdJTiA=, duration: 1d", "unknown unit \"d\""),
    ].map { RefusedObject($0.0, "CertificateRequest", $0.1, $0.2) }
}
