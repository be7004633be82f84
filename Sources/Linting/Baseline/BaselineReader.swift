package import Diagnostics
import YAMLTree

extension Baseline {
  /// Reads a file that `meshlint baseline` wrote.
  ///
  /// Throws: ``UnusableFile`` with the place of the first thing that is wrong.
  package static func read(_ path: String, in tree: any FileTree = WorkingTree()) throws(UnusableFile) -> Baseline {
    let bytes: [UInt8]
    do throws(UnreadableFile) { bytes = try tree.read(path) } catch {
      let remedy = tree.exists(path) ? "" : "; meshlint baseline create writes it"
      throw UnusableFile(path: path, message: error.message + remedy)
    }
    return try parse(bytes, path: path)
  }

  /// Reads what such a file holds; `path` is for messages.
  package static func parse(_ bytes: [UInt8], path: String) throws(UnusableFile) -> Baseline {
    if let line = firstConflict(in: bytes) {
      throw UnusableFile(
        path: "\(path):\(line):1", message: "a merge left a conflict here; keep the entries of both sides, once each")
    }
    let tree: YAMLTree
    do throws(YAMLError) { tree = try YAMLTree.parse(String(decoding: bytes, as: UTF8.self)) } catch {
      throw UnusableFile(path: "\(path):\(error.line):\(error.column)", message: error.message)
    }
    let reader = BaselineReader(path: path)
    guard let root = tree.documents.first, root.isMapping else {
      throw UnusableFile(path: path, message: "is no baseline; meshlint baseline create --force writes one")
    }
    if let extra = tree.documents.dropFirst().first { throw reader.problem("a baseline is one document", at: extra) }
    if let key = tree.duplicateKeys.first?.second {
      throw reader.problem("\"\(key.string ?? "")\" stands twice", at: key)
    }
    return try reader.baseline(root)
  }

  /// The line of the first marker that git leaves in a file where two sides changed the same.
  private static func firstConflict(in bytes: [UInt8]) -> Int? {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let markers = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].map { Array($0.utf8) }
    return lines.firstIndex { line in markers.contains { line.starts(with: $0) } }.map { $0 + 1 }
  }
}

private struct BaselineReader {
  let path: String

  func baseline(_ root: YAMLNode) throws(UnusableFile) -> Baseline {
    guard let version = root["version"] else { throw problem("a baseline has a \"version\"", at: root) }
    guard version.int == Baseline.version else {
      throw problem(
        "this meshlint reads version \(Baseline.version) of baselines, not \(version.string ?? "this")", at: version)
    }
    try refuseOthers(than: ["schema", "version", "includeErrors", "findings"], in: root)
    var baseline = Baseline()
    if let includesErrors = root["includeErrors"] {
      guard let value = includesErrors.bool else {
        throw problem("\"includeErrors\" is true or false", at: includesErrors)
      }
      baseline.includesErrors = value
    }
    guard let findings = root["findings"], findings.isSequence else {
      throw problem("the \"findings\" of a baseline are an array", at: root["findings"] ?? root)
    }
    for node in findings.items where !(node.isMapping && node.pairs.isEmpty) {
      let (identity, count) = try entry(node)
      guard baseline.counts.updateValue(count, forKey: identity) == nil else {
        throw problem("this entry stands twice; leave one of the two lines out", at: node)
      }
    }
    return baseline
  }

  private func entry(_ node: YAMLNode) throws(UnusableFile) -> (FindingIdentity, Int) {
    guard node.isMapping else { throw problem("an entry is an object", at: node) }
    try refuseOthers(than: ["rule", "mesh", "object", "path", "count", "fingerprint"], in: node)
    guard let rule = try text("rule", of: node), let object = try text("object", of: node),
      let path = try text("path", of: node)
    else { throw problem("an entry has \"rule\", \"object\", \"path\" and \"count\"", at: node) }
    guard let count = node["count"]?.int, count > 0 else {
      throw problem("the \"count\" of an entry is a whole number from 1", at: node["count"] ?? node)
    }
    let identity = FindingIdentity(
      rule: rule, mesh: try text("mesh", of: node) ?? "", object: object, path: path, occurrence: 0)
    if let fingerprint = node["fingerprint"], fingerprint.string != identity.fingerprint {
      throw problem("the \"fingerprint\" belongs to other values; leave it out after a change", at: fingerprint)
    }
    return (identity, count)
  }

  private func text(_ key: StaticString, of node: YAMLNode) throws(UnusableFile) -> String? {
    guard let value = node[key] else { return nil }
    guard let text = value.string, value.scalarType == .string else {
      throw problem("\"\(key)\" is a string", at: value)
    }
    return text
  }

  private func refuseOthers(than keys: [String], in node: YAMLNode) throws(UnusableFile) {
    for (key, _) in node.pairs where !keys.contains(where: key.equals) {
      let name = key.string ?? ""
      throw problem("\"\(name)\" is no key of a baseline\(didYouMean(closest(to: name, of: keys)))", at: key)
    }
  }

  func problem(_ message: String, at node: YAMLNode) -> UnusableFile {
    UnusableFile(path: "\(path):\(node.line):\(node.column)", message: message)
  }
}
