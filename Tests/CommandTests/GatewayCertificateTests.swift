import Foundation
import Testing

@Suite struct `The certificate of a Gateway` {
  /// A mesh whose gateway serves with a certificate for 30 days, made for this test.
  private func mesh() throws -> Folder {
    let folder = try Folder()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.currentDirectoryURL = folder.url
    process.arguments =
      ["openssl", "req", "-x509", "-nodes", "-subj", "/CN=shop.example.com", "-days", "30", "-newkey", "ed25519"]
      + ["-keyout", "key.pem", "-out", "crt.pem"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    func encoded(_ name: String) throws -> String {
      try Data(contentsOf: folder.url.appending(path: name)).base64EncodedString()
    }
    let text = """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: shop, namespace: istio-system}
      spec:
        selector: {istio: ingressgateway}
        servers:
          - port: {number: 443, name: https, protocol: HTTPS}
            hosts: [shop.example.com]
            tls: {mode: SIMPLE, credentialName: shop-tls}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: shop-tls, namespace: istio-system}
      type: kubernetes.io/tls
      data:
        tls.crt: \(try encoded("crt.pem"))
        tls.key: \(try encoded("key.pem"))
      """
    try folder.write(Data(text.utf8), to: "mesh.yaml")
    return folder
  }

  @Test func `is compared with the clock, which --now sets`() throws {
    let folder = try mesh()
    func run(_ arguments: String...) throws -> Run {
      try Run(arguments: ["analyze", "--select", "IST0161", "mesh.yaml"] + arguments, in: folder.url)
    }
    let tomorrow = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 86_400))
    #expect(try run("--now", tomorrow).status == 0)
    let late = try run("--now", "2199-01-01T00:00:00Z")
    #expect(late.status == 1)
    #expect(late.output.contains("[IST0161] (Gateway istio-system/shop mesh.yaml:9:43) The credential referenced"))
    #expect(late.output.contains("help: the certificate expired on 20"))
    // The values of Secrets are shown nowhere.
    let secret = try String(contentsOf: folder.url.appending(path: "mesh.yaml"), encoding: .utf8)
    let values = secret.split(separator: "\n").suffix(2).compactMap { $0.split(separator: " ").last }
    for value in values { #expect(!late.output.contains(value.prefix(20))) }
  }

  @Test func `is named with the namespace of the gateway's pods, as istioctl does`() throws {
    let text = """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: shop, namespace: shop}
      spec:
        selector: {istio: ingressgateway}
        servers:
          - port: {number: 443, name: https, protocol: HTTPS}
            hosts: [shop.example.com]
            tls: {mode: SIMPLE, credentialName: certificates/shop-tls}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: shop-tls, namespace: certificates}
      data: {}
      """
    let folder = try Folder(["mesh.yaml": text])
    let run = try Run(arguments: ["analyze", "--select", "IST0161", "mesh.yaml"], in: folder.url)
    #expect(run.output.contains("The credential referenced by the Gateway shop in namespace istio-system is invalid"))
  }

  @Test func `wants a time that can be read`() throws {
    let run = try Run("analyze", "--now", "yesterday", ".")
    #expect(run.status == 2)
    #expect(run.error.contains("'yesterday' is no time such as 2026-11-21T12:00:00Z"))
  }
}
