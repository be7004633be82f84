import Foundation
import Testing

/// A mesh whose DestinationRule turns TLS off.
private func shop(_ namespace: String = "shop") -> String {
  """
  apiVersion: v1
  kind: Namespace
  metadata: {name: \(namespace), labels: {istio-injection: enabled}}
  ---
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: cart, namespace: \(namespace)}
  spec:
    selector: {matchLabels: {app: cart}}
    template:
      metadata: {labels: {app: cart}}
      spec: {containers: [{name: cart, image: example.com/cart:1, ports: [{containerPort: 80}]}]}
  ---
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: \(namespace)}
  spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}

  """
}

private let rule = """
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata: {name: cart, namespace: shop}
  spec: {host: cart.shop.svc.cluster.local, trafficPolicy: {tls: {mode: DISABLE}}}

  """

private let strict = """
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata: {name: default, namespace: shop}
  spec: {mtls: {mode: STRICT}}

  """

/// The codes in a report, with the files that they are in.
private func findings(_ run: Run) throws -> [String] {
  try run.output.split(separator: "\n").compactMap { line in
    try /^(?:Error|Warning|Info) \[(\w+)\] \(.*?([^ ]+?):\d+:\d+\)/.firstMatch(in: line).map { "\($0.1) \($0.2)" }
  }
}

@Suite struct `A configured run` {
  private static let two = [
    ".meshlint.yaml": """
    meshes:
      prod: {roots: [k8s/prod]}
      staging: {roots: [k8s/staging], severity: {tls-disabled-for-mesh-host: error}}
    """,
    "k8s/prod/shop.yaml": shop(), "k8s/prod/rule.yaml": rule, "k8s/prod/strict.yaml": strict,
    "k8s/staging/shop.yaml": shop(), "k8s/staging/rule.yaml": rule,
  ]

  @Test func `judges each mesh apart from the others`() throws {
    let folder = try Folder(Self.two)
    let run = try Run("analyze", in: folder.url)
    #expect(try findings(run) == ["IST0113 k8s/prod/rule.yaml", "MSH0402 k8s/staging/rule.yaml"])
    #expect(run.output.contains("Error [MSH0402]"))
    #expect(try findings(Run("analyze", "--mesh", "staging", in: folder.url)) == ["MSH0402 k8s/staging/rule.yaml"])
    #expect(try Run("analyze", "--mesh", "stagging", in: folder.url).error.contains("did you mean staging?"))
    let apart = try Run("analyze", "--no-config", "k8s/staging", in: folder.url)
    #expect(apart.output.contains("Warning [MSH0402]"))
  }

  @Test func `judges the whole mesh of a path and reports what touches the path`() throws {
    let folder = try Folder(Self.two)
    let run = try Run("analyze", "k8s/prod/rule.yaml", in: folder.url)
    #expect(try findings(run) == ["IST0113 k8s/prod/rule.yaml"])
    #expect(run.error.contains("k8s/prod/rule.yaml belongs to mesh prod, which is judged as a whole"))
    #expect(try findings(Run("analyze", "k8s/prod/strict.yaml", in: folder.url)) == ["IST0113 k8s/prod/rule.yaml"])
    #expect(try Run("analyze", "k8s/staging/shop.yaml", "--fail-on", "never", in: folder.url).status == 0)
    let whole = try Run("analyze", "k8s/prod", in: folder.url)
    #expect(!whole.error.contains("belongs"))
    #expect(try findings(Run("analyze", ".", in: folder.url)).count == 2)
    let part = try Run("analyze", "--mesh", "staging", "k8s/prod", in: folder.url)
    #expect(part.status == 2)
    #expect(part.error.contains("k8s/prod lies in no root of mesh staging"))
  }

