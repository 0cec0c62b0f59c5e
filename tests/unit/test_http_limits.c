/* What the server does when something is too slow, too much or at its end. Deadlines are short by
 * configuration; the tests are about what happens, not about when. */
#include "unit.h"

#include "base/limits.h"
#include "http/client.h"
#include "http/tunnel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static struct served served;
static struct answer answer;

static int begin(void **state)
{
    (void)state;
    served_init(&served);
    return 0;
}

static int end(void **state)
{
    (void)state;
    answer_free(&answer);
    return 0;
}

static void finish(int fd)
{
    close(fd);
    served_stop(&served);
}

/* The connection ends, and nothing was said. */
static void assert_silence(int fd)
{
    struct buf rest;
    buf_init(&rest, MIB);
    client_rest(fd, &rest);
    assert_int_equal(rest.len, 0);
    buf_done(&rest);
}

static void test_continue(void **state)
{
    (void)state;
    served_start(&served);
    int fd = client_dial(&served);
    for (int i = 0; i < 2; i++) {
        client_lit(
            fd, "POST /a HTTP/1.1\r\nHost: example.com\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        assert_true(client_answer(fd, "POST", &answer));
        assert_int_equal(answer.status, 100);
        client_lit(fd, "hello");
        assert_true(client_answer(fd, "POST", &answer));
        assert_text(answer.body, "POST /a 5\nhello");
    }
    /* Who does not wait for it needs no 100. */
    client_lit(
        fd,
        "POST /a HTTP/1.1\r\nHost: example.com\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello");
    assert_true(client_answer(fd, "POST", &answer));
    assert_int_equal(answer.status, 200);
    finish(fd);
}

static void test_no_continue(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int status;
    } rows[] = {
        {"/refuse", 401},
        { "/limit", 413}
    };
    char request[200];
    served_start(&served);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int fd = client_dial(&served);
        snprintf(
            request, sizeof request,
            "POST %s HTTP/1.1\r\nHost: example.com\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n",
            rows[i].path);
        client_send(fd, str_of(request));
        assert_true(client_answer(fd, "POST", &answer));
        assert_int_equal(answer.status, rows[i].status);
        assert_text(answer_field(&answer, "Connection"), "close"); /* whether the body comes, nobody knows */
        close(fd);
    }
    served_stop(&served);
}

static void test_refused_body(void **state)
{
    (void)state;
    struct buf body;
    buf_init(&body, 16 * MIB);
    while (body.len < 300000) {
        buf_lit(&body, "0123456789");
    }
    served_start(&served);
    int fd = client_dial(&served);
    /* A small one is read and dropped. */
    client_lit(fd, "POST /refuse HTTP/1.1\r\nHost: example.com\r\nContent-Length: 5\r\n\r\nhe");
    assert_true(client_answer(fd, "POST", &answer));
    assert_int_equal(answer.status, 401);
    assert_text(answer_field(&answer, "Connection"), NULL);
    client_lit(fd, "lloGET /b HTTP/1.1\r\nHost: example.com\r\n\r\n");
    assert_true(client_answer(fd, "GET", &answer));
    assert_text(answer.body, "GET /b 0\n");
    /* A large one ends the connection, but the client that writes first and reads then has its answer. */
    client_lit(fd, "POST /refuse HTTP/1.1\r\nHost: example.com\r\nContent-Length: 300000\r\n\r\n");
    client_send(fd, buf_text(&body));
    assert_true(client_answer(fd, "POST", &answer));
    assert_int_equal(answer.status, 401);
    assert_text(answer_field(&answer, "Connection"), "close");
    buf_done(&body);
    finish(fd);
}

