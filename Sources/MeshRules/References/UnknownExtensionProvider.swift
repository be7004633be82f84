import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds CUSTOM policies whose provider Istio cannot ask.
package struct UnknownExtensionProvider: Rule {
  package static let page = RulePage.unknownExtensionProvider

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.mesh.authorizationPolicyIndex.policies
    guard let providers = context.mesh.unusableProviders() else {
      for policy in policies where policy.action == .CUSTOM {
        findings.skip(needs: "a mesh configuration with the extensionProviders that \(policy.title) may name")
      }
      return
    }
    for found in providers {
      let policy = policies[found.policy]
      findings.report(
        RuleFinding(
          "\(policy.title) denies whatever it matches: provider \(quoted(found.name.value)) \(found.problem)",
          on: policy.metadata.reference, at: found.name.span,
          related: context.mesh.settings.areProvidersFromInput ? found.related : [], help: found.remedy))
    }
  }
}

extension UnusableProvider {
  fileprivate var related: [Finding.Related] {
    provider.map { [.init("the provider", at: ($0.service ?? $0.name).span)] } ?? []
  }

  fileprivate var remedy: String {
    if let suggestion { return "did you mean \(quoted(suggestion))?" }
    return "name a provider of kind envoyExtAuthzHttp or envoyExtAuthzGrpc, with a service and a port of the mesh"
  }
}
