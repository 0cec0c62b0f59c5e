/* The server with real sockets: framing, keep-alive, pipelining, pulled answers, back-pressure, waking, and
 * the table of messages once more. Deadlines and limits are in test_http_limits.c. */
#include "unit.h"

#include "base/limits.h"
#include "http/client.h"
#include "http/messages.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
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

static void test_keep_alive(void **state)
{
    (void)state;
    served_start(&served);
    int fd = client_dial(&served);
    for (int i = 0; i < 3; i++) {
        client_lit(fd, "GET /a?b HTTP/1.1\r\nHost: example.com\r\n\r\n");
        assert_true(client_answer(fd, "GET", &answer));
        assert_int_equal(answer.status, 200);
        assert_text(answer.body, "GET /a ?b 0\n");
        assert_text(answer_field(&answer, "Content-Length"), "12");
        assert_text(answer_field(&answer, "Content-Type"), "text/plain");
        assert_text(answer_field(&answer, "Connection"), NULL);
        assert_int_equal(answer_field(&answer, "Date").len, strlen("Sun, 06 Nov 1994 08:49:37 GMT"));
    }
    assert_int_equal(served.echo.arena_blocks, 2); /* the arena of the first served the others */
    client_lit(fd, "GET /last HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n");
    assert_true(client_answer(fd, "GET", &answer));
    assert_text(answer_field(&answer, "Connection"), "close");
    assert_int_equal(client_rest(fd, &answer.bytes), CLIENT_EOF);
    assert_int_equal(http_server_counts(served.server).requests, 4);
    finish(fd);
}

/* The linker sends all allocations of this program through these (--wrap); those of the server's thread
 * count. */
static _Atomic int allocations;
static _Atomic bool counting;
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

static void count_allocation(void)
{
    allocations += counting && pthread_equal(pthread_self(), served.thread);
}

void *__wrap_malloc(size_t size)
{
    count_allocation();
    return __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    count_allocation();
    return __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    count_allocation();
    return __real_realloc(old, size);
}

/* Once a connection and a loop have their buffers, requests ask the machine for nothing. */
static void test_no_allocation(void **state)
{
    (void)state;
    struct buf sent;
    buf_init(&sent, MIB);
    served_start(&served);
    int fd = client_dial(&served);
    for (int i = 0; i < 40; i++) { /* more than a turn answers, so that input is kept between turns */
        buf_lit(&sent, "GET /page HTTP/1.1\r\nHost: example.com\r\n\r\n");
    }
    for (int round = 0; round < 6; round++) {
        counting = round >= 3;
        client_send(fd, buf_text(&sent));
        for (int i = 0; i < 40; i++) {
            assert_true(client_answer(fd, "GET", &answer));
            assert_int_equal(answer.body.len, 3100);
        }
        client_lit(fd, "GET /pull?200000 HTTP/1.1\r\nHost: example.com\r\n\r\n");
        assert_true(client_answer(fd, "GET", &answer));
        allocations = round >= 3 ? (int)allocations : 0;
    }
    counting = false;
    assert_int_equal(allocations, 0);
    buf_done(&sent);
    finish(fd);
}

