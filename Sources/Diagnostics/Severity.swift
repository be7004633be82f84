/// How bad a finding is. The order is the order of increasing weight.
package enum Severity: String, Comparable, CaseIterable, Sendable {
  case info, warning, error

  /// The word that starts a finding in text form, as Istio writes it.
  package var title: String {
    switch self {
    case .info: "Info"
    case .warning: "Warning"
    case .error: "Error"
    }
  }

  private var weight: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.weight < rhs.weight }
}

/// How sure a rule is that what it found is a mistake.
package enum Confidence: String, CaseIterable, Sendable {
  case low, medium, high
}
