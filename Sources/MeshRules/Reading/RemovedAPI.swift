import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds objects of kinds and versions that no API server takes any more.
package struct RemovedAPI: Rule {
  package static let page = RulePage.removedApi
  package static let scope = RuleScope.kubernetes
  package static var judgesPlaceholders: Bool { true }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for use in APIUse.all(in: context.mesh.mesh, byFile: true) {
      guard case .removed(let release) = use.api.state else { continue }
      findings.report(
        RuleFinding(
          "\(use.title) was removed in \(release)\(use.others)", on: use.first.reference,
          at: use.first.apiVersion.span, help: use.remedy, subject: .shared(use.title)))
    }
  }
}

/// The objects that are of one kind and retired version.
struct APIUse {
  private struct Key: Hashable {
    /// Nil where the files do not count.
    var file: FileID?
    var apiVersion: String
    var kind: String
  }

  var api: RetiredAPI
  /// The first of them.
  var first: Metadata
  var count = 1

  /// Every such group of the input, or of each of its files, in the order of the input.
  static func all(in mesh: Mesh, byFile: Bool) -> [APIUse] {
    var uses: [APIUse] = []
    var positions: [Key: Int] = [:]
    for object in mesh.retired {
      let metadata = object.metadata
      let key = Key(
        file: byFile ? metadata.apiVersion.span.file : nil, apiVersion: metadata.apiVersion.value,
        kind: metadata.kind.value)
      if let position = positions[key] {
        uses[position].count += 1
      } else {
        positions[key] = uses.count
        uses.append(APIUse(api: object.api, first: metadata))
      }
    }
    return uses
  }

  /// `Ingress of extensions/v1beta1`.
  var title: String { "\(first.kind.value) of \(first.apiVersion.value)" }

  /// The end of a message that counts the objects behind the first.
  var others: String {
    guard count > 1 else { return "" }
    return "; \(MeshRules.count(count - 1, "other object")) \(count == 2 ? "is" : "are") of it too"
  }

  var remedy: String? { api.replacement.map { "write \($0) instead" } }
}
