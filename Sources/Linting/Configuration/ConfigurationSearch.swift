/// Finds the configuration of a call.
package struct ConfigurationSearch {
  /// The names of a configuration, in the directory that it is for.
  package static let names = [".meshlint.yaml", ".meshlint.yml", ".github/meshlint.yaml"]

  /// Why no single configuration can be chosen.
  package struct Ambiguity: Error, CustomStringConvertible, Sendable {
    package let description: String
  }

  private let tree: any FileTree
  private let space: PathSpace

  package init(tree: any FileTree, space: PathSpace) {
    self.tree = tree
    self.space = space
  }

  /// The configuration nearest to each of the paths of a call, or to the working directory where there are none: in the
  /// directory itself, or above it within its repository. Without a repository only the directories between the path
  /// and the working directory count, so that nobody else's file is found.
  ///
  /// Throws: Where a directory has two, or the paths have different ones.
  package func find(for paths: [String]) throws(Ambiguity) -> String? {
    var found: [(path: String, configuration: String?)] = []
    // A path that does not exist is a mistake of its own.
    for path in paths.isEmpty ? ["."] : paths where path != "-" && tree.exists(path) {
      found.append((path, try nearest(to: path)))
    }
    guard let first = found.first else { return try nearest(to: ".") }
    if let other = found.first(where: { $0.configuration != first.configuration }) {
      let words = [first, other].map { "\($0.path) has \($0.configuration ?? "none")" }.joined(separator: ", ")
      throw Ambiguity(
        description: "the paths have different configurations: \(words); choose one with -c FILE, or pass --no-config")
    }
    return first.configuration
  }

  private func nearest(to path: String) throws(Ambiguity) -> String? {
    for directory in directories(above: path) {
      let present = Self.names.map { space.shown("\(directory)/\($0)") }.filter(tree.exists)
      guard present.count < 2 else {
        throw Ambiguity(description: "\(present[0]) and \(present[1]) are both there; keep one of them")
      }
      if let configuration = present.first { return configuration }
    }
    return nil
  }

  /// The directories to look at, the nearest first.
  private func directories(above path: String) -> [String] {
    var all = [space.absolute(path)]
    while let last = all.last, last != "/" { all.append(space.parent(of: last)) }
    if let root = all.firstIndex(where: { tree.exists(space.shown("\($0)/.git")) }) { return Array(all[...root]) }
    if let root = all.firstIndex(of: space.absolute("")) { return Array(all[...root]) }
    return Array(all.prefix(tree.exists(path + "/.") ? 1 : 2))
  }
}
