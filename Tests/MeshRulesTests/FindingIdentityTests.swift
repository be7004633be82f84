import Diagnostics
import Foundation
import Linting
import Reporting
import Testing
import YAMLTree

@Suite struct `The identity of a finding` {
  @Test(arguments: Fixture.all.filter { $0.name.contains("/bad") } + Fixture.examples)
  func `stays the same wherever manifests stand and however they are written`(fixture: Fixture) async throws {
    let expected = try await fixture.report().fingerprints
    #expect(try await fixture.report(on: fixture.rearranged).fingerprints == expected)
  }

  private static let meshes =
    Fixture.examples + (1...12).map { Fixture(name: "generated \($0)", text: GeneratedMesh(seed: $0).text) }

  @Test(arguments: meshes)
  func `is the same when lines are added above, the file is renamed or documents are reordered`(
    mesh: Fixture
  ) async throws {
    let documents = mesh.text.components(separatedBy: "\n---\n")
    var changed = [
      "lines": ["mesh.yaml": documents.map { "# One more line\n\n" + $0 }.joined(separator: "\n---\n")],
      "name": ["deep/renamed.yml": mesh.text],
    ]
    // Of a resource that is defined twice the last definition counts.
    if mesh.name != "runbook-mistakes" {
      changed["order"] = ["mesh.yaml": documents.reversed().joined(separator: "\n---\n")]
      changed["files"] = Dictionary(uniqueKeysWithValues: documents.reversed().enumerated().map { ("\($0).yaml", $1) })
    }
    let expected = try await mesh.report(on: ["mesh.yaml": mesh.text]).printedFingerprints
    let report = try? String(
      contentsOf: `Example meshes`.folder.appending(path: "\(mesh.name)/expected.txt"), encoding: .utf8)
    #expect(Set(expected).count == expected.count && (expected.isEmpty == (report == "")))
    for (change, files) in changed {
      let found = try await mesh.report(on: files).printedFingerprints
      #expect(found == expected, "\(change)")
    }
  }

  private static let service =
    "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: NAME, namespace: shop}\nspec:\n  "
  private static let routes =
    service.replacing("NAME", with: "cart")
    + "hosts: [cart]\n  http:\n  - route: [{destination: {host: crat}}]\n  - route: [{destination: {host: cart}}]\n"
  private static let gateway = """
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: public, namespace: shop}
    spec:
      servers:
      - port: {number: 80, name: http, protocol: HTTP}
        hosts: [shop.example.com]
        bind: 10.0.0.1
        nmae: first

    """
  private static let shop = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"

  @Test(arguments: [
    (routes, "host: cart}}]", "host: cart}}, {destination: {host: cartt}}]"),
    (routes, "http:\n", "http:\n  - route: [{destination: {host: web}}]\n"),
    (routes, "spec:\n", "spec:\n  htpp: []\n"),
    (gateway, "servers:\n", "servers:\n  - {port: {number: 81, name: tcp, protocol: TCP}, hosts: ['*'], nmae: x}\n"),
    (gateway, "nmae: first", "nmae: first\n    tsl: {}"),
    (gateway, "bind: 10.0.0.1", "hots: []\n    bind: 10.0.0.1"),
    (shop + "kidn: x\n", "kidn: x\n", "kidn: x\n---\n" + shop.replacing("shop", with: "web") + "kidn: x\n"),
    (shop + "kidn: x\n", "kidn: x\n", "kidn: x\nlabesl: {}\n"),
    ("a: {a: 1, a: 2}\n", "a: 2", "a: 2, a: 3"), ("a: {a: 1, a: 2}\n", "a: 2}", "a: 2}\nb: {a: 1, a: 2}"),
    ("a: [\n", "a: [\n", "a: [\n---\nb: ]\n"), (shop, "name: shop", "name: shop, name: shop"),
  ]) func `is new once for one more problem`(text: String, old: String, new: String) async throws {
    let rules = "# options: assume-complete, select=referenced-resource-not-found, select=unknown-field, "
    let fixture = Fixture(name: "", text: rules + "select=duplicate-key, select=unreadable-input\n")
    let before = try await fixture.report(on: ["a.yaml": text]).fingerprints
    let after = try await fixture.report(on: ["b.yaml": text.replacing(old, with: new)]).fingerprints
    #expect(Set(before).isSubset(of: after))
    #expect(after.count == before.count + 1, "\(before) \(after)")
    #expect(Set(after).count == after.count)
  }

