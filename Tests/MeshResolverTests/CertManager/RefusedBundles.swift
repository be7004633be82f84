extension RefusedObject {
  private static let target = "target: {configMap: {key: ca.crt}}"
  private static let named = "sources: [{configMap: {name: a, key: b}}]"

  /// trust-manager, `pkg/webhook/validation.go` and `cluster_bundle.go`, and `deploy/crds`.
  static let bundles: [RefusedObject] =
    [
      ("definition, sources", target, "needs sources"),
      ("definition, no source", "sources: [], \(target)", "sources: "),
      ("one source type, none", "sources: [{}], \(target)", "exactly one source type for each item but found 0"),
      (
        "one source type, two", "sources: [{inLine: a, configMap: {name: a, key: b}}], \(target)",
        "exactly one source type for each item but found 2"
      ),
      ("definition, inLine", "sources: [{inLine: \"\"}], \(target)", "inLine"),
      ("at least one source", "sources: [{useDefaultCAs: false}], \(target)", "must define at least one source"),
      (
        "default CAs", "sources: [{useDefaultCAs: true}, {useDefaultCAs: true}], \(target)",
        "must request default CAs either once or not at all but got 2 requests"
      ),
      ("oneOf, none", "sources: [{secret: {key: b}}], \(target)", "[name, selector]. Found none valid"),
      (
        "oneOf, both", "sources: [{secret: {name: a, selector: {}, key: b}}], \(target)",
        "[name, selector]. Found both set"
      ),
      ("key", "sources: [{secret: {name: a}}], \(target)", "source secret key must be defined"),
      (
        "key and all", "sources: [{configMap: {name: a, key: b, includeAllKeys: true}}], \(target)",
        "source configMap key cannot be defined when includeAllKeys is true"
      ),
      (
        "ValidateLabelSelector, values",
        "sources: [{configMap: {key: a, selector: {matchExpressions: [{key: a, operator: In}]}}}], \(target)",
        "must be specified when `operator` is 'In' or 'NotIn'"
      ),
      (
        "ValidateLabelSelector, no values",
        "\(named), target: {configMap: {key: a}, namespaceSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}",
        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
      ),
      (
        "ValidateLabelSelector, operator",
        "\(named), target: {configMap: {key: a}, namespaceSelector: {matchExpressions: [{key: a, operator: in, values: [b]}]}}",
        "not a valid selector operator"
      ),
      (
        "ValidateLabels", "\(named), target: {configMap: {key: a}, namespaceSelector: {matchLabels: {a: b c}}}",
        "is no valid label value"
      ),
      (
        "source is target", "sources: [{configMap: {name: roots, key: ca.crt}}], \(target)",
        "cannot define the same source as target"
      ),
      (
        "Secret is target", "sources: [{secret: {name: roots, key: a}}], target: {secret: {key: a}}",
        "cannot define the same source as target"
      ),
      ("definition, target", "\(named), target: {}", "at least one of the fields in [configMap secret] must be set"),
      (
        "unique keys", "\(named), target: {configMap: {key: a}, additionalFormats: {jks: {key: a}}}",
        "key must be unique across all target output keys"
      ),
      (
        "definition, formats", "\(named), target: {configMap: {key: a}, additionalFormats: {}}",
        "at least one of the fields in [jks pkcs12] must be set"
      ),
      (
        "validateTargetMetadata",
        "\(named), target: {configMap: {key: a, metadata: {annotations: {trust.cert-manager.io/hash: a}}}}",
        "trust.cert-manager.io/* annotations are not allowed"
      ),
      (
        "validateTargetMetadata, labels",
        "\(named), target: {secret: {key: a, metadata: {labels: {trust-manager.io/bundle: a}}}}",
        "trust-manager.io/* labels are not allowed"
      ),
    ].map { RefusedObject($0.0, "Bundle", $0.1, $0.2) } + clusterBundles

  private static let clusterBundles: [RefusedObject] =
    [
      ("definition, kind", "sourceRefs: [{key: a, name: b, kind: Configmap}]", "unknown value \"Configmap\""),
      ("definition, name", "sourceRefs: [{key: a, kind: Secret}]", "exactly one of the fields in [name selector]"),
      ("definition, target", "target: {namespaceSelector: {}}", "[configMap secret] must be set"),
      (
        "definition, password", "target: {namespaceSelector: {}, configMap: {data: [{key: a, password: b}]}}",
        "may only be set when format is 'PKCS12'"
      ),
      (
        "definition, labels",
        """
        target: {namespaceSelector: {}, configMap: {data: [{key: a}], metadata: {labels: {trust-manager.io/a: b}}}}
        """, "must not use forbidden domains as prefixes"
      ),
    ].map { RefusedObject($0.0, "ClusterBundle", $0.1, $0.2) }
}

