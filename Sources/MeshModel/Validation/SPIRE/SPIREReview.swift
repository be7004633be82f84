import Diagnostics
import StructuralSchema
import YAMLTree

/// What the webhook of SPIRE's controller manager says about one object (spire-controller-manager `api/v1alpha1/`
/// clusterspiffeid_webhook.go and clusterfederatedtrustdomain_webhook.go).
///
/// The texts are its own. It stops at the first mistake; here there is one text for each, at the scalar that is wrong.
/// What the CustomResourceDefinition refuses before is left to the schema of the kind.
struct SPIREReview {
  let metadata: Metadata
  private(set) var rejections: [Rejection] = []

  init(_ metadata: Metadata) { self.metadata = metadata }

  /// Goes through an object. There is no webhook for a ClusterStaticEntry, whose mistakes show when it is read.
  mutating func validate(_ root: ManifestNode, as kind: SPIREKind) {
    guard let spec = root["spec"] else { return }
    switch kind {
    case .clusterSPIFFEID: validateClusterSPIFFEID(spec)
    case .federatedTrustDomain: validateFederatedTrustDomain(spec)
    case .staticEntry: validateStaticEntry(spec)
    }
  }

  mutating func refuse(
    _ reason: String, at span: SourceSpan, remedy: String? = nil, consequence: Rejection.Consequence = .refusal
  ) {
    var rejection = Rejection(metadata, reason, at: span, consequence: consequence)
    rejection.remedy = remedy
    rejections.append(rejection)
  }

  // MARK: ClusterSPIFFEID

  private mutating func validateClusterSPIFFEID(_ spec: ManifestNode) {
    if let template = spec["spiffeIDTemplate"]?.string {
      if template.value.isEmpty { refuse("empty SPIFFEID template", at: template.span) }
      check(template, named: "spiffeIDTemplate", "invalid SPIFFEID template")
    }
    for template in spec["dnsNameTemplates"]?.strings ?? [] {
      check(template, named: "dnsNameTemplate", "invalid dnsNameTemplate value")
    }
    for template in spec["workloadSelectorTemplates"]?.strings ?? [] {
      check(template, named: "workloadSelectorTemplate", "invalid workloadSelectorTemplates value")
    }
    for domain in spec["federatesWith"]?.strings ?? [] { check(trustDomain: domain, "federatesWith") }
    for selector in [spec["namespaceSelector"], spec["podSelector"]] { selector.map { check(selector: $0) } }
    for duration in [spec["ttl"], spec["jwtTtl"]] {
      guard let text = duration?.string, let problem = GoDuration.problem(with: text.value) else { continue }
      refuse(problem, at: text.span, remedy: "write hours, minutes and seconds, such as `48h` or `1h30m`")
    }
  }

  private mutating func check(_ template: Located<String>, named name: String, _ words: String) {
    do throws(GoTemplate.Problem) {
      _ = try GoTemplate(template.value, named: name)
    } catch {
      refuse("\(words): \(error.text)", at: template.span)
    }
  }

  private mutating func check(trustDomain domain: Located<String>, _ field: String) {
    do throws(SPIFFEID.Problem) {
      _ = try SPIFFEID.trustDomain(domain.value)
    } catch {
      let lowercase = domain.value.lowercased()
      let isOfCase = lowercase != domain.value && (try? SPIFFEID.trustDomain(lowercase)) != nil
      refuse(
        "invalid \(field) value: \(error.text)", at: domain.span,
        remedy: isOfCase ? "write \(goQuoted(lowercase))" : nil)
    }
  }

  /// Apimachinery `pkg/apis/meta/v1/helpers.go` LabelSelectorAsSelector.
  private mutating func check(selector: ManifestNode) {
    selector["matchExpressions"]?.forEachItem { item in
      guard let relation = item["operator"]?.string else { return }
      let count = item["values"]?.strings.count ?? 0
      switch relation.value {
      case "In", "NotIn":
        if count == 0 {
          refuse(
            "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty",
            at: (item["values"] ?? item).span)
        }
      case "Exists", "DoesNotExist":
        if count > 0 { refuse("values set must be empty for exists and does not exist", at: relation.span) }
      default: refuse("\(goQuoted(relation.value)) is not a valid label selector operator", at: relation.span)
      }
    }
  }

  // MARK: ClusterFederatedTrustDomain

  private mutating func validateFederatedTrustDomain(_ spec: ManifestNode) {
    if let domain = spec["trustDomain"]?.string { check(trustDomain: domain, "trustDomain") }
    if let url = spec["bundleEndpointURL"]?.string, let problem = Self.problem(withEndpoint: url.value) {
      refuse("invalid bundleEndpointURL value: \(problem)", at: url.span)
    }
    if let profile = spec["bundleEndpointProfile"] { check(profile: profile) }
    if let bundle = spec["trustDomainBundle"]?.string, let problem = Self.problem(withBundle: bundle.value) {
      let isPEM = bundle.value.contains("-----BEGIN")
      refuse(
        "invalid trustDomainBundle value: spiffebundle: \(problem)", at: bundle.span,
        remedy: isPEM ? "write what `spire-server bundle show -format spiffe` prints there, which is JSON" : nil)
    }
  }

  /// `pkg/spireapi/types.go` ValidateBundleEndpointURL.
  private static func problem(withEndpoint text: String) -> String? {
    if text.isEmpty { return "bundle endpoint URL is missing" }
    do throws(GoURL.Problem) {
      let url = try GoURL(text)
      if url.scheme != "https" { return "scheme must be https" }
      if url.host.isEmpty, url.port.isEmpty { return "host must be specified" }
      let authority = text.dropFirst("https://".count).prefix { !["/", "?", "#"].contains($0) }
      return authority.contains("@") ? "cannot contain userinfo" : nil
    } catch {
      return error.text
    }
  }

  private mutating func check(profile: ManifestNode) {
    let id = profile["endpointSPIFFEID"]?.string
    let field = "invalid bundle endpoint profile endpointSPIFFEID value"
    switch profile["type"]?.node.string {
    case "https_web":
      if let id, !id.value.isEmpty {
        refuse("\(field): not applicable to the \"https_web\" profile", at: id.span)
      }
    case "https_spiffe":
      do throws(SPIFFEID.Problem) {
        _ = try SPIFFEID(id?.value ?? "")
      } catch {
        refuse("\(field): \(error.text)", at: (id?.span ?? profile["type"]?.span) ?? profile.span)
      }
    default: break
    }
  }

  /// Go-spiffe `bundle/spiffebundle/bundle.go` Parse, but for the keys themselves.
  private static func problem(withBundle text: String) -> String? {
    let value: GoJSON.Value
    do throws(GoJSON.Problem) {
      value = try GoJSON.firstValue(of: text)
    } catch {
      return "unable to parse JWKS: \(error.text)"
    }
    guard case .object(let fields) = value else {
      return "unable to parse JWKS: json: cannot unmarshal \(value.kind) into Go value of type spiffebundle.bundleDoc"
    }
    guard case .array(let keys) = fields.last(where: { $0.key == "keys" })?.value else { return "no authorities found" }
    for (index, key) in keys.enumerated() {
      guard case .object(let key) = key, case .string(let use) = key.last(where: { $0.key == "use" })?.value else {
        continue
      }
      if use == "x509-svid" {
        let written = key.last { $0.key == "x5c" }?.value
        let count = if case .array(let certificates) = written { certificates.count } else { 0 }
        if count != 1 { return "expected a single certificate in x509-svid entry \(index); got \(count)" }
      }
    }
    return nil
  }
}
