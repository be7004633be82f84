#include <dlfcn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

// libcrypto is opened when the first certificate is read, not linked: loading it takes about as long as the program
// otherwise needs to start. Each function is looked up under the type that the header declares for it.
#define MESHLINT_SYMBOL(name) \
  static inline __typeof__(&name) meshlint_##name(void *library) { \
    return (__typeof__(&name))dlsym(library, #name); \
  }

MESHLINT_SYMBOL(BIO_new_mem_buf)
MESHLINT_SYMBOL(BIO_free)
MESHLINT_SYMBOL(PEM_read_bio)
MESHLINT_SYMBOL(PEM_read_bio_PrivateKey)
MESHLINT_SYMBOL(d2i_X509)
MESHLINT_SYMBOL(X509_free)
MESHLINT_SYMBOL(X509_get0_notBefore)
MESHLINT_SYMBOL(X509_get0_notAfter)
MESHLINT_SYMBOL(X509_check_private_key)
MESHLINT_SYMBOL(ASN1_TIME_cmp_time_t)
MESHLINT_SYMBOL(ASN1_TIME_to_tm)
MESHLINT_SYMBOL(EVP_PKEY_free)
MESHLINT_SYMBOL(CRYPTO_free)
MESHLINT_SYMBOL(ERR_clear_error)

#undef MESHLINT_SYMBOL
