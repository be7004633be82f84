/// The files that a call names, found in its paths.
package struct DiscoveredFiles: Sendable {
  package enum Source: Hashable, Sendable {
    case file(String)
    case standardInput
  }

  /// What is read, in the order of the paths; standard input comes first.
  package var sources: [Source] = []
  /// How the call spells the path of a file that it names, where that is not the path under which the file is read.
  package var spellings: [String: String] = [:]
  /// Files that are named or found but cannot be read, and why.
  package var problems: [(path: String, problem: DiscoveryProblem)] = []
  /// Directories and files that could hold manifests and are not read on purpose, in the order of their paths.
  package var skipped: [(path: String, reason: SkipReason)] = []
  /// The name of standard input in reports.
  var standardInputPath = "<stdin>"
  /// Which file each path of ``sources`` is.
  var identities: [FileIdentity: String] = [:]

  package init() {}

  /// The path as reports show it.
  func path(of source: Source) -> String {
    switch source {
    case .file(let path): path
    case .standardInput: standardInputPath
    }
  }

  /// Adds files that are loaded as context, but for those that are read anyway.
  ///
  /// Returns: The paths that were added.
  mutating func add(context: DiscoveredFiles) -> Set<String> {
    let (known, broken) = (Set(sources), Set(problems.map(\.path)))
    let twins = Set(context.identities.filter { identities[$0.key] != nil }.map { Source.file($0.value) })
    let added = context.sources.filter { !known.contains($0) && !twins.contains($0) }
    sources += added
    problems += context.problems.filter { !broken.contains($0.path) }
    skipped += context.skipped
    return Set(added.map(path))
  }

  /// Gives standard input a name. It takes the place of the file on disk that has this name.
  mutating func nameStandardInput(_ name: String) {
    standardInputPath = name.plainPath
    sources.removeAll { $0 == .file(standardInputPath) }
  }
}

/// Why a directory or a file that could hold manifests is not read.
package enum SkipReason: Hashable, Sendable, CustomStringConvertible {
  /// By a line of `.gitignore` or `.meshlintignore`.
  case ignored(file: String, line: Int, pattern: String)
  case excluded(pattern: String)
  /// No pattern of those that say what to read matches.
  case notIncluded
  case hiddenDirectory
  /// A directory with code of others, such as `node_modules`.
  case dependencies
  /// The name tells of a manifest, but does not end like one.
  case otherExtension
  /// The configuration of this program.
  case own
  /// A link to something that is read under another path.
  case readElsewhere

  package var description: String {
    switch self {
    case .ignored(let file, let line, let pattern): "ignored by \(file):\(line) (\(pattern))"
    case .excluded(let pattern): "excluded by the pattern \(pattern)"
    case .notIncluded: "matches no pattern of what to include"
    case .hiddenDirectory: "a hidden directory"
    case .dependencies: "a directory for the code of others"
    case .otherExtension: "ends in none of .yaml, .yml and .json"
    case .own: "the configuration of meshlint"
    case .readElsewhere: "read under another path"
    }
  }
}

/// Why a file that was found is not read.
package enum DiscoveryProblem: Hashable, Sendable {
  case unreadable(String)
  /// A FIFO, a device or a socket.
  case notRegular
  /// A symbolic link that leads out of the given paths.
  case foreignLink
}

/// A path of the call that does not exist.
package struct MissingPath: Error, CustomStringConvertible, Sendable {
  package let path: String
  package let reason: String

  package var description: String { "\(path): \(reason)" }
}
