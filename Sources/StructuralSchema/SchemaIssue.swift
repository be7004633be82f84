package import YAMLTree

/// Something about an object that does not fit its ``Schema``.
package struct SchemaIssue: Sendable {
  package var problem: SchemaProblem
  /// The key or value that is wrong.
  package var node: YAMLNode

  package init(problem: SchemaProblem, node: YAMLNode) {
    self.problem = problem
    self.node = node
  }
}

package enum SchemaProblem: Hashable, Sendable {
  /// A field that the object does not have.
  case unknownField(UnknownField)
  case unknownEnumValue(value: String, field: String, suggestion: String?, expected: [String])
  case wrongType(WrongType)
  /// A required field that is not there.
  case missingField(name: String, object: String)
  /// A value outside of its limits, and what is wrong with it; undecodable where Istio's reader fails on it, too.
  case invalidValue(field: String, reason: String, isUndecodable: Bool = false)

  package struct UnknownField: Hashable, Sendable {
    /// Why the field is unknown, where more is known than its name.
    package enum Hint: Hashable, Sendable {
      /// It belongs into the object around this one, which messages call `object`.
      case oneLevelUp(object: String)
      /// It belongs into one of the fields of this object.
      case oneLevelDown(field: String)
      /// It came with a later version of Istio, or went with an earlier one.
      case since(SchemaVersion)
      case until(SchemaVersion)
      /// Another API version of the kind has it.
      case otherVersion(String)
      /// It is written with underscores, as the Protocol Buffers definition writes it: istiod and istioctl read that.
      case underscores
    }

    package var name: String
    /// What the object is called that does not have it.
    package var object: String
    package var suggestion: String?
    package var hint: Hint?
    /// What could stand there instead; empty where that is a long list.
    package var expected: [String]

    /// The field of the object that was meant, or into which this one belongs.
    var meant: String? {
      if case .oneLevelDown(let field)? = hint { field } else { suggestion }
    }
  }

  package struct WrongType: Hashable, Sendable {
    package var field: String
    /// In words, such as `a string`.
    package var expected: String
    package var found: String
    /// Whether istiod and istioctl read the value all the same, and only the API server refuses it.
    package var isTolerated = false
  }

  /// Whether whoever reads the object refuses it whole because of this. Unknown fields are dropped instead.
  package var isRefused: Bool {
    switch self {
    case .unknownField: false
    case .wrongType(let type): !type.isTolerated
    case .unknownEnumValue, .missingField, .invalidValue: true
    }
  }

  package var isMissingField: Bool {
    if case .missingField = self { true } else { false }
  }

  /// Whether not even Istio's reader can make anything of the object.
  package var isUndecodable: Bool {
    switch self {
    case .unknownEnumValue: true
    case .wrongType(let type): !type.isTolerated
    case .invalidValue(_, _, let isUndecodable): isUndecodable
    case .unknownField, .missingField: false
    }
  }
}

extension SchemaProblem: CustomStringConvertible {
  /// The problem in a few words.
  package var description: String {
    switch self {
    case .unknownField(let field): "unknown field \"\(field.name)\" in \(field.object)"
    case .unknownEnumValue(let value, let field, _, let expected):
      "unknown value \"\(value)\" for \(field), which is one of \(expected.joined(separator: ", "))"
    case .wrongType(let type): "\(type.field) wants \(type.expected), but this is \(type.found)"
    case .missingField(let name, let object): "\(object) needs \(name)"
    case .invalidValue(let field, let reason, _): "\(field): \(reason)"
    }
  }
}
