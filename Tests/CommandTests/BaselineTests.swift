import Foundation
import Testing

@Suite struct `The commands about baselines` {
  private static let service =
    "apiVersion: v1\nkind: Service\nmetadata: {name: NAME, namespace: shop}\nspec: {porst: []}\n"
  private static let cart = service.replacing("NAME", with: "cart")
  private static let web = service.replacing("NAME", with: "web")
  private static let file = ".meshlint-baseline.json"
  /// One error of a rule about security.
  private static let conflict = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../examples/plaintext-to-strict/k8s").path

  private func text(_ folder: Folder) throws -> String {
    try String(contentsOf: folder.url.appending(path: Self.file), encoding: .utf8)
  }

  private func replace(_ text: String, in folder: Folder, _ name: String = "a.yaml") throws {
    try folder.write(Data(text.utf8), to: name)
  }

  @Test func `accept what there is, and report what is new`() throws {
    let folder = try Folder(["a.yaml": Self.cart])
    let created = try Run("baseline", "create", in: folder.url)
    #expect(created.status == 0)
    #expect(created.output == "")
    #expect(
      created.error == """
        .meshlint-baseline.json: 1 finding accepted
        To use it, write "baseline: .meshlint-baseline.json" into .meshlint.yaml, or pass --baseline \
        .meshlint-baseline.json to meshlint analyze

        """)
    let quiet = try Run("analyze", "--baseline", Self.file, in: folder.url)
    #expect(quiet.status == 0)
    #expect(quiet.output == "")
    #expect(quiet.error == "no findings in 1 resource (1 file) · 1 in baseline\n")
    #expect(try Run("baseline", "check", in: folder.url).status == 0)

