/// Texts of one form.
package enum TextPiece: Piece {
  case exact(String)
  /// Begin and end like that, without overlap; with both empty, everything but the empty text.
  case span(prefix: String, suffix: String)
  /// Paths that a template stands for; of their set only the bounds are used.
  case template(String)

  package static let everything: [TextPiece] = [.exact(""), .nonEmpty]
  static let nonEmpty = TextPiece.span(prefix: "", suffix: "")

  package init(_ pattern: TextPattern) {
    self =
      switch pattern {
      case .exact(let text): .exact(text)
      case .prefix(let text): .span(prefix: text, suffix: "")
      case .suffix(let text): .span(prefix: "", suffix: text)
      case .nonEmpty: .nonEmpty
      }
  }

  var isAtom: Bool {
    if case .exact = self { true } else { false }
  }

  /// A template always stands for some path, but what is common with another piece may be nothing.
  var isInhabited: Bool {
    if case .template = self { false } else { true }
  }

  var beginning: String? {
    switch self {
    case .exact(let text): text
    case .span(let prefix, _): prefix
    case .template: nil
    }
  }

  func isContained(in other: TextPiece) -> Proof {
    switch (self, other) {
    case (.exact(let text), .exact(let wanted)): return Proof(text == wanted)
    case (.exact(let text), .span(let prefix, let suffix)): return Proof(Self.matches(text, prefix, suffix))
    case (.exact(let text), .template(let template)):
      return Proof(PathTemplate(template)?.matches(text) ?? false)
    case (.span, .exact), (.span, .template): return .no
    case (.span(let prefix, let suffix), .span(let outerPrefix, let outerSuffix)):
      return Proof(prefix.hasPrefix(outerPrefix) && suffix.hasSuffix(outerSuffix))
    case (.template(let text), .template(let other)) where text == other: return .yes
    case (.template(let text), .span):
      if bound(of: text).isContained(in: other) == .yes { return .yes }
      return bound(of: text).intersection(other).isEmpty ? .no : .unknown
    case (.template, .exact), (.template, .template): return .unknown
    }
  }

  func intersection(_ other: TextPiece) -> [TextPiece] {
    switch (self, other) {
    case (.exact, _): return isContained(in: other) == .yes ? [self] : []
    case (_, .exact): return other.isContained(in: self) == .yes ? [other] : []
    case (.span(let prefix, let suffix), .span(let otherPrefix, let otherSuffix)):
      return Self.intersection((prefix, suffix), (otherPrefix, otherSuffix))
    case (.template(let text), .span):
      return bound(of: text).intersection(other).isEmpty ? [] : [self]
    case (.span, .template): return other.intersection(self)
    case (.template(let text), .template(let otherText)):
      return bound(of: text).intersection(bound(of: otherText)).isEmpty ? [] : [self]
    }
  }

  private static func matches(_ text: String, _ prefix: String, _ suffix: String) -> Bool {
    !text.isEmpty && text.utf8.count >= prefix.utf8.count + suffix.utf8.count && text.hasPrefix(prefix)
      && text.hasSuffix(suffix)
  }

  /// The span of the longer beginning and the longer end, and the texts in which the two overlap.
  private static func intersection(
    _ one: (prefix: String, suffix: String), _ other: (prefix: String, suffix: String)
  ) -> [TextPiece] {
    let prefix = one.prefix.utf8.count >= other.prefix.utf8.count ? one.prefix : other.prefix
    let suffix = one.suffix.utf8.count >= other.suffix.utf8.count ? one.suffix : other.suffix
    guard prefix.hasPrefix(one.prefix), prefix.hasPrefix(other.prefix), suffix.hasSuffix(one.suffix),
      suffix.hasSuffix(other.suffix)
    else { return [] }
    var pieces = [TextPiece.span(prefix: prefix, suffix: suffix)]
    let (whole, end) = (prefix.count, suffix.count)
    for overlap in stride(from: 1, through: min(whole, end), by: 1) {
      let text = prefix + suffix.dropFirst(overlap)
      if text.hasSuffix(suffix), matches(text, one.prefix, one.suffix), matches(text, other.prefix, other.suffix) {
        pieces.append(.exact(text))
      }
    }
    return pieces
  }

  /// Beginning and end that every path of a template has.
  private func bound(of template: String) -> TextPiece {
    let start = template.firstIndex(of: "{").map { String(template[..<$0]) } ?? ""
    let end = template.lastIndex(of: "}").map { String(template[template.index(after: $0)...]) } ?? ""
    return .span(prefix: start, suffix: end)
  }
}
