package import Diagnostics
import YAMLTree

/// A Linkerd Server: a port of the pods, or external workloads, that it selects in its namespace, and who may use it
/// unless something else says so (`policy-controller/k8s/api/src/policy/server.rs`).
package final class LinkerdServer: Resource {
  /// A port as it is written: `8080` is a number, `"8080"` a name that no port has.
  package enum Port: Hashable, Sendable {
    case number(Int)
    case name(String)
  }

  package let metadata: Metadata
  /// Nil where there is none, or one of another type.
  package let port: Located<Port>?
  /// Nil where the Server selects no pods. One without labels and expressions selects all of the namespace.
  package let podSelector: LabelSelector?
  package let externalWorkloadSelector: LabelSelector?
  /// `unknown` where none is written.
  package let proxyProtocol: Located<String>?
  /// `deny` where none is written, as in versions before `v1beta3`, from which the API server drops the field.
  package let accessPolicy: Located<String>?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    port = spec?["port"].flatMap { node in
      node.node.int.map { Located(.number($0), at: node.span) } ?? node.string?.map(Port.name)
    }
    podSelector = spec?["podSelector"].map(LabelSelector.init)
    externalWorkloadSelector = spec?["externalWorkloadSelector"].map(LabelSelector.init)
    proxyProtocol = spec?["proxyProtocol"]?.string
    let isKept = metadata.apiVersion.value == "policy.linkerd.io/v1beta3"
    accessPolicy = isKept ? spec?["accessPolicy"]?.string : nil
  }
}

/// A network and the parts of it that are left out, as Linkerd's policies write it.
package struct LinkerdNetwork: Sendable {
  package var cidr: Located<String>?
  package var except: [Located<String>]
  package var span: SourceSpan

  init(_ node: ManifestNode) {
    cidr = node["cidr"]?.string
    // A single text is accepted too.
    except = node["except"].map { $0.string.map { [$0] } ?? $0.strings } ?? []
    span = node.span
  }
}
