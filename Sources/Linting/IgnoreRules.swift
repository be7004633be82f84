import Glibc

/// The lines of a `.gitignore` or `.meshlintignore`.
struct IgnoreFile: Sendable {
  struct Line: Sendable {
    var number: Int
    var text: String
    var pattern: IgnorePattern
  }

  /// As messages show it.
  let path: String
  /// How many bytes of an absolute path stand before the part that the patterns match.
  private let baseLength: Int
  private let lines: [Line]

  /// `directory`: The absolute path of the directory that the patterns are relative to; empty for the root of the disk.
  init(_ text: [UInt8], path: String, directory: [UInt8]) {
    self.path = path
    baseLength = directory.count + 1
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let lines = (text.starts(with: byteOrderMark) ? text.dropFirst(3) : text[...])
      .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    self.lines = lines.enumerated().compactMap { index, line in
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      return IgnorePattern(line).map {
        Line(number: index + 1, text: String(decoding: line, as: UTF8.self), pattern: $0)
      }
    }
  }

  /// The line that decides about an absolute path: the last one that matches.
  ///
  /// `name`: Where its last component begins.
  func decidingLine(on path: [UInt8], name: Int, isDirectory: Bool) -> Line? {
    lines.last { $0.pattern.matches(path, from: baseLength, name: name, isDirectory: isDirectory) }
  }
}

/// The ignore files that hold in a directory.
struct IgnoreRules: Sendable {
  /// `info/exclude` of the repository, then `.gitignore` of the directories from its root down.
  private var git: [IgnoreFile] = []
  /// `.meshlintignore` of the directories from the outermost down. What they say stands, whatever git ignores.
  private var own: [IgnoreFile] = []
  private var isInRepository = false

  init() {}

  /// The rules of the directories above one that the call names: those of its repository, or of the working directory
  /// where there is none. Where they ignore the directory itself, which is read all the same, they do not count.
  ///
  /// `root`: Its absolute path without links. `showsAbsolutePaths`: Whether messages name the files by absolute paths.
  init(above root: String, from here: WorkingDirectory, showsAbsolutePaths: Bool) {
    var directory = WorkingDirectory(root).repositoryRoot ?? (here.contains(root) ? here.path : root)
    for component in root.utf8.dropFirst(directory.utf8.count).split(separator: UInt8(ascii: "/")) {
      let path = showsAbsolutePaths ? directory : here.relativePath(to: directory)
      enter(Array(directory.utf8), path: path, names: nil)
      directory = directory.appending(path: String(decoding: component, as: UTF8.self))
      if reason(toIgnore: Array(directory.utf8), isDirectory: true) != nil { (git, own) = ([], []) }
    }
  }

  /// The line that has an absolute path ignored; nil where none does, or a later one takes it back.
  ///
  /// Directories above the path are not looked at: what lies in an ignored directory is ignored with it, as in git.
  func reason(toIgnore path: [UInt8], isDirectory: Bool) -> SkipReason? {
    let name = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    for file in [own, git].lazy.flatMap({ $0.reversed() }) {
      guard let line = file.decidingLine(on: path, name: name, isDirectory: isDirectory) else { continue }
      return line.pattern.isNegated ? nil : .ignored(file: file.path, line: line.number, pattern: line.text)
    }
    return nil
  }

  var isEmpty: Bool { git.isEmpty && own.isEmpty }

  /// Adds the ignore files of a directory. A repository inside another one has rules of its own.
  ///
  /// `directory`: Its absolute path. `path`: As messages show it. `names`: What the directory holds, if that is known.
  mutating func enter(_ directory: [UInt8], path: String, names: Set<String>?) {
    let exists = { (name: String) in names?.contains(name) ?? (access(path.appending(path: name), F_OK) == 0) }
    let file = { (path: String) in
      (try? FileReader.read(path)).map { IgnoreFile($0, path: path, directory: directory) }
    }
    if exists(".git") {
      isInRepository = true
      git = [file(Self.excludeFile(of: path))].compactMap { $0 }
    }
    if isInRepository, exists(".gitignore"), let file = file(path.appending(path: ".gitignore")) { git.append(file) }
    if exists(".meshlintignore"), let file = file(path.appending(path: ".meshlintignore")) { own.append(file) }
  }

  /// Where a repository keeps ignore rules that are not shared. In a work tree of `git worktree` and in a submodule
  /// `.git` is a file that names the directory.
  private static func excludeFile(of repository: String) -> String {
    var directory = repository.appending(path: ".git")
    if let link = firstLine(of: directory), link.hasPrefix("gitdir: ") {
      directory = repository.appending(path: String(link.dropFirst("gitdir: ".count)))
      if let common = firstLine(of: directory.appending(path: "commondir")) {
        directory = directory.appending(path: common)
      }
    }
    return directory.appending(path: "info/exclude")
  }

  private static func firstLine(of file: String) -> String? {
    guard let text = try? FileReader.read(file) else { return nil }
    return String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}
