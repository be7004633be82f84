import ArgumentParser
import Glibc
import Linting
import Reporting

/// `meshlint config`
struct ConfigCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Write a configuration to start with, check one, or show what is in force.",
    discussion: """
      The configuration is .meshlint.yaml, .meshlint.yml or .github/meshlint.yaml: the nearest to the paths of a call, \
      up to the top of their repository. MESHLINT_CONFIG or --config name another one.

      EXAMPLES
        meshlint config init
        meshlint config verify
        meshlint config show --fail-on error
      """,
    subcommands: [Init.self, Verify.self, Show.self])
}

extension ConfigCommands {
  /// `meshlint config init`
  struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a .meshlint.yaml with comments in the working directory.")

    @Flag(help: "Replace the file where there is one.")
    var force = false

    func run() throws {
      let tree = WorkingTree()
      if !force, let present = ConfigurationSearch.names.first(where: tree.exists) {
        throw CallFailure(description: "\(present) is already there; pass --force to replace it")
      }
      let path = ConfigurationSearch.names[0]
      try Output.write(starterConfiguration(roots: tree.proposedRoots()), toFile: path)
      Output.error("\(path): written\n")
    }
  }

  /// `meshlint config verify`
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check configurations, and say everything that is wrong with them.")

    @Argument(help: ArgumentHelp("The files (otherwise the one that analyze would read).", valueName: "file"))
    var files: [String] = []

    func run() throws {
      let found = try files.isEmpty ? [ConfigurationOptions.parse([]).path(for: [])].compactMap { $0 } : files
      guard !found.isEmpty else {
        throw CallFailure(description: "there is no configuration; meshlint config init writes one")
      }
      var problems: [ConfigurationProblem] = []
      for path in found {
        do throws(InvalidConfiguration) {
          let document = try ConfigurationReader(tree: WorkingTree(), space: .current, format: .current).read(path)
          try document.requirePaths(in: WorkingTree())
        } catch { problems += error.problems }
      }
      guard problems.isEmpty else { throw CallFailure(InvalidConfiguration(problems: problems)) }
      Output.error("\(found.joined(separator: ", ")): nothing is wrong\n")
    }
  }

  /// `meshlint config show`
  struct Show: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument { case yaml, json }

    static let configuration = CommandConfiguration(
      abstract: "Print the configuration in force, and where each value comes from.",
      discussion: "Takes the flags of meshlint analyze that are settings, and shows them too.")

    @OptionGroup(title: "Input") var input: InputOptions
    @OptionGroup(title: "Configuration") var options: ConfigurationOptions
    @OptionGroup(title: "Mesh") var mesh: MeshOptions
    @OptionGroup(title: "Rules") var rules: RuleOptions
    @OptionGroup(title: "Outcome") var outcome: OutcomeOptions

    @Option(help: "The format.")
    var format = Format.yaml

    func run() throws {
      let paths = try input.namedPaths()
      let call = try ConfiguredCall(input, mesh, options, paths: paths, rules: rules, outcome: outcome)
      let listing = ConfigurationListing(call.document, .current)
      switch format {
      case .yaml: Output.standard("# \(try options.origin(for: paths ?? []))\n" + listing.yaml)
      case .json: Output.standard(try encodeJSON(listing.settings))
      }
    }
  }
}
