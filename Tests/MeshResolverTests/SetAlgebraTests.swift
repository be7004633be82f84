import Diagnostics
import MeshModel
import Testing

@testable import MeshResolver

/// The algebra is held against brute force: clauses with values over few letters, and every request over those and one
/// letter more, compared as the engine compares them.
@Suite struct `Sets of requests` {
  @Test(arguments: Universe.all) func `agree with all requests, one by one`(universe: Universe) {
    var random = SplitMix64(state: universe.seed)
    let oracle = Oracle(universe)
    var unknown = 0
    for _ in 0..<universe.pairs {
      let (one, other) = (universe.clauses(&random), universe.clauses(&random))
      let (set, otherSet) = (universe.set(one), universe.set(other))
      let (bits, otherBits) = (oracle.bits(one), oracle.bits(other))
      let answers = [
        ("empty", set.isEmpty, bits.isEmpty),
        ("contained", set.isContained(in: otherSet), bits.subtracting(otherBits).isEmpty),
        ("overlap", set.overlaps(otherSet), !bits.intersection(otherBits).isEmpty),
      ]
      for (question, answer, truth) in answers {
        if answer == .unknown {
          unknown += 1
        } else {
          #expect(answer == Proof(truth), "\(question): \(one.words) and \(other.words)")
        }
      }
    }
    #expect((unknown > 0) == universe.hasUnknowns, "\(unknown) answers are unknown")
  }

  @Test func `of whole rules agree with all requests`() {
    var random = SplitMix64(state: 7)
    let oracle = Oracle(.mixed)
    for _ in 0..<400 {
      let (one, other) = (Rule(&random), Rule(&random))
      let (bits, otherBits) = (oracle.bits(one), oracle.bits(other))
      // These are few requests: one that is missing here may exist, so only what is said of all requests is checked.
      if one.set.isEmpty == .yes { #expect(bits.isEmpty, "\(one) is empty") }
      if one.set.isContained(in: other.set) == .yes {
        #expect(bits.subtracting(otherBits).isEmpty, "\(one) is in \(other)")
      }
      if one.set.overlaps(other.set) == .no { #expect(bits.intersection(otherBits).isEmpty, "\(one) misses \(other)") }
      for contradiction in one.clauses.contradictions(policyNamespace: "a", trustDomains: Universe.trustDomains) {
        if let value = contradiction.value {
          #expect(oracle.bits(one.without(value)) == bits, "\(value.value) does nothing in \(one)")
        } else {
          #expect(oracle.bits(contradiction.clauses).isEmpty, "\(contradiction.clauses.words) exclude each other")
        }
      }
    }
  }
}

private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func pick<Element>(_ list: [Element]) -> Element {
    list[Int.random(in: list.indices, using: &self)]
  }
}

extension Clause {
  /// `line`: Tells the values of one clause from those of others.
  fileprivate init(_ attribute: RequestAttribute, _ isNegated: Bool, _ values: [String], line: Int = 1) {
    func span(_ column: Int) -> SourceSpan {
      let place = SourcePosition(line: line, column: column)
      return SourceSpan(file: FileID(0), start: place, end: place)
    }
    self.init(
      attribute: attribute, isNegated: isNegated,
      values: values.enumerated().map { Located($0.element, at: span($0.offset + 2)) },
      name: Located("\(attribute)", at: span(1)))
  }
}

extension [Clause] {
  fileprivate var words: String {
    map { "\($0.isNegated ? "not " : "")\($0.name.value) \($0.values.map(\.value))" }.joined(separator: ", ")
  }
}

/// Requests that differ in a few attributes, and the values that rules name for them.
struct Universe: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var requests: [RequestFacts]
  var values: [(attribute: RequestAttribute, values: [String])]
  var pairs: Int
  var seed: UInt64
  var hasUnknowns = false

  static let trustDomains = TrustDomains(names: ["a", "ba"])

