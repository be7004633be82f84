import Diagnostics
import MeshModel
import MeshResolver
import Testing

@Suite struct `SPIRE's installation` {
  /// A server in the namespace `spire`, behind its Service, and an agent in another that looks for one.
  private func installation(address: String, agentNamespace: String = "nodes") async throws -> SPIREInstallation {
    let plugins = "plugins { KeyManager \"memory\" {} }"
    return try await mesh(
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: server, namespace: spire}
      data:
        server.conf: 'server { trust_domain = "shop.example" } \(plugins)'
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: server, namespace: spire}
      spec:
        selector: {matchLabels: {app: server}}
        template:
          metadata: {labels: {app: server}}
          spec:
            containers:
              - {name: helper, image: helper, volumeMounts: [{name: conf, mountPath: /conf}], args: [-config, /x]}
              - {name: server, image: server, volumeMounts: [{name: conf, mountPath: /conf}], args: [-config=/conf/server.conf]}
            volumes: [{name: conf, configMap: {name: server}}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: front, namespace: spire}
      spec:
        selector: {app: server}
        ports: [{name: grpc, port: 443, targetPort: 8081}]
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: agent, namespace: \(agentNamespace)}
      data:
        agent.conf: 'agent { trust_domain = "shop.example" server_address = "\(address)" } \(plugins)'
      """
    ).spireInstallation
  }

  @Test(arguments: [
    ("front", "spire", true), ("front.spire", "nodes", true), ("front.spire.svc", "nodes", true),
    ("front.spire.svc.cluster.local", "nodes", true),
    // The only server of the namespace is meant, though its Service is not in the input.
    ("other.spire", "nodes", true), ("front", "nodes", false), ("front.other", "nodes", false),
    ("spire.example.com", "nodes", false), ("10.0.0.1", "spire", false), ("fd00::1", "spire", false),
  ]) func `an agent has the server that its address names`(address: String, namespace: String, isFound: Bool)
    async throws
  {
    let installation = try await installation(address: address, agentNamespace: namespace)
    let agent = try #require(installation.agents.first)
    #expect((installation.server(of: agent) != nil) == isFound)
  }

  @Test func `the container that names the file reads it`() async throws {
    let server = try #require(try await installation(address: "front.spire").servers.first)
    #expect(server.processes.map(\.container.name?.value) == ["server"])
  }

  @Test(arguments: [
    ("|\n    agent {\n      trust_domain = \"td\"\n    }\n    plugins {}", 7, 22),
    ("|-\n     agent {\n       trust_domain = \"td\"\n     }\n     plugins {}", 7, 23),
    ("|\r\n            agent {\r\n              trust_domain = \"td\"\r\n            }", 7, 30),
    ("'agent { trust_domain = \"td\" }'", 5, 15),
  ]) func `a setting has the place where it is written`(text: String, line: Int, column: Int) async throws {
    let installation = try await mesh(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: agent}\ndata:\n  agent.conf: \(text)\n"
    ).spireInstallation
    let start = try #require(installation.agents.first?.configuration.trustDomain?.span.start)
    #expect([start.line, start.column].map(Int.init) == [line, column])
  }
}
