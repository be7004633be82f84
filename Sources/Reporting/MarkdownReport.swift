package import Diagnostics
import RuleCatalogue

/// How much Markdown a place on GitHub takes, in bytes.
package enum MarkdownLimit {
  /// A comment.
  package static let comment = 65_536
  /// The summaries of one step.
  package static let stepSummary = 1 << 20
}

/// A table for pull requests and job summaries, the most severe findings first.
///
/// `limit`: How long it may be, in bytes. What does not fit is left out, and counted.
package func markdownReport(_ report: Report, root: SourceRoot, limit: Int = MarkdownLimit.comment) -> String {
  let places = ReportedPlaces(of: report.findings, in: report.files, root: root)
  let folded = report.foldedFindings.mostSevereFirst(\.finding.severity)
  let head = "### meshlint: \(counts(of: folded))\n"
  guard !folded.isEmpty else { return head }
  var text = head + "\n| Severity | Place | Finding |\n|---|---|---|\n"
  var size = text.utf8.count
  for (index, finding) in folded.enumerated() {
    let row = tableRow(finding, places)
    size += row.utf8.count
    guard size + sizeOfNote <= limit else {
      let rest = folded.count - index
      return text + "\n\(rest) more \(rest == 1 ? "finding has" : "findings have") no room here.\n"
    }
    text += row
  }
  return text
}

/// Room for the note on what is left out.
private let sizeOfNote = 64

private func counts(of folded: [FoldedFinding]) -> String {
  let counted = Severity.allCases.reversed().compactMap { severity -> String? in
    let number = folded.count { $0.finding.severity == severity }
    return number == 0 ? nil : severity.counted(number)
  }
  return counted.isEmpty ? "no findings" : counted.joined(separator: ", ")
}

private func tableRow(_ folded: FoldedFinding, _ places: ReportedPlaces) -> String {
  let finding = folded.finding
  let page = RulePage.documentationBase + finding.rule.name
  let object = finding.object.map { "<br>\($0.friendlyName.markdown)" } ?? ""
  let notes = places.originNote(on: finding) + folded.meshNote
  var words = "\(finding.message.markdown) ([\(finding.rule.name)](\(page)))\(notes.markdown)"
  for related in places.otherPlaces(of: finding) {
    words += "<br>\(places.place(of: related.span).markdown): \(related.message.markdown)"
  }
  if let help = finding.help { words += "<br>help: \(help.markdown)" }
  return "| \(finding.severity.rawValue) | \(places.place(of: finding).markdown)\(object) | \(words) |\n"
}

extension ReportedPlace {
  fileprivate var markdown: String { "<code>\(text.markdown)</code>" }
}

extension String {
  /// The text as one line of Markdown that shows it and does nothing else: no markup, link, mention or formula, and no
  /// end of a table's cell.
  fileprivate var markdown: String {
    var text = ""
    for scalar in printable.unicodeScalars {
      switch scalar {
      // A space without width behind it keeps GitHub from making a link of what follows.
      case "@", "#": text += "&#\(scalar.value);&#8203;"
      case "&", "<", ">", "|", "\\", "`", "*", "_", "~", "[", "]", "!", "$", "\"": text += "&#\(scalar.value);"
      // Nothing with a scheme, and nothing that starts with www, becomes a link.
      case "/" where text.hasSuffix(":"): text += "&#47;&#8203;"
      case "." where text.suffix(3).lowercased() == "www": text += "&#46;&#8203;"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
