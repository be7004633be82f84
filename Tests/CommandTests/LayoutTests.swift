import Foundation
import Testing

@Suite struct `Definitions in several files` {
  private static func policy(_ mode: String, namespace: String? = "shop") -> String {
    """
    apiVersion: security.istio.io/v1
    kind: PeerAuthentication
    metadata: {name: default\(namespace.map { ", namespace: \($0)" } ?? "")}
    spec: {mtls: {mode: \(mode)}}

    """
  }

  private static func kustomization(_ text: String) -> String {
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\(text)\n"
  }

  private static func run(_ rule: String, _ files: [String: String]) throws -> Run {
    let folder = try Folder(files)
    return try Run("analyze", "-v", "--select", rule, ".", in: folder.url)
  }

  @Test(arguments: [
    ["a.yaml": policy("STRICT"), "b.yaml": policy("PERMISSIVE")],
    ["shop/a.yaml": policy("STRICT"), "other/b.yaml": policy("PERMISSIVE")],
    ["shop/a.yaml": policy("STRICT"), "a.yaml": policy("PERMISSIVE")],
    [
      "kustomization.yaml": kustomization("resources: [a.yaml, b/c.yaml]"), "a.yaml": policy("STRICT"),
      "b/c.yaml": policy("PERMISSIVE"),
    ],
    [
      "prod/kustomization.yaml": kustomization("resources: [./a.yaml]"), "prod/a.yaml": policy("STRICT"),
      "b.yaml": policy("PERMISSIVE"),
    ],
  ]) func `compete where nothing sets the files apart`(files: [String: String]) throws {
    let run = try Self.run("duplicate-resource", files)
    #expect(run.output.contains("Warning [MSH0106]"), "\(run.output)")
    #expect(!run.error.contains("not judged"))
  }

  @Test func `leave open what a policy selects to which a kustomization gives a namespace`() throws {
    let cart =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\nspec: {template: {metadata: {labels: {}}}}\n"
    let policy = """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: {name: cart}
      spec: {selector: {matchLabels: {app: cart}}, rules: [{}]}

      """
    let files = ["base/cart.yaml": cart, "overlay/policy.yaml": policy]
    #expect(try Self.run("no-matching-workloads", files).output.contains("[IST0127]"))
    for directory in ["", "overlay/"] {
      let overlay = files.merging(["\(directory)kustomization.yaml": Self.kustomization("commonLabels: {app: cart}")]) {
        $1
      }
      #expect(try Self.run("no-matching-workloads", overlay).output == "")
    }
  }

  @Test(arguments: [
    ["envs/prod/shop/a.yaml": policy("STRICT"), "envs/staging/shop/a.yaml": policy("PERMISSIVE")],
    ["prod.d/a.yaml": policy("STRICT"), "staging.d/a.yaml": policy("STRICT")],
    [
      "base/kustomization.yaml": kustomization("resources: [a.yaml]"), "base/a.yaml": policy("STRICT"),
      "overlays/prod/kustomization.yml": "resources: [../../base]\n", "overlays/prod/b.yaml": policy("PERMISSIVE"),
    ],
    [
      "kustomization.yaml": kustomization("resources: [a.yaml]\npatches: [{path: ./b.yaml}]"),
      "a.yaml": policy("STRICT"), "b.yaml": policy("PERMISSIVE"),
    ],
    [
      "charts/one/Chart.yaml": "name: one\n", "charts/one/a.yaml": policy("STRICT"),
      "bundles/two/fleet.yaml": "name: two\n", "bundles/two/b.yaml": policy("PERMISSIVE"),
    ],
  ]) func `are alternatives where files are not meant to be applied together, and counted`(files: [String: String])
    throws
  {
    let run = try Self.run("duplicate-resource", files)
    #expect(run.output == "")
    #expect(run.status == 0)
    #expect(run.error.contains("duplicate-resource: 1 × one environment at a time"), "\(run.error)")
  }

  @Test(arguments: ["patches: [{path: edge/selector.yaml}]", "patchesStrategicMerge: [./edge/selector.yaml]"])
  func `are parts of objects where a kustomization patches with them`(text: String) throws {
    let gateway = """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: edge, namespace: shop}
      spec: {selector: {istio: ingress}}

      """
    let files = ["edge/selector.yaml": gateway, "edge/kustomization.yaml": Self.kustomization("resources: []")]
    #expect(try Self.run("schema-validation-error", files).output.contains("[IST0106]"))
    let run = try Self.run(
      "schema-validation-error", files.merging(["kustomization.yaml": Self.kustomization(text)]) { $1 })
    #expect(run.output == "")
  }

