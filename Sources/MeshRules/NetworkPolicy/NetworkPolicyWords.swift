import Diagnostics
import MeshModel

extension Sequence<NetworkPolicy> {
  /// What else isolates the pods for a direction, beside the policy that a finding is about.
  func alsoIsolating(_ direction: NetworkPolicy.Direction) -> [Finding.Related] {
    map { Finding.Related("\($0.title) isolates pods too", at: $0.place(of: direction)) }.eachPlaceOnce()
  }
}
