import ArgumentParser
import Glibc
import Linting
import Reporting
import RuleCatalogue

/// `meshlint explain`
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a rule's page: what it finds, why it matters, an example and the same mended.")

  @Argument(help: ArgumentHelp("A rule's code or name, as a finding gives it.", valueName: "rule"))
  var rule: String

  @Option(help: "Colour the text.")
  var color = ColorChoice.auto

  func run() throws {
    Output.standard(explanation(of: try RulePage.required(rule), style: color.style(for: STDOUT_FILENO)))
  }
}

/// `meshlint rules`
struct Rules: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument { case table, json, markdown }

  static let configuration = CommandConfiguration(abstract: "List the rules.")

  @Option(help: "The form of the list.")
  var format = Format.table

  func run() throws {
    let optional = RuleSelection.optionalRules
    let text =
      switch format {
      case .table: ruleTable(RulePage.all, optional: optional)
      case .json: try ruleJSON(RulePage.all, optional: optional)
      case .markdown: ruleMarkdown(RulePage.all, optional: optional)
      }
    Output.standard(text)
  }
}
