package import Diagnostics
package import MeshModel
package import MeshRules
import RuleCatalogue

/// What a `.meshlint.yaml` says, with what it extends merged in and what the call says put over it. Paths and patterns
/// are relative to the working directory of the call, whatever file they stand in.
///
/// A missing setting stays missing (nil or empty): the command knows the defaults.
package struct Configuration: Sendable {
  /// One mesh: what is judged together. Nothing leaks from one mesh into another.
  package struct Mesh: Sendable {
    /// Nil for the only mesh of a configuration that names none.
    package var name: String?
    /// Files and directories with the manifests.
    package var roots: [String] = []
    /// Files and directories that are loaded, but on which nothing is reported.
    package var context: [String] = []
    package var schemas: Schemas?
    package var rootNamespace: String?
    package var trustDomain: String?
    package var revisions: [String] = []
    package var meshConfigPath: String?
    package var meshNetworksPath: String?
    /// How many seconds before its end a certificate is reported.
    package var expiryWindow: Int?
    package var external: [ExternalResource] = []
    package var isComplete: Bool?
    package var severities: [RuleID: Severity] = [:]

    package init(name: String? = nil) { self.name = name }
  }

  /// A suppression by rule and object.
  package struct Suppression: Sendable {
    package var rule: RuleID
    /// `Kind namespace/name`, in which `*` stands for any text.
    package var object: String
    package var reason: String?
    /// The last day on which it holds, as `2027-01-31`.
    package var until: String?
    /// Where it stands in the configuration.
    package var span: SourceSpan

    package init(rule: RuleID, object: String, reason: String?, until: String?, span: SourceSpan) {
      self.rule = rule
      self.object = object
      self.reason = reason
      self.until = until
      self.span = span
    }
  }

  package struct SuppressionSettings: Sendable {
    package var requiresReason: Bool?
    /// How many days ahead `until` may lie; nil for any number.
    package var maximumDays: Int?
    /// How bad a suppression is that leaves out nothing.
    package var unused: UnusedSuppression?
    package var entries: [Suppression] = []

    package init() {}
  }

  /// What is said about a suppression that leaves out nothing.
  package enum UnusedSuppression: Hashable, Sendable {
    case reported(Severity)
    case off
  }

  /// The files that were read: the configuration itself first, then what it extends. Places in the settings point here.
  package var files = SourceFiles()
  package var meshes: [Mesh] = []
  package var filter = FileFilter()
  package var namespaces: [NamespacePattern] = []
  package var selection = RuleSelection()
  /// What the call itself says about rules; it comes before anything that a file says, for whatever mesh or path.
  package var calledSelection = RuleSelection()
  package var ruleOptions = RuleOptions()
  package var suppressions = SuppressionSettings()
  package var baselinePath: String?
  package var failOn: FailureThreshold?
  package var minimumSeverity: Severity?
  /// As `FORMAT` or `FORMAT=FILE`.
  package var formats: [String] = []

  package init() {}
}

/// The least severity that makes a run fail.
package enum FailureThreshold: String, CaseIterable, Sendable { case error, warning, info, never }
