package import Diagnostics
package import MeshModel

/// A suppression as somebody wrote it into a manifest or the configuration, and what became of it.
package struct WrittenSuppression: Sendable {
  /// One of the rules that it names.
  package struct Target: Sendable {
    package enum Choice: Hashable, Sendable {
      case all
      case rule(RuleID)
      /// A name that no rule has.
      case unknown(String)
    }

    package var choice: Choice
    package var span: SourceSpan
    /// Whether it left something out, or would have if it were heeded.
    package var isUsed = false
    /// Whether the run would have found what it leaves out, were there something.
    package var isJudged = false

    package init(_ choice: Choice, at span: SourceSpan) {
      self.choice = choice
      self.span = span
    }
  }

  /// Why it has no effect.
  package struct Flaw: Sendable {
    package var message: String
    package var help: String
    package var span: SourceSpan

    package init(_ message: String, help: String, at span: SourceSpan) {
      self.message = message
      self.help = help
      self.span = span
    }
  }

  package var source: AppliedSuppression.Source
  package var targets: [Target]
  package var reason: String?
  /// The last day on which it holds, as it is written.
  package var until: Located<String>?
  /// The whole of it.
  package var span: SourceSpan
  /// What it stands at: the key or item below or before a comment, the name of an annotation; nil for a whole object or
  /// file.
  package var place: SourceSpan?
  /// The object that it stands in.
  package var object: ResourceReference?
  /// The objects that an entry of the configuration names.
  package var pattern: String?
  package var flaw: Flaw?
  package var isExpired = false

  package init(
    source: AppliedSuppression.Source, targets: [Target], reason: String? = nil, until: Located<String>? = nil,
    span: SourceSpan, object: ResourceReference? = nil, flaw: Flaw? = nil
  ) {
    self.source = source
    self.targets = targets
    self.reason = reason
    self.until = until
    self.span = span
    place = span
    self.object = object
    self.flaw = flaw
  }

  /// Whether it leaves anything out.
  package var isInForce: Bool { flaw == nil && !isExpired }
}

extension WrittenSuppression {
  /// `suppression of mtls-permissive and placeholder`.
  var title: String {
    let names = targets.map(\.name)
    return names.isEmpty ? "suppression" : "suppression of \(list(names))"
  }

  /// What makes findings about it the same in other runs.
  ///
  /// `targets`: Those that the finding is about.
  func subject(of targets: [Target]) -> Finding.Subject {
    let names = targets.map(\.choice.name).sorted() + (pattern.map { [$0] } ?? [])
    return .suppression(of: names.joined(separator: ", "), at: place)
  }
}

extension WrittenSuppression.Target {
  var name: String {
    switch choice {
    case .all: "all rules"
    case .rule(let rule): rule.name
    case .unknown(let text): quoted(text)
    }
  }
}

extension WrittenSuppression.Target.Choice {
  /// The name of the rule, whether it is written by code or name.
  fileprivate var name: String {
    switch self {
    case .all: "all"
    case .rule(let rule): rule.name
    case .unknown(let text): text
    }
  }
}
