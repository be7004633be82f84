package import Diagnostics
package import MeshModel

/// What is wrong with the operation of a patch in an EnvoyFilter.
package enum PatchProblem: Sendable {
  /// It needs what another EnvoyFilter may add later, and no priority says which comes first.
  case relative
  /// The same, and an earlier patch changes a filter of this name for some versions of the proxy only.
  case relativeWithProxyVersion
  case replacesOther, addsIgnored, removesIgnored
}

/// An EnvoyFilter with patches that have the same problem.
package struct ProblematicEnvoyFilter: Sendable {
  package var filter: EnvoyFilter
  /// The operations, in the order of the text; never empty.
  package var operations: [Located<String>]
  /// The patch for some versions of the proxy that comes before the first of them.
  package var versioned: SourceSpan?
}

extension EffectiveMesh {
  /// The EnvoyFilters with a problem, once each (`pkg/config/analysis/analyzers/envoyfilter/envoyfilter.go`).
  ///
  /// Which patch is earlier is decided by the order in which pilot applies EnvoyFilters. One for some versions counts
  /// where a proxy can get both: in the same namespace, or where one of them stands in the root namespace. The analyzer
  /// takes the EnvoyFilters of all namespaces in random order. It stops at an entry without `patch`; this goes on.
  package func envoyFilters(with problem: PatchProblem) -> [ProblematicEnvoyFilter] {
    var versions = VersionedFilters(root: settings.rootNamespace.value)
    return analyzed(written.envoyFilters).sorted(by: isAppliedEarlier).compactMap { filter in
      var found: [(operation: Located<String>, versioned: SourceSpan?)] = []
      for patch in filter.configPatches where patch.hasPatch {
        let earlier = versions.place(of: patch.subject, for: filter.namespace)
        if let operation = patch.operation, patch.problem(in: filter, isVersioned: earlier != nil) == problem {
          found.append((operation, earlier))
        }
        if let version = patch.proxyVersion, !version.value.isEmpty {
          versions.add(patch.subject, at: version.span, in: filter.namespace)
        }
      }
      guard let first = found.first else { return nil }
      return ProblematicEnvoyFilter(filter: filter, operations: found.map(\.operation), versioned: first.versioned)
    }
  }

  /// `pilot/pkg/model/push_context.go` EnvoyFilters: by priority, the root namespace first, then by age and name.
  private func isAppliedEarlier(_ one: EnvoyFilter, than other: EnvoyFilter) -> Bool {
    let (priority, otherPriority) = (one.priority?.value ?? 0, other.priority?.value ?? 0)
    if priority != otherPriority { return priority < otherPriority }
    let root = settings.rootNamespace.value
    if (one.namespace == root) != (other.namespace == root) { return one.namespace == root }
    if one.metadata.creationTimestamp != other.metadata.creationTimestamp {
      return Metadata.isOlder(one.metadata, other.metadata)
    }
    return "\(one.name).\(one.namespace)" < "\(other.name).\(other.namespace)"
  }
}

/// What the patches for some versions of the proxy change.
private struct VersionedFilters {
  let root: String
  private var byNamespace: [String: [EnvoyFilter.ConfigPatch.Subject: SourceSpan]] = [:]
  private var everywhere: [EnvoyFilter.ConfigPatch.Subject: SourceSpan] = [:]

  init(root: String) { self.root = root }

  mutating func add(_ subject: EnvoyFilter.ConfigPatch.Subject, at place: SourceSpan, in namespace: String) {
    if everywhere[subject] == nil { everywhere[subject] = place }
    if byNamespace[namespace]?[subject] == nil { byNamespace[namespace, default: [:]][subject] = place }
  }

  func place(of subject: EnvoyFilter.ConfigPatch.Subject, for namespace: String) -> SourceSpan? {
    namespace == root ? everywhere[subject] : byNamespace[root]?[subject] ?? byNamespace[namespace]?[subject]
  }
}

extension EnvoyFilter.ConfigPatch {
  /// What the analyzer compares patches by. Those without any name are all taken for one.
  fileprivate enum Subject: Hashable {
    case named(String)
    case matched(String)
    case nameless
  }

  fileprivate var subject: Subject {
    guard hasValue else { return .nameless }
    return valueName.map { .named($0.value) } ?? matchedFilter.map { .matched($0.value) } ?? .nameless
  }

  /// `pilot/pkg/networking/core/envoyfilter/listener_patch.go` replaces listener filters too, though the analyzer
  /// denies it.
  fileprivate func problem(in filter: EnvoyFilter, isVersioned: Bool) -> PatchProblem? {
    let applyTo = applyTo?.value ?? ""
    let relative: PatchProblem? =
      (filter.priority?.value ?? 0) != 0 ? nil : isVersioned ? .relativeWithProxyVersion : .relative
    let isRoute = applyTo == "ROUTE_CONFIGURATION" || applyTo == "HTTP_ROUTE"
    switch operation?.value {
    case "ADD": return isRoute ? .addsIgnored : nil
    case "REMOVE": return isRoute ? .removesIgnored : relative
    case "REPLACE":
      let replaceable = ["NETWORK_FILTER", "HTTP_FILTER", "VIRTUAL_HOST", "LISTENER_FILTER"]
      return replaceable.contains(applyTo) ? relative : .replacesOther
    case "INSERT_BEFORE", "INSERT_AFTER": return relative
    default: return nil
    }
  }
}
