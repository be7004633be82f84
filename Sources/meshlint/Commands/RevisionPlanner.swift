import Git
import Linting

/// Makes the plan of a call that compares revisions.
struct RevisionPlanner {
  private let repository: GitRepository
  private let plan: (any FileTree) throws -> AnalysisPlan
  /// What the call asks for with the settings on disk; nil where those cannot be used, which the run reports if it gets so
  /// far.
  private let planOnDisk: AnalysisPlan?

  /// `plan`: What the call asks for, with the settings that a revision has.
  init(_ repository: GitRepository, _ plan: @escaping (any FileTree) throws -> AnalysisPlan) {
    self.repository = repository
    self.plan = plan
    planOnDisk = try? plan(WorkingTree())
  }

  // MARK: The hook

  func hook() async throws -> AnalysisPlan? {
    if let from = environment("PRE_COMMIT_FROM_REF"), let to = environment("PRE_COMMIT_TO_REF") {
      return try await commit(to, since: from)
    }
    let changed: [String]
    do { changed = try await repository.changedPaths(.index(since: "HEAD")) } catch {
      guard try await repository.commit("HEAD") == nil else { throw error }
      return try everything(in: try await index(), note: "there is no commit yet, so everything is reported")
    }
    if changed.isEmpty {
      // git names the index to a hook of its own; without that, somebody called pre-commit for all files.
      let isForAllFiles = environment("PRE_COMMIT") != nil && environment("GIT_INDEX_FILE") == nil
      guard isForAllFiles else { return nil }
      return try everything(in: try await index(), note: "nothing is staged, so everything is reported")
    }
    guard concern(changed) else { return nil }
    return try await plan(try await index(), since: "HEAD", name: "HEAD", comparison: .index(since: "HEAD"))
  }

  private func commit(_ head: String, since base: String) async throws -> AnalysisPlan? {
    guard let commit = try await repository.commit(head) else { throw unknown(head) }
    let tree = { try await self.tree(.commit(commit), name: head) }
    guard let old = try await repository.commit(base), let fork = try await fork(of: commit, from: old) else {
      return try everything(in: try await tree(), note: withoutBase(base))
    }
    let comparison = GitComparison.commit(commit, since: fork)
    guard concern(try await repository.changedPaths(comparison)) else { return nil }
    return try await plan(try await tree(), since: fork, name: base, comparison: comparison)
  }

  /// Whether changed paths have to do with the meshes: manifests or settings, as the settings on disk say.
  private func concern(_ changed: [String]) -> Bool {
    let named = Set(named.compactMap(repository.path))
    let relevant = changed.filter { RevisionTree.mayBeRead($0) || named.contains($0) }
    // A path that is not on disk is deleted, or a mistake that the run reports.
    guard !relevant.isEmpty, planOnDisk != nil, self.named.allSatisfy(WorkingTree().exists) else {
      return !relevant.isEmpty
    }
    return relevant.contains { path in
      RevisionTree.holdsSettings(path) || named.contains { $0.isEmpty || path == $0 || path.hasPrefix($0 + "/") }
    }
  }

  // MARK: --since

  func workingTree(since revision: String) async throws -> AnalysisPlan {
    guard let old = try await repository.commit(revision) else { throw unknown(revision) }
    guard let head = try await repository.commit("HEAD") else { throw unknown("HEAD") }
    let tree = try await tree(.workingTree, name: "the working tree")
    guard let fork = try await fork(of: head, from: old) else {
      return try everything(in: tree, note: withoutBase(revision))
    }
    return try await plan(tree, since: fork, name: revision, comparison: .workingTree(since: fork))
  }

  // MARK: Both

  /// Where two commits went apart, or the older one itself where they have nothing in common; nil where the clone cannot
  /// tell.
  private func fork(of head: String, from old: String) async throws -> String? {
    try await repository.mergeBase(old, head) ?? (repository.isShallow ? nil : old)
  }

  private func everything(in tree: RevisionTree, note: String) throws -> AnalysisPlan {
    var plan = try plan(tree)
    plan.notes.append(note)
    return plan
  }

  /// `base`: A commit. `name`: How the report names it.
  private func plan(
    _ head: RevisionTree, since base: String, name: String, comparison: GitComparison
  ) async throws -> AnalysisPlan {
    let tree = try await tree(.commit(base), name: name)
    guard tree.isWhole else { return try everything(in: head, note: withoutBase(name)) }
    var plan = try self.plan(head)
    var old: AnalysisPlan
    do { old = try self.plan(tree) } catch {
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
    let changes = try await repository.changes(comparison, in: ["*.yaml", "*.yml", "*.json"])
    plan.comparison = RevisionComparison(name: name, base: old, changes: changes, repository: repository)
    return plan
  }

  /// The paths of the call and of the settings, whatever the names of the files.
  private var named: [String] {
    (planOnDisk?.meshes ?? []).flatMap { mesh in
      mesh.paths + mesh.contextPaths + [mesh.meshConfigPath, mesh.meshNetworksPath].compactMap(\.self)
    }
  }

  private func index() async throws -> RevisionTree { try await tree(.index, name: "the index") }

  private func tree(_ revision: GitRevision, name: String) async throws -> RevisionTree {
    try await RevisionTree(revision, of: repository, name: name, named: named)
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
