import Foundation
import Testing

@Suite(.enabled(if: Shop.isPossible)) struct `The hook` {
  @Test func `reports what a commit brings, and only that`() throws {
    let shop = try Shop()
    // A deletion exposes another object.
    try shop.git("rm", "--quiet", "k8s/permissive.yaml")
    var run = try shop.analyze("--hook")
    #expect(run.status == 1)
    #expect(run.output.contains(Shop.new) && !run.output.contains(Shop.old))
    #expect(run.output.contains("k8s/rule.yaml:6:31"))
    #expect(run.error.contains("1 new since HEAD, 1 fixed, 0 unchanged\n"))
    #expect(
      run.error.contains("1 of the new findings lies on no changed line; the change deletes k8s/permissive.yaml\n"))
    // The same from below, where paths are those that the user sees.
    run = try shop.analyze("--hook", in: "k8s")
    #expect(run.status == 1)
    #expect(run.output.contains(" rule.yaml:6:31"))
    // A hook in a working tree of its own has this variable, by which git takes any directory for the top.
    let directory = shop.folder.url.appending(path: ".git").path
    run = try shop.analyze("--hook", in: "k8s", environment: ["GIT_DIR": directory])
    #expect(run.output.contains(" rule.yaml:6:31"), "\(run.output)")
    run = try shop.analyze("--hook", in: "k8s", environment: ["GIT_DIR": directory, "GIT_WORK_TREE": "."])
    #expect(run.output.contains(" rule.yaml:6:31"), "\(run.output)")
    // Nor does what is not staged or not tracked help.
    try shop.write(Shop.mesh["k8s/permissive.yaml"] ?? "", to: "k8s/other-name.yaml")
    try shop.write(Shop.destinationRule("ISTIO_MUTUAL"), to: "k8s/rule.yaml")
    #expect(try shop.analyze("--hook").status == 1)
    try shop.git("add", "k8s/rule.yaml")
    #expect(try shop.analyze("--hook").status == 0)
  }

  @Test func `does not see what is not staged, nor block a commit for it`() throws {
    let shop = try Shop()
    try shop.write(Shop.destinationRule("DISABLE", name: "unstaged"), to: "k8s/untracked.yaml")
    try shop.write("kind: [\n", to: "k8s/rule.yaml")
    try shop.stage("metadata: {}\n", to: "k8s/values.yaml")
    let run = try shop.analyze("--hook")
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(run.error.contains("0 new since HEAD, 0 fixed, 1 unchanged\n"), "\(run.error)")
  }

  @Test func `is quiet about moved files, and about a file that was broken before`() throws {
    let shop = try Shop(Shop.mesh.merging(["k8s/broken.yaml": "kind: [\n"]) { $1 })
    try shop.git("mv", "k8s", "manifests")
    try shop.git("mv", "manifests/broken.yaml", "manifests/cart/")
    try shop.git("checkout", "--quiet", "HEAD", "--", "k8s/broken.yaml")
    try shop.git("rm", "--quiet", "--cached", "manifests/broken.yaml")
    var run = try shop.analyze("--hook")
    #expect(run.status == 0)
    #expect(
      run.error.contains("0 new since HEAD, 0 fixed, 2 unchanged\nnote: 1 file cannot be read in full, as before\n"))
    try shop.stage("kind: {\n", to: "manifests/second.yaml")
    run = try shop.analyze("--hook")
    #expect(run.status == 3)
    #expect(run.output.contains("manifests/second.yaml") && !run.output.contains("k8s/broken.yaml"))
  }

  @Test func `reads what is staged of a file, and names of any kind`() throws {
    let shop = try Shop()
    let name = "k8s/ä \"b\"\n.yaml"
    try shop.stage(Shop.destinationRule("DISABLE", name: "second").replacing("host: cart", with: "host: web"), to: name)
    try shop.stage(Shop.authentication("shop", "STRICT"), to: "k8s/permissive.yaml")
    try shop.write(Shop.mesh["k8s/permissive.yaml"] ?? "", to: "k8s/permissive.yaml")
    let run = try shop.analyze("--hook", "--fail-on", "info")
    #expect(run.status == 1)
    #expect(run.output.contains(Shop.new))
    #expect(run.output.contains("k8s/ä \"b\"\\n.yaml") || run.error.contains("(6 files)"), "\(run.output)")
  }

  @Test func `ends at once where no manifest is staged`() throws {
    let shop = try Shop()
    // It would be noticed if anything were read.
    try shop.write("kind: [\n", to: "k8s/rule.yaml")
    try shop.git("add", "--all")
    try shop.git("commit", "--quiet", "--message", "Break")
    #expect(try shop.analyze("--hook").error == "")
    try shop.stage("# New\n", to: "README.md")
    #expect(try shop.analyze("--hook").error == "")
    try shop.stage("a: 1\n", to: "other/values.yaml")
    #expect(try shop.analyze("--hook", "k8s").error == "")
    try shop.stage("a: 1\n", to: ".github/workflows/check.yaml")
    #expect(try shop.analyze("--hook", "k8s").error == "")
    #expect(try shop.analyze("--hook", "k8s", "--context", "other").error != "")
    try shop.stage("", to: "other/.meshlintignore")
    #expect(try shop.analyze("--hook", "k8s").error != "")
    let run = try shop.analyze("--hook", "nowhere")
    #expect(run.status == 2)
    #expect(run.error == "meshlint: nowhere: there is no such file in the index\n")
  }

  @Test func `judges everything before the first commit, and the deletion of everything`() throws {
    let shop = try Shop()
    try shop.git("rm", "--quiet", "-r", "k8s")
    #expect(try shop.analyze("--hook", "k8s").status == 0)
    try shop.git("update-ref", "-d", "HEAD")
    try shop.git("reset", "--quiet")
    for (name, text) in Shop.mesh { try shop.stage(text, to: name) }
    let run = try shop.analyze("--hook")
    #expect(run.status == 1)
    #expect(run.output.contains(Shop.old))
    #expect(run.error.contains("there is no commit yet, so everything is reported\n"))
  }

  @Test func `judges everything when pre-commit runs for all files`() throws {
    let shop = try Shop()
    var run = try shop.analyze("--hook", environment: ["PRE_COMMIT": "1"])
    #expect(run.status == 1)
    #expect(run.error.contains("nothing is staged, so everything is reported\n"))
    // A commit without changes, such as a new message for the last one, is none of that.
    run = try shop.analyze("--hook", environment: ["PRE_COMMIT": "1", "GIT_INDEX_FILE": ".git/index"])
    #expect(run.status == 0)
    #expect(run.error == "")
  }

  @Test func `compares the revisions that pre-commit names`() throws {
    let shop = try Shop()
    try shop.git("checkout", "--quiet", "-b", "topic")
    try shop.git("rm", "--quiet", "k8s/permissive.yaml")
    try shop.commit()
    try shop.git("checkout", "--quiet", "main")
    try shop.write(Shop.destinationRule("ISTIO_MUTUAL"), to: "k8s/rule.yaml")
    try shop.commit()
    let names = { ["PRE_COMMIT": "1", "PRE_COMMIT_FROM_REF": $0, "PRE_COMMIT_TO_REF": $1] }
    var run = try shop.analyze("--hook", environment: names("main", "topic"))
    #expect(run.status == 1)
    #expect(run.error.contains("1 new since main, 1 fixed, 0 unchanged\n"))
    #expect(try shop.analyze("--hook", environment: names("topic", "main")).status == 0)
    run = try shop.analyze("--hook", environment: names("nowhere", "topic"))
    #expect(run.status == 1)
    #expect(run.error.contains("everything is reported, since this clone lacks"))
    #expect(try shop.analyze("--hook", environment: names("main", "nowhere")).status == 2)
  }

  @Test func `reads the index that git names, in a commit of some files and in another working tree`() throws {
    let shop = try Shop()
    try shop.stage(Shop.destinationRule("SIMPLE"), to: "k8s/rule.yaml")
    try shop.write("# New\n", to: "README.md")
    let log = shop.folder.url.appending(path: "log")
    let program = try #require(Run.program.path.split(separator: "'").count == 1 ? Run.program.path : nil)
    let hook = "#!/bin/sh\n'\(program)' analyze --hook >'\(log.path)' 2>&1; echo \"status $?\" >>'\(log.path)'\n"
    try shop.write(hook, to: ".git/hooks/pre-commit")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: shop.folder.url.appending(path: ".git/hooks/pre-commit").path)
    // What else is staged is no part of this commit.
    try shop.git("commit", "--quiet", "--message", "Some", "README.md")
    #expect(try String(contentsOf: log, encoding: .utf8) == "status 0\n")
    let elsewhere = try Folder()
    let path = elsewhere.url.appending(path: "tree").path
    try shop.git("worktree", "add", "--quiet", "-b", "topic", path)
    try shop.git("-C", path, "rm", "--quiet", "k8s/permissive.yaml")
    try shop.git("-C", path, "commit", "--quiet", "--message", "Delete")
    let text = try String(contentsOf: log, encoding: .utf8)
    #expect(text.contains(Shop.new) && text.hasSuffix("status 1\n"), "\(text)")
  }
}
