package import Diagnostics
import MeshModel

/// A connection that a workload's own manifest names: an environment variable, argument or command holds the host.
package struct DeclaredCall: Sendable {
  /// The caller, as an index into ``EffectiveMesh/workloads``.
  package var client: Int
  /// The host that is called, as an index into ``ServiceRegistry/services``; of several with one name, the first.
  package var service: Int
  /// The service port; nil where the manifest names none.
  package var port: Int?
  /// Whether the application seems to encrypt the connection itself, so that a proxy sees TLS from it.
  package var mayUseTLS: Bool
  /// The scalar that names the host.
  package var place: SourceSpan
}

extension EffectiveMesh {
  /// The calls that manifests name, by client and place: one for each client, service and port.
  ///
  /// Linear in the text of all environment values, arguments and commands. A workload does not call the services that
  /// it stands behind itself: it names them to tell others its address.
  ///
  /// `isWanted`: Which clients to look at.
  package func declaredCalls(from isWanted: (Int) -> Bool = { _ in true }) -> [DeclaredCall] {
    services.isEmpty ? [] : workloads.indices.filter(isWanted).flatMap(declaredCalls)
  }

  private func declaredCalls(of client: Int) -> [DeclaredCall] {
    let workload = workloads[client]
    let own = Set(registry.services(of: client))
    var seen: Set<CallKey> = []
    var calls: [DeclaredCall] = []
    for containers in [workload.pod.containers, workload.pod.initContainers] {
      for container in containers {
        for word in container.words where word.value.mayNameHost {
          for mention in HostMention.all(in: word.value) {
            guard let service = service(named: mention, from: workload.namespace), !own.contains(service),
              seen.insert(CallKey(service: service, port: mention.callPort)).inserted
            else { continue }
            calls.append(
              DeclaredCall(
                client: client, service: service, port: mention.callPort, mayUseTLS: mention.isTLS(in: word.value),
                place: word.span))
          }
        }
      }
    }
    return calls
  }

  /// The ports of the service that a call may go to: the one it names, or all.
  package func ports(of call: DeclaredCall) -> [MeshService.Port] {
    services[call.service].ports.filter { $0.portProtocol != .udp && (call.port ?? $0.number) == $0.number }
  }

  /// The service that a client of `namespace` means, aliases followed; nil where the mention is no host of the mesh.
  private func service(named mention: HostMention, from namespace: String) -> Int? {
    let name = mention.host.hasSuffix(".") ? String(mention.host.dropLast()) : mention.host
    let domain = settings.clusterDomain.value
    let dots = name.utf8.count { $0 == UInt8(ascii: ".") }
    if dots > 0 {
      // An address of a mailbox and a path look like short names.
      let isCertain = !mention.followsSlashOrAt || mention.isInURL || mention.port != nil
      if let found = known(name) ?? (name.hasSuffix(".svc") ? known("\(name).\(domain)") : nil) {
        return isCertain ? found : nil
      }
      return isCertain && dots == 1 ? known("\(name).svc.\(domain)") : nil
    }
    guard mention.isInURL || mention.port != nil, let found = known("\(name).\(namespace).svc.\(domain)") else {
      return nil
    }
    // Outside a URL any word may stand before a colon and a number.
    return mention.isInURL || services[found].ports.contains { $0.number == mention.port } ? found : nil
  }

  /// The service of a full hostname; that of the target where the name is an alias.
  private func known(_ hostname: String) -> Int? {
    var hostname = hostname
    for _ in 0..<4 {
      guard let found = registry.named(hostname).first else { return nil }
      guard case .alias(let target) = services[found].resolution else { return found }
      hostname = target
    }
    return nil
  }
}

extension String {
  /// Whether a dot or a colon stands in the text, as in every mention of a host that counts.
  fileprivate var mayNameHost: Bool {
    utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
  }
}

private struct CallKey: Hashable {
  var service: Int
  var port: Int?
}

