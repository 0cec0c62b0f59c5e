/* certificate.h: a certificate with its chain and its key, as PEM files hold them. It says in one sentence
 * what is wrong with the files; speaking TLS with them is tls.c. */
#ifndef MUSTER_HTTP_CERTIFICATE_H
#define MUSTER_HTTP_CERTIFICATE_H

#include "base/status.h"

#include <stdint.h>

struct http_certificate {
    struct x509_st *leaf;
    struct stack_st_X509 *chain; /* what follows the leaf in the file; may be empty */
    struct evp_pkey_st *key;
    int64_t from, until; /* ticks between which the leaf is valid */
};

/* Reads both files, which may be one and the same. now: ticks. ST_IO, ST_LIMIT: a file cannot be read;
 * ST_INVALID: it holds none, they do not belong together, or the certificate is not valid now; ST_NOMEM. */
enum status http_certificate_read(const char *file, const char *key_file, int64_t now,
                                  struct http_certificate *certificate, struct why *why);
void http_certificate_done(struct http_certificate *certificate);

/* What OpenSSL says about its latest error, and forgets all of them; never NULL. */
const char *http_certificate_error(void);

#endif
