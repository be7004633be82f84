import MeshModel
import MeshResolver
import Testing

/// EgressNetworks against the networks of the cluster (`policy-controller/k8s/api/src/policy/network.rs` intersect,
/// `policy-controller/k8s/status/src/index.rs` network_condition).
@Suite struct `EgressNetworks` {
  private func linkerd(_ networks: String, cluster: String?) async throws -> LinkerdMesh {
    let config = cluster.map { cluster in
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: linkerd-config, namespace: linkerd}
      data: {values: "clusterNetworks: \(cluster)"}
      ---

      """
    }
    let egress = """
      apiVersion: policy.linkerd.io/v1alpha1
      kind: EgressNetwork
      metadata: {name: outside, namespace: shop}
      spec: {trafficPolicy: Allow, networks: \(networks)}
      """
    return try #require(try await mesh((config ?? "") + egress).linkerd)
  }

  @Test(
    arguments: [
      // Inside, around, the same, beside.
      ("[{cidr: 10.1.0.0/16}]", "10.0.0.0/8", ["10.0.0.0/8"]),
      ("[{cidr: 10.0.0.0/7}]", "10.0.0.0/8", ["10.0.0.0/8"]),
      ("[{cidr: 10.9.9.9/8}]", "10.0.0.0/8", ["10.0.0.0/8"]),
      ("[{cidr: 11.0.0.0/8}]", "10.0.0.0/8", []),
      ("[{cidr: 10.1.2.3}]", "10.0.0.0/8", ["10.0.0.0/8"]),
      ("[{cidr: 0.0.0.0/0}]", "10.0.0.0/8,172.16.0.0/12,fd00::/8", ["10.0.0.0/8", "172.16.0.0/12"]),
      ("[{cidr: '::/0'}]", "10.0.0.0/8,fd00::/8", ["fd00::/8"]),
      // One exception has to hold all of it.
      ("[{cidr: 0.0.0.0/0, except: [10.0.0.0/8]}]", "10.0.0.0/8", []),
      ("[{cidr: 0.0.0.0/0, except: [8.0.0.0/6]}]", "10.0.0.0/8", []),
      ("[{cidr: 0.0.0.0/0, except: [10.0.0.0/9, 10.128.0.0/9]}]", "10.0.0.0/8", ["10.0.0.0/8"]),
      ("[{cidr: 10.1.0.0/16, except: [10.1.0.0/24]}]", "10.0.0.0/8", ["10.0.0.0/8"]),
      // The defaults hold only where nothing else can.
      ("[{cidr: 10.1.0.0/16}]", nil, []),
      (
        "[{cidr: 0.0.0.0/0}]", nil, ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"]
      ),
    ] as [(String, String?, [String])])
  func `overlap with the cluster`(networks: String, cluster: String?, overlapping: [String]) async throws {
    let overlaps = try await linkerd(networks, cluster: cluster).egressOverlaps()
    #expect(overlaps.flatMap(\.cluster).map(\.description) == overlapping)
  }

  @Test(arguments: [
    ("[{cidr: 192.0.2.0/24}]", "[{cidr: 192.0.2.9/24}]", true),
    ("[{cidr: 192.0.2.0/24}]", "[{cidr: 192.0.2.0/25}]", false),
    ("[{cidr: 192.0.2.0/24, except: [192.0.2.0/30]}]", "[{cidr: 192.0.2.0/24}]", false),
    (
      "[{cidr: 192.0.2.0/24, except: [192.0.2.0/30, 192.0.2.8/30]}]",
      "[{cidr: 192.0.2.0/24, except: [192.0.2.9/30, 192.0.2.0/30]}]", true
    ),
  ])
  func `compete for the same network`(first: String, second: String, compete: Bool) async throws {
    let other = """

      ---
      apiVersion: policy.linkerd.io/v1alpha1
      kind: EgressNetwork
      metadata: {name: second, namespace: shop}
      spec: {trafficPolicy: Deny, networks: \(second)}
      """
    let text = """
      apiVersion: policy.linkerd.io/v1alpha1
      kind: EgressNetwork
      metadata: {name: first, namespace: shop}
      spec: {trafficPolicy: Allow, networks: \(first)}
      """
    let linkerd = try #require(try await mesh(text + other).linkerd)
    let displaced = linkerd.displacedEgressNetworks()
    #expect(displaced.map { [$0.egress.name, $0.holder.name] } == (compete ? [["second", "first"]] : []))
  }
}
