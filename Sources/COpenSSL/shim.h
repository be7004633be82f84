#include <dlfcn.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

// libcrypto is opened when the first certificate is read, not linked: loading it takes about as long as the program
// otherwise needs to start. Each function is looked up under the type that the header declares for it.
#define MESHLINT_FUNCTIONS(F) \
  F(ASN1_STRING_get0_data) \
  F(ASN1_STRING_length) \
  F(ASN1_TIME_to_tm) \
  F(BIO_ctrl) \
  F(BIO_free) \
  F(BIO_new) \
  F(BIO_s_mem) \
  F(CRYPTO_free) \
  F(ERR_clear_error) \
  F(EVP_PKEY_eq) \
  F(EVP_PKEY_free) \
  F(EVP_PKEY_get_base_id) \
  F(EVP_PKEY_get_bits) \
  F(EVP_PKEY_get_group_name) \
  F(EVP_sha256) \
  F(GENERAL_NAMES_free) \
  F(GENERAL_NAME_get0_value) \
  F(OBJ_nid2sn) \
  F(OPENSSL_init_crypto) \
  F(OPENSSL_sk_free) \
  F(OPENSSL_sk_new_null) \
  F(OPENSSL_sk_num) \
  F(OPENSSL_sk_push) \
  F(OPENSSL_sk_value) \
  F(X509_NAME_print_ex) \
  F(X509_REQ_free) \
  F(X509_REQ_get0_pubkey) \
  F(X509_REQ_verify) \
  F(X509_STORE_CTX_free) \
  F(X509_STORE_CTX_get0_param) \
  F(X509_STORE_CTX_get_error) \
  F(X509_STORE_CTX_get_error_depth) \
  F(X509_STORE_CTX_init) \
  F(X509_STORE_CTX_new) \
  F(X509_STORE_add_cert) \
  F(X509_STORE_free) \
  F(X509_STORE_new) \
  F(X509_VERIFY_PARAM_set_flags) \
  F(X509_VERIFY_PARAM_set_time) \
  F(X509_digest) \
  F(X509_free) \
  F(X509_get0_notAfter) \
  F(X509_get0_notBefore) \
  F(X509_get0_pubkey) \
  F(X509_get_X509_PUBKEY) \
  F(X509_get_ext_d2i) \
  F(X509_get_extended_key_usage) \
  F(X509_get_extension_flags) \
  F(X509_get_issuer_name) \
  F(X509_get_key_usage) \
  F(X509_get_pathlen) \
  F(X509_get_signature_info) \
  F(X509_get_signature_nid) \
  F(X509_get_subject_name) \
  F(X509_get_version) \
  F(X509_verify) \
  F(X509_verify_cert) \
  F(X509_verify_cert_error_string) \
  F(d2i_AutoPrivateKey) \
  F(d2i_PUBKEY) \
  F(d2i_X509) \
  F(d2i_X509_REQ) \
  F(i2d_PUBKEY) \
  F(i2d_X509_NAME) \
  F(i2d_X509_PUBKEY)

/// The functions of libcrypto that read certificates, under OpenSSL's own names.
typedef struct {
#define MESHLINT_FIELD(name) __typeof__(&name) name;
  MESHLINT_FUNCTIONS(MESHLINT_FIELD)
#undef MESHLINT_FIELD
} meshlint_libcrypto;

/// Looks up every function in a library that dlopen gave. Returns false where it lacks one.
static inline bool meshlint_load(void *library, meshlint_libcrypto *functions) {
#define MESHLINT_LOAD(name) \
  functions->name = (__typeof__(&name))dlsym(library, #name); \
  if (functions->name == NULL) return false;
  MESHLINT_FUNCTIONS(MESHLINT_LOAD)
#undef MESHLINT_LOAD
  return true;
}

#undef MESHLINT_FUNCTIONS

/// How names are written: as in RFC 2253, with letters that are not ASCII as they are.
static const unsigned long meshlint_name_form = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
