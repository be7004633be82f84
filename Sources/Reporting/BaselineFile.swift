package import Diagnostics

/// A baseline as it is kept in a repository: sorted, an entry a line, without lines and names of files.
package func baselineFile(_ baseline: Baseline) -> String {
  var text = """
    {
      "schema": \(quoted(JSONSchema.baseline.id)),
      "version": \(Baseline.version),
      "includeErrors": \(baseline.includesErrors),
      "findings": [

    """
  for (identity, count) in baseline.counts.sorted(by: { $0.key < $1.key }) {
    let mesh = identity.mesh.isEmpty ? "" : "\"mesh\": \(quoted(identity.mesh)), "
    text += """
          {"rule": \(quoted(identity.rule)), \(mesh)"object": \(quoted(identity.object)), \
      "path": \(quoted(identity.path)), "count": \(count), "fingerprint": "\(identity.fingerprint)"},

      """
  }
  // With the empty entry every other line ends in a comma, so that a new one changes no line beside its own.
  return text + "    {}\n  ]\n}\n"
}

/// A string of JSON with what is no plain character written out, as YAML's reader wants it too.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case "\u{20}"..."\u{7E}", "\u{A0}"..."\u{2027}", "\u{202F}"..."\u{D7FF}", "\u{E000}"..."\u{FEFE}",
      "\u{FF00}"..."\u{FFFD}", "\u{10000}"...:
      result.unicodeScalars.append(scalar)
    default: result += scalar.jsonEscape
    }
  }
  return result + "\""
}
