import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds that Linkerd's proxies and linkerd-identity have no trust anchors to start with.
package struct TrustRootsMissing: LinkerdRule {
  package static let page = RulePage.trustRootsMissing

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let (mesh, controlPlane) = (linkerd.mesh, linkerd.controlPlane)
    let maps = mesh.configMaps.filter {
      $0.name == Self.name && ($0.namespace == controlPlane.namespace || !linkerd.settings.areKnown)
    }
    for map in maps {
      guard let bundle = map.data["ca-bundle.crt"] else {
        findings.report(.missingKey(map))
        continue
      }
      if bundle.value.isBlank { findings.report(.emptyBundle(map, at: bundle.span)) }
    }
    let externalCA = linkerd.settings.values.value(of: \.externalCA)
    if externalCA?.value != true {
      for release in mesh.linkerdReleases where release.lacksAnchors(mesh.layout) {
        findings.report(.noAnchors(release))
      }
    }
    // A Bundle that is refused is found where it stands.
    let bundles = context.mesh.written.certManager.bundles
    guard maps.isEmpty, !bundles.contains(where: { $0.name == Self.name }) else { return }
    guard controlPlane.isInInput || context.mesh.options.isComplete && linkerd.settings.areKnown else {
      if externalCA?.value == true { findings.skip(needs: "what creates the ConfigMap \(Self.name)") }
      return
    }
    // A chart that is yet to be rendered makes the ConfigMap.
    guard externalCA?.value == true || mesh.linkerdReleases.isEmpty else { return }
    let owner = mesh.linkerdValues.first { $0.values.externalCA != nil }?.owner
    if externalCA?.value == true, let externalCA, let owner {
      findings.report(.nothingCreates(owner, at: externalCA.span))
    } else if let identity = controlPlane.components.first(where: { $0.name == "linkerd-identity" }),
      mesh.configMaps.contains(where: { $0.linkerdValues != nil }),
      let version = controlPlane.version?.value, !version.lacks(minor: 11)
    {
      // Before 2.11 the anchors were an argument.
      findings.report(.notMounted(identity))
    }
  }

  fileprivate static let name = "linkerd-identity-trust-roots"
}

extension LinkerdRelease {
  /// Whether the chart makes a ConfigMap without certificates of the values, which are all there are.
  fileprivate func lacksAnchors(_ layout: InputLayout) -> Bool {
    values.identityTrustAnchorsPEM?.value.isBlank ?? true && !hasOtherValues
      && !layout.mayComplete(metadata.extent.file)
  }
}

extension RuleFinding {
  fileprivate static func missingKey(_ map: ConfigMap) -> RuleFinding {
    RuleFinding(
      "\(map.title) has no key ca-bundle.crt, the only one that linkerd-identity and the injector read",
      on: map.metadata.reference, at: map.data.entries.first?.key.span ?? map.metadata.span,
      help: "store the trust anchors, in PEM, under ca-bundle.crt")
  }

  fileprivate static func emptyBundle(_ map: ConfigMap, at place: SourceSpan) -> RuleFinding {
    RuleFinding(
      "\(map.title) holds no certificate, so linkerd-identity does not start", on: map.metadata.reference,
      at: place.end > place.start ? place : map.metadata.span,
      help: "store the trust anchors, in PEM, under ca-bundle.crt")
  }

  fileprivate static func noAnchors(_ release: LinkerdRelease) -> RuleFinding {
    RuleFinding(
      "\(release.metadata.title) gives no trust anchors, so linkerd-identity does not start",
      on: release.metadata.reference, at: release.metadata.span,
      help: "give identityTrustAnchorsPEM, or set identity.externalCA and let trust-manager write the ConfigMap "
        + "linkerd-identity-trust-roots")
  }

  fileprivate static func nothingCreates(_ owner: Metadata, at place: SourceSpan) -> RuleFinding {
    RuleFinding(
      "\(owner.title) leaves the trust anchors to somebody else, and nothing creates the ConfigMap "
        + "linkerd-identity-trust-roots",
      on: owner.reference, at: place,
      help: "add a Bundle of trust-manager with this name, or give identityTrustAnchorsPEM without externalCA")
  }

  fileprivate static func notMounted(_ identity: Workload) -> RuleFinding {
    RuleFinding(
      "\(identity.title) mounts the ConfigMap linkerd-identity-trust-roots, which does not exist",
      on: identity.metadata.reference, at: identity.metadata.span,
      help: "add the ConfigMap with the trust anchors, in PEM, under ca-bundle.crt")
  }
}