static void test_body_limit(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        int status;
    } rows[] = {
        {"Content-Length: 10\r\n\r\n0123456789",                                      200},
        { "Content-Length: 11\r\n\r\n0123456789a",                                    413},
        { "Transfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n",  200},
        { "Transfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n7\r\n456789a\r\n0\r\n\r\n", 413},
    };
    char request[300];
    served_start(&served);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int fd = client_dial(&served);
        snprintf(request, sizeof request, "POST /limit HTTP/1.1\r\nHost: example.com\r\n%s", rows[i].body);
        client_send(fd, str_of(request));
        assert_true(client_answer(fd, "POST", &answer));
        assert_int_equal(answer.status, rows[i].status);
        close(fd);
    }
    served_stop(&served);
}

static void test_head_deadline(void **state)
{
    (void)state;
    served.config.head_ms = 100;
    served_start(&served);
    int silent = client_dial(&served), slow = client_dial(&served);
    client_lit(slow, "GET / HTTP/1.1\r\nHost: exam");
    assert_true(client_answer(slow, "GET", &answer));
    assert_int_equal(answer.status, 408);
    assert_text(answer_field(&answer, "Connection"), "close");
    assert_silence(slow);
    assert_silence(silent); /* who never said anything gets no answer */
    close(silent);
    finish(slow);
    assert_int_equal(served.echo.refused, 1);
}

/* A byte at a time does not move the deadline. */
static void test_head_trickle(void **state)
{
    (void)state;
    served.config.head_ms = 200;
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(fd, "GET / HTTP/1.1\r\nX: ");
    while (send(fd, "a", 1, MSG_NOSIGNAL) == 1) {
        usleep(10000);
    }
    struct buf all;
    buf_init(&all, MIB);
    client_rest(fd, &all);
    assert_int_equal(served.echo.refused, 1);
    buf_done(&all);
    finish(fd);
    assert_int_equal(served.echo.status, 408);
}

