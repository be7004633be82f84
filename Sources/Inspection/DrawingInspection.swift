package import Diagnostics
import MeshModel
package import MeshResolver
import Reporting

/// The connections as a drawing: groups of clients on one side, services by namespace on the other.
package func drawing(of mesh: EffectiveMesh) -> Drawing {
  var drawing = Drawing()
  var nodes: [String: Drawing.Node] = [:]
  func draw(_ client: Drawing.Node, _ service: Int, _ port: MeshService.Port, _ outcome: Drawing.Outcome) {
    let host = mesh.services[service].hostname
    let server = "to \(host)"
    nodes[client.id] = client
    nodes[server] = Drawing.Node(id: server, label: host, group: mesh.services[service].namespace)
    drawing.edges.append(Drawing.Edge(from: client.id, to: server, label: String(port.number), outcome: outcome))
  }
  for summary in mesh.connectionSummaries() where summary.connection.subset == nil {
    let namespace = summary.group.namespace
    let mesh = mesh.linkerd == nil ? "" : "Istio: "
    let label = mesh + (namespace.map { "clients in \($0)" } ?? "clients elsewhere")
    let client = Drawing.Node(id: "from \(namespace ?? "*")", label: label, group: nil)
    draw(client, summary.connection.service, summary.connection.port, summary.outcome)
  }
  for summary in mesh.linkerdSummaries() {
    let words = "Linkerd: \(summary.group.client.words)"
    let client = Drawing.Node(id: "from \(words)", label: words, group: nil)
    draw(client, summary.connection.service, summary.connection.port, summary.outcome)
  }
  drawing.nodes = nodes.values.sorted { $0.id < $1.id }
  return drawing
}

extension Drawing {
  /// The drawing in the language of Mermaid, which GitHub and GitLab render in Markdown.
  package var mermaid: String {
    var text = "flowchart LR\n"
    let names = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.id, "n\($0)") })
    func line(_ node: Node) -> String { "  \(names[node.id] ?? "")[\"\(node.label.escaped("\"", "#quot;"))\"]\n" }
    for node in nodes where node.group == nil { text += line(node) }
    for (number, group) in Set(nodes.compactMap(\.group)).sorted().enumerated() {
      text += "  subgraph g\(number)[\"\(group.escaped("\"", "#quot;"))\"]\n"
      for node in nodes where node.group == group { text += "  " + line(node) }
      text += "  end\n"
    }
    for edge in edges {
      text += "  \(names[edge.from] ?? "") -->|\"\(edge.label) \(edge.outcome.words)\"| \(names[edge.to] ?? "")\n"
    }
    for (number, edge) in edges.enumerated() {
      text += "  linkStyle \(number) stroke:\(edge.outcome.color),stroke-width:2px\n"
    }
    return text
  }

  /// The drawing in the language of Graphviz.
  package var dot: String {
    func quoted(_ text: String) -> String { "\"\(text.escaped("\\", "\\\\").escaped("\"", "\\\""))\"" }
    func line(_ node: Node) -> String { "  \(quoted(node.id)) [label=\(quoted(node.label))];\n" }
    var text =
      "digraph mesh {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];\n"
    for node in nodes where node.group == nil { text += line(node) }
    for (number, group) in Set(nodes.compactMap(\.group)).sorted().enumerated() {
      text += "  subgraph cluster_\(number) {\n    label=\(quoted(group));\n"
      for node in nodes where node.group == group { text += "  " + line(node) }
      text += "  }\n"
    }
    for edge in edges {
      let style = edge.outcome == .refused ? ", style=dashed, penwidth=2" : ""
      text += "  \(quoted(edge.from)) -> \(quoted(edge.to)) "
      text += "[label=\(quoted("\(edge.label) \(edge.outcome.words)")), color=\"\(edge.outcome.color)\"\(style)];\n"
    }
    return text + "}\n"
  }
}

extension Drawing.Outcome {
  package var words: String {
    switch self {
    case .mtls: "mTLS"
    case .plaintext: "plain text"
    case .refused: "refused"
    case .unknown: "unknown"
    }
  }

  /// Told apart also without colour vision: green, orange and red of different lightness.
  package var color: String {
    switch self {
    case .mtls: "#1a7f37"
    case .plaintext: "#d4a72c"
    case .refused: "#cf222e"
    case .unknown: "#8c959f"
    }
  }
}

extension String {
  /// The text with one character replaced, and without control characters.
  fileprivate func escaped(_ character: Character, _ replacement: String) -> String {
    printable.map { $0 == character ? replacement : String($0) }.joined()
  }
}
