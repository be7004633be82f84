package import Diagnostics

/// The form for people: Istio's line, the source lines with the offending scalar underlined, related places, help.
package func textReport(_ report: Report, style: Style = .plain) -> String {
  var tables: [FileID: LineTable] = [:]
  for span in report.findings.flatMap({ [$0.span] + $0.related.map(\.span) }) where tables[span.file] == nil {
    tables[span.file] = LineTable(report.files.text(of: span.file))
  }
  return report.findings.map { text(of: $0, report.files, tables, style) }.joined(separator: "\n")
}

private func text(
  of finding: Finding, _ files: SourceFiles, _ tables: [FileID: LineTable], _ style: Style
) -> String {
  let role = finding.severity.role
  let origin = finding.object.map { $0.friendlyName.printable + " " } ?? ""
  var text = style.paint(finding.severity.title, role) + " [\(finding.rule.code)] "
  text += "(\(origin)\(place(finding.span, files))) " + style.paint(finding.message.printable, .bold) + "\n"
  let lines = ([finding.span] + finding.related.map(\.span)).map(\.start.line)
  let width = String(lines.max() ?? 1).count
  func snippet(_ span: SourceSpan, context: Int, mark: Character, _ role: Style.Role) -> String {
    tables[span.file].map { Snippet(span, in: $0, context: context) }?
      .rendered(gutter: width, mark: mark, role: role, style) ?? ""
  }
  text += snippet(finding.span, context: 2, mark: "^", role)
  for related in finding.related {
    text += style.paint("  \(place(related.span, files)): ", .place) + related.message.printable + "\n"
    text += snippet(related.span, context: 0, mark: "-", .info)
  }
  if let help = finding.help { text += style.paint("  help: ", .help) + help.printable + "\n" }
  return text
}

/// `path:line:column`.
func place(_ span: SourceSpan, _ files: SourceFiles) -> String {
  "\(files.path(of: span).printable):\(span.start.line):\(span.start.column)"
}

extension Severity {
  fileprivate var role: Style.Role {
    switch self {
    case .error: .error
    case .warning: .warning
    case .info: .info
    }
  }
}

/// What was looked at and found, in a line or a few, for standard error.
package func summary(of report: Report, isVerbose: Bool, style: Style = .plain) -> String {
  func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
  let counted = Severity.allCases.reversed().compactMap { severity -> String? in
    let number = report.count(of: severity)
    guard number > 0 else { return nil }
    return style.paint(severity == .info ? "\(number) info" : count(number, severity.rawValue), severity.role)
  }
  let found = counted.isEmpty ? "no findings" : counted.joined(separator: ", ")
  let looked = report.summary
  var text = "\(found) in \(count(looked.resources, "resource")) (\(count(looked.files, "file")))"
  let skipped = [
    (looked.unreadable, count(looked.unreadable, "file") + " not read in full"),
    (looked.templates, count(looked.templates, "unrendered template") + " skipped"),
    (looked.otherDocuments, count(looked.otherDocuments, "document") + " not of Kubernetes"),
    (looked.suppressed, count(looked.suppressed, "finding") + " suppressed"),
  ].filter { $0.0 > 0 }.map(\.1)
  if !skipped.isEmpty { text += " · " + skipped.joined(separator: " · ") }
  text += "\n"
  for suppression in looked.dottedSuppressions {
    text += "--suppress \"\(suppression)\" left nothing out: a resource is named Kind namespace/name\n"
  }
  if isVerbose {
    text += "\(count(looked.rules, "rule")) run, \(count(looked.otherKinds, "resource")) of kinds that no rule reads\n"
  }
  let unjudged = report.incomplete.reduce(0) { $0 + $1.count }
  guard unjudged > 0 else { return text }
  text += "\(count(unjudged, "thing")) not judged, because the input does not tell enough"
  guard isVerbose else { return text + " (-v lists them; --assume-complete says that nothing lives elsewhere)\n" }
  text += ":\n"
  for item in report.incomplete { text += "  \(item.rule.name): \(item.count) × \(item.needs)\n" }
  return text
}