  fileprivate func clauses(_ random: inout SplitMix64) -> [Clause] {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in
      let (attribute, values) = random.pick(values)
      return Clause(
        attribute, Int.random(in: 0..<3, using: &random) == 0,
        (0..<Int.random(in: 1...3, using: &random)).map { _ in random.pick(values) })
    }
  }

  fileprivate func set(_ clauses: [Clause]) -> RequestSet {
    RequestSet(clauses, policyNamespace: "a", trustDomains: Self.trustDomains)
  }

  private static func request(_ change: (inout RequestFacts) -> Void) -> RequestFacts {
    var facts = RequestFacts(
      port: 1, sni: "", http: RequestFacts.HTTP(method: "GET", path: "/", host: nil, headers: [:]))
    change(&facts)
    return facts
  }

  private static func words(_ letters: [String], upTo length: Int) -> [String] {
    var (all, last) = ([""], [""])
    for _ in 0..<length {
      last = last.flatMap { word in letters.map { word + $0 } }
      all += last
    }
    return all
  }

  /// A header that is to meet three unions and miss one needs four values.
  private static func subsets(_ words: [String], upTo count: Int) -> [[String]] {
    words.reduce([[]]) { sets, word in sets + sets.filter { $0.count < count }.map { $0 + [word] } }
  }

  private static let few = words(["a", "b"], upTo: 2)
  private static let patterns =
    few.dropFirst().flatMap { [$0, $0 + "*", "*" + $0] } + ["*", "a*b"]
  private static let texts = words(["a", "b", "c"], upTo: 5) + ["a*b"]

  static let all: [Universe] = [hosts, methods, headers, identities, addresses, ports, tokens, templates]

  private static let hosts = Universe(
    testDescription: "hosts",
    requests: texts.map { text in request { $0.http?.host = text } } + [request { _ in }],
    values: [(.host, patterns + ["A", "B*"])], pairs: 2500, seed: 1)

  private static let methods = Universe(
    testDescription: "methods", requests: texts.map { text in request { $0.http?.method = text } },
    values: [(.method, patterns)], pairs: 800, seed: 2)

  private static let headers = Universe(
    testDescription: "headers",
    requests: subsets(["", "a", "b", "c", "ab", "ba", "ac", "bc", "ca", "cb", "acb", "bca"], upTo: 4).map { values in
      request { $0.http?.headers = values.isEmpty ? [:] : ["x": values] }
    },
    values: [
      (.header("x"), few.dropFirst().filter { $0.count == 1 }.flatMap { [$0, $0 + "*", "*" + $0] } + ["*", "ab"])
    ],
    pairs: 700, seed: 3)

  private static let parts = [
    "c", "ac", "bc", "ca", "cb", "acb", "bca", "a", "b", "ab", "ba", "cluster.local",
  ]

  private static let identities = Universe(
    testDescription: "identities",
    requests: [request { _ in }]
      + parts.flatMap { domain in
        parts.dropLast().flatMap { namespace in
          parts.dropLast().map { account in
            request { $0.identity = "spiffe://\(domain)/ns/\(namespace)/sa/\(account)" }
          }
        }
      },
    values: [
      (
        .principal,
        [
          "*", "a/ns/b/sa/a", "b/ns/a/sa/b", "ba/ns/b/sa/ab", "cluster.local/ns/a/sa/a", "*/ns/a/sa/b", "a/*", "a*",
          "a/n*", "a/ns*", "a/ns/*", "a/ns/b*", "b/ns/a/*", "b/ns/a/s*", "b/ns/a/sa/*", "a/ns/b/sa/b*", "*b", "*/b",
          "*a/b", "*/sa/b", "*a/sa/b", "*/a/sa/b", "*s/a/sa/b", "*/ns/b/sa/ab", "*a/ns/b/sa/a", "a*/ns/b/sa/a",
          "spiffe://a/ns/b/sa/a", "spiffe://*", "ns/a/sa/b", "a/b", "/ns/a/sa/b", "a/sa/*", "*/x/b", "a/ns//sa/a",
        ]
      ),
      (.namespace, ["a", "b", "ab", "a*", "b*", "*b", "*a", "*sa", "*", "*cb"]),
      (.serviceAccount, ["a", "b/a", "ab/b", "b"]),
      (.trustDomain, ["*", "a", "b", "ba", "a*", "*a", "b*a", "cluster.local"]),
    ], pairs: 900, seed: 4)

  private static let addresses = Universe(
    testDescription: "addresses",
    requests: [request { _ in }]
      + (0..<16).map { number in request { $0.sourceIP = [10, 0, 0, UInt8(number)] } }
      + (0..<8).map { number in request { $0.sourceIP = [UInt8](repeating: 0, count: 15) + [UInt8(number)] } }
      + [request { $0.sourceIP = [10, 0, 1, 0] }, request { $0.sourceIP = [UInt8](repeating: 255, count: 16) }],
    values: [
      (
        .sourceIP,
        [
          "10.0.0.0/28", "10.0.0.0/29", "10.0.0.8/29", "10.0.0.0/30", "10.0.0.4/30", "10.0.0.6/31", "10.0.0.7",
          "10.0.0.12", "10.0.0.13/30", "0.0.0.0/0", "::/0", "::/125", "::4/126", "::5", "::1/127",
        ]
      )
    ], pairs: 1200, seed: 5)

  private static let ports = Universe(
    testDescription: "ports", requests: (0..<6).map { number in request { $0.port = number } },
    values: [(.port, ["0", "1", "2", "3", "4"])], pairs: 600, seed: 6)

  private static let tokens = Universe(
    testDescription: "tokens",
    requests: [request { _ in }]
      + ["a", "b", "c", "a/b", "a/c", "c/b", "ca", "ac", "aca"].flatMap { issuer in
        ["a", "b", "c", "ab", "ac", "ca", "bc", "cb", "acb"].map { subject in
          request { $0.http?.claims = .object(["iss": .text(issuer), "sub": .text(subject)]) }
        }
      },
    values: [(.requestPrincipal, ["*", "a/b", "a/*", "*/b", "a/a*", "*b", "a*", "a/b/a", "b/b", "*a/b"])],
    pairs: 700, seed: 8)

  private static let templates = Universe(
    testDescription: "paths with templates",
    requests: [
      "/", "/a", "/a/b", "/a/c", "/a/c/b", "/a/c/c", "/a/c/c/b", "/b", "/b/c", "/c", "/a/", "/a/\u{7f}", "/a/\u{7f}/b",
      "/\u{7f}/b", "/b/b", "/b/\u{7f}/b",
      "/a/\u{7f}c",
    ].map {
      path in request { $0.http?.path = path }
    },
    values: [(.path, ["/a/{*}", "/a/{**}", "/{*}/b", "/a/*", "/a/b", "/a/c", "*", "/b*", "*/b", "/c"])], pairs: 600,
    seed: 9, hasUnknowns: true)

  /// A few requests in several attributes at once.
  fileprivate static let mixed = Universe(
    testDescription: "mixed",
    requests: [nil, "spiffe://a/ns/a/sa/a", "spiffe://a/ns/b/sa/c", "spiffe://c/ns/c/sa/a", "spiffe://ba/ns/b/sa/a"]
      .flatMap { identity in
        [nil, "a", "b", "c"].flatMap { header in
          ["GET", "PUT", "c"].flatMap { method in
            ["/", "/a", "/a/b", "/c"].flatMap { path in
              [1, 2, 3].map { port in
                request {
                  $0.identity = identity
                  $0.http?.headers = header.map { ["x": [$0]] } ?? [:]
                  $0.http?.method = method
                  $0.http?.path = path
                  $0.port = port
                }
              }
            }
          }
        }
      }, values: [], pairs: 0, seed: 0)
}

