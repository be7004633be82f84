import Diagnostics
import MeshModel
import MeshRules
import RuleCatalogue

/// What a value of a `.meshlint.yaml` looks like. Checking, merging, `config show` and the JSON Schema all follow this
/// one description.
indirect enum ConfigurationShape: Sendable {
  case text(ConfigurationText)
  case boolean
  case integer(ClosedRange<Int>)
  /// A list; where it `acceptsOne`, a single value stands for a list with it.
  case list(ConfigurationShape, acceptsOne: Bool = false)
  case map(keys: ConfigurationText, values: ConfigurationShape)
  case object([ConfigurationField])
  /// A resource that is described in place: one of several objects, told apart by their first required key.
  case resource([ResourceForm])
  /// Anything, as it stands in a manifest.
  case anything

  /// One of the forms in which a resource can be described.
  struct ResourceForm: Sendable {
    var fields: [ConfigurationField]
    /// Whether it may hold other keys too.
    var isOpen = false
  }
}

/// A key of an object and what belongs there.
struct ConfigurationField: Sendable {
  var key: String
  var shape: ConfigurationShape
  /// What it means, in one sentence.
  var documentation: String
  var isRequired = false
  /// Whether the lists of several files add up, where otherwise that of the nearest file counts.
  var addsUp = false
  /// What holds where nothing is written, as YAML.
  var standard: String?

  init(
    _ key: String, _ shape: ConfigurationShape, _ documentation: String, isRequired: Bool = false,
    addsUp: Bool = false, standard: String? = nil
  ) {
    self.key = key
    self.shape = shape
    self.documentation = documentation
    self.isRequired = isRequired
    self.addsUp = addsUp
    self.standard = standard
  }
}