  @Test func `tells its object and the way to its place`() async throws {
    let text = """
      {"kind": "List", "apiVersion": "v1", "items": [{"kind": "Namespace", "apiVersion": "v1", "metadata":
        {"name": "shop", "labels": {"a": "1", "b": "2", "a": "3"}}}]}
      ---
      base: &base {c: 1, c: 2}
      list:
      - name: x
        <<: *base
        deep: [{d: 1}, {d: 1, d: 2}]
        base: *base
        base: {}
      - [{e: 1, e: 1}]

      """
    let fixture = Fixture(name: "", text: "# options: select=duplicate-key\n")
    let findings = try await fixture.report(on: ["a.yaml": text]).findings
    #expect(
      findings.compactMap(\.identity).map { "\($0.object) \($0.path)" } == [
        "Namespace shop metadata.labels.a", " base.c", " list[x].deep[].d", " list[x].base", " list[][].e",
      ])
  }

  private static let rule = """
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: bank, namespace: shop}
    spec:
      host: bank.example.com
      # meshlint: ignore[IST0129, IST0174] checked
      trafficPolicy: # meshlint: ignore[IST0113] checked
        # meshlint: ignore[MSH0402] checked
        tls: {mode: MUTUAL, clientCertificate: a, privateKey: b, caCertificates: c}

    """

  @Test(arguments: [
    ("spec:\n", "spec:\n  exportTo: ['.']\n"), ("  # mesh", "  # More is to come.\n\n  # mesh"),
    ("    # mesh", "    connectionPool: {tcp: {maxConnections: 1}}\n    # mesh"),
    ("IST0129, IST0174", "unknown-destination-rule-host,no-server-certificate-verification-port-level"),
    ("  trafficPolicy: #", "  # another\n  trafficPolicy: #"), ("apiVersion", "# First.\napiVersion"),
  ]) func `about a suppression goes by what it stands at`(old: String, new: String) async throws {
    let fixture = Fixture(name: "", text: "# options: assume-complete, select=unused-suppression\n")
    let before = try await fixture.report(on: ["a.yaml": Self.rule])
    #expect(
      Set(before.findings.compactMap { $0.identity?.path }) == [
        "spec.trafficPolicy[no-server-certificate-verification-port-level]",
        "spec.trafficPolicy[unknown-destination-rule-host]", "spec.trafficPolicy[mtls-policy-conflict]",
        "spec.trafficPolicy.tls[tls-disabled-for-mesh-host]",
      ])
    let after = try await fixture.report(on: ["b.yaml": Self.rule.replacing(old, with: new)])
    #expect(Set(after.fingerprints) == Set(before.fingerprints))
  }

  @Test func `of many objects is the same whichever comes first`() async throws {
    let policy =
      "apiVersion: security.istio.io/v1beta1\nkind: PeerAuthentication\nmetadata: {name: NAME, namespace: shop}\n"
    let (one, other) = (policy.replacing("NAME", with: "one"), policy.replacing("NAME", with: "other"))
    let fixture = Fixture(name: "", text: "# options: select=legacy-api\n")
    let expected = try await fixture.report(on: ["a.yaml": one]).fingerprints
    #expect(expected.count == 1)
    for files in [["a.yaml": one, "b.yaml": other], ["b.yaml": one, "a.yaml": other], ["a.yaml": other]] {
      #expect(try await fixture.report(on: files).fingerprints == expected)
    }
  }

  @Test func `of a file is the same whatever the file begins with`() async throws {
    let template = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n"
    let fixture = Fixture(name: "", text: "")
    let one = try await fixture.report(on: ["a.yaml": template])
    #expect(one.findings.map(\.rule.name) == ["unrendered-template"])
    #expect(try await fixture.report(on: ["a.yaml": "# x\n" + template]).fingerprints == one.fingerprints)
  }
}

