import Diagnostics
import YAMLTree

/// Works out what makes findings the same in other runs.
enum FindingIdentifier {
  /// Gives each finding its identity, in the order of the findings. Parses again the documents that have some.
  ///
  /// `files`: With their texts as they were read.
  static func identify(_ findings: inout [Finding], in files: SourceFiles) {
    for (file, indexes) in Dictionary(grouping: findings.indices, by: { findings[$0].span.file }) {
      var documents = DocumentFinder(YAMLSource(files.text(of: file)))
      for index in indexes.sorted(by: { findings[$0].span < findings[$1].span }) {
        let finding = findings[index]
        let place = finding.isAboutFile ? nil : documents.place(of: finding.span)
        findings[index].identity = FindingIdentity(
          rule: finding.rule.name, mesh: finding.mesh ?? "",
          object: finding.subject ?? finding.object?.identifier ?? place?.identifier ?? "", path: place?.path ?? "",
          occurrence: 0)
      }
    }
    var next: [FindingIdentity: Int] = [:]
    for index in findings.indices {
      guard let identity = findings[index].identity else { continue }
      findings[index].identity?.occurrence = next[identity, default: 0]
      next[identity, default: 0] += 1
    }
  }
}

extension Finding {
  /// Whether the finding has no place but the start of its file, whatever stands there.
  fileprivate var isAboutFile: Bool {
    object == nil && span.start == span.end && span.start == SourcePosition(line: 1, column: 1)
  }
}

extension ResourceReference {
  /// `group/Kind namespace/name`: the object whatever the version of its API.
  var identifier: String {
    let group = apiVersion.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    return group.isEmpty ? friendlyName : "\(group)/\(friendlyName)"
  }
}

extension ObjectPlace {
  /// As much of the text of an item as tells it from others. The texts of arguments can be whole programs.
  private static let longestItem = 100

  /// The identifier of the object; nil where it is no manifest.
  fileprivate var identifier: String? { ResourceReference(manifest: object)?.identifier }

  /// The way to the place, as ``FindingIdentity/path`` writes it.
  fileprivate var path: String {
    steps.reduce(into: "") { text, next in
      switch next.step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + key
      case .item(let name): text += "[\((name ?? "").prefix(Self.longestItem))]"
      }
    }
  }
}