static void test_http_1_0(void **state)
{
    (void)state;
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(fd, "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assert_true(client_answer(fd, "GET", &answer));
    assert_text(answer_field(&answer, "Connection"), "keep-alive");
    client_lit(fd, "GET /pull?300000 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assert_true(client_answer(fd, "GET", &answer)); /* its length is unknown: it ends with the connection */
    assert_text(answer_field(&answer, "Connection"), "close");
    assert_text(answer_field(&answer, "Transfer-Encoding"), NULL);
    assert_int_equal(answer.body.len, 300000);
    close(fd);
    fd = client_dial(&served);
    client_lit(fd, "GET /a HTTP/1.0\r\n\r\n");
    assert_true(client_answer(fd, "GET", &answer));
    assert_text(answer_field(&answer, "Connection"), "close");
    assert_int_equal(client_rest(fd, &answer.bytes), CLIENT_EOF);
    finish(fd);
}

static void test_date_of_the_clock(void **state)
{
    (void)state;
    static const struct {
        int64_t second;
        const char *date;
    } rows[] = {
        {0,           "Thu, 01 Jan 1970 00:00:00 GMT"}, /* by definition */
        { 784111777,  "Sun, 06 Nov 1994 08:49:37 GMT"}, /* the example of RFC 9110 */
        { 1709164800, "Thu, 29 Feb 2024 00:00:00 GMT"},
        { -1,         "Wed, 31 Dec 1969 23:59:59 GMT"},
        { 4102444799, "Thu, 31 Dec 2099 23:59:59 GMT"},
    };
    struct world world;
    world_init(&world);
    world_set_clock(&world, 0);
    served.config.world = &world;
    served_start(&served);
    int fd = client_dial(&served);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        world_set_clock(&world, rows[i].second * 10000000);
        client_lit(fd, "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
        assert_true(client_answer(fd, "GET", &answer));
        assert_text(answer_field(&answer, "Date"), rows[i].date);
    }
    finish(fd);
}

static void test_pipelining(void **state)
{
    (void)state;
    enum { REQUESTS = 1000 };
    struct buf sent;
    char want[64];
    served_start(&served);
    int fd = client_dial(&served);
    buf_init(&sent, MIB);
    for (int i = 0; i < REQUESTS; i++) {
        buf_format(&sent, "POST /n%d HTTP/1.1\r\nHost: example.com\r\nContent-Length: 2\r\n\r\nhi", i);
    }
    client_send(fd, buf_text(&sent));
    for (int i = 0; i < REQUESTS; i++) {
        assert_true(client_answer(fd, "POST", &answer));
        snprintf(want, sizeof want, "POST /n%d 2\nhi", i);
        assert_text(answer.body, want);
    }
    buf_done(&sent);
    assert_int_equal(served.echo.heads, REQUESTS);
    finish(fd);
}

static void test_chunked_body(void **state)
{
    (void)state;
    served_start(&served);
    int fd = client_dial(&served);
    for (int i = 0; i < 2; i++) {
        client_lit(fd,
                   "POST /a HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n");
        client_lit(fd, "2;x=y\r\nlo\r\n0\r\nTrailer: x\r\n\r\n");
        assert_true(client_answer(fd, "POST", &answer));
        assert_text(answer.body, "POST /a 5\nhello");
    }
    finish(fd);
}

static bool is_pattern(struct str body, size_t n)
{
    bool same = body.len == n;
    for (size_t i = 0; i < body.len && same; i++) {
        same = body.ptr[i] == echo_byte((int64_t)i);
    }
    return same;
}

static void test_pulled(void **state)
{
    (void)state;
    static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 3000000 };
    char request[100];
    served_start(&served);
    int fd = client_dial(&served);
    for (size_t i = 0; i < 2 * COUNT_OF(sizes); i++) {
        snprintf(request, sizeof request, "GET /%s?%zu HTTP/1.1\r\nHost: example.com\r\n\r\n",
                 i % 2 ? "late" : "pull", sizes[i / 2]);
        client_send(fd, str_of(request));
        assert_true(client_answer(fd, "GET", &answer));
        assert_text(answer_field(&answer, "Transfer-Encoding"), "chunked");
        assert_true(is_pattern(answer.body, sizes[i / 2]));
    }
    finish(fd);
    assert_int_equal(served.echo.out, 3000000);
    assert_int_equal(served.echo.broken, 0);
}

static void test_large_answer(void **state)
{
    (void)state;
    served_start(&served);
    int fd = client_dial(&served);
    for (int i = 0; i < 2; i++) {
        client_lit(fd, "GET /big?20000000 HTTP/1.1\r\nHost: example.com\r\n\r\n");
        client_lit(fd, "GET /after HTTP/1.1\r\nHost: example.com\r\n\r\n");
        assert_true(client_answer(fd, "GET", &answer));
        assert_true(is_pattern(answer.body, 20000000));
        assert_true(client_answer(fd, "GET", &answer));
        assert_text(answer.body, "GET /after 0\n");
    }
    finish(fd);
}

/* What a reader does not take is not produced: the memory of an answer does not grow with its size. */
static void test_slow_reader(void **state)
{
    (void)state;
    const int64_t size = 64 * (int64_t)MIB, bound = 16 * (int64_t)MIB;
    int64_t before = -1;
    served.config.rate_window_ms = 60000;
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(fd, "GET /pull?67108864 HTTP/1.1\r\nHost: example.com\r\n\r\n");
    while (served.echo.pulled == 0 || served.echo.pulled != before) {
        before = served.echo.pulled;
        usleep(100000);
    }
    assert_true(before < bound);
    assert_true(client_answer(fd, "GET", &answer));
    assert_true(is_pattern(answer.body, (size_t)size));
    finish(fd);
    assert_int_equal(served.echo.pulled, size);
}

static void test_head(void **state)
{
    (void)state;
    static const char *const paths[] = { "/a", "/pull?100000", "/big?100000" };
    char request[100], length[32], coding[32];
    served_start(&served);
    int fd = client_dial(&served);
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        for (int head = 0; head < 2; head++) {
            snprintf(request, sizeof request, "%s %s HTTP/1.1\r\nHost: example.com\r\n\r\n",
                     head ? "HEAD" : "GET", paths[i]);
            client_send(fd, str_of(request));
            assert_true(client_answer(fd, head ? "HEAD" : "GET", &answer));
            struct str l = answer_field(&answer, "Content-Length");
            struct str t = answer_field(&answer, "Transfer-Encoding");
            if (head && i > 0) { /* the echo of /a names the method, so its length differs by one */
                assert_text(l, l.ptr ? length : NULL);
                assert_text(t, t.ptr ? coding : NULL);
                assert_true(l.ptr != NULL || t.ptr != NULL);
            }
            snprintf(length, sizeof length, STR_FMT, STR_ARG(l));
            snprintf(coding, sizeof coding, STR_FMT, STR_ARG(t));
        }
    }
    assert_int_equal(served.echo.pulled, 100000); /* the one for HEAD was not pulled */
    finish(fd);
}

