package import Diagnostics
import YAMLTree

/// An Istio RequestAuthentication: which tokens are accepted.
package final class RequestAuthentication: Resource {
  package struct JWTRule: Sendable {
    /// A header in which a token may stand; `prefix` comes before it in the value.
    package struct Header: Sendable {
      package var name: Located<String>
      package var prefix: Located<String>?
    }

    /// A claim that is copied to a header of the request.
    package struct ClaimToHeader: Sendable {
      package var header: Located<String>
      package var claim: Located<String>
    }

    package var issuer: Located<String>?
    package var jwksURI: Located<String>?
    package var jwks: Located<String>?
    /// How many keys of `jwks` hold what only the signer of tokens may know.
    package var secretKeyCount: Int
    /// Whether Istio can make keys of `jwks`, of which it says itself when they are secret.
    package var hasReadableKeys: Bool
    package var audiences: [Located<String>]
    package var fromHeaders: [Header]
    package var fromParams: [Located<String>]
    package var fromCookies: [Located<String>]
    package var forwardOriginalToken: Located<Bool>?
    package var outputPayloadToHeader: Located<String>?
    package var outputClaimToHeaders: [ClaimToHeader]
    package var spaceDelimitedClaims: [Located<String>]
    package var span: SourceSpan

    init(_ node: ManifestNode) {
      issuer = node["issuer"]?.string
      jwksURI = node["jwksUri"]?.string
      jwks = node["jwks"]?.string
      secretKeyCount = jwks.map { Self.secretKeyCount(in: $0.value) } ?? 0
      hasReadableKeys = secretKeyCount == 0 || jwks.flatMap { try? JSONWebKeySet($0.value) } != nil
      audiences = node["audiences"]?.strings ?? []
      fromHeaders =
        node["fromHeaders"]?.compactMapItems { item in
          item["name"]?.string.map { Header(name: $0, prefix: item["prefix"]?.string) }
        } ?? []
      fromParams = node["fromParams"]?.strings ?? []
      fromCookies = node["fromCookies"]?.strings ?? []
      forwardOriginalToken = node["forwardOriginalToken"]?.bool
      outputPayloadToHeader = node["outputPayloadToHeader"]?.string
      outputClaimToHeaders =
        node["outputClaimToHeaders"]?.compactMapItems { item in
          guard let header = item["header"]?.string, let claim = item["claim"]?.string else { return nil }
          return ClaimToHeader(header: header, claim: claim)
        } ?? []
      spaceDelimitedClaims = node["spaceDelimitedClaims"]?.strings ?? []
      span = node.span
    }
  }

  package let metadata: Metadata
  package let selector: Selector?
  package let targetRefs: [ObjectReference]
  package let jwtRules: [JWTRule]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    selector = spec?["selector"].map { Selector($0, labels: $0["matchLabels"]) }
    targetRefs = ObjectReference.targets(in: spec)
    jwtRules = spec?["jwtRules"]?.compactMapItems(JWTRule.init) ?? []
  }
}

extension RequestAuthentication.JWTRule {
  /// A private exponent or key is `d`, a shared secret `k` (RFC 7518, section 6). Text that is no JSON holds none.
  private static func secretKeyCount(in text: String) -> Int {
    // Public keys have neither member, and need no reading.
    guard text.contains("\"d\"") || text.contains("\"k\""), let root = try? YAMLTree.parse(text).documents.first else {
      return 0
    }
    var count = 0
    func add(_ key: YAMLNode) {
      let isShared = key["kty"]?.string == "oct" && key["k"] != nil
      if isShared || key["d"] != nil { count += 1 }
    }
    if let keys = root["keys"] { keys.forEachItem(add) } else { add(root) }
    return count
  }
}
