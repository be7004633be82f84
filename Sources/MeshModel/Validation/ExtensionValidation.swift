import Diagnostics
import YAMLTree

// `pkg/config/validation/validation.go` ValidateWasmPlugin and ValidateTrafficExtension.
extension AdmissionReview {
  mutating func validateWasmPlugin(_ root: ManifestNode) {
    let spec = root["spec"]
    validatePolicyTargets(spec)
    validate(wasm: spec, longName: "pluginName field must be less than 255 characters long")
    validate(trafficSelectors: spec?["match"])
  }

  mutating func validateTrafficExtension(_ root: ManifestNode) {
    let spec = root["spec"]
    let (wasm, lua) = (spec?["wasm"], spec?["lua"])
    if (wasm == nil) == (lua == nil) {
      refuse("exactly one of wasm or lua must be set", at: lua?.span ?? spec?.span ?? metadata.span)
    }
    validatePolicyTargets(spec)
    if let lua { validate(lua: lua) }
    if let wasm { validate(wasm: wasm, longName: "pluginName field must be less than 256 characters long") }
    validate(trafficSelectors: spec?["match"])
  }

  private mutating func validate(lua: ManifestNode) {
    let code = lua["inlineCode"]?.string ?? Located("", at: lua.span)
    if code.value.isEmpty {
      refuse("lua.inlineCode cannot be empty", at: code.span)
    } else if code.value.utf8.count > 65536 {
      refuse("lua.inlineCode exceeds maximum size of 64KB", at: code.span)
    }
  }

  // MARK: WebAssembly

  private mutating func validate(wasm: ManifestNode?, longName: String) {
    let url = wasm?["url"]?.string ?? Located("", at: wasm?.span ?? metadata.span)
    if let problem = Self.problem(withURL: url.value) { refuse(problem, at: url.span) }
    if let hash = wasm?["sha256"]?.string, !hash.value.isEmpty {
      if hash.value.utf8.count != 64 {
        refuse("sha256 field must be 64 characters long", at: hash.span)
      } else if !hash.value.utf8.allSatisfy(Self.isLowerHexDigit) {
        refuse("sha256 field must match [a-f0-9]{64} pattern", at: hash.span)
      }
    }
    if let secret = wasm?["imagePullSecret"]?.string, secret.value.utf8.count > 253 {
      refuse("imagePullSecret field must be less than 253 characters long", at: secret.span)
    }
    if let name = wasm?["pluginName"]?.string, name.value.utf8.count > 256 { refuse(longName, at: name.span) }
    if let environment = wasm?["vmConfig"]?["env"] { validate(environment: environment) }
  }

  private static func isLowerHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// validateWasmPluginURL and strictParseURL: what is no address may be a reference to an image without a scheme.
  private static func problem(withURL text: String) -> String? {
    if text.isEmpty { return "url field needs to be set" }
    let url: GoURL
    do throws(GoURL.Problem) {
      url = try GoURL(text, isRequest: true)
    } catch {
      let asHost = "http://" + text
      guard (try? GoURL(asHost, isRequest: true)) != nil else { return "failed to parse url: \(error.text)" }
      return strictProblem(withURL: asHost)
    }
    if let problem = strictProblem(withURL: text) { return problem }
    return ["", "file", "http", "https", "oci"].contains(url.scheme)
      ? nil : "url contains unsupported scheme: \(url.scheme)"
  }

  private static func strictProblem(withURL text: String) -> String? {
    do throws(GoURL.Problem) {
      _ = try GoURL(text)
      return nil
    } catch {
      return "failed to strict parse url: \(error.text)"
    }
  }

  /// validateWasmPluginVMConfig, which stops at the first.
  private mutating func validate(environment: ManifestNode) {
    var names: Set<String> = []
    for variable in environment.compactMapItems(\.self) {
      let name = variable["name"]?.string ?? Located("", at: variable.span)
      if name.value.isEmpty { return refuse("spec.vmConfig.env invalid", at: name.span) }
      if name.value.utf8.count > 256 {
        return refuse("env.name field must be less than 255 characters long", at: name.span)
      }
      if !names.insert(name.value).inserted { return refuse("duplicate env", at: name.span) }
      if variable["valueFrom"]?.node.equals("HOST") == true, let value = variable["value"]?.string,
        !value.value.isEmpty
      {
        return refuse("value may only be set when valueFrom is INLINE", at: value.span)
      }
    }
  }

  /// validateWasmPluginMatch and validateTrafficExtensionMatch, which stop at the first.
  private mutating func validate(trafficSelectors selectors: ManifestNode?) {
    for (index, selector) in (selectors?.compactMapItems(\.self) ?? []).enumerated() {
      for (portIndex, port) in (selector["ports"]?.compactMapItems(\.self) ?? []).enumerated() {
        let number = port["number"]?.int ?? Located(0, at: port.span)
        if !(1...65535).contains(number.value) {
          return refuse(
            "spec.Match[\(index)].Ports[\(portIndex)] is out of range: \(number.value)", at: number.span)
        }
      }
    }
  }
}
