import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds claims and payloads that are copied to headers with a meaning of their own.
package struct ReservedTokenHeader: Rule {
  package static let page = RulePage.reservedTokenHeader

  package init() {}

  /// Headers that proxies or applications read as something else.
  private static let reserved: Set<String> = [
    "authorization", "host", "cookie", "content-length", "content-type", "transfer-encoding", "connection",
    "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-client-cert", "x-request-id", "forwarded",
    "x-envoy-original-path", "x-envoy-external-address", "x-real-ip",
  ]

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for policy in context.mesh.requestAuthenticationIndex.policies {
      for rule in policy.jwtRules {
        let outputs = rule.outputClaimToHeaders.map(\.header) + [rule.outputPayloadToHeader].compactMap { $0 }
        for header in outputs where Self.reserved.contains(header.value.lowercased()) {
          findings.report(
            RuleFinding(
              "\(policy.title) writes what the token says over the header "
                + "\(quoted(header.value)), which means something else",
              on: policy.metadata.reference, at: header.span, help: "use a header of its own, such as x-jwt-payload"))
        }
      }
    }
  }
}
