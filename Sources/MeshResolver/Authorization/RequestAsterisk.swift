package import MeshModel

/// A value in which an asterisk stands for itself, although it was probably meant as a wildcard.
package struct RequestAsterisk: Sendable {
  /// An index into ``AuthorizationPolicyIndex/policies``.
  package var policy: Int
  package var attribute: RequestAttribute
  package var isNegated: Bool
  package var value: Located<String>
  /// What was probably meant; nil where that cannot be told.
  package var suggestion: String?
}

extension EffectiveMesh {
  /// The asterisks in requests' properties that are no wildcards. Those in principals are among
  /// ``NamedIdentities/problems``. In namespaces every asterisk is a wildcard, headers and claims may hold one, and the
  /// webhook refuses it elsewhere.
  package func literalAsterisks() -> [RequestAsterisk] {
    var found: [RequestAsterisk] = []
    for (index, policy) in authorizationPolicyIndex.policies.enumerated() {
      for clause in policy.clauses where clause.attribute.mayHoldNoAsterisk {
        for value in clause.values where value.value.hasLiteralAsterisk {
          if clause.attribute == .path, PathTemplate(value.value) != nil { continue }
          found.append(
            RequestAsterisk(
              policy: index, attribute: clause.attribute, isNegated: clause.isNegated, value: value,
              suggestion: clause.attribute == .path ? value.value.pathTemplate : nil))
        }
      }
    }
    return found
  }
}

extension RequestAttribute {
  /// Whether an asterisk in it is probably a mistake unless it is a wildcard.
  fileprivate var mayHoldNoAsterisk: Bool {
    switch self {
    case .host, .method, .path, .sni, .requestPrincipal: true
    default: false
    }
  }
}

extension String {
  /// Whether there is an asterisk beside the one at the start or, failing that, at the end
  /// (`pilot/pkg/security/authz/matcher/string.go`).
  fileprivate var hasLiteralAsterisk: Bool {
    let asterisk = UInt8(ascii: "*")
    guard utf8.contains(asterisk) else { return false }
    if utf8.first == asterisk { return utf8.dropFirst().contains(asterisk) }
    return utf8.dropLast().contains(asterisk)
  }

  /// The path with `{*}` for segments that are an asterisk; nil where asterisks stand elsewhere.
  fileprivate var pathTemplate: String? {
    var segments = segments.map(String.init)
    guard segments.count > 1, segments.first == "" else { return nil }
    if segments.last == "**" {
      segments.removeLast()
      guard !segments.contains(where: { $0.contains("*") }) else { return nil }
      return segments.joined(separator: "/") + "/*"
    }
    guard segments.allSatisfy({ $0 == "*" || !$0.contains("*") }) else { return nil }
    segments = segments.map { $0 == "*" ? "{*}" : $0 }
    if segments.last == "{*}" { segments[segments.count - 1] = "{**}" }
    return segments.joined(separator: "/")
  }
}