static void test_no_content(void **state)
{
    (void)state;
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(
        fd, "GET /204 HTTP/1.1\r\nHost: example.com\r\n\r\nGET /304 HTTP/1.1\r\nHost: example.com\r\n\r\n");
    for (int status = 204; status <= 304; status += 100) {
        assert_true(client_answer(fd, "GET", &answer));
        assert_int_equal(answer.status, status);
        assert_text(answer_field(&answer, "Content-Length"), NULL);
        assert_text(answer_field(&answer, "Transfer-Encoding"), NULL);
    }
    client_lit(fd, "GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n");
    assert_true(client_answer(fd, "GET", &answer));
    assert_text(answer.body, "GET /a 0\n");
    finish(fd);
}

static void test_wake(void **state)
{
    (void)state;
    struct buf body;
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(fd,
               "GET /wait HTTP/1.1\r\nHost: example.com\r\n\r\nGET /b HTTP/1.1\r\nHost: example.com\r\n\r\n");
    assert_true(client_answer(fd, "GET", &answer));
    assert_text(answer.body, "awake\n");
    assert_true(client_answer(fd, "GET", &answer));
    assert_text(answer.body, "GET /b 0\n");
    /* Each piece stops the reading until a thread goes on. */
    client_lit(fd, "POST /pause HTTP/1.1\r\nHost: example.com\r\nContent-Length: 1000000\r\n\r\n");
    buf_init(&body, MIB);
    while (body.len < 1000000) {
        buf_byte(&body, echo_byte((int64_t)body.len));
    }
    client_send(fd, buf_text(&body));
    assert_true(client_answer(fd, "POST", &answer));
    assert_true(is_pattern(str_from(answer.body, strlen("POST /pause 1000000\n")), 1000000));
    assert_true(served.echo.wakes >= 1000000 / (64 * 1024));
    buf_done(&body);
    finish(fd);
}

