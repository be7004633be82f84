import ArgumentParser
import Diagnostics
import Linting

/// When a run fails, and what the report leaves out.
struct OutcomeOptions: ParsableArguments {
  @Option(help: "The least severity that makes the exit status 1 (otherwise the configuration's, else warning).")
  var failOn: FailureThreshold?

  @Option(help: "Leave findings below this severity out of the report (otherwise the configuration's, else info).")
  var minSeverity: Severity?

  /// What the flags say.
  var settings: [ConfigurationValue.Field] {
    .text("fail-on", failOn?.rawValue, from: "--fail-on")
      + .text("min-severity", minSeverity?.rawValue, from: "--min-severity")
  }
}

extension FailureThreshold: ExpressibleByArgument {}