  @Test func `reads what the call names even where the mesh leaves it out`() throws {
    let added = [".git/HEAD": "", ".gitignore": "gen/\n", "k8s/prod/gen/rule.yaml": "specs: {}\n" + rule]
    let folder = try Folder(Self.two.merging(added) { $1 })
    #expect(try !Run("analyze", in: folder.url).output.contains("gen/"))
    for path in ["k8s/prod/gen", "k8s/prod/gen/rule.yaml"] {
      #expect(try Run("analyze", path, in: folder.url).output.contains("k8s/prod/gen/rule.yaml"))
    }
    let missing = try Run("analyze", "k8s/prod/rules.yaml", in: folder.url)
    #expect(missing.status == 2)
    #expect(missing.error == "meshlint: k8s/prod/rules.yaml: no such file or directory\n")
    let elsewhere = try Run("analyze", "/nowhere", "k8s/prod", in: folder.url)
    #expect(elsewhere.error == "meshlint: /nowhere: no such file or directory\n")
  }

  @Test(arguments: [["k8s/prod/rule.yaml"], ["k8s/staging", "--context", "k8s/prod"], ["--select", "mtls-disabled"]])
  func `says which file makes it fail wherever it reports`(arguments: [String]) throws {
    let folder = try Folder(Self.two.merging(["k8s/prod/broken.yaml": "a: [\n"]) { $1 })
    let run = try Run(arguments: ["analyze"] + arguments, in: folder.url)
    #expect(run.status == 3)
    #expect(run.error.contains("1 file not read in full"))
    #expect(run.error.contains("note: k8s/prod/broken.yaml:2:1: The YAML cannot be parsed: "))
    #expect(try !Run("analyze", "k8s/prod", in: folder.url).error.contains("broken.yaml"))
  }

  @Test func `counts a file of several meshes once`() throws {
    let folder = try Folder([
      ".meshlint.yaml": "meshes: {a: {roots: [k8s]}, b: {roots: [k8s]}}", "k8s/shop.yaml": shop(),
      "k8s/broken.yaml": "a: [\n",
    ])
    #expect(try Run("analyze", in: folder.url).error.contains("1 file not read in full"))
  }

  @Test func `takes standard input for the mesh that is named`() throws {
    let folder = try Folder(Self.two)
    let run = try Run(
      arguments: ["analyze", "--mesh", "staging", "-"], input: shop() + "---\n" + rule, in: folder.url)
    #expect(run.output.contains("Error [MSH0402]"))
  }

  @Test func `shows one mesh at a time`() throws {
    let folder = try Folder(Self.two)
    #expect(try Run("inspect", in: folder.url).error.contains("these are the meshes prod, staging; choose one"))
    #expect(try Run("inspect", "--mesh", "prod", in: folder.url).output.contains("STRICT"))
    #expect(try Run("inspect", "k8s/staging", in: folder.url).output.contains("PERMISSIVE"))
  }