/* The client is gone when the owner answers. */
static void test_late_answer(void **state)
{
    (void)state;
    served_start(&served);
    for (int i = 0; i < 20; i++) {
        int fd = client_dial(&served);
        struct linger now = { .l_onoff = 1, .l_linger = 0 };
        client_lit(fd, "GET /wait HTTP/1.1\r\nHost: example.com\r\n\r\n");
        served_wait(&served.echo.heads, i + 1);
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close(fd);
    }
    served_wait(&served.echo.done, 20);
    served_stop(&served);
}

static void test_cut(void **state)
{
    (void)state;
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(fd, "GET /cut?200000 HTTP/1.1\r\nHost: example.com\r\n\r\n");
    assert_false(client_answer(fd, "GET", &answer));
    close(fd);
    fd = client_dial(&served);
    client_lit(fd, "GET /cut?200000 HTTP/1.0\r\n\r\n"); /* no chunks: only a reset can tell */
    assert_int_equal(client_rest(fd, &answer.bytes), CLIENT_RESET);
    finish(fd);
    assert_int_equal(served.echo.broken, 2);
}

static void test_half_closed(void **state)
{
    (void)state;
    served_start(&served);
    int fd = client_dial(&served);
    client_lit(
        fd,
        "GET /late?100000 HTTP/1.1\r\nHost: example.com\r\n\r\nGET /b HTTP/1.1\r\nHost: example.com\r\n\r\n");
    shutdown(fd, SHUT_WR);
    assert_true(client_answer(fd, "GET", &answer));
    assert_true(is_pattern(answer.body, 100000));
    assert_true(client_answer(fd, "GET", &answer));
    assert_text(answer.body, "GET /b 0\n");
    assert_int_equal(client_rest(fd, &answer.bytes), CLIENT_EOF);
    finish(fd);
}

static void test_several_loops(void **state)
{
    (void)state;
    int fds[40];
    served.config.loops = 3;
    served_start(&served);
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        fds[i] = client_dial(&served);
        client_lit(fds[i], "GET /wait HTTP/1.1\r\nHost: example.com\r\n\r\n");
    }
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        assert_true(client_answer(fds[i], "GET", &answer));
        assert_text(answer.body, "awake\n");
        close(fds[i]);
    }
    served_stop(&served);
}

static int dial_unix(const char *path)
{
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(name.sun_path, sizeof name.sun_path, "%s", path);
    assert_int_equal(connect(fd, (struct sockaddr *)&name, sizeof name), 0);
    return fd;
}

static void test_unix_socket(void **state)
{
    (void)state;
    struct http_server *server, *other;
    struct why why;
    struct stat info;
    char folder[] = "/tmp/http-unix-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/socket", folder);
    assert_int_equal(http_server_new(&served.config, &server, &why), ST_OK);
    assert_int_equal(http_listen_unix(server, path, &why), ST_OK);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(http_server_new(&served.config, &other, &why), ST_OK);
    assert_int_equal(http_listen_unix(other, path, &why), ST_BUSY);
    assert_contains(why.text, path);
    /* A socket file that a dead process left is replaced; a file is not. */
    char kept[80];
    snprintf(kept, sizeof kept, "%s/kept", folder);
    assert_int_equal(link(path, kept), 0);
    http_server_free(server);
    assert_int_equal(rename(kept, path), 0);
    assert_int_equal(http_listen_unix(other, path, &why), ST_OK);
    served.server = served.echo.server = other;
    int fd = dial_unix(path);
    client_lit(fd, "GET /stop HTTP/1.1\r\nHost: example.com\r\n\r\n");
    assert_int_equal(http_server_run(other, &why), ST_OK);
    assert_true(client_answer(fd, "GET", &answer));
    assert_text(answer.body, "stopping\n");
    close(fd);
    http_server_free(other);
    assert_int_equal(access(path, F_OK), -1);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(http_server_new(&served.config, &server, &why), ST_OK);
    assert_int_equal(http_listen_unix(server, path, &why), ST_CONFLICT);
    http_server_free(server);
    unlink(path);
    rmdir(folder);
}

