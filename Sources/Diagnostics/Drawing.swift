/// A picture of the mesh as plain data: who calls what, and what becomes of it.
package struct Drawing: Sendable {
  package enum Outcome: String, CaseIterable, Sendable { case mtls, plaintext, refused, unknown }

  package struct Node: Sendable {
    package var id: String
    package var label: String
    /// The namespace whose frame the node stands in; nil for none.
    package var group: String?

    package init(id: String, label: String, group: String?) {
      self.id = id
      self.label = label
      self.group = group
    }
  }

  package struct Edge: Sendable {
    package var from: String
    package var to: String
    package var label: String
    package var outcome: Outcome

    package init(from: String, to: String, label: String, outcome: Outcome) {
      self.from = from
      self.to = to
      self.label = label
      self.outcome = outcome
    }
  }

  package var nodes: [Node] = []
  package var edges: [Edge] = []

  package init() {}
}
