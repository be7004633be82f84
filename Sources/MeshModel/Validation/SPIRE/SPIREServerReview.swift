import Diagnostics
import HCL

// What a server asks of its configuration (SPIRE `cmd/spire-server/cli/run/run.go` validateConfig, NewServerConfig).
extension SPIREConfigurationReview {
  mutating func checkServer(_ section: SPIREBlock, at span: SourceSpan) {
    check(section, against: .server, "server")
    require("trust_domain", in: section, of: "server", at: span, flags: ["trustDomain"])
    require("data_dir", in: section, of: "server", at: span, flags: ["dataDir"])
    if let subject = section.block("ca_subject") { check(subject, against: .subject, "ca_subject") }
    if let limit = section.block("ratelimit") { check(limit, against: .serverRateLimit, "ratelimit") }
    if let experimental = section.block("experimental") {
      check(experimental, against: .serverExperimental, "experimental")
      if experimental.has("event_timeout"), let other = experimental.items(named: "sql_transaction_timeout").last {
        refuse("has both event_timeout and sql_transaction_timeout", at: experimental.located(other).span)
      }
    }
    for id in section.strings("admin_ids") where !id.value.isOpen {
      if let problem = SPIFFEID.problem(with: id.value) {
        refuse("has \(goQuoted(id.value)) in admin_ids, which is no SPIFFE ID: \(problem)", at: id.span)
      }
    }
    for range in section.strings("proxy_protocol_trusted_cidrs") where !range.value.isOpen {
      if !range.value.contains("/") || AddressBlock(range.value) == nil {
        refuse("has \(goQuoted(range.value)) in proxy_protocol_trusted_cidrs, which is no CIDR", at: range.span)
      }
    }
    if let federation = section.block("federation") { checkFederation(federation) }
  }

  private mutating func checkFederation(_ federation: SPIREBlock) {
    if let endpoint = federation.block("bundle_endpoint"), let item = federation.items(named: "bundle_endpoint").first {
      check(endpoint, against: .bundleEndpoint, "bundle_endpoint")
      checkEndpoint(endpoint, at: federation.located(item).span)
    }
    for (name, other) in federation.blocks(in: "federates_with") where !name.value.isOpen {
      checkFederated(other, name)
    }
  }

  private mutating func checkEndpoint(_ endpoint: SPIREBlock, at span: SourceSpan) {
    if let acme = endpoint.block("acme") {
      check(acme, against: .acme, "acme")
      require("domain_name", in: acme, of: "acme", at: span)
      require("email", in: acme, of: "acme", at: span)
    }
    guard let profile = endpoint.block("profile"), let item = endpoint.items(named: "profile").first else { return }
    let place = endpoint.located(item).span
    if endpoint.has("acme") { return refuse("has both acme and profile in bundle_endpoint", at: place) }
    guard profile.items.count == 1 else {
      return refuse("has \(profile.items.count) profiles in bundle_endpoint, which takes one", at: place)
    }
    if let web = profile.block("https_web") {
      if let files = web.block("serving_cert_file") {
        require("file_sync_interval", in: files, of: "serving_cert_file", at: place)
      } else if !web.has("acme") {
        refuse("has neither acme nor serving_cert_file in the profile https_web", at: place)
      }
    } else if !profile.has("https_spiffe") {
      refuse(
        "has the profile \(goQuoted(profile.items[0].key)), and there are https_web and https_spiffe",
        at: profile.located(profile.items[0]).span)
    }
  }

  private mutating func checkFederated(_ other: SPIREBlock, _ name: Located<String>) {
    if let problem = SPIFFEID.problem(withTrustDomain: name.value) {
      refuse("federates with \(goQuoted(name.value)), which is no name of a trust domain: \(problem)", at: name.span)
    }
    let title = "federates_with \(goQuoted(name.value))"
    require("bundle_endpoint_url", in: other, of: title, at: name.span)
    if let url = other.string("bundle_endpoint_url"), !url.value.isEmpty,
      !url.value.lowercased().hasPrefix("https://")
    {
      refuse("has the bundle_endpoint_url \(goQuoted(url.value)), which must be https://", at: url.span)
    }
    guard let profile = other.block("bundle_endpoint_profile") else {
      return refuse("has no bundle_endpoint_profile in \(title)", at: name.span)
    }
    guard profile.items.count == 1, let item = profile.items.first else {
      return refuse("has \(profile.items.count) profiles in \(title), which takes one", at: name.span)
    }
    if let spiffe = profile.block("https_spiffe") {
      guard let id = spiffe.string("endpoint_spiffe_id") else {
        if !spiffe.has("endpoint_spiffe_id") { refuse("has no endpoint_spiffe_id in \(title)", at: name.span) }
        return
      }
      if let problem = SPIFFEID.problem(with: id.value) {
        refuse("has the endpoint_spiffe_id \(goQuoted(id.value)), which is no SPIFFE ID: \(problem)", at: id.span)
      }
    } else if !profile.has("https_web") {
      refuse(
        "has the profile \(goQuoted(item.key)), and there are https_web and https_spiffe",
        at: profile.located(item).span)
    }
  }
}
