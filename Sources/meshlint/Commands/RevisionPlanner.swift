import Git
import Linting

/// Makes the plan of a call that compares revisions.
struct RevisionPlanner {
  /// Gives what a call asks for, with the settings that a revision has. An outline has no baseline.
  typealias Maker = (_ tree: any FileTree, _ isOutline: Bool) throws -> AnalysisPlan

  private let repository: GitRepository
  private let maker: Maker
  /// What the call asks for with the settings on disk; nil where those cannot be used, which the run reports if it gets
  /// so far.
  private let outline: AnalysisPlan?

  init(_ repository: GitRepository, _ maker: @escaping Maker) {
    self.repository = repository
    self.maker = maker
    outline = try? maker(WorkingTree(), true)
  }

  // MARK: The hook

  static func hook(_ maker: @escaping Maker) async throws -> AnalysisPlan? {
    if let from = environment("PRE_COMMIT_FROM_REF"), let to = environment("PRE_COMMIT_TO_REF") {
      return try await RevisionPlanner(.current(), maker).commit(to, since: from)
    }
    // git names the index to a hook of its own; without that, somebody called pre-commit for all files.
    let isForAllFiles = environment("PRE_COMMIT") != nil && environment("GIT_INDEX_FILE") == nil
    var staged: [String]?
    do { staged = try await GitRepository.stagedPaths() } catch {
      guard try await GitRepository.current().commit("HEAD") == nil else { throw error }
    }
    if let staged, staged.isEmpty ? !isForAllFiles : !mayConcern(staged, try? maker(WorkingTree(), true)) { return nil }
    return try await RevisionPlanner(.current(), maker).index(staged)
  }

  /// Whether the names of changed files could be those of manifests or settings. Most commits end here, before more is
  /// asked of git.
  private static func mayConcern(_ changed: [String], _ outline: AnalysisPlan?) -> Bool {
    let name = { (path: String) in path.split(separator: "/").last ?? "" }
    let named = Set(outline?.namedPaths.map(name) ?? [])
    let roots = outline?.meshes.flatMap { $0.paths + $0.contextPaths } ?? []
    let entersEverything = !roots.allSatisfy { RevisionTree.isReached("\($0)/.") }
    return changed.contains { path in
      RevisionTree.holdsSettings(path) || named.contains(name(path))
        || RevisionTree.mayBeRead(path) && (entersEverything || RevisionTree.isReached(path))
    }
  }

  /// `staged`: What changes; nil where there is no commit yet.
  private func index(_ staged: [String]?) async throws -> AnalysisPlan? {
    let tree = try await tree(.index, name: "the index")
    guard let staged, !staged.isEmpty else {
      let reason = staged == nil ? "there is no commit yet" : "nothing is staged"
      return try everything(in: tree, note: "\(reason), so everything is reported")
    }
    let comparison = Comparison(base: "HEAD", name: "HEAD", form: .index(since: "HEAD"))
    return try await plan(tree, comparison, changed: staged)
  }

  private func commit(_ head: String, since base: String) async throws -> AnalysisPlan? {
    guard let commit = try await repository.commit(head) else { throw unknown(head) }
    let tree = { try await self.tree(.commit(commit), name: head) }
    guard let old = try await repository.commit(base), let fork = try await fork(of: commit, from: old) else {
      return try everything(in: try await tree(), note: withoutBase(base))
    }
    let form = GitComparison.commit(commit, since: fork)
    let changed = try await repository.changedPaths(form)
    guard Self.mayConcern(changed, outline) else { return nil }
    return try await plan(try await tree(), Comparison(base: fork, name: base, form: form), changed: changed)
  }

  // MARK: --since

  func workingTree(since revision: String) async throws -> AnalysisPlan? {
    guard let old = try await repository.commit(revision) else { throw unknown(revision) }
    guard let head = try await repository.commit("HEAD") else { throw unknown("HEAD") }
    let tree = try await tree(.workingTree, name: "the working tree")
    guard let fork = try await fork(of: head, from: old) else {
      return try everything(in: tree, note: withoutBase(revision))
    }
    return try await plan(tree, Comparison(base: fork, name: revision, form: .workingTree(since: fork)), changed: nil)
  }

  // MARK: Both

