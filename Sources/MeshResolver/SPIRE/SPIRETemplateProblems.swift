package import MeshModel

/// Why a template of a ClusterSPIFFEID is of no use.
package struct SPIRETemplateProblem: Sendable {
  package enum Cause: Hashable, Sendable {
    case failure(SPIRERendering.Failure)
    /// No pod gets a SPIFFE ID, in the words of go-spiffe or SPIRE's server.
    case invalidID(String)
    /// The ID is one of a trust domain that is not the controller's.
    case otherTrustDomain(String, own: String)
    /// The server refuses the entry for a DNS name, in its words.
    case invalidDNSName(String)
    /// A selector has no type, or no value.
    case invalidSelector
  }

  package let source: ClusterSPIFFEID
  package let template: Located<String>
  package let cause: Cause
}

/// Workloads that a ClusterSPIFFEID selects and that it makes no SPIFFE ID for, because of what their pods lack.
package struct SPIREUnrenderedPods: Sendable {
  package let source: ClusterSPIFFEID
  package let template: Located<String>
  /// Never empty; as indexes into ``Mesh/workloads``.
  package let workloads: [Int]
  /// The labels and annotations that one of them lacks.
  package let missing: [String]
}

extension EffectiveMesh {
  /// The templates that are of no use whatever the pod.
  package func spireTemplateProblems() -> [SPIRETemplateProblem] {
    mesh.spire.clusterSPIFFEIDs.flatMap { source in
      let own = spireControllers.trustDomain(of: source.className)
      var problems: [SPIRETemplateProblem] = []
      func judge(_ template: Located<String>, _ name: String, _ cause: (SPIRERendering) -> SPIRETemplateProblem.Cause?)
      {
        guard let parsed = try? GoTemplate(template.value, named: name) else { return }
        let found: SPIRETemplateProblem.Cause?
        do throws(SPIRERendering.Failure) {
          found = cause(try SPIRERendering(parsed, of: nil, trustDomain: own))
        } catch {
          found = .failure(error)
        }
        if let found { problems.append(SPIRETemplateProblem(source: source, template: template, cause: found)) }
      }
      source.spiffeIDTemplate.map { judge($0, "spiffeIDTemplate") { problem(withID: $0, own: own) } }
      for template in source.dnsNameTemplates {
        judge(template, "dnsNameTemplate") { rendering in
          rendering.text()?.problemAsDNSNameOfSPIRE.map { .invalidDNSName($0) }
        }
      }
      for template in source.workloadSelectorTemplates {
        judge(template, "workloadSelectorTemplate") { rendering in
          rendering.text().flatMap { $0.isSPIRESelector ? nil : .invalidSelector }
        }
      }
      return problems
    }
  }

  /// `own`: The controller's trust domain; nil where it is not known.
  private func problem(withID rendering: SPIRERendering, own: String?) -> SPIRETemplateProblem.Cause? {
    // What starts with a value of the pod may be anything.
    guard rendering.pieces.first != .opaque, let text = rendering.text() else { return nil }
    do throws(SPIFFEID.Problem) {
      let id = try SPIFFEID(text)
      if let problem = id.problemAsWorkload { return .invalidID(problem) }
      guard let own, id.trustDomain != own, rendering.pieces.namesTrustDomain else { return nil }
      return .otherTrustDomain(id.trustDomain, own: own)
    } catch {
      return .invalidID(error.text)
    }
  }

  /// The pods for which templates that are right for others render nothing.
  ///
  /// A template is rendered once for all workloads that have the same of what it asks for.
  package func spireUnrenderedPods() -> [SPIREUnrenderedPods] {
    var classes = PodClasses(mesh.workloads)
    return spireRegistrations.registrations.compactMap { registration in
      let own = spireControllers.trustDomain(of: registration.source.className)
      guard !registration.podKeys.isEmpty, let template = registration.template,
        let written = registration.source.spiffeIDTemplate,
        let general = try? SPIRERendering(template, of: nil, trustDomain: own),
        general.text() == nil || problem(withID: general, own: own) == nil
      else { return nil }
      let numbers = classes.numbers(for: registration.podKeys)
      var known: [Int: [String]] = [:]
      var (workloads, missing): ([Int], [String]) = ([], [])
      for index in registration.workloads {
        let lacking = known[numbers[index]] ?? keys(without: mesh.workloads[index], in: template, own)
        if known.updateValue(lacking, forKey: numbers[index]) == nil {
          for key in lacking where !missing.contains(key) { missing.append(key) }
        }
        if !lacking.isEmpty { workloads.append(index) }
      }
      guard !workloads.isEmpty else { return nil }
      return SPIREUnrenderedPods(
        source: registration.source, template: written, workloads: workloads, missing: missing)
    }
  }

  /// The labels and annotations that the pods of a workload lack and get no SPIFFE ID without; empty where they get
  /// one.
  private func keys(without workload: Workload, in template: GoTemplate, _ own: String?) -> [String] {
    guard let rendering = try? SPIRERendering(template, of: workload, trustDomain: own), let text = rendering.text(),
      (try? SPIFFEID(text)) == nil
    else { return [] }
    return rendering.missing
  }
}

extension [SPIRERendering.Piece] {
  /// Whether the first text holds the whole of a trust domain.
  fileprivate var namesTrustDomain: Bool {
    guard case .text(let text)? = first else { return false }
    return text.dropFirst("spiffe://".count).contains("/")
  }
}

extension String {
  /// Whether this has the form `type:value` (spire-controller-manager `pkg/spireentry/entries.go` parseSelector).
  package var isSPIRESelector: Bool {
    let colon = utf8.firstIndex(of: UInt8(ascii: ":"))
    return colon.map { $0 > utf8.startIndex && utf8.index(after: $0) < utf8.endIndex } ?? false
  }
}
