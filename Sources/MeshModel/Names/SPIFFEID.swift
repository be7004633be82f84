/// A SPIFFE ID, such as `spiffe://example.org/ns/shop/sa/cart`, as SPIRE reads it (go-spiffe `spiffeid/`).
///
/// The standard's limits of 255 bytes for the trust domain and 2048 for the whole are not among what that library
/// checks.
package struct SPIFFEID: Hashable, Sendable {
  /// Why a text is none, in the words of the library.
  package struct Problem: Error, Hashable {
    package let text: String
  }

  package let trustDomain: String
  /// Empty, or what starts with a slash.
  package let path: String

  package init(_ text: String) throws(Problem) {
    if text.isEmpty { throw Problem(text: "cannot be empty") }
    guard text.hasPrefix(Self.scheme) else { throw Problem(text: "scheme is missing or invalid") }
    let name = text.utf8.dropFirst(Self.scheme.utf8.count).prefix { $0 != UInt8(ascii: "/") }
    guard name.allSatisfy(Self.isAllowedInTrustDomain) else { throw Self.badTrustDomain }
    if name.isEmpty { throw Self.noTrustDomain }
    trustDomain = String(Substring(name))
    path = String(text[name.endIndex...])
    if let problem = Self.problem(withPath: path) { throw Problem(text: problem) }
  }

  /// The trust domain that a text names, which may be the whole of an ID too.
  package static func trustDomain(_ text: String) throws(Problem) -> String {
    if text.isEmpty { throw noTrustDomain }
    // The library takes what has a colon before a slash for an ID.
    if text.contains(":/") { return try SPIFFEID(text).trustDomain }
    guard text.utf8.allSatisfy(isAllowedInTrustDomain) else { throw badTrustDomain }
    return text
  }

  /// Why a text is no SPIFFE ID; nil for one.
  static func problem(with text: String) -> String? {
    do throws(Problem) {
      _ = try SPIFFEID(text)
      return nil
    } catch {
      return error.text
    }
  }

  /// Why a text names no trust domain; nil where it does.
  static func problem(withTrustDomain text: String) -> String? {
    do throws(Problem) {
      _ = try trustDomain(text)
      return nil
    } catch {
      return error.text
    }
  }

  /// What SPIRE's server has against the ID as one of a workload (`pkg/server/api/id.go` VerifyTrustDomainWorkloadID);
  /// nil where nothing.
  package var problemAsWorkload: String? {
    if path.isEmpty { return "path is empty" }
    return path == "/spire" || path.hasPrefix("/spire/") ? "path is in the reserved namespace" : nil
  }

  private static let scheme = "spiffe://"
  private static let noTrustDomain = Problem(text: "trust domain is missing")
  private static let badTrustDomain = Problem(
    text: "trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores")

  private static func problem(withPath path: String) -> String? {
    if path.isEmpty { return nil }
    let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
    for (index, segment) in zip(segments.indices, segments) {
      if !segment.allSatisfy(isAllowedInPath) {
        return "path segment characters are limited to letters, numbers, dots, dashes, and underscores"
      }
      if segment.isEmpty {
        return index == segments.index(before: segments.endIndex)
          ? "path cannot have a trailing slash" : "path cannot contain empty segments"
      }
      if segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8) {
        return "path cannot contain dot segments"
      }
    }
    return nil
  }

  private static func isAllowedInTrustDomain(_ byte: UInt8) -> Bool {
    isAllowedInPath(byte) && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func isAllowedInPath(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
    default: Syntax.isAlphanumeric(byte)
    }
  }
}
