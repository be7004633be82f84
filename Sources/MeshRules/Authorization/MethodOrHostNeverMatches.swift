import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds methods and hosts in AuthorizationPolicies that no request has.
package struct MethodOrHostNeverMatches: Rule {
  package static let page = RulePage.methodOrHostNeverMatches

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for policy in context.mesh.authorizationPolicyIndex.policies {
      for operation in (policy.rules ?? []).flatMap({ $0.to ?? [] }).compactMap(\.operation) {
        for value in operation["methods"] + operation["notMethods"] {
          guard let (problem, help) = Self.problem(withMethod: value.value) else { continue }
          findings.report(.never(policy, "method", value, problem, help))
        }
        for value in operation["hosts"] + operation["notHosts"] {
          guard let problem = Self.problem(withHost: value.value) else { continue }
          findings.report(
            .never(policy, "host", value, problem, "write the host alone, as in cart.shop.svc.cluster.local"))
        }
      }
    }
  }

  /// Methods of RFC 9110, PATCH, and those of WebDAV and its relatives.
  private static let methods = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "PROPPATCH", "MKCOL",
    "COPY", "MOVE", "LOCK", "UNLOCK", "SEARCH", "REPORT", "PURGE", "LINK", "UNLINK", "QUERY",
  ]

  private static func problem(withMethod value: String) -> (problem: String, help: String)? {
    let literal = value.filter { $0 != "*" }
    if literal.contains("/") {
      return ("gRPC calls are POST, and their name is the path", "name the call in paths, and POST in methods")
    }
    if literal != literal.uppercased(), !methods.contains(literal) {
      return ("methods are compared with their case", "write \(value.uppercased())")
    }
    guard !value.contains("*"), !methods.contains(value), let meant = closest(to: value, of: methods) else {
      return nil
    }
    return ("there is no such method", "did you mean \(meant)?")
  }

  private static func problem(withHost value: String) -> String? {
    if value.contains("://") { return "a request names its host without scheme" }
    if value.contains("/") { return "a request names its host without path" }
    return value.contains(" ") ? "no host has a space" : nil
  }
}

extension RuleFinding {
  fileprivate static func never(
    _ policy: AuthorizationPolicy, _ what: String, _ value: Located<String>, _ problem: String, _ help: String
  ) -> RuleFinding {
    RuleFinding(
      "\(policy.title) names the \(what) \(quoted(value.value)), which no request has: "
        + problem,
      on: policy.metadata.reference, at: value.span, help: help)
  }
}
