/// A format of texts that the API server enforces (apiextensions-apiserver `pkg/apiserver/validation/formats.go`,
/// kube-openapi `pkg/validation/strfmt`). Where it takes more than a pattern can say, too much is let through.
struct ValueFormat: Sendable {
  /// What a text of the format is called.
  let description: String
  private let pattern: RegularExpression
  private let isDuration: Bool

  /// The formats by their names without dashes.
  private static let known: [String: ValueFormat] = patterns.reduce(into: [:]) { known, entry in
    guard let pattern = try? RegularExpression(entry.value.1) else { return }
    known[entry.key] = ValueFormat(
      description: entry.value.0, pattern: pattern, isDuration: entry.key == "duration")
  }

  /// Nil for a format that the API server does not know, or that takes any text.
  static func named(_ name: String) -> ValueFormat? { known[name.filter { $0 != "-" }] }

  func allows(_ text: String, effort: inout Int) -> Bool {
    text.isEmpty || isDuration && GoDuration.isDuration(text) || pattern.matches(text, steps: &effort)
  }

  private static let date = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
  private static let ipv4 = "([0-9]{1,3}\\.){3}[0-9]{1,3}"
  private static let ipv6 = "[0-9a-fA-F:]*:[0-9a-fA-F:]*(\(ipv4))?"
  private static let label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"

  private static func uuid(_ version: String, _ variant: String) -> String {
    "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?\(version)[0-9a-f]{3}-?\(variant)[0-9a-f]{3}-?[0-9a-f]{12}$"
  }

  /// What a format is called, and a pattern, by its name without dashes.
  private static let patterns: [String: (String, String)] = [
    "byte": (
      "text in base64", "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$"
    ),
    "date": ("date such as 2026-01-31", "^\(date)$"),
    "datetime": (
      "time such as 2026-01-31T12:00:00Z",
      "(?i)^\(date)t([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})$"
    ),
    "duration": ("duration such as 1m30s", "(?i)[0-9]\\s*(n|u|µ|μ|m|s|h|d|w)"),
    "email": ("email address", "[^@]@[^@]"),
    "hostname": (
      "host name",
      """
      ^([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|([a-zA-Z0-9\\p{S}\\p{L}]\
      (([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63})$
      """
    ),
    "ipv4": ("IPv4 address", "^(\(ipv4)|::ffff:\(ipv4))$"),
    "ipv6": ("IPv6 address", "^\(ipv6)$"),
    "cidr": ("range of IP addresses such as 10.0.0.0/8", "^(\(ipv4)|\(ipv6))/[0-9]{1,3}$"),
    "mac": ("MAC address", "^([0-9a-fA-F]{2,4}[:.-])+[0-9a-fA-F]{2,4}$"),
    "uri": ("URI", "^(/|\\*$|[a-zA-Z][-+.a-zA-Z0-9]*:)"),
    "uuid": ("UUID", uuid("[0-9a-f]", "[0-9a-f]")),
    "uuid3": ("UUID of version 3", uuid("3", "[0-9a-f]")),
    "uuid4": ("UUID of version 4", uuid("4", "[89ab]")),
    "uuid5": ("UUID of version 5", uuid("5", "[89ab]")),
    "hexcolor": ("color such as #ffffff", "^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"),
    "k8sshortname": ("name of up to 63 small letters, digits and dashes", "^\(label)$"),
    "k8slongname": ("name of small letters, digits, dashes and dots", "^\(label)(\\.\(label))*$"),
  ]
}
