/// The text of a `.meshlint.yaml` to start with.
///
/// `roots`: Where manifests are.
package func starterConfiguration(roots: [String]) -> String {
  """
  # yaml-language-server: $schema=\(ConfigurationFormat.schemaID)
  version: 1

  # What is judged together. Name each mesh, and all that belongs to it: what a policy does depends on Namespaces,
  # workloads and Services.
  meshes:
    main:
      roots: [\(roots.map(yamlScalar).joined(separator: ", "))]
      # context: [../platform/istio]     # loaded, but not reported on
      # istio: "1.30"                    # the version that the manifests are for
      # trust-domain: cluster.local
      # complete: true                   # what the roots do not mention does not exist
      # external:                        # what exists, but not in these files
      #   - namespace: monitoring
      #     labels: {istio-injection: enabled}
      #   - kind: PeerAuthentication
      #     namespace: istio-system
      #     name: default
      #     spec: {mtls: {mode: STRICT}}
      #   - service: db.corp.example.com
      #     ports: [5432]

  # exclude: ["**/testdata/**"]
  # namespace: {"apps/*": "{1}"}         # the namespace of objects that name none, by path

  # rules:                               # meshlint rules lists them, meshlint explain RULE says what one finds
  #   select: [mtls-permissive]          # one that is off by default
  #   ignore: [alpha-annotation]
  #   severity: {duplicate-resource: info}
  #   per-path:
  #     "k8s/dev/**": {ignore: [workload-without-policy]}

  # suppressions:
  #   require-reason: true
  #   entries:
  #     - rule: mtls-permissive
  #       object: PeerAuthentication legacy/default
  #       reason: the virtual machines join without certificates until spring
  #       until: 2027-03-31

  # baseline: .meshlint-baseline.json

  output:
    fail-on: warning

  """
}

extension FileTree {
  /// The directories near the working directory that hold manifests of Kubernetes; the working directory itself where
  /// none does, or where manifests lie in it.
  package func proposedRoots() -> [String] {
    let files = (try? discover(["."], FileFilter()))?.sources ?? []
    var roots: Set<String> = []
    for case .file(let path) in files {
      let root = path.split(separator: "/").dropLast().first.map(String.init) ?? "."
      guard !roots.contains(root), let text = try? read(path) else { continue }
      let lines = text.split(separator: 0x0A)
      let holdsManifest = ["apiVersion:", "kind:"].allSatisfy { key in lines.contains { $0.starts(with: key.utf8) } }
      if holdsManifest { roots.insert(root) }
    }
    return roots.isEmpty || roots.contains(".") ? ["."] : roots.sorted()
  }
}
