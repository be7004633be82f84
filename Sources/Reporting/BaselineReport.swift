package import Diagnostics

/// What `meshlint baseline check` prints: a line for each finding that is new, and for each entry that is stale.
///
/// `path`: Of the baseline. `files`: Those of the findings.
package func baselineReport(_ comparison: BaselineComparison, path: String, files: SourceFiles) -> String {
  let new = comparison.new.map { "new: " + line(of: $0, files) }
  let stale = comparison.stale.map { entry in
    let (identity, mesh) = (entry.identity, entry.identity.mesh)
    let place = [identity.object, identity.path, mesh.isEmpty ? "" : "mesh \(mesh)"].filter { !$0.isEmpty }
      .joined(separator: ", ")
    let rest = entry.found > 0 ? ", of which \(entry.found) \(entry.found == 1 ? "is" : "are") left" : ""
    return "stale: \(path.printable): \(identity.rule.printable): \(place.printable): "
      + "\(entry.accepted) accepted\(rest)\n"
  }
  return (new + stale).joined()
}

/// How a baseline stands to what was found, for standard error.
package func summary(of comparison: BaselineComparison) -> String {
  let (new, stale) = (comparison.new.count, comparison.stale.count)
  var text = "\(count(new, "new finding")), \(stale) stale \(stale == 1 ? "entry" : "entries"), "
  text += "\(comparison.accepted.count) in baseline"
  if comparison.notJudged > 0 {
    text += " · \(comparison.notJudged) more not judged, of rules or meshes that are no part of this run"
  }
  return text + (stale > 0 ? "\nmeshlint baseline update takes out what is stale\n" : "\n")
}

/// What a baseline was written with, for standard error.
///
/// `leftOut`: Findings that it may not accept.
package func summary(of baseline: Baseline, path: String, leavingOut leftOut: [Finding], files: SourceFiles) -> String {
  var text = "\(path.printable): \(count(baseline.total, "finding")) accepted\n"
  guard !leftOut.isEmpty else { return text }
  text += "\(count(leftOut.count, "finding")) left out: errors of rules about security are accepted only by a baseline "
  text += "that is created with --include-errors, and what cannot be read never is\n"
  return text + leftOut.map { "  " + line(of: $0, files) }.joined()
}

private func line(of finding: Finding, _ files: SourceFiles) -> String {
  let object = finding.object.map { " (\($0.friendlyName.printable))" } ?? ""
  let place = "\(files.path(of: finding.span).printable):\(finding.span.start.line):\(finding.span.start.column)"
  return "\(place): \(finding.severity.rawValue)[\(finding.rule.name)]: \(finding.message.printable)\(object)\n"
}
