import ArgumentParser
import Linting
import Reporting

/// `meshlint schema`
struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the JSON Schema of something that meshlint writes or reads.",
    discussion: "There are schemas of: \(names.joined(separator: ", ")).")

  @Argument(help: ArgumentHelp("What the schema is of.", valueName: "name"))
  var name: String

  func run() throws {
    if name == "config" { return Output.standard(try encodeJSON(ConfigurationFormat.current.jsonSchema)) }
    guard let schema = JSONSchema.all.first(where: { $0.name == name }) else {
      throw CallFailure(
        description: "there is no schema '\(name)'; expected one of \(Self.names.joined(separator: ", "))")
    }
    Output.standard(schema.text)
  }

  private static let names = ["config"] + JSONSchema.all.map(\.name)
}
