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
      let places = indexes.map { (index: $0, span: findings[$0].identifyingPlace) }
      for (index, span) in places.sorted(by: { ($0.span ?? .start(of: file)) < ($1.span ?? .start(of: file)) }) {
        let place = span.flatMap { documents.place(of: $0) }
        findings[index].path = place?.path ?? ""
        findings[index].identity = findings[index].identity(at: place)
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
  /// Where the way leads that makes the finding the same; nil where it is about a whole object or file.
  fileprivate var identifyingPlace: SourceSpan? {
    if case .suppression(_, let place) = subject { return place }
    return isAboutFile ? nil : span
  }

  fileprivate func identity(at place: ObjectPlace?) -> FindingIdentity {
    var identity = FindingIdentity(
      rule: rule.name, mesh: mesh ?? "", object: object?.identifier ?? place?.identifier ?? "",
      path: place?.path ?? "", occurrence: 0)
    switch subject {
    case nil: break
    case .shared(let subject): (identity.object, identity.path) = (subject, "")
    case .suppression(let names, _): identity.path += "[\(names)]"
    }
    return identity
  }

  /// Whether the finding has no place but the start of its file, whatever stands there.
  fileprivate var isAboutFile: Bool {
    object == nil && span.start == span.end && span.start == SourcePosition(line: 1, column: 1)
  }
}

extension SourceSpan {
  fileprivate static func start(of file: FileID) -> SourceSpan {
    let start = SourcePosition(line: 1, column: 1)
    return SourceSpan(file: file, start: start, end: start)
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
