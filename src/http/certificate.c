/* certificate.c: see certificate.h. Files are read whole and within a limit, never through OpenSSL's own file
 * functions, which would ask the terminal for a passphrase. */
#include "http/certificate.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/when.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

const char *http_certificate_error(void)
{
    unsigned long code = ERR_peek_last_error();
    const char *reason = ERR_reason_error_string(code);
    ERR_clear_error();
    return reason ? reason : "unknown error";
}

static enum status read_file(const char *path, const char *what, struct buf *text, struct why *why)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return why_not(why, ST_IO, "cannot open the %s %s: %s", what, path, strerror(errno));
    }
    setvbuf(file, NULL, _IONBF, 0); /* no second copy of a key */
    char *to = buf_reserve(text, LIMIT_CERTIFICATE + 1);
    size_t n = to ? fread(to, 1, LIMIT_CERTIFICATE + 1, file) : 0;
    bool broken = ferror(file) != 0;
    int error = errno;
    fclose(file);
    if (to == NULL) {
        return why_not(why, ST_NOMEM, "no memory for the %s", what);
    }
    text->len += n;
    if (broken) {
        return why_not(why, ST_IO, "cannot read the %s %s: %s", what, path, strerror(error));
    }
    if (n > LIMIT_CERTIFICATE) {
        return why_not(why, ST_LIMIT, "the %s %s is longer than %zu bytes; is it a PEM file?", what, path,
                       LIMIT_CERTIFICATE);
    }
    return ST_OK;
}

static enum status parse_chain(BIO *bio, const char *path, struct http_certificate *c, struct why *why)
{
    c->leaf = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    if (c->leaf == NULL) {
        ERR_clear_error();
        return why_not(why, ST_INVALID, "%s holds no certificate in PEM form", path);
    }
    for (X509 *next; (next = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL;) {
        if (!sk_X509_push(c->chain, next)) {
            X509_free(next);
            return why_not(why, ST_NOMEM, "no memory for the certificate");
        }
    }
    bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    return ended ? ST_OK
                 : why_not(why, ST_INVALID, "the certificates behind the first one in %s are damaged", path);
}

static int no_passphrase(char *to, int room, int writing, void *data)
{
    (void)to;
    (void)room;
    (void)writing;
    *(bool *)data = true;
    return -1;
}

static enum status parse_key(BIO *bio, const char *path, struct http_certificate *c, struct why *why)
{
    bool locked = false;
    c->key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, &locked);
    ERR_clear_error();
    if (locked) {
        return why_not(why, ST_INVALID,
                       "the key in %s is locked by a passphrase; `openssl pkey -in FILE -out NEW` unlocks it",
                       path);
    }
    return c->key ? ST_OK : why_not(why, ST_INVALID, "%s holds no private key in PEM form", path);
}

static enum status parse(const struct buf *text, const char *path, struct http_certificate *c, bool key,
                         struct why *why)
{
    BIO *bio = BIO_new_mem_buf(text->ptr, (int)text->len);
    if (bio == NULL) {
        return why_not(why, ST_NOMEM, "no memory for the certificate");
    }
    enum status st = key ? parse_key(bio, path, c, why) : parse_chain(bio, path, c, why);
    BIO_free(bio);
    return st;
}

static bool ticks_of(const ASN1_TIME *time, int64_t *ticks)
{
    struct tm tm;
    if (!ASN1_TIME_to_tm(time, &tm)) {
        return false;
    }
    return when_of_civil(&(struct civil){ .year = tm.tm_year + 1900,
                                          .month = tm.tm_mon + 1,
                                          .day = tm.tm_mday,
                                          .hour = tm.tm_hour,
                                          .minute = tm.tm_min,
                                          .second = tm.tm_sec },
                         ticks);
}

static enum status check(struct http_certificate *c, const char *path, const char *key_path, int64_t now,
                         struct why *why)
{
    char text[WHEN_TEXT_MAX];
    if (!ticks_of(X509_get0_notBefore(c->leaf), &c->from) ||
        !ticks_of(X509_get0_notAfter(c->leaf), &c->until)) {
        return why_not(why, ST_INVALID, "the certificate %s has no readable dates", path);
    }
    if (X509_check_private_key(c->leaf, c->key) != 1) {
        ERR_clear_error();
        return why_not(why, ST_INVALID, "the key %s does not belong to the first certificate in %s", key_path,
                       path);
    }
    if (now > c->until) {
        size_t n = when_print(text, c->until, WHEN_RFC3339);
        return why_not(why, ST_INVALID, "the certificate %s expired at %.*s", path, (int)n, text);
    }
    if (now < c->from) {
        size_t n = when_print(text, c->from, WHEN_RFC3339);
        return why_not(why, ST_INVALID, "the certificate %s is not valid before %.*s", path, (int)n, text);
    }
    return ST_OK;
}

static enum status read_one(const char *path, bool key, struct http_certificate *c, struct why *why)
{
    struct buf text;
    buf_init(&text, LIMIT_CERTIFICATE + 1);
    enum status st = read_file(path, key ? "key" : "certificate", &text, why);
    st = st == ST_OK ? parse(&text, path, c, key, why) : st;
    if (text.ptr != NULL) {
        OPENSSL_cleanse(text.ptr, text.len);
    }
    buf_done(&text);
    return st;
}

enum status http_certificate_read(const char *file, const char *key_file, int64_t now,
                                  struct http_certificate *certificate, struct why *why)
{
    struct http_certificate made = { .chain = sk_X509_new_null() };
    enum status st = made.chain ? ST_OK : why_not(why, ST_NOMEM, "no memory for the certificate");
    st = st != ST_OK ? st : read_one(file, false, &made, why);
    st = st != ST_OK ? st : read_one(key_file, true, &made, why);
    st = st != ST_OK ? st : check(&made, file, key_file, now, why);
    if (st != ST_OK) {
        http_certificate_done(&made);
        return st;
    }
    *certificate = made;
    return ST_OK;
}

void http_certificate_done(struct http_certificate *certificate)
{
    X509_free(certificate->leaf);
    sk_X509_pop_free(certificate->chain, X509_free);
    EVP_PKEY_free(certificate->key);
    *certificate = (struct http_certificate){ 0 };
}
