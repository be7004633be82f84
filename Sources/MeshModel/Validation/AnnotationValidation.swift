extension AdmissionReview {
  /// validateMetadata: what stands in the annotations of one of Istio's objects before anything else is looked at.
  /// Istio's analyzers pass no annotations on; its webhook and `istioctl validate` do.
  mutating func validateAnnotations(_ root: ManifestNode, as kind: KnownKind) {
    guard !metadata.annotations.isEmpty, metadata.group.hasSuffix(".istio.io"), kind != .meshInstallation else {
      return
    }
    if let dryRun = metadata.annotations["istio.io/dry-run"] { validate(dryRun: dryRun, root, as: kind) }
    guard rejections.isEmpty else { return }
    for entry in metadata.annotations.entries {
      switch entry.key.value {
      case "internal.istio.io/webhook-always-reject":
        refuse("\(goQuoted(entry.key.value)) annotation found, rejecting", at: entry.key.span)
      case "internal.istio.io/parent-namespace", "internal.istio.io/parents":
        refuse("\(goQuoted(entry.key.value)) annotation found, this may not be set by users", at: entry.key.span)
      default: continue
      }
      return
    }
  }

  /// checkDryRunAnnotation.
  private mutating func validate(dryRun: Located<String>, _ root: ManifestNode, as kind: KnownKind) {
    let (name, object) = ("istio.io/dry-run", "\(metadata.namespaceName)/\(metadata.name.value)")
    guard kind == .authorizationPolicy else {
      return refuse("\(object) has unsupported annotation \(name), please remove the annotation", at: dryRun.span)
    }
    let action = root["spec"]?["action"]?.string?.value ?? "ALLOW"
    if action != "ALLOW", action != "DENY" {
      refuse(
        "the annotation \(name) currently only supports action ALLOW/DENY, found action \(action) in \(object)",
        at: dryRun.span)
    } else if Syntax.goBool(dryRun.value) == nil {
      let problem = "strconv.ParseBool: parsing \(goQuoted(dryRun.value)): invalid syntax"
      refuse("\(object) has annotation \(name) with invalid value (\(dryRun.value)): \(problem)", at: dryRun.span)
    }
  }
}
