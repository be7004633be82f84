import Diagnostics
import MeshModel

/// What `--suppress CODE="KIND NAMESPACE/NAME"` asks for: no finding of a rule on some resources.
package struct CommandLineSuppression: Sendable, CustomStringConvertible {
  /// A code or name of a rule.
  package var rule: String
  /// `Kind namespace/name`, in which `*` stands for any text.
  package var resource: String

  /// Nil where the text lacks the rule, the `=` or the resource.
  package init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    rule = parts[0]
    resource = parts[1]
  }

  package var description: String { "\(rule)=\(resource)" }

  /// Whether the resource has the form that istioctl's help still shows, `Kind name.namespace`, which names nothing.
  var isDotted: Bool { resource.contains(".") && !resource.contains("/") }

  func covers(_ finding: Finding) -> Bool {
    guard let object = finding.object, finding.rule.code == rule || finding.rule.name == rule else { return false }
    return object.friendlyName.matches(glob: resource)
  }
}

/// What is left out as `istioctl analyze` does it: by Istio's annotation, or on the command line
/// (`pkg/config/analysis/local/istiod_analyze.go` filterMessages).
struct IstioctlSuppressions {
  /// By the code or name of the rule.
  private let suppressions: [String: [CommandLineSuppression]]
  /// The codes and names that the annotations of the resources list.
  private let annotated: [ResourceReference: Set<String>]

  init(_ suppressions: [CommandLineSuppression], _ objects: [SuppressingObject] = []) {
    self.suppressions = Dictionary(grouping: suppressions, by: \.rule)
    let values = objects.compactMap { object in
      object.metadata.annotations[SuppressingObject.istioAnnotation].map { (object.metadata.reference, $0.value) }
    }
    annotated = Dictionary(values.map { ($0, Set($1.split(separator: ",").map(String.init))) }) { _, last in last }
  }

  var isEmpty: Bool { suppressions.isEmpty && annotated.isEmpty }

  func suppression(of finding: Finding) -> AppliedSuppression? {
    if let codes = finding.object.flatMap({ annotated[$0] }),
      codes.contains("*") || codes.contains(finding.rule.code) || codes.contains(finding.rule.name)
    {
      return AppliedSuppression(source: .annotation)
    }
    if suppressions.isEmpty { return nil }
    let ofRule = (suppressions[finding.rule.code] ?? []) + (suppressions[finding.rule.name] ?? [])
    return ofRule.contains { $0.covers(finding) } ? AppliedSuppression(source: .commandLine) : nil
  }
}

extension String {
  /// Whether this text is what a pattern describes in which `*` stands for any text.
  func matches(glob pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else { return self == pattern }
    guard hasPrefix(first), hasSuffix(last), utf8.count >= first.utf8.count + last.utf8.count else { return false }
    var rest = dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }
}
