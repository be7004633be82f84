/// Small meshes of every shape that decides about mutual TLS, from a seed.
struct GeneratedMesh {
  /// SplitMix64: the same seed gives the same mesh on every machine.
  private struct Randomness: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private var random: Randomness
  private(set) var documents: [String] = []

  private static let namespaces = ["shop", "pay", "ops"]
  private static let apps = ["web", "cart", "db"]
  private static let serverModes = ["STRICT", "PERMISSIVE", "DISABLE", "UNSET"]
  private static let clientModes = ["DISABLE", "SIMPLE", "ISTIO_MUTUAL", "MUTUAL"]

  var text: String { documents.joined(separator: "\n---\n") }

  init(seed: UInt64) {
    random = Randomness(state: seed)
    if chance(15) {
      documents.append(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  mesh: |\n    enableAutoMtls: false"
      )
    }
    for namespace in Self.namespaces { addNamespace(namespace) }
    for namespace in Self.namespaces + ["istio-system"] where chance(45) {
      addPolicy("default", namespace, selector: nil)
    }
    for index in 0..<Int.random(in: 0...4, using: &random) { addRule("rule-\(index)") }
    documents.shuffle(using: &random)
  }

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: 0..<values.count, using: &random)]
  }

  private mutating func addNamespace(_ name: String) {
    let label = pick(["istio-injection: enabled", "istio-injection: enabled", "istio-injection: disabled", ""])
    documents.append("apiVersion: v1\nkind: Namespace\nmetadata: {name: \(name), labels: {\(label)}}")
    if chance(15) {
      let hosts = pick(["\"./*\"", "\"./*\", \"shop/*\"", "\"*/*\"", "\"~/*\"", "pay/cart.pay.svc.cluster.local"])
      documents.append(
        "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: default, namespace: \(name)}\nspec: {egress: [{hosts: [\(hosts)]}]}"
      )
    }
    for app in Self.apps where chance(75) {
      addWorkload(app, name, version: "v1")
      if chance(30) { addWorkload(app, name, version: "v2") }
      addService(app, name)
      if chance(25) { addPolicy(app, name, selector: "app: \(app)") }
    }
  }

  private mutating func addWorkload(_ app: String, _ namespace: String, version: String) {
    let inject = pick(["", "", "", ", sidecar.istio.io/inject: 'false'", ", sidecar.istio.io/inject: 'true'"])
    let mode = chance(8) ? pick([", security.istio.io/tlsMode: disabled", ", security.istio.io/tlsMode: istio"]) : ""
    let annotations =
      chance(12)
      ? pick([
        "traffic.sidecar.istio.io/excludeInboundPorts: '8080'", "traffic.sidecar.istio.io/excludeOutboundPorts: '80'",
        "traffic.sidecar.istio.io/includeInboundPorts: '9090'",
      ]) : ""
    let kind = pick(["Deployment", "StatefulSet", "DaemonSet"])
    let host = chance(5) ? "hostNetwork: true, " : ""
    documents.append(
      """
      apiVersion: apps/v1
      kind: \(kind)
      metadata: {name: \(app)-\(version), namespace: \(namespace)}
      spec:
        template:
          metadata:
            labels: {app: \(app), version: \(version)\(inject)\(mode)}
            annotations: {\(annotations)}
          spec: {\(host)containers: [{name: app, ports: [{name: http, containerPort: 8080}, {name: admin, containerPort: 9090}]}]}
      """)
  }

  private mutating func addService(_ app: String, _ namespace: String) {
    let headless = chance(20) ? "clusterIP: None, " : ""
    let export = chance(10) ? ", annotations: {networking.istio.io/exportTo: '.'}" : ""
    documents.append(
      """
      apiVersion: v1
      kind: Service
      metadata: {name: \(app), namespace: \(namespace)\(export)}
      spec: {\(headless)selector: {app: \(app)}, ports: [{name: http, port: 80, targetPort: \(pick(["8080", "http"]))}, {name: tcp-admin, port: 9090}]}
      """)
    guard chance(10) else { return }
    let location = pick(["location: MESH_EXTERNAL, ", "location: MESH_INTERNAL, ", ""])
    documents.append(
      """
      apiVersion: networking.istio.io/v1
      kind: ServiceEntry
      metadata: {name: \(app)-entry, namespace: \(namespace)}
      spec: {hosts: [\(app).\(namespace).example.com], \(location)resolution: STATIC, workloadSelector: {labels: {app: \(app)}}, ports: [{number: 8080, name: http, protocol: HTTP}]}
      """)
  }

  private mutating func addPolicy(_ name: String, _ namespace: String, selector: String?) {
    let selection = selector.map { "selector: {matchLabels: {\($0)}}, " } ?? ""
    let ports =
      selector != nil && chance(40)
      ? ", portLevelMtls: {'\(pick(["8080", "9090", "80"]))': {mode: \(pick(Self.serverModes))}}" : ""
    documents.append(
      "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: \(name), namespace: \(namespace)}\n"
        + "spec: {\(selection)mtls: {mode: \(pick(Self.serverModes))}\(ports)}")
  }

  private mutating func addRule(_ name: String) {
    let namespace = pick(Self.namespaces + ["istio-system"])
    let service = "\(pick(Self.apps)).\(pick(Self.namespaces)).svc.cluster.local"
    let host = pick([
      service, service, service, "*.\(pick(Self.namespaces)).svc.cluster.local", "*.local", pick(Self.apps),
    ])
    let tls = chance(70) ? "tls: {\(settings())}" : "connectionPool: {tcp: {maxConnections: 1}}"
    let port =
      chance(25)
      ? ", portLevelSettings: [{port: {number: \(pick([80, 9090]))}, \(chance(60) ? "tls: {\(settings())}" : "connectionPool: {tcp: {maxConnections: 1}}")}]"
      : ""
    let balancer = chance(8) ? ", loadBalancer: {simple: PASSTHROUGH}" : ""
    let subsets =
      chance(25)
      ? ", subsets: [{name: v2, labels: {version: v2}\(chance(60) ? ", trafficPolicy: {tls: {\(settings())}}" : "")}]"
      : ""
    let export = chance(20) ? ", exportTo: ['\(pick([".", "*"]))']" : ""
    let selector = export.isEmpty && chance(10) ? ", workloadSelector: {matchLabels: {app: \(pick(Self.apps))}}" : ""
    documents.append(
      "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: \(name), namespace: \(namespace)}\n"
        + "spec: {host: '\(host)', trafficPolicy: {\(tls)\(port)\(balancer)}\(subsets)\(export)\(selector)}")
  }

  private mutating func settings() -> String {
    let mode = pick(Self.clientModes)
    let files = mode == "MUTUAL" ? ", clientCertificate: /c.pem, privateKey: /k.pem" : ""
    let credential = mode == "SIMPLE" && chance(20) ? ", credentialName: ca" : ""
    return chance(10) ? "" : "mode: \(mode)\(files)\(credential)"
  }
}
