import Diagnostics
import MeshRules
import MeshModel
import RuleCatalogue

extension Configuration {
  /// The settings of a document.
  package init(_ document: ConfigurationDocument, _ space: PathSpace) {
    let root = document.root
    let reader = DocumentReader(files: document.files, space: space)
    files = document.files
    meshes = root["meshes"]?.fields.map { reader.mesh($0.value, name: $0.key) } ?? []
    filter.excluded = reader.patterns(root["exclude"])
    filter.included = reader.patterns(root["include"])
    filter.heedsIgnoreFiles = root["ignore-files"]?.boolean ?? true
    namespaces = root["namespace"]?.fields.compactMap(reader.namespace) ?? []
    let rules = root["rules"]
    selection = reader.selection(rules)
    calledSelection = reader.choice(rules) { $0.isFromFlag }
    for rule in rules?["options"]?.fields ?? [] {
      guard let id = RulePage.named(rule.key)?.id else { continue }
      for option in rule.value.fields {
        let globs = option.value.texts.compactMap(GlobPattern.init)
        ruleOptions.set(option.key, of: id) { name in globs.contains { $0.matches(name) } }
      }
    }
    suppressions = reader.suppressions(root["suppressions"])
    baselinePath = root["baseline"]?.text
    let output = root["output"]
    failOn = output?["fail-on"]?.text.flatMap(FailureThreshold.init)
    minimumSeverity = output?["min-severity"]?.text.flatMap(Severity.init)
    formats = output?["formats"]?.texts ?? []
  }
}

extension Configuration.Mesh {
  /// What a call says of the mesh that its paths are, where no configuration does.
  package init(_ call: [ConfigurationValue.Field]) {
    let reader = DocumentReader(files: SourceFiles(), space: PathSpace(workingDirectory: "/"))
    self = reader.mesh(ConfigurationValue(.fields(call), from: .flag("")), name: nil)
  }
}

/// Reads the parts of a document, whose shapes are known to be right.
private struct DocumentReader {
  let files: SourceFiles
  let space: PathSpace

  /// The directory of the file that a value stands in; patterns are relative to it.
  private func directory(of value: ConfigurationValue) -> String {
    value.span.map { space.parent(of: files.path(of: $0)) } ?? space.workingDirectory
  }

  func mesh(_ value: ConfigurationValue, name: String?) -> Configuration.Mesh {
    var mesh = Configuration.Mesh(name: name)
    mesh.roots = value["roots"]?.texts ?? [space.shown(directory(of: value))]
    mesh.context = value["context"]?.texts ?? []
    mesh.schemas = value["istio"]?.text.flatMap { Schemas(istio: $0) }
    mesh.rootNamespace = value["root-namespace"]?.text
    mesh.trustDomain = value["trust-domain"]?.text
    mesh.revisions = value["revisions"]?.texts ?? []
    mesh.meshConfigPath = value["meshconfig"]?.text
    mesh.meshNetworksPath = value["mesh-networks"]?.text
    mesh.expiryWindow = value["expires-within"]?.text.flatMap(secondsOfPeriod)
    mesh.external =
      value["external"]?.items.compactMap { item in
        item.span.flatMap { span in
          item.node.map { ExternalResource($0, in: files.files[Int(span.file.index)]) }
        }
      } ?? []
    mesh.isComplete = value["complete"]?.boolean
    mesh.severities = severities(value["severity"]) { _ in true }
    return mesh
  }

  func patterns(_ value: ConfigurationValue?) -> [String] {
    value?.items.flatMap { item in item.text.map { space.patterns($0, in: directory(of: item)) } ?? [] } ?? []
  }

  func namespace(_ field: ConfigurationValue.Field) -> NamespacePattern? {
    guard let template = field.value.text.flatMap(NamespaceTemplate.init),
      let pattern = PathPattern(field.key, in: directory(of: field.value), space)
    else { return nil }
    return NamespacePattern(pattern: pattern, template: template)
  }

  /// What the files say about rules.
  func selection(_ rules: ConfigurationValue?) -> RuleSelection {
    var selection = choice(rules) { !$0.isFromFlag }
    selection.overrides =
      rules?["per-path"]?.fields.compactMap { field in
        PathPattern(field.key, in: directory(of: field.value), space).map { pattern in
          RuleSelection.Override(pattern: pattern, selection: choice(field.value) { _ in true })
        }
      } ?? []
    return selection
  }

  /// What some of the values say about rules.
  func choice(_ value: ConfigurationValue?, where counts: (ConfigurationValue) -> Bool) -> RuleSelection {
    var selection = RuleSelection()
    selection.selected = rules(value?["select"], where: counts)
    selection.ignored = rules(value?["ignore"], where: counts)
    selection.severities = severities(value?["severity"], where: counts)
    return selection
  }

  private func rules(_ list: ConfigurationValue?, where counts: (ConfigurationValue) -> Bool) -> Set<RuleID> {
    Set((list?.items ?? []).filter(counts).compactMap(\.text).flatMap(RulePage.all(matching:)).map(\.id))
  }

  private func severities(
    _ map: ConfigurationValue?, where counts: (ConfigurationValue) -> Bool
  ) -> [RuleID: Severity] {
    let pairs = (map?.fields ?? []).filter { counts($0.value) }.compactMap { field in
      RulePage.named(field.key).flatMap { page in
        field.value.text.flatMap(Severity.init).map { (page.id, $0) }
      }
    }
    return Dictionary(pairs) { first, _ in first }
  }

  func suppressions(_ value: ConfigurationValue?) -> Configuration.SuppressionSettings {
    var settings = Configuration.SuppressionSettings()
    settings.requiresReason = value?["require-reason"]?.boolean
    settings.maximumDays = value?["max-days"]?.integer
    settings.unused = value?["unused"]?.text.map { word in Severity(rawValue: word).map { .reported($0) } ?? .off }
    settings.entries =
      value?["entries"]?.items.compactMap { entry in
        guard let rule = entry["rule"]?.text.flatMap({ RulePage.named($0) })?.id, let object = entry["object"]?.text,
          let span = entry.span
        else { return nil }
        return Configuration.Suppression(
          rule: rule, object: object, reason: entry["reason"]?.text, until: entry["until"]?.text, span: span)
      } ?? []
    return settings
  }
}
