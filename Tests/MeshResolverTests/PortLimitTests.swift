import Testing

@testable import MeshResolver

@Suite struct `Limits of ports` {
  private static let ports = [80, 81, 82]
  /// Every limit over three ports, of both forms.
  private static let all: [PortLimit] = (0..<8).flatMap { bits -> [PortLimit] in
    let some = Set(ports.indices.filter { bits & (1 << $0) != 0 }.map { ports[$0] })
    return [.only(some), .allBut(some)]
  }

  @Test func `hold for the ports of both, and of any`() {
    for one in Self.all {
      for other in Self.all {
        for port in Self.ports + [9999] {
          let (left, right) = (one.contains(port), other.contains(port))
          #expect(one.intersection(other).contains(port) == (left && right))
          #expect(PortLimit(anyOf: [one, other]).contains(port) == (left || right))
        }
      }
    }
    #expect(PortLimit(anyOf: []) == .none)
  }
}
