package import Diagnostics

/// Workflow commands that make GitHub Actions annotate files. GitHub shows ten of each level: the most severe are
/// written, and how many are left out.
package func githubReport(_ report: Report, root: SourceRoot) -> String {
  let lines = SourceLines(of: report.findings, in: report.files)
  let groups = Dictionary(grouping: report.foldedFindings, by: \.finding.severity)
  let isCut = groups.contains { $0.value.count > annotationsPerLevel }
  var text = ""
  var omitted = 0
  for severity in Severity.allCases.reversed() {
    // The notice on what is left out is a notice too.
    let limit = isCut && severity == .info ? annotationsPerLevel - 1 : annotationsPerLevel
    let findings = groups[severity] ?? []
    omitted += max(0, findings.count - limit)
    text += findings.prefix(limit).map { command(for: $0, report.files, lines, root) }.joined()
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

private func command(
  for folded: FoldedFinding, _ files: SourceFiles, _ lines: SourceLines, _ root: SourceRoot
) -> String {
  let finding = folded.finding
  let place = finding.place(in: files, lines)
  let path = place.isOrigin ? place.path : root.path(of: place.path)
  var properties = [("file", path), ("line", String(place.region.line))]
  if !place.isOrigin {
    // Columns may stand only where the lines are the same.
    properties += [
      ("col", String(place.region.startColumn)), ("endLine", String(place.region.line)),
      ("endColumn", String(place.region.endColumn)),
    ]
  }
  properties.append(("title", finding.rule.name))
  var message = ["\(place.text): \(finding.message.printable)\(folded.meshNote)"]
  if let help = finding.help { message.append("help: \(help.printable)") }
  message += finding.otherPlaces.map { "\($0.span.place(in: files, lines).text): \($0.message.printable)" }
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
