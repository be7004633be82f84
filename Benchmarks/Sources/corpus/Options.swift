/// What the command line asks for.
struct Options {
  /// How the resources are spread over files.
  enum Layout: String, CaseIterable {
    /// All resources in `mesh.yaml`.
    case oneFile = "one-file"
    /// One file for each namespace.
    case perNamespace = "per-namespace"
    /// One folder for each namespace, and in it one file for each service.
    case perService = "per-service"
  }

  static let usage = """
    usage: corpus --output DIR [--services N] [--layout one-file|per-namespace|per-service]
                  [--seed S] [--findings-percent P]
    """

  let mesh: Mesh
  let layout: Layout
  let output: String

  /// Reads the arguments after the program's name.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var services = 1_000
    var seed: UInt64 = 1
    var findingsPercent = 1
    var layout = Layout.oneFile
    var output: String?
    var rest = arguments.makeIterator()
    while let option = rest.next() {
      guard let value = rest.next() else { throw UsageError(description: "'\(option)' is unknown or has no value") }
      switch option {
      case "--services": services = try Self.number(value, of: option, in: 1...10_000_000)
      case "--seed": seed = try Self.number(value, of: option, in: 0...UInt64.max)
      case "--findings-percent": findingsPercent = try Self.number(value, of: option, in: 0...100)
      case "--output": output = value
      case "--layout":
        guard let known = Layout(rawValue: value) else {
          let expected = Layout.allCases.map(\.rawValue).joined(separator: ", ")
          throw UsageError(description: "\(option) is one of \(expected), not '\(value)'")
        }
        layout = known
      default: throw UsageError(description: "'\(option)' is unknown")
      }
    }
    guard let output else { throw UsageError(description: "--output is missing") }
    self.output = output
    self.layout = layout
    mesh = Mesh(seed: seed, serviceCount: services, findingsPercent: findingsPercent)
  }

  private static func number<Value: FixedWidthInteger>(
    _ text: String, of option: String, in range: ClosedRange<Value>
  ) throws(UsageError) -> Value {
    guard let value = Value(text), range.contains(value) else {
      throw UsageError(
        description: "\(option) is a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
    }
    return value
  }
}

/// A command line that asks for nothing that can be done.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}
