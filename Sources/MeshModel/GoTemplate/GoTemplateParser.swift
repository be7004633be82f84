/// Makes the parts of a template of its tokens (Go's `text/template/parse/parse.go`).
struct GoTemplateParser {
  typealias Expression = GoTemplate.Expression
  typealias Problem = GoTemplate.Problem
  private typealias Token = GoTemplateLexer.Token

  private enum Structure { case condition, loop, scope, definition }

  private let name: String
  private let tokens: [GoTemplateLexer.Token]
  private var index = 0
  private var parts: [GoTemplate.Part] = []
  /// The control structures that are open, with the number of variables before them and whether their `else` came.
  private var open: [(structure: Structure, variables: Int, hasElse: Bool)] = []
  private var variables = ["$"]
  private var depth = 0

  /// What Go knows without being given it (`text/template/funcs.go`).
  private static let functions: Set<String> = [
    "and", "call", "html", "index", "slice", "js", "len", "not", "or", "print", "printf", "println", "urlquery", "eq",
    "ge", "gt", "le", "lt", "ne",
  ]

  init(_ text: String, name: String) {
    self.name = name
    tokens = GoTemplateLexer(text).tokens
  }

  /// Linear in the number of tokens.
  mutating func parse() throws(Problem) -> [GoTemplate.Part] {
    while true {
      let token = next()
      switch token.kind {
      case .text: add(.text(token.text))
      case .left: try readAction()
      case .end where open.isEmpty: return parts
      default: throw unexpected(token, in: "input")
      }
    }
  }

  private mutating func add(_ part: GoTemplate.Part) {
    if open.isEmpty { parts.append(part) }
  }

  // MARK: Actions

  private mutating func readAction() throws(Problem) {
    let token = peekPastSpace()
    guard token.kind == .identifier else { return try readPipelineAction() }
    switch token.text {
    case "if": try enter(.condition, "if")
    case "range": try enter(.loop, "range")
    case "with": try enter(.scope, "with")
    case "else": try readElse()
    case "end":
      _ = nextPastSpace()
      try expectEnd(in: "end")
      guard let ended = open.popLast() else { throw problem("unexpected {{end}}", at: token) }
      variables.removeSubrange(ended.variables...)
    case "break", "continue":
      _ = nextPastSpace()
      guard open.contains(where: { $0.structure == .loop }) else {
        throw problem("{{\(token.text)}} outside {{range}}", at: token)
      }
      try expectEnd(in: "{{\(token.text)}}")
    case "define", "block", "template": try readNamed(token.text)
    default: try readPipelineAction()
    }
  }

  private mutating func readPipelineAction() throws(Problem) {
    let count = variables.count
    let value = try readPipeline("command", until: .right)
    add(variables.count > count ? .block : .value(value))
  }

  private mutating func enter(_ structure: Structure, _ word: String) throws(Problem) {
    _ = nextPastSpace()
    add(.block)
    let count = variables.count
    open.append((structure, count, false))
    _ = try readPipeline(word, until: .right)
  }

  private mutating func readElse() throws(Problem) {
    let token = nextPastSpace()
    guard let last = open.last, last.structure != .definition else {
      throw problem("unexpected {{else}}", at: token)
    }
    if last.hasElse { throw problem("expected end; found {{else}}", at: token) }
    let following = peekPastSpace()
    if following.kind == .identifier, following.text == "if" || following.text == "with" {
      _ = nextPastSpace()
      _ = try readPipeline(following.text, until: .right)
    } else {
      open[open.count - 1].hasElse = true
      try expectEnd(in: "else")
    }
  }

  /// `define`, `block` and `template`, which come with the name of a template.
  private mutating func readNamed(_ word: String) throws(Problem) {
    let token = nextPastSpace()
    let context = word == "template" ? "template clause" : word == "block" ? "block clause" : "define clause"
    if word == "define", !open.isEmpty { throw unexpected(token, in: "command") }
    let title = nextPastSpace()
    guard title.kind == .string else { throw unexpected(title, in: context) }
    add(.block)
    if word != "template" { open.append((.definition, variables.count, false)) }
    if word == "define" || word == "template" && peekPastSpace().kind == .right {
      try expectEnd(in: context)
    } else {
      _ = try readPipeline(context, until: .right)
    }
  }

  private mutating func expectEnd(in context: String) throws(Problem) {
    let token = nextPastSpace()
    if token.kind != .right { throw unexpected(token, in: context) }
  }

  // MARK: Pipelines

