import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds client certificates in files that no proxy of the input has.
package struct CertificateFilesNotMounted: Rule {
  package static let page = RulePage.certificateFilesNotMounted

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    var mounts: Set<String>?
    for rule in context.mesh.destinationRules {
      for tls in rule.allTLS where tls.mode == .MUTUAL && (tls.credentialName?.value ?? "").isEmpty {
        guard let file = tls.clientCertificate, file.value.hasPrefix("/"), !Self.isOwn(file.value) else { continue }
        let known = mounts ?? Set(context.mesh.workloads.flatMap(\.proxyMountPaths).map(\.withoutFinalSlash))
        mounts = known
        guard !file.value.paths.contains(where: known.contains) else { continue }
        findings.report(
          RuleFinding(
            "\(rule.title) takes the client certificate from \(quoted(file.value)), which no proxy of the input has "
              + "mounted",
            on: rule.metadata.reference, at: file.span,
            help: "mount a Secret with the annotations sidecar.istio.io/userVolume and userVolumeMount, or name it in "
              + "credentialName"))
      }
    }
  }

  /// Whether the path lies where Istio's injection templates and gateway charts mount something themselves.
  private static func isOwn(_ path: String) -> Bool {
    ["/var/run/secrets/", "/etc/istio/", "/var/lib/istio/", "/etc/ssl/"].contains { path.hasPrefix($0) }
  }
}

extension DestinationRule {
  /// Every `tls` in it.
  fileprivate var allTLS: [ClientTLS] {
    ([trafficPolicy] + subsets.map(\.trafficPolicy)).compactMap(\.self).flatMap { policy in
      ([policy.tls] + policy.ports.map(\.tls)).compactMap(\.self)
    }
  }
}

extension String {
  fileprivate var withoutFinalSlash: String { hasSuffix("/") ? String(dropLast()) : self }

  /// An absolute path and those of the directories in which it lies, apart from the root.
  fileprivate var paths: some Sequence<String> {
    sequence(first: withoutFinalSlash) { path in
      path.lastIndex(of: "/").flatMap { $0 == path.startIndex ? nil : String(path[..<$0]) }
    }
  }
}
