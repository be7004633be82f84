import Diagnostics
import MeshModel
import YAMLTree

/// The value of an annotation, judged in the words of Istio's injector (`pkg/kube/inject/validate.go`
/// AnnotationValidation). With a wrong one no pod is injected.
struct AnnotationValue {
  private let entry: LocatedMap.Entry
  private let object: ResourceReference

  init(_ entry: LocatedMap.Entry, of object: ResourceReference) {
    self.entry = entry
    self.object = object
  }

  private var text: String { entry.value.value }

  /// What is wrong, and where; nil where nothing is.
  var problem: (text: String, span: SourceSpan)? {
    if entry.key.value == "proxy.istio.io/config" { return problemOfProxyConfig }
    return problemOfScalar.map { ($0, entry.value.span) }
  }

  private var problemOfScalar: String? {
    switch entry.key.value {
    case "sidecar.istio.io/interceptionMode":
      ["REDIRECT", "TPROXY", "NONE"].contains(text)
        ? nil : "interceptionMode invalid, use REDIRECT,TPROXY,NONE: \(text)"
    case "status.sidecar.istio.io/port":
      // The words of validateStatusPort.
      Self.problem(withPort: text).map { "excludeInboundPorts invalid: \($0)" }
    case "readiness.status.sidecar.istio.io/initialDelaySeconds", "readiness.status.sidecar.istio.io/periodSeconds",
      "readiness.status.sidecar.istio.io/failureThreshold":
      Self.problem(withUnsigned: text, limit: UInt64(UInt32.max))
    case "traffic.sidecar.istio.io/includeOutboundIPRanges":
      text == "*" ? nil : problemOfRanges.map { "includeIPRanges invalid: \($0)" }
    case "traffic.sidecar.istio.io/excludeOutboundIPRanges":
      problemOfRanges.map { "excludeIPRanges invalid: \($0)" }
    case "traffic.sidecar.istio.io/includeInboundPorts":
      text == "*" ? nil : problemOfPorts.map { "includeInboundPorts invalid: \($0)" }
    case "traffic.sidecar.istio.io/excludeInboundPorts":
      problemOfPorts.map { "excludeInboundPorts invalid: \($0)" }
    case "traffic.sidecar.istio.io/excludeOutboundPorts":
      problemOfPorts.map { "excludeOutboundPorts invalid: \($0)" }
    case "traffic.sidecar.istio.io/excludeInterfaces", "traffic.sidecar.istio.io/kubevirtInterfaces",
      "istio.io/reroute-virtual-interfaces":
      problemOfInterfaces
    case "prometheus.istio.io/merge-metrics":
      Syntax.goBool(text) == nil ? "strconv.ParseBool: parsing \(goQuoted(text)): invalid syntax" : nil
    case "sidecar.istio.io/proxyCPU", "sidecar.istio.io/proxyCPULimit", "sidecar.istio.io/proxyMemory",
      "sidecar.istio.io/proxyMemoryLimit":
      Syntax.problem(withQuantity: text)
    default: nil
    }
  }

  // MARK: Numbers and lists

  /// `strconv.ParseUint`.
  private static func problem(withUnsigned text: String, limit: UInt64) -> String? {
    let problem = "strconv.ParseUint: parsing \(goQuoted(text)): "
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return problem + "invalid syntax" }
    return UInt64(text).map { $0 <= limit } == true ? nil : problem + "value out of range"
  }

  /// parsePort.
  private static func problem(withPort text: String) -> String? {
    problem(withUnsigned: trimmed(text), limit: UInt64(UInt16.max)).map { "failed parsing port '\(text)': \($0)" }
  }

  /// parsePorts.
  private var problemOfPorts: String? {
    let list = Self.trimmed(text)
    guard !list.isEmpty else { return nil }
    for port in list.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      if let problem = Self.problem(withPort: port) { return "failed parsing port '\(port)': \(problem)" }
    }
    return nil
  }

  /// validateCIDRList.
  private var problemOfRanges: String? {
    guard !text.isEmpty else { return nil }
    for range in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      if let problem = Syntax.problem(withPrefix: range) { return "failed parsing cidr '\(range)': \(problem)" }
    }
    return nil
  }

  /// `pkg/util/net/ip.go` ValidateInterfaceNames.
  private var problemOfInterfaces: String? {
    guard !text.isEmpty else { return nil }
    for name in text.split(separator: ",", omittingEmptySubsequences: false).map({ Self.trimmed(String($0)) }) {
      if name.isEmpty { return "empty interface name" }
      if name.utf8.count > 15 { return "interface name \(goQuoted(name)) too long (max 15 chars)" }
      let isWellFormed =
        name.first.map { $0.isASCII && $0.isLetter } == true
        && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
      if !isWellFormed { return "interface name \(goQuoted(name)) contains invalid characters" }
    }
    return nil
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop(while: \.isWhitespace)
    return String(start[..<(start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)])
  }

  // MARK: Proxy configuration

  /// validateProxyConfig, as far as it is about syntax, types and enums.
  private var problemOfProxyConfig: (text: String, span: SourceSpan)? {
    let words = "failed to convert to apply proxy config: "
    do {
      guard let issue = try entry.proxyConfigIssues(of: object).first(where: { !$0.isUnknownField }) else { return nil }
      return (words + issue.problem.description, issue.span)
    } catch {
      let place = SourcePosition(line: error.line, column: error.column)
      return (
        words + "error converting YAML to JSON: yaml: \(error.message)",
        SourceSpan(file: entry.value.span.file, start: place, end: place)
      )
    }
  }
}

extension Syntax {
  /// What is wrong with a quantity such as `100m` or `1Gi`, in the words of Kubernetes (apimachinery
  /// `pkg/api/resource/quantity.go` ParseQuantity) and Istio (validateResourceQuantity).
  static func problem(withQuantity text: String) -> String? {
    if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "value contains control characters"
    }
    let wrongForm =
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    guard !text.isEmpty else { return wrongForm }
    func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
    var rest = text[...]
    if let sign = rest.first, sign == "+" || sign == "-" { rest.removeFirst() }
    rest = rest.drop(while: isDigit)
    if rest.first == "." { rest = rest.dropFirst().drop(while: isDigit) }
    let suffix = rest
    rest = rest.drop { "eEinumkKMGTP".contains($0) }
    if let sign = rest.first, sign == "+" || sign == "-" { rest.removeFirst() }
    guard rest.allSatisfy(isDigit) else { return wrongForm }
    let units = ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
    if units.contains(String(suffix)) { return nil }
    let isExponent = suffix.count > 1 && "eE".contains(suffix.prefix(1)) && Int64(suffix.dropFirst()) != nil
    return isExponent ? nil : "unable to parse quantity's suffix"
  }
}
