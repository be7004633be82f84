import Diagnostics
import Linting
import Testing

/// What Istio's webhook says of objects of one kind, as the report words it.
struct WebhookTexts {
  /// A `spec` in flow style without its braces, and what is said about it in any order; a warning starts with "warning:
  /// ".
  typealias Case = (spec: String, texts: [String])

  let apiVersion: String
  let kind: String

  /// Checks all cases in one run.
  func check(_ cases: [Case], metadata: String = "namespace: shop") async throws {
    let documents = cases.enumerated().map { number, one in
      """
      apiVersion: \(apiVersion)
      kind: \(kind)
      metadata: {name: number-\(number), \(metadata)}
      spec: {\(one.spec)}
      """
    }
    let fixture = Fixture(name: kind, text: documents.joined(separator: "\n---\n"))
    var found: [String: [String]] = [:]
    for finding in try await fixture.newReport().findings {
      let name = finding.object?.name ?? ""
      switch finding.rule.code {
      case "IST0106": found[name, default: []].append(String(finding.message.dropFirst(25)))
      case "IST0133": found[name, default: []].append("warning: \(finding.message.dropFirst(27))")
      default: break
      }
    }
    for (number, one) in cases.enumerated() {
      #expect((found["number-\(number)"] ?? []).sorted() == one.texts.sorted(), "\(one.spec.prefix(300))")
    }
  }
}
