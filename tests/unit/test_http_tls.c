/* http/tls.c, certificate.c, authority.c: what the tests of the server over TLS (tunnel.h) do not show: files
 * that cannot be used, handshakes that go wrong, certificates that change. */
#include "unit.h"

#include "base/limits.h"
#include "base/when.h"
#include "http/authority.h"
#include "http/certificate.h"
#include "http/client.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static struct world world;
static struct served served;
static char folder[64], other[64];
static char cert[96], key[96], other_cert[96], other_key[96], scrap[96];
static SSL_CTX *context;

static void paths(const char *dir, char one[96], char two[96])
{
    snprintf(one, 96, "%s/cert.pem", dir);
    snprintf(two, 96, "%s/key.pem", dir);
}

static int prepare(void **state)
{
    struct why why;
    (void)state;
    world_init(&world);
    snprintf(folder, sizeof folder, "/tmp/muster-tls-XXXXXX");
    snprintf(other, sizeof other, "/tmp/muster-tls-XXXXXX");
    if (mkdtemp(folder) == NULL || mkdtemp(other) == NULL) {
        return -1;
    }
    paths(folder, cert, key);
    paths(other, other_cert, other_key);
    snprintf(scrap, sizeof scrap, "%s/scrap.pem", folder);
    context = SSL_CTX_new(TLS_client_method());
    return http_authority_ready(folder, "one", &world, &why) == ST_OK &&
                   http_authority_ready(other, "two", &world, &why) == ST_OK
               ? 0
               : -1;
}

static void empty(const char *dir)
{
    static const char *const files[] = { "ca.pem", "ca-key.pem", "cert.pem", "key.pem", "scrap.pem" };
    char path[96];
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        unlink(path);
    }
    rmdir(dir);
}

static int clean(void **state)
{
    (void)state;
    empty(folder);
    empty(other);
    SSL_CTX_free(context);
    return 0;
}

/* The bytes of a file. */
static size_t content(const char *path, char *to, size_t room)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t n = fread(to, 1, room, file);
    fclose(file);
    return n;
}