  @Test(arguments: [["analyze"], ["inspect"], ["baseline", "create"], ["baseline", "update"], ["baseline", "check"]])
  func `says for every command which files are read`(command: [String]) throws {
    let folder = try Folder(Self.two)
    let run = try Run(arguments: command + ["--list-files", "--mesh", "staging"], in: folder.url)
    #expect(
      run.output == "k8s/staging/rule.yaml: read (mesh staging)\nk8s/staging/shop.yaml: read (mesh staging)\n")
    #expect(run.status == 0)
  }

  @Test func `is not shown of nothing, unless that is allowed`() throws {
    let folder = try Folder(["k8s/notes.yaml": "a: 1"])
    let run = try Run("inspect", "k8s", in: folder.url)
    #expect(run.status == 3)
    #expect(run.error.hasPrefix("meshlint: no Kubernetes manifest in k8s;"))
    #expect(try Run("inspect", "--allow-empty", "k8s", in: folder.url).status == 0)
  }

  @Test func `knows what exists elsewhere, and reports nothing about it`() throws {
    let configuration = """
      meshes:
        prod:
          roots: [k8s]
          external:
            - kind: PeerAuthentication
              namespace: istio-system
              name: default
              spec: {mtls: {mode: STRICT}}
            - namespace: web
            - service: db.example.com
      """
    let routes = """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: db, namespace: shop}
      spec: {host: db.example.com}
      ---
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: queue, namespace: shop}
      spec: {host: queue.example.com}
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: db, namespace: shop}
      spec: {hosts: [db.example.com], tcp: [{route: [{destination: {host: db.example.com, port: {number: 5432}}}]}]}

      """
    let folder = try Folder([
      ".meshlint.yaml": configuration, "k8s/shop.yaml": shop(), "k8s/rule.yaml": rule, "k8s/routes.yaml": routes,
    ])
    let run = try Run("analyze", "--assume-complete", in: folder.url)
    #expect(try findings(run) == ["IST0174 k8s/routes.yaml", "IST0113 k8s/rule.yaml"])
    #expect(run.output.contains(".meshlint.yaml:8:29: PeerAuthentication istio-system/default requires it here"))
    #expect(run.error.contains("in 7 resources (3 files)"))
  }

  @Test func `has rules, severities and namespaces by path`() throws {
    let configuration = """
      namespace: {"apps/*": "{1}"}
      rules:
        severity: {tls-disabled-for-mesh-host: error}
        per-path:
          "**/legacy/*": {ignore: [tls-disabled-for-mesh-host]}
          "apps/dev*": {severity: {MSH0402: info}}
      """
    let folder = try Folder([".meshlint.yaml": configuration, ".git/HEAD": ""])
    for namespace in ["shop", "legacy", "dev"] {
      let text = shop(namespace) + "---\n" + rule.replacing(".shop.", with: ".\(namespace).")
      let manifest = text.replacing(/, namespace: \w+/, with: "")
      try folder.write(Data(manifest.utf8), to: "apps/\(namespace)/all.yaml")
    }
    for path in [".", folder.url.path, "apps"] {
      let run = try Run("analyze", path, in: folder.url)
      #expect(run.output.contains("Error [MSH0402] (DestinationRule shop/cart"), "\(path)")
      #expect(run.output.contains("Info [MSH0402] (DestinationRule dev/cart"), "\(path)")
      #expect(!run.output.contains("legacy"), "\(path)")
    }
    let inside = try Run("analyze", in: folder.url.appending(path: "apps/dev"))
    #expect(inside.output.contains("Info [MSH0402] (DestinationRule dev/cart"))
    let called = try Run("analyze", "--severity", "MSH0402=warning", in: folder.url)
    #expect(try findings(called).count == 2)
    #expect(!called.output.contains("Error") && !called.output.contains("Info"))
    #expect(try Run("inspect", "--namespace", "other", in: folder.url).output.contains("other"))
    #expect(try findings(Run("analyze", "--select", "MSH0402", in: folder.url)).count == 3)
  }

  @Test func `passes over what options of rules name`() throws {
    let manifest = shop() + "---\n" + strict.replacing("STRICT", with: "PERMISSIVE")
    let folder = try Folder(["shop.yaml": manifest])
    let arguments = ["analyze", "--select", "mtls-permissive", "--select", "workload-without-policy"]
    let without = try findings(Run(arguments: arguments, in: folder.url))
    #expect(without.contains("MSH0308 shop.yaml"))
    let options = "rules: {options: {mtls-permissive: {namespaces: ['sh*']}}}\n"
    try folder.write(Data(options.utf8), to: ".meshlint.yaml")
    #expect(try findings(Run(arguments: arguments, in: folder.url)) == without.filter { !$0.hasPrefix("MSH0308") })
  }
}

