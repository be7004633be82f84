import Foundation
import Testing

/// What a comment covers, in texts that announce their findings. Where it covers nothing, it is found to be unused or
/// malformed, so that no case passes without a finding to leave out.
@Suite struct `A comment that suppresses` {
  private static let mark = "# meshlint: ignore[IST0128] the CA is public"

  /// A DestinationRule with this trafficPolicy, whose mode SIMPLE without `caCertificates` is IST0128.
  private static func rule(_ policy: String, name: String = "bank") -> String {
    """
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: \(name)
      namespace: shop
    spec:
      host: \(name).example.com
      trafficPolicy:
    \(policy.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))

    """
  }

  private static let simple = "tls:\n  mode: SIMPLE"
  private static let found = "tls:\n  mode: SIMPLE # expect: no-server-certificate-verification-destination-level"
  private static let ports = """
    portLevelSettings:
      - port: {number: 443}
        tls: {mode: SIMPLE} # expect: no-server-certificate-verification-port-level
      # meshlint: ignore[IST0129] the CA is public
      - port: {number: 8443}
        tls: {mode: SIMPLE}
      - port: {number: 9443}
        tls: {mode: SIMPLE} # expect: no-server-certificate-verification-port-level
    """

  private static let cases: [(String, String)] = [
    ("at the end of the line", rule("tls:\n  mode: SIMPLE \(mark)")),
    ("behind another comment", rule("tls:\n  mode: SIMPLE # note # meshlint:ignore [ist0128 ,]")),
    ("above the key", rule("tls:\n  \(mark)\n  mode: SIMPLE")),
    ("above a key around it", rule("\(mark)\n\n# and a note\ntls:\n  mode: SIMPLE")),
    (
      "above the key beside it",
      rule("\(mark) # expect: unused-suppression\nconnectionPool: {tcp: {maxConnections: 1}}\n\(found)")
    ),
    (
      "at the end of the line of a key around it",
      rule("tls: \(mark) # expect: unused-suppression\n  mode: SIMPLE")
        .replacing("SIMPLE", with: "SIMPLE # expect: no-server-certificate-verification-destination-level")
    ),
    ("above an item of a list", rule(ports)),
    ("above the first key", mark + "\n" + rule(simple) + "---\n" + rule(found, name: "other")),
    ("above the marks of the first document", "# Copyright\n\(mark)\n---\n# note\n---\n" + rule(simple)),
    ("above the first key of the second document", rule(found) + "---\n\(mark)\n" + rule(simple, name: "other")),
    (
      "behind the last key, which is not above the next document",
      rule(found) + "\(mark) # expect: malformed-suppression\n---\n" + rule(found, name: "other")
    ),
    (
      "of an object, anywhere in it",
      rule(simple) + "# meshlint: ignore-object[IST0128] the CA is public\n---\n" + rule(found, name: "other")
    ),
    ("of an object, above it", "# meshlint: ignore-object[IST0128]\n" + rule(simple)),
    ("of an object, at the end of a line", rule("tls: # meshlint: ignore-object[IST0128]\n  mode: SIMPLE")),
    (
      "of an object in a List",
      """
      apiVersion: v1
      kind: List
      items:
        - apiVersion: networking.istio.io/v1
          kind: DestinationRule
          metadata: {name: one, namespace: shop}
          # meshlint: ignore-object[IST0128] the CA is public
          spec: {host: one.example.com, trafficPolicy: {tls: {mode: SIMPLE}}}
        - apiVersion: networking.istio.io/v1
          kind: DestinationRule
          metadata: {name: two, namespace: shop}
          # expect: no-server-certificate-verification-destination-level
          spec: {host: two.example.com, trafficPolicy: {tls: {mode: SIMPLE}}}
        # meshlint: ignore-object[IST0128] the CA is public
        - apiVersion: networking.istio.io/v1
          kind: DestinationRule
          metadata: {name: three, namespace: shop}
          spec: {host: three.example.com, trafficPolicy: {tls: {mode: SIMPLE}}}
      """
    ),
    (
      "of the file",
      "---\n# meshlint: ignore-file[IST0128] the CA is public\n---\n" + rule(simple) + "---\n"
        + rule(simple, name: "other")
    ),
    (
      "of the file, too late",
      rule(found) + "---\n# meshlint: ignore-file[IST0128] # expect: malformed-suppression\n"
        + rule(found, name: "other")
    ),
    ("of all rules", rule("tls:\n  mode: SIMPLE # meshlint: ignore[all] the CA is public")),
    (
      "with others, one above the other",
      rule("# meshlint: ignore[IST0108]\n\(mark)\n# meshlint: ignore[IST0103]\n\(simple)")
        .replacing("IST0108", with: "IST0113").replacing("IST0103", with: "IST0174")
    ),
    (
      "at a related place",
      rule("tls:\n  mode: ISTIO_MUTUAL # meshlint: ignore[duplicate-key] a sample\n  mode: ISTIO_MUTUAL")
    ),
    ("in a flow mapping", rule("tls: {\n  \(mark)\n  mode: SIMPLE,\n  sni: a }")),
    ("at the end of a line of a flow mapping", rule("tls: {\n  sni: a, mode: SIMPLE, \(mark)\n  }")),
    ("above a flow mapping", rule("\(mark)\ntls: {\n  sni: a, mode: SIMPLE }")),
    ("behind a text of several lines", rule("tls:\n  mode: \"SIM\\\n    PLE\" \(mark)")),
    ("above an anchor", rule("\(mark)\ntls: &tls\n  mode: SIMPLE")),
    ("with Windows line ends", rule("\(mark)\n\(simple)").replacing("\n", with: "\r\n")),
    ("behind a byte-order mark", "\u{FEFF}# meshlint: ignore-file[IST0128]\n" + rule(simple)),
    (
      "beside a document that cannot be parsed",
      mark + "\n---\n" + rule(simple) + "---\na: b: c # expect: unreadable-input\n---\n\(mark)\n"
        + rule(simple, name: "other")
    ),
    (
      "above a document that cannot be parsed",
      rule(simple).replacing("apiVersion", with: mark + "\napiVersion")
        + "---\n\(mark)\na: b: c # expect: unreadable-input\n---\n" + rule(found, name: "other")
    ),
    (
      "of a file that cannot be parsed",
      "# meshlint: ignore-file[unreadable-input] a sample\na: b: c\n"
    ),
    (
      "of a template",
      "# meshlint: ignore-file[unrendered-template, IST0128] a chart\n" + rule("tls: {{ .Values.tls }}")
    ),
  ]

