import Diagnostics
import MeshModel

/// What Linkerd reads of Services, EgressNetworks and routes for the requests that clients send
/// (`policy-controller/k8s/index/src/outbound/index.rs`, `http.rs`, `grpc.rs`).
struct TrafficAnnotation {
  /// What is read together, so that one value that cannot be read spoils all.
  enum Group: String {
    case timeouts
    case httpRetries = "retries of HTTP requests"
    case grpcRetries = "retries of gRPC calls"
    case retries
    case failureAccrual = "failure accrual"
    /// What each annotation says by itself.
    case balancing = "the annotation"
  }

  var name: String
  var group: Group
  var syntax: Syntax
  /// The annotation that has to be there too, with any of the values where some are given.
  var main: (name: String, values: [String])?

  static let accrual = "balancer.linkerd.io/failure-accrual"
  private static let alpha = "balancer.alpha.linkerd.io/"
  static let prefixes = ["retry.linkerd.io/", "timeout.linkerd.io/", "balancer.linkerd.io/", alpha]

  static let all: [String: TrafficAnnotation] = Dictionary(
    uniqueKeysWithValues: [
      TrafficAnnotation("retry.linkerd.io/http", .httpRetries, .httpConditions),
      TrafficAnnotation("retry.linkerd.io/grpc", .grpcRetries, .grpcConditions),
      TrafficAnnotation("retry.linkerd.io/limit", .retries, .number(0...65535, trimmed: false)),
      TrafficAnnotation("retry.linkerd.io/timeout", .retries, .duration),
      TrafficAnnotation("timeout.linkerd.io/request", .timeouts, .duration),
      TrafficAnnotation("timeout.linkerd.io/response", .timeouts, .duration),
      TrafficAnnotation("timeout.linkerd.io/idle", .timeouts, .duration),
      TrafficAnnotation(accrual, .failureAccrual, .oneOf(["consecutive", "unified"])),
    ].map { ($0.name, $0) }
      + [
        ("max-failures", Syntax.number(0...4_294_967_295, trimmed: true)), ("min-penalty", .duration),
        ("max-penalty", .duration), ("jitter-ratio", .fraction(0...100)),
      ].map { part, syntax in
        let name = "\(accrual)-consecutive-\(part)"
        return (name, TrafficAnnotation(name, .failureAccrual, syntax, main: (accrual, [])))
      }
      + [
        ("threshold", Syntax.fraction(0...1)), ("window", .duration),
        ("min-requests", .number(0...4_294_967_295, trimmed: true)),
      ].map { part, syntax in
        let name = "\(alpha)failure-accrual-success-rate-\(part)"
        return (name, TrafficAnnotation(name, .failureAccrual, syntax, main: (accrual, ["unified"])))
      }
      + [
        TrafficAnnotation(
          "\(alpha)failure-accrual-honor-retry-after", .balancing, .boolean, main: (accrual, [])),
        TrafficAnnotation("\(alpha)penalize-failures", .balancing, .boolean),
        TrafficAnnotation(
          "\(alpha)load-biaser-penalty", .balancing, .duration, main: ("\(alpha)penalize-failures", Syntax.yes)),
        TrafficAnnotation(
          "\(alpha)load-biaser-max-retry-after", .balancing, .duration,
          main: ("\(alpha)penalize-failures", Syntax.yes)),
      ].map { ($0.name, $0) })

  private init(_ name: String, _ group: Group, _ syntax: Syntax, main: (name: String, values: [String])? = nil) {
    self.name = name
    self.group = group
    self.syntax = syntax
    self.main = main
  }

  /// The annotation whose name is nearest.
  static func closest(to name: String) -> String? { Diagnostics.closest(to: name, of: all.keys.sorted()) }
}

extension TrafficAnnotation {
  enum Syntax {
    /// An unsigned whole number and a unit, or `0`.
    case duration
    case number(ClosedRange<Int>, trimmed: Bool)
    case fraction(ClosedRange<Double>)
    case boolean
    case oneOf([String])
    case httpConditions
    case grpcConditions

    static let yes = ["true", "1", "t", "T", "TRUE", "True"]
    private static let no = ["0", "f", "F", "false", "FALSE", "False"]

    /// What a value has to be; nil for one that is.
    func expectation(of text: String) -> String? {
      let trimmed = text.trimmingBlanks
      switch self {
      case .duration:
        return LinkerdAnnotationSyntax.milliseconds(text) == nil ? "a whole number and ms, s, m, h or d" : nil
      case .number(let range, let isTrimmed):
        let number = Int(isTrimmed ? trimmed : text)
        return number.map(range.contains) == true && text.first != "-"
          ? nil : "a whole number from \(range.lowerBound) to \(range.upperBound)"
      case .fraction(let range):
        return Double(trimmed).map(range.contains) == true
          ? nil : "a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))"
      case .boolean: return (Self.yes + Self.no).contains(trimmed) ? nil : "true or false"
      case .oneOf(let values): return values.contains(text) ? nil : values.joined(separator: " or ")
      case .httpConditions:
        return text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(
          LinkerdAnnotationSyntax.isHTTPCondition)
          ? nil : "5xx, gateway-error, status codes or ranges of them, separated by commas without blanks"
      case .grpcConditions:
        return text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(
          LinkerdAnnotationSyntax.isGRPCCondition)
          ? nil
          : "\(LinkerdAnnotationSyntax.grpcConditions.joined(separator: ", ")), separated by commas without blanks"
      }
    }
  }
}