  private mutating func readPipeline(
    _ context: String, until end: GoTemplateLexer.Kind
  ) throws(Problem) -> Expression {
    try readDeclarations(context)
    var value: Expression?
    var stage = 0
    while true {
      let token = nextPastSpace()
      switch token.kind {
      case end:
        guard let value else { throw problem("missing value for \(context)", at: token) }
        return value
      case .dot, .field, .identifier, .number, .string, .variable, .open:
        index -= 1
        stage += 1
        value = try readCommand(after: value, stage: stage)
      default: throw unexpected(token, in: context)
      }
    }
  }

  /// `$x :=` and `$x =`, and in a loop `$i, $x :=`.
  private mutating func readDeclarations(_ context: String) throws(Problem) {
    let start = index
    var names: [String] = []
    while peekPastSpace().kind == .variable {
      names.append(nextPastSpace().text)
      let token = nextPastSpace()
      switch token.kind {
      // Go does not ask whether there is such a variable before it sets it.
      case .declare, .assign:
        variables += names
        return
      case .other where token.text == "," && context == "range" && names.count == 1: continue
      default: break
      }
      break
    }
    index = start
  }

  private mutating func readCommand(after value: Expression?, stage: Int) throws(Problem) -> Expression {
    var operands: [Expression] = []
    var function: String?
    let first = peekPastSpace()
    reading: while true {
      let token = peekPastSpace()
      if operands.isEmpty, function == nil, token.kind == .identifier, Self.functions.contains(token.text) {
        _ = nextPastSpace()
        function = token.text
      } else if let operand = try readOperand() {
        operands.append(operand)
      }
      let following = next()
      switch following.kind {
      case .space: continue
      case .right, .close:
        index -= 1
        break reading
      case .pipe: break reading
      default: throw unexpected(following, in: "operand")
      }
    }
    if operands.isEmpty, function == nil { throw problem("empty command", at: first) }
    if value != nil, [.dot, .number, .string].contains(first.kind) {
      throw problem("non executable command in pipeline stage \(stage)", at: first)
    }
    if let function { return .call(function, operands + (value.map { [$0] } ?? [])) }
    return operands.count == 1 && value == nil ? operands[0] : .other
  }

  private mutating func readOperand() throws(Problem) -> Expression? {
    let token = nextPastSpace()
    var value: Expression
    switch token.kind {
    case .identifier: value = try readIdentifier(token)
    case .dot: value = .field([])
    case .field: value = .field([String(token.text.dropFirst())])
    case .variable:
      guard variables.contains(token.text) else { throw undefined(token.text, at: token) }
      value = token.text == "$" ? .field([]) : .other
    case .number: value = .other
    case .string: value = token.isEscaped ? .other : .constant(token.text)
    case .open:
      depth += 1
      // Go stops here too, though later; the parts would be of no use.
      if depth > 100 { throw problem("max expression depth exceeded", at: token) }
      value = try readPipeline("parenthesized pipeline", until: .close)
      depth -= 1
    default:
      index -= 1
      return nil
    }
    while peek().kind == .field {
      let field = next()
      switch (token.kind, value) {
      case (.field, .field(let names)), (.variable, .field(let names)):
        value = .field(names + [String(field.text.dropFirst())])
      case (.number, _), (.string, _), (.dot, _):
        let text = token.kind == .string ? goQuoted(token.text) : token.text
        throw problem("unexpected . after term \(goQuoted(text))", at: field)
      default: value = .other
      }
    }
    return value
  }

  private func readIdentifier(_ token: Token) throws(Problem) -> Expression {
    if ["true", "false", "nil"].contains(token.text) || Self.functions.contains(token.text) { return .other }
    if ["if", "range", "with", "else", "end", "define", "block", "template", "break", "continue"].contains(token.text) {
      throw problem("unexpected <\(token.text)> in operand", at: token)
    }
    throw problem("function \(goQuoted(token.text)) not defined", at: token)
  }

  // MARK: Tokens

  private var last: Token { tokens.last ?? Token(kind: .end, text: "", line: 1) }

  private func peek() -> Token { index < tokens.count ? tokens[index] : last }

  private mutating func next() -> Token {
    let token = peek()
    index += 1
    return token
  }

  private mutating func peekPastSpace() -> Token {
    while peek().kind == .space { index += 1 }
    return peek()
  }

  private mutating func nextPastSpace() -> Token {
    _ = peekPastSpace()
    return next()
  }

  private func problem(_ text: String, at token: Token) -> Problem {
    Problem(text: "template: \(name):\(token.line): \(text)")
  }

  private func undefined(_ variable: String, at token: Token) -> Problem {
    problem("undefined variable \(goQuoted(variable))", at: token)
  }

  private func unexpected(_ token: Token, in context: String) -> Problem {
    switch token.kind {
    case .problem: problem(token.text, at: token)
    case .end: problem("unexpected EOF", at: token)
    default: problem("unexpected \(goQuoted(token.text)) in \(context)", at: token)
    }
  }
}
