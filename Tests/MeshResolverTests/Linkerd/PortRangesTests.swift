import MeshResolver
import Testing

/// What `policy-controller/k8s/index/src/ports.rs` parse_portset and `ParsePortRange` of `linkerd2-proxy-init` make of
/// lists.
@Suite struct `Lists of ports` {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    /// Nil where the policy controller drops the list.
    var policy: [ClosedRange<Int>]?
    var redirection: [ClosedRange<Int>]

    var testDescription: String { text }
  }

  static let cases: [Case] = [
    Case(text: "", policy: [], redirection: []),
    Case(text: "25", policy: [25...25], redirection: [25...25]),
    Case(text: "25,587,", policy: [25...25, 587...587], redirection: [25...25, 587...587]),
    Case(text: "4000-4999", policy: [4000...4999], redirection: [4000...4999]),
    Case(text: "25, 587", policy: [25...25, 587...587], redirection: [25...25]),
    Case(text: "80 - 90", policy: [80...90], redirection: []),
    Case(text: "25,mysql", policy: nil, redirection: [25...25]),
    Case(text: "0", policy: nil, redirection: [0...0]),
    Case(text: "90-80", policy: nil, redirection: []),
    Case(text: "90-", policy: nil, redirection: []),
    Case(text: "-90", policy: nil, redirection: []),
    Case(text: "65536", policy: nil, redirection: []),
    Case(text: "1-65535", policy: [1...65535], redirection: [1...65535]),
  ]

  @Test(arguments: cases) func `are read by each part of Linkerd in its own way`(row: Case) {
    #expect(PortRanges(policy: row.text)?.ranges == row.policy)
    #expect(PortRanges(redirection: row.text).ranges == row.redirection)
  }
}
