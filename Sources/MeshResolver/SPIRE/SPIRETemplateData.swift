import Diagnostics
import MeshModel

/// What the templates of a ClusterSPIFFEID are rendered from, as far as manifests tell (spire-controller-manager
/// `pkg/spireentry/entries.go` templateData).
struct SPIRETemplateData {
  /// What is known of a value.
  enum Value {
    case pieces([SPIRERendering.Piece])
    case labels(isAnnotation: Bool)
    /// What a map lacks, by its key.
    case missing(String)
    case unknown
  }

  /// Nil for any pod at all.
  let workload: Workload?
  /// Nil where the input does not tell.
  let trustDomain: String?

  /// The value of a chain of fields.
  func value(of names: [String]) throws(SPIRERendering.Failure) -> Value {
    guard let root = names.first else { return .unknown }
    switch root {
    case "TrustDomain", "ClusterName", "ClusterDomain":
      if names.count > 1 { throw unknown(names, 1, "a text", []) }
      return .pieces([root == "TrustDomain" ? trustDomain.map { .text($0) } ?? .opaque : .opaque])
    case "PodMeta", "NodeMeta": return try metadata(names)
    case "PodSpec", "NodeSpec": return try specification(names)
    default:
      let suggestion = Self.misnamed[root] ?? closest(to: root, of: Self.roots).map { "." + $0 }
      throw SPIRERendering.Failure(field: names.path(1), owner: "the data of the template", suggestion: suggestion)
    }
  }

  private func metadata(_ names: [String]) throws(SPIRERendering.Failure) -> Value {
    guard names.count > 1 else { return .unknown }
    // Methods that read a field.
    if names[1].hasPrefix("Get") { return .unknown }
    guard Self.metadataFields.contains(names[1]) else {
      throw unknown(names, 1, "the metadata of an object", Self.metadataFields)
    }
    let isOfPod = names[0] == "PodMeta"
    switch names[1] {
    case "Labels", "Annotations":
      let isAnnotation = names[1] == "Annotations"
      if names.count == 2 { return isOfPod ? .labels(isAnnotation: isAnnotation) : .unknown }
      if names.count > 3 { throw unknown(names, 3, "a text", []) }
      return isOfPod ? entry(names[2], isAnnotation: isAnnotation) ?? .missing(names[2]) : .unknown
    case "Name", "UID", "Namespace", "ResourceVersion":
      if names.count > 2 { throw unknown(names, 2, "a text", []) }
      guard isOfPod, names[1] == "Namespace", let workload, !workload.namespace.isEmpty else {
        return .pieces([.opaque])
      }
      return .pieces([.text(workload.namespace)])
    default: return .unknown
    }
  }

  private func specification(_ names: [String]) throws(SPIRERendering.Failure) -> Value {
    guard names.count > 1 else { return .unknown }
    let isOfPod = names[0] == "PodSpec"
    let fields = isOfPod ? Self.podFields : Self.nodeFields
    guard fields.contains(names[1]) else {
      throw unknown(names, 1, "the specification of a \(isOfPod ? "pod" : "node")", fields)
    }
    switch names[1] {
    case "ServiceAccountName", "NodeName":
      if names.count > 2 { throw unknown(names, 2, "a text", []) }
      guard names[1] == "ServiceAccountName", let workload else { return .pieces([.opaque]) }
      return .pieces([.text(workload.serviceAccountName)])
    default: return .unknown
    }
  }

  /// The value of a label or annotation; nil where the pods have none of the name.
  func entry(_ key: String, isAnnotation: Bool) -> Value? {
    guard let workload else { return isAnnotation ? .unknown : .pieces([.opaque]) }
    if let written = (isAnnotation ? workload.podAnnotations : workload.podLabels)[key] {
      return .pieces([.text(written.value)])
    }
    return Self.isSetInCluster(key) ? .unknown : nil
  }

