import Diagnostics
import YAMLTree

/// Works out what makes findings the same in other runs.
enum FindingIdentifier {
  /// Gives each finding its identity, in the order of the findings. Parses again the documents that have some.
  ///
  /// `files`: With their texts as they were read.
  static func identify(_ findings: inout [Finding], in files: SourceFiles) {
    var next: [FindingIdentity: Int] = [:]
    for (file, indexes) in Dictionary(grouping: findings.indices, by: { findings[$0].span.file }) {
      var places = PlaceFinder(files.text(of: file))
      for index in indexes.sorted(by: { findings[$0].span < findings[$1].span }) {
        let finding = findings[index]
        let place = places.place(of: finding.span.start)
        findings[index].identity = FindingIdentity(
          rule: finding.rule.name, mesh: finding.mesh ?? "",
          object: finding.object?.identifier ?? place?.object ?? "", path: place?.path ?? "", occurrence: 0)
      }
    }
    for index in findings.indices {
      guard let identity = findings[index].identity else { continue }
      findings[index].identity?.occurrence = next[identity, default: 0]
      next[identity, default: 0] += 1
    }
  }
}

extension ResourceReference {
  /// `group/Kind namespace/name`: the object whatever the version of its API.
  var identifier: String {
    let group = apiVersion.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    return group.isEmpty ? friendlyName : "\(group)/\(friendlyName)"
  }
}

/// Says where in a manifest the places of one file are, asked for in ascending order.
private struct PlaceFinder {
  struct Place {
    /// The object of the document that holds the place; nil where it is no manifest.
    var object: String?
    var path: String
  }

  private var documents: DocumentFinder

  init(_ text: [UInt8]) { documents = DocumentFinder(YAMLSource(text)) }

  mutating func place(of position: SourcePosition) -> Place? {
    documents.move(toLine: Int(position.line))
    let found = documents.trees.lazy.compactMap { $0.path(toLine: Int(position.line), column: Int(position.column)) }
      .last
    guard let (document, steps) = found else { return nil }
    return Place(document, steps)
  }
}

extension PlaceFinder.Place {
  fileprivate init(_ document: YAMLNode, _ steps: [YAMLPathStep]) {
    var steps = steps[...]
    let kind = document["kind"]?.string
    // An item of a List is an object of its own.
    if kind?.hasSuffix("List") == true, steps.first == .key("items"), steps.count > 1 {
      steps = steps.dropFirst(2)
    } else {
      object = kind.map { kind in
        ResourceReference(
          apiVersion: document["apiVersion"]?.string ?? "", kind: kind,
          namespace: document["metadata"]?["namespace"]?.string, name: document["metadata"]?["name"]?.string ?? ""
        ).identifier
      }
    }
    path = steps.reduce(into: "") { text, step in
      switch step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + key
      case .item(let name): text += "[\(name ?? "")]"
      }
    }
  }
}
