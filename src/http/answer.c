/* answer.c: writing answers. Small ones are put together in the connection's buffer, so that several
 * pipelined ones leave in one write; large and pulled ones go to the socket without a copy, as far as it
 * takes them. */
#include "http/steps.h"

#include "base/limits.h"
#include "base/must.h"
#include "base/num.h"
#include "base/when.h"

#include <string.h>

enum {
    COPIED = 16 * 1024,  /* a body up to here is copied behind its header */
    DRAINED = 64 * 1024, /* an unread body up to here is read and dropped, to keep the connection */
};

/* A chunk's frame: size in hexadecimal, CR LF. */
enum { CHUNK_HEAD = 18 };

void http_answer_date(struct http_loop *loop)
{
    static const char days[] = "ThuFriSatSunMonTueWed"; /* 1970-01-01 was a Thursday */
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t ticks = world_now(loop->server->world);
    int64_t second = ticks / WHEN_SECOND;
    if (second == loop->second && loop->date[0] != 0) {
        return;
    }
    struct civil t = when_to_civil(ticks);
    int64_t day = ((ticks / WHEN_DAY - (ticks % WHEN_DAY < 0)) % 7 + 7) % 7;
    char *to = loop->date;
    memcpy(to, "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n", HTTP_DATE_LINE);
    memcpy(to + 6, days + day * 3, 3);
    num_digits(to + 11, 2, (uint64_t)t.day);
    memcpy(to + 14, months + (t.month - 1) * 3, 3);
    num_digits(to + 18, 4, (uint64_t)t.year);
    num_digits(to + 23, 2, (uint64_t)t.hour);
    num_digits(to + 26, 2, (uint64_t)t.minute);
    num_digits(to + 29, 2, (uint64_t)t.second);
    loop->second = second;
}

void http_answer_no_tls(struct http_connection *c)
{
    static const char text[] =
        "This port speaks HTTPS, and the request came as plain HTTP: write https:// before the address.\n";
    buf_lit(&c->out, "HTTP/1.1 400 Bad Request\r\n");
    buf_add(&c->out, c->loop->date, HTTP_DATE_LINE);
    buf_lit(&c->out, "Content-Type: text/plain; charset=utf-8\r\nContent-Length: ");
    buf_int(&c->out, sizeof text - 1);
    buf_lit(&c->out, "\r\nConnection: close\r\n\r\n");
    buf_add(&c->out, text, sizeof text - 1);
    c->broken |= c->out.failed;
}

/* Whether what follows of the request's body is too much to read and drop. */
static bool rest_too_long(const struct http_exchange *x)
{
    const struct http_parser *p = &x->parser;
    if (!x->known || http_parser_complete(p)) {
        return false;
    }
    return p->body_length < 0 || p->left > DRAINED || (p->expect_continue && !x->continued);
}

static void status_line(struct buf *out, int status)
{
    if (status == 200) {
        buf_lit(out, "HTTP/1.1 200 OK\r\n");
        return;
    }
    buf_lit(out, "HTTP/1.1 ");
    buf_int(out, status);
    buf_byte(out, ' ');
    buf_str(out, http_reason(status));
    buf_lit(out, "\r\n");
}

static void header(struct http_connection *c, int status, struct str fields, int64_t length)
{
    struct http_exchange *x = c->x;
    struct buf *out = &c->out;
    status_line(out, status);
    buf_add(out, c->loop->date, HTTP_DATE_LINE);
    buf_str(out, fields);
    if (x->busy) {
        buf_lit(out, "Retry-After: 1\r\n");
    }
    if (status == 204 || status == 304) {
        /* No length: RFC 9110 section 8.6 forbids it for 204, and that of a 304 would be the other answer's.
         */
    } else if (length >= 0) {
        buf_lit(out, "Content-Length: ");
        buf_int(out, length);
        buf_lit(out, "\r\n");
    } else if (x->chunked) {
        buf_lit(out, "Transfer-Encoding: chunked\r\n");
    }
    if (c->closing) {
        buf_lit(out, "Connection: close\r\n");
    } else if (x->rq.minor == 0) {
        buf_lit(out, "Connection: keep-alive\r\n");
    }
    buf_lit(out, "\r\n");
}

void http_answer(struct http_request *rq, int status, struct str fields, int64_t length, struct str body)
{
    struct http_exchange *x = (struct http_exchange *)rq;
    struct http_connection *c = rq->connection;
    must(c != NULL && x == c->x && !x->answered && status >= 200 && status <= 599);
    x->answered = true;
    x->status = status;
    x->silent = status == 204 || status == 304 || str_eq(rq->method, STR("HEAD"));
    must(length == HTTP_PULLED || (length >= 0 && (x->silent || (size_t)length == body.len)));
    bool pulled = length == HTTP_PULLED && status != 204 && status != 304;
    x->chunked = pulled && rq->minor == 1;
    x->pulling = pulled && !x->silent;
    c->polite = !c->closing && !x->parser.keep_alive && http_parser_complete(&x->parser);
    c->closing |=
        !x->parser.keep_alive || c->loop->draining || rest_too_long(x) || (pulled && rq->minor == 0);
    header(c, status, fields, length);
    if (length > 0 && !x->silent) {
        x->bytes_out = length;
        if (body.len <= COPIED) {
            buf_str(&c->out, body);
        } else {
            struct iovec part = { (void *)(uintptr_t)body.ptr, body.len };
            http_io_send(c, &part, 1);
        }
    }
    c->broken |= c->out.failed;
}

/* Sends a piece of a pulled answer in its frame. */
static void send_piece(struct http_connection *c, const struct buf *piece, bool last)
{
    char frame[CHUNK_HEAD];
    size_t n = sizeof frame;
    struct iovec parts[3];
    int count = 0;
    c->x->bytes_out += (int64_t)piece->len;
    frame[--n] = '\n';
    frame[--n] = '\r';
    for (size_t left = piece->len; left > 0; left /= 16) {
        frame[--n] = "0123456789abcdef"[left % 16];
    }
    if (piece->len > 0 && c->x->chunked) {
        parts[count++] = (struct iovec){ frame + n, sizeof frame - n };
    }
    if (piece->len > 0) {
        parts[count++] = (struct iovec){ piece->ptr, piece->len };
    }
    if (c->x->chunked) {
        struct str end = piece->len && last ? STR("\r\n0\r\n\r\n") : last ? STR("0\r\n\r\n") : STR("\r\n");
        parts[count++] = (struct iovec){ (void *)(uintptr_t)end.ptr, end.len };
    }
    if (count > 0 && (piece->len > 0 || last)) {
        http_io_send(c, parts, count);
    }
}

void http_answer_pull(struct http_connection *c)
{
    struct http_exchange *x = c->x;
    struct buf *out = &c->loop->pull;
    const struct http_config *config = &c->loop->server->config;
    must(config->events->on_pull != NULL);
    buf_reset(out);
    enum http_pull pull = config->events->on_pull(config->app, &x->rq, out);
    if (out->failed || pull == HTTP_CUT) {
        /* A close alone would look like the end of an answer without a length: it must be a reset. */
        c->broken = c->reset = true;
        return;
    }
    x->waiting = pull == HTTP_WAIT;
    x->pulling = pull != HTTP_LAST;
    send_piece(c, out, pull == HTTP_LAST);
}
