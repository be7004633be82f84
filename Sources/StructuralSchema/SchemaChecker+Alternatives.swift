import YAMLTree

/// Schemas of which a value must fit some.
struct Alternatives: Sendable {
  enum Combination: Sendable { case allOf, anyOf, oneOf, not }

  let combination: Combination
  let nodes: [Int]
  /// The fields that are asked for, where every alternative does no more than ask for one of them.
  var fields: [String] = []
  /// Whether, for `oneOf`, another alternative is that none of the fields is set.
  var takesNone = false
}

extension SchemaChecker {
  /// Compares a value with limits that need more than its own text.
  mutating func checkLimits(_ value: YAMLNode, _ limits: Limits, _ node: Schema.Node, key: YAMLNode) {
    effort -= 1
    guard effort > 0 else { return isUncertain = true }
    if limits.isIncomplete { isUncertain = true }
    if let values = limits.values, !values.contains(value) { return noteOther(value, than: values, key: key) }
    if let problem = limits.problem(with: value, node.kind, effort: &effort) {
      note(.invalidValue(field: name(key), reason: problem.text), at: problem.place)
    }
    if effort < 0 { isUncertain = true }
    for alternatives in limits.alternatives { check(value, alternatives, key: key) }
  }

  private mutating func check(_ value: YAMLNode, _ alternatives: Alternatives, key: YAMLNode) {
    if !alternatives.fields.isEmpty { return checkChoice(value, alternatives, key: key) }
    var fitting = 0
    var isOpen = false
    for node in alternatives.nodes {
      guard effort > 0 else { return isUncertain = true }
      if alternatives.combination == .allOf {
        let earlier = issues.count
        check(value, schema.nodes[node], at: node, key: key)
        // To note a problem takes as much as a hundred steps of a pattern, and each part may find the same.
        effort -= 100 * (issues.count - earlier)
      } else {
        switch fits(value, node, key: key) {
        case true?: fitting += 1
        case nil: isOpen = true
        case false?: break
        }
      }
    }
    switch alternatives.combination {
    case .allOf: return
    case .anyOf where fitting > 0, .not where fitting == 0 && !isOpen, .oneOf where fitting == 1 && !isOpen: return
    case .not where fitting > 0:
      note(.invalidValue(field: name(key), reason: "it is just what is excluded"), at: value)
    case .oneOf where fitting > 1:
      let reason = "it fits \(fitting) of \(alternatives.nodes.count) alternatives, of which it must fit exactly one"
      note(.invalidValue(field: name(key), reason: reason), at: value)
    case .anyOf where !isOpen, .oneOf where !isOpen && fitting == 0: noteMisfit(value, alternatives, key: key)
    default: isUncertain = true
    }
  }

  /// Whether a value fits a node; nil where that cannot be decided.
  private mutating func fits(_ value: YAMLNode, _ node: Int, key: YAMLNode) -> Bool? {
    let trial = trial(value, node, key: key)
    return trial.issues.isEmpty ? (trial.isUncertain ? nil : true) : false
  }

  private mutating func trial(_ value: YAMLNode, _ node: Int, key: YAMLNode) -> SchemaChecker {
    // As much as a hundred steps of a pattern.
    var trial = SchemaChecker(schema, effort: effort - 100)
    trial.check(value, schema.nodes[node], at: node, key: key)
    effort = trial.effort
    return trial
  }

  /// Compares an object with alternatives that ask for one field each.
  private mutating func checkChoice(_ object: YAMLNode, _ choice: Alternatives, key: YAMLNode) {
    guard object.isMapping else { return }
    var set: [YAMLNode] = []
    object.forEachPair { field, value in
      if !value.isNull, let name = field.string, choice.fields.contains(name) { set.append(field) }
    }
    let names = choice.fields.joined(separator: ", ")
    let reason: String
    switch choice.combination {
    case .anyOf where set.isEmpty: reason = "at least one of \(names) must be set"
    case .oneOf where set.isEmpty && !choice.takesNone: reason = "exactly one of \(names) must be set"
    case .oneOf where set.count > 1: reason = "only one of \(names) can be set"
    case .not where !set.isEmpty:
      reason = choice.fields.count == 1 ? "\(names) cannot be set" : "none of \(names) can be set"
    default: return
    }
    note(.invalidValue(field: name(key), reason: reason), at: set.count > 1 ? set[1] : set.first ?? object)
  }

  /// Notes that a value fits none of some alternatives, and what is wrong with each.
  private mutating func noteMisfit(_ value: YAMLNode, _ alternatives: Alternatives, key: YAMLNode) {
    var reasons: [String] = []
    for node in alternatives.nodes.prefix(3) {
      guard let reason = trial(value, node, key: key).issues.first?.problem.description else { continue }
      if !reasons.contains(reason) { reasons.append(reason) }
    }
    let more = alternatives.nodes.count > 3 ? "; …" : ""
    note(
      .invalidValue(
        field: name(key), reason: "it fits none of the alternatives (\(reasons.joined(separator: "; "))\(more))"),
      at: value)
  }
}