static void test_listen_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "",
                                       "8080",
                                       ":8080",
                                       "127.0.0.1",
                                       "127.0.0.1:",
                                       "127.0.0.1:http",
                                       "127.0.0.1:65536",
                                       "127.0.0.1:-1",
                                       "example.com:80",
                                       "[::1:80" };
    char taken[32];
    struct http_server *server;
    struct why why;
    int port = -1;
    served_start(&served);
    assert_int_equal(http_server_new(&served.config, &server, &why), ST_OK);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(http_listen_tcp(server, str_of(bad[i]), &port, &why), ST_INVALID);
        assert_contains(why.text, "ADDRESS:PORT");
    }
    snprintf(taken, sizeof taken, "localhost:%d", served.port);
    assert_int_equal(http_listen_tcp(server, str_of(taken), &port, &why), ST_BUSY);
    assert_contains(why.text, taken);
    assert_int_equal(port, -1);
    assert_int_equal(http_listen_tcp(server, STR("[::1]:0"), &port, &why), ST_OK);
    assert_true(port > 0);
    http_server_free(server);
    served_stop(&served);
}

/* What the parser says must be what a client hears, and after a refusal the connection ends. */
static void test_messages(void **state)
{
    struct message_table table = messages_read(*state);
    served_start(&served);
    for (size_t i = 0; i < table.count; i++) {
        const struct message_case *c = &table.cases[i];
        int fd = client_dial(&served);
        bool open = true;
        served.echo.limit = c->limit ? c->limit : LIMIT_HTTP_BODY;
        client_send(fd, buf_text(&c->sent));
        shutdown(fd, SHUT_WR);
        for (size_t k = 0; k < c->want_count && open; k++) {
            int64_t status = 200;
            struct str want = c->wants[k];
            open =
                !str_eq(want, STR("more")) && !str_int(want, &status) && strstr(want.ptr, " close") == NULL;
            if (str_eq(want, STR("more"))) {
                break;
            }
            bool head = memcmp(want.ptr, "HEAD ", 5) == 0;
            if (!client_answer(fd, head ? "HEAD" : "GET", &answer) || answer.status != status) {
                fail_msg("%s: %d instead of %d", c->name, answer.status, (int)status);
            }
            assert_int_equal(str_eq(answer_field(&answer, "Connection"), STR("close")), !open);
        }
        struct buf rest;
        buf_init(&rest, MIB);
        client_rest(fd, &rest);
        if (rest.len > 0) {
            fail_msg("%s: one answer too many: %.100s", c->name, rest.ptr);
        }
        buf_done(&rest);
        close(fd);
    }
    served_stop(&served);
    messages_free(&table);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(int argc, char **argv)
{
    struct CMUnitTest tests[] = {
        CASE(test_keep_alive),
        CASE(test_no_allocation),
        CASE(test_http_1_0),
        CASE(test_date_of_the_clock),
        CASE(test_pipelining),
        CASE(test_chunked_body),
        CASE(test_pulled),
        CASE(test_large_answer),
        CASE(test_slow_reader),
        CASE(test_head),
        CASE(test_no_content),
        CASE(test_wake),
        CASE(test_late_answer),
        CASE(test_cut),
        CASE(test_half_closed),
        CASE(test_several_loops),
        CASE(test_unix_socket),
        CASE(test_listen_refused),
        {"test_messages", test_messages, begin, end, argc > 1 ? argv[1] : "tests/http/messages"},
    };
    return cmocka_run_group_tests_name("http/server", tests, NULL, NULL);
}
