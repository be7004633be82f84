import Foundation
import Testing

@Suite struct `The files that the program reads` {
  private static let policy =
    "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: default, namespace: shop}\n"

  private static func folder() throws -> Folder {
    try Folder([
      ".git/HEAD": "", ".gitignore": "*.gen.yaml\n", "k8s/a.yaml": policy, "k8s/b.gen.yaml": policy,
      "k8s/dev/c.yaml": policy, "values.yaml": "a: 1\n", "chart/templates/d.yaml": "a: {{ .Values.a }}\n",
      "broken.yaml": "a: [\n", "notes.md": "# notes\n",
    ])
  }

  private static let all = """
    broken.yaml: not read in full: The YAML cannot be parsed: did not find expected node content while parsing a flow node
    chart/templates/d.yaml: not read: a template that is not rendered
    k8s/a.yaml: read
    k8s/b.gen.yaml: not read: ignored by .gitignore:1 (*.gen.yaml)
    k8s/dev/c.yaml: read
    values.yaml: no Kubernetes manifest

    """

  @Test(arguments: [
    (["."], all), ([], all),
    (["--no-ignore-files", "k8s"], "k8s/a.yaml: read\nk8s/b.gen.yaml: read\nk8s/dev/c.yaml: read\n"),
    (
      ["k8s", "--exclude", "./k8s/dev"],
      """
      k8s/a.yaml: read
      k8s/b.gen.yaml: not read: ignored by .gitignore:1 (*.gen.yaml)
      k8s/dev: not read: excluded by the pattern ./k8s/dev

      """
    ),
    (
      ["k8s", "--include", "dev", "--no-ignore-files"],
      """
      k8s/a.yaml: not read: matches no pattern of what to include
      k8s/b.gen.yaml: not read: matches no pattern of what to include
      k8s/dev/c.yaml: read

      """
    ),
    (
      ["k8s/dev", "--context", "k8s"],
      """
      k8s/a.yaml: read as context
      k8s/b.gen.yaml: not read: ignored by .gitignore:1 (*.gen.yaml)
      k8s/dev/c.yaml: read

      """
    ),
    (["k8s/b.gen.yaml", "notes.md"], "k8s/b.gen.yaml: read\nnotes.md: no Kubernetes manifest\n"),
  ]) func `are listed with the reasons`(arguments: [String], expected: String) throws {
    let folder = try Self.folder()
    for command in ["analyze", "inspect"] {
      let run = try Run(arguments: [command, "--list-files"] + arguments, in: folder.url)
      #expect(run.output == expected)
      #expect(run.status == 0)
      #expect(run.error == "")
    }
  }

  @Test func `are not those of the program itself`() throws {
    let folder = try Folder([".meshlint.yaml": "version: 1\n", ".meshlint-baseline.json": "{}", "a.yml": Self.policy])
    let run = try Run("analyze", "--list-files", in: folder.url)
    #expect(run.output == ".meshlint.yaml: not read: the configuration of meshlint\na.yml: read\n")
  }

  @Test func `have names that are text, or are reported`() throws {
    let folder = try Folder(["a.yaml": Self.policy])
    let directory = Array((folder.url.path + "/").utf8)
    for name in [Array("b".utf8) + [0xff] + Array(".yaml".utf8), Array("notes".utf8) + [0xff]] {
      let path = (directory + name + [0]).map { CChar(bitPattern: $0) }
      close(open(path, O_CREAT | O_WRONLY, 0o644))
    }
    mkdir((directory + [0xfe, 0]).map { CChar(bitPattern: $0) }, 0o755)
    let run = try Run("analyze", "-o", "concise", in: folder.url)
    #expect(run.status == 3)
    #expect(
      run.output == """
        b\u{fffd}.yaml:1:1: error[unreadable-input]: The file cannot be read: its name is not UTF-8
        \u{fffd}:1:1: error[unreadable-input]: The file cannot be read: its name is not UTF-8

        """)
  }

  @Test(arguments: [
    "k8s/a.yaml\nnotes.md\nk8s/dev\n", "k8s/a.yaml\0notes.md\0k8s/dev\0", "k8s/a.yaml\r\nk8s/dev/c.yaml",
  ])
  func `may be named by a list`(list: String) throws {
    let folder = try Self.folder()
    try folder.write(Data(list.utf8), to: "list")
    for run in [
      try Run("analyze", "--list-files", "--files-from", "list", in: folder.url),
      try Run("analyze", "--list-files", "--files-from", "-", input: list, in: folder.url),
    ] { #expect(run.output == "k8s/a.yaml: read\nk8s/dev/c.yaml: read\n") }
  }

  @Test(arguments: [
    (["--files-from", "missing"], 2, "missing: no such file or directory"),
    (["--files-from", "k8s/a.yaml", "--exclude", "["], 2, "--exclude [: expected a pattern such as"),
    (["-", "--files-from", "-"], 2, "either a manifest or a list"),
    (["--stdin-filename", "x", "."], 2, "goes with the path -"),
    (["--files-from", "gone"], 2, "gone.yaml: no such file or directory"),
    (["--files-from", "empty"], 3, "no Kubernetes manifest in the list empty"),
  ]) func `cannot be named in any way`(arguments: [String], status: Int32, message: String) throws {
    let folder = try Self.folder()
    try folder.write(Data("gone.yaml\n".utf8), to: "gone")
    try folder.write(Data(), to: "empty")
    let run = try Run(arguments: ["analyze"] + arguments, in: folder.url)
    #expect(run.status == status)
    #expect(run.output == "")
    #expect(run.error.contains(message), "\(run.error)")
  }

  @Test func `give way to what standard input holds under their name`() throws {
    let folder = try Self.folder()
    let wrong = Self.policy + "spec: {mod: STRICT}\n"
    let run = try Run(
      "analyze", "k8s", "-", "--stdin-filename", "./k8s/a.yaml", "--select", "unknown-field",
      input: wrong, in: folder.url)
    #expect(run.output.contains("k8s/a.yaml:4:8) Unknown field"), "\(run.output)\(run.error)")
  }

  @Test func `are reported where they are named, whatever is context`() throws {
    let wrong = Self.policy + "spec: {mod: STRICT}\n"
    let folder = try Folder([
      ".meshlintignore": "old\n", "k8s/a.yaml": wrong, "platform/x/b.yaml": wrong, "platform/x/old/c.yaml": wrong,
    ])
    for (arguments, expected) in [
      (["k8s", "--context", "platform"], ["k8s/a.yaml"]), (["k8s", "--context", "."], ["k8s/a.yaml"]),
      (["k8s", "--context", folder.url.path], ["k8s/a.yaml"]),
      ([".", "--context", "k8s"], ["k8s/a.yaml", "platform/x/b.yaml"]),
      (["platform/x/old", "--context", "platform/x"], ["platform/x/old/c.yaml"]),
      (["k8s", "--context", "platform/x/old"], ["k8s/a.yaml"]),
    ] {
      let run = try Run(arguments: ["analyze", "--select", "unknown-field"] + arguments, in: folder.url)
      let found = run.output.matches(of: /default (\S+?):\d+:\d+\)/).map { String($0.1) }
      #expect(found == expected, "\(arguments) \(run.output)")
    }
  }
}
