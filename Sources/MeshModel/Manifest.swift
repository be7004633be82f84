package import Diagnostics
package import YAMLTree

/// What one document of the input, or one item of a `List`, turned out to be.
package enum Manifest: Sendable {
  case resource(any Resource)
  /// A Kubernetes object of a kind without a type in this model.
  case other(Metadata)
  /// A document that is no Kubernetes object.
  case notKubernetes
}

/// The manifests of a stretch of a file, in order, and what is malformed about them.
package struct DecodedManifests: Sendable {
  package var manifests: [Manifest] = []
  package var issues: [ResourceIssue] = []

  package init() {}
}

extension DecodedManifests {
  /// Decodes every document of a tree. Linear in its size.
  package init(_ tree: YAMLTree, file: FileID) {
    for document in tree.documents { add(ManifestNode(document, in: file)) }
  }

  private mutating func add(_ root: ManifestNode) {
    guard root.node.isMapping else {
      manifests.append(.notKubernetes)
      return
    }
    guard let apiVersion = root["apiVersion"]?.string, let kind = root["kind"]?.string else {
      manifests.append(.notKubernetes)
      addIncomplete(root)
      return
    }
    // `kubectl get -o yaml` writes a List; some controllers write ServiceList and the like.
    if kind.value.hasSuffix("List"), let items = root["items"], items.node.isSequence {
      for item in items.items { add(item) }
      return
    }
    let metadata = Metadata(root, apiVersion: apiVersion, kind: kind)
    if metadata.name.value.isEmpty, root.needsName(kind: kind.value, group: metadata.group) {
      issues.append(
        ResourceIssue(problem: .missing("metadata.name"), span: kind.span, object: metadata.reference))
    }
    if let schema = Schema.named(kind.value, group: metadata.group) {
      var checker = SchemaChecker(object: metadata.reference)
      checker.check(root, against: schema)
      issues += checker.issues
    }
    guard let type = KnownKind(kind: kind.value, group: metadata.group) else {
      manifests.append(.other(metadata))
      return
    }
    let resource = type.decode(root, metadata)
    if let problem = (resource as? ConfigMap)?.problem { issues.append(problem) }
    manifests.append(.resource(resource))
  }

  /// A mapping without `apiVersion` or `kind` that looks as if it was meant to be an object.
  private mutating func addIncomplete(_ root: ManifestNode) {
    guard let metadata = root["metadata"], metadata.node.isMapping else { return }
    if let kind = root["kind"]?.string {
      let object = ResourceReference(
        apiVersion: "", kind: kind.value, namespace: metadata["namespace"]?.string?.value,
        name: metadata["name"]?.string?.value ?? "")
      issues.append(ResourceIssue(problem: .missing("apiVersion"), span: kind.span, object: object))
    } else if let apiVersion = root["apiVersion"]?.string {
      issues.append(ResourceIssue(problem: .missing("kind"), span: apiVersion.span, object: nil))
    }
  }
}

extension ManifestNode {
  /// Files for a client-side tool, such as an IstioOperator or a kustomization, need no name.
  fileprivate func needsName(kind: String, group: String) -> Bool {
    self["metadata"]?["generateName"] == nil && group != "install.istio.io" && !group.hasSuffix("config.k8s.io")
      && !["Kustomization", "Component", "Chart"].contains(kind)
  }
}

extension Metadata {
  fileprivate init(_ root: ManifestNode, apiVersion: Located<String>, kind: Located<String>) {
    let metadata = root["metadata"]
    self.init(
      apiVersion: apiVersion, kind: kind,
      name: metadata?["name"]?.string ?? Located("", at: kind.span),
      namespace: metadata?["namespace"]?.string,
      labels: metadata?["labels"]?.map ?? LocatedMap(),
      annotations: metadata?["annotations"]?.map ?? LocatedMap(),
      creationTimestamp: metadata?["creationTimestamp"]?.string?.value)
  }
}