  @Test(arguments: cases) func `covers what it stands at`(name: String, text: String) async throws {
    let fixture = Fixture(name: name, text: text)
    #expect(try await fixture.found() == fixture.expected)
  }

  @Test func `is none inside a text`() async throws {
    let text = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: istio, namespace: istio-system}
      data:
        mesh: |
          # meshlint: ignore[unknown-field] no comment of the manifest
          trustDomains: a # expect: unknown-field
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: istio-canary, namespace: istio-system}
      data:
        mesh: | # meshlint: ignore[unknown-field] the key's line is the place
          rootNamespace: a
          trustDomains: a
      """
    let fixture = Fixture(name: "block", text: text)
    #expect(try await fixture.found() == fixture.expected)
  }

  /// Files are parsed in stretches of 64 kB.
  @Test func `counts wherever its file is cut`() async throws {
    var text = "# meshlint: ignore-file[IST0129] the CA is public\n"
    for number in 0..<300 {
      if number > 0 { text += "---\n" }
      text += String(repeating: "# \(String(repeating: "x", count: 98))\n", count: 10)
      let isCovered = number % 50 != 7
      let policy = isCovered ? "\(Self.mark)\n\(Self.simple)" : Self.found
      let ports = "\nportLevelSettings: [{port: {number: 443}, tls: {mode: SIMPLE}}]"
      text += Self.rule(policy + ports, name: "bank-\(number)")
    }
    #expect(text.utf8.count > 5 * 64 * 1024)
    let fixture = Fixture(name: "large", text: text)
    #expect(fixture.expected.count == 6)
    #expect(try await fixture.found() == fixture.expected)
  }
}
