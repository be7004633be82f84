package import Diagnostics

/// What was left out, for people: a line for each finding, and one for who asked for it and why.
package func suppressedReport(_ report: Report, style: Style = .plain) -> String {
  guard !report.suppressed.isEmpty else { return "" }
  return style.paint("Suppressed:", .bold) + "\n"
    + report.suppressed.map { text(of: $0, report.files, style) }.joined()
}

private func text(of finding: Finding, _ files: SourceFiles, _ style: Style) -> String {
  let origin = finding.object.map { $0.friendlyName.printable + " " } ?? ""
  var text = "  \(finding.severity.title) [\(finding.rule.code)] (\(origin)\(place(finding.span, files))) "
  text += finding.message.printable + "\n"
  guard let suppression = finding.suppression else { return text }
  var by = suppression.source.rawValue
  if let span = suppression.span { by += " " + place(span, files) }
  if let until = suppression.until { by += ", through " + until.printable }
  return text + style.paint("    by \(by)", .place) + ": " + (suppression.reason?.printable ?? "no reason given") + "\n"
}
