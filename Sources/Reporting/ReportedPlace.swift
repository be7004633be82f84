import Diagnostics

/// Where a tool that shows files is to show a finding.
struct ReportedPlace {
  /// As the input or the renderer spells it.
  var path: String
  /// From the root of the repository; absolute where the file lies outside of it.
  var pathFromRoot: String
  var region: LineRegion
  /// The column in characters, as all reports for people count; ``LineRegion/startColumn`` is in UTF-16 code units.
  var column: Int

  /// `path:line:column`, free of control characters.
  var text: String { "\(path.printablePath):\(region.line):\(column)" }
}

/// Finds out where findings are shown.
struct ReportedPlaces {
  private let files: SourceFiles
  private let lines: SourceLines
  private let root: SourceRoot
  private let originLines: [String: LineTable]

  init(of findings: [Finding], in files: SourceFiles, root: SourceRoot) {
    self.files = files
    self.root = root
    lines = SourceLines(of: findings, in: files)
    originLines = root.origins.mapValues { LineTable($0.text) }
  }

  /// Where its object was written, if that file is at hand; else the place that a change touched; else where the
  /// finding stands.
  func place(of finding: Finding) -> ReportedPlace {
    guard let origin = finding.origin, let file = originFile(of: finding) else {
      return place(of: finding.anchor ?? finding.span)
    }
    let start = origin.position ?? SourcePosition(line: 1, column: 1)
    let line = originLines[origin.path]?.lines(Int(start.line), through: Int(start.line)).first ?? ""
    return ReportedPlace(
      path: origin.path, pathFromRoot: root.path(of: file.path),
      region: LineRegion(from: start, to: start, on: line), column: Int(start.column))
  }

  func place(of span: SourceSpan) -> ReportedPlace {
    let path = files.path(of: span)
    return ReportedPlace(
      path: path, pathFromRoot: root.path(of: path), region: lines.region(of: span),
      column: Int(span.start.column))
  }

  /// The text of the file in which a finding is shown.
  func text(of finding: Finding) -> [UInt8] {
    originFile(of: finding)?.text ?? files.text(of: (finding.anchor ?? finding.span).file)
  }

  /// The other places of a finding, beside the one where it is shown.
  func otherPlaces(of finding: Finding) -> [Finding.Related] {
    guard let anchor = finding.anchor, anchor != finding.span, originFile(of: finding) == nil else {
      return finding.related
    }
    return [.init("the finding itself", at: finding.span)] + finding.related.filter { $0.span != anchor }
  }

  /// What a finding was rendered from, where it is not shown there: ` (rendered from a.yaml:3:5)`, or nothing.
  func originNote(on finding: Finding) -> String {
    originFile(of: finding) == nil ? finding.originNote : ""
  }

  /// The file that is shown instead of the one that was read.
  private func originFile(of finding: Finding) -> OriginFile? { finding.origin.flatMap { root.origins[$0.path] } }
}

extension Finding {
  /// ` (rendered from a.yaml:3:5)`, or nothing.
  var originNote: String {
    guard let origin else { return "" }
    let position = origin.position.map { ":\($0.line):\($0.column)" } ?? ""
    return " (rendered from \(origin.path.printable)\(position))"
  }
}

extension String {
  /// A path free of control characters. It starts with no colon: in the log of GitHub Actions a line that does could be
  /// a command.
  var printablePath: String { (hasPrefix(":") ? "./" : "") + printable }
}
