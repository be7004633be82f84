import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds external authorizers that no policy asks.
package struct UnusedExtensionProvider: Rule {
  package static let page = RulePage.unusedExtensionProvider

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    let settings = mesh.settings
    let authorizers = (settings.extensionProviders ?? []).filter { $0.kind?.hasPrefix("envoyExtAuthz") ?? false }
    guard !authorizers.isEmpty, settings.areProvidersFromInput else { return }
    let policies = mesh.mesh.authorizationPolicies
    // One of several may be kept for later; a CUSTOM policy that names another one says that somebody knows how to.
    guard !policies.contains(where: { $0.action == .CUSTOM }) else { return }
    for authorizer in authorizers {
      // Without a single policy the input is about something else.
      guard !policies.isEmpty || mesh.options.isComplete else {
        findings.skip(needs: "the AuthorizationPolicies that may name an extension provider")
        continue
      }
      findings.report(
        RuleFinding(
          "No AuthorizationPolicy has the action CUSTOM, so that no request is sent to the extension provider "
            + quoted(authorizer.name.value),
          on: nil, at: authorizer.name.span, help: "remove it, or write the policy that asks it"))
    }
  }
}
