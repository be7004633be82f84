import Diagnostics
import Linting
import Testing

/// What Linkerd's webhooks say about objects of one kind.
struct LinkerdWebhookTexts {
  /// A check of Linkerd's, by the function that makes it; an object that it is about, without braces around the `spec`;
  /// and what is said, in any order.
  typealias Case = (check: String, spec: String, texts: [String])

  var apiVersion = "policy.linkerd.io/v1alpha1"
  let kind: String
  var metadata = "namespace: shop"

  func check(_ cases: [Case]) async throws {
    var documents = [
      "{apiVersion: v1, kind: Namespace, metadata: {name: l5d, annotations: {linkerd.io/inject: enabled}}}"
    ]
    for (number, one) in cases.enumerated() {
      documents.append(
        """
        apiVersion: \(apiVersion)
        kind: \(kind)
        metadata: {name: number-\(number), \(metadata)}
        spec: {\(one.spec)}
        """)
    }
    let fixture = Fixture(name: kind, text: documents.joined(separator: "\n---\n"))
    var found: [String: [String]] = [:]
    for finding in try await fixture.newReport().findings {
      let name = finding.object?.name ?? ""
      if finding.rule.code == "MSH1045" {
        found[name, default: []].append(String(finding.message.split(separator: " is refused by Linkerd: ")[1]))
      } else if finding.rule.code == "IST0106" {
        Issue.record("Istio says of an object of Linkerd: \(finding.message)")
      }
    }
    for (number, one) in cases.enumerated() {
      #expect((found["number-\(number)"] ?? []).sorted() == one.texts.sorted(), "\(one.check): \(one.spec)")
    }
  }
}
