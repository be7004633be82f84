import Diagnostics

/// What Istio's validating webhook says about one object, gathered while its manifest is read: validation looks at far
/// more fields than any later stage, so it reads the manifest itself.
///
/// The texts are Istio's (`pkg/config/validation`). One for each error, at the scalar that is wrong.
struct AdmissionReview {
  let metadata: Metadata
  private(set) var rejections: [Rejection] = []

  init(_ metadata: Metadata) { self.metadata = metadata }

  /// The webhook refuses the object.
  mutating func refuse(_ reason: String, at span: SourceSpan) {
    rejections.append(Rejection(metadata, reason, at: span))
  }

  /// The webhook accepts the object with a warning.
  mutating func warn(_ reason: String, at span: SourceSpan) {
    rejections.append(Rejection(metadata, reason, at: span, consequence: .warning))
  }

  /// The API server refuses the object by a rule of its CustomResourceDefinition, before any webhook is asked.
  mutating func refuseByDefinition(_ reason: String, at span: SourceSpan) {
    rejections.append(Rejection(metadata, reason, at: span, consequence: .refusalByDefinition))
  }

  /// Something that is no error, such as a rule of a VirtualService that no request reaches.
  mutating func note(
    _ consequence: Rejection.Consequence, _ reason: String, at span: SourceSpan, related: Finding.Related? = nil
  ) {
    rejections.append(Rejection(metadata, reason, at: span, consequence: consequence, related: related))
  }

  /// Takes back the warnings among what was found after the first `count`.
  mutating func dropWarnings(from count: Int) {
    guard rejections.count > count else { return }
    rejections[count...].removeAll { $0.consequence == .warning }
  }

  /// Adds what was found elsewhere.
  mutating func add(_ found: [Rejection]) { rejections += found }

  /// Goes through an object of a kind whose type in the model does not hold all that is validated.
  mutating func validate(_ root: ManifestNode, as kind: KnownKind) {
    switch kind {
    case .destinationRule: validateDestinationRule(root)
    case .configMap, .meshInstallation, .helmRelease: validateMeshConfiguration(of: root, as: kind)
    case .requestAuthentication: validateRequestAuthentication(root)
    case .telemetry: validateTelemetry(root)
    case .envoyFilter: validateEnvoyFilter(root)
    case .proxyConfig: validateProxyConfig(root)
    case .wasmPlugin: validateWasmPlugin(root)
    case .trafficExtension: validateTrafficExtension(root)
    case .serviceEntry: validateServiceEntry(root)
    case .workloadEntry: validateWorkloadEntry(root)
    case .workloadGroup: validateWorkloadGroup(root)
    case .sidecar: validateSidecar(root)
    case .virtualService: validateVirtualService(root)
    default: break
    }
  }
}
