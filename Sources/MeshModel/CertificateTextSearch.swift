import Diagnostics
import YAMLTree

/// Finds the texts of an object that hold, or by their place should hold, certificates or private keys.
struct CertificateTextSearch {
  private let owner: Metadata
  private(set) var texts: [CertificateText] = []

  init(_ owner: Metadata) { self.owner = owner }

  /// How deep texts inside texts are searched.
  private static let depthLimit = 3

  /// `mayHoldPEM`: Whether there is any PEM in the file, without which nothing is searched.
  mutating func search(_ root: ManifestNode, as kind: KnownKind?, mayHoldPEM: Bool) {
    let spec = root["spec"]
    switch kind {
    case .secret: if root["sops"] == nil { search(secret: root) }
    case .webhookConfiguration:
      var index = 0
      root["webhooks"]?.forEachItem { webhook in
        addBundle(webhook["clientConfig"]?["caBundle"], "webhooks[\(index)].clientConfig.caBundle")
        index += 1
      }
    case .customResourceDefinition:
      let client = spec?["conversion"]?["webhook"]?["clientConfig"]
      addBundle(client?["caBundle"], "spec.conversion.webhook.clientConfig.caBundle")
    case .certManager(.issuer):
      addBundle(spec?["acme"]?["caBundle"], "spec.acme.caBundle")
      addBundle(spec?["vault"]?["caBundle"], "spec.vault.caBundle")
      addBundle(spec?["venafi"]?["tpp"]?["caBundle"], "spec.venafi.tpp.caBundle")
    case nil where owner.group == "apiregistration.k8s.io": addBundle(spec?["caBundle"], "spec.caBundle")
    default:
      guard mayHoldPEM, root.node.mayHoldPEM else { return }
      let frame = Frame(isRelease: kind == .helmRelease || kind == .argoApplication || owner.kind.value == "HelmChart")
      guard kind == .configMap else { return walk(root, "", frame) }
      for part in [root["data"], root["binaryData"]] {
        if let part { walk(part, "", frame) }
      }
    }
  }

  /// The bytes of Secrets are read whatever they hold, since nobody can tell before.
  private mutating func search(secret root: ManifestNode) {
    let written = root["stringData"]
    written?.forEachPair { key, value in take(value, Self.joined("", key), key: key, Frame(), always: true) }
    root["data"]?.forEachPair { key, value in
      guard let name = key.string?.value, written?.map[name] == nil, let text = value.string,
        !text.value.hasPrefix("ENC[")
      else { return }
      let count = texts.count
      if let decoded = PEMSearch.decoded(text.value), PEMSearch.mayFind(in: Array(decoded.utf8)[...]),
        !PEMSearch(decoded).isPEM
      {
        search(decoded, at: text.span, key: name, Frame())
      }
      if texts.count == count { texts.append(CertificateText(owner, name, text, .base64)) }
    }
  }

  /// A CA bundle, which is PEM in base64. What tools generate before anybody knows the CA stands for nothing: an empty
  /// text, `Cg==` (an empty line) and `XG4=` (kubebuilder's).
  private mutating func addBundle(_ node: ManifestNode?, _ name: String) {
    guard let text = node?.string, !["", "Cg==", "XG4="].contains(text.value) else { return }
    texts.append(CertificateText(owner, name, text, .base64))
  }

  /// What is known of the tree that is searched.
  private struct Frame {
    /// Whether the object installs a chart, whose values have paths of their own.
    var isRelease = false
    /// The place in the file of a place in the tree.
    var place: (SourceSpan) -> SourceSpan = { $0 }
    /// Whether the lines of the tree are lines of the file.
    var keepsLines = true
    /// How many texts the tree stands in.
    var depth = 0

    /// The column in the file in which the lines of a literal block begin; nil for any other scalar.
    func column(ofLinesOf node: ManifestNode) -> UInt32? {
      guard let indentation = node.node.blockIndentation else { return nil }
      let start = SourcePosition(line: node.node.line, column: indentation + 1)
      return place(SourceSpan(file: node.file, start: start, end: start)).start.column
    }
  }

