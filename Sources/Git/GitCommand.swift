import Glibc
import Subprocess
import SystemPackage

/// Why git did not answer, in words.
package struct GitFailure: Error, CustomStringConvertible, Sendable {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// One run of `git`, whose answer does not depend on the user's settings for people: no pager, colour, prefix or
/// external diff. The variables by which git tells a hook its index and directory are passed on.
struct GitCommand {
  var arguments: [String]
  /// Nil for the working directory.
  var directory: String?
  /// Whether the variables that name a repository do not count.
  var findsRepositoryByDirectory = false

  struct Answer {
    var status: TerminationStatus
    var output: [UInt8]
    var error: String
  }

  init(_ arguments: [String], in directory: String?) {
    self.arguments = arguments
    self.directory = directory
  }

  /// The output of a run that has to succeed.
  func output() async throws(GitFailure) -> [UInt8] {
    let answer = try await run()
    guard answer.status.isSuccess else {
      let fatal = "fatal: "
      let message = answer.error.hasPrefix(fatal) ? String(answer.error.dropFirst(fatal.count)) : answer.error
      throw GitFailure("git \(arguments.first ?? ""): \(message.isEmpty ? "\(answer.status)" : message)")
    }
    return answer.output
  }

  /// The first line that a run gives; nil where it fails.
  func line() async throws(GitFailure) -> String? {
    let answer = try await run()
    guard answer.status.isSuccess else { return nil }
    return String(decoding: answer.output.prefix { $0 != 0x0A }, as: UTF8.self)
  }

  func run(on input: [UInt8] = []) async throws(GitFailure) -> Answer {
    do {
      guard !input.isEmpty else { return try await run(.none) }
      // The input comes from a file. With a pipe, git could end before it has read everything, and the signal of the
      // broken pipe would end this program without a word.
      guard let file = tmpfile() else { throw GitFailure("no temporary file: \(String(cString: strerror(errno)))") }
      defer { fclose(file) }
      let descriptor = FileDescriptor(rawValue: fileno(file))
      try descriptor.writeAll(input)
      try descriptor.seek(offset: 0, from: .start)
      return try await run(.fileDescriptor(descriptor, closeAfterSpawningProcess: false))
    } catch let failure as GitFailure {
      throw failure
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw GitFailure("git is not installed, or not in PATH")
    } catch {
      throw GitFailure("git cannot be run: \(error)")
    }
  }

  private func run(_ input: some InputProtocol) async throws -> Answer {
    let hidden: [Environment.Key: String?] = findsRepositoryByDirectory ? ["GIT_DIR": nil, "GIT_WORK_TREE": nil] : [:]
    let result = try await Subprocess.run(
      Self.program, arguments: Arguments(Self.settings + arguments), environment: Self.environment.updating(hidden),
      workingDirectory: directory.map { FilePath($0) }, input: input, output: .bytes(limit: .max),
      error: .string(limit: 1 << 20))
    let error = result.standardError.split(separator: "\n").joined(separator: "\n")
    return Answer(status: result.terminationStatus, output: result.standardOutput, error: error)
  }

  /// Looked up once, since to run a name takes a fork for each directory of `PATH` that lacks it.
  private static let program: Executable = {
    let directories = getenv("PATH").map { String(cString: $0) }?.split(separator: ":") ?? []
    let paths = directories.lazy.filter { $0.hasPrefix("/") }.map { "\($0)/git" }
    return paths.first { access($0, X_OK) == 0 }.map { .path(FilePath($0)) } ?? .name("git")
  }()

  private static let settings = ["--no-pager", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false"]

  /// Nothing is fetched, no index is written, and no variable changes the form of a diff or of a pattern.
  private static let environment = Environment.inherit.updating([
    "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "GIT_DIFF_OPTS": nil, "GIT_EXTERNAL_DIFF": nil, "GIT_LITERAL_PATHSPECS": nil, "GIT_GLOB_PATHSPECS": nil,
    "GIT_NOGLOB_PATHSPECS": nil, "GIT_ICASE_PATHSPECS": nil,
  ])
}
