package import Diagnostics
import YAMLTree

/// A value of the configuration, and who says so.
package struct ConfigurationValue: Sendable {
  package enum Content: Sendable {
    case text(String)
    case boolean(Bool)
    case integer(Int)
    case list([ConfigurationValue])
    case fields([Field])
    /// What stands for itself, such as a resource.
    case node(Node)
  }

  /// A key, and what belongs to it.
  package struct Field: Sendable {
    package var key: String
    package var value: ConfigurationValue

    package init(_ key: String, _ value: ConfigurationValue) {
      self.key = key
      self.value = value
    }
  }

  /// A part of a file.
  package struct Node: Sendable {
    let node: YAMLNode
  }

  /// Who says a value.
  package enum Origin: Hashable, Sendable {
    /// A place in one of ``ConfigurationDocument/files``.
    case file(SourceSpan)
    /// A flag, such as `--fail-on`.
    case flag(String)
  }

  package var content: Content
  package var origin: Origin

  package init(_ content: Content, from origin: Origin) {
    self.content = content
    self.origin = origin
  }
}

extension ConfigurationValue {
  package subscript(_ key: String) -> ConfigurationValue? { fields.first { $0.key == key }?.value }

  /// The fields of an object or map; empty for anything else.
  package var fields: [Field] { if case .fields(let fields) = content { fields } else { [] } }

  /// The items of a list; empty for anything else.
  package var items: [ConfigurationValue] { if case .list(let items) = content { items } else { [] } }

  var text: String? { if case .text(let text) = content { text } else { nil } }
  var boolean: Bool? { if case .boolean(let value) = content { value } else { nil } }
  var integer: Int? { if case .integer(let value) = content { value } else { nil } }
  var node: YAMLNode? { if case .node(let value) = content { value.node } else { nil } }

  /// The texts of a list.
  var texts: [String] { items.compactMap(\.text) }

  /// Where the value stands; nil for a flag. Swift 6.3.1 crashes where its optimizer inlines this.
  @inline(never) var span: SourceSpan? { if case .file(let span) = origin { span } else { nil } }

  var isFromFlag: Bool { span == nil }

  /// This value, and what `base` says beside it.
  ///
  /// `addsUp`: Whether two lists become one; otherwise this one counts.
  func merged(over base: ConfigurationValue, as shape: ConfigurationShape, addsUp: Bool = false) -> ConfigurationValue {
    var result = self
    // Paths in an object are relative to a file, of which a call has none.
    if isFromFlag { result.origin = base.origin }
    switch shape {
    case .object(let known):
      result.content = .fields(
        mergedFields(over: base) { key, near, far in
          guard let field = known.first(where: { $0.key == key }) else { return near }
          return near.merged(over: far, as: field.shape, addsUp: field.addsUp)
        })
    case .map(_, let values):
      result.content = .fields(mergedFields(over: base) { _, near, far in near.merged(over: far, as: values) })
    case .list where addsUp: result.content = .list(items + base.items)
    default: return self
    }
    return result
  }

  private func mergedFields(
    over base: ConfigurationValue, _ merge: (String, ConfigurationValue, ConfigurationValue) -> ConfigurationValue
  ) -> [Field] {
    let below = Dictionary(base.fields.map { ($0.key, $0.value) }) { _, last in last }
    let own = Set(fields.map(\.key))
    return fields.map { field in
      Field(field.key, below[field.key].map { merge(field.key, field.value, $0) } ?? field.value)
    }
      + base.fields.filter { !own.contains($0.key) }
  }
}

/// What a call is configured with: the merged files, and the flags over them.
package struct ConfigurationDocument: Sendable {
  /// The files that were read: the configuration itself first, then what it extends.
  package var files: SourceFiles
  /// An object in the shape of ``ConfigurationFormat/root``.
  package var root: ConfigurationValue

  /// The document of a call without configuration.
  package init() {
    files = SourceFiles()
    root = ConfigurationValue(.fields([]), from: .flag(""))
  }

  init(files: SourceFiles, root: ConfigurationValue) {
    self.files = files
    self.root = root
  }

  /// Puts what the call itself says over what its files say.
  ///
  /// `mesh`: What the call says of every mesh.
  package mutating func put(_ call: [ConfigurationValue.Field], mesh: [ConfigurationValue.Field]) {
    let shape = ConfigurationFormat(reportFormats: []).root
    let over = { (fields: [ConfigurationValue.Field]) in ConfigurationValue(.fields(fields), from: .flag("")) }
    let meshes = (root["meshes"]?.fields ?? []).map { ConfigurationValue.Field($0.key, over(mesh)) }
    root = over(call + (meshes.isEmpty ? [] : [.init("meshes", over(meshes))])).merged(over: root, as: shape)
  }

  /// Looks for what the meshes are made of.
  ///
  /// Throws: Which paths lead nowhere.
  package func requirePaths(in tree: any FileTree) throws(InvalidConfiguration) {
    var problems: [ConfigurationProblem] = []
    for mesh in root["meshes"]?.fields ?? [] {
      let lists = ["roots", "context"].flatMap { mesh.value[$0]?.items ?? [] }
      for item in lists + ["meshconfig", "mesh-networks"].compactMap({ mesh.value[$0] }) {
        guard let path = item.text, let span = item.span, !tree.exists(path) else { continue }
        problems.append(
          ConfigurationProblem(
            path: files.path(of: span), position: span.start, message: "meshes.\(mesh.key): there is no \(path)"))
      }
    }
    guard problems.isEmpty else { throw InvalidConfiguration(problems: problems.sorted()) }
  }
}
