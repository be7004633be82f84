/// The keys in the text of a `jwks`, as the library reads them with which Istio checks it (lestrrat-go/jwx 1.2).
struct JSONWebKeySet {
  struct Problem: Error {
    let text: String
  }

  /// The keys, by index, that hold what only the signer of tokens may know.
  private(set) var secretKeys: [Int] = []
  private var count = 0

  /// Throws what the library says of a text that it cannot read.
  init(_ text: String) throws(Problem) {
    do throws(Problem) {
      try read(text)
    } catch {
      throw Problem(text: "failed to unmarshal JWK set: \(error.text)")
    }
  }

  private mutating func read(_ text: String) throws(Problem) {
    let fields = try Self.fields(of: text)
    var hasKeys = false
    for (name, value) in fields where name == "keys" {
      hasKeys = true
      switch value {
      case .array(let keys):
        for (index, key) in keys.enumerated() { try add(key, "failed to decode key #\(index) in \"keys\"") }
      case .null: break
      default:
        let type = "json: cannot unmarshal \(value.kind) into Go value of type []json.RawMessage"
        throw Problem(text: "failed to decode \"keys\": \(type)")
      }
    }
    if !hasKeys { try add(.object(fields), "failed to parse sole key in key set") }
  }

  private static func fields(of text: String) throws(Problem) -> [(key: String, value: GoJSON.Value)] {
    let value: GoJSON.Value
    do throws(GoJSON.Problem) {
      value = try GoJSON.firstValue(of: text)
    } catch {
      throw Problem(text: error.text)
    }
    switch value {
    case .object(let fields): return fields
    case .array: throw Problem(text: "expected '{', but got '['")
    case .string("keys"): throw Problem(text: "failed to decode \"keys\": EOF")
    case .string(let text): throw Problem(text: "failed to decode value for key \(goQuoted(text)): EOF")
    case .null, .bool, .number: throw Problem(text: "error reading token: EOF")
    }
  }

  private mutating func add(_ key: GoJSON.Value, _ place: String) throws(Problem) {
    do throws(Problem) {
      if try Self.isSecret(key) { secretKeys.append(count) }
    } catch {
      throw Problem(text: "\(place): \(error.text)")
    }
    count += 1
  }

  /// What a kind of key must have, in the order in which the library asks for it.
  private struct KeyType {
    var name: String
    var required: [String]
    /// What stands for bytes, in base64.
    var bytes: [String]
  }

  private static func keyType(_ name: String, hasSecret: Bool) -> KeyType? {
    switch (name, hasSecret) {
    case ("RSA", false): KeyType(name: "rsaPublicKey", required: ["e", "n"], bytes: ["e", "n"])
    case ("RSA", true):
      KeyType(
        name: "rsaPrivateKey", required: ["d", "e", "n"], bytes: ["d", "dp", "dq", "e", "n", "p", "q", "qi"])
    case ("EC", false): KeyType(name: "ecdsaPublicKey", required: ["crv", "x", "y"], bytes: ["x", "y"])
    case ("EC", true): KeyType(name: "ecdsaPrivateKey", required: ["crv", "d", "x", "y"], bytes: ["d", "x", "y"])
    case ("OKP", false): KeyType(name: "okpPublicKey", required: ["crv", "x"], bytes: ["x"])
    case ("OKP", true): KeyType(name: "okpPrivateKey", required: ["crv", "d", "x"], bytes: ["d", "x"])
    case ("oct", _): KeyType(name: "symmetricKey", required: ["k"], bytes: ["k"])
    default: nil
    }
  }

  /// Throws where it is no key.
  private static func isSecret(_ key: GoJSON.Value) throws(Problem) -> Bool {
    let hint = "failed to unmarshal JSON into key hint: json: cannot unmarshal"
    var fields: [(key: String, value: GoJSON.Value)] = []
    switch key {
    case .object(let written): fields = written
    case .null: break
    default:
      let type = #"struct { Kty string "json:\"kty\""; D json.RawMessage "json:\"d\"" }"#
      throw Problem(text: "\(hint) \(key.kind) into Go value of type \(type)")
    }
    var name = ""
    switch fields.last(where: { $0.key.lowercased() == "kty" })?.value {
    case .string(let text): name = text
    case nil, .null: break
    case let value?: throw Problem(text: "\(hint) \(value.kind) into Go struct field .kty of type string")
    }
    let hasSecret = fields.contains { $0.key.lowercased() == "d" }
    guard let type = keyType(name, hasSecret: hasSecret) else {
      throw Problem(text: "invalid key type from JSON (\(name))")
    }
    if let problem = problem(with: fields, type) {
      throw Problem(text: "failed to unmarshal JSON into key (*jwk.\(type.name)): \(problem)")
    }
    return hasSecret || name == "oct"
  }

  private static func problem(with fields: [(key: String, value: GoJSON.Value)], _ type: KeyType) -> String? {
    let texts = ["alg", "kid", "use", "x5t", "x5t#S256", "x5u"]
    for (name, value) in fields {
      let isBytes = type.bytes.contains(name)
      let isCurve = name == "crv" && type.required.contains(name)
      switch value {
      case .string(let text):
        if isBytes, !isBase64(text) {
          return "failed to decode value for key \(name): expected base64 encoded []byte (string)"
        }
      case .null: continue
      default:
        let problem = "json: cannot unmarshal \(value.kind) into Go value of type"
        if isCurve { return "failed to decode value for key crv: \(problem) jwa.EllipticCurveAlgorithm" }
        if isBytes || texts.contains(name) {
          return "failed to decode value for key \(name): error reading next value: \(problem) string"
        }
      }
    }
    let missing = type.required.first { required in !fields.contains { $0.key == required } }
    return missing.map { "required field \($0) is missing" }
  }

  /// In one of the four alphabets of Go, which may have no padding and passes over line breaks.
  private static func isBase64(_ text: String) -> Bool {
    let bytes = text.utf8.filter { $0 != 0x0a && $0 != 0x0d }
    let isStandard = text.utf8.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
    let isPadded = text.utf8.last == UInt8(ascii: "=")
    let padding = isPadded ? bytes.reversed().prefix { $0 == UInt8(ascii: "=") }.count : 0
    let isAlphabetic = bytes.dropLast(padding).allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "+"), UInt8(ascii: "/"): isStandard
      case UInt8(ascii: "-"), UInt8(ascii: "_"): !isStandard
      default: Syntax.isAlphanumeric(byte)
      }
    }
    guard isAlphabetic else { return false }
    let rest = (bytes.count - padding) % 4
    return isPadded ? padding == 4 - rest && padding <= 2 : rest != 1
  }
}
