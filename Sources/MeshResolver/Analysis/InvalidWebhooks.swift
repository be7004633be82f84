package import Diagnostics
package import MeshModel

/// Webhooks for injection that select the same pods.
package struct OverlappingWebhook: Sendable {
  package var configuration: WebhookConfiguration
  package var webhook: WebhookConfiguration.Webhook
  /// The first of the others as `configuration/webhook`, sorted.
  package var others: [String]
  package var otherPlaces: [SourceSpan]
}

/// A webhook for injection that calls a Service which does not exist.
package struct UnservedWebhook: Sendable {
  package var configuration: WebhookConfiguration
  /// `namespace/name` of the Service.
  package var service: String
  package var place: SourceSpan
}

extension EffectiveMesh {
  /// The configurations whose webhooks inject: they name a revision, or have a webhook of Istio's
  /// (`pkg/config/analysis/analyzers/webhook/webhook.go`).
  private var injectingConfigurations: [WebhookConfiguration] {
    mesh.webhookConfigurations.filter { configuration in
      configuration.isMutating
        && (configuration.webhooks.contains(where: \.isIstio) || !configuration.revisions.isEmpty)
    }.sorted { $0.name < $1.name }
  }

  /// The webhooks that may inject a pod for a second time.
  ///
  /// Every combination of the labels that Istio's webhooks ask for is tried. A webhook is found once for each set of
  /// others with which it overlaps, and a configuration once for each set, as Istio prints it.
  package func overlappingWebhooks() -> [OverlappingWebhook] {
    let configurations = injectingConfigurations
    let webhooks = configurations.flatMap { configuration in
      configuration.webhooks.map { InjectingWebhook(configuration: configuration, webhook: $0) }
    }
    guard webhooks.count > 1 else { return [] }
    let revisions = Set(configurations.flatMap(\.revisions)).count
    let namespaces = webhooks.map { Selection($0.webhook.namespaceSelector, of: .namespace) }
    let objects = webhooks.map { Selection($0.webhook.objectSelector, of: .object) }
    let groups = Selection.groups(among: Array(webhooks.indices), namespaces, revisions: revisions)
      .reduce(into: Set<[Int]>()) { found, together in
        found.formUnion(Selection.groups(among: together, objects, revisions: revisions))
      }
    var found: [OverlappingWebhook] = []
    var seen: Set<[String]> = []
    for group in groups.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let sorted = group.map { webhooks[$0] }.sorted { $0.name < $1.name }
      for own in sorted {
        // No more are named than anybody reads: with many, the names would fill the report.
        let others = sorted.prefix(OverlappingWebhook.limit + 1).filter { $0.name != own.name }
          .prefix(OverlappingWebhook.limit)
        let names = others.map(\.name)
        guard !others.isEmpty, seen.insert([own.configuration.name] + names).inserted else { continue }
        found.append(
          OverlappingWebhook(
            configuration: own.configuration, webhook: own.webhook, others: names, otherPlaces: others.map(\.place)))
      }
    }
    return found
  }

  /// The webhooks whose Service is missing from the input although it describes the namespace of it; those for which it
  /// does not are given as `unjudged`, by the Service.
  package func unservedWebhooks() -> (missing: [UnservedWebhook], unjudged: [String]) {
    let services = Set(mesh.services.map(\.metadata.key))
    var missing: [UnservedWebhook] = []
    var unjudged: Set<String> = []
    for configuration in injectingConfigurations {
      var seen: Set<String> = []
      for webhook in configuration.webhooks {
        guard let service = webhook.service, let name = service.name, let namespace = service.namespace else {
          continue
        }
        let key = "\(namespace.value)/\(name.value)"
        guard !services.contains(key), seen.insert(key).inserted else { continue }
        if options.isComplete || mesh.describes(namespace.value) {
          missing.append(UnservedWebhook(configuration: configuration, service: key, place: name.span))
        } else {
          unjudged.insert(key)
        }
      }
    }
    return (missing, unjudged.sorted())
  }
}

extension OverlappingWebhook {
  /// How many other webhooks are named.
  fileprivate static let limit = 20
}

private struct InjectingWebhook {
  var configuration: WebhookConfiguration
  var webhook: WebhookConfiguration.Webhook

  var name: String { "\(configuration.name)/\(webhook.name?.value ?? "")" }
  var place: SourceSpan { webhook.name?.span ?? webhook.span }
}

/// Which combinations of labels a selector chooses: a value of the label for injection, or none, with each revision, or
/// none.
private struct Selection {
  enum Labels {
    case namespace, object

    var key: String { self == .namespace ? "istio-injection" : "sidecar.istio.io/inject" }
    var values: [String?] { self == .namespace ? [nil, "enabled", "disabled"] : [nil, "true", "false"] }
  }

  /// What is chosen beside one value of the label for injection.
  private struct Choice {
    var withoutRevision: Bool
    var byRevision: [String: Bool]
    /// Revisions that the selector does not name are all one to it.
    var otherRevisions: Bool
  }

  private var choices: [Choice]

  init(_ selector: LabelSelector?, of labels: Labels) {
    let named = selector?.revisions ?? []
    // Longer than any that is named.
    let other = String(repeating: "x", count: (named.map(\.count).max() ?? 0) + 1)
    choices = labels.values.map { value in
      func isChosen(_ revision: String?) -> Bool {
        var pairs = value.map { [labels.key: $0] } ?? [:]
        pairs["istio.io/rev"] = revision
        return selector?.matches(pairs) ?? true
      }
      return Choice(
        withoutRevision: isChosen(nil), byRevision: Dictionary(uniqueKeysWithValues: named.map { ($0, isChosen($0)) }),
        otherRevisions: isChosen(other))
    }
  }

  /// The sets of `members` that some combination of labels brings together, two or more in each. Linear in the number
  /// of members, unless many choose revisions that they do not name.
  ///
  /// `revisions`: How many there are.
  static func groups(among members: [Int], _ selections: [Selection], revisions: Int) -> Set<[Int]> {
    var groups: Set<[Int]> = []
    for value in Labels.namespace.values.indices {
      func choice(_ member: Int) -> Choice { selections[member].choices[value] }
      groups.insert(members.filter { choice($0).withoutRevision })
      let general = members.filter { choice($0).otherRevisions }
      var named: [String: [Int]] = [:]
      for member in members {
        for (revision, isChosen) in choice(member).byRevision {
          named[revision, default: []] += isChosen ? [member] : []
        }
      }
      if named.count < revisions { groups.insert(general) }
      for (revision, chosen) in named {
        groups.insert((chosen + general.filter { choice($0).byRevision[revision] == nil }).sorted())
      }
    }
    return groups.filter { $0.count > 1 }
  }
}

extension WebhookConfiguration {
  /// The revisions that its label and its selectors name.
  fileprivate var revisions: Set<String> {
    var found = Set([metadata.labels["istio.io/rev"]?.value].compactMap(\.self))
    for webhook in webhooks {
      for selector in [webhook.namespaceSelector, webhook.objectSelector] {
        found.formUnion(selector?.revisions ?? [])
      }
    }
    return found
  }
}

extension LabelSelector {
  fileprivate var revisions: Set<String> {
    let key = "istio.io/rev"
    var found = Set(matchExpressions.filter { $0.key.value == key }.flatMap { $0.values.map(\.value) })
    if let label = matchLabels[key] { found.insert(label.value) }
    return found
  }
}
