import MeshResolver

// What the rules about connections advise, in the words of the mesh that the server is in.

extension MeshKind {
  /// `Istio`.
  var words: String {
    switch self {
    case .istio: "Istio"
    case .linkerd: "Linkerd"
    }
  }

  /// How a client gets the proxy that it lacks.
  var remedyForClient: String {
    switch self {
    case .istio: "give the client a sidecar"
    case .linkerd: "give the client a proxy with linkerd.io/inject: enabled"
    }
  }

  /// How a server takes plain text on one port, and so from everybody.
  var remedyForServer: String {
    switch self {
    case .istio: "set the port of the server to PERMISSIVE with portLevelMtls"
    case .linkerd: "let the client's addresses in with an AuthorizationPolicy that asks for a NetworkAuthentication"
    }
  }

  /// How a client reaches the servers although it keeps something from its proxy.
  var remedyForExcludedPort: String {
    switch self {
    case .istio: "exclude address ranges instead of the port, or let the servers be PERMISSIVE on it"
    case .linkerd: "take the port out of the list, and make it opaque where its protocol cannot be detected"
    }
  }

  /// How an ingress controller reaches servers that take mutual TLS only.
  var remedyForIngress: String {
    switch self {
    case .istio: "give the controller a sidecar, or use an Istio Gateway in place of the Ingress"
    case .linkerd: "inject the controller too, so that it has an identity of the mesh"
    }
  }
}
