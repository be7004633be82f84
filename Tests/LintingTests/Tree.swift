import Foundation
import Linting

/// Files in a folder that is gone when the test ends.
final class Tree {
  let url: URL

  init(_ files: [String: String] = [:]) throws {
    url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: "meshlint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ text: String, to name: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: url.appending(path: name).path, withDestinationPath: target)
  }

  func path(_ name: String) -> String { name.isEmpty ? url.path : "\(url.path)/\(name)" }

  /// What is found in some of its files and directories.
  func discover(_ paths: [String], _ filter: FileFilter = FileFilter()) throws -> Found {
    let found = try WorkingTree().discover(paths.map(path), filter)
    let relative = { (path: String) in String(path.dropFirst(self.url.path.count + 1)) }
    return Found(
      paths: found.sources.map { source in
        guard case .file(let path) = source else { return "-" }
        return relative(path)
      },
      skipped: found.skipped.map { "\(relative($0.path)): \($0.reason)".replacing(url.path + "/", with: "") })
  }

  struct Found {
    var paths: [String]
    var skipped: [String]
  }
}