  @Test(arguments: [
    ("kustomization.yaml", "", ""), ("kustomization.yml", "kind: Kustomization\n", ""),
    ("kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\n", ""), ("settings.yaml", "", "[MSH1401]"),
  ]) func `are parts of objects, too, where the kustomization leaves its kind to its name`(
    name: String, head: String, expected: String
  ) throws {
    let patch = """
      apiVersion: cert-manager.io/v1
      kind: Certificate
      metadata: {name: cart, namespace: shop}
      spec: {duration: 24h, renewBefore: 48h}

      """
    let files = ["cart.yaml": patch, name: head + "patches: [{path: cart.yaml}]\n"]
    let output = try Self.run("refused-by-cert-manager", files).output
    #expect(expected.isEmpty ? output == "" : output.contains(expected), "\(output)")
  }

  @Test func `may lack what a kustomization adds, and nothing else`() throws {
    let service =
      "apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {ports: [{name: http}]}\n"
    #expect(try Self.run("missing-field", ["base/a.yaml": service]).output.contains("[MSH0112]"))
    for text in ["patches: [{path: base/a.yaml}]", "resources: [base]", "resources: []"] {
      let files = ["base/a.yaml": service, "kustomization.yaml": Self.kustomization(text)]
      #expect(try Self.run("missing-field", files).output == "")
    }
    let misspelled = [
      "base/a.yaml": service + "ports: []\n", "kustomization.yaml": Self.kustomization("resources: [base]"),
    ]
    #expect(try Self.run("unknown-field", misspelled).output.contains("[MSH0104]"))
  }

  @Test func `need no API version where a kustomization patches with them`() throws {
    let patch = "kind: ConfigMap\nmetadata: {name: cart}\ndata: {a: b}\n"
    let files = ["a.yaml": patch, "kustomization.yaml": Self.kustomization("resources: []")]
    #expect(try Self.run("incomplete-manifest", files).output.contains("[MSH0108]"))
    let patching = Self.kustomization("patches: [{path: a.yaml, target: {kind: ConfigMap}}]")
    #expect(try Self.run("incomplete-manifest", files.merging(["kustomization.yaml": patching]) { $1 }).output == "")
  }

  @Test func `may leave the namespace to a kustomization, and other names not`() throws {
    let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: _}\n"
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a_b, namespace: _}\nspec: {ports: [{port: 80}]}\n"
    let files = ["a.yaml": namespace + "---\n" + service]
    #expect(try Self.run("invalid-name", files).error.hasPrefix("3 errors "))
    let component = Self.kustomization("resources: [a.yaml]").replacingOccurrences(
      of: "kind: Kustomization", with: "kind: Component")
    #expect(
      try Self.run("invalid-name", files.merging(["kustomization.yaml": component]) { $1 }).error.hasPrefix("1 error "))
  }

  @Test func `are copies where another file says the same, and worth an info where the same file does`() throws {
    let policy = Self.policy("STRICT")
    #expect(try Self.run("duplicate-resource", ["a.yaml": policy, "b.yaml": policy]).output == "")
    let run = try Self.run("duplicate-resource", ["a.yaml": policy + "---\n" + policy])
    #expect(run.output.contains("Info [MSH0106]"), "\(run.output)")
    #expect(run.status == 0)
  }

  @Test func `need a namespace once for each file`() throws {
    let bare = Self.policy("STRICT", namespace: nil)
    let run = try Self.run(
      "namespace-not-written",
      ["a.yaml": Self.policy("STRICT"), "b.yaml": bare + "---\n" + bare, "c.yaml": bare])
    #expect(run.output.contains("(PeerAuthentication default b.yaml:3:18)"), "\(run.output)")
    #expect(run.error.hasPrefix("2 info "))
  }

  @Test(arguments: [
    ["kustomization.yaml": kustomization("namespace: web")],
    ["x/kustomization.yaml": "namespace: web\n"],
    [
      "x/y/kustomization.yaml": kustomization("resources: [b.yaml]"),
      "overlays/prod/kustomization.yaml": kustomization("namespace: web\nresources: [../../x/y]"),
    ],
    ["web/kustomization.yaml": kustomization("namespace: web\nresources: [../x/y/b.yaml]")],
  ]) func `need no namespace where a kustomization sets it`(files: [String: String]) throws {
    let policies = ["x/y/a.yaml": Self.policy("STRICT"), "x/y/b.yaml": Self.policy("STRICT", namespace: nil)]
    #expect(try Self.run("namespace-not-written", policies).error.hasPrefix("1 info "))
    let run = try Self.run("namespace-not-written", files.merging(policies) { old, _ in old })
    #expect(run.output == "")
  }

  @Test func `need no namespace where none in their directory names one`() throws {
    let run = try Self.run(
      "namespace-not-written", ["a.yaml": Self.policy("STRICT"), "x/b.yaml": Self.policy("STRICT", namespace: nil)])
    #expect(run.output == "")
  }

  @Test func `need no namespace on standard input`() throws {
    let input = Self.policy("STRICT") + "---\n" + Self.policy("STRICT", namespace: nil)
    #expect(try Run("analyze", "--select", "namespace-not-written", "-", input: input).output == "")
  }
}
