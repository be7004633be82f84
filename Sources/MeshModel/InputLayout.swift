package import Diagnostics

/// How the files of the input lie: which of them a tool puts together, and which are alternatives of each other.
package struct InputLayout: Sendable {
  /// Files that make their directory a unit of its own: what lies below it is rendered apart from what does not.
  private static let markers: Set<String> = ["kustomization.yaml", "kustomization.yml", "Chart.yaml", "fleet.yaml"]

  private let paths: [String]
  /// The directories with one of ``markers``.
  private var units: Set<String> = []
  /// The directories with a kustomization.
  private var kustomized: Set<String> = []
  /// The files and directories that kustomizations take.
  private var taken: Set<String> = []
  /// The files that kustomizations patch others with.
  private var patches: Set<String> = []
  /// The files and directories whose objects a kustomization puts into a namespace, or may do.
  private var namespaced: Set<String> = []

  /// `unnamed`: Mappings without `kind`, which are kustomizations in a file of their name.
  init(_ files: SourceFiles, kustomizations: [Kustomization], unnamed: [Kustomization]) {
    paths = files.files.map(\.path)
    for file in paths {
      let (directory, name) = Self.split(file)
      guard Self.markers.contains(name) else { continue }
      units.insert(directory)
      if name.hasPrefix("kustomization") { kustomized.insert(directory) }
    }
    // One that cannot be read may well set a namespace.
    namespaced = kustomized
    var sources: [String: [String]] = [:]
    for (index, kustomization) in (kustomizations + unnamed).enumerated() {
      guard let file = path(of: kustomization.metadata.kind.span.file) else { continue }
      let (directory, name) = Self.split(file)
      if index >= kustomizations.count, !name.hasPrefix("kustomization.") { continue }
      sources[directory] = kustomization.sources.map { Self.join(directory, $0) }
      patches.formUnion(kustomization.patches.map { Self.join(directory, $0) })
      if kustomization.namespace == nil { namespaced.remove(directory) }
    }
    taken = Set(sources.values.joined())
    var open = Array(namespaced)
    while let next = open.popLast() {
      open += (sources[next] ?? []).filter { namespaced.insert($0).inserted }
    }
  }

  /// Whether two files are not meant to be applied together: they belong to different units, a kustomization passes one
  /// of them over or takes it for a patch, or they have the same name below sibling directories, as
  /// `envs/prod/cart.yaml` and `envs/staging/cart.yaml` do.
  package func areAlternatives(_ one: FileID, _ other: FileID) -> Bool {
    guard one != other, let left = path(of: one), let right = path(of: other) else { return false }
    let (leftUnit, rightUnit) = (unit(of: left), unit(of: right))
    if let leftUnit, let rightUnit, leftUnit != rightUnit { return true }
    if isPassedOver(left, in: leftUnit) || isPassedOver(right, in: rightUnit) { return true }
    let (leftParts, rightParts) = (left.split(separator: "/"), right.split(separator: "/"))
    return leftParts.count == rightParts.count && leftParts.last == rightParts.last
      && zip(leftParts, rightParts).count { $0 != $1 } == 1
  }

  /// Whether a file lies below a kustomization, and none takes it as a resource.
  private func isPassedOver(_ path: String, in unit: String?) -> Bool {
    unit.map(kustomized.contains) ?? false && !taken.contains(path)
  }

  /// Whether something else than the manifest decides which namespace the objects of a file are put into: a
  /// kustomization, or whoever rendered what comes from standard input.
  package func setsNamespace(of file: FileID) -> Bool {
    guard let name = path(of: file), name != "<stdin>" else { return true }
    return namespaced.contains(name) || ancestors(of: name).contains { namespaced.contains($0) }
  }

  /// Whether a kustomization makes something of the objects of a file: it lies in its directory or above, or takes it.
  package func isKustomized(_ file: FileID) -> Bool {
    guard let name = path(of: file) else { return false }
    return taken.contains(name) || ancestors(of: name).contains { kustomized.contains($0) || taken.contains($0) }
  }

  /// Whether what a file holds are parts of objects, which a kustomization merges into others.
  package func isPatch(_ file: FileID) -> Bool { path(of: file).map(patches.contains) ?? false }

  /// Whether what a file lacks may come from elsewhere, before its objects are applied.
  package func mayComplete(_ file: FileID) -> Bool { isPatch(file) || isKustomized(file) }

  /// The directory that a file lies in.
  package func directory(of file: FileID) -> String { path(of: file).map { Self.split($0).directory } ?? "" }

  private func unit(of path: String) -> String? { ancestors(of: path).first { units.contains($0) } }

  /// Nil where the layout is of other files, as in tests of later stages.
  private func path(of file: FileID) -> String? {
    paths.indices.contains(Int(file.index)) ? paths[Int(file.index)] : nil
  }

  // MARK: Paths

  /// The directory of a path, empty for the current one, and the last component.
  private static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }

  /// The directories that hold a file, the nearest first.
  private func ancestors(of path: String) -> [String] {
    var found: [String] = []
    var rest = path
    while let slash = rest.lastIndex(of: "/") {
      rest = String(rest[..<slash])
      found.append(rest)
    }
    return path.hasPrefix("/") ? found : found + [""]
  }

  /// A path as a file in `directory` names it, without `.` and `..`.
  private static func join(_ directory: String, _ path: String) -> String {
    var parts = directory.split(separator: "/")
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (directory.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
