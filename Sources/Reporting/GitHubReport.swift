package import Diagnostics

/// Workflow commands that make GitHub Actions annotate files. GitHub shows ten of each level: the most severe are
/// written, and how many are left out.
package func githubReport(_ report: Report, root: SourceRoot) -> String {
  let places = ReportedPlaces(of: report.findings, in: report.files, root: root)
  let groups = Dictionary(grouping: report.foldedFindings, by: \.finding.severity)
  let isCut = groups.contains { $0.value.count > annotationsPerLevel }
  var text = ""
  var omitted = 0
  for severity in Severity.allCases.reversed() {
    // The notice on what is left out is a notice too.
    let limit = isCut && severity == .info ? annotationsPerLevel - 1 : annotationsPerLevel
    let findings = groups[severity] ?? []
    omitted += max(0, findings.count - limit)
    text += findings.prefix(limit).map { command(for: $0, places) }.joined()
  }
  if omitted > 0 {
    let noun = omitted == 1 ? "finding has" : "findings have"
    text += "::notice title=meshlint::\(omitted) more \(noun) no annotation: see the job summary or the log\n"
  }
  return text
}

/// What a step of GitHub Actions prints where no format is asked for: a report in text form, out of which the runner
/// reads no commands whatever stands in the input, and the commands that are meant.
package func githubLog(_ text: String, commands: String) -> String {
  guard !text.isEmpty else { return commands }
  // The runner reads no commands until it sees a word of our choice, which the text must not contain.
  var word = "meshlint-end-of-report"
  while text.contains(word) { word += "-" }
  return "::stop-commands::\(word)\n\(text)::\(word)::\n\(commands)"
}

/// How many annotations of one level GitHub takes from one step.
private let annotationsPerLevel = 10

private func command(for folded: FoldedFinding, _ places: ReportedPlaces) -> String {
  let finding = folded.finding
  let place = places.place(of: finding)
  // Columns may stand only where the lines are the same.
  let line = String(place.region.line)
  let properties = [
    ("file", place.pathFromRoot), ("line", line), ("col", String(place.region.startColumn)), ("endLine", line),
    ("endColumn", String(place.region.endColumn)), ("title", finding.rule.name),
  ]
  var message = ["\(place.text): \(finding.message.printable)\(places.originNote(on: finding))\(folded.meshNote)"]
  if let help = finding.help { message.append("help: \(help.printable)") }
  message += places.otherPlaces(of: finding).map { "\(places.place(of: $0.span).text): \($0.message.printable)" }
  let written = properties.map { "\($0)=\($1.printable.escapedProperty)" }.joined(separator: ",")
  return "::\(finding.severity.command) \(written)::\(message.joined(separator: "\n").escapedData)\n"
}

extension Severity {
  fileprivate var command: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .info: "notice"
    }
  }
}

extension String {
  /// As `packages/core/src/command.ts` of actions/toolkit escapes the text of a command.
  fileprivate var escapedData: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "%": text += "%25"
      case "\r": text += "%0D"
      case "\n": text += "%0A"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }

  fileprivate var escapedProperty: String {
    escapedData.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case ":": text += "%3A"
      case ",": text += "%2C"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
