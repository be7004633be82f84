/// What makes two findings of different runs the same: the rule, the mesh, the object and the place inside it. Neither
/// lines nor files count, so that a finding stays the same when its file is renamed or grows.
package struct FindingIdentity: Hashable, Comparable, Sendable {
  /// The rule's name.
  package var rule: String
  /// The mesh of the configuration; empty for none.
  package var mesh: String
  /// `Kind namespace/name` with the API group in front (`apps/Deployment shop/cart`); empty for a finding about a file,
  /// and something else for one about many objects (``Finding/subject``).
  package var object: String
  /// Where in its manifest the finding stands, such as `spec.servers[https].tls.mode`. Items of a list go by their
  /// names, by their text, or by nothing, never by their number.
  package var path: String
  /// Which of the findings with the same four values this is, from 0.
  package var occurrence: Int

  package init(rule: String, mesh: String, object: String, path: String, occurrence: Int) {
    self.rule = rule
    self.mesh = mesh
    self.object = object
    self.path = path
    self.occurrence = occurrence
  }

  /// A digest of 16 hexadecimal digits.
  package var fingerprint: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for field in [rule, mesh, object, path, String(occurrence)] {
      // No field holds the byte 0xFF, which keeps them apart.
      for byte in Array(field.utf8) + [0xFF] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The identity of the first finding with the same four values.
  package var first: FindingIdentity {
    var identity = self
    identity.occurrence = 0
    return identity
  }

  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.rule, lhs.mesh, lhs.object, lhs.path, lhs.occurrence)
      < (rhs.rule, rhs.mesh, rhs.object, rhs.path, rhs.occurrence)
  }
}

/// The file from which a renderer made an object.
package struct Origin: Hashable, Sendable {
  /// As the renderer gives it: relative to the chart or the repository.
  package var path: String
  /// The line and column there; nil where only the file is known.
  package var position: SourcePosition?

  package init(path: String, position: SourcePosition? = nil) {
    self.path = path
    self.position = position
  }
}

/// Why a finding is left out.
package struct AppliedSuppression: Hashable, Sendable {
  package enum Source: String, Sendable { case comment, annotation, configuration, commandLine = "command line" }

  package var source: Source
  package var reason: String?
  /// The last day on which it holds, as `2027-01-31`; nil for good.
  package var until: String?
  /// Where it is written; nil on the command line.
  package var span: SourceSpan?

  package init(source: Source, reason: String? = nil, until: String? = nil, span: SourceSpan? = nil) {
    self.source = source
    self.reason = reason
    self.until = until
    self.span = span
  }
}