@Suite struct `The configuration of a call` {
  @Test func `is the nearest to the paths, up to the top of the repository`() throws {
    let folder = try Folder([
      ".meshlint.yaml": "output: {fail-on: colour}", "repo/.git/HEAD": "", "repo/.github/meshlint.yaml": "version: 2",
      "repo/k8s/a.yaml": shop(), "repo/own/.meshlint.yml": "version: 3", "repo/own/deep/a.yaml": shop(),
      "bare/.git": "gitdir: ../x", "bare/a.yaml": shop(),
    ])
    for (path, message) in [
      ("repo/k8s", "repo/.github/meshlint.yaml:1:10: version is 1, not 2"),
      ("repo/k8s/a.yaml", "repo/.github/meshlint.yaml:1:10: version is 1, not 2"),
      ("repo/own/deep", "repo/own/.meshlint.yml:1:10: version is 1, not 3"),
      (".", ".meshlint.yaml:1:19: output.fail-on: 'colour' is none of"),
      ("bare/a.yaml", "no findings in 3 resources"),
    ] {
      let run = try Run("analyze", path, in: folder.url)
      #expect(run.error.contains(message), "\(path): \(run.error)")
    }
    let inside = try Run("analyze", in: folder.url.appending(path: "repo/own/deep"))
    #expect(inside.error.contains("../.meshlint.yml:1:10: version is 1, not 3"))
  }

