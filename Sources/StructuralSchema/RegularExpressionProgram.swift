/// A ``RegularExpression`` as instructions, of which any number are followed at once (Thompson's simulation).
struct RegularExpressionProgram: Sendable {
  fileprivate enum Instruction: Sendable {
    /// Goes on with both.
    case split(Int, Int)
    case scalar(UInt32, next: Int)
    /// An index into ``classes``.
    case scalarOf(class: Int, next: Int)
    case assertion(RegularExpressionNode.Assertion, next: Int)
    case match
  }

  /// Larger programs are not followed, though Go takes up to 3 million instructions.
  private static let sizeLimit = 20_000

  private var instructions: [Instruction] = [.match]
  private var classes: [CharacterClass] = []
  private var start = 0
  /// Whether the pattern asks for something that only Unicode's tables tell, or is too large.
  private(set) var isUndecidable = false

  init(_ node: RegularExpressionNode) {
    if node.size > Self.sizeLimit { isUndecidable = true } else { start = add(node, before: 0) }
  }

  var size: Int { instructions.count }

  // MARK: Compiling

  private mutating func add(_ instruction: Instruction) -> Int {
    instructions.append(instruction)
    return instructions.count - 1
  }

  /// Adds what matches a node and goes on with `next`. Returns where that starts.
  private mutating func add(_ node: RegularExpressionNode, before next: Int) -> Int {
    switch node.kind {
    case .scalar(let scalar): return add(.scalar(scalar, next: next))
    case .scalarOf(let set):
      isUndecidable = isUndecidable || set.isUndecidable
      classes.append(set)
      return add(.scalarOf(class: classes.count - 1, next: next))
    case .assertion(let assertion): return add(.assertion(assertion, next: next))
    case .sequence(let parts): return parts.reversed().reduce(next) { add($1, before: $0) }
    case .alternatives(let parts):
      guard let last = parts.last else { return next }
      return parts.dropLast().reversed().reduce(add(last, before: next)) { rest, part in
        let start = add(part, before: next)
        return add(.split(start, rest))
      }
    case .group(let part): return add(part, before: next)
    case .repetition(let part, let range, let isOpen): return add(part, range, isOpen: isOpen, before: next)
    }
  }

  private mutating func add(
    _ part: RegularExpressionNode, _ range: ClosedRange<Int>, isOpen: Bool, before next: Int
  ) -> Int {
    var start = next
    var required = range.lowerBound
    if isOpen {
      let loop = add(.split(next, next))
      let body = add(part, before: loop)
      instructions[loop] = .split(body, next)
      start = required == 0 ? loop : body
      required = max(required - 1, 0)
    } else {
      for _ in 0..<range.count - 1 {
        let optional = add(part, before: start)
        start = add(.split(optional, next))
      }
    }
    for _ in 0..<required { start = add(part, before: start) }
    return start
  }

  // MARK: Matching

  /// The instructions that are waited at, and those that were reached, before one scalar of the text.
  private struct Threads {
    var waiting: [Int] = []
    /// For every instruction, the last position at which it was reached.
    var reached: [Int]
    var pending: [Int] = []
    var position = 0
    var hasMatched = false
  }

  /// Whether some part of the text matches; nil where that is not known, or takes more steps than are left.
  func matches(_ text: String, steps: inout Int) -> Bool? {
    if isUndecidable { return nil }
    // To clear the marks of the instructions takes time too.
    steps -= instructions.count / 16
    var threads = Threads(reached: [Int](repeating: -1, count: instructions.count))
    var rest = text.unicodeScalars.makeIterator()
    var previous: Unicode.Scalar?
    var next = rest.next()
    var waiting: [Int] = []
    while true {
      follow(start, &threads, between: previous, and: next, steps: &steps)
      if threads.hasMatched { return true }
      guard let scalar = next else { return false }
      steps -= 1
      if steps < 0 { return nil }
      swap(&waiting, &threads.waiting)
      threads.waiting.removeAll(keepingCapacity: true)
      threads.position += 1
      previous = scalar
      next = rest.next()
      for index in waiting {
        if let target = instructions[index].target(of: scalar, classes) {
          follow(target, &threads, between: previous, and: next, steps: &steps)
        }
      }
    }
  }

  /// Goes on from an instruction to all that wait for a scalar.
  private func follow(
    _ start: Int, _ threads: inout Threads, between previous: Unicode.Scalar?, and next: Unicode.Scalar?,
    steps: inout Int
  ) {
    threads.pending.append(start)
    while let index = threads.pending.popLast() {
      guard threads.reached[index] != threads.position else { continue }
      threads.reached[index] = threads.position
      steps -= 1
      switch instructions[index] {
      case .split(let first, let second): threads.pending += [second, first]
      case .scalar, .scalarOf: threads.waiting.append(index)
      case .assertion(let assertion, let target):
        if assertion.holds(between: previous, and: next) { threads.pending.append(target) }
      case .match: threads.hasMatched = true
      }
    }
  }
}

extension RegularExpressionProgram.Instruction {
  /// The instruction behind this one, where it takes the scalar.
  fileprivate func target(of scalar: Unicode.Scalar, _ classes: [CharacterClass]) -> Int? {
    switch self {
    case .scalar(let wanted, let next): wanted == scalar.value ? next : nil
    case .scalarOf(let set, let next): classes[set].contains(scalar) ? next : nil
    case .split, .assertion, .match: nil
    }
  }
}

extension RegularExpressionNode.Assertion {
  fileprivate func holds(between previous: Unicode.Scalar?, and next: Unicode.Scalar?) -> Bool {
    switch self {
    case .textStart: previous == nil
    case .textEnd: next == nil
    case .lineStart: previous == nil || previous == "\n"
    case .lineEnd: next == nil || next == "\n"
    case .wordBoundary: Self.isWord(previous) != Self.isWord(next)
    case .noWordBoundary: Self.isWord(previous) == Self.isWord(next)
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map(CharacterClass.word.contains) ?? false }
}