  /// Whether controllers or webhooks give pods a label or annotation of the name.
  private static func isSetInCluster(_ key: String) -> Bool {
    guard let slash = key.firstIndex(of: "/") else {
      return ["pod-template-hash", "controller-revision-hash", "controller-uid", "job-name", "pod-template-generation"]
        .contains(key)
    }
    let domain = key[..<slash]
    return domain != "app.kubernetes.io"
      && ["kubernetes.io", "k8s.io", "istio.io", "linkerd.io"].contains { domain == $0 || domain.hasSuffix("." + $0) }
  }

  private func unknown(
    _ names: [String], _ position: Int, _ owner: String, _ candidates: Set<String>
  ) -> SPIRERendering.Failure {
    let wrong = names[position].lowercased()
    let nearest = candidates.first { $0.lowercased() == wrong } ?? closest(to: names[position], of: candidates.sorted())
    return SPIRERendering.Failure(
      field: names.path(position + 1), owner: owner,
      suggestion: nearest.map { (names.prefix(position) + [$0]).path(position + 1) })
  }

  private static let roots = [
    "TrustDomain", "ClusterName", "ClusterDomain", "PodMeta", "PodSpec", "NodeMeta", "NodeSpec",
  ]
  /// What people write for fields that stand elsewhere.
  private static let misnamed = [
    "Namespace": ".PodMeta.Namespace", "PodNamespace": ".PodMeta.Namespace", "Name": ".PodMeta.Name",
    "PodName": ".PodMeta.Name", "Pod": ".PodMeta", "Labels": ".PodMeta.Labels", "Metadata": ".PodMeta",
    "Annotations": ".PodMeta.Annotations", "Spec": ".PodSpec", "ServiceAccount": ".PodSpec.ServiceAccountName",
    "ServiceAccountName": ".PodSpec.ServiceAccountName", "NodeName": ".PodSpec.NodeName", "Node": ".NodeMeta",
  ]
  /// Of Kubernetes' ObjectMeta, by their names in Go.
  private static let metadataFields: Set<String> = [
    "Name", "GenerateName", "Namespace", "SelfLink", "UID", "ResourceVersion", "Generation", "CreationTimestamp",
    "DeletionTimestamp", "DeletionGracePeriodSeconds", "Labels", "Annotations", "OwnerReferences", "Finalizers",
    "ManagedFields",
  ]
  /// Of Kubernetes' NodeSpec, by their names in Go.
  private static let nodeFields: Set<String> = [
    "PodCIDR", "PodCIDRs", "ProviderID", "Unschedulable", "Taints", "ConfigSource", "DoNotUseExternalID",
  ]
  /// Of Kubernetes' PodSpec, by their names in Go.
  private static let podFields: Set<String> = [
    "Volumes", "InitContainers", "Containers", "EphemeralContainers", "RestartPolicy",
    "TerminationGracePeriodSeconds", "ActiveDeadlineSeconds", "DNSPolicy", "NodeSelector", "ServiceAccountName",
    "DeprecatedServiceAccount", "AutomountServiceAccountToken", "NodeName", "HostNetwork", "HostPID", "HostIPC",
    "ShareProcessNamespace", "SecurityContext", "ImagePullSecrets", "Hostname", "Subdomain", "Affinity",
    "SchedulerName", "Tolerations", "HostAliases", "PriorityClassName", "Priority", "DNSConfig", "ReadinessGates",
    "RuntimeClassName", "EnableServiceLinks", "PreemptionPolicy", "Overhead", "TopologySpreadConstraints",
    "SetHostnameAsFQDN", "OS", "HostUsers", "SchedulingGates", "ResourceClaims", "Resources", "HostnameOverride",
    "WorkloadRef", "SchedulingGroup", "EvictionResponders",
  ]
}

extension Sequence<String> {
  /// The first names of a chain, as a template has them.
  fileprivate func path(_ count: Int) -> String { prefix(count).map { "." + $0 }.joined() }
}
