// Writes a Swift file with one constant per rule page. Usage: rulecat <output.swift> <page.md>...
// A page starts with YAML front matter of flat `key: value` lines between two `---`; the rest is Markdown.
import FoundationEssentials

struct Failure: Error, CustomStringConvertible { let description: String }

struct FrontMatter {
  private static let required = ["code", "name", "title", "severity", "confidence", "needs", "tags", "since"]
  private static let optional = ["security-severity", "cwe"]

  let path: String
  private var values: [String: String] = [:]
  let body: Substring

  init(_ text: String, path: String) throws {
    self.path = path
    guard text.hasPrefix("---\n"), let end = text.firstRange(of: "\n---\n") else {
      throw Failure(description: "\(path):1: a page starts with front matter between two '---' lines")
    }
    for (number, line) in text[..<end.lowerBound].split(separator: "\n").enumerated().dropFirst() {
      guard let colon = line.firstIndex(of: ":") else {
        throw Failure(description: "\(path):\(number + 1): no ':' in '\(line)'")
      }
      let key = String(line[..<colon])
      guard Self.required.contains(key) || Self.optional.contains(key) else {
        throw Failure(description: "\(path):\(number + 1): unknown key '\(key)'")
      }
      values[key] = String(line[line.index(after: colon)...].drop { $0 == " " })
    }
    body = text[end.upperBound...]
    if let missing = Self.required.first(where: { values[$0] == nil }) {
      throw Failure(description: "\(path): the front matter lacks '\(missing)'")
    }
  }

  /// The value as a Swift string literal.
  func literal(_ key: String) -> String { values[key].map { "#\"\($0.trimmingQuotes)\"#" } ?? "nil" }

  func word(_ key: String) -> String { values[key] ?? "" }

  func list(_ key: String) throws -> [String] {
    guard let value = values[key] else { return [] }
    guard value.hasPrefix("["), value.hasSuffix("]") else {
      throw Failure(description: "\(path): '\(key)' is a list: [a, b]")
    }
    return value.dropFirst().dropLast().split(separator: ",").map { $0.filter { $0 != " " } }
  }
}

extension String {
  fileprivate var trimmingQuotes: String {
    count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
  }
}

func constantName(_ name: String) -> String {
  let words = name.split(separator: "-")
  return (words.first.map(String.init) ?? "")
    + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
}

func page(at path: String) throws -> (name: String, swift: String) {
  let page = try FrontMatter(String(contentsOfFile: path, encoding: .utf8), path: path)
  let fileName = (path.split(separator: "/").last ?? "").dropLast(3)
  guard page.word("name") == fileName else {
    throw Failure(description: "\(path): 'name' is the name of the file, '\(fileName)'")
  }
  return (
    page.word("name"),
    """
      package static let \(constantName(page.word("name"))) = RulePage(
        id: RuleID(code: \(page.literal("code")), name: \(page.literal("name"))), title: \(page.literal("title")),
        severity: .\(page.word("severity")), confidence: .\(page.word("confidence")),
        needs: [\(try page.list("needs").map { ".\($0)" }.joined(separator: ", "))],
        securitySeverity: \(page.literal("security-severity")), cwe: [\(try page.list("cwe").joined(separator: ", "))],
        tags: [\(try page.list("tags").map { "\"\($0)\"" }.joined(separator: ", "))], since: \(page.literal("since")),
        text: ###\"\"\"
    \(page.body)\"\"\"###)

    """
  )
}

do {
  let pages = try CommandLine.arguments.dropFirst(2).sorted().map(page(at:))
  let list = pages.map { "    .\(constantName($0.name))," }.joined(separator: "\n")
  let output = """
    // Generated from rules/*.md by rulecat; do not edit.
    import Diagnostics

    extension RulePage {
    \(pages.map(\.swift).joined(separator: "\n"))
      /// Every page, in the order of their names.
      package static let all: [RulePage] = [
    \(list)
      ]
    }

    """
  try output.write(toFile: CommandLine.arguments[1], atomically: true, encoding: .utf8)
} catch {
  fatalError("\(error)")
}