static void test_idle_deadline(void **state)
{
    (void)state;
    served.config.idle_ms = 100;
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(fd, "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
    assert_true(client_answer(fd, "GET", &answer));
    client_lit(fd, "\r\n"); /* an empty line is no request */
    assert_silence(fd);
    finish(fd);
    assert_int_equal(served.echo.refused, 0);
}

static void test_body_rate(void **state)
{
    (void)state;
    served.config.body_ms = 100;
    served.config.rate_window_ms = 100;
    served.config.min_rate = 1000000;
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(fd, "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 100000\r\n\r\nhello");
    assert_true(client_answer(fd, "POST", &answer));
    assert_int_equal(answer.status, 408);
    assert_silence(fd);
    finish(fd);
    assert_int_equal(served.echo.in, 5);
}

/* Longer than body_ms, but above the minimum rate. */
static void test_body_slow_enough(void **state)
{
    (void)state;
    served.config.body_ms = 20;
    served.config.rate_window_ms = 3000;
    served.config.min_rate = 1;
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(fd, "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 40\r\n\r\n");
    for (int i = 0; i < 4; i++) {
        client_lit(fd, "0123456789");
        usleep(50000);
    }
    assert_true(client_answer(fd, "POST", &answer));
    assert_int_equal(answer.status, 200);
    finish(fd);
}

/* A reader that takes nothing is cut, and cannot believe that it has everything. */
static void test_write_rate(void **state)
{
    (void)state;
    served.config.rate_window_ms = 200;
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(fd, "GET /pull?100000000 HTTP/1.1\r\nHost: example.com\r\n\r\n");
    served_wait(&served.echo.broken, 1);
    assert_false(client_answer(fd, "GET", &answer));
    finish(fd);
}

static void test_connection_limit(void **state)
{
    (void)state;
    int fds[3];
    served.config.max_connections = 2;
    served_start(&served);
    for (int i = 0; i < 2; i++) {
        fds[i] = client_dial(&served);
        client_lit(fds[i], "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
        assert_true(client_answer(fds[i], "GET", &answer));
    }
    fds[2] = client_dial(&served);
    client_lit(fds[2], "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
    assert_true(client_answer(fds[2], "GET", &answer));
    assert_int_equal(answer.status, 503);
    assert_text(answer_field(&answer, "Retry-After"), "1");
    assert_text(answer_field(&answer, "Connection"), "close");
    assert_text(answer.body, "too many connections");
    assert_silence(fds[2]);
    close(fds[2]);
    close(fds[0]);
    int status = 503;
    while (status == 503) { /* until the server has seen that one is gone */
        int fd = client_dial(&served);
        client_lit(fd, "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
        assert_true(client_answer(fd, "GET", &answer));
        status = answer.status;
        close(fd);
    }
    assert_int_equal(status, 200);
    finish(fds[1]);
}

/* Without descriptors, clients wait in the queue and are served once there are some. */
static void test_no_descriptors(void **state)
{
    (void)state;
    struct rlimit before, few;
    int held[256], n = 0;
    if (tunnel_wanted()) {
        return; /* nothing to test here: the tunnel needs descriptors itself */
    }
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(fd, "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
    assert_true(client_answer(fd, "GET", &answer));
    close(fd);
    while (http_server_counts(served.server).open > 0) {
        usleep(1000);
    }
    getrlimit(RLIMIT_NOFILE, &before);
    few = (struct rlimit){ 128, before.rlim_max };
    setrlimit(RLIMIT_NOFILE, &few);
    while (n < 256 && (held[n] = dup(0)) >= 0) {
        n++;
    }
    assert_int_equal(errno, EMFILE);
    close(held[--n]);
    fd = client_dial(&served); /* takes the last one; the kernel answers for the server */
    client_lit(fd, "GET /b HTTP/1.1\r\nHost: example.com\r\n\r\n");
    usleep(300000);
    assert_int_equal(served.echo.heads, 1);
    while (n > 0) {
        close(held[--n]);
    }
    setrlimit(RLIMIT_NOFILE, &before);
    assert_true(client_answer(fd, "GET", &answer));
    assert_text(answer.body, "GET /b 0\n");
    finish(fd);
}

static void test_drain(void **state)
{
    (void)state;
    served_start(&served);
    int idle = client_dial(&served), busy = client_dial(&served), half = client_dial(&served);
    client_lit(idle, "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
    assert_true(client_answer(idle, "GET", &answer));
    client_lit(busy, "GET /late?2000000 HTTP/1.1\r\nHost: example.com\r\n\r\n");
    served_wait(&served.echo.heads, 2);
    client_lit(half, "POST /a HTTP/1.1\r\nHost: example.com\r\nContent-Length: 5\r\n\r\nhel");
    served_wait(&served.echo.heads, 3);
    http_server_drain(served.server);
    assert_silence(idle);
    assert_true(client_answer(busy, "GET", &answer)); /* what is under way is finished */
    assert_int_equal(answer.body.len, 2000000);
    client_lit(half, "lo");
    assert_true(client_answer(half, "POST", &answer));
    assert_text(answer_field(&answer, "Connection"), "close");
    assert_text(answer.body, "POST /a 5\nhello");
    close(idle);
    close(busy);
    finish(half);
    assert_int_equal(served.echo.broken, 0);
}

/* What does not finish in time is cut. */
static void test_drain_deadline(void **state)
{
    (void)state;
    served.config.drain_ms = 50;
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(fd, "GET /pull?100000000 HTTP/1.1\r\nHost: example.com\r\n\r\n");
    served_wait(&served.echo.heads, 1);
    served_stop(&served);
    assert_false(client_answer(fd, "GET", &answer));
    assert_int_equal(served.echo.broken, 1);
    close(fd);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

static const struct CMUnitTest tests[] = {
    CASE(test_continue),      CASE(test_no_continue),      CASE(test_refused_body),
    CASE(test_body_limit),    CASE(test_head_deadline),    CASE(test_head_trickle),
    CASE(test_idle_deadline), CASE(test_body_rate),        CASE(test_body_slow_enough),
    CASE(test_write_rate),    CASE(test_connection_limit), CASE(test_no_descriptors),
    CASE(test_drain),         CASE(test_drain_deadline),
};

UNIT_MAIN("http/limits")
