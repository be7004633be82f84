/// Which of the files below a directory are read. A file that the call names itself is read in any case.
///
/// Patterns are written like lines of `.gitignore` in the working directory: `*.tmpl.yaml` is a name anywhere,
/// `k8s/dev` one path. What matches a directory holds for everything inside.
package struct FileFilter: Sendable {
  /// Patterns of paths to read, of which one must match; empty for all.
  package var included: [String] = []
  /// Patterns of paths to leave out.
  package var excluded: [String] = []
  /// Whether `.gitignore` and `.meshlintignore` are heeded.
  package var heedsIgnoreFiles = true

  package init() {}

  /// Whether a text can be a pattern.
  package static func isPattern(_ text: String) -> Bool { PathFilter.Pattern(text) != nil }
}

/// A ``FileFilter`` that is ready to be asked.
struct PathFilter: Sendable {
  struct Pattern: Sendable {
    var text: String
    var pattern: IgnorePattern

    /// Nil where the text is no pattern, or takes something back, which only makes sense in a file.
    init?(_ text: String) {
      // A shell completes paths to `./k8s`.
      let line = text.hasPrefix("./") ? text.dropFirst() : text[...]
      guard let pattern = IgnorePattern(Array(line.utf8)[...]), !pattern.isNegated else { return nil }
      (self.text, self.pattern) = (text, pattern)
    }

    func matches(_ path: [UInt8], isDirectory: Bool) -> Bool {
      let name = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
      return pattern.matches(path, from: 0, name: name, isDirectory: isDirectory)
    }
  }

  let heedsIgnoreFiles: Bool
  private let included: [Pattern]
  private let excluded: [Pattern]

  init(_ filter: FileFilter) {
    heedsIgnoreFiles = filter.heedsIgnoreFiles
    included = filter.included.compactMap(Pattern.init)
    excluded = filter.excluded.compactMap(Pattern.init)
  }

  var hasPatterns: Bool { !included.isEmpty || !excluded.isEmpty }

  /// The pattern that leaves a path out. Directories above it are not looked at.
  func exclusion(of path: [UInt8], isDirectory: Bool) -> String? {
    excluded.first { $0.matches(path, isDirectory: isDirectory) }?.text
  }

  /// Whether a path is among those to read. Directories above it are not looked at.
  func includes(_ path: [UInt8], isDirectory: Bool) -> Bool {
    included.isEmpty || included.contains { $0.matches(path, isDirectory: isDirectory) }
  }

  /// Whether a directory, or one above it, is among those to read.
  func includesEverything(in directory: String) -> Bool {
    let components = directory.split(separator: "/")
    return (1...components.count).contains { count in
      includes(Array(components.prefix(count).joined(separator: "/").utf8), isDirectory: true)
    }
  }
}
