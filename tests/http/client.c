/* client.c: see client.h. Reads byte-exactly: never more than one answer, so that pipelining shows. */
#include "client.h"
#include "tunnel.h"

#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void served_init(struct served *s)
{
    *s = (struct served){ .config = http_config_default() };
    s->config.events = &echo_events;
    s->config.app = &s->echo;
}

static void *serve(void *served)
{
    struct served *s = served;
    struct why why;
    http_server_run(s->server, &why);
    return NULL;
}

void served_start(struct served *s)
{
    struct why why = { "" };
    assert_int_equal(http_server_new(&s->config, &s->server, &why), ST_OK);
    s->echo.server = s->server;
    if (tunnel_wanted()) {
        tunnel_secure(s->server);
    }
    assert_int_equal(http_listen_tcp(s->server, STR("127.0.0.1:0"), &s->port, &why), ST_OK);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

void served_stop(struct served *s)
{
    http_server_drain(s->server);
    assert_int_equal(pthread_join(s->thread, NULL), 0);
    assert_int_equal(http_server_counts(s->server).open, 0);
    assert_int_equal(s->echo.known, s->echo.done);
    echo_wait();
    http_server_free(s->server);
}

void served_wait(_Atomic int *number, int n)
{
    struct timespec moment = { .tv_nsec = 1000000 };
    for (int i = 0; *number < n; i++) {
        assert_true(i < CLIENT_PATIENCE_S * 1000);
        nanosleep(&moment, NULL);
    }
}

int client_dial(const struct served *s)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = { .tv_sec = CLIENT_PATIENCE_S };
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)s->port) };
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return tunnel_wanted() ? tunnel_dial(fd) : fd;
}

void client_send(int fd, struct str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) {
            return; /* refused while sending: the answer tells */
        }
        assert_true(n > 0);
        bytes = str_from(bytes, (size_t)n);
    }
}

enum client_end client_rest(int fd, struct buf *all)
{
    char bytes[65536];
    for (;;) {
        ssize_t n = recv(fd, bytes, sizeof bytes, 0);
        if (n < 0) {
            assert_int_equal(errno, ECONNRESET);
            return CLIENT_RESET;
        }
        if (n == 0) {
            return CLIENT_EOF;
        }
        buf_add(all, bytes, (size_t)n);
    }
}

/* n more bytes into buf. */
static bool take(int fd, struct buf *buf, size_t n)
{
    char *to = buf_reserve(buf, n);
    assert_true(to != NULL || n == 0);
    for (size_t got = 0; got < n;) {
        ssize_t k = recv(fd, to + got, n - got, 0);
        assert_true(k >= 0 || errno == ECONNRESET);
        if (k <= 0) {
            return false;
        }
        got += (size_t)k;
        buf->len += (size_t)k;
    }
    return true;
}

/* Bytes up to a line's end. *line without CRLF. */
static bool take_line(int fd, struct buf *buf, struct str *line)
{
    size_t begin = buf->len;
    while (buf->len - begin < 2 || buf->ptr[buf->len - 1] != '\n') {
        if (!take(fd, buf, 1)) {
            return false;
        }
    }
    assert_int_equal(buf->ptr[buf->len - 2], '\r');
    *line = (struct str){ buf->ptr + begin, buf->len - begin - 2 };
    return true;
}

static bool take_chunks(int fd, struct answer *answer)
{
    struct str line;
    size_t size;
    do {
        if (!take_line(fd, &answer->bytes, &line)) {
            return false;
        }
        size = 0;
        assert_true(line.len > 0);
        for (size_t i = 0; i < line.len; i++) {
            const char *digits = "0123456789abcdef", *at = strchr(digits, line.ptr[i]);
            assert_non_null(at);
            size = size * 16 + (size_t)(at - digits);
        }
        if (!take(fd, &answer->plain, size) || !take_line(fd, &answer->bytes, &line)) {
            return false;
        }
        assert_int_equal(line.len, 0);
    } while (size > 0);
    return true;
}

struct str answer_field(const struct answer *answer, const char *name)
{
    struct str rest = answer->head;
    size_t n = strlen(name);
    while (rest.ptr != NULL) {
        struct str line = str_cut(&rest, '\n');
        if (line.len > n + 2 && line.ptr[n] == ':' &&
            str_eq_nocase((struct str){ line.ptr, n }, str_of(name))) {
            return str_trim((struct str){ line.ptr + n + 1, line.len - n - 2 });
        }
    }
    return STR_NONE;
}

void answer_free(struct answer *answer)
{
    buf_done(&answer->bytes);
    buf_done(&answer->plain);
    *answer = (struct answer){ 0 };
}

bool client_answer(int fd, const char *method, struct answer *answer)
{
    struct str line = STR_NONE;
    int64_t n = 0;
    answer_free(answer);
    buf_init(&answer->bytes, 128 * MIB);
    buf_init(&answer->plain, 128 * MIB);
    do {
        if (!take_line(fd, &answer->bytes, &line)) {
            return false;
        }
    } while (line.len > 0);
    struct buf *bytes = &answer->bytes;
    assert_true(bytes->len > 15 && memcmp(bytes->ptr, "HTTP/1.1 ", 9) == 0 && bytes->ptr[12] == ' ');
    assert_true(str_int((struct str){ bytes->ptr + 9, 3 }, &n));
    answer->status = (int)n;
    answer->head = buf_text(bytes);
    bool none = strcmp(method, "HEAD") == 0 || n == 100 || n == 204 || n == 304, whole = true;
    if (!none && answer_field(answer, "Transfer-Encoding").ptr != NULL) {
        size_t head = bytes->len;
        whole = take_chunks(fd, answer);
        answer->head = (struct str){ bytes->ptr, head };
    } else if (!none && str_int(answer_field(answer, "Content-Length"), &n)) {
        whole = take(fd, &answer->plain, (size_t)n);
    } else if (!none) {
        client_rest(fd, &answer->plain);
    }
    answer->body = buf_text(&answer->plain);
    return whole;
}