/// Something in a text that has the form of a hostname, and what stands around it.
private struct HostMention {
  var host: String
  /// The number after a colon behind it.
  var port: Int?
  /// What stands before `://` where the host is that of a URL.
  var scheme: String?
  var followsSlashOrAt: Bool

  var isInURL: Bool { scheme != nil }

  /// The written port, else that of the scheme.
  var callPort: Int? {
    if let port { return port }
    return switch scheme {
    case "http", "ws": 80
    case "https", "wss": 443
    default: nil
    }
  }

  func isTLS(in text: String) -> Bool {
    if callPort == 443 { return true }
    if let scheme, ["http", "ws", "grpc", "tcp"].contains(scheme) { return false }
    let text = text.lowercased()
    return text.contains("ssl") || text.contains("tls") || scheme.map(Self.secureSchemes.contains) ?? false
  }

  private static let secureSchemes: Set<String> = [
    "https", "wss", "grpcs", "rediss", "amqps", "ldaps", "mqtts", "ftps",
  ]

  /// The mentions in a text, in order. Linear.
  static func all(in text: String) -> [HostMention] {
    let bytes = Array(text.utf8)
    var mentions: [HostMention] = []
    var scheme: String?
    var position = 0
    while position < bytes.count {
      guard bytes[position].isHostCharacter else {
        if !bytes[position].continuesHostList { scheme = nil }
        position += 1
        continue
      }
      let start = position
      while position < bytes.count, bytes[position].isHostCharacter { position += 1 }
      let word = String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
      if bytes[position...].starts(with: "://".utf8) {
        scheme = word
        position += 3
        position = userInformationEnd(bytes, from: position)
        continue
      }
      // A name before `=` is a key and not a value.
      guard position == bytes.count || bytes[position] != UInt8(ascii: "="), !word.hasPrefix("-") else { continue }
      let before = start > 0 ? bytes[start - 1] : UInt8(ascii: " ")
      let port = port(bytes, from: position)
      mentions.append(
        HostMention(
          host: word, port: port?.number, scheme: scheme,
          followsSlashOrAt: before == UInt8(ascii: "/") || before == UInt8(ascii: "@")))
      position = port?.end ?? position
      // Of a URL, the first word is the host, and what follows it is none; lists repeat hosts after a comma.
      let isList = position < bytes.count && bytes[position] == UInt8(ascii: ",")
      if !isList {
        if scheme != nil { position = pathEnd(bytes, from: position) }
        scheme = nil
      }
    }
    return mentions
  }

  /// The place behind `user:password@`, or `start` where there is none.
  private static func userInformationEnd(_ bytes: [UInt8], from start: Int) -> Int {
    var position = start
    var end = start
    while position < bytes.count, !bytes[position].endsAuthority {
      position += 1
      if bytes[position - 1] == UInt8(ascii: "@") { end = position }
    }
    return end
  }

  private static func pathEnd(_ bytes: [UInt8], from start: Int) -> Int {
    bytes[start...].firstIndex { $0.endsURL } ?? bytes.count
  }

  private static func port(_ bytes: [UInt8], from start: Int) -> (number: Int, end: Int)? {
    guard start < bytes.count, bytes[start] == UInt8(ascii: ":") else { return nil }
    let digits = bytes[(start + 1)...].prefix { $0.isDigit }
    guard digits.count <= 5, let number = Int(String(decoding: digits, as: UTF8.self)), number > 0,
      digits.endIndex == bytes.count || !bytes[digits.endIndex].isHostCharacter
    else { return nil }
    return (number, digits.endIndex)
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  fileprivate var isHostCharacter: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(
        ascii: "0")...UInt8(
        ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Whether a list of hosts of one URL goes on behind the character.
  fileprivate var continuesHostList: Bool { self == UInt8(ascii: ",") }

  fileprivate var endsAuthority: Bool { self == UInt8(ascii: "/") || self == UInt8(ascii: "?") || endsURL }

  fileprivate var endsURL: Bool {
    switch self {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\""),
      UInt8(
        ascii: "'"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"),
      UInt8(ascii: ")"), UInt8(ascii: "}"):
      true
    default: false
    }
  }
}