static void write_scrap(const void *bytes, size_t n)
{
    FILE *file = fopen(scrap, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

static void refused(const char *file, const char *key_file, int64_t now, enum status st, const char *says)
{
    struct http_certificate c;
    struct why why = { "" };
    assert_int_equal(http_certificate_read(file, key_file, now, &c, &why), st);
    assert_contains(why.text, says);
}

/* ---- files ---- */
static void files_that_fit(void **state)
{
    struct http_certificate c;
    struct why why;
    char text[8192];
    int64_t now = world_now(&world);
    (void)state;
    assert_int_equal(http_certificate_read(cert, key, now, &c, &why), ST_OK);
    assert_true(c.from < now && c.until > now + 396 * WHEN_DAY && c.until < now + 398 * WHEN_DAY);
    http_certificate_done(&c);
    size_t n = content(cert, text, sizeof text);
    n += content(key, text + n, sizeof text - n);
    write_scrap(text, n); /* both in one file */
    assert_int_equal(http_certificate_read(scrap, scrap, now, &c, &why), ST_OK);
    http_certificate_done(&c);
}

static void files_that_do_not(void **state)
{
    static char big[LIMIT_CERTIFICATE + 1];
    int64_t now = world_now(&world);
    (void)state;
    refused("/nowhere/cert.pem", key, now, ST_IO, "/nowhere/cert.pem");
    refused(cert, "/nowhere/key.pem", now, ST_IO, "/nowhere/key.pem");
    refused(folder, key, now, ST_IO, folder);
    refused(key, key, now, ST_INVALID, "no certificate");
    refused(cert, cert, now, ST_INVALID, "no private key");
    refused(cert, other_key, now, ST_INVALID, "does not belong to");
    write_scrap("", 0);
    refused(scrap, key, now, ST_INVALID, "no certificate");
    memset(big, '\n', sizeof big);
    size_t n = content(cert, big, 4096);
    big[n] = '\n';
    write_scrap(big, sizeof big);
    refused(scrap, key, now, ST_LIMIT, "longer than");
    write_scrap(big, sizeof big - 1);
    struct http_certificate c;
    struct why why;
    assert_int_equal(http_certificate_read(scrap, key, now, &c, &why), ST_OK);
    http_certificate_done(&c);
    n = content(cert, big, 4096);
    n += content(cert, big + n, 4096);
    big[n - 40] = '!';
    write_scrap(big, n);
    refused(scrap, key, now, ST_INVALID, "behind the first one");
}

static void dates(void **state)
{
    int64_t now = world_now(&world);
    (void)state;
    refused(cert, key, now + 398 * WHEN_DAY, ST_INVALID, "expired at 20");
    refused(cert, key, now - WHEN_DAY, ST_INVALID, "not valid before 20");
}

static void locked_key(void **state)
{
    static const char text[] = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                               "MIH0MF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBCPkTxI1l8Il4yZ5LGA\n"
                               "mUq5AgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQGyZpJ6hq4BE+JFQ8\n"
                               "-----END ENCRYPTED PRIVATE KEY-----\n";
    (void)state;
    write_scrap(text, sizeof text - 1);
    refused(cert, scrap, world_now(&world), ST_INVALID, scrap); /* and nobody was asked */
}

/* ---- the authority ---- */
static void authority_keeps_what_it_has(void **state)
{
    char before[4096], after[4096], ca[96], ca_before[4096];
    struct why why;
    struct stat info;
    (void)state;
    snprintf(ca, sizeof ca, "%s/ca.pem", other);
    size_t n = content(other_cert, before, sizeof before), m = content(ca, ca_before, sizeof ca_before);
    assert_int_equal(http_authority_ready(other, "two", &world, &why), ST_OK);
    assert_int_equal(content(other_cert, after, sizeof after), n);
    assert_memory_equal(before, after, n);
    assert_int_equal(stat(other_key, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);

    /* Within 30 days of its end the certificate is made anew, by the same authority. */
    struct world later;
    world_init(&later);
    world_set_clock(&later, world_now(&world) + 368 * WHEN_DAY);
    assert_int_equal(http_authority_ready(other, "two", &later, &why), ST_OK);
    n = content(other_cert, after, sizeof after);
    assert_memory_not_equal(before, after, n);
    assert_int_equal(content(ca, after, sizeof after), m);
    assert_memory_equal(ca_before, after, m);

    /* One that this authority did not sign does not stay. */
    assert_int_equal(unlink(ca), 0);
    assert_int_equal(http_authority_ready(other, "two", &world, &why), ST_OK);
    m = content(ca, after, sizeof after);
    assert_memory_not_equal(ca_before, after, m);
    struct http_certificate c;
    assert_int_equal(http_certificate_read(other_cert, other_key, world_now(&world), &c, &why), ST_OK);
    http_certificate_done(&c);
    assert_int_equal(http_authority_ready("/nowhere", "two", &world, &why), ST_IO);
    assert_contains(why.text, "/nowhere");
}

/* ---- handshakes ---- */
static int begin(void **state)
{
    (void)state;
    served_init(&served);
    return 0;
}

static void start(void)
{
    struct why why;
    served_start(&served);
    assert_int_equal(http_server_tls(served.server, cert, key, &why), ST_OK);
}

/* The connection ends within the client's patience, whatever was said before. */
static void assert_ended(int fd)
{
    struct buf rest;
    buf_init(&rest, MIB);
    client_rest(fd, &rest);
    buf_done(&rest);
    close(fd);
}

static void wait_failed(uint64_t n)
{
    for (int i = 0; http_server_counts(served.server).tls_failed < n; i++) {
        assert_true(i < 20000);
        usleep(1000);
    }
}

static void silence(void **state)
{
    (void)state;
    served.config.handshake_ms = 100;
    start();
    assert_ended(client_dial(&served));
    assert_int_equal(http_server_counts(served.server).timed_out, 1);
    assert_int_equal(served.echo.known, 0);
    served_stop(&served);
}

/* A client's first flight, as OpenSSL makes it. */
static size_t hello(char *to, size_t room)
{
    SSL *ssl = SSL_new(context);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    assert_true(ssl != NULL && in != NULL && out != NULL);
    SSL_set_bio(ssl, in, out);
    SSL_set_connect_state(ssl);
    assert_int_equal(SSL_do_handshake(ssl), -1);
    int n = BIO_read(out, to, (int)room);
    assert_true(n > 100);
    SSL_free(ssl);
    return (size_t)n;
}

/* One byte now and then moves no deadline. */
static void trickle(void **state)
{
    char bytes[4096];
    (void)state;
    served.config.handshake_ms = 150;
    start();
    size_t n = hello(bytes, sizeof bytes);
    int fd = client_dial(&served);
    for (size_t i = 0; i < n - 1 && send(fd, bytes + i, 1, MSG_NOSIGNAL) == 1; i++) {
        usleep(10000);
    }
    assert_ended(fd);
    assert_int_equal(http_server_counts(served.server).timed_out, 1);
    served_stop(&served);
}

static void vanishing(void **state)
{
    char bytes[4096];
    (void)state;
    start();
    size_t n = hello(bytes, sizeof bytes);
    for (size_t cut = 1; cut <= n; cut += 61) {
        int fd = client_dial(&served);
        client_send(fd, (struct str){ bytes, cut });
        close(fd);
    }
    int fd = client_dial(&served); /* with a reset, in the middle of the server's flight */
    client_send(fd, (struct str){ bytes, n });
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
    close(fd);
    while (http_server_counts(served.server).open > 0) {
        usleep(1000);
    }
    served_stop(&served);
}

static void no_tls(void **state)
{
    static const char *const said[] = { "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", "\r\n", "P", "{}" };
    struct answer answer = { 0 };
    (void)state;
    start();
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        int fd = client_dial(&served);
        client_send(fd, str_of(said[i]));
        assert_true(client_answer(fd, "GET", &answer));
        assert_int_equal(answer.status, 400);
        assert_text(answer_field(&answer, "Connection"), "close");
        assert_text(answer_field(&answer, "Content-Type"), "text/plain; charset=utf-8");
        char text[256];
        snprintf(text, sizeof text, STR_FMT, STR_ARG(answer.body));
        assert_contains(text, "https://");
        shutdown(fd, SHUT_WR);
        assert_ended(fd);
    }
    int fd = client_dial(&served);
    client_send(fd, (struct str){ "\x80\x2e\x01\x00\x02", 5 }); /* SSL 2 */
    assert_ended(fd);
    fd = client_dial(&served);
    client_send(fd, (struct str){ "\x16\x03\x01\x00\x05nonse", 10 });
    assert_ended(fd);
    wait_failed(COUNT_OF(said) + 2);
    assert_int_equal(served.echo.known, 0);
    answer_free(&answer);
    served_stop(&served);
}

static SSL *dial(void)
{
    SSL *ssl = SSL_new(context);
    sigset_t pipe;
    /* OpenSSL writes to ended sockets; the tests over a tunnel judge the writes of the server. */
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, NULL);
    assert_true(ssl != NULL && SSL_set_fd(ssl, client_dial(&served)) == 1);
    assert_int_equal(SSL_connect(ssl), 1);
    return ssl;
}

static void hang_up(SSL *ssl)
{
    int fd = SSL_get_fd(ssl);
    SSL_shutdown(ssl);
    SSL_free(ssl);
    close(fd);
}

/* Who signed the server's certificate. */
static void assert_issuer(const SSL *ssl, const char *name)
{
    char text[64] = "";
    X509 *x = SSL_get1_peer_certificate(ssl);
    assert_non_null(x);
    X509_NAME_get_text_by_NID(X509_get_issuer_name(x), NID_commonName, text, sizeof text);
    assert_string_equal(text, name);
    X509_free(x);
}

static void assert_echo(SSL *ssl)
{
    static const char question[] = "GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n";
    char bytes[1024];
    assert_int_equal(SSL_write(ssl, question, sizeof question - 1), sizeof question - 1);
    int n = SSL_read(ssl, bytes, sizeof bytes - 1);
    assert_true(n > 0);
    bytes[n] = 0;
    assert_contains(bytes, "200 OK");
    assert_contains(bytes, "GET /a 0\n");
}

/* A client whose every write is a KeyUpdate: nothing that is for the server itself ever comes. */
static void key_updates(void **state)
{
    struct http_counts counts;
    (void)state;
    served.config.head_ms = 1000;
    start();
    SSL *noisy = dial(), *calm = dial();
    for (int i = 0; i < 100; i++) {
        assert_int_equal(SSL_key_update(noisy, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        assert_int_equal(SSL_do_handshake(noisy), 1);
    }
    assert_echo(noisy); /* a few of them do no harm */
    hang_up(noisy);
    noisy = dial();
    /* Without a pause: others are served, and the deadline for a first request comes. */
    size_t sent = 0;
    do {
        for (int i = 0; i < 1000 && SSL_key_update(noisy, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 &&
                        SSL_do_handshake(noisy) == 1;
             i++) {
            sent++;
        }
        assert_echo(calm);
        counts = http_server_counts(served.server);
    } while (counts.open > 1);
    assert_true(sent > 0);
    assert_int_equal(served.echo.broken, 0);
    int fd = SSL_get_fd(noisy);
    SSL_free(noisy);
    close(fd);
    hang_up(calm);
    served_stop(&served);
}

/* ---- another certificate ---- */
static void reload(void **state)
{
    struct why why;
    struct http_certificate c;
    (void)state;
    start();
    SSL *old = dial();
    assert_issuer(old, "one");
    assert_echo(old);
    assert_int_equal(http_certificate_read(cert, key, world_now(&world), &c, &why), ST_OK);
    assert_int_equal(http_server_tls_until(served.server), c.until);
    http_certificate_done(&c);
    assert_int_equal(http_server_tls(served.server, cert, other_key, &why), ST_INVALID);
    SSL *still = dial();
    assert_issuer(still, "one");
    assert_int_equal(http_server_tls(served.server, other_cert, other_key, &why), ST_OK);
    SSL *fresh = dial();
    assert_issuer(fresh, "two");
    assert_echo(fresh);
    assert_echo(old);
    assert_echo(still);
    hang_up(old);
    hang_up(still);
    hang_up(fresh);
    served_stop(&served);
}

/* A first certificate that is bad leaves a server without TLS. */
static void first_is_bad(void **state)
{
    struct why why;
    struct answer answer = { 0 };
    (void)state;
    served_start(&served);
    assert_int_equal(http_server_tls_until(served.server), WHEN_NONE);
    assert_int_equal(http_server_tls(served.server, cert, other_key, &why), ST_INVALID);
    assert_int_equal(http_server_tls_until(served.server), WHEN_NONE);
    int fd = client_dial(&served);
    client_lit(fd, "GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n");
    assert_true(client_answer(fd, "GET", &answer));
    assert_int_equal(answer.status, 200);
    close(fd);
    answer_free(&answer);
    served_stop(&served);
}

static _Atomic int nudges;

static void on_nudge(void *app)
{
    assert_ptr_equal(app, &nudges);
    nudges++;
}

static void nudge(void **state)
{
    (void)state;
    served.config.loops = 3;
    served.config.nudged = on_nudge;
    served.config.nudged_app = &nudges;
    served_start(&served);
    for (int i = 1; i <= 3; i++) {
        http_server_nudge(served.server);
        served_wait(&nudges, i);
    }
    served_stop(&served);
    assert_int_equal(nudges, 3);
}

#define CASE(test) cmocka_unit_test_setup(test, begin)

static const struct CMUnitTest tests[] = {
    CASE(files_that_fit),
    CASE(files_that_do_not),
    CASE(dates),
    CASE(locked_key),
    CASE(authority_keeps_what_it_has),
    CASE(silence),
    CASE(trickle),
    CASE(vanishing),
    CASE(no_tls),
    CASE(key_updates),
    CASE(reload),
    CASE(first_is_bad),
    CASE(nudge),
};

int main(void)
{
    return cmocka_run_group_tests_name("http/tls", tests, prepare, clean);
}
