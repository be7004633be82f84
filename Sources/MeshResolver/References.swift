package import Diagnostics
package import MeshModel

extension EffectiveMesh {
  /// The values of `namespaces` and `notNamespaces` that are no namespace, by policy, as Istio's analyzer sees it
  /// (`pkg/config/analysis/analyzers/authz/authorizationpolicies.go`). Conditions are not among them.
  ///
  /// Unlike for Istio, a namespace is there as well where something of the input lives in it, and where every cluster
  /// has it. Policies that the webhook refuses count too; what the API server cannot read does not.
  func missingNamespaces() -> MissingReferences {
    var references = MissingReferences()
    let policies = analyzed(written.authorizationPolicies)
    guard !policies.isEmpty else { return references }
    let names = NamespaceNames(knownNamespaces)
    var suggestions = SuggestionBudget()
    for policy in policies {
      for source in (policy.rules ?? []).flatMap({ $0.from ?? [] }).compactMap(\.source) {
        let (wanted, unwanted) = (source["namespaces"], source["notNamespaces"])
        // Of the value with an index in `notNamespaces`, Istio prints the line of the one in `namespaces`.
        let places = wanted.map(\.span) + wanted.prefix(unwanted.count).map(\.span)
        for (index, value) in (wanted + unwanted).enumerated() where !names.match(value.value) {
          if options.isComplete {
            let place = places.indices.contains(index) ? places[index] : nil
            references.found.append(
              MissingReference(
                "namespace", value.value, of: policy, at: value.span, istioctlSpan: place,
                suggestion: suggestions.take() ? closest(to: value.value, of: names.names) : nil))
          } else {
            references.unjudged.append("every Namespace of the cluster, to know which namespaces exist")
          }
        }
      }
    }
    return references
  }

  /// The namespaces that exist as far as the input tells: those that it defines, those in which something of it lives,
  /// and those that every cluster has.
  var knownNamespaces: Set<String> {
    InjectionResolver.ignoredNamespaces.union(["default", settings.rootNamespace.value])
      .union(mesh.inhabitedNamespaces).union(mesh.namespaces.keys)
  }
}

/// Names of namespaces, to be compared with values that may hold an asterisk at one end.
private struct NamespaceNames {
  let names: [String]
  private let lowercased: Set<String>

  init(_ names: Set<String>) {
    self.names = names.sorted()
    lowercased = Set(self.names.map { $0.lowercased() })
  }

  func match(_ value: String) -> Bool {
    switch TextPattern(value) {
    case .nonEmpty: true
    case .exact: lowercased.contains(value.lowercased())
    case .prefix, .suffix: names.contains(where: TextPattern(value).matches)
    }
  }
}

/// A namespace that a policy names although none of its workloads has an identity.
package struct NamespaceWithoutIdentity: Sendable {
  package var namespace: String
  /// The mesh in which nothing of the namespace takes part.
  package var kind: MeshKind
  /// The policy that names it, and where.
  package var policy: Metadata
  package var span: SourceSpan
  package var effect: NamingEffect
  /// The workloads of the namespace, none of which has a proxy.
  package var workloads: [Int]
}

extension EffectiveMesh {
  /// The values of `namespaces` and of conditions for it that name a namespace in which provably nothing has a proxy,
  /// one for each policy and namespace, and the namespaces that policies of Linkerd name.
  ///
  /// Left out are namespaces with something that the input does not show in full: Gateways, whose pods Istio makes,
  /// virtual machines, Services without pods, and the root namespace.
  package func namespacesWithoutIdentity() -> [NamespaceWithoutIdentity] {
    namespacesWithoutIdentityInIstio() + namespacesWithoutIdentityInLinkerd()
  }

  private func namespacesWithoutIdentityInIstio() -> [NamespaceWithoutIdentity] {
    var bare: [String: [Int]] = [:]
    var found: [NamespaceWithoutIdentity] = []
    for policy in authorizationPolicyIndex.policies {
      var seen: Set<String> = []
      for clause in policy.clauses where clause.attribute == .namespace && !clause.isNegated {
        for value in clause.values where seen.insert(value.value).inserted {
          let workloads = bare[value.value] ?? workloadsWithoutIdentity(in: value.value)
          bare[value.value] = workloads
          guard !workloads.isEmpty else { continue }
          found.append(
            NamespaceWithoutIdentity(
              namespace: value.value, kind: .istio, policy: policy.metadata, span: value.span,
              effect: policy.effect(isNegated: false), workloads: workloads))
        }
      }
    }
    return found
  }

  private func namespacesWithoutIdentityInLinkerd() -> [NamespaceWithoutIdentity] {
    guard let linkerd else { return [] }
    let uses = linkerd.clients().namespaces
    let bare = Set(uses.map(\.namespace)).filter { namespace in
      let members = mesh.workloads(in: namespace)
      return !members.isEmpty && members.allSatisfy { linkerd.proxies[$0].presence == .none }
        && isShownInFull(namespace)
    }
    return uses.filter { bare.contains($0.namespace) }.map { use in
      NamespaceWithoutIdentity(
        namespace: use.namespace, kind: .linkerd, policy: use.policy, span: use.span, effect: .letIn,
        workloads: mesh.workloads(in: use.namespace))
    }
  }

  /// All workloads of a namespace; none where some client of it may have an identity.
  private func workloadsWithoutIdentity(in namespace: String) -> [Int] {
    let members = mesh.workloads(in: namespace)
    guard lackProxies(members), namespace != settings.rootNamespace.value,
      !mesh.kubernetesGateways.contains(where: { $0.namespace == namespace }),
      !written.workloadEntries.contains(where: { $0.namespace == namespace }),
      !written.workloadGroups.contains(where: { $0.namespace == namespace })
    else { return [] }
    return isShownInFull(namespace) ? members : []
  }

  /// Whether the input shows all pods of a namespace: it describes them, and no Service selects others.
  private func isShownInFull(_ namespace: String) -> Bool {
    guard !options.isComplete else { return true }
    return describesWorkloads(of: namespace)
      && !mesh.services(in: namespace).contains { index in
        let selector = mesh.services[index].selector
        return !selector.isEmpty && mesh.workloads(in: namespace, matching: selector).isEmpty
      }
  }
}
