import Diagnostics
import MeshModel
package import RuleCatalogue

/// What a text of a `.meshlint.yaml` must be.
enum ConfigurationText: Sendable {
  case any
  /// The name of a mesh.
  case name
  /// A path, relative to the file that it stands in.
  case path
  /// A pattern of paths, relative to the directory of the file that it stands in.
  case pattern
  /// A pattern of files to read or to leave out, relative to the same.
  case filePattern
  /// A namespace, in which `{1}` stands for what the first star of the pattern does.
  case namespace
  /// A rule, by code or name.
  case rule
  /// Rules: a code or name, one with stars, or a tag.
  case rules
  /// `Kind namespace/name`, with stars.
  case object
  case date
  /// A length of time such as `45d`.
  case period
  case istioVersion
  case word([String])
  /// `FORMAT` or `FORMAT=FILE`.
  case reportFormat([String])

  /// Whether a value is the text that was meant though YAML reads something else, such as the version `1.29` or the
  /// word `off`.
  func isMeant(by text: String) -> Bool {
    switch self {
    case .istioVersion, .date: true
    case .word(let words): words.contains(text)
    default: false
    }
  }

  /// The text with a path in it as one that can be opened.
  func locating(_ text: String, by located: (String) -> String) -> String {
    switch self {
    case .path: return located(text)
    case .reportFormat:
      guard let equals = text.firstIndex(of: "=") else { return text }
      return text[...equals] + located(String(text[text.index(after: equals)...]))
    default: return text
    }
  }

  /// What is wrong with a text; nil where nothing is.
  func problem(with text: String) -> String? {
    switch self {
    case .any, .path: text.isEmpty ? "this is empty" : nil
    case .name:
      text.isEmpty || text.contains { $0.isWhitespace || $0 == "," } ? "'\(text)' is no name for a mesh" : nil
    case .pattern:
      PathPattern.starCount(of: text) == nil ? Self.unusablePattern(text) : nil
    case .filePattern: FileFilter.isPattern(text) ? nil : Self.unusablePattern(text)
    case .namespace:
      NamespaceTemplate(text) == nil ? "'\(text)' is no namespace; {1} stands for what the first star does" : nil
    case .rule: RulePage.named(text) == nil ? Self.unknownRule(text) : nil
    case .rules: RulePage.all(matching: text).isEmpty ? Self.unknownRule(text) : nil
    case .object:
      [[false, false], text.contains("*") ? [false] : []]
        .contains(text.split(separator: " ", omittingEmptySubsequences: false).map(\.isEmpty))
        ? nil : "'\(text)' is no resource; expected 'Kind namespace/name'"
    case .date: Day(text) != nil ? nil : "'\(text)' is no day such as 2027-01-31"
    case .period: secondsOfPeriod(text) == nil ? "'\(text)' is no length of time such as 45d or 12h" : nil
    case .istioVersion:
      Schemas(istio: text) == nil
        ? "'\(text)' is no version of Istio that is known; expected one from \(Schemas.oldest) to \(Schemas.newest)"
        : nil
    case .word(let words): words.contains(text) ? nil : Self.unknown(text, of: words)
    case .reportFormat(let formats):
      Self.unknown(text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init), formats)
    }
  }

  private static func unusablePattern(_ text: String) -> String {
    "'\(text)' is no pattern such as 'k8s/dev/**' or '*.tmpl.yaml'"
      + (text.hasPrefix("!") ? "; what it takes back belongs into a .meshlintignore" : "")
  }

  private static func unknown(_ parts: [String], _ formats: [String]) -> String? {
    if parts.last == "" { return "a format or file is missing; expected FORMAT or FORMAT=FILE" }
    return formats.contains(parts[0]) ? nil : unknown(parts[0], of: formats)
  }

  private static func unknown(_ text: String, of words: [String]) -> String {
    "'\(text)' is none of \(words.joined(separator: ", "))" + didYouMean(closest(to: text, of: words))
  }

  private static func unknownRule(_ text: String) -> String {
    "there is no rule '\(text)'" + didYouMean(RulePage.nearest(to: text))
  }
}

extension RulePage {
  /// The rules that a text names: by code or name, by a pattern of these with stars, or by a tag.
  package static func all(matching text: String) -> [RulePage] {
    if let page = named(text) { return [page] }
    guard text.contains("*") else { return all.filter { $0.tags.contains(text) } }
    guard let pattern = GlobPattern(text.lowercased()) else { return [] }
    return all.filter { pattern.matches($0.id.name) || pattern.matches($0.id.code.lowercased()) }
  }
}
