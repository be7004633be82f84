import MeshModel

/// What a template of a ClusterSPIFFEID becomes for some pods.
package struct SPIRERendering: Sendable {
  package enum Piece: Hashable, Sendable {
    case text(String)
    /// What the input does not tell, and what is never empty and can stand in a SPIFFE ID, such as the name of a pod.
    case opaque
  }

  /// A field that the data of the template does not have, so that rendering fails.
  package struct Failure: Error, Hashable {
    /// `.PodMeta.Nmae`.
    package let field: String
    /// What does not have it.
    package let owner: String
    /// What is meant, perhaps.
    package let suggestion: String?
  }

  package private(set) var pieces: [Piece] = []
  /// Whether ``pieces`` are all of it, so that nothing depends on what is not read here.
  package private(set) var isComplete = true
  /// The labels and annotations that the template asks for and that the pods do not have.
  package private(set) var missing: [String] = []

  /// `workload`: Whose pods; nil for any pods. `trustDomain`: Nil where the input does not tell.
  init(_ template: GoTemplate, of workload: Workload?, trustDomain: String?) throws(Failure) {
    let data = SPIRETemplateData(workload: workload, trustDomain: trustDomain)
    for part in template.parts {
      switch part {
      case .text(let text): pieces.append(.text(text))
      case .value(let expression): add(try value(of: expression, data))
      case .block: isComplete = false
      }
    }
  }

  private mutating func add(_ value: SPIRETemplateData.Value) {
    switch value {
    case .pieces(let found): pieces += found
    // What Go writes for a map without the key.
    case .missing: pieces.append(.text("<no value>"))
    case .labels, .unknown: isComplete = false
    }
  }

  private mutating func value(
    of expression: GoTemplate.Expression, _ data: SPIRETemplateData
  ) throws(Failure) -> SPIRETemplateData.Value {
    switch expression {
    case .constant(let text): return .pieces([.text(text)])
    case .field(let names):
      let value = try data.value(of: names)
      if case .missing(let key) = value { missing.append(key) }
      return value
    case .call("index", let arguments): return try index(arguments, data)
    case .call("or", let arguments): return try firstOf(arguments, data)
    case .call("print", let arguments):
      var pieces: [Piece] = []
      for argument in arguments {
        guard case .pieces(let found) = try value(of: argument, data) else { return .unknown }
        pieces += found
      }
      return .pieces(pieces)
    case .call(_, let arguments):
      if let first = arguments.first { _ = try value(of: first, data) }
      return .unknown
    case .other: return .unknown
    }
  }

  /// `index .PodMeta.Labels "KEY"`, which is empty where there is no such label.
  private mutating func index(
    _ arguments: [GoTemplate.Expression], _ data: SPIRETemplateData
  ) throws(Failure) -> SPIRETemplateData.Value {
    guard let map = arguments.first, case .labels(let isAnnotation) = try value(of: map, data),
      arguments.count == 2, case .constant(let key) = arguments[1]
    else { return .unknown }
    if let value = data.entry(key, isAnnotation: isAnnotation) { return value }
    missing.append(key)
    return .pieces([])
  }

  /// `or`, which stops at the first value that is not empty.
  private mutating func firstOf(
    _ arguments: [GoTemplate.Expression], _ data: SPIRETemplateData
  ) throws(Failure) -> SPIRETemplateData.Value {
    let before = missing
    var last = SPIRETemplateData.Value.unknown
    for argument in arguments {
      last = try value(of: argument, data)
      switch last {
      case .pieces(let pieces):
        if pieces.allSatisfy({ $0 == .text("") }) { continue }
        missing = before
        return last
      case .missing: continue
      case .labels, .unknown: return .unknown
      }
    }
    return last
  }

  /// The text, with `stand-in` in place of what the input does not tell; nil where more than that is not known.
  package func text(standIn: String = "x") -> String? {
    guard isComplete else { return nil }
    return pieces.map { piece in if case .text(let text) = piece { text } else { standIn } }.joined()
  }
}
