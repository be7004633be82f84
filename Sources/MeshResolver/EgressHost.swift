/// One entry of a Sidecar's egress hosts: `namespace/host`, each possibly a wildcard.
struct EgressHost {
  /// `*` for every namespace.
  var namespace: String
  var host: String
  /// Whether the entry takes away what others let in (`~` before the namespace).
  var isExcluded: Bool

  /// Nil for what is no such entry.
  ///
  /// `owner`: The namespace that `.` stands for.
  init?(_ text: String, in owner: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else { return nil }
    isExcluded = parts[0].hasPrefix("~")
    let name = isExcluded ? String(parts[0].dropFirst()) : parts[0]
    namespace = name == "." ? owner : name.isEmpty ? "*" : name
    host = parts[1]
  }

  /// Whether the entry names hosts of a namespace.
  func concerns(_ namespace: String) -> Bool { self.namespace == "*" || self.namespace == namespace }
}
