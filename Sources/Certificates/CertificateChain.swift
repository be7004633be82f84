import COpenSSL

/// Why a certificate does not lead to an anchor.
package enum ChainProblem: Hashable, Sendable {
  /// `depth`: How far above the first certificate the one is that this is about, 0 for itself.
  case expired(depth: Int)
  case notYetValid(depth: Int)
  /// A certificate above the first is no CA, or may not sign certificates.
  case notCA(depth: Int)
  /// More CAs follow below one than it allows.
  case pathTooLong(depth: Int)
  /// Nothing that is given has signed it.
  case noIssuer(depth: Int)
  /// It has the name of its issuer, and another signature.
  case badSignature(depth: Int)
  /// Anything else, in OpenSSL's words.
  case other(String, depth: Int)
}

extension CertificateReader {
  /// Most certificates that are tried between the first one and the anchors.
  private static var intermediateLimit: Int { 100 }

  /// Whether a certificate leads to one of the anchors, and why not; nil where it does.
  ///
  /// Any anchor ends a chain, self-signed or not, as for the readers of Go and Rust and `openssl verify -partial_chain`.
  ///
  /// `now`: Seconds since 1970 in UTC; nil leaves out when the certificates are valid.
  package func chainProblem(
    _ certificate: Certificate, intermediates: [Certificate], anchors: [Certificate], now: Int?
  ) -> ChainProblem? {
    let functions = crypto.functions
    defer { functions.ERR_clear_error() }
    let store = functions.X509_STORE_new()
    defer { unsafe functions.X509_STORE_free(store) }
    for anchor in anchors { _ = unsafe withCertificate(anchor.der) { unsafe functions.X509_STORE_add_cert(store, $0) } }
    let given = functions.OPENSSL_sk_new_null()
    defer { unsafe functions.OPENSSL_sk_free(given) }
    var parsed: [OpaquePointer] = unsafe []
    defer { unsafe parsed.forEach { unsafe functions.X509_free($0) } }
    for intermediate in intermediates.prefix(Self.intermediateLimit) {
      guard let certificate = unsafe keptCertificate(intermediate.der) else { continue }
      unsafe parsed.append(certificate)
      _ = unsafe functions.OPENSSL_sk_push(given, UnsafeRawPointer(certificate))
    }
    return unsafe withCertificate(certificate.der) { first in
      unsafe problem(of: first, intermediates: given, store: store, now: now)
    }
  }

  private func problem(
    of first: OpaquePointer, intermediates: OpaquePointer?, store: OpaquePointer?, now: Int?
  ) -> ChainProblem? {
    let functions = crypto.functions
    guard let context = functions.X509_STORE_CTX_new() else { return nil }
    defer { unsafe functions.X509_STORE_CTX_free(context) }
    guard unsafe functions.X509_STORE_CTX_init(context, store, first, intermediates) == 1 else { return nil }
    let parameters = unsafe functions.X509_STORE_CTX_get0_param(context)
    _ = unsafe functions.X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    if let now {
      unsafe functions.X509_VERIFY_PARAM_set_time(parameters, now)
    } else {
      _ = unsafe functions.X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_NO_CHECK_TIME))
    }
    guard unsafe functions.X509_verify_cert(context) != 1 else { return nil }
    let depth = unsafe Int(functions.X509_STORE_CTX_get_error_depth(context))
    let code = unsafe functions.X509_STORE_CTX_get_error(context)
    return switch code {
    case X509_V_ERR_CERT_HAS_EXPIRED: .expired(depth: depth)
    case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid(depth: depth)
    case X509_V_ERR_INVALID_CA, X509_V_ERR_KEYUSAGE_NO_CERTSIGN: .notCA(depth: depth)
    case X509_V_ERR_PATH_LENGTH_EXCEEDED: .pathTooLong(depth: depth)
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
      X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      .noIssuer(depth: depth)
    case X509_V_ERR_CERT_SIGNATURE_FAILURE: .badSignature(depth: depth)
    default:
      .other(
        unsafe functions.X509_verify_cert_error_string(Int(code)).map { unsafe String(cString: $0) } ?? "\(code)",
        depth: depth)
    }
  }

  /// OpenSSL's form of a certificate, which the caller frees.
  private func keptCertificate(_ der: [UInt8]) -> OpaquePointer? {
    unsafe der.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      return unsafe crypto.functions.d2i_X509(nil, &start, bytes.count)
    }
  }
}