/// The format of `.meshlint.yaml`.
package struct ConfigurationFormat: Sendable {
  /// The formats of reports, which the command line knows.
  private let reportFormats: [String]

  package init(reportFormats: [String]) { self.reportFormats = reportFormats }

  /// The file as a whole.
  var root: ConfigurationShape {
    .object([
      .init("version", .integer(1...1), "The version of this format.", standard: "1"),
      .init(
        "extends", .list(.text(.path), acceptsOne: true),
        "Files to start from. What this file says comes first, then the last of them."),
      .init("meshes", .map(keys: .name, values: mesh), "What is judged together. Nothing leaks between meshes."),
      .init("exclude", .list(.text(.filePattern)), "Files and directories to leave out.", addsUp: true),
      .init("include", .list(.text(.filePattern)), "Files to read below the roots; without any, all."),
      .init(
        "ignore-files", .boolean, "Whether .gitignore and .meshlintignore are heeded.", standard: "true"),
      .init(
        "namespace", .map(keys: .pattern, values: .text(.namespace)),
        "The namespace of objects that name none, by path. {1} is what the first star stands for."),
      .init("rules", rules, "Which rules run, and how bad their findings are."),
      .init("suppressions", suppressions, "Findings to leave out, with the reason."),
      .init("baseline", .text(.path), "The file with the findings that are accepted."),
      .init("output", output, "The report."),
    ])
  }

  private var mesh: ConfigurationShape {
    .object([
      .init("roots", .list(.text(.path)), "Files and directories with the manifests.", standard: "[.]"),
      .init("context", .list(.text(.path)), "Files and directories that are loaded, but not reported on."),
      .init(
        "istio", .text(.istioVersion), "The version of Istio that the manifests are for.",
        standard: "\"\(Schemas.newest)\""),
      .init("trust-domain", .text(.any), "The trust domain, in place of what the manifests say."),
      .init("root-namespace", .text(.any), "Istio's root namespace, in place of what the manifests say."),
      .init("revisions", .list(.text(.any)), "The revisions and revision tags of Istio that are installed."),
      .init("meshconfig", .text(.path), "A file with mesh configuration, in place of what the manifests say."),
      .init("mesh-networks", .text(.path), "A file with the networks of the mesh."),
      .init(
        "expires-within", .text(.period),
        "How long before its end a certificate is reported, such as 45d; otherwise 60d for Linkerd's and 30d for others."
      ),
      .init("external", .list(.resource(Self.resources)), "What exists, but not in these files."),
      .init("severity", Self.severities, "How bad the findings of a rule are in this mesh."),
      .init(
        "complete", .boolean, "Whether the roots hold the whole mesh: what they do not mention does not exist.",
        standard: "false"),
    ])
  }

  private static let resources: [ConfigurationShape.ResourceForm] = {
    let labels = ConfigurationField("labels", .map(keys: .any, values: .text(.any)), "Its labels.")
    let annotations = ConfigurationField("annotations", .map(keys: .any, values: .text(.any)), "Its annotations.")
    return [
      .init(fields: [
        .init("service", .text(.any), "A host that clients of the mesh can call.", isRequired: true),
        .init("ports", .list(.integer(1...65535)), "Its ports."),
      ]),
      .init(
        fields: [
          .init("kind", .text(.any), "The kind of a resource.", isRequired: true),
          .init("apiVersion", .text(.any), "Its API version; otherwise the one that Istio or Kubernetes has."),
          .init("namespace", .text(.any), "Its namespace."),
          .init("name", .text(.any), "Its name."),
          labels, annotations,
        ], isOpen: true),
      .init(fields: [.init("namespace", .text(.any), "A namespace.", isRequired: true), labels, annotations]),
    ]
  }()

  private static let severities = ConfigurationShape.map(
    keys: .rule, values: .text(.word(["error", "warning", "info"])))

  private var rules: ConfigurationShape {
    let select = ConfigurationField(
      "select", .list(.text(.rules)),
      "Rules to run, by code, name, tag or pattern. One that is off by default runs in addition; any other narrows the "
        + "run to those that are named.")
    let ignore = ConfigurationField("ignore", .list(.text(.rules)), "Rules not to run.", addsUp: true)
    let severity = ConfigurationField("severity", Self.severities, "How bad the findings of a rule are.")
    return .object([
      select, ignore, severity,
      .init("options", .object(Self.options), "Settings of single rules; meshlint explain RULE describes them."),
      .init(
        "per-path", .map(keys: .pattern, values: .object([select, ignore, severity])),
        "What holds for the findings in some files only."),
    ])
  }

  private static let options: [ConfigurationField] = Linter.allRules.filter { !$0.options.isEmpty }.map { rule in
    ConfigurationField(
      rule.page.id.name,
      .object(
        rule.options.map { ConfigurationField($0.name, .list(.text(.any)), $0.documentation) }), rule.page.title + ".")
  }

  private var suppressions: ConfigurationShape {
    .object([
      .init("require-reason", .boolean, "Whether a suppression must say why.", standard: "false"),
      .init("max-days", .integer(1...100_000), "How many days ahead `until` may lie."),
      .init(
        "unused", .text(.word(["error", "warning", "info", "off"])), "How bad a suppression is that leaves out nothing."
      ),
      .init(
        "entries",
        .list(
          .object([
            .init("rule", .text(.rule), "The rule, by code or name.", isRequired: true),
            .init(
              "object", .text(.object), "The resource as `Kind namespace/name`; * stands for any text.",
              isRequired: true),
            .init("reason", .text(.any), "Why."),
            .init("until", .text(.date), "The last day on which it holds, such as 2027-01-31."),
          ])), "Suppressions by rule and resource.", addsUp: true),
    ])
  }

  private var output: ConfigurationShape {
    .object([
      .init(
        "fail-on", .text(.word(FailureThreshold.allCases.map(\.rawValue))),
        "The least severity that makes the exit status 1.", standard: "warning"),
      .init(
        "min-severity", .text(.word(["error", "warning", "info"])), "Leave findings below this out of the report.",
        standard: "info"),
      .init(
        "formats", .list(.text(.reportFormat(reportFormats))), "The formats of the report; FORMAT=FILE writes a file.",
        standard: "[text]"),
    ])
  }
}
