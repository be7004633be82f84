package import Diagnostics
package import MeshModel
package import YAMLTree

/// A resource that exists in the mesh though it is in none of its files. It is described in the configuration, where it
/// is written as a manifest is, with `namespace`, `name`, `labels` and `annotations` at the top.
///
/// A Namespace that is described here has its labels, but the input does not describe what runs in it: that takes a
/// workload or a Service, as everywhere.
package struct ExternalResource: Sendable {
  private let node: YAMLNode
  /// The configuration file.
  package let file: SourceFiles.File

  package init(_ node: YAMLNode, in file: SourceFiles.File) {
    self.node = node
    self.file = file
  }

  /// The host of a service that is described without its ports.
  var hostWithoutPorts: String? { node["ports"] == nil ? node["service"]?.string : nil }

  /// The manifest that the description stands for, with its places in the configuration file.
  package func manifests(_ file: FileID, schemas: Schemas) -> Manifests {
    Manifests(YAMLTree(fragment(schemas)), file: file, schemas: schemas)
  }

  /// Why the description cannot be used.
  package func problems(_ file: FileID, schemas: Schemas) -> [(message: String, span: SourceSpan)] {
    if node["service"] == nil, let kind = node["kind"], node["apiVersion"] == nil, apiVersion(schemas) == nil {
      return [("no kind '\(kind.string ?? "")' is known; say its apiVersion", SourceSpan(kind, in: file))]
    }
    let manifests = manifests(file, schemas: schemas)
    return manifests.issues.map { ($0.problem.words, $0.span) }
      + manifests.rejections.filter(\.isRefused).map { ($0.reason, $0.span) }
  }

  private func fragment(_ schemas: Schemas) -> YAMLFragment {
    if let host = node["service"] { return service(host) }
    let kind: YAMLFragment = node["kind"].map { .node($0) } ?? .text("Namespace", at: node)
    let version: YAMLFragment =
      node["apiVersion"].map { .node($0) } ?? .text(apiVersion(schemas) ?? "v1", at: node["kind"] ?? node)
    var pairs = [(text("apiVersion"), version), (text("kind"), kind)]
    var metadata: [(key: YAMLFragment, value: YAMLFragment)] = []
    for (key, value) in node.pairs {
      switch key.string {
      case "kind", "apiVersion": break
      case "namespace" where node["kind"] == nil: metadata.append((text("name"), .node(value)))
      case "name", "namespace", "labels", "annotations": metadata.append((.node(key), .node(value)))
      default: pairs.append((.node(key), .node(value)))
      }
    }
    if !metadata.isEmpty { pairs.append((text("metadata"), .mapping(metadata, at: node))) }
    return .mapping(pairs, at: node)
  }

  /// A ServiceEntry for all of the mesh.
  private func service(_ host: YAMLNode) -> YAMLFragment {
    let name = String(
      (host.string ?? "").lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    let ports = (node["ports"]?.items ?? []).map { port in
      YAMLFragment.mapping(
        [(text("number"), .node(port)), (text("name"), .text("port-\(port.string ?? "")", at: port))], at: port)
    }
    let spec: [(key: YAMLFragment, value: YAMLFragment)] = [
      (text("hosts"), .sequence([.node(host)], at: host)), (text("ports"), .sequence(ports, at: host)),
      (text("resolution"), text(host.string?.contains("*") == true ? "NONE" : "DNS")),
    ]
    return .mapping(
      [
        (text("apiVersion"), text("networking.istio.io/v1")), (text("kind"), text("ServiceEntry")),
        (text("metadata"), .mapping([(text("name"), .text("external-\(name)", at: host))], at: node)),
        (text("spec"), .mapping(spec, at: node)),
      ], at: node)
  }

  private func text(_ string: String) -> YAMLFragment { .text(string, at: node) }

  private func apiVersion(_ schemas: Schemas) -> String? {
    node["kind"]?.string.map { schemas.apiVersion(ofKind: $0) } ?? "v1"
  }
}

extension ResourceIssue.Problem {
  /// The problem in a few words.
  fileprivate var words: String {
    switch self {
    case .schema(let problem): "\(problem)"
    case .unknownAPIVersion(let expected): "the kind has no such version; expected \(expected.joined(separator: ", "))"
    case .unknownKind: "there is no such kind"
    case .missing(let key): "the resource needs \(key)"
    case .unparsable(let message): "the text cannot be read: \(message)"
    case .invalidName: "no object can have this name"
    case .placeholder(let text, _): "'\(text)' stands for something else"
    }
  }
}
