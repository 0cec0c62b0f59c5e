/* tls.c: see tls.h. OpenSSL reads and writes the socket through a BIO of our own, which knows what the socket
 * said last (no call is made that would only hear "nothing yet") and never raises SIGPIPE.
 *
 * TLS 1.2 and 1.3, key exchange with forward secrecy and authenticated ciphers only, no renegotiation, no
 * compression, no early data. Sessions are resumed by tickets; the server keeps no session. ALPN: http/1.1.
 */
#include "http/tls.h"

#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "http/certificate.h"
#include "http/steps.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { RECORD = SSL3_RT_MAX_PLAIN_LENGTH, NAME = 16, IV = 16, KEY = 32, HANDSHAKE_RECORD = 22 };

struct ticket_key {
    unsigned char name[NAME], cipher[KEY], mac[KEY];
};

struct http_tls {
    pthread_mutex_t lock; /* of all below */
    struct world world;   /* the machine's clock: certificates hold by the clocks of clients */
    const struct world *random;
    BIO_METHOD *socket;
    SSL_CTX *context; /* NULL before the first load; connections hold their own reference */
    int64_t until;
    struct ticket_key ticket, old_ticket;
    int64_t ticket_ms; /* when the ticket key was made */
};

/* ---- the socket ---- */

static int socket_read(BIO *bio, char *to, int room)
{
    struct http_connection *c = BIO_get_data(bio);
    ssize_t n = -1;
    BIO_clear_retry_flags(bio);
    if (!c->dry && c->reads++ < LIMIT_TLS_READS) {
        n = http_io_receive(c, to, (size_t)room);
    }
    if (n < 0 && !c->broken) {
        BIO_set_retry_read(bio);
    }
    return (int)n;
}

static int socket_write(BIO *bio, const char *bytes, int n)
{
    struct http_connection *c = BIO_get_data(bio);
    struct iovec part = { (void *)(uintptr_t)bytes, (size_t)n };
    BIO_clear_retry_flags(bio);
    ssize_t sent = http_io_transmit(c, &part, 1);
    if (sent < 0 && !c->broken) {
        BIO_set_retry_write(bio);
    }
    return (int)sent;
}

static long socket_control(BIO *bio, int command, long number, void *pointer)
{
    const struct http_connection *c = BIO_get_data(bio);
    (void)number;
    (void)pointer;
    switch (command) {
    case BIO_CTRL_FLUSH:
        return 1;
    case BIO_CTRL_EOF:
        return c->ended;
    default:
        return 0;
    }
}

static BIO_METHOD *socket_method(void)
{
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "connection");
    if (method != NULL) {
        BIO_meth_set_read(method, socket_read);
        BIO_meth_set_write(method, socket_write);
        BIO_meth_set_ctrl(method, socket_control);
    }
    return method;
}

/* ---- session tickets ---- */

static void make_ticket_key(struct http_tls *tls)
{
    world_random(tls->random, &tls->ticket, sizeof tls->ticket);
    tls->ticket_ms = world_monotonic_ms();
}

/* The key of a ticket to be made, or of one that came; *old: it should be made anew. */
static bool ticket_key(struct http_tls *tls, unsigned char name[NAME], bool make, struct ticket_key *key,
                       bool *old)
{
    bool found = true;
    pthread_mutex_lock(&tls->lock);
    if (world_monotonic_ms() - tls->ticket_ms > LIMIT_TLS_TICKET_MS) {
        tls->old_ticket = tls->ticket;
        make_ticket_key(tls);
    }
    *old = false;
    *key = tls->ticket;
    if (!make && CRYPTO_memcmp(name, key->name, NAME) != 0) {
        *key = tls->old_ticket;
        *old = true;
        found = CRYPTO_memcmp(name, key->name, NAME) == 0;
    }
    pthread_mutex_unlock(&tls->lock);
    return found;
}

static int on_ticket(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
                     EVP_MAC_CTX *mac, int make)
{
    struct http_tls *tls = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    struct ticket_key key;
    bool old;
    if (!ticket_key(tls, name, make, &key, &old)) {
        return 0; /* a full handshake */
    }
    if (make) {
        memcpy(name, key.name, NAME);
        world_random(tls->random, iv, IV);
    }
    OSSL_PARAM params[] = { OSSL_PARAM_octet_string(OSSL_MAC_PARAM_KEY, key.mac, KEY),
                            OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, "SHA256", 0), OSSL_PARAM_END };
    bool good = EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key.cipher, iv, make) == 1 &&
                EVP_MAC_CTX_set_params(mac, params) == 1;
    OPENSSL_cleanse(&key, sizeof key);
    return !good ? -1 : old ? 2 : 1;
}

