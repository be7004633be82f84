import Diagnostics
import YAMLTree

// `pkg/config/validation/validation.go` ValidateRequestAuthentication.
extension AdmissionReview {
  mutating func validateRequestAuthentication(_ root: ManifestNode) {
    let spec = root["spec"]
    validatePolicyTargets(spec)
    spec?["jwtRules"]?.forEachItem { validate(jwtRule: $0) }
  }

  /// validateJwtRule and warnPrivateJwksKeys.
  private mutating func validate(jwtRule rule: ManifestNode) {
    let (issuer, uri) = (rule["issuer"]?.string, rule["jwksUri"]?.string)
    validate(texts: rule["audiences"], "audience must be non-empty string")
    if let uri, !uri.value.isEmpty {
      validate(jwksURI: uri)
    } else if (issuer?.value ?? "").isEmpty {
      refuse("issuer or jwksUri must be non-empty string", at: issuer?.span ?? uri?.span ?? rule.span)
    }
    if let keys = rule["jwks"]?.string, !keys.value.isEmpty { validate(jwks: keys) }
    rule["fromHeaders"]?.forEachItem { header in
      let name = header["name"]?.string
      if (name?.value ?? "").isEmpty {
        refuse("location header name must be non-empty string", at: name?.span ?? header.span)
      }
    }
    validate(texts: rule["fromParams"], "location query must be non-empty string")
    validate(texts: rule["fromCookies"], "cookie name must be non-empty string")
    rule["outputClaimToHeaders"]?.forEachItem { validate(claimToHeader: $0) }
    validate(duration: rule["timeout"])
  }

  private mutating func validate(texts: ManifestNode?, _ reason: String) {
    texts?.forEachItem { item in
      if item.node.equals("") { refuse(reason, at: item.span) }
    }
  }

  /// `pkg/config/security/security.go` ParseJwksURI.
  private mutating func validate(jwksURI text: Located<String>) {
    do throws(GoURL.Problem) {
      let url = try GoURL(text.value)
      if url.scheme != "http", url.scheme != "https" {
        refuse("URI scheme \(goQuoted(url.scheme)) is not supported", at: text.span)
      } else if !url.port.isEmpty, Int(url.port) == nil {
        refuse("strconv.Atoi: parsing \(goQuoted(url.port)): value out of range", at: text.span)
      }
    } catch {
      refuse(error.text, at: text.span)
    }
  }

  private mutating func validate(jwks text: Located<String>) {
    do throws(JSONWebKeySet.Problem) {
      for index in try JSONWebKeySet(text.value).secretKeys {
        warn(
          "jwks key at index \(index) contains private key material; only public keys are used for verification",
          at: text.span)
      }
    } catch {
      refuse("jwks parse error: \(error.text)", at: text.span)
    }
  }

  private mutating func validate(claimToHeader item: ManifestNode) {
    let (claim, header) = (item["claim"]?.string, item["header"]?.string)
    guard let header, !header.value.isEmpty, let claim, !claim.value.isEmpty else {
      let place = [claim, header].compactMap(\.self).first { $0.value.isEmpty }?.span ?? item.span
      return refuse("outputClaimToHeaders header and claim value must be non-empty string", at: place)
    }
    let isName = header.value.utf8.allSatisfy {
      Syntax.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
    if !isName { refuse("header name \(header.value) is not a valid header name", at: header.span) }
  }
}
