package import Diagnostics

/// One line a finding, for editors and `grep`: `path:line:column: error[rule]: message (Kind namespace/name)`.
package func conciseReport(_ report: Report) -> String {
  let lines = SourceLines(of: report.findings, in: report.files)
  return report.foldedFindings.map { folded in
    let finding = folded.finding
    let object = finding.object.map { " (\($0.friendlyName.printable))" } ?? ""
    let place = finding.place(in: report.files, lines).text
    return "\(place): \(finding.severity.rawValue)[\(finding.rule.name)]: \(finding.message.printable)\(object)"
      + folded.meshNote + "\n"
  }.joined()
}
