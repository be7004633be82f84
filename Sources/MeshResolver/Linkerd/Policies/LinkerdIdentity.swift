/// Which identities an authorization of Linkerd lets in (`policy-controller/core/src/identity_match.rs`; the proxy
/// compares in `linkerd/proxy/server-policy/src/authz.rs` Suffix and `linkerd/app/inbound/src/policy.rs`).
package enum LinkerdIdentityPattern: Hashable, Sendable {
  /// `*` or `*.SUFFIX`: names of the form of DNS that end in these labels, of which there may be none.
  case suffix([Substring])
  case exact(String)

  package init(_ text: String) {
    if text == "*" {
      self = .suffix([])
    } else if text.hasPrefix("*.") {
      self = .suffix(text.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false))
    } else {
      self = .exact(text)
    }
  }

  /// SPIFFE IDs match exactly or not at all.
  package func matches(_ identity: String) -> Bool {
    switch self {
    case .exact(let name): return name == identity
    case .suffix(let labels):
      guard !identity.hasPrefix("spiffe://") else { return false }
      let own = identity.split(separator: ".", omittingEmptySubsequences: false)
      return own.count > labels.count && own.suffix(labels.count).elementsEqual(labels)
    }
  }

  /// Whether every identity that another pattern takes is taken by this one too.
  package func covers(_ other: LinkerdIdentityPattern) -> Bool {
    switch (self, other) {
    case (_, .exact(let name)): matches(name)
    case (.exact, .suffix): false
    case (.suffix(let own), .suffix(let longer)): longer.suffix(own.count).elementsEqual(own)
    }
  }
}
