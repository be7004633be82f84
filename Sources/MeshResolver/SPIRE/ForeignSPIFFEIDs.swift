package import MeshModel

/// A template that gives proxies of Istio another SPIFFE ID than Istio expects of them.
package struct ForeignSPIFFEID: Sendable {
  package enum Cause: Hashable, Sendable {
    case path
    case trustDomain(String)
  }

  package let source: ClusterSPIFFEID
  package let template: Located<String>
  package let cause: Cause
  /// As indexes into ``Mesh/workloads``.
  package internal(set) var workloads: [Int]
}

extension EffectiveMesh {
  /// The templates that give proxies another SPIFFE ID than Istio expects of them, with the workloads; those that the
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
    for proxy in spireProxies {
      let workload = mesh.workloads[proxy.workload]
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
        guard let template = source.spiffeIDTemplate else { continue }
        let place = Place(registration: index, cause: cause)
        if let position = places[place] {
          found[position].workloads.append(proxy.workload)
        } else {
          places[place] = found.count
          found.append(
            ForeignSPIFFEID(source: source, template: template, cause: cause, workloads: [proxy.workload]))
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
    let namespace = workload.namespace.isEmpty ? "x" : workload.namespace
    if id.path != "/ns/\(namespace)/sa/\(workload.serviceAccountName)" { return .wrong(.path) }
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
