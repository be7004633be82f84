package import MeshModel

/// A reference of the Gateway API into another namespace that no ReferenceGrant there allows.
package struct UngrantedReference: Sendable {
  package var object: Metadata
  /// The kind and name that are referred to.
  package var kind: String
  package var name: String
  package var namespace: Located<String>
  /// A ReferenceGrant there that allows something else.
  package var grant: ReferenceGrant?
}

/// References without grant, and what could not be judged.
package struct UngrantedReferences: Sendable {
  package fileprivate(set) var found: [UngrantedReference] = []
  /// The namespaces of references that were not judged.
  package fileprivate(set) var unjudged: [String] = []
}

extension EffectiveMesh {
  /// `pilot/pkg/config/kube/gatewaycommon/references.go` SecretAllowed and BackendAllowed. Routes of the mesh, whose
  /// parents are Services, need no grant, and those of waypoints have no effect. What names no namespace may be given
  /// the one that it refers to.
  package func ungrantedReferences() -> UngrantedReferences {
    let grants = GrantTable(mesh.referenceGrants)
    var result = UngrantedReferences()
    func judge(_ reference: ObjectReference, of object: any Resource, kind: String) {
      guard let namespace = reference.namespace, namespace.value != object.namespace, let name = reference.name else {
        return
      }
      let kind = reference.kind?.value ?? kind
      let target = GrantTable.Target(group: reference.group?.value ?? "", kind: kind, name: name.value)
      guard !grants.allow(target, in: namespace.value, from: object.metadata) else { return }
      guard options.isComplete || !object.namespace.isEmpty && mesh.describes(namespace.value) else {
        result.unjudged.append(namespace.value)
        return
      }
      result.found.append(
        UngrantedReference(
          object: object.metadata, kind: kind, name: name.value, namespace: namespace,
          grant: grants.byNamespace[namespace.value]?.first))
    }
    for gateway in mesh.kubernetesGateways where !isWaypoint(gateway) {
      for listener in gateway.listeners where listener.tlsMode == "Terminate" && !listener.usesMeshCertificate {
        for reference in listener.certificateRefs { judge(reference, of: gateway, kind: "Secret") }
      }
    }
    let waypoints = Set(mesh.kubernetesGateways.filter(isWaypoint).map(\.metadata.key))
    for route in mesh.kubernetesRoutes where route.isOfGateway(except: waypoints) {
      for reference in route.backendRefs { judge(reference, of: route, kind: "Service") }
    }
    return result
  }
}

extension KubernetesRoute {
  /// Whether some parent is a Gateway that is none of `waypoints`.
  fileprivate func isOfGateway(except waypoints: Set<String>) -> Bool {
    parentRefs.contains { parent in
      parent.isGateway && !waypoints.contains("\(parent.namespace?.value ?? namespace)/\(parent.name?.value ?? "")")
    }
  }
}

/// What the ReferenceGrants of each namespace allow.
private struct GrantTable {
  struct Target: Hashable {
    var group: String
    var kind: String
    /// Nil for every object of the kind.
    var name: String?
  }

  private struct Source: Hashable {
    var namespace: String
    var group: String
    var kind: String
    var from: String
  }

  private(set) var byNamespace: [String: [ReferenceGrant]] = [:]
  private var targets: [Source: Set<Target>] = [:]

  init(_ grants: [ReferenceGrant]) {
    for grant in grants {
      byNamespace[grant.namespace, default: []].append(grant)
      for from in grant.from {
        let source = Source(
          namespace: grant.namespace, group: from.group, kind: from.kind, from: from.namespace?.value ?? "")
        for to in grant.to {
          targets[source, default: []].insert(Target(group: to.group, kind: to.kind, name: to.name))
        }
      }
    }
  }

  func allow(_ target: Target, in namespace: String, from object: Metadata) -> Bool {
    let source = Source(
      namespace: namespace, group: object.group, kind: object.kind.value, from: object.namespaceName)
    guard let allowed = targets[source] else { return false }
    return allowed.contains(target) || allowed.contains(Target(group: target.group, kind: target.kind, name: nil))
  }
}
