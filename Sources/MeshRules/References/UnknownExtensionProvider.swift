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
          "\(policy.title) denies whatever it matches: provider \(quoted(found.name.value)) \(found.reason.words)",
          on: policy.metadata.reference, at: found.name.span,
          related: context.mesh.settings.areProvidersFromInput ? found.reason.related : [],
          help: found.reason.remedy))
    }
  }
}

extension UnusableProvider.Reason {
  fileprivate var words: String {
    switch self {
    case .undefined: "is not among the extensionProviders of the mesh"
    case .otherKind(let provider): "is of kind \(provider.kind ?? "none"), which decides nothing"
    case .noService(let provider):
      provider.service.map { "names service \(quoted($0.value)), which is no host of the mesh" } ?? "names no service"
    }
  }

  fileprivate var related: [Finding.Related] {
    switch self {
    case .undefined: []
    case .otherKind(let provider): [.init("the provider", at: provider.name.span)]
    case .noService(let provider): [.init("the provider", at: (provider.service ?? provider.name).span)]
    }
  }

  fileprivate var remedy: String? {
    switch self {
    case .undefined(let suggestion): suggestion.map { "did you mean \(quoted($0))?" }
    case .otherKind: "name a provider of kind envoyExtAuthzHttp or envoyExtAuthzGrpc"
    case .noService: "name the host in full, such as authz.tools.svc.cluster.local"
    }
  }
}
