import COpenSSL
import Glibc

/// The functions of OpenSSL's libcrypto that read certificates.
///
/// The library is opened when this is made, and never closed. OpenSSL's functions may be called from any thread.
@safe struct LibCrypto {
  let makeBuffer: @convention(c) (UnsafeRawPointer?, Int32) -> OpaquePointer?
  let freeBuffer: @convention(c) (OpaquePointer?) -> Int32
  let readBlock:
    @convention(c) (
      OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
      UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?,
      UnsafeMutablePointer<Int>?
    ) -> Int32
  let readKey:
    @convention(c) (
      OpaquePointer?, UnsafeMutablePointer<OpaquePointer?>?,
      (@convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32)?,
      UnsafeMutableRawPointer?
    ) -> OpaquePointer?
  let decodeCertificate:
    @convention(c) (UnsafeMutablePointer<OpaquePointer?>?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, Int) ->
      OpaquePointer?
  let freeCertificate: @convention(c) (OpaquePointer?) -> Void
  let validFrom: @convention(c) (OpaquePointer?) -> UnsafePointer<ASN1_TIME>?
  let validUntil: @convention(c) (OpaquePointer?) -> UnsafePointer<ASN1_TIME>?
  let fits: @convention(c) (OpaquePointer?, OpaquePointer?) -> Int32
  let compareTime: @convention(c) (UnsafePointer<ASN1_TIME>?, time_t) -> Int32
  let calendarTime: @convention(c) (UnsafePointer<ASN1_TIME>?, UnsafeMutablePointer<tm>?) -> Int32
  let freeKey: @convention(c) (OpaquePointer?) -> Void
  let free: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, Int32) -> Void
  let clearErrors: @convention(c) () -> Void

  /// Nil where the machine has no libcrypto, or one that lacks a function.
  init?() {
    let names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"]
    guard let library = unsafe names.lazy.compactMap({ unsafe dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first,
      let makeBuffer = unsafe meshlint_BIO_new_mem_buf(library), let freeBuffer = unsafe meshlint_BIO_free(library),
      let readBlock = unsafe meshlint_PEM_read_bio(library),
      let readKey = unsafe meshlint_PEM_read_bio_PrivateKey(library),
      let decodeCertificate = unsafe meshlint_d2i_X509(library),
      let freeCertificate = unsafe meshlint_X509_free(library),
      let validFrom = unsafe meshlint_X509_get0_notBefore(library),
      let validUntil = unsafe meshlint_X509_get0_notAfter(library),
      let fits = unsafe meshlint_X509_check_private_key(library),
      let compareTime = unsafe meshlint_ASN1_TIME_cmp_time_t(library),
      let calendarTime = unsafe meshlint_ASN1_TIME_to_tm(library),
      let freeKey = unsafe meshlint_EVP_PKEY_free(library), let free = unsafe meshlint_CRYPTO_free(library),
      let clearErrors = unsafe meshlint_ERR_clear_error(library)
    else { return nil }
    unsafe self.makeBuffer = makeBuffer
    unsafe self.freeBuffer = freeBuffer
    unsafe self.readBlock = readBlock
    unsafe self.readKey = readKey
    unsafe self.decodeCertificate = decodeCertificate
    unsafe self.freeCertificate = freeCertificate
    unsafe self.validFrom = validFrom
    unsafe self.validUntil = validUntil
    unsafe self.fits = fits
    unsafe self.compareTime = compareTime
    unsafe self.calendarTime = calendarTime
    unsafe self.freeKey = freeKey
    unsafe self.free = free
    self.clearErrors = clearErrors
  }
}
