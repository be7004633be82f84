import Diagnostics
import YAMLTree

/// Finds values that stand for something else and were left in place, such as `<namespace>`, `${NAMESPACE}` and
/// `CHANGEME`.
struct PlaceholderSearch {
  private let metadata: Metadata
  private let kind: KnownKind?
  private(set) var issues: [ResourceIssue] = []

  init(_ metadata: Metadata, as kind: KnownKind?) {
    self.metadata = metadata
    self.kind = kind
  }

  /// Looks at the name, the namespace and the labels of any object, and at the whole of those of a mesh.
  mutating func search(_ root: ManifestNode) {
    guard mayFind(in: root) else { return }
    let names = root["metadata"]
    for name in [names?["name"], names?["generateName"], names?["namespace"]] {
      if let name { search(name.node, in: root.file, isName: true) }
    }
    names?["labels"]?.forEachPair { _, value in search(value.node, in: root.file) }
    if searchesSpec, let spec = root["spec"] { search(spec.node, in: root.file) }
  }

  /// Whether there is anything that could be a placeholder, by one pass over the texts.
  private func mayFind(in root: ManifestNode) -> Bool {
    if Placeholder.mayStand(in: metadata.name.value, isName: true) { return true }
    if let namespace = metadata.namespace, Placeholder.mayStand(in: namespace.value, isName: true) { return true }
    if metadata.labels.entries.contains(where: { Placeholder.mayStand(in: $0.value.value) }) { return true }
    // A name that is not given may be made of a prefix.
    if metadata.name.value.isEmpty { return true }
    guard searchesSpec, let spec = root["spec"]?.node else { return false }
    return spec.tree.texts(below: spec.index)?.withUnsafeBufferPointer { Placeholder.mayStand(in: $0) } ?? true
  }

  /// Groups whose fields hold names, hosts and numbers. EnvoyFilters, plugins and the configuration of an installation
  /// have languages of their own, with variables.
  private var searchesSpec: Bool {
    switch kind {
    case .peerAuthentication, .destinationRule, .authorizationPolicy, .requestAuthentication, .virtualService, .gateway,
      .serviceEntry, .sidecar, .workloadEntry, .workloadGroup, .proxyConfig, .kubernetesGateway, .gatewayClass,
      .kubernetesRoute, .referenceGrant, .backendTLSPolicy, .certManager, .spire:
      true
    case .secretSource?, nil:
      [
        "gateway.networking.k8s.io", "cert-manager.io", "spire.spiffe.io", "policy.linkerd.io",
        "multicluster.linkerd.io",
      ]
      .contains(metadata.group)
    default: false
    }
  }

  private mutating func search(_ node: YAMLNode, in file: FileID, isName: Bool = false) {
    switch node.kind {
    case .scalar:
      let bytes = node.bytes
      guard let form = Placeholder(in: bytes) ?? (isName ? Placeholder(inName: bytes) : nil) else { return }
      issues.append(
        ResourceIssue(
          problem: .placeholder(node.string ?? "", isVariable: form == .variable),
          span: ManifestNode(node, in: file).span, object: metadata.reference, metadata: metadata))
    case .mapping:
      node.forEachPair { key, value in
        if !Self.freeTexts.contains(where: key.equals) { search(value, in: file) }
      }
    case .sequence: node.forEachItem { search($0, in: file) }
    case .alias: break
    }
  }

  /// Fields that hold text of any kind.
  private static let freeTexts: [StaticString] = [
    "body", "regex", "rewrite", "description", "headers", "proxyMetadata", "jwks", "caBundle",
  ]
}

/// What a placeholder looks like.
private enum Placeholder {
  /// `<name>`, or a word such as `CHANGEME`.
  case plain
  /// `${NAME}` or `$(NAME)`.
  case variable

  private static let words: [StaticString] = [
    "CHANGEME", "CHANGE_ME", "CHANGE-ME", "REPLACEME", "REPLACE_ME", "REPLACE-ME", "PLACEHOLDER", "FIXME", "TODO",
    "YOUR_", "YOUR-", "changeme", "replaceme", "change-me", "replace-me",
  ]

  /// As below, for a text of its own.
  static func mayStand(in text: String, isName: Bool = false) -> Bool {
    var text = text
    return text.withUTF8 { mayStand(in: $0, isName: isName) }
  }

