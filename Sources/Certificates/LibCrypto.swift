import COpenSSL
import Glibc

/// OpenSSL's libcrypto, which reads certificates and keys.
///
/// The library is opened when this is made, and never closed. OpenSSL's functions may be called from any thread.
@safe struct LibCrypto: @unchecked Sendable {
  /// OpenSSL's functions under their own names.
  let functions: meshlint_libcrypto

  /// Nil where the machine has no libcrypto of OpenSSL 3, or one that lacks a function that is called here.
  init?() {
    var functions = meshlint_libcrypto()
    guard let library = unsafe dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL),
      unsafe meshlint_load(library, &functions)
    else { return nil }
    // No configuration of the machine may change what is found, or load other libraries.
    guard unsafe functions.OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil) == 1 else { return nil }
    self.functions = functions
  }
}
