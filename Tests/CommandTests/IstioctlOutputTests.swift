import Foundation
import Testing

/// The output of `-o istio` and `-o istio-json`, held against what `istioctl analyze` 1.30.3 is known to print: the
/// order of `diag.Messages`, the documents of `kubeyaml.YAMLReader` and the lines of `BuildFieldPathMap`.
@Suite struct `The output for scripts that read istioctl's` {
  private static func gateway(_ name: String, credential: String) -> String {
    """
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata:
      name: \(name)
      namespace: ingress
    spec:
      selector:
        istio: ingressgateway
      servers:
        - port: {number: 443, name: https, protocol: HTTPS}
          hosts: [\(name).example.com]
          tls:
            mode: SIMPLE
            credentialName: \(credential)

    """
  }

  private func run(_ text: String, _ arguments: String..., name: String = "mesh.yaml") throws -> String {
    let folder = try Folder([name: text])
    var all = ["analyze", "--assume-complete", "--select", "IST0101", "-q"] + arguments
    all.append(name)
    return try Run(arguments: all, in: folder.url).output
  }

  @Test func `is a line for each finding, in istioctl's order`() throws {
    let text = Self.gateway("shop", credential: "shop-tls") + "---\n" + Self.gateway("cart", credential: "cart-tls")
    #expect(
      try run(text, "-o", "istio") == """
        Error [IST0101] (Gateway ingress/cart mesh.yaml:29) Referenced credentialName not found: "cart-tls"
        Error [IST0101] (Gateway ingress/shop mesh.yaml:14) Referenced credentialName not found: "shop-tls"

        """)
  }

  @Test func `counts lines as istioctl does, also where a file begins with a separator`() throws {
    let gateway = Self.gateway("shop", credential: "shop-tls")
    func line(_ text: String) throws -> Substring? {
      try run(text, "-o", "istio").split(separator: "mesh.yaml:").last?.prefix { $0.isNumber }
    }
    #expect(try line("\n\n# A comment\n" + gateway) == "17")
    // The `---` is cut off from no document, and so counts as its first line.
    #expect(try line("---\n" + gateway) == "16")
    #expect(try line("---\n\n" + gateway) == "18")
    #expect(try line("# Nothing\n---\n\n" + gateway) == "17")
  }

  @Test func `writes a port that is missing as Go does`() throws {
    let text = """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: payments, namespace: shop}
      spec:
        host: payments.example.com
        trafficPolicy: {portLevelSettings: [{tls: {mode: SIMPLE}}]}
      """
    let output = try run(text, "--select", "IST0129", "-o", "istio")
    #expect(output.contains("to validate server identity for host: payments.example.com at port <nil>\n"))
  }

  @Test func `names JSON files without a line`() throws {
    let json = """
      {"apiVersion": "networking.istio.io/v1", "kind": "Gateway", "metadata": {"name": "shop"},
       "spec": {"selector": {"istio": "ingressgateway"}, "servers": [{"tls": {"credentialName": "shop-tls"}}]}}
      """
    #expect(
      try run(json, "-o", "istio", name: "mesh.json")
        == "Error [IST0101] (Gateway shop mesh.json) Referenced credentialName not found: \"shop-tls\"\n")
  }

  @Test func `takes each item of a List for a document that begins a line further down`() throws {
    let text = """
      # Two Telemetries
      apiVersion: v1
      kind: List
      items:
        - apiVersion: telemetry.istio.io/v1
          kind: Telemetry
          metadata: {name: one, namespace: shop}
          spec: {accessLogging: [{}]}
        - apiVersion: telemetry.istio.io/v1
          kind: Telemetry
          metadata: {name: two, namespace: shop}
          spec:
            selector:
              matchLabels: {app: nothing}

      """
    #expect(
      try run(text, "--select", "IST0157", "-o", "istio") == """
        Error [IST0101] (Telemetry shop/two mesh.yaml:15) Referenced selector not found: "app=nothing"
        Warning [IST0157] (Telemetry shop/one mesh.yaml:6) The Telemetry one in namespace "shop" with empty providers \
        will be ignored.

        """)
  }

  @Test func `gives a value of notNamespaces the line of the one in namespaces`() throws {
    let text = """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: {name: cart, namespace: shop}
      spec:
        rules:
          - from:
              - source:
                  namespaces:
                    - default
                  notNamespaces:
                    - nowhere
                    - nobody

      """
    let lines = try run(text, "-o", "istio").split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasSuffix(#"mesh.yaml:1) Referenced namespace not found: "nobody""#) == true)
    #expect(lines.last?.hasSuffix(#"mesh.yaml:9) Referenced namespace not found: "nowhere""#) == true)
  }

  @Test func `spells the path of a file as the call does, and joins that of a directory`() throws {
    let folder = try Folder(["sub/mesh.yaml": Self.gateway("shop", credential: "shop-tls")])
    func paths(_ arguments: String...) throws -> [Substring] {
      let all = ["analyze", "--assume-complete", "--select", "IST0101", "-q", "-o", "istio"] + arguments
      return try Run(arguments: all, in: folder.url).output.split(separator: "\n")
        .compactMap { $0.split(separator: "ingress/shop ").last?.prefix { $0 != ":" } }
    }
    #expect(try paths("./sub/mesh.yaml") == ["./sub/mesh.yaml"])
    #expect(try paths("sub//mesh.yaml") == ["sub//mesh.yaml"])
    #expect(try paths("./sub/") == ["sub/mesh.yaml"])
    #expect(try paths(".") == ["sub/mesh.yaml"])
  }

  @Test func `names no namespace where an empty one is written`() throws {
    let text = Self.gateway("shop", credential: "shop-tls").replacing("namespace: ingress", with: "namespace: \"\"")
    #expect(try run(text, "-o", "istio").contains("(Gateway shop mesh.yaml:14)"))
  }

  @Test func `is the array that Go writes`() throws {
    #expect(
      try run(Self.gateway("shop", credential: "'<tls> & \"more\"'"), "-o", "istio-json") == """
        [
        \t{
        \t\t"code": "IST0101",
        \t\t"documentationUrl": "https://istio.io/latest/docs/reference/config/analysis/ist0101/?ref=istioctl-analyze",
        \t\t"level": "Error",
        \t\t"message": "Referenced credentialName not found: \\"\\u003ctls\\u003e \\u0026 \\\\\\"more\\\\\\"\\"",
        \t\t"origin": "Gateway ingress/shop",
        \t\t"reference": "mesh.yaml:14"
        \t}
        ]

        """)
    #expect(try run("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", "-o", "istio-json") == "[]\n")
    #expect(try run("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", "-o", "istio") == "\n")
  }

  @Test func `holds Istio's codes alone, with meshlint's own on standard error`() throws {
    let folder = try Folder([
      "mesh.yaml": """
      # A rule with a misspelt field for a host that nobody knows.

      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: cart, namespace: shop}
      spec:
        host: cart
        trafficPolicies: {}

      """
    ])
    for format in ["istio", "istio-json"] {
      let run = try Run("analyze", "--assume-complete", "-o", format, "mesh.yaml", in: folder.url)
      #expect(run.output.contains("[IST0174]") || run.output.contains("\"IST0174\""))
      #expect(!run.output.contains("MSH"))
      #expect(run.error.contains("Error [MSH0104] (DestinationRule shop/cart mesh.yaml:8) "))
      #expect(run.status == 1)
    }
    #expect(try !Run("analyze", "-o", "istio", "-q", "mesh.yaml", in: folder.url).error.contains("MSH0104"))
  }

  @Test func `leaves out what is suppressed, and says how much`() throws {
    let text = Self.gateway("shop", credential: "shop-tls") + "---\n" + Self.gateway("cart", credential: "cart-tls")
    #expect(try run(text, "-o", "istio", "-S", "IST0101=Gateway */shop").contains("ingress/cart"))
    #expect(try !run(text, "-o", "istio", "-S", "IST0101=Gateway */shop").contains("ingress/shop"))
    #expect(try run(text, "-o", "istio", "-S", "IST0101=Gateway *", "-S", "IST0102=*") == "\n")
    #expect(try run(text, "-o", "istio", "-S", "ist0101=*") == "\n")
    #expect(try run(text, "-o", "istio", "-S", "IST0102=*").contains("ingress/shop"))

    let annotated = text.replacing(
      "  name: cart\n", with: "  name: cart\n  annotations: {galley.istio.io/analyze-suppress: \"IST0102,IST0101\"}\n")
    #expect(try run(annotated, "-o", "istio").split(separator: "\n").count == 1)
    let folder = try Folder(["mesh.yaml": annotated])
    let error = try Run("analyze", "--assume-complete", "--select", "IST0101", "mesh.yaml", in: folder.url).error
    #expect(error.contains("1 finding suppressed"))
  }

  @Test func `says which suppression has the form of istioctl's help and leaves nothing out`() throws {
    let folder = try Folder(["mesh.yaml": Self.gateway("shop", credential: "shop-tls")])
    func error(_ suppression: String) throws -> String {
      try Run("analyze", "--assume-complete", "--select", "IST0101", "-S", suppression, "mesh.yaml", in: folder.url)
        .error
    }
    let hint = "left nothing out: a resource is named Kind namespace/name"
    #expect(try error("IST0101=Gateway *.ingress").contains("--suppress \"IST0101=Gateway *.ingress\" \(hint)"))
    #expect(try !error("IST0101=Gateway other/*").contains(hint))
    #expect(try !error("IST0101=Gateway ingress/*").contains(hint))
  }

  @Test func `takes a format that is written onto its option`() throws {
    let text = Self.gateway("shop", credential: "shop-tls")
    #expect(try run(text, "-oistio") == run(text, "-o", "istio"))
    #expect(try run(text, "-o=istio") == run(text, "-o", "istio"))
  }

  @Test func `takes no suppression that names no rule`() throws {
    let wrong = try Run("analyze", "-S", "IST101=Gateway *", ".")
    #expect(wrong.status == 2)
    #expect(wrong.error.contains("there is no rule 'IST101'"))
    #expect(try Run("analyze", "-S", "IST0101", ".").status == 2)
  }
}
