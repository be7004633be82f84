extension RefusedObject {
  private static func objects(_ kind: String, _ table: [(String, String, String)]) -> [RefusedObject] {
    table.map { RefusedObject($0.0, kind, $0.1, $0.2) }
  }

  /// cert-manager, `internal/apis/certmanager/validation/issuer.go`, and `deploy/crds` where that comes first.
  static let issuers: [RefusedObject] =
    objects(
      "Issuer",
      [
        ("ValidateIssuerConfig, none", "", "at least one issuer must be configured"),
        ("ValidateIssuerConfig, null", "selfSigned: null", "at least one issuer must be configured"),
        (
          "ValidateIssuerConfig, two", "selfSigned: {}, ca: {secretName: a}",
          "may not specify more than one issuer type"
        ),
        ("definition, ca", "ca: {}", "needs secretName"),
        ("ValidateCAIssuerConfig", "ca: {secretName: \"\"}", "spec.ca.secretName: Required value"),
        ("ValidateCAIssuerConfig, OCSP", "ca: {secretName: a, ocspServers: [\"\"]}", "must be a valid URL, e.g."),
        ("ValidateCAIssuerConfig, URLs", "ca: {secretName: a, issuingCertificateURLs: [\"\"]}", "must be a valid URL"),
        ("definition, venafi", "venafi: {cloud: {apiTokenSecretRef: {name: a}}}", "needs zone"),
        ("ValidateVenafiIssuerConfig", "venafi: {zone: a}", "please supply one of: tpp, cloud, ngts"),
        (
          "ValidateVenafiIssuerConfig, two",
          "venafi: {zone: a, cloud: {apiTokenSecretRef: {name: a}}, tpp: {url: a, credentialsRef: {name: a}}}",
          "Forbidden: please supply one of: tpp, cloud, ngts"
        ),
        (
          "ValidateVenafiTPP", "venafi: {zone: a, tpp: {url: \"\", credentialsRef: {name: a}}}",
          "spec.venafi.tpp.url: Required value"
        ),
        (
          "validateVenafiTPPCABundleUnique",
          "venafi: {zone: a, tpp: {url: a, credentialsRef: {name: a}, caBundle: YQ==, caBundleSecretRef: {name: a}}}",
          "may not specify more than one of caBundle/caBundleSecretRef"
        ),
        (
          "ValidateVenafiNGTS", "venafi: {zone: a, ngts: {tsgID: \"\", credentialsRef: {name: a}}}",
          "spec.venafi.ngts.tsgID: Required value"
        ),
      ])
    + objects(
      "Vault",
      [
        ("definition, server", "server: null", "needs server"),
        ("ValidateVaultIssuerConfig, path", "path: \"\"", "spec.vault.path: Required value"),
        ("containsDotDotSegment", "path: pki/../sign", "must not contain '..' path segments"),
        (
          "ValidateVaultIssuerConfig, bundles", "caBundle: YQ==, caBundleSecretRef: {name: a}",
          "caBundleSecretRef and caBundle cannot be used together"
        ),
        (
          "ValidateVaultIssuerConfig, certificate", "clientCertSecretRef: {name: a}",
          "clientKeySecretRef must be provided when defining the clientCertSecretRef"
        ),
        (
          "ValidateVaultIssuerConfig, key", "clientKeySecretRef: {name: a}",
          "clientCertSecretRef must be provided when defining the clientKeySecretRef"
        ),
        ("ValidateVaultIssuerAuth", "auth: {}", "please supply one of: appRole, kubernetes"),
        (
          "ValidateVaultIssuerAuth, role", "auth: {appRole: {path: a, roleId: \"\", secretRef: {name: a}}}",
          "spec.vault.auth.appRole.roleId: Required value"
        ),
        (
          "ValidateVaultIssuerAuth, Kubernetes", "auth: {kubernetes: {role: a}}",
          "please supply one of: secretRef, serviceAccountRef"
        ),
        (
          "ValidateVaultIssuerAuth, two of Kubernetes",
          "auth: {kubernetes: {role: a, secretRef: {name: a}, serviceAccountRef: {name: a}}}",
          "Forbidden: please supply one of: secretRef, serviceAccountRef"
        ),
        (
          "ValidateVaultIssuerAuth, path", "auth: {kubernetes: {role: a, secretRef: {name: a}, mountPath: /v1/../a}}",
          "must not contain '..' path segments"
        ),
        (
          "ValidateVaultIssuerAuth, certificate", "auth: {clientCertificate: {mountPath: a/..}}",
          "spec.vault.auth.clientCertificate.path"
        ),
        (
          "ValidateVaultIssuerAuth, AWS", "auth: {aws: {role: a, serviceAccountRef: {name: a}}}",
          "iamRoleArn is required when using serviceAccountRef for IRSA"
        ),
      ])

  static let acmeIssuers: [RefusedObject] = objects(
    "ACME",
    [
      ("definition, key", "privateKeySecretRef: {}", "needs name"),
      ("ValidateACMEIssuerConfig, server", "server: \"\"", "acme server URL is a required field"),
      ("ValidateACMEIssuerConfig, key", "privateKeySecretRef: {name: \"\"}", "private key secret name is a required"),
      (
        "ValidateACMEIssuerConfig, bundle", "caBundle: YQ==, skipTLSVerify: true",
        "caBundle and skipTLSVerify are mutually exclusive"
      ),
      (
        "ValidateACMEIssuerConfig, account", "externalAccountBinding: {keyID: \"\", keySecretRef: {name: a, key: b}}",
        "the keyID field is required"
      ),
      (
        "ValidateSecretKeySelector", "externalAccountBinding: {keyID: a, keySecretRef: {name: a}}",
        "spec.acme.externalAccountBinding.keySecretRef.key: Required value: secret key is required"
      ),
      ("ValidateACMEIssuerChallengeSolverConfig, none", "solvers: [{selector: {}}]", "no solver type configured"),
      (
        "ValidateACMEIssuerChallengeSolverConfig, two",
        "solvers: [{http01: {ingress: {}}, dns01: {webhook: {groupName: a, solverName: b}}}]",
        "may not specify more than one solver type in a single solver"
      ),
      (
        "ValidateACMEIssuerChallengeSolverConfig, wait",
        "solvers: [{http01: {ingress: {}}, waitInsteadOfSelfCheck: -1s}]", "must not be negative"
      ),
      ("ValidateACMEIssuerChallengeSolverHTTP01Config, none", "solvers: [{http01: {}}]", "no HTTP01 solver type"),
      (
        "ValidateACMEIssuerChallengeSolverHTTP01Config, two",
        "solvers: [{http01: {ingress: {}, gatewayHTTPRoute: {}}}]", "only 1 HTTP01 solver type may be configured"
      ),
      (
        "ValidateACMEIssuerChallengeSolverHTTP01IngressConfig, class",
        "solvers: [{http01: {ingress: {class: a, ingressClassName: a}}}]", "only one of 'ingressClassName'"
      ),
      (
        "IsDNS1123Subdomain", "solvers: [{http01: {ingress: {ingressClassName: azure/gateway}}}]",
        "must be a valid IngressClass name"
      ),
      (
        "ValidateACMEIssuerChallengeSolverHTTP01IngressConfig, service",
        "solvers: [{http01: {ingress: {serviceType: LoadBalancer}}}]", "must be empty, \"ClusterIP\" or \"NodePort\""
      ),
      (
        "ValidateACMEIssuerChallengeSolverHTTP01GatewayConfig",
        "solvers: [{http01: {gatewayHTTPRoute: {serviceType: LoadBalancer}}}]", "solvers[0].http01.gateway.serviceType"
      ),
    ])

  /// ValidateACMEChallengeSolverDNS01.
  static let dnsSolvers: [RefusedObject] = objects(
    "DNS01",
    [
      ("no provider", "cnameStrategy: None", "no DNS01 provider configured"),
      (
        "definition, cnameStrategy", "cnameStrategy: Some, webhook: {groupName: a, solverName: b}",
        "unknown value \"Some\""
      ),
      ("two", "webhook: {groupName: a, solverName: b}, route53: {}", "may not specify more than one provider type"),
      ("ValidDNS01Nameserver", "nameservers: [8.8.8.8], route53: {}", "must be in the format <ip address>:<port>"),
      ("ValidDNS01Nameserver, HTTPS", "nameservers: [\"https:///a\"], route53: {}", "DoH RFC 8484"),
      (
        "akamai",
        """
        akamai: {serviceConsumerDomain: a, accessTokenSecretRef: {name: a}, clientSecretSecretRef: {name: a, key: b}, \
        clientTokenSecretRef: {name: a, key: b}}
        """, "akamai.accessToken.key: Required value: secret key is required"
      ),
      ("definition, azureDNS", "azureDNS: {subscriptionID: a}", "needs resourceGroupName"),
      (
        "azureDNS, secret", "azureDNS: {subscriptionID: a, resourceGroupName: b, clientID: c, tenantID: d}",
        "azureDNS.clientSecretSecretRef: Required value"
      ),
      (
        "azureDNS, tenant",
        "azureDNS: {subscriptionID: a, resourceGroupName: b, clientID: c, clientSecretSecretRef: {name: a, key: b}}",
        "azureDNS.tenantID: Required value"
      ),
      (
        "azureDNS, identity",
        "azureDNS: {subscriptionID: a, resourceGroupName: b, managedIdentity: {clientID: a, resourceID: b}}",
        "managedIdentityClientID and managedIdentityResourceID cannot both be specified"
      ),
      (
        "azureDNS, identity of a tenant",
        "azureDNS: {subscriptionID: a, resourceGroupName: b, managedIdentity: {tenantID: a}}",
        "managedIdentityClientID is required when using managedIdentityTenantID"
      ),
      ("cloudDNS", "cloudDNS: {project: \"\"}", "cloudDNS.project: Required value"),
      ("cloudDNS, secret", "cloudDNS: {project: a, serviceAccountSecretRef: {name: a}}", "secret key is required"),
      ("cloudflare, none", "cloudflare: {email: a}", "apiKeySecretRef or apiTokenSecretRef is required"),
      (
        "cloudflare, both",
        "cloudflare: {email: a, apiKeySecretRef: {name: a, key: b}, apiTokenSecretRef: {name: a, key: b}}",
        "apiKeySecretRef and apiTokenSecretRef cannot both be specified"
      ),
      ("cloudflare, email", "cloudflare: {apiKeySecretRef: {name: a, key: b}}", "cloudflare.email: Required value"),
      (
        "route53", "route53: {accessKeyID: a, accessKeyIDSecretRef: {name: a, key: b}}",
        "accessKeyID and accessKeyIDSecretRef cannot both be specified"
      ),
      ("acmeDNS", "acmeDNS: {host: \"\", accountSecretRef: {name: a, key: b}}", "acmeDNS.host: Required value"),
      ("digitalocean", "digitalocean: {tokenSecretRef: {name: a}}", "secret key is required"),
      ("rfc2136", "rfc2136: {nameserver: \"\"}", "rfc2136.nameserver: Required value"),
      ("ValidNameserver", "rfc2136: {nameserver: \"2001:db8::1\"}", "nameserver must be set in the form host:port"),
      ("rfc2136, algorithm", "rfc2136: {nameserver: a, tsigAlgorithm: HMACSHA384}", "supported values: \"HMACMD5\""),
      (
        "rfc2136, secret", "rfc2136: {nameserver: a, tsigKeyName: a}",
        "rfc2136.tsigSecretSecretRef.name: Required value: secret name is required"
      ),
      (
        "rfc2136, key", "rfc2136: {nameserver: a, tsigSecretSecretRef: {name: a, key: b}}",
        "rfc2136.tsigKeyName: Required value"
      ),
      ("webhook", "webhook: {groupName: a, solverName: \"\"}", "solver name must be specified"),
    ])
}
