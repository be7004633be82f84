package import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// What every rule has, whatever it looks at: a ``Rule`` at the mesh, a ``SuppressionRule`` at what people left out.
///
/// A rule is a value without state; identifier, order, suppressions and severities of the user's choice are left to the
/// ``Linter``.
package protocol CataloguedRule: Sendable {
  /// The rule's page in the catalogue; it gives the rule its identifier and default severity.
  static var page: RulePage { get }

  /// Whether the rule runs unless somebody asks otherwise. One that states a preference, such as STRICT everywhere, is
  /// off until it is selected.
  static var isOnByDefault: Bool { get }

  init()
}

extension CataloguedRule {
  package static var isOnByDefault: Bool { true }
}

/// Which input a rule is for.
package enum RuleScope: Sendable {
  /// Any Kubernetes manifests.
  case kubernetes
  /// Those that are not about Linkerd alone.
  case istio
  /// Those that say something of Linkerd.
  case linkerd
}

/// A check over the whole mesh. It asks the resolver, words the answer and reports it.
package protocol Rule: CataloguedRule {
  /// Whether the rule speaks about objects with placeholders too. Most would complain about what stands in for a value.
  static var judgesPlaceholders: Bool { get }

  /// What the configuration can set for the rule. A rule is right without; an option says what only its user can know.
  static var options: [RuleOption] { get }

  /// Whether the rule says what a namespace lacks, of whatever object in it, so that the Namespace itself can ask for
  /// the findings to be left out.
  static var judgesNamespaces: Bool { get }

  /// What the rule is for; it is not run on other input.
  static var scope: RuleScope { get }

  func check(_ context: RuleContext, _ findings: inout RuleFindings)
}

extension Rule {
  package static var judgesPlaceholders: Bool { false }
  package static var options: [RuleOption] { [] }
  package static var judgesNamespaces: Bool { false }
  package static var scope: RuleScope { .istio }
}

/// A check of what Linkerd does.
package protocol LinkerdRule: Rule {
  func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings)
}

extension LinkerdRule {
  package static var scope: RuleScope { .linkerd }

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    guard let linkerd = context.mesh.linkerd else { return }
    check(linkerd, context, &findings)
  }
}

/// A setting of a rule: a list of names that it passes over, in which `*` stands for any text.
package struct RuleOption: Hashable, Sendable {
  package let name: String
  /// One sentence, as it stands on the rule's page.
  package let documentation: String

  init(_ name: String, _ documentation: String) {
    self.name = name
    self.documentation = documentation
  }
}

/// The values of the options of rules.
package struct RuleOptions: Sendable {
  /// Whether an option of a rule, by its name, covers a name.
  private var tests: [RuleID: [String: @Sendable (String) -> Bool]] = [:]

  package init() {}

  package mutating func set(_ option: String, of rule: RuleID, to covers: @escaping @Sendable (String) -> Bool) {
    tests[rule, default: [:]][option] = covers
  }

  /// Whether an option of a rule covers a name; false where it is not set.
  func covers(_ name: String, _ option: RuleOption, of rule: any Rule.Type) -> Bool {
    tests[rule.page.id]?[option.name]?(name) ?? false
  }
}

/// What a rule may look at. A class, because every rule is given it and copying so many values takes longer than most
/// rules do.
package final class RuleContext: Sendable {
  package let mesh: EffectiveMesh
  /// The connections that are refused, by their causes.
  package let survey: ConnectionSurvey
  /// The calls that workloads name themselves and that cannot be mutual TLS.
  package let calls: [UnprotectedCall]
  /// The rules of AuthorizationPolicies among themselves.
  package let relations: RuleRelations
  /// The AuthorizationPolicies in force, and the servers they hold for.
  package let authorization: AuthorizationSurvey
  /// Who reads tokens, and who asks for them.
  package let tokens: TokenSurvey
  /// What the AuthorizationPolicies say about the identities of clients.
  package let identities: NamedIdentities
  /// What is wrong with the files themselves.
  package let input: [InputProblem]
  /// What the configuration sets for single rules.
  package let options: RuleOptions

  package init(mesh: EffectiveMesh, input: [InputProblem] = [], options: RuleOptions = RuleOptions()) async {
    async let calls = mesh.unprotectedCalls()
    async let relations = RuleRelations(mesh)
    async let authorization = AuthorizationSurvey(mesh)
    async let identities = mesh.namedIdentities()
    self.mesh = mesh
    self.input = input
    self.options = options
    survey = mesh.survey()
    self.calls = await calls
    self.relations = await relations
    self.authorization = await authorization
    tokens = TokenSurvey(self.authorization)
    self.identities = await identities
  }

  /// Whether a policy for the workloads of a namespace may be called missing: it may stand in the root namespace too.
  package func describesPolicies(for namespace: String) -> Bool {
    mesh.describesRootNamespace && (namespace == mesh.settings.rootNamespace.value || describes(namespace))
  }

  /// Whether a policy of a mesh for the workloads of a namespace may be called missing. Linkerd's stand in the
  /// namespace itself.
  package func describesPolicies(of mesh: MeshKind, for namespace: String) -> Bool {
    mesh == .linkerd ? describes(namespace) : describesPolicies(for: namespace)
  }

  /// Whether what is absent from a namespace may be called missing: the input describes the namespace, or says that it
  /// is complete.
  package func describes(_ namespace: String) -> Bool {
    mesh.options.isComplete || mesh.mesh.describes(namespace)
  }
}

/// Something about a file of the input that is no property of a resource.
package struct InputProblem: Sendable {
  package enum Kind: Sendable {
    case unreadable(message: String, help: String?)
    case duplicateKey(String, first: SourceSpan)
    case template
    /// A link that leads out of the given paths.
    case foreignLink
  }

  package var kind: Kind
  package var span: SourceSpan

  package init(_ kind: Kind, at span: SourceSpan) {
    self.kind = kind
    self.span = span
  }
}

/// What a rule says: the words and the places. The ``Linter`` adds the rest.
package struct RuleFinding: Sendable {
  package var message: String
  package var object: ResourceReference?
  package var span: SourceSpan
  package var related: [Finding.Related]
  package var help: String?
  /// Nil for the rule's own severity.
  package var severity: Severity?
  /// See ``Finding/istioctlSpan``.
  package var istioctlSpan: SourceSpan?
  /// See ``Finding/subject``.
  package var subject: Finding.Subject?

  package init(
    _ message: String, on object: ResourceReference?, at span: SourceSpan, related: [Finding.Related] = [],
    help: String? = nil, severity: Severity? = nil, istioctlSpan: SourceSpan? = nil,
    subject: Finding.Subject? = nil
  ) {
    self.message = message
    self.object = object
    self.span = span
    self.related = related
    self.help = help
    self.severity = severity
    self.istioctlSpan = istioctlSpan
    self.subject = subject
  }
}

/// Collects what one rule finds.
package struct RuleFindings: Sendable {
  package private(set) var findings: [RuleFinding] = []
  /// How often the rule could not judge, by what it would have had to know.
  package private(set) var unjudged: [String: Int] = [:]

  package init() {}

  package mutating func report(_ finding: RuleFinding) { findings.append(finding) }

  /// Notes that something was not judged because the input does not tell enough.
  package mutating func skip(needs: String) { unjudged[needs, default: 0] += 1 }
}
