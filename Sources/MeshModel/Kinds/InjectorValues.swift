package import Diagnostics
import YAMLTree

/// The Helm values that a control plane keeps for its injection webhook, as JSON in a ConfigMap
/// (`manifests/charts/istio-control/istio-discovery/templates/istiod-injector-configmap.yaml`).
package struct InjectorValues: Sendable {
  package var hub: String?
  package var tag: String?
  /// `global.variant`.
  package var variant: String?
  /// `global.proxy.image`.
  package var image: String?
  /// `sidecarInjectorWebhook.enableNamespacesByDefault`.
  package var enableNamespacesByDefault: Bool?
  /// `sidecarInjectorWebhook.templates`, and the names in `defaultTemplates` beside it.
  package var templates: [InjectionTemplate]
  package var defaultTemplates: [String]
  /// The place of the whole text.
  package var span: SourceSpan

  /// Nil for a text that cannot be read.
  init?(_ text: Located<String>) {
    guard let root = try? YAMLTree.parse(text.value).documents.first, root.isMapping else { return nil }
    let global = root["global"]
    hub = global?["hub"]?.string
    tag = global?["tag"]?.string
    variant = global?["variant"]?.string
    image = global?["proxy"]?["image"]?.string
    let webhook = root["sidecarInjectorWebhook"]
    enableNamespacesByDefault = webhook?["enableNamespacesByDefault"]?.bool
    let written = webhook?["templates"]?.pairs.compactMap { name, template -> LocatedMap.Entry? in
      guard let name = name.string, let template = template.string else { return nil }
      return LocatedMap.Entry(key: Located(name, at: text.span), value: Located(template, at: text.span))
    }
    templates = written?.map(InjectionTemplate.init) ?? []
    defaultTemplates = webhook?["defaultTemplates"]?.items.compactMap(\.string) ?? []
    span = text.span
  }
}
