import Linting
import Testing

/// Files that exist in a test only.
struct MemoryTree: FileTree {
  var files: [String: String]

  func discover(_ paths: [String], _ filter: FileFilter) throws(MissingPath) -> DiscoveredFiles { DiscoveredFiles() }

  func exists(_ path: String) -> Bool { files.keys.contains { $0 == path || $0.hasPrefix(path + "/") } }

  func read(_ path: String) throws(UnreadableFile) -> [UInt8] {
    guard let text = files[path] else { throw UnreadableFile(message: "no such file or directory") }
    return Array(text.utf8)
  }
}

extension ConfigurationReader {
  static let space = PathSpace(workingDirectory: "/work/repository")
  static let format = ConfigurationFormat(reportFormats: ["text", "json"])

  /// Reads `.meshlint.yaml` of some files.
  static func read(_ files: [String: String]) throws(InvalidConfiguration) -> ConfigurationDocument {
    try ConfigurationReader(tree: MemoryTree(files: files), space: space, format: format).read(".meshlint.yaml")
  }

  /// What is wrong with a configuration.
  static func problems(_ files: [String: String]) -> [String] {
    do throws(InvalidConfiguration) {
      _ = try read(files)
      return []
    } catch { return error.problems.map(\.description) }
  }
}

@Suite struct `A configuration file` {
  @Test(arguments: [
    ("version: 2", "1:10: version is 1, not 2"),
    ("version: one", "1:10: version wants a whole number, but this is a text"),
    ("exlude: [a]", "1:1: unknown key 'exlude'; did you mean exclude?"),
    (
      "colour: red",
      "1:1: unknown key 'colour'; expected version, extends, meshes, exclude, include, ignore-files, namespace, rules, "
        + "suppressions, baseline, output"
    ),
    ("- a", "1:1: the configuration wants an object, but this is a list"),
    ("a: [", "2:1: did not find expected node content while parsing a flow node"),
    ("version: 1\n---\nversion: 1", "3:1: a configuration is one document"),
    ("version: 1\nversion: 1", "2:1: the key 'version' stands twice in one object"),
    ("meshes: {a b: {}}", "1:10: meshes: 'a b' is no name for a mesh"),
    ("meshes: {p: {root: [a]}}", "1:14: unknown key 'root' in meshes.p; did you mean roots?"),
    ("meshes: {p: {roots: a}}", "1:21: meshes.p.roots wants a list, but this is a text"),
    ("meshes: {p: {roots: ['']}}", "1:22: meshes.p.roots: this is empty"),
    (
      "meshes: {p: {istio: 1.5}}",
      "1:21: meshes.p.istio: '1.5' is no version of Istio that is known; expected one from 1.20 to 1.30"
    ),
    ("meshes: {p: {complete: maybe}}", "1:24: meshes.p.complete wants true or false, but this is a text"),
    (
      "meshes: {p: {trust-domain: 3}}",
      "1:28: meshes.p.trust-domain wants a text, but this is a number; put it in quotes"
    ),
    (
      "meshes: {p: {severity: {duplicate-keys: info}}}",
      "1:25: meshes.p.severity: there is no rule 'duplicate-keys'; did you mean duplicate-key?"
    ),
    (
      "meshes: {p: {severity: {duplicate-key: warn}}}",
      "1:40: meshes.p.severity.duplicate-key: 'warn' is none of error, warning, info"
    ),
    ("exclude: ['[a']", "1:11: exclude: '[a' is no pattern such as 'k8s/dev/**' or '*.tmpl.yaml'"),
    (
      "exclude: ['!a']",
      "1:11: exclude: '!a' is no pattern such as 'k8s/dev/**' or '*.tmpl.yaml'; what it takes back belongs into a "
        + ".meshlintignore"
    ),
    (
      "rules: {per-path: {'[a': {ignore: [duplicate-key]}}}",
      "1:20: rules.per-path: '[a' is no pattern such as 'k8s/dev/**' or '*.tmpl.yaml'"
    ),
    (
      "meshes: {p: {roots: []}}",
      "1:21: meshes.p.roots names nothing; without this key, the directory of the file is read"
    ),
    (
      "output: {formats: [text, json]}",
      "1:26: output.formats: only one format can go to standard output; write the others to files: json=FILE"
    ),
    ("output: {formats: [json=a, text=./a]}", "1:28: output.formats: only one format can be written to a"),
    ("namespace: {apps/x: '{1}'}", "1:21: namespace.apps/x: the pattern has 0 stars, so there is no {1}"),
    ("namespace: {x: Shop}", "1:16: namespace.x: 'Shop' is no namespace; {1} stands for what the first star does"),
    ("rules: {select: [zz*]}", "1:18: rules.select: there is no rule 'zz*'"),
    (
      "rules: {options: {unknown-annotation: {annotation: [a]}}}",
      "1:40: unknown key 'annotation' in rules.options.unknown-annotation; did you mean annotations?"
    ),
    (
      "rules: {options: {duplicate-key: {}}}",
      "1:19: unknown key 'duplicate-key' in rules.options; expected unknown-annotation, alpha-annotation, "
        + "mtls-permissive, workload-without-policy, unknown-linkerd-annotation"
    ),
    ("rules: {per-path: {a: {ignores: [a]}}}", "1:24: unknown key 'ignores' in rules.per-path.a; did you mean ignore?"),
    (
      "meshes: {a: {expires-within: 45 days}}",
      "1:30: meshes.a.expires-within: '45 days' is no length of time such as 45d or 12h"
    ),
    ("suppressions: {max-days: 0}", "1:26: suppressions.max-days is a number from 1 to 100000, not 0"),
    (
      "suppressions: {unused: never}",
      "1:24: suppressions.unused: 'never' is none of error, warning, info, off"
    ),
    (
      "suppressions: {entries: [{rule: duplicate-key}]}",
      "1:26: suppressions.entries needs 'object'"
    ),
    (
      "suppressions: {entries: [{rule: duplicate-key, object: Pod a/b, until: 2027-02-29}]}",
      "1:72: suppressions.entries.until: '2027-02-29' is no day such as 2027-01-31"
    ),
    (
      "suppressions: {entries: [{rule: duplicate-key, object: Pod}]}",
      "1:56: suppressions.entries.object: 'Pod' is no resource; expected 'Kind namespace/name'"
    ),
    ("output: {fail-on: warn}", "1:19: output.fail-on: 'warn' is none of error, warning, info, never"),
    ("output: {formats: [xml]}", "1:20: output.formats: 'xml' is none of text, json"),
    ("output: {formats: [json=]}", "1:20: output.formats: a format or file is missing; expected FORMAT or FORMAT=FILE"),
  ]) func `says what is wrong with it, and where`(text: String, message: String) {
    #expect(ConfigurationReader.problems([".meshlint.yaml": text + "\n"]) == [".meshlint.yaml:" + message])
  }

