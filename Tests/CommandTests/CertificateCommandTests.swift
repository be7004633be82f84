import Foundation
import TestCertificates
import Testing

@Suite struct `Certificates on the command line` {
  private func run(_ text: String, _ arguments: String...) throws -> Run {
    let folder = try Folder(["mesh.yaml": text])
    return try Run(arguments: ["analyze", "--now", "2026-01-01T00:00:00Z", "mesh.yaml"] + arguments, in: folder.url)
  }

  private func secret(_ entries: String) -> String {
    "apiVersion: v1\nkind: Secret\nmetadata: {name: server, namespace: shop}\ndata:\n\(entries)\n"
  }

  private func file(_ name: String) throws -> String { try TestCertificates.shared.file(name) }

  private func encoded(_ name: String) throws -> String { Data(try file(name).utf8).base64EncodedString() }

  @Test(arguments: [
    ([], 0), (["--expires-within", "45d"], 0), (["--expires-within", "46d"], 1), (["--expires-within", "7w"], 1),
    (["--expires-within", "1081h"], 1),
  ]) func `expire within the time that --expires-within sets`(arguments: [String], status: Int) throws {
    let folder = try Folder(["mesh.yaml": secret("  tls.crt: \(try encoded("ageing-server.crt"))")])
    let call = ["analyze", "--now", "2026-01-01T00:00:00Z", "mesh.yaml"] + arguments
    let run = try Run(arguments: call, in: folder.url)
    #expect(Int(run.status) == status)
    #expect(run.output.contains("expires on 2026-02-15, in 45 days") == (status == 1))
  }

  @Test func `expire within the time that the configuration sets, unless the call does`() throws {
    let manifest = secret("  tls.crt: \(try encoded("ageing-server.crt"))")
    let configuration = "meshes: {shop: {roots: [mesh.yaml], expires-within: 90d}}\n"
    let folder = try Folder(["mesh.yaml": manifest, ".meshlint.yaml": configuration])
    let call = ["analyze", "--now", "2026-01-01T00:00:00Z"]
    #expect(try Run(arguments: call, in: folder.url).status == 1)
    #expect(try Run(arguments: call + ["--expires-within", "1d"], in: folder.url).status == 0)
  }

  @Test(arguments: ["45", "d", "-1d", "45 d", "1.5d", "9999999d"]) func `want a length of time that can be read`(
    text: String
  ) throws {
    let run = try Run("analyze", "--expires-within=\(text)", ".")
    #expect(run.status == 2)
    #expect(run.error.contains("'\(text)' is no length of time such as 45d or 12h"))
  }

  /// Manifests with a key that some finding is about, or stands beside.
  private static func leaks(_ plain: String, _ encoded: String) -> [String] {
    let lines = plain.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    let twice = Data(encoded.utf8).base64EncodedString()
    return [
      "data:\n  tls.key: \(encoded)\n", "data:\n  tls.key: \(twice)\n", "stringData:\n  tls.key: |\n\(lines)\n",
      // The key is in no place of the mesh where the file cannot be read.
      "stringData:\n  tls.key: |\n\(plain)\n", "data:\n  tls.key: \(encoded)\n oops\n",
      "# \(plain.replacing("\n", with: "\n# "))\ndata: {a: 1, a: 2}\n",
    ]
  }

  @Test(arguments: ["text", "json", "sarif", "github", "markdown", "concise"]) func `never show a private key`(
    format: String
  ) throws {
    let (plain, encoded) = (try file("server.key"), try encoded("server.key"))
    let body = plain.split(separator: "\n")[1]
    for kind in ["Secret", "ConfigMap"] {
      for leak in Self.leaks(plain, encoded) {
        let text = "apiVersion: v1\nkind: \(kind)\nmetadata: {name: server, namespace: shop}\n\(leak)"
        let run = try run(text, "-o", format)
        #expect(run.status != 0, "\(text)")
        for secret in [String(body), String(encoded.dropFirst(60).prefix(40))] {
          #expect(!run.output.contains(secret) && !run.error.contains(secret), "\(text)")
        }
      }
    }
  }
}