/// Objects that nobody refuses, near to what is refused.
enum AcceptedObject {
  static let all: [RefusedObject] =
    [
      ("Certificate", "duration: 1h, renewBefore: 5m"), ("Certificate", "duration: 48h, renewBefore: 47h59m59s"),
      ("Certificate", "duration: 2562047h"), ("Certificate", "renewBefore: 2159h"),
      ("Certificate", "duration: 2h, renewBeforePercentage: 95"), ("Certificate", "renewBeforePercentage: 1"),
      ("Certificate", "commonName: \(String(repeating: "a", count: 64))"),
      ("Certificate", "literalSubject: \"CN=web,O=A\\\\, B,1.2.3=x\""),
      ("Certificate", "literalSubject: \"CN=web+OU=a;O=b, DC=c\""),
      ("Certificate", "emailAddresses: [a.b+c@example.com, \"ä@example.com\"]"),
      ("Certificate", "ipAddresses: [10.0.0.1, \"2001:db8::1\"]"),
      ("Certificate", "otherNames: [{oid: 1.3.6.1.4.1.311.20.2.3, utf8Value: a}]"),
      ("Certificate", "privateKey: {algorithm: ECDSA, size: 521}, signatureAlgorithm: ECDSAWithSHA512"),
      ("Certificate", "privateKey: {algorithm: Ed25519, size: 1}, signatureAlgorithm: PureEd25519"),
      ("Certificate", "privateKey: {size: 3072}, signatureAlgorithm: SHA384WithRSA"),
      ("Certificate", "issuerRef: {name: ca, kind: StepClusterIssuer, group: certmanager.step.sm}"),
      (
        "Certificate",
        "secretTemplate: {annotations: {cert-manager.io/allow-direct-injection: \"true\"}, labels: {a: b}}"
      ),
      ("Certificate", "isCA: true, nameConstraints: {permitted: {ipRanges: [10.0.0.0/8]}}"),
      ("Certificate", "additionalOutputFormats: [{type: DER}, {type: CombinedPEM}]"),
      ("Certificate", "keystores: {jks: {create: true, passwordSecretRef: {name: a, key: b}}}"),
      ("Certificate", "usages: [signing, s/mime, ipsec end system, server auth]"),
      ("Certificate", "renewal: {policy: Disabled}"),
      (
        "Certificate",
        """
        renewal: {policy: RenewBefore, windows: [{cron: "*/15 1-5,22 ? jan-MAR mon-fri/2", windowDuration: 1h30m, \
        timezone: Europe/Berlin}, {cron: "@daily", windowDuration: 1h}, {cron: "TZ=UTC 0 0 * * *", windowDuration: 1h}]}
        """
      ),
      ("Issuer", "selfSigned: {}"), ("ClusterIssuer", "ca: {secretName: roots}"),
      ("Vault", "auth: {kubernetes: {role: a, secretRef: {name: \"\"}, serviceAccountRef: {name: a}}}"),
      ("Vault", "auth: {appRole: {path: a, roleId: a, secretRef: {name: a}}, tokenSecretRef: {name: a}}"),
      ("ACME", "solvers: [{http01: {ingress: {}}}, {http01: {gatewayHTTPRoute: {parentRefs: [{name: a}]}}}]"),
      ("DNS01", "route53: {}, acmeDNS: {host: a, accountSecretRef: {name: a, key: b}}"),
      ("DNS01", "rfc2136: {nameserver: \"[2001:db8::1]:53\", tsigAlgorithm: hmacsha256}"),
      ("DNS01", "rfc2136: {nameserver: ns.example.com}, nameservers: [\"8.8.8.8:53\", \"https://1.1.1.1\"]"),
      ("DNS01", "azureDNS: {subscriptionID: a, resourceGroupName: b, managedIdentity: {clientID: a, tenantID: b}}"),
      ("CertificateRequest", "request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K"),
      ("Bundle", "sources: [{useDefaultCAs: true}, {secret: {name: roots, key: b}}], target: {configMap: {key: b}}"),
      (
        "Bundle",
        "sources: [{configMap: {selector: {matchLabels: {a: b}}, includeAllKeys: true}}], target: {secret: {key: b}}"
      ),
      ("ClusterBundle", "sourceRefs: [{key: \"*\", name: b, kind: Secret}], defaultCAs: {provider: System}"),
    ].map { RefusedObject("", $0.0, $0.1, "") }
}
