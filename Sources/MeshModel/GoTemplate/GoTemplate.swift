/// A template of Go's `text/template`, of which as much is understood as says what it renders in the plain case: text,
/// fields, constants and calls of Go's own functions. Control structures are checked and not followed.
package struct GoTemplate: Sendable {
  /// Why Go refuses a text, in its words.
  package struct Problem: Error {
    package let text: String
  }

  package indirect enum Expression: Hashable, Sendable {
    case constant(String)
    /// `.A.B` is `A` and `B`; the data itself has no names.
    case field([String])
    case call(String, [Expression])
    /// Numbers, variables and the like.
    case other
  }

  package enum Part: Hashable, Sendable {
    case text(String)
    case value(Expression)
    /// A control structure, or a variable that is set.
    case block
  }

  package internal(set) var parts: [Part] = []

  /// `name`: What the program calls the template.
  package init(_ text: String, named name: String) throws(Problem) {
    var parser = GoTemplateParser(text, name: name)
    parts = try parser.parse()
  }
}
