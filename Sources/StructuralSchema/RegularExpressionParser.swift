/// Reads the syntax of a ``RegularExpression`` as `regexp.Compile` of Go 1.25 does.
struct RegularExpressionParser {
  typealias SyntaxError = RegularExpression.SyntaxError
  typealias Node = RegularExpressionNode

  struct Flags {
    var foldsCase = false
    /// Whether `^` and `$` stand for the ends of lines.
    var isMultiline = false
    var dotTakesNewline = false
  }

  /// What stands between two parentheses, as far as it was read.
  private struct Group {
    /// The flags that hold behind the group.
    var outerFlags = Flags()
    var isCapture = false
    /// The alternatives before the one that is read.
    var alternatives: [Node] = []
    var sequence: [Node] = []
  }

  let pattern: [Unicode.Scalar]
  var position = 0
  var flags = Flags()
  private var groups = [Group()]
  /// Where the repetition operator that was read last starts; nil where something else was read.
  private var lastRepetition: Int?

  init(_ pattern: String) { self.pattern = Array(pattern.unicodeScalars) }

  var next: Unicode.Scalar? { position < pattern.count ? pattern[position] : nil }

  func scalar(at offset: Int) -> Unicode.Scalar? {
    position + offset < pattern.count ? pattern[position + offset] : nil
  }

  func starts(with text: String) -> Bool { pattern[position...].starts(with: text.unicodeScalars) }

  func error(_ reason: SyntaxError.Reason, _ range: Range<Int>) -> SyntaxError {
    SyntaxError(reason: reason, part: String(String.UnicodeScalarView(pattern[range])))
  }

  /// An error that names the pattern from `start` to where reading has come.
  func error(_ reason: SyntaxError.Reason, from start: Int) -> SyntaxError { error(reason, start..<position) }

  private func errorInWhole(_ reason: SyntaxError.Reason) -> SyntaxError { error(reason, 0..<pattern.count) }

  // MARK: Structure

  mutating func parse() throws(SyntaxError) -> Node {
    while let scalar = next {
      let start = position
      var isRepetition = false
      switch scalar {
      case "(" where self.scalar(at: 1) == "?": try parseGroupWithFlags()
      case "(":
        position += 1
        open(isCapture: true, restoring: flags)
      case "|":
        position += 1
        try closeAlternative()
      case ")":
        try close()
        position += 1
      case "*", "+", "?":
        position += 1
        try add(scalar == "+" ? 1...1 : 0...(scalar == "?" ? 1 : 0), isOpen: scalar != "?", from: start)
        isRepetition = true
      case "{":
        if let count = try parseCount() {
          try add(count.range, isOpen: count.isOpen, from: start)
          isRepetition = true
        } else {
          position += 1
          try add(literal(scalar))
        }
      default: try parseAtom(scalar)
      }
      lastRepetition = isRepetition ? start : nil
    }
    guard groups.count == 1 else { throw errorInWhole(.openParenthesis) }
    return try closed(groups[0])
  }

  private mutating func parseAtom(_ scalar: Unicode.Scalar) throws(SyntaxError) {
    switch scalar {
    case "^":
      position += 1
      try add(Node(.assertion(flags.isMultiline ? .lineStart : .textStart)))
    case "$":
      position += 1
      try add(Node(.assertion(flags.isMultiline ? .lineEnd : .textEnd)))
    case ".":
      position += 1
      let newline: [ClosedRange<UInt32>] = flags.dotTakesNewline ? [] : [0xA...0xA]
      try add(Node(.scalarOf(CharacterClass(newline, isNegated: true))))
    case "[": try add(Node(.scalarOf(try parseClass())))
    case "\\": try parseBackslash()
    default:
      position += 1
      try add(literal(scalar))
    }
  }

  private mutating func add(_ node: Node) throws(SyntaxError) {
    if node.height > Node.heightLimit { throw errorInWhole(.depth) }
    if node.size > Node.sizeLimit { throw errorInWhole(.size) }
    groups[groups.count - 1].sequence.append(node)
  }

  private func literal(_ scalar: Unicode.Scalar) -> Node { literal(scalar.value) }

  private func literal(_ value: UInt32) -> Node {
    let hasCase = flags.foldsCase && Unicode.Scalar(value).map { !$0.otherCases.isEmpty } ?? false
    guard hasCase, let scalar = Unicode.Scalar(value) else { return Node(.scalar(value)) }
    var cases = CharacterClass([value...value])
    for other in scalar.otherCases { cases.insert(other.value...other.value) }
    cases.prepare()
    return Node(.scalarOf(cases))
  }

  // MARK: Groups

  private mutating func open(isCapture: Bool, restoring outerFlags: Flags) {
    groups.append(Group(outerFlags: outerFlags, isCapture: isCapture))
  }

  private mutating func closeAlternative() throws(SyntaxError) {
    let last = groups.count - 1
    let node = Node(.sequence(groups[last].sequence))
    if node.size > Node.sizeLimit { throw errorInWhole(.size) }
    groups[last].alternatives.append(groups[last].sequence.count == 1 ? groups[last].sequence[0] : node)
    groups[last].sequence = []
  }

