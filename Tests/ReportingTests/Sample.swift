import Diagnostics
import Foundation
import Reporting
import RuleCatalogue

extension SourceSpan {
  /// A place on one line of one file of a sample.
  static func at(_ line: Int, _ columns: Range<Int>, file: Int = 0) -> SourceSpan {
    SourceSpan(
      file: FileID(file), start: SourcePosition(line: line, column: columns.lowerBound),
      end: SourcePosition(line: line, column: columns.upperBound))
  }
}

extension Finding {
  /// A finding of a rule that the catalogue has.
  static func sample(
    _ message: String = "The cart is open", rule: RulePage = .mtlsPolicyConflict, severity: Severity = .error,
    object: ResourceReference? = nil, at span: SourceSpan = .at(1, 1..<2), related: [Related] = []
  ) -> Finding {
    Finding(
      rule: rule.id, severity: severity, confidence: .high, message: message, object: object, span: span,
      related: related)
  }

  func with(_ change: (inout Finding) -> Void) -> Finding {
    var finding = self
    change(&finding)
    return finding
  }
}

extension Report {
  static func sample(
    _ findings: [Finding], text: String = "mode: STRICT\n", path: String = "k8s/cart.yaml", meshes: [String] = []
  ) -> Report {
    var report = Report(
      files: SourceFiles([SourceFiles.File(path: path, text: Array(text.utf8))]), findings: findings,
      summary: Summary())
    report.meshes = meshes
    report.rules = [RulePage.mtlsPolicyConflict.id, RulePage.unreadableInput.id, RulePage.duplicateResource.id]
    return report
  }
}

/// A value of a JSON document, to look into.
struct JSON {
  let value: Any?

  init(_ value: Any?) { self.value = value }

  init(text: String) throws { value = try JSONSerialization.jsonObject(with: Data(text.utf8)) }

  subscript(key: String) -> JSON { JSON((value as? [String: Any])?[key]) }
  subscript(index: Int) -> JSON { JSON(items.indices.contains(index) ? items[index].value : nil) }

  var items: [JSON] { (value as? [Any])?.map(JSON.init) ?? [] }
  var string: String? { value as? String }
  var number: Int? { value as? Int }
  var keys: Set<String> { Set((value as? [String: Any])?.keys.map { $0 } ?? []) }
}

let sampleRoot = SourceRoot(path: "/repository", workingDirectory: "/repository")

extension SourceRoot {
  /// With files below the root that renderers name as origins.
  static func sample(_ origins: [String: String]) -> SourceRoot {
    var root = sampleRoot
    for (path, text) in origins {
      root.origins[path] = OriginFile(path: "\(root.path)/\(path)", text: Array(text.utf8))
    }
    return root
  }
}

func sarif(_ report: Report, root: SourceRoot = sampleRoot, showsSuppressed: Bool = false) throws -> JSON {
  try JSON(text: sarifReport(report, version: "1.2.3", root: root, showsSuppressed: showsSuppressed))
}
