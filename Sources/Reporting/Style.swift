/// Colours for a terminal, or none.
package struct Style: Sendable {
  package enum Role: Sendable { case error, warning, info, place, help, bold }

  package static let plain = Style(usesColor: false)
  package static let colored = Style(usesColor: true)

  let usesColor: Bool

  package func paint(_ text: String, _ role: Role) -> String {
    guard usesColor, !text.isEmpty else { return text }
    let code =
      switch role {
      case .error: "1;31"
      case .warning: "1;33"
      case .info: "1;36"
      case .place: "2"
      case .help: "32"
      case .bold: "1"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}

extension String {
  /// The text with every control character written out, so that names from the input cannot steer a terminal.
  package var printable: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if scalar.isControl {
        text += scalar == "\t" ? " " : "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension Unicode.Scalar {
  /// C0, DEL, C1, the separators of lines, and the marks that reorder text on screen.
  var isControl: Bool {
    value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x61C || (0x200E...0x200F).contains(value)
      || (0x2028...0x202E).contains(value) || (0x2066...0x2069).contains(value)
  }
}
