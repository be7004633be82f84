import Diagnostics
import Foundation
import Linting
import Testing

@Suite("Kinds that the input defines")
struct DefinedKindTests {
  private static let definition = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: jobs.delivery.example.com}
    spec:
      group: delivery.example.com
      scope: Namespaced
      names: {kind: Job, plural: jobs}
      versions:
        - name: v1
          served: true
          schema:
            openAPIV3Schema:
              type: object
              properties: {spec: {type: object, properties: {image: {type: string}}}}
    """

  private static let object = """
    apiVersion: delivery.example.com/v1
    kind: Job
    metadata: {name: nightly, namespace: shop}
    spec:
      images: web
    """

  /// The codes and lines of what is found in files with these names and texts; those in `context` are context.
  private func findings(_ files: [String: String], context: [String: String] = [:]) async throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "meshlint-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (place, files) in [("input", files), ("context", context)] {
      let place = folder.appending(path: place)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for (name, text) in files { try Data(text.utf8).write(to: place.appending(path: name)) }
    }
    var options = AnalysisOptions(paths: [folder.appending(path: "input").path])
    if !context.isEmpty { options.contextPaths = [folder.appending(path: "context").path] }
    return try await Analysis.run(AnalysisPlan(meshes: [options])).report.findings.map { finding in
      "\(finding.rule.code) \(finding.span.start.line):\(finding.span.start.column)"
    }
  }

  @Test("The definition may stand in any file", arguments: ["a.yaml", "z.yaml"])
  func definitionInOtherFile(name: String) async throws {
    #expect(try await findings([name: Self.definition, "m.yaml": Self.object]) == ["MSH0104 5:3"])
  }

  @Test("A definition in the context counts")
  func definitionInContext() async throws {
    #expect(try await findings(["a.yaml": Self.object], context: ["crd.yaml": Self.definition]) == ["MSH0104 5:3"])
  }

  @Test("Of several definitions that allow as much the last one counts")
  func lastDefinition() async throws {
    let other = Self.definition.replacingOccurrences(of: "image:", with: "images:")
    let files = ["a.yaml": Self.definition, "b.yaml": other, "c.yaml": Self.object]
    #expect(try await findings(files).filter { $0.hasPrefix("MSH0104") } == [])
  }

  @Test(
    "Of the definitions of several releases the one that allows the most counts", arguments: ["a.yaml", "z.yaml"],
    [
      "properties: {spec: {type: object, properties: {image: {type: string}, images: {type: string}}}}",
      "properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true}}",
    ])
  func broadestDefinition(name: String, properties: String) async throws {
    let broader = Self.definition.replacingOccurrences(
      of: "properties: {spec: {type: object, properties: {image: {type: string}}}}", with: properties)
    let files = ["m.yaml": Self.definition, name: broader, "o.yaml": Self.object]
    #expect(try await findings(files).filter { $0.hasPrefix("MSH0104") } == [])
  }

  @Test("Definitions of several releases need not serve the same versions")
  func versionOfAnotherDefinition() async throws {
    let newer = Self.definition.replacingOccurrences(of: "name: v1\n", with: "name: v2\n")
    let files = ["a.yaml": Self.definition, "b.yaml": newer, "c.yaml": Self.object]
    #expect(try await findings(files).filter { !$0.hasPrefix("MSH0106") } == ["MSH0104 5:3"])
  }

  @Test("A definition in a template does not count")
  func definitionInTemplate() async throws {
    let template = Self.definition + "\n---\nkind: {{ .Values.kind }}\n"
    let found = try await findings(["a.yaml": template, "b.yaml": Self.object])
    #expect(found.filter { $0.hasPrefix("MSH0104") } == [])
  }

  @Test("What else stands in a stretch that is read again is kept once")
  func otherObjects() async throws {
    let text = Self.object + "\n---\n" + Self.definition + "\n---\napiVersion: v1\nkind: Service\n"
    let found = try await findings(["a.yaml": text])
    #expect(found.filter { $0.hasPrefix("MSH0104") } == ["MSH0104 5:3"])
    #expect(found.count == Set(found).count)
  }
}
