import ArgumentParser
import Linting

/// What becomes of findings that somebody asked to leave out.
struct SuppressionOptions: ParsableArguments {
  @Flag(help: "Leave nothing out: show findings in spite of comments, annotations and the configuration.")
  var noSuppressions = false

  @Flag(help: "List what was left out behind the findings, with who asked for it and why (text, json and sarif).")
  var showSuppressed = false
}
