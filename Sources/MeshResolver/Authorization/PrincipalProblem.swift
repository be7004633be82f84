/// Why a value of `principals` matches no client of the mesh.
package enum PrincipalProblem: Hashable, Sendable {
  /// How a value differs from an identity, `TRUSTDOMAIN/ns/NAMESPACE/sa/ACCOUNT`.
  package enum Form: Hashable, Sendable { case scheme, noTrustDomain, other }

  /// `suggestion`: What was probably meant; nil where that cannot be told.
  case malformed(Form, suggestion: String?)
  /// An asterisk inside, or a second one, which stands for itself.
  case literalAsterisk
  /// A trust domain whose clients the mesh does not let in.
  case foreign(trustDomain: String)
}

extension TrustDomains {
  /// What keeps a value of `principals` from matching; nil where it may match somebody.
  ///
  /// Identities are those that Istio gives, and that pass the handshake
  /// (`pkg/spiffe/spiffe.go`, `pilot/pkg/networking/plugin/authn/util.go`). A value with `$` or `{` is filled in by
  /// another tool, and not judged.
  ///
  /// `isForGateway`: Whether the clients may be of any other mesh, as those of a gateway are.
  package func problem(withPrincipal value: String, isForGateway: Bool = false) -> PrincipalProblem? {
    guard value != "*", !value.utf8.contains(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "{") }) else {
      return nil
    }
    var problem: PrincipalProblem?
    for principal in principals(for: value) {
      guard let found = PrincipalForm(principal).problem(admitting: isForGateway ? nil : admitted) else { return nil }
      problem = problem ?? found
    }
    switch problem {
    case .literalAsterisk:
      // The mesh's trust domain may be one that the asterisk stands for.
      return !isKnown && PrincipalForm(value).endsTrustDomainWithAsterisk ? nil : problem
    case .malformed(let form, _):
      if form == .other, isForGateway, PrincipalForm(value).isForeignIdentity { return nil }
      return .malformed(form, suggestion: suggestion(for: value))
    case .foreign: return .foreign(trustDomain: String(value.prefix { $0 != "/" }))
    case nil: return nil
    }
  }

  /// Whether no client has a trust domain that `trustDomains` names so.
  package func isForeign(trustDomainValue value: String) -> Bool {
    let pattern = TextPattern(value)
    return !trustDomains(for: value).contains { admitted.contains($0) } && !admitted.contains(where: pattern.matches)
  }

  /// The principal that a malformed value was probably meant to be.
  private func suggestion(for value: String) -> String? {
    let scheme = "spiffe://"
    var text = value.hasPrefix(scheme) ? value.dropFirst(scheme.count) : value[...]
    while text.hasPrefix("/") { text = text.dropFirst() }
    if !text.hasPrefix("*") { while text.hasSuffix("/") { text = text.dropLast() } }
    let own = names.first ?? "cluster.local"
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let account = text.split(separator: ":").map(String.init)
    var candidates = [String(text), text.lowercased()]
    switch parts.count {
    case 1 where account.count == 4 && account.starts(with: ["system", "serviceaccount"]):
      candidates.append("\(own)/ns/\(account[2])/sa/\(account[3])")
    case 2...4 where parts[0] == "ns": candidates.append("\(own)/\(text)")
    case 2 where !isLocal(parts[0]) && !parts[0].contains("."):
      candidates.append("\(own)/ns/\(parts[0])/sa/\(parts[1])")
    case 3 where parts[1] == "sa": candidates.append("\(own)/ns/\(parts[0])/sa/\(parts[2])")
    case 3 where parts[1] == "ns", 4 where parts[1] == "ns" && parts[3] == "sa":
      candidates.append("\(parts[0])/ns/\(parts[2])/*")
    case 5
    where ["ns", "namespace", "namespaces"].contains(parts[1].lowercased())
      && ["sa", "serviceaccount", "serviceaccounts", "service-account"].contains(parts[3].lowercased()):
      candidates.append("\(parts[0])/ns/\(parts[2])/sa/\(parts[4])")
    case 6 where parts[5] == "*": candidates.append(String(text.dropLast(2)))
    default: break
    }
    return candidates.first { candidate in
      principals(for: candidate).contains { PrincipalForm($0).problem(admitting: nil) == nil }
    }
  }
}

/// A principal cut at its slashes, and the end at which an asterisk stands.
struct PrincipalForm {
  private enum Open { case nowhere, start, end }

  private let open: Open
  private let parts: [Substring]
  private let body: Substring

  init(_ value: String) {
    if value.hasPrefix("*") {
      (open, body) = (.start, value.dropFirst())
    } else if value.hasSuffix("*") {
      (open, body) = (.end, value.dropLast())
    } else {
      (open, body) = (.nowhere, value[...])
    }
    parts = body.split(separator: "/", omittingEmptySubsequences: false)
  }

  /// Whether an asterisk ends the trust domain of a whole principal, as in `prod*/ns/shop/sa/cart`.
  var endsTrustDomainWithAsterisk: Bool {
    open == .nowhere && parts.count == 5 && parts[0].hasSuffix("*") && body.count(where: { $0 == "*" }) == 1
  }

  /// Whether this may be the identity of a client that no Istio gave its certificate.
  var isForeignIdentity: Bool {
    parts.count > 1 && parts[0].contains(".") && !parts.contains("ns") && !parts.contains("sa")
  }

  /// `admitted`: The trust domains of clients; nil for any.
  func problem(admitting admitted: [String]?) -> PrincipalProblem? {
    if open != .start, body.hasPrefix("spiffe:") { return .malformed(.scheme, suggestion: nil) }
    if body.utf8.contains(UInt8(ascii: "*")) { return .literalAsterisk }
    if open != .start, body.hasPrefix("/") { return .malformed(.noTrustDomain, suggestion: nil) }
    guard hasForm else { return .malformed(.other, suggestion: nil) }
    guard let admitted, let domain = parts.first else { return nil }
    let isAdmitted =
      switch open {
      case .nowhere: admitted.contains { $0 == domain }
      case .start: parts.count < 5 || admitted.contains { $0.hasSuffix(domain) }
      case .end: admitted.contains { parts.count > 1 ? $0 == domain : $0.hasPrefix(domain) }
      }
    return isAdmitted ? nil : .foreign(trustDomain: String(domain))
  }

  /// Whether some identity has the parts, of which one at the open end may go on.
  private var hasForm: Bool {
    guard parts.count <= 5, open != .nowhere || parts.count == 5 else { return false }
    let offset = open == .start ? 5 - parts.count : 0
    return parts.enumerated().allSatisfy { index, part in
      let isOpen = (open == .start && index == 0) || (open == .end && index == parts.count - 1)
      switch index + offset {
      case 0: return isOpen || !part.isEmpty
      case 1: return isKeyword("ns", part, isOpen: isOpen)
      case 3: return isKeyword("sa", part, isOpen: isOpen)
      default: return (isOpen || !part.isEmpty) && part.utf8.allSatisfy(Self.isNameByte)
      }
    }
  }

  private func isKeyword(_ keyword: String, _ part: Substring, isOpen: Bool) -> Bool {
    guard isOpen else { return part == keyword }
    return open == .start ? keyword.hasSuffix(part) : keyword.hasPrefix(part)
  }

  /// The characters of the names of namespaces and service accounts.
  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
  }
}
