package import Diagnostics

/// The lines that `istioctl analyze` prints, in its order (`pkg/config/analysis/diag/messages.go` Sort and
/// `istioctl/pkg/util/formatting/formatter.go`), for scripts that read them. Only the findings with a code of Istio's;
/// see ``linesBesideIstioctl(_:)``.
package func istioctlReport(_ report: Report, style: Style = .plain) -> String {
  IstioctlMessage.all(of: report, where: \.isOfIstio).map { message in
    let level = message.level.title
    let painted = message.level == .info ? level : style.paint(level, message.level == .error ? .error : .warning)
    return message.line(level: painted)
  }.joined(separator: "\n") + "\n"
}

/// Lines of the same form on the findings that `istioctl analyze` cannot have; empty where there are none. One that
/// belongs to no resource has its place alone in the parentheses.
package func linesBesideIstioctl(_ report: Report) -> String {
  IstioctlMessage.all(of: report) { !$0.isOfIstio }.map { $0.line(level: $0.level.title) + "\n" }.joined()
}

/// The JSON array that `istioctl analyze -o json` prints, byte for byte as Go's encoder writes it.
package func istioctlJSONReport(_ report: Report) -> String {
  let objects = IstioctlMessage.all(of: report, where: \.isOfIstio).map { message in
    let fields = message.fields.map { "\t\t\"\($0.key)\": \(goJSON($0.value))" }
    return "\t{\n\(fields.joined(separator: ",\n"))\n\t}"
  }
  return objects.isEmpty ? "[]\n" : "[\n\(objects.joined(separator: ",\n"))\n]\n"
}

/// A finding as istioctl's `diag.Message` shows it.
private struct IstioctlMessage {
  let level: Severity
  private let code: String
  private let object: ResourceReference?
  /// `path:line`, or the path alone for JSON files.
  private let reference: String
  private let text: String

  private init(_ finding: Finding, in report: Report, _ documents: IstioctlDocuments) {
    level = finding.severity
    code = finding.rule.code
    object = finding.object
    let file = report.files.files[Int(finding.span.file.index)]
    let path = file.path == "<stdin>" ? "-" : file.spelling ?? file.path
    let item = finding.object.flatMap { report.listItems[$0] }
    reference = path.hasSuffix(".json") ? path : "\(path):\(documents.line(of: finding, item: item))"
    text = finding.message
  }

  /// The messages on some findings in istioctl's order, those left out that print the same line as another.
  static func all(of report: Report, where isIncluded: (RuleID) -> Bool) -> [IstioctlMessage] {
    let findings = report.findings.filter { isIncluded($0.rule) }
    var documents: [FileID: IstioctlDocuments] = [:]
    for finding in findings where documents[finding.span.file] == nil {
      documents[finding.span.file] = IstioctlDocuments(report.files.text(of: finding.span.file))
    }
    let keyed = findings.compactMap { finding in
      documents[finding.span.file].map { IstioctlMessage(finding, in: report, $0) }
    }.map { (key: $0.sortKey, message: $0) }
    var seen: Set<String> = []
    return keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.message)
      .filter { seen.insert($0.line(level: $0.level.title)).inserted }
  }

  func line(level: String) -> String {
    let origin = object.map { "\($0.friendlyName) \(reference)" } ?? reference
    return "\(level) [\(code)] (\(origin.printable)) \(text.printable)"
  }

  /// The fields of the JSON form, in the order of their names.
  var fields: [(key: String, value: String)] {
    let url = "https://istio.io/latest/docs/reference/config/analysis/\(code.lowercased())/?ref=istioctl-analyze"
    return [
      ("code", code), ("documentationUrl", url), ("level", level.title), ("message", text),
      ("origin", object?.friendlyName ?? ""), ("reference", reference),
    ].filter { $0.0 != "origin" || object != nil }
  }

  private var sortKey: [String] {
    let order = [Severity.error: "0", .warning: "1", .info: "2"][level] ?? ""
    let comparator = object.map { "1\($0.kind)/\($0.name)/\($0.namespace ?? "")" } ?? "0"
    return [order, code, comparator, line(level: level.title)]
  }
}

extension RuleID {
  /// Whether the code is one of Istio's.
  fileprivate var isOfIstio: Bool { code.hasPrefix("IST") }
}

/// The documents of one file, as istioctl's reader cuts and numbers them
/// (`pilot/pkg/config/file/util/kubeyaml/kubeyaml.go`, `pilot/pkg/config/file/store.go` BuildFieldPathMap).
private struct IstioctlDocuments {
  private struct Document {
    /// The line of the file at which the reader begins to look for the document.
    var begin: Int
    /// The line that istioctl gives to the document: the first that is neither empty nor `---`.
    var reported: Int
    /// The line from which it counts the lines inside: a `---` at the start of the file is part of the document.
    var counted: Int
  }

  private var documents: [Document] = []

  init(_ text: [UInt8]) {
    var current: Document?
    for (index, bytes) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let line = bytes.last == 0x0D ? bytes.dropLast() : bytes
      let isSeparator = line.starts(with: [0x2D, 0x2D, 0x2D]) && line.dropFirst(3).allSatisfy(Self.isBlank)
      if isSeparator, let finished = current {
        documents.append(finished)
        current = nil
        continue
      }
      // A `---` before any other line is part of the document that follows.
      var document = current ?? Document(begin: index + 1, reported: 0, counted: 0)
      if document.counted == 0, !line.allSatisfy(Self.isBlank) { document.counted = index + 1 }
      if document.reported == 0, !line.isEmpty, !(isSeparator && line.count == 3) { document.reported = index + 1 }
      current = document
    }
    if let current { documents.append(current) }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// The line that istioctl prints for a finding, or where a finding stands that is none of Istio's.
  ///
  /// `item`: Where the object stands, if it is an item of a List. istioctl takes an item for a document that begins a
  /// line further down. It counts the lines inside after it has written the item anew, which is not done here: they
  /// differ where an item has blank lines.
  func line(of finding: Finding, item: SourceSpan?) -> Int {
    let line = Int((finding.istioctlSpan ?? finding.span).start.line)
    guard finding.object != nil, finding.rule.isOfIstio, let document = document(at: line),
      document.reported > 0
    else { return line }
    let shift = document.reported - document.counted + (item == nil ? 0 : 1)
    if finding.istioctlSpan != nil { return line + shift }
    return item.map { Int($0.start.line) + shift } ?? document.reported
  }

  /// The last document that begins at a line or before it.
  private func document(at line: Int) -> Document? {
    var (low, high) = (0, documents.count)
    while low < high {
      let middle = (low + high) / 2
      if documents[middle].begin <= line { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? documents[low - 1] : nil
  }
}

/// A string as Go's `encoding/json` writes it: `<`, `>`, `&` and the line separators of Unicode are escaped.
private func goJSON(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\u{8}": result += "\\b"
    case "\u{C}": result += "\\f"
    case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..<" ": result += scalar.jsonEscape
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
