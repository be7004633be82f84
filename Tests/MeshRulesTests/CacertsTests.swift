import Diagnostics
import TestCertificates
import Testing

/// What `unusable-cacerts` says of the certificates that are plugged into istiod.
@Suite struct `The certificates that istiod signs with` {
  struct Case: Sendable, CustomTestStringConvertible {
    var (signing, chain, roots): (String, String, String)
    var words: String?

    init(_ signing: String, chain: String, roots: String, _ words: String? = nil) {
      (self.signing, self.chain, self.roots, self.words) = (signing, chain, roots, words)
    }

    var testDescription: String { "\(signing), \(chain), \(roots)" }
  }

  static let cases = [
    Case("mesh-ca", chain: "mesh-ca", roots: "mesh-root"),
    Case("mesh-ca", chain: "mesh-ca", roots: "mesh-root+other-mesh-root"),
    // The order of the others counts for nothing.
    Case("mesh-low-ca", chain: "mesh-root+mesh-middle+mesh-low-ca", roots: "mesh-root"),
    Case("mesh-root", chain: "mesh-root", roots: "mesh-root"),
    Case("mesh-root", chain: "mesh-ca", roots: "mesh-root"),
    Case(
      "mesh-ca", chain: "mesh-ca", roots: "stranger", "does not lead to root-cert.pem, so that istiod does not start"),
    Case("mesh-ca", chain: "mesh-ca", roots: "other-mesh-root", "so that istiod does not start"),
    Case("mesh-low-ca", chain: "mesh-low-ca", roots: "mesh-root", "does not lead to root-cert.pem"),
    Case("mesh-server", chain: "mesh-server", roots: "mesh-root", "is no certificate of a CA"),
    Case("mesh-client-ca", chain: "mesh-client-ca", roots: "mesh-root", "a certificate that servers may not use"),
    Case("mesh-signing-nothing", chain: "mesh-signing-nothing", roots: "mesh-root", "whose key may not sign others"),
    Case("mesh-lowest-ca", chain: "mesh-lowest-ca+mesh-ca", roots: "mesh-root", "below one that allows no further CA"),
    Case("mesh-ca", chain: "mesh-root", roots: "mesh-root", "is neither in cert-chain.pem nor a root"),
  ]

  @Test(arguments: cases)
  func `are told apart by why nobody can use them`(_ example: Case) async throws {
    func files(_ names: String) -> String { names.split(separator: "+").map { "\($0).crt" }.joined(separator: "+") }
    let text = """
      # options: select=unusable-cacerts
      apiVersion: v1
      kind: Secret
      metadata: {name: cacerts, namespace: istio-system}
      data:
        ca-cert.pem: ${base64 \(files(example.signing))}
        ca-key.pem: ${base64 \(example.signing).key}
        cert-chain.pem: ${base64 \(files(example.chain))}
        root-cert.pem: ${base64 \(files(example.roots))}
      """
    let messages = try await Fixture(name: example.testDescription, text: text).report().findings.map(\.message)
    #expect(messages.count == (example.words == nil ? 0 : 1))
    #expect(messages.allSatisfy { $0.contains(example.words ?? "") }, "\(messages)")
  }
}
