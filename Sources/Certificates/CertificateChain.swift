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
  /// Nothing that is given has the name of its issuer.
  case noIssuer(depth: Int)
  /// What has the name of its issuer did not sign it.
  case badSignature(depth: Int)
  /// Anything else, in OpenSSL's words.
  case other(String, depth: Int)
}

extension CertificateReader {
  /// Whether a certificate leads to one of the anchors, and why not; nil where it does.
  ///
  /// Any anchor ends a chain, self-signed or not, as for the readers of Go and Rust and `openssl verify
  /// -partial_chain`. Like the readers of Go and Rust, and unlike OpenSSL, this tries every certificate that has the
  /// name of an issuer: an old and a new anchor of one name may stand side by side. At most 100 signatures are checked,
  /// as in Go (`crypto/x509/verify.go` maxChainSignatureChecks).
  ///
  /// `now`: Seconds since 1970 in UTC; nil leaves out when the certificates are valid.
  package func chainProblem(
    _ certificate: Certificate, intermediates: [Certificate], anchors: [Certificate], now: Int?
  ) -> ChainProblem? {
    defer { crypto.functions.ERR_clear_error() }
    var search = ChainSearch(self, intermediates: intermediates, anchors: anchors, now: now)
    return search.leads([certificate]) ? nil : search.problem
  }

  /// What OpenSSL says about a path whose last certificate is an anchor; nil where it is right.
  fileprivate func problem(ofPath path: [Certificate], now: Int?) -> ChainProblem? {
    guard let first = path.first, let anchor = path.last else { return nil }
    let functions = crypto.functions
    let store = functions.X509_STORE_new()
    defer { unsafe functions.X509_STORE_free(store) }
    _ = unsafe withCertificate(anchor.der) { unsafe functions.X509_STORE_add_cert(store, $0) }
    let between = functions.OPENSSL_sk_new_null()
    defer { unsafe functions.OPENSSL_sk_free(between) }
    var parsed: [OpaquePointer] = unsafe []
    defer { unsafe parsed.forEach { unsafe functions.X509_free($0) } }
    for certificate in path.dropFirst().dropLast() {
      guard let certificate = unsafe keptCertificate(certificate.der) else { continue }
      unsafe parsed.append(certificate)
      _ = unsafe functions.OPENSSL_sk_push(between, UnsafeRawPointer(certificate))
    }
    return unsafe withCertificate(first.der) { unsafe problem(of: $0, between: between, store: store, now: now) }
  }

  private func problem(
    of first: OpaquePointer, between: OpaquePointer?, store: OpaquePointer?, now: Int?
  ) -> ChainProblem? {
    let functions = crypto.functions
    guard let context = functions.X509_STORE_CTX_new() else { return nil }
    defer { unsafe functions.X509_STORE_CTX_free(context) }
    guard unsafe functions.X509_STORE_CTX_init(context, store, first, between) == 1 else { return nil }
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
      // Each has signed the one before it. OpenSSL alone misses an issuer then: for a certificate with the name of its
      // issuer, which it takes for a root, or by the identifier of a key.
      nil
    default:
      .other(
        unsafe functions.X509_verify_cert_error_string(Int(code)).map { unsafe String(cString: $0) } ?? "\(code)",
        depth: depth)
    }
  }

  /// Whether one certificate has signed another, or itself.
  package func signs(_ issuer: Certificate, _ certificate: Certificate) -> Bool {
    defer { crypto.functions.ERR_clear_error() }
    return unsafe withCertificate(issuer.der) { issuer in
      guard let key = unsafe crypto.functions.X509_get0_pubkey(issuer) else { return false }
      return unsafe withCertificate(certificate.der) { unsafe crypto.functions.X509_verify($0, key) == 1 }
    } ?? false
  }

  /// OpenSSL's form of a certificate, which the caller frees.
  private func keptCertificate(_ der: [UInt8]) -> OpaquePointer? {
    unsafe der.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      return unsafe crypto.functions.d2i_X509(nil, &start, bytes.count)
    }
  }
}

/// The way from a certificate to an anchor, tried along every certificate that has the name of an issuer.
private struct ChainSearch {
  private let reader: CertificateReader
  private let now: Int?
  private let anchors: Set<[UInt8]>
  private var issuers: [[UInt8]: [Certificate]] = [:]
  /// How many signatures may still be checked.
  private var budget = 100
  /// What OpenSSL says about the first path that leads to an anchor.
  private var problemOfPath: ChainProblem?
  /// Where the longest path that leads to none ends, and why.
  private var end: (length: Int, hasNamesake: Bool) = (0, false)

  init(_ reader: CertificateReader, intermediates: [Certificate], anchors: [Certificate], now: Int?) {
    self.reader = reader
    self.now = now
    self.anchors = Set(anchors.map(\.der))
    var seen: Set<[UInt8]> = []
    for certificate in anchors + intermediates where seen.insert(certificate.der).inserted {
      issuers[certificate.subject.der, default: []].append(certificate)
    }
  }

  /// Why no path was right.
  var problem: ChainProblem {
    if let problemOfPath { return problemOfPath }
    return end.hasNamesake ? .badSignature(depth: end.length - 1) : .noIssuer(depth: end.length - 1)
  }

  /// Whether a path, each certificate of which has signed the one before it, goes on to an anchor.
  mutating func leads(_ path: [Certificate]) -> Bool {
    guard let last = path.last else { return false }
    if anchors.contains(last.der) {
      guard let problem = reader.problem(ofPath: path, now: now) else { return true }
      problemOfPath = problemOfPath ?? problem
    }
    var (hasIssuer, hasNamesake) = (false, false)
    for issuer in issuers[last.issuer.der] ?? [] where !path.contains(where: { $0.der == issuer.der }) {
      guard budget > 0 else { break }
      budget -= 1
      guard reader.signs(issuer, last) else {
        hasNamesake = true
        continue
      }
      hasIssuer = true
      if leads(path + [issuer]) { return true }
    }
    if !hasIssuer, path.count > end.length { end = (path.count, hasNamesake) }
    return false
  }
}
