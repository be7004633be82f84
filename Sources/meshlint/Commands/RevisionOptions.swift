import ArgumentParser
import Git
import Linting
import MeshModel
import MeshResolver

/// What the findings are compared with, for reporting only what is new.
struct RevisionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Report only what is new since the branch left this revision, such as origin/main.",
      discussion: """
        Compares the files as they are with the commit from which HEAD and the revision went apart. MESHLINT_BASE is \
        the default; an empty text compares with nothing.
        """, valueName: "revision"))
  var since: String?

  @Flag(
    help: ArgumentHelp(
      "Judge the commit in the making, as a git hook: what is staged is read, and what is new against HEAD reported.",
      discussion: """
        Ends at once where no manifest is staged. In a run of pre-commit between two revisions, such as for a push, \
        those are compared; in one where nothing is staged, as for pre-commit run --all-files, all of what git \
        tracks is judged.
        """))
  var hook = false

  func validate() throws {
    if hook, since != nil { throw ValidationError("--hook compares with HEAD; leave --since out.") }
  }

  /// Whether a run without any manifest is no mistake: a commit may delete the last one.
  func allowsEmpty(_ result: AnalysisResult) -> Bool {
    hook || result.base.contains { $0.mesh.mesh.resourceCount > 0 }
  }

  /// What to judge, and with what to compare it; nil where no change concerns the meshes.
  ///
  /// `paths`: Those of the call. `plan`: What it asks for.
  func plan(paths: [String], _ plan: @escaping RevisionPlanner.Maker) async throws -> AnalysisPlan? {
    // Standard input has no earlier revision.
    let base = hook || paths.contains("-") ? nil : since ?? environment("MESHLINT_BASE")
    guard hook || base?.isEmpty == false else { return try plan(WorkingTree(), false) }
    do {
      guard let base else { return try await RevisionPlanner.hook(plan) }
      return try await RevisionPlanner(.current(), plan).workingTree(since: base)
    } catch let failure as GitFailure {
      throw CallFailure(description: "\(hook ? "--hook" : "--since"): \(failure)")
    }
  }
}
