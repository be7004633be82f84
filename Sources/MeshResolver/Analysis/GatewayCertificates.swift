package import Diagnostics
package import MeshModel

/// Two Gateways that present one certificate to the same clients.
package struct SharedGatewayCertificate: Sendable {
  package var gateway: Gateway
  package var other: Gateway
  /// Where each of the two names the certificate.
  package var place: SourceSpan
  package var otherPlace: SourceSpan
}

extension EffectiveMesh {
  /// The Gateways that share a certificate with another one whose pods are also theirs, so that a client may use a
  /// connection to the one for a host of the other (`pkg/config/analysis/analyzers/gateway/certificate.go`).
  ///
  /// Like Istio's analyzer, this looks from the Gateway with the wider selector only. Of each Gateway no more than ten
  /// others are named.
  package func sharedGatewayCertificates() -> [SharedGatewayCertificate] {
    let gateways = gatewaysOfAnalysis()
    var groups: [GatewayCertificate: CertificateGroup] = [:]
    for (index, gateway) in gateways.enumerated() {
      for (certificate, place) in gateway.certificates {
        groups[certificate, default: CertificateGroup()].add(index, gateway.selector, at: place)
      }
    }
    var found: [SharedGatewayCertificate] = []
    for (index, gateway) in gateways.enumerated() {
      var others: Set<Int> = []
      for (certificate, place) in gateway.certificates {
        guard let group = groups[certificate], group.members.count > 1 else { continue }
        for member in group.candidates(for: gateway.selector) {
          guard others.count < 10 else { break }
          let other = gateways[member.gateway]
          guard member.gateway != index, other.selector.satisfies(gateway.selector),
            others.insert(member.gateway).inserted
          else { continue }
          found.append(
            SharedGatewayCertificate(gateway: gateway, other: other, place: place, otherPlace: member.place))
        }
      }
    }
    return found
  }
}

/// What tells certificates of servers apart.
private enum GatewayCertificate: Hashable {
  case credential(String)
  case files(certificate: String, key: String)
}

/// The Gateways with one certificate.
private struct CertificateGroup {
  struct Member {
    var gateway: Int
    var place: SourceSpan
  }

  private(set) var members: [Member] = []
  private var byLabel: [String: [Member]] = [:]

  mutating func add(_ gateway: Int, _ selector: LocatedMap, at place: SourceSpan) {
    guard members.last?.gateway != gateway else { return }
    let member = Member(gateway: gateway, place: place)
    members.append(member)
    for label in selector.entries { byLabel[label.text, default: []].append(member) }
  }

  /// The members whose selector has the rarest label of `selector`; all for one without labels.
  func candidates(for selector: LocatedMap) -> [Member] {
    guard !selector.isEmpty else { return members }
    return selector.entries.map { byLabel[$0.text] ?? [] }.min { $0.count < $1.count } ?? []
  }
}

extension LocatedMap.Entry {
  fileprivate var text: String { "\(key.value)=\(value.value)" }
}

extension Gateway {
  /// The certificates of the servers, and where they are named. A Secret counts before files.
  fileprivate var certificates: [(certificate: GatewayCertificate, place: SourceSpan)] {
    servers.compactMap { server in
      guard let tls = server.tls else { return nil }
      if let name = tls.credentialName, !name.value.isEmpty { return (.credential(name.value), name.span) }
      guard let certificate = tls.serverCertificate, !certificate.value.isEmpty,
        let key = tls.privateKey, !key.value.isEmpty
      else { return nil }
      return (.files(certificate: certificate.value, key: key.value), certificate.span)
    }
  }
}
