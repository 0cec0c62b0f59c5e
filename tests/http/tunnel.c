/* tunnel.c: see tunnel.h. One thread a connection, no socket blocks; a direction that is full waits. */
#include "tunnel.h"

#include "http/authority.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIECE = 16384, SMALL = 65536 };

static char folder[64];
static SSL_CTX *context;
static _Atomic int running;

static void remove_folder(void)
{
    static const char *const files[] = { "ca.pem", "ca-key.pem", "cert.pem", "key.pem" };
    char path[96];
    for (int i = 0; i < 5000 && running > 0; i++) {
        usleep(1000); /* the last tunnels end with their clients */
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    rmdir(folder);
    SSL_CTX_free(context);
}

bool tunnel_wanted(void)
{
    return getenv("MUSTER_TEST_TLS") != NULL;
}

static void prepare(void)
{
    struct why why = { "" };
    struct world world;
    char path[96];
    if (context != NULL) {
        return;
    }
    snprintf(folder, sizeof folder, "/tmp/muster-tunnel-XXXXXX");
    assert_non_null(mkdtemp(folder));
    assert_int_equal(OPENSSL_init_ssl(0, NULL), 1); /* so that its own end comes after ours */
    atexit(remove_folder);
    world_init(&world);
    assert_int_equal(http_authority_ready(folder, "test", &world, &why), ST_OK);
    context = SSL_CTX_new(TLS_client_method());
    assert_non_null(context);
    snprintf(path, sizeof path, "%s/ca.pem", folder);
    assert_int_equal(SSL_CTX_load_verify_file(context, path), 1);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    int version = strcmp(getenv("MUSTER_TEST_TLS"), "1.2") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
    assert_int_equal(SSL_CTX_set_min_proto_version(context, version), 1);
    assert_int_equal(SSL_CTX_set_max_proto_version(context, version), 1);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

void tunnel_secure(struct http_server *server)
{
    char cert[96], key[96];
    struct why why = { "" };
    prepare();
    snprintf(cert, sizeof cert, "%s/cert.pem", folder);
    snprintf(key, sizeof key, "%s/key.pem", folder);
    assert_int_equal(http_server_tls(server, cert, key, &why), ST_OK);
}

struct tunnel {
    int plain, secret;
    SSL *ssl;
    char up[PIECE], down[PIECE]; /* read, not yet written */
    size_t up_len, down_len;
    bool up_end, down_end; /* nothing more will be read */
    bool broken;
};

static bool again(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* Whether TLS only wants to be asked later; else it is over. */
static bool later(struct tunnel *t, int result)
{
    int error = SSL_get_error(t->ssl, result);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
        return true;
    }
    t->broken |= error != SSL_ERROR_ZERO_RETURN;
    return false;
}

static void carry_up(struct tunnel *t)
{
    if (t->up_len == 0 && !t->up_end) {
        ssize_t n = recv(t->plain, t->up, PIECE, 0);
        t->broken |= n < 0 && !again();
        t->up_len = n > 0 ? (size_t)n : 0;
        if (n == 0) {
            t->up_end = true;
            SSL_shutdown(t->ssl);
        }
    }
    if (t->up_len > 0 && !t->broken) {
        int n = SSL_write(t->ssl, t->up, (int)t->up_len);
        if (n > 0) {
            memmove(t->up, t->up + n, t->up_len - (size_t)n);
            t->up_len -= (size_t)n;
        } else {
            later(t, n);
        }
    }
}

static void carry_down(struct tunnel *t)
{
    if (t->down_len == 0 && !t->down_end) {
        int n = SSL_read(t->ssl, t->down, PIECE);
        t->down_len = n > 0 ? (size_t)n : 0;
        if (n <= 0 && !later(t, n) && !t->broken) {
            t->down_end = true;
            shutdown(t->plain, SHUT_WR);
        }
    }
    if (t->down_len > 0 && !t->broken) {
        ssize_t n = send(t->plain, t->down, t->down_len, MSG_NOSIGNAL);
        t->broken |= n < 0 && !again();
        if (n > 0) {
            memmove(t->down, t->down + n, t->down_len - (size_t)n);
            t->down_len -= (size_t)n;
        }
    }
}

static void end(int fd, bool broken)
{
    struct linger now = { .l_onoff = 1, .l_linger = 0 };
    if (broken) {
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    close(fd);
}

static void *carry(void *data)
{
    struct tunnel *t = data;
    sigset_t pipe;
    /* OpenSSL writes to ended sockets; only this thread may, so that the server's own writes stay judged. */
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, NULL);
    while (!t->broken && !t->down_end) {
        carry_up(t);
        carry_down(t);
        bool moving = SSL_has_pending(t->ssl) && t->down_len == 0;
        struct pollfd fds[] = {
            {t->plain,   0, 0},
            { t->secret, 0, 0}
        };
        fds[0].events = (short)((t->up_len == 0 && !t->up_end ? POLLIN : 0) | (t->down_len ? POLLOUT : 0));
        fds[1].events = (short)((t->down_len == 0 ? POLLIN : 0) | (t->up_len ? POLLOUT : 0));
        if (!t->broken && !t->down_end && !moving) {
            poll(fds, 2, 1000);
        }
        t->broken |= ((fds[0].revents | fds[1].revents) & POLLERR) != 0;
    }
    end(t->secret, t->broken);
    /* For a moment, what a client sends to the ended server must not reset what is on its way to the client.
     */
    for (int i = 0; i < 300 && !t->broken && !t->up_end; i++) {
        struct pollfd one = { t->plain, 0, 0 };
        poll(&one, 1, 1);
        ssize_t n = recv(t->plain, t->up, PIECE, 0);
        t->up_end = n == 0 || (n < 0 && !again());
    }
    end(t->plain, t->broken);
    SSL_free(t->ssl);
    free(t);
    OPENSSL_thread_stop(); /* what the thread's end would do, but before remove_folder goes on */
    running--;
    return NULL;
}

/* Two connected sockets of TCP, which knows resets. */
static void pair(int fds[2])
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t size = sizeof at;
    int small = SMALL, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
    fds[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fds[0], (struct sockaddr *)&at, sizeof at), 0);
    fds[1] = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    assert_true(fds[1] >= 0);
    setsockopt(fds[1], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    close(listener);
}

int tunnel_dial(int fd)
{
    int fds[2], small = SMALL;
    struct timeval patience = { .tv_sec = 20 };
    struct tunnel *t = calloc(1, sizeof *t);
    pthread_t thread;
    assert_non_null(t);
    pair(fds);
    setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fds[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    t->plain = fds[1];
    t->secret = fd;
    t->ssl = SSL_new(context);
    assert_true(t->ssl != NULL && SSL_set_fd(t->ssl, fd) == 1);
    SSL_set_connect_state(t->ssl);
    assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    running++;
    assert_int_equal(pthread_create(&thread, NULL, carry, t), 0);
    pthread_detach(thread);
    return fds[0];
}
