/// A mesh that is never held in memory: every namespace and service follows from the seed and its number.
struct Mesh {
  /// The number of services that share a namespace; the last namespace may have fewer.
  static let servicesPerNamespace = 15

  /// The share of services with a VirtualService.
  private static let routedPercent = 70

  let seed: UInt64
  let serviceCount: Int

  /// The share of DestinationRules that turn off the mutual TLS that their host requires.
  let findingsPercent: Int

  /// The number of namespaces with services.
  var namespaceCount: Int {
    (serviceCount + Self.servicesPerNamespace - 1) / Self.servicesPerNamespace
  }

  /// Returns the name of a namespace, which is also its team's.
  func namespace(at index: Int) -> String {
    let team = Self.teams[index % Self.teams.count]
    let round = index / Self.teams.count
    return round == 0 ? team : "\(team)-\(round + 1)"
  }

  /// Returns the numbers of the services in a namespace.
  func services(inNamespaceAt index: Int) -> Range<Int> {
    let start = index * Self.servicesPerNamespace
    return start..<min(start + Self.servicesPerNamespace, serviceCount)
  }

  /// Returns where a service stands: its names.
  ///
  /// The roles of a namespace are a walk through all roles with a step of its own. Their number is prime, so no role
  /// comes twice.
  func address(at index: Int) -> ServiceAddress {
    let (namespaceIndex, slot) = index.quotientAndRemainder(dividingBy: Self.servicesPerNamespace)
    var random = SplitMix64(seed: seed, part: -1 - namespaceIndex)
    let start = random.number(below: Self.roles.count)
    let step = 1 + random.number(below: Self.roles.count - 1)
    return ServiceAddress(
      namespace: namespace(at: namespaceIndex), role: Self.roles[(start + slot * step) % Self.roles.count])
  }

  /// Returns a service with everything that its manifests say.
  func service(at index: Int) -> Service {
    var random = SplitMix64(seed: seed, part: index)
    // The service before this one names this one in its environment, so it is always among the callers.
    var callers = [(index + serviceCount - 1) % serviceCount]
    for _ in 0..<random.number(below: 3) {
      let caller = random.number(below: serviceCount)
      if caller != index, !callers.contains(caller) {
        callers.append(caller)
      }
    }
    return Service(
      address: address(at: index),
      callers: callers.map { address(at: $0) },
      upstream: address(at: (index + 1) % serviceCount),
      isRouted: Self.isChosen(index, percent: Self.routedPercent),
      turnsMutualTLSOff: Self.isChosen(index, percent: findingsPercent),
      random: random)
  }

  /// Whether a number is among the chosen ones, which are spread evenly and exactly `percent` of each hundred.
  private static func isChosen(_ index: Int, percent: Int) -> Bool {
    (index + 1) * percent / 100 > index * percent / 100
  }

  /// The words that name namespaces.
  private static let teams = [
    "accounts", "billing", "booking", "campaigns", "cart", "catalog", "checkout", "claims", "compliance", "contracts",
    "content", "customers", "delivery", "devices", "discovery", "documents", "fraud", "fulfilment", "identity",
    "inventory", "invoicing", "journeys", "lending", "logistics", "loyalty", "marketplace", "media", "messaging",
    "orders", "partners", "payments", "pricing", "procurement", "profiles", "promotions", "ratings", "returns",
    "shipping", "subscriptions", "treasury",
  ]

  /// The words that name the services of a namespace; their number is prime.
  private static let roles = [
    "api", "archive", "audit", "backoffice", "batch", "bff", "cache", "calculator", "converter", "dispatcher",
    "enricher", "events", "exporter", "feed", "history", "importer", "index", "ledger", "lookup", "matcher", "notifier",
    "planner", "publisher", "reporting", "router", "scheduler", "search", "settings", "store", "sync", "worker",
  ]
}

/// The names of a service.
struct ServiceAddress {
  let namespace: String
  let role: String

  /// The name of the service, its workload, its service account and its policies.
  var name: String { "\(namespace)-\(role)" }

  /// The service's fully qualified host name.
  var host: String { "\(name).\(namespace).svc.cluster.local" }

  /// The identity that the service's workload presents.
  var principal: String { "cluster.local/ns/\(namespace)/sa/\(name)" }
}