/* ---- certificates ---- */

static int on_alpn(SSL *ssl, const unsigned char **chosen, unsigned char *len, const unsigned char *offered,
                   unsigned n, void *data)
{
    static const unsigned char ours[] = "\x08http/1.1\x08http/1.0";
    (void)ssl;
    (void)data;
    return SSL_select_next_proto((unsigned char **)(uintptr_t)chosen, len, ours, sizeof ours - 1, offered,
                                 n) == OPENSSL_NPN_NEGOTIATED
               ? SSL_TLSEXT_ERR_OK
               : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static bool configure(SSL_CTX *context, struct http_tls *tls)
{
    SSL_CTX_set_app_data(context, tls);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                     SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_timeout(context, LIMIT_TLS_TICKET_MS / 1000);
    SSL_CTX_set_read_ahead(context, 1); /* a record's header and content in one call */
    SSL_CTX_set_alpn_select_cb(context, on_alpn, NULL);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
           SSL_CTX_set_session_id_context(context, (const unsigned char *)"http", 4) == 1 &&
           SSL_CTX_set_tlsext_ticket_key_evp_cb(context, on_ticket) == 1;
}

static enum status make_context(struct http_tls *tls, const struct http_certificate *certificate,
                                const char *file, SSL_CTX **made, struct why *why)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (context == NULL || !configure(context, tls)) {
        SSL_CTX_free(context);
        return why_not(why, ST_NOMEM, "cannot prepare TLS: %s", http_certificate_error());
    }
    if (SSL_CTX_use_cert_and_key(context, certificate->leaf, certificate->key, certificate->chain, 1) != 1) {
        SSL_CTX_free(context);
        return why_not(why, ST_INVALID, "the certificate %s cannot be used: %s", file,
                       http_certificate_error());
    }
    *made = context;
    return ST_OK;
}

enum status http_tls_new(const struct world *world, struct http_tls **tls, struct why *why)
{
    struct http_tls *made = calloc(1, sizeof *made);
    if (made == NULL || (made->socket = socket_method()) == NULL) {
        free(made);
        return why_not(why, ST_NOMEM, "no memory for TLS");
    }
    world_init(&made->world);
    made->random = world;
    made->until = WHEN_NONE;
    must(pthread_mutex_init(&made->lock, NULL) == 0);
    *tls = made;
    return ST_OK;
}

void http_tls_free(struct http_tls *tls)
{
    if (tls != NULL) {
        SSL_CTX_free(tls->context);
        BIO_meth_free(tls->socket);
        pthread_mutex_destroy(&tls->lock);
        OPENSSL_cleanse(tls, sizeof *tls);
        free(tls);
    }
}

enum status http_tls_load(struct http_tls *tls, const char *certificate, const char *key, struct why *why)
{
    struct http_certificate read;
    SSL_CTX *made = NULL;
    TRY(http_certificate_read(certificate, key, world_now(&tls->world), &read, why));
    enum status st = make_context(tls, &read, certificate, &made, why);
    int64_t until = read.until;
    http_certificate_done(&read);
    if (st != ST_OK) {
        return st;
    }
    pthread_mutex_lock(&tls->lock);
    SSL_CTX *before = tls->context;
    tls->context = made;
    tls->until = until;
    make_ticket_key(tls);
    world_random(tls->random, &tls->old_ticket, sizeof tls->old_ticket);
    pthread_mutex_unlock(&tls->lock);
    SSL_CTX_free(before);
    return ST_OK;
}

int64_t http_tls_until(struct http_tls *tls)
{
    pthread_mutex_lock(&tls->lock);
    int64_t until = tls->until;
    pthread_mutex_unlock(&tls->lock);
    return until;
}

/* ---- a connection ---- */

static bool start(struct http_connection *c)
{
    struct http_tls *tls = atomic_load(&c->loop->server->tls);
    pthread_mutex_lock(&tls->lock);
    c->tls = SSL_new(tls->context);
    pthread_mutex_unlock(&tls->lock);
    BIO *bio = c->tls ? BIO_new(tls->socket) : NULL;
    if (bio == NULL) {
        http_tls_drop(c);
        return false;
    }
    BIO_set_data(bio, c);
    BIO_set_init(bio, 1);
    SSL_set_bio(c->tls, bio, bio);
    SSL_set_accept_state(c->tls);
    return true;
}

