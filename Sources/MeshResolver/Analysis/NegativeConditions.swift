package import Diagnostics
import MeshModel

/// A condition in the status of an object that says what does not work.
package struct NegativeCondition: Sendable {
  package var object: ResourceReference
  package var type: String
  package var reason: String
  package var message: String
  /// Where it stands, in the order of the text; more than one where a route has it for several parents.
  package var places: [SourceSpan]
}

extension EffectiveMesh {
  /// The conditions that Istio's analyzer reports (`pkg/config/analysis/analyzers/conditions/conditions.go`), each once
  /// for an object.
  package func negativeConditions() -> [NegativeCondition] {
    struct Words: Hashable {
      var type: String
      var reason: String
      var message: String
    }
    return analyzed(written.statusConditions).flatMap { object -> [NegativeCondition] in
      let conditions = object.conditions.filter { object.metadata.isNegative($0) }
      return Dictionary(grouping: conditions) { condition in
        Words(
          type: condition.type.value, reason: condition.reason?.value ?? "", message: condition.message?.value ?? "")
      }.map { words, conditions in
        NegativeCondition(
          object: object.metadata.reference, type: words.type, reason: words.reason, message: words.message,
          places: conditions.map { $0.status?.span ?? $0.type.span })
      }
    }
  }
}

extension Metadata {
  fileprivate func isNegative(_ condition: StatusConditions.Condition) -> Bool {
    let (type, isFalse) = (condition.type.value, condition.status?.value == "False")
    return switch (group, kind.value) {
    case ("", "Service"), ("networking.istio.io", "ServiceEntry"), ("networking.istio.io", "WorkloadEntry"):
      isFalse && type == "istio.io/WaypointBound"
    case ("security.istio.io", "AuthorizationPolicy"):
      isFalse && type == "ZtunnelAccepted"
        || type == "WaypointAccepted" && (isFalse || condition.reason?.value == "PartiallyInvalid")
    case ("gateway.networking.k8s.io", "Gateway"), ("gateway.networking.k8s.io", "HTTPRoute"),
      ("gateway.networking.k8s.io", "GRPCRoute"):
      isFalse && ["Accepted", "Programmed", "ResolvedRefs"].contains(type)
    default: false
    }
  }
}
