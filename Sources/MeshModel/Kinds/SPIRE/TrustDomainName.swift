/// The name of a SPIFFE trust domain, as SPIRE reads it: bare, or from the start of a SPIFFE ID (go-spiffe
/// `spiffeid/trustdomain.go` TrustDomainFromString).
package struct TrustDomainName: Hashable, Sendable {
  package let text: String

  /// Nil for what is no name.
  package init?(_ written: String) {
    var name = written[...]
    if let scheme = name.firstRange(of: "://") {
      guard name[..<scheme.lowerBound] == "spiffe", Self.isPath(name[scheme.upperBound...].drop { $0 != "/" }) else {
        return nil
      }
      name = name[scheme.upperBound...].prefix { $0 != "/" }
    }
    guard !name.isEmpty, name.utf8.allSatisfy(Self.isOfName) else { return nil }
    text = String(name)
  }

  /// The trust domain of a whole SPIFFE ID; nil where it is none.
  package init?(ofID id: String) {
    guard id.hasPrefix("spiffe://") else { return nil }
    self.init(id)
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
      UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func isPath(_ path: Substring) -> Bool {
    path.isEmpty
      || path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy { segment in
        !segment.isEmpty && segment != "." && segment != ".."
          && segment.utf8.allSatisfy { isOfName($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
      }
  }
}