  @Test(arguments: ["*", "Pod *", "*/default", "Pod shop/*", "Pod shop/cart"])
  func `names the resources of a suppression with stars`(object: String) {
    let text = "suppressions: {entries: [{rule: duplicate-key, object: '\(object)'}]}\n"
    #expect(ConfigurationReader.problems([".meshlint.yaml": text]) == [])
  }

  @Test(arguments: [
    ("{}", "needs one of service, kind, namespace"),
    ("{kind: PeerAuthentication, name: a, spec: {mtls: {mode: ON}}}", "mode wants one of UNSET, DISABLE"),
    ("{kind: PeerAuthentication, name: a, spec: {mtls: {mode: STRCT}}}", "unknown value \"STRCT\" for mode"),
    ("{kind: PeerAuthentication, name: a, specs: {}}", "unknown field \"specs\""),
    ("{kind: PeerAuthentication}", "the resource needs metadata.name"),
    ("{kind: Foo, name: a}", "no kind 'Foo' is known; say its apiVersion"),
    ("{kind: Gateway, name: a, spec: {servers: []}}", "gateway must have at least one server"),
    ("{service: a.com, port: 80}", "unknown key 'port' in meshes.p.external; did you mean ports?"),
    ("{namespace: a, label: {}}", "unknown key 'label' in meshes.p.external; did you mean labels?"),
  ]) func `refuses a description of a resource that no cluster would take`(resource: String, message: String) {
    let problems = ConfigurationReader.problems([".meshlint.yaml": "meshes: {p: {external: [\(resource)]}}\n"])
    #expect(problems.count == 1 && problems[0].contains(message), "\(problems)")
  }

  @Test func `has all of its mistakes reported at once, in the order of the text`() {
    let text = "meshes: {p: {root: [a]}}\nexlude: []\nrules: {ignore: [nope]}\n"
    let lines = ConfigurationReader.problems([".meshlint.yaml": text]).map { $0.split(separator: ":")[1] }
    #expect(lines == ["1", "2", "3"])
  }

  @Test func `may be empty`() throws {
    for text in ["", "# nothing\n", "meshes:\nrules:\n"] {
      #expect(ConfigurationReader.problems([".meshlint.yaml": text]) == [])
    }
  }

  @Test func `starts without a mistake, whatever the roots`() {
    #expect(ConfigurationReader.problems([".meshlint.yaml": starterConfiguration(roots: ["k8s", "apps"])]) == [])
    let lines = starterConfiguration(roots: ["."]).split(separator: "\n", omittingEmptySubsequences: false)
    // With the comments taken off every setting that is shown.
    let open = lines.dropFirst(5).map { line in
      line.replacing(
        "# ", with: "", maxReplacements: line.contains(": ") || line.hasSuffix(":") || line.contains("- ") ? 1 : 0)
    }
    #expect(ConfigurationReader.problems([".meshlint.yaml": open.joined(separator: "\n")]) == [])
  }
}