/* What a call that did not succeed waits for; false: nothing will come of it. */
static bool waits(struct http_connection *c, int result)
{
    int error = SSL_get_error(c->tls, result);
    ERR_clear_error();
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

/* Before OpenSSL hears anything: is it TLS at all? Also keeps connections that say nothing cheap. */
static enum http_shaken look(struct http_connection *c)
{
    unsigned char first;
    ssize_t n;
    do {
        n = recv(c->fd, &first, 1, MSG_PEEK);
    } while (n < 0 && errno == EINTR);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        c->dry = true;
        return HTTP_SHAKE_WAIT;
    }
    if (n <= 0) {
        return HTTP_SHAKE_FAILED;
    }
    if (first != HANDSHAKE_RECORD) {
        bool text = first == '\r' || first == '\n' || (first >= ' ' && first < 0x7F);
        return text ? HTTP_SHAKE_PLAIN : HTTP_SHAKE_FAILED;
    }
    return start(c) ? HTTP_SHAKE_DONE : HTTP_SHAKE_FAILED;
}

enum http_shaken http_tls_shake(struct http_connection *c)
{
    if (c->tls == NULL) {
        if (c->dry) {
            return HTTP_SHAKE_WAIT;
        }
        enum http_shaken looked = look(c);
        if (looked != HTTP_SHAKE_DONE) {
            return looked;
        }
    }
    c->reads = 0;
    ERR_clear_error();
    int result = SSL_do_handshake(c->tls);
    if (result == 1) {
        c->can_read = c->can_write = true;
        return HTTP_SHAKE_DONE;
    }
    return waits(c, result) && !c->broken ? HTTP_SHAKE_WAIT : HTTP_SHAKE_FAILED;
}

size_t http_tls_read(struct http_connection *c, char *to, size_t room)
{
    size_t n = 0;
    c->reads = 0;
    ERR_clear_error();
    int result = SSL_read_ex(c->tls, to, room, &n);
    if (result == 1) {
        return n;
    }
    int error = SSL_get_error(c->tls, result);
    ERR_clear_error();
    c->can_read = error == SSL_ERROR_WANT_READ && !c->dry; /* it read enough of what is nothing to us */
    c->read_waits = error == SSL_ERROR_WANT_WRITE;
    c->eof |= error == SSL_ERROR_ZERO_RETURN;
    c->broken |= !c->eof && !c->read_waits && error != SSL_ERROR_WANT_READ;
    return 0;
}

/* The next bytes of parts from *at on, at most a record: as they lie there, or put together in `record`. */
static struct str next_record(const struct iovec *parts, int count, size_t at, char record[RECORD])
{
    size_t len = 0;
    for (int i = 0; i < count && len < RECORD; i++) {
        if (at >= parts[i].iov_len) {
            at -= parts[i].iov_len;
            continue;
        }
        const char *from = (const char *)parts[i].iov_base + at;
        size_t n = parts[i].iov_len - at;
        at = 0;
        if (len == 0 && (n >= RECORD || i == count - 1)) {
            return (struct str){ from, n < RECORD ? n : RECORD };
        }
        n = n < RECORD - len ? n : RECORD - len;
        memcpy(record + len, from, n);
        len += n;
    }
    return (struct str){ record, len };
}

size_t http_tls_write(struct http_connection *c, const struct iovec *parts, int count)
{
    char record[RECORD];
    size_t gone = 0;
    for (;;) {
        struct str next = next_record(parts, count, gone, record);
        size_t n = 0;
        if (next.len == 0) {
            return gone;
        }
        /* A record that could not be written is tried again with the same bytes: what http_io_send keeps
         * begins with them. */
        ERR_clear_error();
        int result = SSL_write_ex(c->tls, next.ptr, next.len, &n);
        if (result != 1) {
            c->can_write = false;
            int error = SSL_get_error(c->tls, result);
            c->write_waits = error == SSL_ERROR_WANT_READ;
            c->broken |= error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE;
            ERR_clear_error();
            return gone;
        }
        gone += n;
    }
}

bool http_tls_bye(struct http_connection *c)
{
    if (c->tls == NULL || c->broken) {
        return true;
    }
    ERR_clear_error();
    int result = SSL_shutdown(c->tls);
    return result >= 0 || !waits(c, result) || c->broken;
}

void http_tls_drop(struct http_connection *c)
{
    SSL_free(c->tls);
    c->tls = NULL;
}
