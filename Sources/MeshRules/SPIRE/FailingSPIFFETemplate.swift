import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds templates of ClusterSPIFFEIDs that no pod gets a SPIFFE ID from.
struct FailingSPIFFETemplate: Rule {
  static let page = RulePage.failingSpiffeTemplate
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for problem in context.mesh.spireTemplateProblems() {
      let (words, help) = Self.words(problem.cause)
      findings.report(
        RuleFinding(
          "No pod gets a SPIFFE ID from \(problem.source.title): \(words)", on: problem.source.metadata.reference,
          at: problem.template.span, help: help))
    }
  }

  private static func words(_ cause: SPIRETemplateProblem.Cause) -> (words: String, help: String) {
    switch cause {
    case .failure(let failure):
      (
        "\(failure.owner) has no field \(failure.field)",
        failure.suggestion.map { "did you mean \($0)?" }
          ?? "use .TrustDomain, .ClusterName, .PodMeta, .PodSpec, .NodeMeta or .NodeSpec, with the names of Go's types"
      )
    case .invalidID(let reason):
      (
        "the template renders no SPIFFE ID of a workload (\(reason))",
        "write spiffe://{{ .TrustDomain }}/ and at least one segment that no pod leaves empty, outside /spire"
      )
    case .otherTrustDomain(let domain, let own):
      (
        "the template names the trust domain \(quoted(domain)), while the controller's is \(quoted(own))",
        "write {{ .TrustDomain }}"
      )
    case .invalidDNSName(let reason):
      ("SPIRE's server refuses the DNS name (\(reason)), and with it the entry", "render a name such as cart.shop.svc")
    case .invalidSelector:
      ("a selector has no type or no value", "write `type:value`, such as `k8s:container-name:cart`")
    }
  }
}
