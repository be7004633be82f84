import Diagnostics
import Foundation
import MeshModel
import Testing
import YAMLTree

private let certificate = """
  -----BEGIN CERTIFICATE-----
  MIIBszCCAVmgAwIBAgIQC6wVs4nGzFgFgzfgKIjK3TAKBggqhkjOPQQDAjAlMSMw
  -----END CERTIFICATE-----

  """
private let key = """
  -----BEGIN EC PRIVATE KEY-----
  MHcCAQEEIAzbEjPA1sT5h2cZ3y8u3rKp7Lr0oWmR2s0K9o5nWq2hoAoGCCqGSM49
  AwEHoUQDQgAE
  -----END EC PRIVATE KEY-----

  """

extension String {
  fileprivate var inBase64: String { Data(utf8).base64EncodedString() }
  /// The lines of a literal block.
  fileprivate func indented(_ columns: Int) -> String {
    split(separator: "\n").map { String(repeating: " ", count: columns) + $0 }.joined(separator: "\n")
  }
}

@Suite struct `Certificates and keys in manifests` {
  private func texts(_ manifest: String) throws -> [CertificateText] {
    Mesh([Manifests(try YAMLTree.parse(manifest), file: FileID(0))]).certificateTexts
  }

  /// Manifests, and what is found in each: names, and the line in which the first private key begins.
  private static let cases: [(manifest: String, found: [String])] = [
    (
      "kind: Secret\ndata:\n  a: \(certificate.inBase64)\n  b: \(key.inBase64)\n  c: eA==\nstringData: {a: x}",
      ["a", "b 5", "c"]
    ),
    ("kind: Secret\ndata: {tls.key: \(key.inBase64.inBase64)}", ["tls.key 3"]),
    ("kind: Secret\nstringData: {tls.key: \(key.inBase64)}", ["tls.key 3"]),
    (
      "kind: Secret\nstringData:\n  kubeconfig: |\n    users:\n    - user:\n        client-key-data: \(key.inBase64)\n",
      ["kubeconfig.users[0].user.client-key-data 7"]
    ),
    // A comment before the key makes other base64 of it.
    ("kind: Secret\ndata: {tls.key: \(("# our key\n" + key).inBase64)}", ["tls.key 3"]),
    (
      "kind: Secret\ndata:\n  kubeconfig: \("users: [{user: {client-key-data: \(key.inBase64)}}]".inBase64)",
      ["kubeconfig.users[0].user.client-key-data 4"]
    ),
    ("kind: Secret\nsops: {mac: x}\ndata:\n  tls.key: ENC[AES256]", []),
    ("kind: Secret\ndata:\n  tls.key: ENC[AES256]", []),
    (
      "kind: ConfigMap\ndata:\n  a: x\n  ca.crt: |\n\((certificate + key).indented(4))\nbinaryData:\n"
        + "  b: \(certificate.inBase64)",
      ["ca.crt 9", "b"]
    ),
    // Explanations hold no certificates, and scripts in which a block is indented may.
    ("kind: ConfigMap\ndata: {a: 'it begins with -----BEGIN CERTIFICATE-----'}", []),
    ("kind: ConfigMap\ndata:\n  a.sh: |\n    if x; then cat <<EOF\n\(key.indented(6))\n    fi\n", ["a.sh 6"]),
    (
      "kind: ConfigMap\nmetadata: {name: linkerd-config}\ndata:\n  values: |\n    identityTrustAnchorsPEM: |\n"
        + "\(certificate.indented(6))\n    identity: {issuer: {tls: {crtPEM: x}}}\n",
      ["identityTrustAnchorsPEM", "identity.issuer.tls.crtPEM"]
    ),
    (
      "kind: ConfigMap\nmetadata: {name: istio}\ndata:\n  mesh: |\n    caCertificates:\n    - pem: |\n"
        + "\(certificate.indented(8))\n",
      ["mesh.caCertificates[0].pem"]
    ),
    (
      "kind: ConfigMap\ndata:\n  config.json: '{\"ca\": [\"\(certificate.replacing("\n", with: "\\n"))\"]}'",
      ["config.json.ca[0]"]
    ),
    (
      "kind: Pod\nspec: {containers: [{env: [{name: ANCHORS, value: \"\(certificate.replacing("\n", with: "\\n"))\"}]}]}",
      ["ANCHORS"]
    ),
    (
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n    identity:\n      issuer:\n"
        + "        tls:\n          keyPEM: |\n\(key.indented(12))\n",
      ["identity.issuer.tls.keyPEM 9"]
    ),
    (
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n"
        + "        tls:\n          key: |\n\(key.indented(12))\n",
      ["tls.key 9"]
    ),
    (
      "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  meshConfig:\n    caCertificates:\n"
        + "    - pem: |\n\(certificate.indented(8))\n",
      ["spec.meshConfig.caCertificates[0].pem"]
    ),
    (
      "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nwebhooks:\n"
        + "- clientConfig: {caBundle: x}\n- clientConfig: {caBundle: Cg==}\n- clientConfig: {caBundle: ''}\n"
        + "- clientConfig: {caBundle: x}\n",
      ["webhooks[0].clientConfig.caBundle", "webhooks[3].clientConfig.caBundle"]
    ),
    (
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
        + "spec: {conversion: {webhook: {clientConfig: {caBundle: x}}}}",
      ["spec.conversion.webhook.clientConfig.caBundle"]
    ),
    ("apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nspec: {caBundle: x}", ["spec.caBundle"]),
    (
      "apiVersion: cert-manager.io/v1\nkind: Issuer\n"
        + "spec: {acme: {caBundle: x}, vault: {caBundle: x}, venafi: {tpp: {caBundle: x}}}",
      ["spec.acme.caBundle", "spec.vault.caBundle", "spec.venafi.tpp.caBundle"]
    ),
    (
      "apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nspec:\n  sources:\n  - inLine: |\n"
        + "\(certificate.indented(6))\n",
      ["spec.sources[0].inLine"]
    ),
    (
      "kind: Config\nusers: [{user: {client-key-data: \(key.inBase64)}}]",
      ["users[0].user.client-key-data 3"]
    ),
    (
      "kind: ConfigMap\ndata:\n  all.pem: |\n\((key + certificate + key).indented(4))\n  b: '\(key.inBase64)'\n",
      ["all.pem 5 12", "b 16"]
    ),
    // Fields before the base64 lock a key only where they say so.
    (
      "kind: ConfigMap\ndata:\n  a.key: |\n\(key.replacing("MHcC", with: "Comment: our key\n\nMHcC").indented(4))\n",
      ["a.key 5"]
    ),
    (
      "kind: ConfigMap\ndata:\n  a.key: |\n"
        + key.replacing("MHcC", with: "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nMHcC").indented(4),
      ["a.key"]
    ),
    // A private key of which the middle is left out stands for one.
    ("kind: ConfigMap\ndata:\n  a.key: |\n    -----BEGIN PRIVATE KEY-----\n    ...\n", ["a.key"]),
    ("kind: ConfigMap\ndata:\n  a.key: |\n\(key.replacing("EC ", with: "ENCRYPTED ").indented(4))\n", ["a.key"]),
  ]

  @Test(arguments: cases) func `are found wherever they stand`(manifest: String, found: [String]) throws {
    let manifest = manifest.contains("apiVersion:") ? manifest : "apiVersion: v1\n" + manifest
    let names = try texts(manifest).map { text in
      text.name + text.privateKeyPlaces.map { " \($0.start.line)" }.joined()
    }
    #expect(names == found, "\(manifest)")
  }

  @Test(arguments: [6, 9]) func `have the lines of the file where they are literal blocks`(indentation: Int) throws {
    let manifest = """
      apiVersion: v1
      kind: ConfigMap
      data:
        values: |
          identityTrustAnchorsPEM: |
      \(certificate.indented(indentation))
      """
    let text = try #require(try texts(manifest).first)
    #expect(text.place(ofLine: 0).start == SourcePosition(line: 6, column: indentation + 1))
    #expect(text.place(ofLine: 2).start == SourcePosition(line: 8, column: indentation + 1))
  }

  @Test func `stand in no report, whatever else a Secret notes`() throws {
    let manifest = """
      apiVersion: v1
      kind: Secret
      metadata:
        name: db
        annotations:
          kubectl.kubernetes.io/last-applied-configuration: '{"data":{"password":"aHVudGVyMg=="}}'
          owner: shop
      data: {password: aHVudGVyMg==}
      """
    let mesh = Mesh([Manifests(try YAMLTree.parse(manifest), file: FileID(0))])
    #expect(mesh.secretPlaces.map(\.start.line).sorted() == [6, 8])
  }

  @Test func `count in the definition alone that is applied last`() throws {
    let one = "apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: b}\ndata: {c: eA==}"
    #expect(try texts(one + "\n---\n" + one).count == 1)
  }
}
