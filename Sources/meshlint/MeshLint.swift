import ArgumentParser
import Glibc

/// The version of this program, as `--version` and every report give it.
let version = "0.1.0"

/// The command line.
@main struct MeshLint: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meshlint",
    abstract: "Finds what is broken, unsafe or without effect in the manifests of a service mesh.",
    discussion: """
      meshlint reads Kubernetes manifests, works out what Istio or Linkerd will do with them - who gets a proxy, \
      which connections use mutual TLS, which fail, which certificates hold - and reports mistakes before they are \
      merged. It needs no cluster.

      EXAMPLES
        meshlint analyze ./k8s                 the manifests below a directory
        kustomize build prod | meshlint analyze -
        meshlint explain mtls-policy-conflict  what a finding means
        meshlint rules                         everything that is checked

      EXIT STATUS
        0  nothing found at or above --fail-on (default: warning)
        1  something found
        2  wrong use, such as a path that does not exist
        3  some input could not be read or parsed, or there was none
        4  internal error
      """,
    version: version,
    subcommands: [
      Analyze.self, Inspect.self, Explain.self, Rules.self, BaselineCommands.self, ConfigCommands.self, Schema.self,
    ])

  static func main() async {
    // A reader that goes away, such as `head`, ends the run without a message.
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parseAsRoot(OutputOptions.separated(CommandLine.arguments.dropFirst()))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      finish(with: error)
    }
  }

  /// Ends the program with the exit status that belongs to an error.
  private static func finish(with error: any Error) -> Never {
    switch error {
    case let status as ExitStatus: status.exit()
    case let failure as CallFailure:
      Output.error("meshlint: \(failure.description)\n")
      ExitStatus.usage.exit()
    default:
      let code = exitCode(for: error)
      guard !code.isSuccess else { exit(withError: error) }
      Output.error(fullMessage(for: error) + "\n")
      (code == .validationFailure ? ExitStatus.usage : .internalError).exit()
    }
  }
}

/// The exit status, the same for every format of report.
enum ExitStatus: Int32, Error {
  case success = 0
  case findings = 1
  case usage = 2
  case unreadable = 3
  case internalError = 4

  func exit() -> Never { Glibc.exit(rawValue) }
}

/// Something wrong with the call, in words for the person at the terminal.
struct CallFailure: Error, CustomStringConvertible {
  let description: String
}
