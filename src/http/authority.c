/* authority.c: see authority.h. Certificates hold from an hour ago, since clocks differ: the authority's for
 * 10 years, the server's for 397 days, the longest that all clients take. */
#include "http/authority.h"

#include "base/must.h"
#include "base/when.h"
#include "http/certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOUR       (3600 * WHEN_SECOND)
#define CA_LASTS   (3650 * WHEN_DAY)
#define CERT_LASTS (397 * WHEN_DAY)
#define ANEW       (30 * WHEN_DAY)

enum { PATH_ROOM = 4096 };

struct extension {
    int nid;
    const char *value;
};

static const struct extension of_ca[] = {
    {NID_basic_constraints,       "critical,CA:TRUE,pathlen:0"                                                   },
    { NID_key_usage,              "critical,keyCertSign,cRLSign"                                                 },
    { NID_subject_key_identifier, "hash"                                                                         },
    { NID_name_constraints,       "critical,permitted;DNS:localhost,permitted;IP:127.0.0.0/255.0.0.0,"
                            "permitted;IP:::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    { 0,                          NULL                                                                           }
};

static const struct extension of_server[] = {
    {NID_basic_constraints,         "critical,CA:FALSE"                },
    { NID_key_usage,                "critical,digitalSignature"        },
    { NID_ext_key_usage,            "serverAuth"                       },
    { NID_subject_key_identifier,   "hash"                             },
    { NID_authority_key_identifier, "keyid:always"                     },
    { NID_subject_alt_name,         "DNS:localhost,IP:127.0.0.1,IP:::1"},
    { 0,                            NULL                               }
};

struct paths {
    char ca[PATH_ROOM], ca_key[PATH_ROOM], cert[PATH_ROOM], key[PATH_ROOM];
};

static bool add_extensions(X509 *x, X509 *issuer, const struct extension *all)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, x, NULL, NULL, 0);
    for (; all->value != NULL; all++) {
        X509_EXTENSION *made = X509V3_EXT_conf_nid(NULL, &context, all->nid, all->value);
        bool good = made != NULL && X509_add_ext(x, made, -1) == 1;
        X509_EXTENSION_free(made);
        if (!good) {
            return false;
        }
    }
    return true;
}

static bool set_times(X509 *x, int64_t from, int64_t until)
{
    return ASN1_TIME_set(X509_getm_notBefore(x), from / WHEN_SECOND) != NULL &&
           ASN1_TIME_set(X509_getm_notAfter(x), until / WHEN_SECOND) != NULL;
}

static bool set_names(X509 *x, X509 *issuer, const char *name, const struct world *world)
{
    uint64_t serial;
    world_random(world, &serial, sizeof serial);
    return X509_set_version(x, X509_VERSION_3) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), serial >> 1) == 1 &&
           X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                                      (const unsigned char *)name, -1, -1, 0) == 1 &&
           X509_set_issuer_name(x, X509_get_subject_name(issuer)) == 1;
}

/* A new pair, signed by `by`, or by itself. */
static enum status make(const struct http_certificate *by, const char *name, const struct world *world,
                        struct http_certificate *made, struct why *why)
{
    int64_t now = world_now(world);
    X509 *x = X509_new();
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *issuer = by ? by->leaf : x;
    bool good = x != NULL && key != NULL && X509_set_pubkey(x, key) == 1 &&
                set_names(x, issuer, name, world) &&
                set_times(x, now - HOUR, now + (by ? CERT_LASTS : CA_LASTS)) &&
                add_extensions(x, issuer, by ? of_server : of_ca) &&
                X509_sign(x, by ? by->key : key, EVP_sha256()) > 0;
    if (!good) {
        X509_free(x);
        EVP_PKEY_free(key);
        return why_not(why, ST_NOMEM, "cannot make a certificate: %s", http_certificate_error());
    }
    *made = (struct http_certificate){ .leaf = x, .key = key, .until = now + (by ? CERT_LASTS : CA_LASTS) };
    return ST_OK;
}

/* Written aside and renamed, so that nobody ever reads half of it. */
static bool write_file(const char *path, int mode, BIO *content)
{
    char aside[PATH_ROOM + 8];
    char *bytes;
    long n = BIO_get_mem_data(content, &bytes);
    snprintf(aside, sizeof aside, "%s.new", path);
    unlink(aside);
    int fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    bool good = fd >= 0 && write(fd, bytes, (size_t)n) == n && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return good && rename(aside, path) == 0;
}

static enum status save(const struct http_certificate *pair, const char *file, const char *key_file,
                        struct why *why)
{
    BIO *text = BIO_new(BIO_s_mem()), *key = BIO_new(BIO_s_secmem());
    const char *at = key_file;
    enum status st = ST_OK;
    if (text == NULL || key == NULL || PEM_write_bio_X509(text, pair->leaf) != 1 ||
        PEM_write_bio_PrivateKey(key, pair->key, NULL, NULL, 0, NULL, NULL) != 1) {
        st = why_not(why, ST_NOMEM, "cannot write a certificate: %s", http_certificate_error());
    } else if (!write_file(key_file, 0600, key) || !write_file(at = file, 0644, text)) {
        st = why_not(why, ST_IO, "cannot write %s: %s", at, strerror(errno));
    }
    BIO_free(text);
    BIO_free(key);
    return st;
}

/* What is there, if it can be used for a while. by: who must have signed it. */
static bool usable(const char *file, const char *key_file, const struct http_certificate *by, int64_t now,
                   struct http_certificate *pair)
{
    struct why why;
    if (http_certificate_read(file, key_file, now, pair, &why) != ST_OK) {
        return false;
    }
    if (pair->until - now > ANEW && (by == NULL || X509_verify(pair->leaf, by->key) == 1)) {
        return true;
    }
    (void)http_certificate_error();
    http_certificate_done(pair);
    return false;
}

static enum status pair_of(const char *file, const char *key_file, const struct http_certificate *by,
                           const char *name, const struct world *world, struct http_certificate *pair,
                           struct why *why)
{
    if (usable(file, key_file, by, world_now(world), pair)) {
        return ST_OK;
    }
    TRY(make(by, name, world, pair, why));
    enum status st = save(pair, file, key_file, why);
    if (st != ST_OK) {
        http_certificate_done(pair);
    }
    return st;
}

static bool path_of(char to[PATH_ROOM], const char *folder, const char *name)
{
    int n = snprintf(to, PATH_ROOM, "%s/%s", folder, name);
    return n > 0 && n < PATH_ROOM;
}

enum status http_authority_ready(const char *folder, const char *name, const struct world *world,
                                 struct why *why)
{
    struct http_certificate ca, server;
    struct paths p;
    if (!path_of(p.ca, folder, "ca.pem") || !path_of(p.ca_key, folder, "ca-key.pem") ||
        !path_of(p.cert, folder, "cert.pem") || !path_of(p.key, folder, "key.pem")) {
        return why_not(why, ST_IO, "the name of the folder %s is too long", folder);
    }
    TRY(pair_of(p.ca, p.ca_key, NULL, name, world, &ca, why));
    enum status st = pair_of(p.cert, p.key, &ca, "localhost", world, &server, why);
    if (st == ST_OK) {
        http_certificate_done(&server);
    }
    http_certificate_done(&ca);
    return st;
}
