package import Diagnostics
import YAMLTree

/// A rule of a route: which requests it is for. What is not written is nil.
package struct RouteRule: Sendable {
  /// A path, header or query parameter.
  package struct Value: Sendable {
    /// `Exact`, `PathPrefix` or `RegularExpression`.
    package var type: Located<String>?
    /// Of a header or query parameter.
    package var name: Located<String>?
    package var value: Located<String>?

    init(_ node: ManifestNode) {
      type = node["type"]?.string
      name = node["name"]?.string
      value = node["value"]?.string
    }
  }

  /// The method of a GRPCRoute.
  package struct GRPCMethod: Sendable {
    package var type: Located<String>?
    package var service: Located<String>?
    package var method: Located<String>?
  }

  /// What a request has to be, all of it.
  package struct Match: Sendable {
    /// `/` as a prefix where none is written.
    package var path: Value?
    package var method: Located<String>?
    package var grpcMethod: GRPCMethod?
    package var headers: [Value]
    package var queryParams: [Value]
    package var span: SourceSpan

    init(_ node: ManifestNode) {
      path = node["path"].map(Value.init)
      method = node["method"]?.string
      grpcMethod = node["method"].flatMap { method in
        method.node.isMapping
          ? GRPCMethod(
            type: method["type"]?.string, service: method["service"]?.string, method: method["method"]?.string) : nil
      }
      headers = node["headers"]?.compactMapItems(Value.init) ?? []
      queryParams = node["queryParams"]?.compactMapItems(Value.init) ?? []
      span = node.span
    }
  }

  /// Empty for every request.
  package var matches: [Match]
  /// The types of the filters, such as `RequestRedirect`.
  package var filters: [Located<String>]
  package var backendRefs: [ObjectReference]
  package var span: SourceSpan

  init(_ node: ManifestNode) {
    matches = node["matches"]?.compactMapItems(Match.init) ?? []
    filters = node["filters"]?.compactMapItems { $0["type"]?.string } ?? []
    backendRefs = node["backendRefs"]?.compactMapItems(ObjectReference.init) ?? []
    span = node.span
  }
}
