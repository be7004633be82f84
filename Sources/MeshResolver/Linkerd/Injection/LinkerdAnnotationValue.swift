import Diagnostics
import MeshModel
import StructuralSchema
import YAMLTree

extension LinkerdAnnotation {
  /// What a value is not, such as `no length of time such as 10s`; nil where Linkerd can read it. An empty value says
  /// nothing and is none of them. Of lists of ports nothing is said here.
  package func problem(with value: String) -> String? {
    guard !value.isEmpty else { return nil }
    switch format {
    case .text, .ports: return nil
    case .boolean: return Syntax.goBool(value) == nil ? "neither true nor false" : nil
    case .duration: return GoDuration.isDuration(value) ? nil : "no length of time such as 10s or 1m30s"
    case .integer: return Int64(value) == nil ? "no whole number" : nil
    case .unsigned: return UInt64(value) == nil || value.hasPrefix("+") ? "no whole number" : nil
    case .port: return (Int(value).map { (1...65535).contains($0) } ?? false) ? nil : "no port number"
    case .quantity: return Syntax.problem(withQuantity: value) == nil ? nil : "no quantity such as 100m or 64Mi"
    case .ratio: return (Double(value).map { $0 > 0 && $0 < 1 } ?? false) ? nil : "no number between 0 and 1"
    case .networks: return Self.problem(withNetworks: value)
    case .environment: return Self.isEnvironment(value) ? nil : "no JSON list of environment variables"
    case .choice(let choices, let ignoresCase):
      let known = choices.contains(ignoresCase ? value.lowercased() : value)
      return known ? nil : "none of \(choices.joined(separator: ", "))"
    }
  }

  /// The one of the values that may have been meant.
  package func suggestion(for value: String) -> String? {
    guard case .choice(let choices, _) = format else { return nil }
    return closest(to: value, of: choices)
  }

  private static func problem(withNetworks text: String) -> String? {
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let network = String(PortRanges.trimmed(item))
      if Syntax.problem(withPrefix: network) != nil {
        return "no list of networks such as 10.0.0.0/8: \(goQuoted(network)) is none"
      }
    }
    return nil
  }

  private static func isEnvironment(_ text: String) -> Bool {
    guard PortRanges.trimmed(text[...]).hasPrefix("["), let root = try? YAMLTree.parse(text).documents.first,
      root.isSequence
    else { return false }
    return root.items.allSatisfy(\.isMapping)
  }
}
