/// The two stable names of a rule. Users may write either.
package struct RuleID: Hashable, Sendable {
  /// `IST` or `MSH` and four digits, such as `IST0113`.
  package let code: String
  /// A name in kebab-case that says what was found, such as `mtls-policy-conflict`.
  package let name: String

  package init(code: String, name: String) {
    self.code = code
    self.name = name
  }
}

/// The identity of a Kubernetes object in the input.
package struct ResourceReference: Hashable, Sendable {
  package var apiVersion: String
  package var kind: String
  /// Nil where the manifest names none or the kind is cluster-scoped.
  package var namespace: String?
  package var name: String

  package init(apiVersion: String, kind: String, namespace: String?, name: String) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  /// `namespace/name`, or the name alone.
  package var path: String { namespace.map { "\($0)/\(name)" } ?? name }

  /// `Kind namespace/name`, the form in which Istio names a resource.
  package var friendlyName: String { "\(kind) \(path)" }
}

/// One problem that a rule found.
package struct Finding: Hashable, Sendable {
  /// A second place that helps to understand the finding.
  package struct Related: Hashable, Sendable {
    package var message: String
    package var span: SourceSpan

    package init(_ message: String, at span: SourceSpan) {
      self.message = message
      self.span = span
    }
  }

  /// What makes a finding the same in other runs where its object and place do not.
  package enum Subject: Hashable, Sendable {
    /// What several objects have in common, of which any may come first; empty for objects of one file.
    case shared(String)
    /// A suppression, by what it leaves out and by what it stands at, since a comment is part of no value; without a
    /// place for one of a whole object or file.
    case suppression(of: String, at: SourceSpan?)
  }

  package var rule: RuleID
  package var severity: Severity
  package var confidence: Confidence
  package var message: String
  /// One sentence that says what to do, or nil where the message says all.
  package var help: String?
  /// The resource that the finding is about; nil for a finding about a file.
  package var object: ResourceReference?
  package var span: SourceSpan
  package var related: [Related]
  /// The place whose line `istioctl analyze` prints; nil where it prints the first line of the document, or does not
  /// know the rule.
  package var istioctlSpan: SourceSpan?
  /// What the finding is about where its object and place do not say it.
  package var subject: Subject?

  // What the run adds to what the rule says.

  /// The mesh of the configuration that has the problem; nil where the configuration names no meshes.
  package var mesh: String?
  /// What makes this the same finding as one in another run; nil unless the run was asked to identify its findings.
  package var identity: FindingIdentity?
  /// Where in its manifest it stands, in the form of ``FindingIdentity/path``; nil where the identity is.
  package var path: String?
  /// Where the object was written, if the file of ``span`` holds what Helm or Kustomize rendered.
  package var origin: Origin?
  /// The place that a change touched, among those of the finding, where a code review shows it; nil outside of
  /// comparisons, and where the change touched none of them.
  package var anchor: SourceSpan?
  /// Who asked to leave the finding out, and why; nil for one that counts.
  package var suppression: AppliedSuppression?

  package init(
    rule: RuleID, severity: Severity, confidence: Confidence, message: String, help: String? = nil,
    object: ResourceReference?, span: SourceSpan, related: [Related] = [], istioctlSpan: SourceSpan? = nil,
    subject: Subject? = nil
  ) {
    self.rule = rule
    self.severity = severity
    self.confidence = confidence
    self.message = message
    self.help = help
    self.object = object
    self.span = span
    self.related = related
    self.istioctlSpan = istioctlSpan
    self.subject = subject
  }
}

extension Finding {
  /// The order of every report: by place, then by rule and words.
  package static func reportOrder(_ lhs: Finding, _ rhs: Finding) -> Bool {
    if lhs.span != rhs.span { return lhs.span < rhs.span }
    if lhs.mesh != rhs.mesh { return (lhs.mesh ?? "") < (rhs.mesh ?? "") }
    return (lhs.rule.code, lhs.message) < (rhs.rule.code, rhs.message)
  }
}

/// What a run found, and what it looked at.
package struct Report: Sendable {
  /// A rule that could not judge something because the input does not describe enough.
  package struct Incomplete: Hashable, Sendable {
    package var rule: RuleID
    /// How many resources or references were not judged.
    package var count: Int
    /// What the rule would have to know, in words.
    package var needs: String

    package init(rule: RuleID, count: Int, needs: String) {
      self.rule = rule
      self.count = count
      self.needs = needs
    }
  }

  /// What was read, counted.
  package struct Summary: Hashable, Sendable {
    package var files = 0
    package var resources = 0
    /// Resources of kinds that no rule looks at.
    package var otherKinds = 0
    /// Documents that are no Kubernetes manifests.
    package var otherDocuments = 0
    package var templates = 0
    /// Files that could not be read or parsed, at least in part.
    package var unreadable = 0
    package var rules = 0
    /// Findings that somebody asked to leave out.
    package var suppressed = 0
    /// Findings that the baseline accepts.
    package var baselined = 0
    /// Suppressions that name a resource as `Kind name.namespace` and left nothing out.
    package var dottedSuppressions: [String] = []

    package init() {}
  }

  package var files: SourceFiles
  /// The findings that count, in ``Finding/reportOrder(_:_:)``.
  package var findings: [Finding]
  /// The findings that somebody asked to leave out, in the same order.
  package var suppressed: [Finding] = []
  /// The meshes that the configuration names, in its order; empty where it names none.
  package var meshes: [String] = []
  /// The rules that ran, in the order of their list.
  package var rules: [RuleID] = []
  /// What the reader of the report must know about the run itself, a sentence each.
  package var notes: [String] = []
  package var summary: Summary
  package var incomplete: [Incomplete]
  /// Where the objects stand that have findings and are items of a List.
  package var listItems: [ResourceReference: SourceSpan]

  package init(
    files: SourceFiles, findings: [Finding], summary: Summary, incomplete: [Incomplete] = [],
    listItems: [ResourceReference: SourceSpan] = [:]
  ) {
    self.files = files
    self.findings = findings
    self.summary = summary
    self.incomplete = incomplete
    self.listItems = listItems
  }

  package func count(of severity: Severity) -> Int {
    findings.count { $0.severity == severity }
  }
}
