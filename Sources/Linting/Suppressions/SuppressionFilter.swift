import Diagnostics
import MeshModel
import MeshResolver
import MeshRules

/// Leaves out of the findings on one mesh what people asked to leave out.
struct SuppressionFilter {
  private var index: SuppressionIndex
  private let inTemplates: Set<SourceSpan>
  private let istioctl: IstioctlSuppressions

  init(_ mesh: Mesh, _ input: ReadInput, _ options: AnalysisOptions) {
    let policy = SuppressionPolicy(options.suppressionSettings, now: options.resolver.now)
    var placed = input.suppressions + mesh.suppressing.flatMap(SuppressionAnnotation.suppressions)
    for index in placed.indices { policy.review(&placed[index].written) }
    inTemplates = Set(placed.lazy.filter(\.isInTemplate).map(\.written.span))
    index = SuppressionIndex(placed + options.configuredSuppressions(ofSuppressionRules: false))
    istioctl = IstioctlSuppressions(options.suppressions, mesh.suppressing)
  }

  /// Whether nobody asks to leave anything out.
  var isEmpty: Bool { index.suppressions.isEmpty && istioctl.isEmpty }

  /// Notes in the findings who suppresses them.
  mutating func apply(to findings: inout [Finding]) {
    if isEmpty { return }
    for number in findings.indices {
      let finding = findings[number]
      findings[number].suppression = index.suppression(of: finding) ?? istioctl.suppression(of: finding)
    }
  }

  /// The suppressions of the mesh, and what became of them. To be asked when all findings were looked at.
  mutating func outcome(_ coverage: RunCoverage) -> [WrittenSuppression] {
    index.noteJudged { [inTemplates] written, choice in
      !inTemplates.contains(written.span) && coverage.canTell(choice, of: written)
    }
    return index.suppressions
  }
}
