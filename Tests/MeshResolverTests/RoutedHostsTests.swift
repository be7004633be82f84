import Diagnostics
import MeshModel
import MeshResolver
import Testing

@Suite struct `References of VirtualServices` {
  private static let manifests = """
    apiVersion: v1
    kind: Service
    metadata: {name: cart, namespace: shop}
    spec: {ports: [{port: 80}, {port: 9090, targetPort: 9091}]}
    ---
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: cart, namespace: shop}
    spec: {host: cart, subsets: [{name: v1}]}
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: cart, namespace: shop}
    spec:
      http:
        - route:
            - destination:
                port: {number: 9091}
                host: cart
            - destination:
                port: {number: 80}
                subset: v2
                host: cart
            - destination:
                host: carts
          mirror:
            host: stock
            subset: v1
          mirrors:
            - destination:
                host: stock
            - destination:
                subset: v2
                host: cart
    """

  /// Place and line as `analyzers/util/find_errorline_utils.go` has them: that of the host, and none in `mirrors`.
  @Test func `stand at the value that is wrong and have the line of the host`() async throws {
    let mesh = try await mesh(Self.manifests) { $0.isComplete = true }
    let found = mesh.missingReferences().found.map { missing in
      "\(missing.span.start.line) \(missing.istioctlSpan.map { "\($0.start.line)" } ?? "-") "
        + "\(missing.type) \(missing.value)\(missing.suggestion.map { " \($0)" } ?? "")"
    }
    #expect(
      found == [
        "18 19 host:port cart:9091 9090",
        "25 25 host carts cart",
        "27 27 mirror host stock",
        "31 - mirror host stock",
        "22 23 host+subset in destinationrule cart+v2 v1",
        "28 27 mirror+subset in destinationrule stock+v1",
        "33 - mirror+subset in destinationrule cart+v2 v1",
      ])
  }

  @Test func `leave ports open in the same way`() async throws {
    let found = try await mesh(Self.manifests).ambiguousDestinations().map { ambiguous in
      "\(ambiguous.host.span.start.line) \(ambiguous.istioctlSpan.map { "\($0.start.line)" } ?? "-") \(ambiguous.ports)"
    }
    #expect(found == ["34 - [80, 9090]"])
  }

  @Test func `are told of fifty others that divide the host`() async throws {
    let dividing = (0..<60).map { number in
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: cart-\(number), namespace: shop}
      spec: {hosts: [cart], http: [{route: [{destination: {host: cart, subset: v1}}]}]}
      """
    }
    let whole = """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: all, namespace: shop}
      spec: {hosts: [shop.example.com], gateways: [shop], http: [{route: [{destination: {host: cart}}]}]}
      """
    let found = try await mesh((dividing + [whole]).joined(separator: "\n---\n")).bypassedSubsets()
    #expect(found.count == 50)
    #expect(Set(found.map(\.dividing.metadata.name.value)).count == 50)
  }

  @Test func `have one conflict each, whatever many others there are`() async throws {
    let pairs = (0..<60).map { number in
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: all-\(number), namespace: shop}
      spec: {hosts: ["*.example.com", "*"]}
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: own, namespace: shop-\(number)}
      spec: {hosts: [cart-\(number).example.com], exportTo: [.]}
      """
    }
    let found = try await mesh(pairs.joined(separator: "\n---\n")).conflictingMeshGatewayHosts()
    #expect(Set(found.map(\.claim.virtualService.metadata.key)).count == 120)
    #expect(found.count == 120)
    #expect(found.allSatisfy { $0.rivals.first.count == 50 })
  }
}
