import ArgumentParser
import Diagnostics
import Linting
import RuleCatalogue

/// Which rules run.
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run only this rule, by code, name, tag or pattern; one that is off by default runs in addition (repeatable).",
      valueName: "rule"))
  var select: [String] = []

  @Option(help: ArgumentHelp("Do not run this rule (repeatable).", valueName: "rule"))
  var ignore: [String] = []

  @Option(
    help: ArgumentHelp("Take a rule's findings as error, warning or info (repeatable).", valueName: "rule=level"))
  var severity: [String] = []

  @Option(
    name: [.customShort("S"), .long],
    help: ArgumentHelp(
      "Leave out the findings of a rule on some resources (repeatable).",
      discussion: """
        CODE="Kind namespace/name", as for istioctl analyze; * stands for any text. A resource can ask for it itself, \
        with the annotation galley.istio.io/analyze-suppress: CODE,CODE.
        """, valueName: "rule=resource"))
  var suppress: [String] = []

  /// Throws: Which of `suppress` cannot be used.
  func suppressions() throws -> [CommandLineSuppression] {
    try suppress.map { text in
      guard var suppression = CommandLineSuppression(text) else {
        throw CallFailure(description: "--suppress \(text): expected RULE=\"Kind namespace/name\"")
      }
      if RulePage.named(suppression.rule) == nil, suppression.rule.wholeMatch(of: /IST\d{4}/) != nil {
        Output.error("meshlint: --suppress \(text): meshlint never reports \(suppression.rule)\n")
      } else {
        suppression.rule = try RulePage.required(suppression.rule).id.code
      }
      return suppression
    }
  }
}

extension RulePage {
  static func required(_ text: String) throws -> RulePage {
    if let page = named(text) { return page }
    let near = didYouMean(nearest(to: text))
    throw CallFailure(description: "there is no rule '\(text)'\(near) (meshlint rules lists them all)")
  }
}

extension RuleOptions {
  /// What the flags say.
  ///
  /// Throws: Which rule or level does not exist, with the nearest that does.
  func settings() throws -> [ConfigurationValue.Field] {
    for text in select + ignore where RulePage.all(matching: text).isEmpty { _ = try RulePage.required(text) }
    let levels = try severity.map { assignment in
      let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, Severity(rawValue: parts[1]) != nil else {
        throw CallFailure(
          description: "--severity \(assignment): expected RULE=LEVEL, where LEVEL is error, warning or info")
      }
      let name = try RulePage.required(parts[0]).id.name
      return ConfigurationValue.Field(name, .text(parts[1], from: "--severity"))
    }
    return .object(
      "rules",
      .list("select", select, from: "--select") + .list("ignore", ignore, from: "--ignore")
        + .object("severity", levels.reversed()))
  }
}

extension Severity: ExpressibleByArgument {}
