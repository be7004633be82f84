import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds a control plane of which the input holds most, but not all.
package struct ControlPlaneIncomplete: LinkerdRule {
  package static let page = RulePage.controlPlaneIncomplete

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let controlPlane = linkerd.controlPlane
    guard controlPlane.isInInput, let first = controlPlane.components.first else { return }
    let missing = ControlPlaneParts(linkerd, controlPlane, isComplete: context.mesh.options.isComplete).missing
    guard !missing.isEmpty else { return }
    findings.report(
      RuleFinding(
        "The control plane in namespace \(quoted(controlPlane.namespace)) lacks \(list(missing))",
        on: first.metadata.reference, at: first.metadata.span,
        help: "apply everything that the charts linkerd-crds and linkerd-control-plane render"))
  }
}

/// What belongs to a control plane beside its Deployments (`pkg/healthcheck/healthcheck.go`).
private struct ControlPlaneParts {
  /// The kind and name of what is not there.
  private(set) var missing: [String] = []

  /// A kind of which the input holds nothing that belongs to Linkerd may be left to another pipeline, so that nothing
  /// of it is called missing unless the input says that it is complete.
  init(_ linkerd: LinkerdMesh, _ controlPlane: LinkerdControlPlane, isComplete: Bool) {
    let (mesh, namespace) = (linkerd.mesh, controlPlane.namespace)
    var missing: [String] = []
    func expect(_ names: [String], among present: some Sequence<String>, as kind: (String) -> String) {
      let present = Set(present)
      guard isComplete || names.contains(where: present.contains) else { return }
      missing += names.filter { !present.contains($0) }.map { "\(kind($0)) \($0)" }
    }
    func others(_ kind: String) -> [String] {
      mesh.others.filter { $0.metadata.kind.value == kind }.map(\.name)
    }
    let components = LinkerdControlPlane.componentNames
    expect(components, among: controlPlane.components.map(\.name)) { _ in "Deployment" }
    expect(components, among: mesh.serviceAccounts.lazy.filter { $0.namespace == namespace }.map(\.name)) { _ in
      "ServiceAccount"
    }
    expect(
      ["linkerd-dst", "linkerd-identity", "linkerd-proxy-injector"],
      among: mesh.services(in: namespace).map { mesh.services[$0].name }
    ) { _ in "Service" }
    let maps = Set(mesh.configMaps.lazy.filter { $0.namespace == namespace }.map(\.name))
    // The other one, with the trust anchors, may be made by somebody else.
    if isComplete || maps.contains("linkerd-identity-trust-roots"), !maps.contains("linkerd-config") {
      missing.append("ConfigMap linkerd-config")
    }
    let roles = ["destination", "identity", "proxy-injector"].map { "linkerd-\(namespace)-\($0)" }
    expect(roles, among: others("ClusterRole")) { _ in "ClusterRole" }
    expect(roles, among: others("ClusterRoleBinding")) { _ in "ClusterRoleBinding" }
    // The policy controller came with 2.11 and was in other places then.
    guard controlPlane.version.map({ !$0.value.lacks(minor: 12) }) ?? true else {
      self.missing = missing
      return
    }
    expect(
      [Self.injector, "linkerd-policy-validator-webhook-config", "linkerd-sp-validator-webhook-config"],
      among: mesh.webhookConfigurations.map(\.name)
    ) { $0 == Self.injector ? "MutatingWebhookConfiguration" : "ValidatingWebhookConfiguration" }
    expect(Self.definitions, among: mesh.customResourceDefinitions.map(\.name)) { _ in "CustomResourceDefinition" }
    self.missing = missing
  }

  private static let injector = "linkerd-proxy-injector-webhook-config"
  private static let definitions = [
    "authorizationpolicies.policy.linkerd.io", "httproutes.policy.linkerd.io",
    "meshtlsauthentications.policy.linkerd.io", "networkauthentications.policy.linkerd.io",
    "serverauthorizations.policy.linkerd.io", "servers.policy.linkerd.io", "serviceprofiles.linkerd.io",
  ]
}
