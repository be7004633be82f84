import YAMLTree

/// What an object of one kind may hold, compiled for checking.
///
/// Everything lies in flat arrays: a ``Node`` says what one value may be, and names its fields, items and limits by
/// index. A schema is compiled once and read from many threads; it never changes.
package final class Schema: Sendable {
  package enum Kind: UInt8, Sendable {
    case any, string, bool, int32, uint32, int64, number
    /// A span of time as Go writes it, such as `1m30s`.
    case duration
    /// Base64.
    case bytes
    /// A number or text.
    case intOrString
    /// One of ``Schema/values(of:)``.
    case enumeration
    case list, map, object
    /// Anything, of which fields are compared where it is an object and items where it is a list: what stands in
    /// `anyOf` and the like, and fields without a type.
    case untyped
  }

  struct Node: Sendable {
    var kind: Kind
    /// The node of items of a list and values of a map.
    var element: UInt32 = 0
    /// The first of the fields of an object, or of the values of an enumeration.
    var first: UInt32 = 0
    var count: UInt32 = 0
    /// Where the hash table of the fields starts; it has ``slotMask`` + 1 places.
    var slots: UInt32 = 0
    var slotMask: UInt32 = 0
    /// The bits of the required fields.
    var required: UInt64 = 0
    /// An index into ``Schema/limits`` plus one; 0 for none.
    var limits: UInt32 = 0
    /// The bounds of a whole number, or of the size of a text, list or map; nil where more is limited than these and
    /// the difference of items.
    var bounds: ClosedRange<Int>? = Int.min...Int.max
    /// Whether the items of a list differ by some of their fields.
    var itemsDiffer = false
    /// What messages call the object: an index into ``Schema/names``.
    var name: UInt32 = 0
    /// Whether fields beyond those that are named are allowed.
    var isOpen = false
    /// Whether the keys of a map are whole numbers.
    var hasNumericKeys = false
    /// Whether null is a value, instead of the same as none.
    var isNullable = false
  }

  struct Field: Sendable {
    var name: UInt32
    var node: UInt32
    /// The bit among ``Node/required``; 0 for a field that may be left out.
    var requiredBit: UInt64 = 0
    /// The bit of a group of fields of which one object has at most one; 0 for none.
    var group: UInt32 = 0
    var versions = VersionRange()
  }

  struct Value: Sendable {
    var name: UInt32
    var versions = VersionRange()
  }

  let nodes: [Node]
  let fields: [Field]
  let values: [Value]
  let slots: [UInt16]
  let limits: [Limits]
  let names: [String]
  let nameHashes: [UInt64]
  /// The node of the whole object.
  let root: Int
  /// The version of the control plane whose fields are known, and who reads the objects.
  let version: SchemaVersion
  let reader: Reader

  /// Who decodes objects of this kind, and how strictly.
  package enum Reader: Sendable {
    /// Istio's control plane behind an API server that knows the kind from a CustomResourceDefinition: istiod and
    /// istioctl take numbers in quotes, the API server refuses them.
    case istio
    /// Istio's control plane alone, as it reads mesh configuration: it takes numbers in quotes, and names of fields as
    /// their Protocol Buffers definition writes them.
    case controlPlane
    /// The API server alone, into types of its own, for which null and an empty text are as good as nothing.
    case kubernetes
    /// The API server, which knows the kind from a CustomResourceDefinition.
    case definition
  }

  init(_ builder: SchemaBuilder, root: Int, version: SchemaVersion, reader: Reader) {
    nodes = builder.nodes
    fields = builder.fields
    values = builder.values
    slots = builder.slots
    limits = builder.limits
    names = builder.names
    nameHashes = builder.names.map { YAMLNode.hash(of: $0.utf8) }
    self.root = root
    self.version = version
    self.reader = reader
  }

  // MARK: Look-ups

  /// The field of an object whose name has this hash, whatever its version; nil where there is none.
  func field(of node: Node, hash: UInt64) -> Int? {
    guard node.count > 0 else { return nil }
    var slot = UInt32(truncatingIfNeeded: hash) & node.slotMask
    while true {
      let entry = slots[Int(node.slots + slot)]
      guard entry > 0 else { return nil }
      let field = Int(node.first) + Int(entry) - 1
      if nameHashes[Int(fields[field].name)] == hash { return field }
      slot = (slot + 1) & node.slotMask
    }
  }

  /// The names of the fields of an object that this version has.
  func fieldNames(of node: Node) -> [String] {
    fields[Int(node.first)..<Int(node.first + node.count)]
      .filter { $0.versions.contains(version) }.map { names[Int($0.name)] }
  }

  /// The values of an enumeration that this version has.
  func values(of node: Node) -> [String] {
    values[Int(node.first)..<Int(node.first + node.count)]
      .filter { $0.versions.contains(version) }.map { names[Int($0.name)] }
  }
}

/// A minor version of a control plane, such as 28 of Istio 1.28.
package struct SchemaVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var minor: UInt8

  package init(minor: UInt8) { self.minor = minor }

  package var description: String { "1.\(minor)" }

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.minor < rhs.minor }
}

/// The versions that have something: from ``since`` up to and with ``until``.
struct VersionRange: Sendable {
  var since: UInt8 = 0
  var until = UInt8.max

  func contains(_ version: SchemaVersion) -> Bool { since <= version.minor && version.minor <= until }
}
