import Diagnostics

/// The port of a ServiceEntry, or of a listener of a Sidecar.
struct ReviewedPort {
  let span: SourceSpan
  /// Empty where the port has none, with the place of the port.
  let name: Located<String>
  /// 0 where none is written, with the place of the port.
  let number: Located<Int>
  let targetPort: Located<Int>?
  let protocolName: Located<String>?
  let parsed: PortProtocol

  init(_ node: ManifestNode) {
    span = node.span
    name = node["name"]?.string ?? Located("", at: span)
    number = node["number"]?.int ?? Located(0, at: span)
    targetPort = node["targetPort"]?.int
    protocolName = node["protocol"]?.string
    parsed = PortProtocol(parsing: protocolName?.value ?? "")
  }
}