    try FileManager.default.moveItem(
      at: folder.url.appending(path: "a.yaml"), to: folder.url.appending(path: "moved.yaml"))
    try replace("# more\n" + Self.web, in: folder)
    let more = try Run("analyze", "--baseline", Self.file, in: folder.url)
    #expect(more.status == 1)
    #expect(more.output.contains("Service shop/web") && !more.output.contains("shop/cart"))
    #expect(more.error.contains("1 error in 2 resources (2 files) · 1 in baseline"))
    let check = try Run("baseline", "check", in: folder.url)
    #expect(check.status == 1)
    #expect(check.output.hasPrefix("new: a.yaml:5:8: error[unknown-field]: Unknown field \"porst\""))
    #expect(check.error == "1 new finding, 0 stale entries, 1 in baseline\n")
    #expect(try Run("analyze", in: folder.url).error.hasPrefix("2 errors in"))
  }

  @Test func `take out what was mended, and accept more only when they are told to`() throws {
    let folder = try Folder(["a.yaml": Self.cart + "---\n" + Self.web])
    #expect(try Run("baseline", "create", in: folder.url).status == 0)
    let both = try text(folder)
    try replace(Self.web.replacing("porst", with: "prots"), in: folder)
    let check = try Run("baseline", "check", in: folder.url)
    #expect(check.status == 1)
    #expect(
      check.output.contains(
        "stale: .meshlint-baseline.json: unknown-field: Service shop/cart, spec.porst: 1 accepted\n"))
    #expect(check.error.contains("1 new finding, 2 stale entries, 0 in baseline\nmeshlint baseline update takes out"))
    #expect(try Run("baseline", "update", in: folder.url).error == ".meshlint-baseline.json: 0 findings accepted\n")
    #expect(try Run("baseline", "check", in: folder.url).status == 1)
    #expect(try Run("baseline", "update", "--add", in: folder.url).status == 0)
    #expect(try Run("baseline", "check", in: folder.url).status == 0)
    try replace(Self.cart + "---\n" + Self.web, in: folder)
    #expect(try Run("baseline", "update", "--add", in: folder.url).status == 0)
    #expect(try text(folder) == both)
  }

  @Test func `write the same bytes wherever the manifests stand`() throws {
    let folder = try Folder(["a.yaml": Self.cart + "---\n" + Self.web])
    #expect(try Run("baseline", "create", in: folder.url).status == 0)
    let other = try Folder(["1/x.yaml": Self.web, "2/y.yaml": "\n\n# cart\n" + Self.cart])
    #expect(try Run("baseline", "create", in: other.url).status == 0)
    #expect(try text(folder) == text(other))
  }

  @Test func `overwrite no baseline unless they are told to`() throws {
    let folder = try Folder(["a.yaml": Self.cart, Self.file: "kept"])
    let refused = try Run("baseline", "create", in: folder.url)
    #expect(refused.status == 2)
    #expect(
      refused.error.contains(".meshlint-baseline.json exists: meshlint baseline update takes out what was mended"))
    #expect(try text(folder) == "kept")
    #expect(try Run("baseline", "create", "--force", in: folder.url).status == 0)
    #expect(try text(folder).contains("shop/cart"))
    #expect(try Run("baseline", "create", "--baseline", "other.json", in: folder.url).status == 0)
  }

  @Test func `leave errors of security out unless they are told to accept them`() throws {
    let folder = try Folder()
    let created = try Run("baseline", "create", Self.conflict, in: folder.url)
    #expect(created.status == 0)
    #expect(created.error.contains("0 findings accepted\n1 finding left out: errors of rules about security are"))
    #expect(created.error.contains("destination-rule.yaml:14:13: error[mtls-policy-conflict]: "))
    #expect(try Run("analyze", "--baseline", Self.file, Self.conflict, in: folder.url).status == 1)
    let wide = try Run("baseline", "create", "--force", "--include-errors", Self.conflict, in: folder.url)
    #expect(wide.error.hasPrefix(".meshlint-baseline.json: 1 finding accepted\nTo use it"))
    #expect(try Run("analyze", "--baseline", Self.file, Self.conflict, in: folder.url).status == 0)
    try folder.write(
      Data(try text(folder).replacing("\"includeErrors\": true", with: "\"includeErrors\": false").utf8), to: Self.file)
    #expect(try Run("analyze", "--baseline", Self.file, Self.conflict, in: folder.url).status == 1)
  }

  @Test func `take nothing for mended that they did not read`() throws {
    let folder = try Folder(["a.yaml": Self.cart, "b.yaml": Self.web])
    #expect(try Run("baseline", "create", in: folder.url).status == 0)
    let before = try text(folder)
    try replace(Self.cart + "a: [\n", in: folder)
    let check = try Run("baseline", "check", in: folder.url)
    #expect(check.status == 3)
    #expect(!check.output.contains("stale"))
    #expect(check.error.contains("not all of the input can be read (meshlint analyze says where), so what was mended"))
    for arguments in [["update"], ["update", "--add"], ["create", "--force"]] {
      let run = try Run(arguments: ["baseline"] + arguments, in: folder.url)
      #expect(run.status == 3)
      #expect(try text(folder) == before)
    }
    let empty = try Folder([Self.file: before])
    #expect(try Run("baseline", "update", in: empty.url).status == 3)
    #expect(try text(empty) == before)
    #expect(try Run("baseline", "update", "--allow-empty", in: empty.url).status == 0)
  }

  @Test func `take nothing for mended that no rule looked at`() throws {
    let folder = try Folder(["a.yaml": Self.cart])
    #expect(try Run("baseline", "create", in: folder.url).status == 0)
    let before = try text(folder)
    let check = try Run("baseline", "check", "--select", "duplicate-key", in: folder.url)
    #expect(check.status == 0)
    #expect(check.error.contains("0 in baseline · 1 more not judged, of rules or meshes that are no part of this run"))
    #expect(try Run("baseline", "update", "--ignore", "unknown-field", in: folder.url).status == 0)
    #expect(try text(folder) == before)
  }

  @Test(arguments: [
    (["baseline", "check"], ".meshlint-baseline.json: no such file or directory; meshlint baseline create writes it"),
    (["baseline", "update", "--baseline", "no.json"], "no.json: no such file or directory; meshlint baseline create"),
    (["analyze", "--baseline", "no.json"], "no.json: no such file or directory; meshlint baseline create writes it"),
    (["analyze", "--baseline", "a.yaml"], "a.yaml:1:1: a baseline has a \"version\""),
    (["analyze", "--baseline", ".", "."], ".: "),
    (["analyze", "--baseline", "a.json", "--no-baseline"], "Give either --baseline or --no-baseline"),
    (["baseline", "create", "--baseline", "no/b.json"], "no/b.json: no such file or directory"),
    (["baseline", "create", "no"], "no: no such file or directory"),
    (["baseline", "prune"], "Unexpected argument 'prune'"),
  ]) func `exit with 2 and say why when they are called wrongly`(arguments: [String], message: String) throws {
    let folder = try Folder(["a.yaml": Self.cart])
    let run = try Run(arguments: arguments, in: folder.url)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.error.contains(message), "\(run.error)")
  }

  @Test func `count what they hide, but not what is below the least severity`() throws {
    let folder = try Folder(["a.yaml": Self.cart])
    #expect(try Run("baseline", "create", in: folder.url).status == 0)
    #expect(try Run("analyze", "-o", "json", "--baseline", Self.file, in: folder.url).output.contains("\"error\" : 0"))
    let run = try Run(
      "analyze", "--baseline", Self.file, "--severity", "unknown-field=info", "--min-severity", "error",
      in: folder.url)
    #expect(run.error == "no findings in 1 resource (1 file)\n")
  }

  private static let two = [
    ".meshlint.yaml": "meshes:\n  prod: {roots: [k8s/prod]}\n  staging: {roots: [k8s/staging]}\n",
    "k8s/prod/a.yaml": cart, "k8s/prod/b.yaml": web, "k8s/staging/a.yaml": cart,
  ]

  @Test func `keep meshes apart, and judge each as a whole whatever the paths`() throws {
    let folder = try Folder(Self.two)
    #expect(try Run("baseline", "create", in: folder.url).error.contains("3 findings accepted"))
    let before = try text(folder)
    #expect(before.matches(of: /"mesh": "prod"/).count == 2 && before.matches(of: /"mesh": "staging"/).count == 1)
    #expect(try Run("analyze", "--baseline", Self.file, in: folder.url).status == 0)
    // The other file of the mesh counts, too; the other mesh does not.
    for arguments in [["check", "k8s/prod/a.yaml"], ["update", "k8s/prod/a.yaml"], ["check", "--mesh", "staging"]] {
      let run = try Run(arguments: ["baseline"] + arguments, in: folder.url)
      #expect(run.status == 0, "\(run.output)")
      #expect(try text(folder) == before)
    }
    #expect(try Run("baseline", "check", "k8s/prod/a.yaml", in: folder.url).error.contains("1 more not judged"))
    try replace(Self.cart.replacing("porst", with: "ports"), in: folder, "k8s/prod/a.yaml")
    let check = try Run("baseline", "check", "k8s/prod/b.yaml", in: folder.url)
    #expect(check.status == 1)
    #expect(check.error.contains("0 new findings, 1 stale entry, 1 in baseline"))
    #expect(try Run("baseline", "update", "k8s/prod/b.yaml", in: folder.url).status == 0)
    #expect(try text(folder).matches(of: /"object"/).count == 2)
  }

  @Test func `list files where they are asked to, and do nothing else`() throws {
    let folder = try Folder(["a.yaml": Self.cart])
    for command in ["create", "update", "check"] {
      let run = try Run("baseline", command, "--list-files", in: folder.url)
      #expect(run.status == 0 && run.output.hasPrefix("a.yaml: "))
    }
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: Self.file).path))
  }

  @Test func `accept findings about suppressions, and none that are suppressed`() throws {
    let idle = "# meshlint: ignore-object[duplicate-key] once\n" + Self.web
    let folder = try Folder([
      ".meshlint.yaml": "meshes: {prod: {roots: [k8s]}}\nbaseline: \(Self.file)\n",
      "k8s/a.yaml": "# meshlint: ignore-object[unknown-field] known\n" + Self.cart, "k8s/b.yaml": idle,
    ])
    #expect(try Run("baseline", "create", in: folder.url).error == ".meshlint-baseline.json: 2 findings accepted\n")
    #expect(try text(folder).contains("\"rule\": \"unused-suppression\"") && !text(folder).contains("shop/cart"))
    let quiet = try Run("analyze", in: folder.url)
    #expect(quiet.status == 0)
    #expect(quiet.error.contains("1 finding suppressed") && quiet.error.contains("2 in baseline"))
    #expect(try Run("analyze", "--no-suppressions", in: folder.url).output.contains("shop/cart"))
    try replace(Self.web, in: folder, "k8s/b.yaml")
    let check = try Run("baseline", "check", in: folder.url)
    #expect(check.status == 1)
    #expect(check.output.contains("stale: .meshlint-baseline.json: unused-suppression: Service shop/web"))
    #expect(try Run("baseline", "update", in: folder.url).error == ".meshlint-baseline.json: 1 finding accepted\n")
  }

  @Test func `go by the severities of the configuration`() throws {
    let folder = try Folder([".meshlint.yaml": "rules: {severity: {IST0113: warning}}\nbaseline: \(Self.file)\n"])
    #expect(try Run("baseline", "create", "-c", ".meshlint.yaml", Self.conflict, in: folder.url).error.contains("1 f"))
    #expect(try Run("analyze", "-c", ".meshlint.yaml", Self.conflict, in: folder.url).status == 0)
    try replace("baseline: \(Self.file)\n", in: folder, ".meshlint.yaml")
    #expect(try Run("analyze", "-c", ".meshlint.yaml", Self.conflict, in: folder.url).status == 1)
    let check = try Run("baseline", "check", "-c", ".meshlint.yaml", Self.conflict, in: folder.url)
    #expect(check.status == 1)
    #expect(check.error.contains("1 new finding, 1 stale entry, 0 in baseline"))
  }

  @Test(.enabled(if: Shop.isPossible)) func `hold for the side of a comparison that they belong to`() throws {
    var mesh = Shop.mesh
    mesh["k8s/more.yaml"] = Self.cart.replacing("name: cart", with: "name: pay")
    mesh[".meshlint.yaml"] = "meshes: {prod: {roots: [k8s]}}\nbaseline: \(Self.file)\n"
    mesh[Self.file] = "{\"version\": 1, \"findings\": []}"
    let shop = try Shop(mesh)
    let folder = shop.folder
    // What the branch accepts is not new, and was not mended.
    #expect(try Run("baseline", "update", "--add", in: folder.url).status == 0)
    var run = try shop.analyze("--since", "HEAD")
    #expect(run.status == 0)
    #expect(run.error.contains("0 new since HEAD"), "\(run.error)")
    // What it accepts no longer is new.
    try shop.commit()
    let accepted = try text(folder)
    try replace("{\"version\": 1, \"findings\": []}", in: folder, Self.file)
    run = try shop.analyze("--since", "HEAD")
    #expect(run.status == 1)
    #expect(run.output.contains("porst") && run.error.contains(" new since HEAD, 0 fixed"), "\(run.error)")
    #expect(try shop.analyze("--since", "HEAD", "--no-baseline").error.contains("0 new since HEAD"))
    // A file outside of the repository, or one that git ignores, holds for the side that is on disk.
    try replace(accepted, in: folder, "mine.json")
    try replace("mine.json\n", in: folder, ".gitignore")
    run = try shop.analyze("--since", "HEAD", "--baseline", "mine.json")
    #expect(run.error.contains("0 new since HEAD") && run.error.contains("in baseline"), "\(run.error)")
    #expect(try shop.analyze("--since", "HEAD", "--baseline", "missing.json").status == 2)
  }
}
