import Foundation
import Testing

@Suite(.enabled(if: Shop.isPossible)) struct `A run that compares with a revision` {
  @Test func `reports what the branch brings, with uncommitted edits, and shows it where the change is`() throws {
    let shop = try Shop()
    try shop.git("checkout", "--quiet", "-b", "topic")
    try shop.write(Shop.authentication("shop", "STRICT"), to: "k8s/permissive.yaml")
    let run = try shop.analyze("--since", "main", "-o", "json")
    #expect(run.status == 1)
    #expect(run.output.contains("IST0113") && !run.output.contains("MSH0402"))
    #expect(run.error.contains("1 new since main, 1 fixed, 0 unchanged\n"))
    try shop.commit()
    try shop.git("checkout", "--quiet", "main")
    try shop.write("a: 1\n", to: "k8s/values.yaml")
    try shop.commit()
    // What main got meanwhile is none of the branch's doing.
    try shop.git("checkout", "--quiet", "topic")
    #expect(try shop.analyze("--since", "main").status == 1)
    let severe = try shop.analyze("--since", "main", "--min-severity", "error")
    #expect(severe.error.contains("1 new since main, 0 fixed, 0 unchanged\n"))
    #expect(try shop.analyze("--since", "HEAD", "k8s").status == 0)
    #expect(try shop.analyze("--since", "main", "../k8s", in: "k8s").status == 1)
    #expect(try shop.analyze("--since", "main", shop.folder.url.appending(path: "k8s").path).status == 1)
  }

  @Test func `takes the revision from the environment, unless the flag says otherwise`() throws {
    let shop = try Shop()
    let environment = ["MESHLINT_BASE": "main"]
    #expect(try shop.analyze(environment: environment).error.contains("0 new since main"))
    #expect(try shop.analyze("--since", "HEAD", environment: environment).error.contains("0 new since HEAD"))
    #expect(try shop.analyze("--since", "", environment: environment).status == 1)
    #expect(try shop.analyze(environment: ["MESHLINT_BASE": ""]).status == 1)
    let piped = try shop.analyze("-", "k8s", environment: environment)
    #expect(piped.status == 1)
    #expect(!piped.error.contains("since"))
  }

  @Test(arguments: [
    (["--since", "nowhere"], "meshlint: --since: there is no revision 'nowhere' in "),
    (["--since", "main", "-"], "leave - out"), (["--since", "main", "--hook"], "leave --since out"),
    (["--since", "main", "missing"], "meshlint: missing: no such file or directory\n"),
  ]) func `says what is wrong with the call`(arguments: [String], message: String) throws {
    let shop = try Shop()
    let run = try Run(arguments: ["analyze"] + arguments, in: shop.folder.url)
    #expect(run.status == 2)
    #expect(run.error.contains(message), "\(run.error)")
  }

  @Test func `needs git and a repository`() throws {
    let folder = try Folder(Shop.mesh)
    for flag in [["--hook"], ["--since", "main"]] {
      let run = try Run(arguments: ["analyze"] + flag, in: folder.url)
      #expect(run.status == 2)
      #expect(run.error.contains("not a git repository"), "\(run.error)")
      let alone = try Run(arguments: ["analyze"] + flag, in: folder.url, environment: ["PATH": "/nowhere"])
      #expect(alone.status == 2)
      #expect(alone.error == "meshlint: \(flag[0]): git is not installed, or not in PATH\n")
    }
  }

  @Test func `reads the files about the mesh from each revision, and no submodule`() throws {
    let shop = try Shop()
    try shop.write("trustDomain: example.com\n", to: "mesh.txt")
    var run = try shop.analyze("--since", "main", "--mesh-config", "mesh.txt")
    #expect(run.status == 1)
    #expect(
      run.error.contains(
        "everything is reported, since main cannot be judged with its mesh.txt: there is no such file")
    )
    try shop.commit()
    try shop.write("trustDomain: [\n", to: "mesh.txt")
    run = try shop.analyze("--hook", "--mesh-config", "mesh.txt")
    #expect(run.error == "")
    try shop.stage("a: 1\n", to: "k8s/values.yaml")
    run = try shop.analyze("--hook", "--mesh-config", "mesh.txt")
    #expect(run.status == 0)
    try shop.git("add", "mesh.txt")
    #expect(try shop.analyze("--hook", "--mesh-config", "mesh.txt").status == 2)
    let other = try Shop()
    try shop.git(
      "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.folder.url.path, "k8s/other")
    run = try shop.analyze("--since", "main", "k8s")
    #expect(run.status == 0)
    #expect(run.error.contains("k8s/other: another repository, which is not read\n"), "\(run.error)")
  }

  @Test func `reports everything where the clone lacks the files of the revision, and fetches none`() throws {
    let shop = try Shop()
    try shop.git("config", "uploadpack.allowFilter", "true")
    try shop.git("rm", "--quiet", "k8s/permissive.yaml")
    try shop.commit()
    let clone = try Folder()
    let path = clone.url.appending(path: "clone").path
    try shop.git("clone", "--quiet", "--filter=blob:none", "file://\(shop.folder.url.path)", path)
    let run = try Run(arguments: ["analyze", "--since", "HEAD~1"], in: URL(filePath: path))
    #expect(run.status == 1)
    #expect(run.output.contains(Shop.new))
    #expect(run.error.contains("everything is reported, since this clone lacks"), "\(run.error)")
  }

  @Test func `reports everything where the clone is too shallow to compare`() throws {
    let shop = try Shop()
    try shop.git("checkout", "--quiet", "-b", "topic")
    try shop.write("# New\n", to: "README.md")
    try shop.commit()
    let clone = try Folder()
    let path = clone.url.appending(path: "clone").path
    try shop.git("clone", "--quiet", "--depth=1", "--no-single-branch", "file://\(shop.folder.url.path)", path)
    let run = try Run(arguments: ["analyze", "--since", "origin/main"], in: URL(filePath: path))
    #expect(run.status == 1)
    #expect(run.output.contains(Shop.old))
    #expect(run.error.contains("everything is reported, since") && run.error.contains("fetch-depth: 0"))
    let unknown = try Run(arguments: ["analyze", "--since", "origin/other"], in: URL(filePath: path))
    #expect(unknown.status == 2)
    #expect(unknown.error.contains("this clone is shallow"))
  }
}
