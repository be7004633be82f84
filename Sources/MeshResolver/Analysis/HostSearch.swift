import Diagnostics
import MeshModel

/// Tells of hosts that nobody sees whether they may be called missing, and which host was probably meant.
struct HostSearch {
  private let mesh: EffectiveMesh
  private var isDescribed: [String: Bool] = [:]
  /// The Services by name, as indexes into ``EffectiveMesh/services``; built when it is asked for.
  private var byName: [String: [Int]]?
  private var suggestions = SuggestionBudget()

  init(_ mesh: EffectiveMesh) { self.mesh = mesh }

  /// What the input would have to show to call the host missing; nil where it shows that.
  mutating func needs(toMiss name: String, in namespace: String) -> String? {
    guard !mesh.options.isComplete, mesh.serviceMeant(by: name) == nil else { return nil }
    guard let home = mesh.namespace(ofHost: mesh.settings.fullName(name, in: namespace)) else {
      return "every ServiceEntry of the mesh, to know which hosts exist"
    }
    guard describesHosts(of: home) else { return "the Services of namespace \(home), to know which hosts exist" }
    guard !home.isEmpty, let service = serviceWithoutNamespace(for: String(name.prefix { $0 != "." })) else {
      return nil
    }
    return "the namespace of the Service \(service), which names none"
  }

  /// The name of a Service without a namespace which may be given one later, as Kustomize does, and a prefix or suffix
  /// for its name.
  private func serviceWithoutNamespace(for name: String) -> String? {
    guard mesh.mesh.describes("") else { return nil }
    let dashes = name.indices.filter { name[$0] == "-" }
    let parts = dashes.map { String(name[name.index(after: $0)...]) } + dashes.map { String(name[..<$0]) }
    return ([name] + parts).first { !mesh.registry.named(mesh.settings.fullName($0, in: "")).isEmpty }
  }

  /// Whether the input holds the Services of a namespace, as far as one can tell: some of them.
  mutating func describesHosts(of namespace: String) -> Bool {
    if let known = isDescribed[namespace] { return known }
    let known =
      mesh.options.isComplete
      || (!mesh.mesh.services(in: namespace).isEmpty && namespace != mesh.settings.rootNamespace.value
        && !InjectionResolver.ignores(namespace)
        && !mesh.mesh.helmReleases.contains { $0.namespace == namespace })
    isDescribed[namespace] = known
    return known
  }

  /// The host that `name` was probably meant to be, as it can be written in a resource of `namespace`.
  mutating func hostMeant(by name: String, in namespace: String) -> String? {
    if let service = mesh.serviceMeant(by: name) { return service.hostname }
    guard !name.hasPrefix("*"), suggestions.take() else { return nil }
    let isShort = !name.contains(".")
    let full = mesh.settings.fullName(name, in: namespace)
    if isShort, let only = services(named: name), only.count == 1, mesh.services[only[0]].hostname != full {
      return mesh.services[only[0]].hostname
    }
    guard mesh.registry.named(full).isEmpty, let home = mesh.namespace(ofHost: full) else { return nil }
    let names = mesh.mesh.services(in: home).map { mesh.mesh.services[$0].name }.sorted()
    let written = isShort ? name : String(name.prefix { $0 != "." })
    return closest(to: written, of: names).map { isShort ? $0 : "\($0)\(name.dropFirst(written.count))" }
  }

  /// Where a host is declared that a resource of `namespace` means but does not see.
  func declaration(of name: String, in namespace: String) -> SourceSpan? {
    mesh.registry.named(mesh.settings.fullName(name, in: namespace)).first.map { mesh.services[$0].metadata.span }
  }

  private mutating func services(named name: String) -> [Int]? {
    if let byName { return byName[name] }
    var index: [String: [Int]] = [:]
    for (position, service) in mesh.services.enumerated() where !service.isOfEntry {
      index[service.metadata.name.value, default: []].append(position)
    }
    byName = index
    return index[name]
  }
}
