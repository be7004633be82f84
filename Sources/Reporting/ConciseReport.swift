package import Diagnostics

/// One line a finding, for editors and `grep`: `path:line:column: error[rule]: message (Kind namespace/name)`.
package func conciseReport(_ report: Report, root: SourceRoot) -> String {
  let places = ReportedPlaces(of: report.findings, in: report.files, root: root)
  return report.foldedFindings.map { folded in
    let finding = folded.finding
    let object = finding.object.map { " (\($0.friendlyName.printable))" } ?? ""
    let place = places.place(of: finding).text
    return "\(place): \(finding.severity.rawValue)[\(finding.rule.name)]: \(finding.message.printable)\(object)"
      + places.originNote(on: finding) + folded.meshNote + "\n"
  }.joined()
}
