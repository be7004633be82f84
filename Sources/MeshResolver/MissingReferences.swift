package import Diagnostics
import MeshModel

/// A reference to something that does not exist, as `istioctl analyze` reports it.
package struct MissingReference: Sendable {
  package var object: ResourceReference
  /// What is referred to, in Istio's word: `host`, `gateway`, `selector` and so on.
  package var type: String
  /// The value, in the form in which Istio prints it.
  package var value: String
  package var span: SourceSpan
  /// The place whose line Istio prints; nil where it is the first line of the document.
  package var istioctlSpan: SourceSpan?
  /// A value that was probably meant.
  package var suggestion: String?
  /// Where something of the name is declared that the object does not see.
  package var declared: SourceSpan?

  init(
    _ type: String, _ value: String, of object: any Resource, at span: SourceSpan, istioctlSpan: SourceSpan?,
    suggestion: String? = nil, declared: SourceSpan? = nil
  ) {
    self.object = object.metadata.reference
    self.type = type
    self.value = value
    self.span = span
    self.istioctlSpan = istioctlSpan
    self.suggestion = suggestion
    self.declared = declared
  }
}

/// What a search for missing things found, and what it could not judge.
package struct MissingReferences: Sendable {
  package var found: [MissingReference] = []
  /// What the input would have to show, in words, one for each reference that was not judged.
  package var unjudged: [String] = []

  mutating func append(_ other: MissingReferences) {
    found += other.found
    unjudged += other.unjudged
  }
}

extension EffectiveMesh {
  /// References of every kind that Istio checks and that lead to nothing.
  package func missingReferences() -> MissingReferences {
    var all = MissingReferences()
    all.append(missingNamespaces())
    all.append(missingCredentials())
    all.append(missingSelectors())
    all.append(missingGatewayPods())
    all.append(gatewayReferences().missing)
    all.append(missingRouteHosts())
    all.append(missingRouteSubsets())
    return all
  }
}
