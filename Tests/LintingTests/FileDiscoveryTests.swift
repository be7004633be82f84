import Linting
import Testing

@Suite struct `The files of a call` {
  private static func filter(include: [String] = [], exclude: [String] = []) -> FileFilter {
    var filter = FileFilter()
    (filter.included, filter.excluded) = (include, exclude)
    return filter
  }

  @Test func `lie in no hidden directory and not among the code of others`() throws {
    let tree = try Tree([
      "a.yaml": "", ".hidden.yaml": "", ".github/b.yaml": "", "node_modules/c.yaml": "", "x/vendor/modules.txt": "",
      "x/vendor/d.yaml": "", "vendor/e.yml": "", "f.json": "", "g.txt": "", "h.yaml.tpl": "",
    ])
    let found = try tree.discover([""])
    #expect(found.paths == [".hidden.yaml", "a.yaml", "f.json", "vendor/e.yml"])
    #expect(
      found.skipped == [
        ".github: a hidden directory", "h.yaml.tpl: ends in none of .yaml, .yml and .json",
        "node_modules: a directory for the code of others", "x/vendor: a directory for the code of others",
      ])
    #expect(
      try tree.discover(["x/vendor", ".github", "g.txt"]).paths == [".github/b.yaml", "g.txt", "x/vendor/d.yaml"])
  }

  @Test(arguments: [
    ([], ["dev"], ["a.yaml", "b.tmpl.yaml", "k8s/c.yaml"]),
    ([], ["*.tmpl.yaml", "k8s/"], ["a.yaml", "dev/e.yaml"]),
    ([], ["k8s/**/d.yaml"], ["a.yaml", "b.tmpl.yaml", "dev/e.yaml", "k8s/c.yaml"]),
    (["dev"], [], ["dev/e.yaml", "k8s/dev/d.yaml"]), (["k8s/**"], ["dev"], ["k8s/c.yaml"]),
    (["c.yaml", "e.yaml"], [], ["dev/e.yaml", "k8s/c.yaml"]), (["k8s/dev"], [], ["k8s/dev/d.yaml"]),
  ]) func `are chosen by patterns`(include: [String], exclude: [String], expected: [String]) throws {
    let tree = try Tree(["a.yaml": "", "b.tmpl.yaml": "", "k8s/c.yaml": "", "k8s/dev/d.yaml": "", "dev/e.yaml": ""])
    // The patterns start at the working directory of the tests, the names of the files at the tree.
    let place = { (pattern: String) in pattern.dropLast().contains("/") ? "**/" + pattern : pattern }
    let filter = Self.filter(include: include.map(place), exclude: exclude.map(place))
    #expect(try tree.discover([""], filter).paths == expected)
    #expect(try tree.discover(["a.yaml", "k8s/dev/d.yaml"], filter).paths == ["a.yaml", "k8s/dev/d.yaml"], "named")
  }

  @Test(arguments: [
    ("", false), ("!a", false), ("#a", false), ("[", false), ("a\\", false), ("./a", true), ("a/**", true),
  ])
  func `are not chosen by what is no pattern`(text: String, expected: Bool) {
    #expect(FileFilter.isPattern(text) == expected)
  }

  @Test func `are read once, under their own path`() throws {
    let tree = try Tree(["k8s/z.yaml": "", "z/x.yaml": ""])
    try tree.link("a.yaml", to: "k8s/z.yaml")
    try tree.link("a-link", to: "z")
    let found = try tree.discover(["", "z", "a.yaml"])
    #expect(found.paths == ["k8s/z.yaml", "z/x.yaml"])
    #expect(found.skipped == ["a-link: read under another path", "a.yaml: read under another path"])
    #expect(try tree.discover(["a.yaml"]).paths == ["a.yaml"])
    #expect(try tree.discover(["a-link"]).paths == ["a-link/x.yaml"])
  }
}