  /// Whether changed paths have to do with the meshes of a plan: manifests or settings.
  private func concern(_ changed: [String], _ plan: AnalysisPlan, _ tree: RevisionTree) -> Bool {
    // A path that the tree lacks is deleted, or a mistake that the run reports.
    let named = Set(plan.namedPaths.compactMap { tree.exists($0) ? tree.place(of: $0) : repository.path(below: $0) })
    return changed.contains { path in
      if RevisionTree.holdsSettings(path) || named.contains(path) { return true }
      return RevisionTree.mayBeRead(path) && named.contains { $0.isEmpty || path.hasPrefix($0 + "/") }
    }
  }

  /// Where two commits went apart, or the older one itself where they have nothing in common; nil where the clone
  /// cannot tell.
  private func fork(of head: String, from old: String) async throws -> String? {
    try await repository.mergeBase(old, head) ?? (repository.isShallow ? nil : old)
  }

  private func everything(in tree: RevisionTree, note: String) throws -> AnalysisPlan {
    var plan = try maker(tree, false)
    plan.notes.append(note)
    return plan
  }

  private struct Comparison {
    /// A commit.
    var base: String
    /// How the report names it.
    var name: String
    var form: GitComparison
  }

  /// `changed`: The paths that a hook looks at; nil for a run that reports in any case.
  private func plan(
    _ head: RevisionTree, _ comparison: Comparison, changed: [String]?
  ) async throws -> AnalysisPlan? {
    let name = comparison.name
    var plan = try maker(head, false)
    if let changed, !concern(changed, plan, head) { return nil }
    let tree = try await tree(.commit(comparison.base), name: name, later: head)
    guard tree.isWhole else { return try everything(in: head, note: withoutBase(name)) }
    var old: AnalysisPlan
    do { old = try maker(tree, false) } catch {
      old = plan
      for index in old.meshes.indices { old.meshes[index].tree = tree }
      plan.notes.append("the settings of \(name) cannot be used, so those of now hold for both sides: \(error)")
    }
    for index in plan.meshes.indices { plan.meshes[index].dropPaths(thatOnly: tree) }
    for index in old.meshes.indices {
      old.meshes[index].identifiesFindings = true
      old.meshes[index].dropPaths(thatOnly: head)
    }
    plan.notes += submodules(head, plan.meshes)
    let changes = try await repository.changes(comparison.form, in: ["*.yaml", "*.yml", "*.json"])
    plan.comparison = RevisionComparison(name: name, base: old, changes: changes, repository: repository)
    return plan
  }

  private func tree(_ revision: GitRevision, name: String, later: RevisionTree? = nil) async throws -> RevisionTree {
    try await RevisionTree(revision, of: repository, name: name, named: outline?.namedPaths ?? [], later: later)
  }

  private func submodules(_ tree: RevisionTree, _ meshes: [AnalysisOptions]) -> [String] {
    let roots = meshes.flatMap(\.paths).compactMap(repository.path)
    let below = tree.submodules.filter { path in roots.contains { $0.isEmpty || path.hasPrefix($0 + "/") } }
    guard !below.isEmpty else { return [] }
    let names = below.map(repository.shown).joined(separator: ", ")
    return ["\(names): another repository, which is not read"]
  }

  /// A reader must never take a report that could not be compared for one with news only.
  private func withoutBase(_ name: String) -> String {
    "everything is reported, since this clone lacks the history or the files to compare with \(name): clone it in full "
      + "(fetch-depth: 0 for actions/checkout, git fetch --unshallow by hand)"
  }

  private func unknown(_ revision: String) -> GitFailure {
    let remedy =
      repository.isShallow
      ? "this clone is shallow: clone it in full (fetch-depth: 0 for actions/checkout)"
      : "fetch it, or name a branch, tag or commit that git log knows"
    return GitFailure("there is no revision '\(revision)' in \(repository.root); \(remedy)")
  }
}

extension AnalysisPlan {
  /// All paths of the call and of its settings, whatever the names of the files.
  fileprivate var namedPaths: [String] {
    settingsFiles
      + meshes.flatMap { mesh in
        mesh.paths + mesh.contextPaths + [mesh.meshConfigPath, mesh.meshNetworksPath].compactMap(\.self)
      }
  }
}
