/// Small rules of AuthorizationPolicies, of every shape, in flow style. The same seed gives the same ones on every
/// machine.
struct GeneratedRules {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func pick(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % count
  }

  private mutating func clauses(_ fields: [String], at most: Int) -> String {
    let chosen = Set((0..<(1 + pick(most))).map { _ in fields[pick(fields.count)] })
    return chosen.sorted().joined(separator: ", ")
  }

  mutating func next() -> String {
    let sources = [
      "principals: [\"*\"]", "notPrincipals: [cluster.local/ns/shop/sa/web]", "namespaces: [shop]",
      "notNamespaces: [shop]", "ipBlocks: [10.0.0.0/8]", "requestPrincipals: [\"*\"]",
      "notRequestPrincipals: [\"*\"]",
    ]
    let operations = [
      "ports: [\"80\"]", "notPorts: [\"80\"]", "ports: [\"80\", \"81\"]", "methods: [GET]", "notPaths: [/a]",
    ]
    let conditions = [
      "{key: source.namespace, values: [shop]}", "{key: source.principal, notValues: [\"*\"]}",
      "{key: destination.port, values: [\"81\"]}", "{key: \"request.headers[a]\", values: [b]}",
    ]
    var parts: [String] = []
    if pick(3) > 0 {
      let items = (0..<(1 + pick(2))).map { _ in "{source: {\(clauses(sources, at: 2))}}" }
      parts.append("from: [\(items.joined(separator: ", "))]")
    }
    if pick(3) > 0 {
      let items = (0..<(1 + pick(2))).map { _ in "{operation: {\(clauses(operations, at: 2))}}" }
      parts.append("to: [\(items.joined(separator: ", "))]")
    }
    if pick(3) == 0 { parts.append("when: [\(conditions[pick(conditions.count)])]") }
    return "{\(parts.joined(separator: ", "))}"
  }
}
