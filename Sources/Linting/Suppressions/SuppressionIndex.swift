import Diagnostics
import MeshModel
import MeshRules

/// The suppressions of a mesh, looked up by line, place, object and rule: what a search costs does not grow with their
/// number.
struct SuppressionIndex {
  private struct Line: Hashable {
    var file: FileID
    var line: UInt32
  }

  private struct Patterns {
    var exact: [String: [Int]] = [:]
    var globs: [(pattern: String, index: Int)] = []
  }

  private(set) var suppressions: [WrittenSuppression]
  private var files: [FileID: [Int]] = [:]
  private var lines: [Line: [Int]] = [:]
  private var extents: [FileID: NestedSpans] = [:]
  private var objects: [ResourceReference: [Int]] = [:]
  /// What Namespaces ask for, by their names.
  private var namespaces: [String: [Int]] = [:]
  private var manifests: [FileID: NestedSpans] = [:]
  private var patterns: [RuleID: Patterns] = [:]

  init(_ placed: [PlacedSuppression]) {
    suppressions = placed.map(\.written)
    var stretches: [(span: SourceSpan, value: Int)] = []
    var bodies: [(span: SourceSpan, value: Int)] = []
    for (index, suppression) in placed.enumerated() {
      switch suppression.scope {
      case .file(let file): files[file, default: []].append(index)
      case .lines(let file, let range):
        for line in range { lines[Line(file: file, line: line), default: []].append(index) }
      case .extent(let span): stretches.append((span, index))
      case .object(let metadata):
        objects[metadata.reference, default: []].append(index)
        if metadata.kind.value == "Namespace" { namespaces[metadata.name.value, default: []].append(index) }
        bodies.append((metadata.extent, index))
      case .pattern(let pattern): add(pattern, index)
      case .nothing: break
      }
    }
    extents = Dictionary(grouping: stretches, by: \.span.file).mapValues { NestedSpans($0) }
    manifests = Dictionary(grouping: bodies, by: \.span.file).mapValues { NestedSpans($0) }
  }

  private mutating func add(_ pattern: String, _ index: Int) {
    for target in suppressions[index].targets {
      guard case .rule(let rule) = target.choice else { continue }
      if pattern.contains("*") {
        patterns[rule, default: Patterns()].globs.append((pattern, index))
      } else {
        patterns[rule, default: Patterns()].exact[pattern, default: []].append(index)
      }
    }
  }

  /// Who asks to leave a finding out, first of all a comment; nil where nobody does. Notes all who do as used.
  mutating func suppression(of finding: Finding) -> AppliedSuppression? {
    guard !suppressions.isEmpty else { return nil }
    var applied: AppliedSuppression?
    for index in candidates(for: finding) {
      let written = suppressions[index]
      guard let target = written.targets.firstIndex(where: { $0.choice.covers(finding.rule) }) else { continue }
      suppressions[index].targets[target].isUsed = true
      guard applied == nil, written.isInForce else { continue }
      applied = AppliedSuppression(
        source: written.source, reason: written.reason, until: written.until?.value, span: written.span)
    }
    return applied
  }

  private func candidates(for finding: Finding) -> [Int] {
    var found: [Int] = []
    for span in [finding.span] + finding.related.map(\.span) {
      found += lines[Line(file: span.file, line: span.start.line)] ?? []
      found += extents[span.file]?.values(at: span.start) ?? []
      found += files[span.file] ?? []
    }
    if let object = finding.object {
      found += objects[object] ?? []
      if Linter.judgesNamespaces(finding.rule), let namespace = object.namespace {
        found += namespaces[namespace] ?? []
      }
    } else {
      found += manifests[finding.span.file]?.values(at: finding.span.start) ?? []
    }
    if let patterns = patterns[finding.rule] {
      let name = finding.object?.friendlyName ?? ""
      found += patterns.exact[name] ?? []
      found += patterns.globs.filter { name.matches(glob: $0.pattern) }.map(\.index)
    }
    return found
  }

  /// Notes what the run can tell about, once all findings were looked up.
  mutating func noteJudged(_ canTell: (WrittenSuppression, WrittenSuppression.Target.Choice) -> Bool) {
    for index in suppressions.indices {
      for target in suppressions[index].targets.indices {
        let choice = suppressions[index].targets[target].choice
        suppressions[index].targets[target].isJudged = canTell(suppressions[index], choice)
      }
    }
  }
}

extension WrittenSuppression.Target.Choice {
  fileprivate func covers(_ rule: RuleID) -> Bool {
    switch self {
    case .all: !Linter.isAboutSuppressions(rule)
    case .rule(let own): own == rule
    case .unknown: false
    }
  }
}