  private mutating func walk(_ node: ManifestNode, _ path: String, key: ManifestNode? = nil, _ frame: Frame) {
    switch node.node.kind {
    case .scalar: take(node, path, key: key, frame)
    case .mapping:
      let title = node["name"]?.string?.value
      node.forEachPair { key, value in
        // A field that explains others may quote PEM, and what SOPS notes is encrypted.
        guard !key.node.equals("description"), !(path.isEmpty && key.node.equals("sops")) else { return }
        if let title, key.node.equals("value") { return walk(value, title, key: key, frame) }
        walk(value, frame.isRelease && key.isValues ? "" : Self.joined(path, key), key: key, frame)
      }
    case .sequence:
      var index = 0
      node.forEachItem { item in
        walk(item, "\(path)[\(index)]", frame)
        index += 1
      }
    case .alias: break
    }
  }

  /// Takes a scalar that holds PEM, or what it holds where it is a document of its own.
  ///
  /// `always`: Whether it is an entry of `stringData`, which is taken without any PEM, too.
  private mutating func take(
    _ node: ManifestNode, _ path: String, key: ManifestNode?, _ frame: Frame, always: Bool = false
  ) {
    let mayHoldPEM = PEMSearch.mayFind(in: node.node.bytes)
    guard always || mayHoldPEM, let text = node.string else { return }
    let search = PEMSearch(text.value)
    let span = frame.place(text.span)
    let isBlock = node.node.style == .literal && span.start.line < span.end.line && frame.keepsLines
    let count = texts.count
    if mayHoldPEM, !search.isPEM, frame.depth < Self.depthLimit {
      let name = key?.string ?? Located("", at: text.span)
      if frame.depth == 0, search.text == text.value {
        let entry = LocatedMap.Entry(key: name, value: text, indentation: isBlock ? node.node.blockIndentation : nil)
        self.search(entry, path: key?.isValues == true ? "" : path, keepsLines: isBlock, frame)
      } else {
        self.search(search.text, at: span, key: path, frame)
      }
    }
    guard texts.count == count, always || search.isPEM || !search.privateKeyLines.isEmpty else { return }
    let column = isBlock ? frame.column(ofLinesOf: node) : nil
    // Base64 in `stringData` is not undone: the Secret holds it as it is written.
    let encoding: CertificateText.Encoding = always || search.text == text.value ? .plain : .base64
    texts.append(CertificateText(owner, path, Located(text.value, at: span), encoding, blockColumn: column))
  }

  /// Searches a text that has no place for its lines.
  private mutating func search(_ text: String, at span: SourceSpan, key: String, _ frame: Frame) {
    let entry = LocatedMap.Entry(key: Located(key, at: span), value: Located(text, at: span))
    search(entry, path: Self.isValues(key) ? "" : key, keepsLines: false, frame)
  }

  /// Searches a text that is a mapping or sequence in YAML or JSON.
  private mutating func search(_ entry: LocatedMap.Entry, path: String, keepsLines: Bool, _ frame: Frame) {
    guard let embedded = try? EmbeddedYAML(entry), let root = embedded.root, !root.node.isScalar else { return }
    var inner = frame
    inner.place = { frame.place(embedded.place(of: $0)) }
    inner.keepsLines = keepsLines
    inner.depth += 1
    walk(root, path, inner)
  }

  private static func joined(_ path: String, _ key: ManifestNode) -> String {
    let name = key.node.string ?? ""
    return path.isEmpty ? name : "\(path).\(name)"
  }

  /// Whether what stands below a key are the values of a chart, whose paths users know.
  fileprivate static func isValues(_ key: String) -> Bool {
    ["values", "valuesObject", "valuesContent", "values.yaml"].contains(key)
  }
}

extension ManifestNode {
  fileprivate var isValues: Bool { node.string.map(CertificateTextSearch.isValues) ?? false }
}

extension YAMLNode {
  /// Whether PEM may stand somewhere below the node; true where nobody can tell.
  fileprivate var mayHoldPEM: Bool { tree.texts(below: index).map { PEMSearch.mayFind(in: $0) } ?? true }
}