  private func closed(_ group: Group) throws(SyntaxError) -> Node {
    var node = group.sequence.count == 1 ? group.sequence[0] : Node(.sequence(group.sequence))
    if !group.alternatives.isEmpty { node = Node(.alternatives(group.alternatives + [node])) }
    if group.isCapture { node = Node(.group(node)) }
    if node.height > Node.heightLimit { throw errorInWhole(.depth) }
    if node.size > Node.sizeLimit { throw errorInWhole(.size) }
    return node
  }

  private mutating func close() throws(SyntaxError) {
    guard groups.count > 1, let group = groups.popLast() else { throw errorInWhole(.closingParenthesis) }
    flags = group.outerFlags
    try add(try closed(group))
  }

  /// What starts with `(?`.
  private mutating func parseGroupWithFlags() throws(SyntaxError) {
    let start = position
    let outer = flags
    for opening in ["(?P<", "(?<"]
    where starts(with: opening) && position + opening.unicodeScalars.count < pattern.count {
      guard let end = pattern[position...].firstIndex(of: ">") else {
        throw error(.namedCapture, position..<pattern.count)
      }
      let name = pattern[position + opening.unicodeScalars.count..<end]
      position = end + 1
      let isName = name.allSatisfy { $0.isASCII && CharacterClass.word.contains($0) }
      guard !name.isEmpty, isName else { throw error(.namedCapture, from: start) }
      return open(isCapture: true, restoring: outer)
    }
    position += 2
    var inner = flags
    var value = true
    var hasFlag = false
    while let scalar = next {
      position += 1
      switch scalar {
      case "i": inner.foldsCase = value
      case "m": inner.isMultiline = value
      case "s": inner.dotTakesNewline = value
      // Which of several matches is taken does not matter.
      case "U": break
      case "-" where value:
        (value, hasFlag) = (false, false)
        continue
      case ":" where value || hasFlag, ")" where value || hasFlag:
        if scalar == ":" { open(isCapture: false, restoring: outer) }
        flags = inner
        return
      default: throw error(.perlSyntax, from: start)
      }
      hasFlag = true
    }
    throw error(.perlSyntax, from: start)
  }

  // MARK: Repetitions

  /// Repeats what was added last. `start`: Where the operator starts.
  private mutating func add(_ range: ClosedRange<Int>, isOpen: Bool, from start: Int) throws(SyntaxError) {
    if next == "?" { position += 1 }
    if let lastRepetition { throw error(.nestedRepetition, from: lastRepetition) }
    guard let part = groups[groups.count - 1].sequence.popLast() else { throw error(.missingArgument, from: start) }
    let node = Node(.repetition(part, range, isOpen: isOpen))
    let isCount = range.upperBound >= 2
    if isCount, node.repeats > Node.repeatLimit { throw error(.repeatCount, from: start) }
    try add(node)
  }

  /// Reads `{2}`, `{2,}` or `{2,4}`; nil, with nothing read, where the brace stands for itself.
  private mutating func parseCount() throws(SyntaxError) -> (range: ClosedRange<Int>, isOpen: Bool)? {
    let start = position
    position += 1
    guard let least = parseNumber() else {
      position = start
      return nil
    }
    var most = Optional(least)
    if next == "," {
      position += 1
      most = next == "}" ? nil : parseNumber()
      if most == nil, next != "}" {
        position = start
        return nil
      }
    }
    guard next == "}" else {
      position = start
      return nil
    }
    position += 1
    guard least <= Node.repeatLimit, most ?? least <= Node.repeatLimit, most ?? least >= least else {
      throw error(.repeatCount, from: start)
    }
    return (least...(most ?? least), isOpen: most == nil)
  }

  /// Reads a number without leading zeros, of which a large one is only known to be large.
  private mutating func parseNumber() -> Int? {
    let start = position
    var number = 0
    while let digit = next, ("0"..."9").contains(digit) {
      number = min(number * 10 + Int(digit.value - 0x30), 1_000_000)
      position += 1
    }
    if position == start { return nil }
    return position > start + 1 && pattern[start] == "0" ? nil : number
  }

  // MARK: Escapes

  private mutating func parseBackslash() throws(SyntaxError) {
    let start = position
    let assertions: [Unicode.Scalar: Node.Assertion] = [
      "A": .textStart, "b": .wordBoundary, "B": .noWordBoundary, "z": .textEnd,
    ]
    if let letter = scalar(at: 1) {
      if let assertion = assertions[letter] {
        position += 2
        return try add(Node(.assertion(assertion)))
      }
      if letter == "C" { throw error(.escape, start..<start + 2) }
      if letter == "Q" {
        position += 2
        while let scalar = next, !starts(with: "\\E") {
          position += 1
          try add(literal(scalar))
        }
        position = min(position + 2, pattern.count)
        return
      }
    }
    if let set = try parseEscapedClass() { return try add(Node(.scalarOf(set))) }
    try add(literal(try parseEscape()))
  }
}
