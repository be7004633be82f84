import Diagnostics
import MeshModel
import MeshRules
import RuleCatalogue

/// A suppression and what it is for.
struct PlacedSuppression: Sendable {
  enum Scope: Sendable {
    /// What stands anywhere in a file.
    case file(FileID)
    /// What starts on some lines.
    case lines(FileID, ClosedRange<UInt32>)
    /// What starts in a stretch of a file.
    case extent(SourceSpan)
    /// What is about an object, or about something in its manifest that is no object.
    case object(Metadata)
    /// What is about objects that a pattern describes: `Kind namespace/name`, in which `*` stands for any text.
    case pattern(String)
    /// Nothing, for what is wrong with it.
    case nothing
  }

  var written: WrittenSuppression
  var scope: Scope
  /// Whether the file is a template, of which nobody knows what it will hold.
  var isInTemplate = false

  /// What is left of it in a file that turned out to be a template; nil for nothing.
  var ofTemplate: PlacedSuppression? {
    guard case .file = scope else { return nil }
    return PlacedSuppression(written: written, scope: scope, isInTemplate: true)
  }
}

extension WrittenSuppression.Target.Choice {
  /// What a name in a suppression means.
  init(_ text: String) {
    if text == "all" { self = .all } else { self = RulePage.named(text).map { .rule($0.id) } ?? .unknown(text) }
  }
}

/// What follows the rules of a suppression: `reason; until=2027-01-31`, of which either may be missing.
struct SuppressionTerms {
  var reason: String?
  /// The last day, with the number of Unicode scalars in front of it.
  var until: (text: String, offset: Int)?

  init(_ text: some Collection<Unicode.Scalar>) {
    var reasons: [String] = []
    var offset = 0
    for part in text.split(separator: ";", omittingEmptySubsequences: false) {
      let indent = part.prefix { $0.properties.isWhitespace }.count
      let words = part.trimmed
      if words.hasPrefix("until=") {
        until = (String(words.dropFirst("until=".count)), offset + indent + "until=".count)
      } else if !words.isEmpty {
        reasons.append(words)
      }
      offset += part.count + 1
    }
    reason = reasons.isEmpty ? nil : reasons.joined(separator: "; ")
  }
}

extension Collection<Unicode.Scalar> {
  /// The text without surrounding white space.
  var trimmed: String {
    let start = drop { $0.properties.isWhitespace }
    var text = String.UnicodeScalarView(start)
    while text.last?.properties.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// The names between commas, each with the number of Unicode scalars in front of it; empty ones are left out.
  var listed: [(name: String, offset: Int)] {
    var found: [(name: String, offset: Int)] = []
    var offset = 0
    for part in split(separator: ",", omittingEmptySubsequences: false) {
      let name = part.trimmed
      if !name.isEmpty { found.append((name, offset + part.prefix { $0.properties.isWhitespace }.count)) }
      offset += part.count + 1
    }
    return found
  }
}
