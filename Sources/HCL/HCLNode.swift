/// A value of a configuration in HCL 1, or in the JSON that readers of HCL 1 take in its place.
package struct HCLNode: Sendable {
  package enum Value: Sendable {
    /// A string, number or boolean, without its quotation marks: readers turn each into what they need.
    case literal(String)
    /// `null`, which JSON alone has.
    case null
    case list([HCLNode])
    case object([HCLItem])
  }

  package var value: Value
  package var start: HCLPosition
  /// Behind the last character.
  package var end: HCLPosition
}

/// A name and its value. A block with labels, such as `NodeAttestor "k8s_psat" { … }`, is an object in an object.
package struct HCLItem: Sendable {
  package var key: String
  package var keyStart: HCLPosition
  package var keyEnd: HCLPosition
  package var value: HCLNode
}

/// A place in a text. Both numbers start at 1; columns count Unicode scalars.
package struct HCLPosition: Hashable, Sendable {
  package var line: Int
  package var column: Int
}

/// Why a text cannot be read, in one sentence without a full stop.
package struct HCLError: Error {
  package var message: String
  package var position: HCLPosition
}