  /// Whether a text has a `<` or `$`, or the first letters of one of the words; of a name, also whether it has a `_`.
  static func mayStand(in bytes: some Sequence<UInt8>, isName: Bool = false) -> Bool {
    var last: UInt32 = 0
    for byte in bytes {
      last = last << 8 | UInt32(byte)
      switch byte {
      case UInt8(ascii: "<"), UInt8(ascii: "$"): return true
      case UInt8(ascii: "_"): if isName { return true }
      // CHAN, REPL, PLAC, FIXM, TODO, YOUR, chan, repl
      case UInt8(ascii: "N"): if last == 0x4348_414e { return true }
      case UInt8(ascii: "L"): if last == 0x5245_504c { return true }
      case UInt8(ascii: "C"): if last == 0x504c_4143 { return true }
      case UInt8(ascii: "M"): if last == 0x4649_584d { return true }
      case UInt8(ascii: "O"): if last == 0x544f_444f { return true }
      case UInt8(ascii: "R"): if last == 0x594f_5552 { return true }
      case UInt8(ascii: "n"): if last == 0x6368_616e { return true }
      case UInt8(ascii: "l"): if last == 0x7265_706c { return true }
      default: break
      }
    }
    return false
  }

  init?(in bytes: ArraySlice<UInt8>) {
    var isStart = true
    var found: Placeholder?
    for (index, byte) in zip(bytes.indices, bytes) {
      switch byte {
      case UInt8(ascii: "<"):
        if Self.closes(bytes, with: UInt8(ascii: ">"), from: index + 1) { found = .plain }
      case UInt8(ascii: "$"):
        let next = index + 1
        guard next < bytes.endIndex else { break }
        let end: UInt8? =
          switch bytes[next] {
          case UInt8(ascii: "{"): UInt8(ascii: "}")
          case UInt8(ascii: "("): UInt8(ascii: ")")
          default: nil
          }
        if let end, Self.closes(bytes, with: end, from: next + 1) { found = found ?? .variable }
      case UInt8(ascii: "C"), UInt8(ascii: "R"), UInt8(ascii: "P"), UInt8(ascii: "F"), UInt8(ascii: "T"),
        UInt8(ascii: "Y"), UInt8(ascii: "c"), UInt8(ascii: "r"):
        if isStart, Self.words.contains(where: { Self.stands($0, in: bytes, at: index) }) { found = .plain }
      // Names and hosts have no blanks: this is a sentence.
      case UInt8(ascii: " "), UInt8(ascii: "\n"):
        guard bytes.first == UInt8(ascii: "<"), bytes.last == UInt8(ascii: ">") else { return nil }
      default: break
      }
      isStart = !Self.isWordByte(byte)
    }
    guard let found else { return nil }
    self = found
  }

  /// Of names, also `NAME_OF_THE_CART`, which none can be.
  init?(inName bytes: ArraySlice<UInt8>) {
    let isShouted = bytes.split { !Self.isWordByte($0) }.contains { word in
      word.contains(UInt8(ascii: "_")) && word.contains { (0x41...0x5a).contains($0) }
        && !word.contains { (0x61...0x7a).contains($0) }
    }
    guard isShouted else { return nil }
    self = .plain
  }

  /// Whether a name follows and then `end`.
  private static func closes(_ bytes: ArraySlice<UInt8>, with end: UInt8, from start: Int) -> Bool {
    var index = start
    while index < bytes.endIndex, bytes[index] != end {
      guard isWordByte(bytes[index]) || [0x20, 0x2d, 0x2e, 0x3a, 0x3d].contains(bytes[index]) else { return false }
      index += 1
    }
    return index < bytes.endIndex && index > start && isLetter(bytes[start])
  }

  /// Whether a word stands at a place, and no longer one.
  private static func stands(_ word: StaticString, in bytes: ArraySlice<UInt8>, at start: Int) -> Bool {
    let end = start + word.utf8CodeUnitCount
    guard end <= bytes.endIndex else { return false }
    let isEqual = word.withUTF8Buffer { wanted in
      wanted.indices.allSatisfy { unsafe wanted[$0] == bytes[start + $0] }
    }
    guard isEqual else { return false }
    // `YOUR_` wants something behind it, the others nothing.
    let isWhole = end == bytes.endIndex || !isWordByte(bytes[end])
    return isWordByte(bytes[end - 1]) && bytes[end - 1] != UInt8(ascii: "_") ? isWhole : end < bytes.endIndex
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) || byte == 0x5f }

  private static func isWordByte(_ byte: UInt8) -> Bool { isLetter(byte) || (0x30...0x39).contains(byte) }
}

extension String {
  /// Whether something in the text could be a placeholder; it may also be a `<` or `$` of its own.
  package var mayBePlaceholder: Bool { Placeholder.mayStand(in: self) }
}
