package import Diagnostics

/// What the catalogue says about one rule. The values come from `rules/<name>.md` at build time.
package struct RulePage: Sendable {
  /// How much a rule has to know of the mesh before it can judge.
  package enum Need: String, CaseIterable, Sendable {
    /// Only the object itself.
    case object
    /// The other resources of the object's namespace.
    case namespace
    /// Every resource of the mesh.
    case mesh
    /// Istio's mesh configuration: root namespace, trust domain, automatic mutual TLS.
    case meshConfig
    /// A definite answer on who gets a proxy.
    case injection
  }

  package let id: RuleID
  package let title: String
  package let severity: Severity
  package let confidence: Confidence
  package let needs: [Need]
  /// A number from 0.0 to 10.0 as GitHub code scanning wants it; nil for a rule that is not about security.
  package let securitySeverity: String?
  /// Common Weakness Enumeration numbers.
  package let cwe: [Int]
  package let tags: [String]
  /// The release that brought the rule.
  package let since: String
  /// The page's Markdown below its front matter.
  package let text: StaticString
}

extension RulePage {
  /// Where the pages are published. The only place that knows.
  package static let documentationBase = "https://meshlint.dev/rules/"

  package var documentationURL: String { Self.documentationBase + id.name }

  /// The page's first paragraph below the title: what the rule finds.
  package var summary: String {
    let paragraphs = text.description.split(separator: "\n\n", omittingEmptySubsequences: true)
    let paragraph = paragraphs.first { !$0.drop(while: \.isNewline).hasPrefix("#") }
    return paragraph.map { $0.split(separator: "\n").joined(separator: " ") } ?? title
  }

  /// The fenced YAML blocks under a heading, without their fences.
  package func examples(under heading: String) -> [String] {
    var examples: [String] = []
    var current: [Substring]?
    var isUnderHeading = false
    for line in text.description.split(separator: "\n", omittingEmptySubsequences: false) {
      if let lines = current {
        if line.hasPrefix("```") {
          if isUnderHeading { examples.append(lines.joined(separator: "\n") + "\n") }
          current = nil
        } else {
          current = lines + [line]
        }
      } else if line.hasPrefix("```yaml") {
        current = []
      } else if line.hasPrefix("## ") {
        isUnderHeading = line.dropFirst(3) == heading
      }
    }
    return examples
  }
}

extension RulePage {
  /// The page whose code or name is `text`, in any case.
  package static func named(_ text: some StringProtocol) -> RulePage? {
    let wanted = text.lowercased()
    return all.first { $0.id.name == wanted || $0.id.code.lowercased() == wanted }
  }

  /// The name or code that `text` was probably meant to be, or nil where none is near.
  package static func nearest(to text: String) -> String? {
    closest(to: text, of: all.map(\.id.name) + all.map(\.id.code))
  }
}