/// A set of the requests of a universe.
private struct Bits: Hashable {
  private var words: [UInt64]

  init(count: Int, where isIn: (Int) -> Bool = { _ in true }) {
    words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for number in 0..<count where isIn(number) { words[number / 64] |= 1 << UInt64(number % 64) }
  }

  private func merging(_ other: Bits, _ merge: (UInt64, UInt64) -> UInt64) -> Bits {
    var result = self
    for index in words.indices { result.words[index] = merge(words[index], other.words[index]) }
    return result
  }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
  func union(_ other: Bits) -> Bits { merging(other) { $0 | $1 } }
  func intersection(_ other: Bits) -> Bits { merging(other) { $0 & $1 } }
  func subtracting(_ other: Bits) -> Bits { merging(other) { $0 & ~$1 } }
}

/// Says for which requests clauses hold.
private final class Oracle {
  private struct Key: Hashable {
    var attribute: RequestAttribute
    var value: String
  }

  private let universe: Universe
  private var known: [Key: Bits] = [:]
  private let all: Bits
  private let none: Bits

  init(_ universe: Universe) {
    self.universe = universe
    all = Bits(count: universe.requests.count)
    none = Bits(count: universe.requests.count) { _ in false }
  }

  private func bits(_ attribute: RequestAttribute, _ value: String) -> Bits {
    let key = Key(attribute: attribute, value: value)
    if let bits = known[key] { return bits }
    let clause = Clause(attribute, false, [value])
    let bits = Bits(count: universe.requests.count) {
      universe.requests[$0].satisfy(clause, in: "a", Universe.trustDomains)
    }
    known[key] = bits
    return bits
  }

