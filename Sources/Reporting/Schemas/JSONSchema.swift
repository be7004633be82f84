import Diagnostics

/// The JSON Schema of a document that this program writes or reads, by draft 2020-12.
package struct JSONSchema: Sendable {
  /// What `meshlint schema` calls it.
  package let name: String
  /// Counts the changes that break readers or files.
  let version: Int
  /// A JSON object with everything but `$schema` and `$id`.
  private let body: StaticString

  init(_ name: String, version: Int = 1, _ body: StaticString) {
    self.name = name
    self.version = version
    self.body = body
  }

  /// Every schema, in the order in which help lists them. One is added here, and in a file beside this one.
  package static let all: [JSONSchema] = [.findings, .rules, .inspection, .istioMessages, .baseline, .settings]

  /// The URL that names the schema.
  package var id: String { schemaURL(name, version: version) }

  /// The schema itself.
  package var text: String {
    """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "\(id)",\(body.description.dropFirst())

    """
  }
}