extension Report {
  fileprivate var fingerprints: [String] { findings.compactMap(\.identity?.fingerprint).sorted() }

  /// The same, as the report in JSON has them.
  fileprivate var printedFingerprints: [String] {
    get throws {
      struct Printed: Decodable {
        struct Finding: Decodable { var fingerprint: String }
        var findings: [Finding]
      }
      let text = try jsonReport(self, version: "1")
      return try JSONDecoder().decode(Printed.self, from: Data(text.utf8)).findings.map(\.fingerprint).sorted()
    }
  }
}

extension Fixture {
  /// The manifests of each example mesh, as one text.
  fileprivate static let examples: [Fixture] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../examples")
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }.sorted() ?? []
    let manifests = Dictionary(grouping: paths.filter { $0.hasSuffix(".yaml") }) { String($0.prefix { $0 != "/" }) }
    return manifests.sorted { $0.key < $1.key }.map { name, paths in
      let texts = paths.compactMap { try? String(contentsOf: root.appending(path: $0), encoding: .utf8) }
      return Fixture(name: name, text: texts.joined(separator: "\n---\n"))
    }
  }()

  /// The same manifests in other files, at other lines, in another order and form: every second document as JSON in a
  /// file of its own, the others as items of a List with comments between the lines.
  ///
  /// Findings on placeholders are about a file, a broken document has no other form, and comments have none in
  /// JSON: these stay in one file. Of a resource that is defined twice the last definition counts, and a template is
  /// one as a file: these stay in order, too.
  fileprivate var rearranged: [String: String] {
    let documents = text.components(separatedBy: "\n---\n")
    let spread = documents.map { $0.replacing(#/(?m)^(?=[a-z]+:)/#, with: "# About this field\n\n") }
    let isOrdered = ["duplicate-resource", "unrendered-template", "runbook-mistakes"].contains(where: name.hasPrefix)
    if isOrdered || ["placeholder", "unreadable-input", "suppression"].contains(where: name.contains) {
      let order = isOrdered ? spread : spread.reversed()
      return ["deep/moved.yaml": "# One line more\n\n---\n" + order.joined(separator: "\n---\n# x\n")]
    }
    var files: [String: String] = [:]
    var items: [String] = []
    for (index, document) in documents.enumerated() {
      if index.isMultiple(of: 2), let values = try? YAMLTree.parse(document).json() {
        files["\(documents.count - index).json"] = values.joined(separator: "\n---\n")
      } else {
        let lines = spread[index].split(separator: "\n", omittingEmptySubsequences: false)
        items.insert("-\n" + lines.map { "  \($0)\n" }.joined(), at: 0)
      }
    }
    if !items.isEmpty { files["list.yaml"] = "kind: List\napiVersion: v1\nitems:\n" + items.joined() }
    return files
  }
}

/// Why a text cannot be written as JSON: a key stands twice, or a null is written as nothing.
private struct NotJSON: Error {}

extension YAMLTree {
  /// The documents as JSON.
  fileprivate func json() throws -> [String] {
    guard duplicateKeys.isEmpty else { throw NotJSON() }
    return try documents.map { try $0.json() }
  }
}

extension YAMLNode {
  /// JSON that a reader of YAML takes for the same.
  fileprivate func json() throws -> String {
    switch kind {
    case .mapping:
      return "{\(try pairs.map { "\(try $0.key.quoted()): \(try $0.value.json())" }.joined(separator: ", "))}"
    case .sequence: return "[\(try items.map { try $0.json() }.joined(separator: ", "))]"
    case .alias: throw NotJSON()
    case .scalar:
      guard let string, scalarType != .string else { return try quoted() }
      guard !string.isEmpty else { throw NotJSON() }
      return string
    }
  }

  private func quoted() throws -> String { String(decoding: try JSONEncoder().encode(string), as: UTF8.self) }
}