  func bits(_ clauses: [Clause]) -> Bits {
    clauses.reduce(all) { left, clause in
      let union = clause.values.reduce(none) { $0.union(bits(clause.attribute, $1.value)) }
      return clause.isNegated ? left.subtracting(union) : left.intersection(union)
    }
  }

  func bits(_ rule: Rule) -> Bits {
    func union(_ alternatives: [[Clause]]) -> Bits { alternatives.reduce(none) { $0.union(bits($1)) } }
    return union(rule.clauses.sources).intersection(union(rule.clauses.operations))
      .intersection(bits(rule.clauses.conditions))
  }
}

private struct Rule: CustomStringConvertible {
  var clauses: RuleClauses

  var set: RuleSet { RuleSet(clauses, policyNamespace: "a", trustDomains: Universe.trustDomains) }

  var description: String {
    "from \(clauses.sources.map(\.words)) to \(clauses.operations.map(\.words)) when \(clauses.conditions.words)"
  }

  private static let sources: [(RequestAttribute, [String])] = [
    (.principal, ["a/ns/a/sa/a", "*", "a/ns/b/*", "*/sa/a", "spiffe://x"]), (.namespace, ["a", "b", "c"]),
    (.header("x"), ["a", "b", "*"]),
  ]
  private static let operations: [(RequestAttribute, [String])] = [
    (.method, ["GET", "PUT", "*"]), (.path, ["/a", "/a*", "/", "*/b"]), (.port, ["1", "2"]),
  ]

  init(_ random: inout SplitMix64) {
    func clause(_ table: [(RequestAttribute, [String])], _ random: inout SplitMix64) -> Clause {
      let (attribute, values) = random.pick(table)
      return Clause(
        attribute, Int.random(in: 0..<3, using: &random) == 0,
        (0..<Int.random(in: 1...2, using: &random)).map { _ in random.pick(values) },
        line: Int.random(in: 1...1_000_000, using: &random))
    }
    func alternatives(_ table: [(RequestAttribute, [String])], _ random: inout SplitMix64) -> [[Clause]] {
      (0..<Int.random(in: 1...2, using: &random)).map { _ in
        (0..<Int.random(in: 0...2, using: &random)).map { _ in clause(table, &random) }
      }
    }
    clauses = RuleClauses(
      sources: alternatives(Self.sources, &random), operations: alternatives(Self.operations, &random),
      conditions: (0..<Int.random(in: 0...1, using: &random)).map { _ in
        clause(Self.sources + Self.operations, &random)
      })
  }

  /// The rule without one value, wherever it stands.
  func without(_ value: Located<String>) -> Rule {
    func removing(_ clauses: [Clause]) -> [Clause] {
      clauses.map { clause in
        var clause = clause
        clause.values.removeAll { $0.span == value.span }
        return clause
      }
    }
    var rule = self
    rule.clauses.sources = clauses.sources.map(removing)
    rule.clauses.operations = clauses.operations.map(removing)
    rule.clauses.conditions = removing(clauses.conditions)
    return rule
  }
}
