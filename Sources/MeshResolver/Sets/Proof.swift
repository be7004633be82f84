/// The answer of a proof: some questions about sets of requests are left open.
package enum Proof: Sendable {
  case yes, no, unknown

  init(_ isSo: Bool) { self = isSo ? .yes : .no }

  var negated: Proof {
    switch self {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }
}

extension Sequence {
  /// Whether the answer is yes for every element; stops at the first no.
  func proveAll(_ answer: (Element) -> Proof) -> Proof {
    var result = Proof.yes
    for element in self {
      switch answer(element) {
      case .yes: continue
      case .no: return .no
      case .unknown: result = .unknown
      }
    }
    return result
  }

  /// Whether the answer is yes for at least one element; stops at the first yes.
  func proveAny(_ answer: (Element) -> Proof) -> Proof { proveAll { answer($0).negated }.negated }
}
