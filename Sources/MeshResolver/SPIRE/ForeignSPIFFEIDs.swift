import Diagnostics
package import MeshModel

/// An object that gives proxies of Istio another SPIFFE ID than Istio expects of them.
package struct ForeignSPIFFEID: Sendable {
  package enum Cause: Hashable, Sendable {
    case path
    case trustDomain(String)
  }

  /// Of a ClusterSPIFFEID or ClusterStaticEntry.
  package let metadata: Metadata
  /// The template, or the SPIFFE ID.
  package let written: Located<String>
  package let cause: Cause
  /// As indexes into ``Mesh/workloads``.
  package internal(set) var workloads: [Int]
}

extension EffectiveMesh {
  /// The objects that give proxies another SPIFFE ID than Istio expects of them, with the workloads; those that the
  /// input does not tell enough about are left out.
  ///
  /// A template is rendered once for all workloads with one ServiceAccount that have the same of what it asks for.
  package func foreignSPIFFEIDs() -> [ForeignSPIFFEID] {
    var found: [ForeignSPIFFEID] = []
    var places: [Place: Int] = [:]
    var known: [Account: SPIFFEIDVerdict] = [:]
    let registrations = spireRegistrations.registrations
    var classes = PodClasses(mesh.workloads)
    let numbers = registrations.map { classes.numbers(for: $0.podKeys) }
    let entries = IdentityEntries(mesh.spire.staticEntries)
    for proxy in spireProxies {
      let workload = mesh.workloads[proxy.workload]
      if entries.mayFit(workload) { continue }
      let verdicts = spireRegistrations.registrationIndexes(of: proxy.workload).map { index in
        let account = Account(
          registration: index, podClass: numbers[index][proxy.workload], namespace: workload.namespace,
          name: workload.serviceAccountName)
        let verdict = known[account] ?? verdict(of: registrations[index], for: workload)
        known[account] = verdict
        return (index, verdict)
      }
      // The proxy may take any of several.
      guard !verdicts.contains(where: { $0.1 == .rightOrUnknown }) else { continue }
      for case (let index, .wrong(let cause)) in verdicts {
        let source = registrations[index].source
        guard let written = source.spiffeIDTemplate else { continue }
        let place = Place(registration: index, cause: cause)
        if let position = places[place] {
          found[position].workloads.append(proxy.workload)
        } else {
          places[place] = found.count
          found.append(
            ForeignSPIFFEID(metadata: source.metadata, written: written, cause: cause, workloads: [proxy.workload]))
        }
      }
      guard spireRegistrations.selectsNone(of: proxy.workload) else { continue }
      found += entries.entries(of: workload).compactMap { entry in
        entry.spiffeID.map {
          ForeignSPIFFEID(metadata: entry.metadata, written: $0, cause: .path, workloads: [proxy.workload])
        }
      }
    }
    return found
  }

  private func verdict(of registration: SPIRERegistration, for workload: Workload) -> SPIFFEIDVerdict {
    let own = spireControllers.trustDomain(of: registration.source.className)
    guard let template = registration.template,
      let rendering = try? SPIRERendering(template, of: workload, trustDomain: own)
    else { return .none }
    guard let text = rendering.text() else { return .rightOrUnknown }
    guard let id = try? SPIFFEID(text), id.problemAsWorkload == nil else { return .none }
    if id.path != workload.istioIdentityPath { return .wrong(.path) }
    // What stands for a trust domain that is not known is right where SPIRE and the mesh have the same.
    guard settings.isTrustDomainKnown, case .text(let first) = rendering.pieces.first, first != "spiffe://",
      !settings.trustDomains.contains(id.trustDomain)
    else { return .rightOrUnknown }
    if let own, own != id.trustDomain { return .none }
    // Then it is not the template that is wrong.
    return foreignSPIREServer?.trustDomain == id.trustDomain ? .none : .wrong(.trustDomain(id.trustDomain))
  }
}

/// What becomes of a proxy by a registration.
private enum SPIFFEIDVerdict: Equatable {
  case rightOrUnknown
  case wrong(ForeignSPIFFEID.Cause)
  /// Another finding says what is wrong.
  case none
}

/// Whom a template renders the same for.
private struct Account: Hashable {
  /// As an index into ``SPIRERegistrations/registrations``.
  let registration: Int
  /// As ``PodClasses`` numbers them.
  let podClass: Int
  let namespace: String
  let name: String
}

/// Where a cause is found.
private struct Place: Hashable {
  let registration: Int
  let cause: ForeignSPIFFEID.Cause
}

/// The ClusterStaticEntries, for the question what ID a proxy gets from them.
private struct IdentityEntries {
  private var paths: Set<String> = []
  /// Those for all pods of a ServiceAccount, by the path that Istio expects.
  private var byAccount: [String: [ClusterStaticEntry]] = [:]

  init(_ entries: [ClusterStaticEntry]) {
    for entry in entries {
      guard let id = entry.spiffeID.flatMap({ try? SPIFFEID($0.value) }), id.problemAsWorkload == nil else { continue }
      paths.insert(id.path)
      guard entry.selectors.count == 2, let namespace = entry.value(of: "k8s:ns:"),
        let account = entry.value(of: "k8s:sa:")
      else { continue }
      byAccount["/ns/\(namespace)/sa/\(account)", default: []].append(entry)
    }
  }

  /// Whether some entry has the ID that Istio expects of the proxy.
  func mayFit(_ workload: Workload) -> Bool { paths.contains(workload.istioIdentityPath) }

  /// Those that give the proxy its ID.
  func entries(of workload: Workload) -> [ClusterStaticEntry] { byAccount[workload.istioIdentityPath] ?? [] }
}

extension ClusterStaticEntry {
  /// What stands in a selector behind its type.
  fileprivate func value(of type: String) -> Substring? {
    selectors.first { $0.value.hasPrefix(type) }?.value.dropFirst(type.count)
  }
}

extension Workload {
  /// The path of the SPIFFE ID that Istio expects of the proxy (`pkg/spiffe/spiffe.go`).
  fileprivate var istioIdentityPath: String {
    "/ns/\(namespace.isEmpty ? "x" : namespace)/sa/\(serviceAccountName)"
  }
}
