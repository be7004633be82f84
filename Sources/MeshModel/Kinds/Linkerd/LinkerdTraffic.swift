package import Diagnostics

/// A Linkerd HTTPLocalRateLimitPolicy: how many requests a second the proxy of a Server's pods lets through.
package final class HTTPLocalRateLimitPolicy: Resource {
  package struct Override: Sendable {
    package var requestsPerSecond: Located<Int>?
    /// ServiceAccounts.
    package var clientRefs: [ObjectReference]
    package var span: SourceSpan
  }

  package let metadata: Metadata
  package let targetRef: ObjectReference?
  /// `total.requestsPerSecond`.
  package let total: Located<Int>?
  /// `identity.requestsPerSecond`.
  package let identity: Located<Int>?
  package let overrides: [Override]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    targetRef = spec?["targetRef"].map(ObjectReference.init)
    total = spec?["total"]?["requestsPerSecond"]?.int
    identity = spec?["identity"]?["requestsPerSecond"]?.int
    overrides =
      spec?["overrides"]?.compactMapItems { node in
        Override(
          requestsPerSecond: node["requestsPerSecond"]?.int,
          clientRefs: node["clientRefs"]?.compactMapItems(ObjectReference.init) ?? [], span: node.span)
      } ?? []
  }
}

/// A Linkerd EgressNetwork: what happens to connections that leave the cluster.
package final class EgressNetwork: Resource {
  package let metadata: Metadata
  /// `Allow` or `Deny`.
  package let trafficPolicy: Located<String>?
  /// Empty for everything outside the cluster's networks.
  package let networks: [LinkerdNetwork]
  /// The place of `networks`; nil where the field is missing.
  package let networksSpan: SourceSpan?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    trafficPolicy = root["spec"]?["trafficPolicy"]?.string
    networks = root["spec"]?["networks"]?.compactMapItems(LinkerdNetwork.init) ?? []
    networksSpan = root["spec"]?["networks"]?.span
  }
}

/// A Linkerd ExternalWorkload: a machine outside Kubernetes that runs the proxy.
package final class ExternalWorkload: Resource {
  package struct Port: Sendable {
    package var name: Located<String>?
    package var number: Located<Int>?
    /// `TCP` where it is not written.
    package var transport: String
  }

  package let metadata: Metadata
  /// `meshTLS.identity`, a SPIFFE ID.
  package let identity: Located<String>?
  /// `meshTLS.serverName`.
  package let serverName: Located<String>?
  package let ports: [Port]
  /// `workloadIPs[].ip`.
  package let addresses: [Located<String>]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    // The field is `meshTls` in v1alpha1 and `meshTLS` since.
    let tls = spec?["meshTLS"] ?? spec?["meshTls"]
    identity = tls?["identity"]?.string
    serverName = tls?["serverName"]?.string
    ports =
      spec?["ports"]?.compactMapItems { node in
        Port(name: node["name"]?.string, number: node["port"]?.int, transport: node["protocol"]?.string?.value ?? "TCP")
      } ?? []
    addresses = spec?["workloadIPs"]?.compactMapItems { $0["ip"]?.string } ?? []
  }
}

/// A Linkerd Link: another cluster whose services are mirrored here. Its fields are texts, numbers included.
package final class MulticlusterLink: Resource {
  package let metadata: Metadata
  package let targetClusterName: Located<String>?
  package let targetClusterDomain: Located<String>?
  package let targetClusterLinkerdNamespace: Located<String>?
  package let clusterCredentialsSecret: Located<String>?
  package let gatewayAddress: Located<String>?
  package let gatewayIdentity: Located<String>?
  package let gatewayPort: Located<String>?
  /// `probeSpec.period` and `probeSpec.timeout`.
  package let probePeriod: Located<String>?
  package let probeTimeout: Located<String>?
  package let probePort: Located<String>?
  package let probeFailureThreshold: Located<String>?
  package let selector: LabelSelector?
  package let remoteDiscoverySelector: LabelSelector?
  package let federatedServiceSelector: LabelSelector?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    targetClusterName = spec?["targetClusterName"]?.string
    targetClusterDomain = spec?["targetClusterDomain"]?.string
    targetClusterLinkerdNamespace = spec?["targetClusterLinkerdNamespace"]?.string
    clusterCredentialsSecret = spec?["clusterCredentialsSecret"]?.string
    gatewayAddress = spec?["gatewayAddress"]?.string
    gatewayIdentity = spec?["gatewayIdentity"]?.string
    gatewayPort = spec?["gatewayPort"]?.string
    let probe = spec?["probeSpec"]
    probePeriod = probe?["period"]?.string
    probeTimeout = probe?["timeout"]?.string
    probePort = probe?["port"]?.string
    probeFailureThreshold = probe?["failureThreshold"]?.string
    selector = spec?["selector"].map(LabelSelector.init)
    remoteDiscoverySelector = spec?["remoteDiscoverySelector"].map(LabelSelector.init)
    federatedServiceSelector = spec?["federatedServiceSelector"].map(LabelSelector.init)
  }
}

/// A Linkerd ServiceProfile: routes of a service, whose full name is the name of the object.
package final class ServiceProfile: Resource {
  package let metadata: Metadata

  init(_ root: ManifestNode, _ metadata: Metadata) { self.metadata = metadata }
}