  @Test func `can be named, and left out`() throws {
    let folder = try Folder([
      ".meshlint.yaml": "version: 2", "other.yaml": "output: {fail-on: never}", "k8s/a.yaml": shop() + "---\n" + rule,
    ])
    let arguments = ["analyze", "k8s"]
    #expect(try Run(arguments: arguments, in: folder.url).status == 2)
    #expect(try Run(arguments: arguments + ["--no-config"], in: folder.url).status == 1)
    #expect(try Run(arguments: arguments + ["-c", "other.yaml"], in: folder.url).status == 0)
    #expect(try Run(arguments: arguments + ["-c", "other.yaml", "--fail-on", "info"], in: folder.url).status == 1)
    #expect(
      try Run(arguments: arguments + ["-c", "gone.yaml"], in: folder.url).error.contains("gone.yaml: no such file"))
    #expect(try Run(arguments: arguments + ["-c", "other.yaml", "--no-config"], in: folder.url).status == 2)
    let variable = ["MESHLINT_CONFIG": "other.yaml"]
    #expect(try Run(arguments: arguments, in: folder.url, environment: variable).status == 0)
    #expect(
      try Run(arguments: arguments + ["-c", ".meshlint.yaml"], in: folder.url, environment: variable).status == 2)
    #expect(try Run(arguments: arguments + ["--no-config"], in: folder.url, environment: variable).status == 1)
    #expect(try Run(arguments: arguments, in: folder.url, environment: ["MESHLINT_CONFIG": "gone"]).status == 2)
  }

  @Test func `is one`() throws {
    let folder = try Folder([
      "a/.meshlint.yaml": "", "a/x.yaml": shop(), "b/x.yaml": shop(), "c/.meshlint.yaml": "", "c/.meshlint.yml": "",
    ])
    #expect(
      try Run("analyze", "a", "b", in: folder.url).error
        == "meshlint: the paths have different configurations: a has a/.meshlint.yaml, b has none; choose one with -c FILE, "
        + "or pass --no-config\n")
    #expect(try Run("analyze", "a", "b", "--no-config", in: folder.url).status != 2)
    #expect(
      try Run("analyze", "c", in: folder.url).error
        == "meshlint: c/.meshlint.yaml and c/.meshlint.yml are both there; keep one of them\n")
  }

  @Test func `is written to start with, and not over another one`() throws {
    let folder = try Folder(["k8s/shop.yaml": shop(), "docs/other.yaml": "a: 1"])
    #expect(try Run("config", "verify", in: folder.url).status == 2)
    #expect(try Run("config", "init", in: folder.url).status == 0)
    let written = try String(contentsOf: folder.url.appending(path: ".meshlint.yaml"), encoding: .utf8)
    #expect(written.contains("    roots: [k8s]\n"))
    #expect(written.hasPrefix("# yaml-language-server: $schema="))
    #expect(try Run("config", "verify", in: folder.url).status == 0)
    #expect(try Run("config", "init", in: folder.url).error.contains("already there; pass --force"))
    #expect(try Run("config", "init", "--force", in: folder.url).status == 0)
    #expect(try Run("analyze", in: folder.url).error.contains("in 3 resources (1 file)"))
  }

  @Test func `names directories with any characters`() throws {
    let folder = try Folder(["a, b/shop.yaml": shop(), "[c]/shop.yaml": shop("other")])
    #expect(try Run("config", "init", in: folder.url).status == 0)
    #expect(try Run("config", "verify", in: folder.url).status == 0)
    #expect(try Run("analyze", in: folder.url).error.contains("in 6 resources (2 files)"))
  }

  @Test func `has paths and patterns from its own directory`() throws {
    let folder = try Folder([
      ".git/HEAD": "",
      ".meshlint.yaml": "extends: shared/.meshlint-base.yaml\noutput: {formats: [text, json=out.json]}\n",
      "shared/.meshlint-base.yaml": """
      exclude: [../k8s/old]
      rules: {per-path: {../k8s/dev: {severity: {MSH0402: info}}}}

      """, "k8s/dev/shop.yaml": shop(), "k8s/dev/rule.yaml": rule, "k8s/old/shop.yaml": shop("old"),
    ])
    for (directory, path) in [(".", "."), ("k8s/dev", "../.."), ("k8s", "."), ("/", folder.url.path)] {
      let here = directory == "/" ? URL(filePath: "/") : folder.url.appending(path: directory)
      let run = try Run("analyze", path, in: here)
      #expect(run.error.contains("1 info in 4 resources (2 files)"), "\(directory): \(run.error)")
      let report = folder.url.appending(path: "out.json")
      #expect(FileManager.default.fileExists(atPath: report.path), "\(directory)")
      try? FileManager.default.removeItem(at: report)
    }
  }

  @Test func `is checked as a whole`() throws {
    let folder = try Folder([
      "a.yaml": "version: 2\ncolour: red\n", "b.yaml": "meshes: {prod: {roots: [gone, b.yaml]}}\n", "c.yaml": "",
    ])
    let run = try Run("config", "verify", "a.yaml", "b.yaml", "c.yaml", in: folder.url)
    #expect(run.status == 2)
    let lines = run.error.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.last == "meshlint: b.yaml:1:25: meshes.prod: there is no gone")
    #expect(try Run("config", "verify", "c.yaml", in: folder.url).status == 0)
  }

  @Test func `is shown with the origin of each value`() throws {
    let folder = try Folder([
      ".meshlint.yaml": "extends: base.yaml\nmeshes: {prod: {roots: [k8s]}}\nexclude: [old]\ninclude: [new]\n",
      "base.yaml": "rules: {ignore: [duplicate-key]}\noutput: {min-severity: warning}\n", "k8s/a.yaml": shop(),
    ])
    let arguments = [
      "config", "show", "--fail-on", "error", "--trust-domain", "example.com", "--ignore", "wrong-type",
      "--exclude", "dev", "--include", "*.yml", "--no-ignore-files",
    ]
    #expect(
      try Run(arguments: arguments, in: folder.url).output == """
        # .meshlint.yaml, the nearest
        version: 1  # default
        extends:
          - base.yaml  # .meshlint.yaml:1:10
        meshes:
          prod:
            roots:
              - k8s  # .meshlint.yaml:2:25
            istio: "1.30"  # default
            trust-domain: example.com  # --trust-domain
            complete: false  # default
        exclude:
          - dev  # --exclude
          - old  # .meshlint.yaml:3:11
        include:
          - "*.yml"  # --include
        ignore-files: false  # --no-ignore-files
        rules:
          ignore:
            - wrong-type  # --ignore
            - duplicate-key  # base.yaml:1:18
        suppressions:
          require-reason: false  # default
        output:
          fail-on: error  # --fail-on
          min-severity: warning  # base.yaml:2:24
          formats: [text]  # default

        """)
    let json = try Run(arguments: arguments + ["--format", "json"], in: folder.url).output
    let settings = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    let threshold = try #require(settings.first { $0["name"] as? String == "output.fail-on" })
    #expect(threshold["source"] as? String == "flag")
    #expect(threshold["place"] as? String == "--fail-on")
    #expect(threshold["value"] as? [String] == ["error"])
  }
}
