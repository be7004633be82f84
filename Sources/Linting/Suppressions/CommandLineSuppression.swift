import Diagnostics
import MeshModel
import RuleCatalogue

/// What `--suppress CODE="KIND NAMESPACE/NAME"` asks for: no finding of a rule on some resources.
package struct Suppression: Sendable, CustomStringConvertible {
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

/// Leaves out what is suppressed by annotation or on the command line, as `istioctl analyze` does
/// (`pkg/config/analysis/local/istiod_analyze.go` filterMessages).
struct SuppressionFilter {
  private let suppressions: [Suppression]
  /// The codes and names that the annotation `galley.istio.io/analyze-suppress` of a resource lists.
  private let annotated: [ResourceReference: Set<String>]

  init(_ suppressions: [Suppression], _ mesh: Mesh) {
    self.suppressions = suppressions
    annotated = Dictionary(
      mesh.suppressing.map { metadata in
        let value = metadata.annotations["galley.istio.io/analyze-suppress"]?.value ?? ""
        return (metadata.reference, Set(value.split(separator: ",").map(String.init)))
      }
    ) { _, last in last }
  }

  /// Removes what is suppressed from `findings` and returns it, with who suppressed it.
  func takeSuppressed(from findings: inout [Finding]) -> [Finding] {
    var suppressed: [Finding] = []
    findings.removeAll { finding in
      guard let suppression = suppression(of: finding) else { return false }
      var finding = finding
      finding.suppression = suppression
      suppressed.append(finding)
      return true
    }
    return suppressed
  }

  private func suppression(of finding: Finding) -> AppliedSuppression? {
    if let codes = finding.object.flatMap({ annotated[$0] }),
      codes.contains("*") || codes.contains(finding.rule.code) || codes.contains(finding.rule.name)
    {
      return AppliedSuppression(source: .annotation)
    }
    return suppressions.contains { $0.covers(finding) } ? AppliedSuppression(source: .commandLine) : nil
  }
}

extension String {
  /// Whether this text is what a pattern describes in which `*` stands for any text.
  fileprivate func matches(glob pattern: String) -> Bool {
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
