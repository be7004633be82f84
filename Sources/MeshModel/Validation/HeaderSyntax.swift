/// Names and values of HTTP headers as Istio takes them.
enum HeaderSyntax {
  static let pseudoHeaders: Set<String> = [":method", ":scheme", ":authority", ":path", ":status"]

  /// `pkg/config/validation/validation.go` validHeaderNameRegex, which takes commas too: `+-.` is a range in it.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+")...UInt8(ascii: "."),
          UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "^")...UInt8(ascii: "`"),
          UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "|"), UInt8(ascii: "~"):
          true
        default: false
        }
      }
  }

  /// Whether a header stands for the host that is asked for.
  static func isAuthority(_ name: String) -> Bool {
    switch name.utf8.count {
    case 4: name.lowercased() == "host"
    case 10: name.lowercased() == ":authority"
    default: false
    }
  }

  /// What is wrong with a value that is added or set (ValidateHTTPHeaderValue); nil where nothing is.
  static func problem(withValue value: String) -> String? {
    if value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }) {
      return "header value configuration \(value) is invalid"
    }
    guard value.utf8.contains(UInt8(ascii: "%")) else { return nil }
    return problem(withVariables: value).map { "header value configuration: invalid header configuration. \($0)" }
  }

  private enum State { case literal, name, arguments, text, string, delimiter, closing, end }

  /// `pkg/config/validation/header_value_validator.go` validateHeaderValue: what stands between percent signs is a
  /// variable, which may have arguments.
  private static func problem(withVariables value: String) -> String? {
    var state = State.literal
    var rest = value.utf8[...]
    while let byte = rest.popFirst() {
      let character = Unicode.Scalar(byte)
      switch state {
      case .literal:
        guard character == "%" else { break }
        guard let next = rest.first else { return "Un-escaped %" }
        if next == byte { rest.removeFirst() } else { state = .name }
      case .name:
        if character == "%" { state = .literal } else if character == "(" { state = .arguments }
      case .arguments:
        if character == "[" { state = .text } else if character != " " { state = .string }
      case .text:
        if character == "\"" { state = .string } else if character != " " { return "Expecting '\"'" }
      case .string:
        if character == "\\" {
          guard rest.popFirst() != nil else { return "Un-terminated backslash in JSON string" }
        } else if character == ")" {
          state = .end
        } else if character == "\"" {
          state = .delimiter
        }
      case .delimiter:
        if character == "," {
          state = .text
        } else if character == "]" {
          state = .closing
        } else if character != " " {
          return "Expecting ',', ']', or whitespace"
        }
      case .closing:
        if character == ")" {
          state = .end
        } else if character != " " {
          return "Expecting ')' or whitespace after '{}', but found '{}'"
        }
      case .end:
        if character == "%" { state = .literal } else if character != " " { return "Expecting '%' or whitespace after" }
      }
    }
    return state == .literal ? nil : "Un-terminated variable expression '\(value)'"
  }
}
