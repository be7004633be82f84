import Diagnostics

/// Where a tool that shows files is to show a finding.
struct ReportedPlace {
  var path: String
  /// Whether it is where the object was written, in a file that is not at hand.
  var isOrigin: Bool
  var region: LineRegion
  /// The column in characters, as all reports for people count; ``LineRegion/startColumn`` is in UTF-16 code units.
  var column: Int

  /// `path:line:column`, free of control characters.
  var text: String { "\(path.printablePath):\(region.line):\(column)" }
}

extension Finding {
  /// Where its object was written, if that is another file than the one that was read; else the place that a change
  /// touched; else where the finding stands.
  func place(in files: SourceFiles, _ lines: SourceLines) -> ReportedPlace {
    if let origin {
      let region = LineRegion(origin.position)
      return ReportedPlace(path: origin.path, isOrigin: true, region: region, column: region.startColumn)
    }
    return (anchor ?? span).place(in: files, lines)
  }
}

extension Finding {
  /// The other places of the finding, beside the one where it is shown.
  var otherPlaces: [Related] {
    guard origin == nil, let anchor, anchor != span else { return related }
    return [Related("the finding itself", at: span)] + related.filter { $0.span != anchor }
  }
}

extension SourceSpan {
  func place(in files: SourceFiles, _ lines: SourceLines) -> ReportedPlace {
    ReportedPlace(
      path: files.path(of: self), isOrigin: false, region: lines.region(of: self), column: Int(start.column))
  }
}

extension String {
  /// A path free of control characters. It starts with no colon: in the log of GitHub Actions a line that does could be
  /// a command.
  var printablePath: String { (hasPrefix(":") ? "./" : "") + printable }
}
