package import Diagnostics

/// The form for people: Istio's line, the source lines with the offending scalar underlined, related places, help.
///
/// `showsSuppressed`: Whether what somebody asked to leave out follows, with the reasons.
package func textReport(_ report: Report, showsSuppressed: Bool = false, style: Style = .plain) -> String {
  let lines = SourceLines(of: report.findings, in: report.files)
  var texts = report.foldedFindings.map { text(of: $0, report.files, lines, style) }
  if showsSuppressed, !report.suppressed.isEmpty {
    texts.append(report.foldedSuppressed.map { suppressedText(of: $0, report.files, style) }.joined())
  }
  return texts.joined(separator: "\n")
}

private func text(of folded: FoldedFinding, _ files: SourceFiles, _ lines: SourceLines, _ style: Style) -> String {
  let finding = folded.finding
  let role = finding.severity.role
  var text = heading(of: finding, style.paint(finding.severity.title, role), files, style)
  text += style.paint(folded.meshNote, .place) + "\n"
  let numbers = ([finding.span] + finding.related.map(\.span)).map(\.start.line)
  let width = String(numbers.max() ?? 1).count
  func snippet(_ span: SourceSpan, context: Int, mark: Character, _ role: Style.Role) -> String {
    lines[span.file].map { Snippet(span, in: $0, context: context) }?
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

/// Istio's line.
private func heading(of finding: Finding, _ title: String, _ files: SourceFiles, _ style: Style) -> String {
  let object = finding.object.map { $0.friendlyName.printable + " " } ?? ""
  return "\(title) [\(finding.rule.code)] (\(object)\(place(finding.span, files))) "
    + style.paint(finding.message.printable, .bold) + style.paint(finding.originNote, .place)
}

private func suppressedText(of folded: FoldedFinding, _ files: SourceFiles, _ style: Style) -> String {
  var text = heading(of: folded.finding, "Suppressed", files, style) + style.paint(folded.meshNote, .place)
  guard let suppression = folded.finding.suppression else { return text + "\n" }
  text += "\n  by \(suppression.source.rawValue)"
  if let span = suppression.span { text += " \(place(span, files))" }
  if let until = suppression.until { text += " until \(until.printable)" }
  if let reason = suppression.reason { text += ": \(reason.printable)" }
  return text + "\n"
}

private func place(_ span: SourceSpan, _ files: SourceFiles) -> String {
  "\(files.path(of: span).printablePath):\(span.start.line):\(span.start.column)"
}

extension Severity {
  fileprivate var role: Style.Role {
    switch self {
    case .error: .error
    case .warning: .warning
    case .info: .info
    }
  }

  /// Such as `2 warnings`.
  func counted(_ number: Int) -> String { self == .info ? "\(number) info" : count(number, rawValue) }
}

/// What was looked at and found, in a line or a few, for standard error.
package func summary(of report: Report, isVerbose: Bool, style: Style = .plain) -> String {
  let folded = report.foldedFindings
  let counted = Severity.allCases.reversed().compactMap { severity -> String? in
    let number = folded.count { $0.finding.severity == severity }
    return number > 0 ? style.paint(severity.counted(number), severity.role) : nil
  }
  let found = counted.isEmpty ? "no findings" : counted.joined(separator: ", ")
  let looked = report.summary
  let suppressed = report.foldedSuppressed.count
  let meshes = report.meshes.count > 1 ? ", \(report.meshes.count) meshes" : ""
  var text = "\(found) in \(count(looked.resources, "resource")) (\(count(looked.files, "file"))\(meshes))"
  let skipped = [
    (looked.unreadable, count(looked.unreadable, "file") + " not read in full"),
    (looked.templates, count(looked.templates, "unrendered template") + " skipped"),
    (looked.otherDocuments, count(looked.otherDocuments, "document") + " not of Kubernetes"),
    (suppressed, count(suppressed, "finding") + " suppressed"),
    (looked.baselined, "\(looked.baselined) in baseline"),
  ].filter { $0.0 > 0 }.map(\.1)
  if !skipped.isEmpty { text += " · " + skipped.joined(separator: " · ") }
  text += "\n"
  for note in report.notes { text += "note: \(note.printable)\n" }
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

/// A number of things, in words.
func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
