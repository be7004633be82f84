import Foundation
import Testing

@Suite(.enabled(if: Shop.isPossible)) struct `A comparison of settings` {
  /// The finding of the shop, left out in one of three ways; each as the file to write.
  private static let suppressions = [
    (
      "k8s/rule.yaml",
      Shop.destinationRule("DISABLE").replacing(
        "DISABLE}}", with: "DISABLE}} # meshlint: ignore[tls-disabled-for-mesh-host] old clients")
    ),
    (
      "k8s/rule.yaml",
      Shop.destinationRule("DISABLE").replacing(
        "namespace: shop}",
        with: "namespace: shop, annotations: {meshlint.dev/ignore: tls-disabled-for-mesh-host}}")
    ),
    (
      ".meshlint.yaml",
      "suppressions: {entries: [{rule: MSH0402, object: DestinationRule shop/cart, reason: old clients}]}\n"
    ),
    (".meshlint.yaml", "rules: {ignore: [MSH0402]}\n"),
    (".github/meshlint.yaml", "rules: {ignore: [MSH0402]}\n"),
  ]

  @Test(arguments: suppressions) func `shows what a suppression no longer leaves out`(
    path: String, text: String
  ) throws {
    let plain = Shop.mesh[path]
    let shop = try Shop(Shop.mesh.merging([path: text]) { $1 })
    #expect(try shop.analyze().status == 0)
    if let plain { try shop.stage(plain, to: path) } else { try shop.git("rm", "--quiet", path) }
    for arguments in [["--hook"], ["--since", "HEAD"]] {
      let run = try shop.analyze(arguments)
      #expect(run.status == 1)
      #expect(run.output.contains(Shop.old))
      #expect(run.error.contains("1 new since HEAD, 0 fixed, 0 unchanged\n"), "\(run.error)")
    }
  }

  @Test(arguments: suppressions) func `counts what a suppression leaves out as fixed`(
    path: String, text: String
  ) throws {
    let shop = try Shop()
    try shop.stage(text, to: path)
    for arguments in [["--hook"], ["--since", "HEAD"]] {
      let run = try shop.analyze(arguments)
      #expect(run.status == 0, "\(run.output)")
      #expect(run.error.contains("0 new since HEAD, 1 fixed, 0 unchanged\n"), "\(run.error)")
    }
  }

  @Test(arguments: [".meshlint-baseline.json", "ci/accepted.txt"]) func `reads the baseline of each side`(
    name: String
  ) throws {
    let shop = try Shop()
    try shop.write("baseline: \(name)\nmeshes: {shop: {roots: [k8s]}}\n", to: ".meshlint.yaml")
    try shop.write("", to: "ci/README.md")
    #expect(try Run("baseline", "create", in: shop.folder.url).status == 0)
    try shop.commit()
    try shop.stage("a: 1\n", to: "k8s/values.yaml")
    var run = try shop.analyze("--hook")
    #expect(run.status == 0)
    #expect(run.error.contains("0 new since HEAD, 0 fixed, 0 unchanged\n"), "\(run.error)")
    let text = try String(contentsOf: shop.folder.url.appending(path: name), encoding: .utf8)
    let empty = try #require(try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      .merging(["findings": [Any]()]) { $1 }
    let bytes = try JSONSerialization.data(withJSONObject: empty)
    try shop.stage(String(decoding: bytes, as: UTF8.self), to: name)
    for arguments in [["--hook"], ["--since", "HEAD"]] {
      run = try shop.analyze(arguments)
      #expect(run.status == 1)
      #expect(run.error.contains("1 new since HEAD, 0 fixed, 0 unchanged\n"), "\(run.error)")
    }
    // A baseline that the commit brings accepts for itself what was there.
    try shop.git("reset", "--quiet", "--hard")
    try shop.git("rm", "--quiet", name)
    try shop.git("commit", "--quiet", "--message", "Delete")
    try shop.stage(text, to: name)
    run = try shop.analyze("--hook")
    #expect(run.status == 0)
    #expect(run.error.contains("0 new since HEAD, 1 fixed, 0 unchanged\n"), "\(run.error)")
  }

  @Test func `judges with the settings of now where the old ones are broken, and fails where the new ones are`() throws
  {
    let shop = try Shop(Shop.mesh.merging([".meshlint.yaml": "rulse: {}\n"]) { $1 })
    try shop.stage("rules: {severity: {MSH0402: error}}\n", to: ".meshlint.yaml")
    var run = try shop.analyze("--hook")
    #expect(run.status == 0)
    #expect(run.error.contains("the settings of HEAD cannot be used"))
    #expect(run.error.contains("0 new since HEAD, 0 fixed, 1 unchanged\n"), "\(run.error)")
    try shop.commit()
    try shop.stage("rulse: {}\n", to: ".meshlint.yaml")
    run = try shop.analyze("--hook")
    #expect(run.status == 2)
    #expect(run.error.contains(".meshlint.yaml:1:1: "), "\(run.error)")
  }

  @Test func `takes the settings of a side from it alone, not from the disk`() throws {
    let shop = try Shop()
    try shop.stage("a: 1\n", to: "k8s/values.yaml")
    try shop.write("rulse: {}\n", to: ".meshlint.yaml")
    var run = try shop.analyze("--hook")
    #expect(run.status == 0, "\(run.error)")
    // Roots on disk say nothing about what is staged.
    try shop.write("meshes: {other: {roots: [other]}}\n", to: ".meshlint.yaml")
    try shop.write("a: 1\n", to: "other/values.yaml")
    try shop.git("rm", "--quiet", "k8s/permissive.yaml")
    run = try shop.analyze("--hook")
    #expect(run.status == 1, "\(run.error)")
  }

  @Test func `finds a configuration in a directory below`() throws {
    let shop = try Shop(Shop.mesh.merging(["k8s/.meshlint.yaml": "rules: {ignore: [IST0113]}\n"]) { $1 })
    try shop.git("rm", "--quiet", "k8s/permissive.yaml")
    #expect(try shop.analyze("--hook").status == 1)
    #expect(try shop.analyze("--hook", "k8s").status == 0)
    #expect(try shop.analyze("--hook", in: "k8s").status == 0)
    #expect(try shop.analyze("--hook", "-c", "k8s/.meshlint.yaml").status == 0)
    let run = try shop.analyze("--hook", "-c", "k8s/missing.yaml")
    #expect(run.status == 2)
  }

  @Test func `compares each of several meshes with itself`() throws {
    let two = Dictionary(
      uniqueKeysWithValues: ["one", "two"].flatMap { mesh in
        Shop.mesh.filter { $0.key.hasPrefix("k8s/") }.map { (mesh + "/" + $0.key, $0.value) }
      })
    let settings = "meshes:\n  one: {roots: [one]}\n  two: {roots: [two]}\n"
    let shop = try Shop(two.merging([".meshlint.yaml": settings]) { $1 })
    try shop.git("rm", "--quiet", "one/k8s/permissive.yaml")
    var run = try shop.analyze("--hook", "-o", "concise")
    #expect(run.status == 1)
    #expect(run.output.contains("one/k8s/rule.yaml") && !run.output.contains("two/k8s"))
    #expect(run.error.contains("1 new since HEAD, 1 fixed, 1 unchanged\n"), "\(run.error)")
    #expect(try shop.analyze("--hook", "--mesh", "two").status == 0)
    run = try shop.analyze("--hook", "one/k8s/rule.yaml")
    #expect(run.status == 1)
    // A mesh that the change adds is new as a whole.
    try shop.git("reset", "--quiet", "--hard")
    try shop.stage(settings + "  three: {roots: [two/k8s]}\n", to: ".meshlint.yaml")
    run = try shop.analyze("--hook")
    #expect(run.error.contains("1 new since HEAD, 0 fixed, 2 unchanged\n"), "\(run.error)")
  }

  @Test func `reports a suppression without use once, when it comes`() throws {
    let comment = "# meshlint: ignore-object[tls-disabled-for-mesh-host] nobody knows\n"
    let shop = try Shop(Shop.mesh.merging([".meshlint.yaml": "meshes: {shop: {roots: [k8s]}}\n"]) { $1 })
    try shop.stage(comment + (Shop.mesh["k8s/strict.yaml"] ?? ""), to: "k8s/strict.yaml")
    var run = try shop.analyze("--hook", "-o", "concise")
    #expect(run.output.contains("unused-suppression"), "\(run.output)")
    #expect(run.error.contains("1 new since HEAD, 0 fixed, 1 unchanged\n"), "\(run.error)")
    try shop.commit()
    try shop.stage("a: 1\n", to: "k8s/values.yaml")
    run = try shop.analyze("--hook", "-o", "concise")
    #expect(run.output == "")
    #expect(run.error.contains("0 new since HEAD, 0 fixed, 2 unchanged\n"), "\(run.error)")
    try shop.stage(
      "meshes: {shop: {roots: [k8s]}}\nsuppressions: {entries: [{rule: MSH0402, object: Gateway a/b}]}\n",
      to: ".meshlint.yaml")
    run = try shop.analyze("--hook", "-o", "concise")
    #expect(run.output.split(separator: "\n").count == 1 && run.output.contains("unused-suppression"), "\(run.output)")
  }

  @Test func `shows a finding in another file where the change is`() throws {
    let shop = try Shop()
    try shop.stage(Shop.authentication("shop", "STRICT"), to: "k8s/permissive.yaml")
    let github = try shop.analyze("--hook", "-o", "github")
    #expect(github.output.contains("file=k8s/permissive.yaml,line=4"), "\(github.output)")
    let sarif = try shop.analyze("--hook", "-o", "sarif")
    let log = try #require(try JSONSerialization.jsonObject(with: Data(sarif.output.utf8)) as? [String: Any])
    let result = ((log["runs"] as? [[String: Any]])?[0]["results"] as? [[String: Any]])?[0]
    let place = (result?["locations"] as? [[String: Any]])?[0]["physicalLocation"] as? [String: Any]
    #expect((place?["artifactLocation"] as? [String: Any])?["uri"] as? String == "k8s/permissive.yaml")
    #expect((place?["region"] as? [String: Any])?["startLine"] as? Int == 4)
    #expect(try shop.analyze("--hook").output.contains("k8s/rule.yaml:6:31"))
  }
}
