/* connection.c: drives one connection: read, parse, answer, write, in turns, so that no connection keeps the
 * loop for itself. A step does one thing and says how to go on; nothing here blocks. */
#include "http/steps.h"

#include "base/limits.h"
#include "base/must.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    KEEP_REST = 4 * 1024,       /* a larger input buffer is given back */
    LINGER_MS = 2000,           /* how long a refused client may go on sending */
    LINGER_BYTES = 1024 * 1024, /* and how much */
    UNSENT = 128 * 1024,        /* of one connection in the kernel, beyond what is under way */
};

enum go {
    GO_ON,    /* another step */
    GO_WAIT,  /* for the client or the owner */
    GO_TURN,  /* the others first */
    GO_LATER, /* the same, but what is waited for did not come: its deadline goes on */
    GO_CLOSE, /* at once */
};

static const struct http_config *config_of(const struct http_connection *c)
{
    return &c->loop->server->config;
}

/* No request is under way; an empty line before one is none. */
static bool idle(const struct http_connection *c)
{
    return c->x == NULL || (!c->x->known && http_parser_idle(&c->x->parser));
}

/* The owner has the request in its hands and owes an http_wake. */
static bool held(const struct http_connection *c)
{
    const struct http_exchange *x = c->x;
    return x != NULL && (x->answered ? x->pulling && x->waiting : x->accepted && (x->body_told || x->paused));
}

/* At the begin of a turn the loop's output buffer goes to the connection, unless it has one; at the end it
 * goes back, unless something is left in it. */
static void swap_output(struct http_connection *c)
{
    must(c->loop->out.len == 0 && c->out.len == 0); /* no byte may reach another client */
    struct buf own = c->out;
    c->out = c->loop->out;
    c->loop->out = own;
}

static void give_output_back(struct http_connection *c)
{
    if (http_io_pending(c) > 0) {
        return;
    }
    buf_reset(&c->out);
    c->sent = 0;
    if (c->loop->out.room == 0) {
        swap_output(c);
    } else {
        buf_done(&c->out);
    }
}

void http_connection_open(struct http_loop *loop, int fd, bool local, const char *peer, bool busy)
{
    struct http_connection *c = loop->spare;
    if (c != NULL) {
        loop->spare = c->next;
        loop->spares--;
        *c = (struct http_connection){ 0 };
    } else {
        c = calloc(1, sizeof *c);
    }
    if (c == NULL || !http_timers_reserve(&loop->timers, loop->open + 1)) {
        free(c);
        close(fd);
        return;
    }
    c->source = HTTP_FROM_CLIENT;
    c->fd = fd;
    c->loop = loop;
    c->local = local;
    c->can_write = true;
    c->shaking = c->dry = !local && atomic_load(&loop->server->tls) != NULL;
    c->since_ms = loop->now_ms;
    buf_init(&c->out, SIZE_MAX / 2);
    buf_init(&c->rest, HTTP_SCRATCH);
    memcpy(c->peer, peer, strnlen(peer, sizeof c->peer - 1));
    c->next = loop->all;
    if (c->next != NULL) {
        c->next->previous = c;
    }
    loop->all = c;
    loop->open++;
    atomic_fetch_add(&loop->server->open, 1);
    http_count(&loop->accepted);
    if (!local) {
        int on = 1, unsent = UNSENT;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
    }
    struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c };
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        http_connection_close(c);
        return;
    }
    if (busy && (c->x = http_exchange_take(c)) != NULL) {
        c->x->busy = true;
        http_request_refuse(c, 503, "too many connections");
    }
    http_connection_run(c);
}

void http_connection_close(struct http_connection *c)
{
    struct http_loop *loop = c->loop;
    if (c->fd < 0) {
        return;
    }
    if (c->x != NULL) {
        /* An answer that the client cannot tell from a complete one must not end like one. */
        c->reset |= c->x->answered && !c->broken;
        http_request_done(c, true);
    }
    if (c->reset) {
        struct linger now = { .l_onoff = 1, .l_linger = 0 };
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    if (!c->reset && !c->shaking && !c->lingering) {
        http_tls_bye(c); /* if it must wait, it does not matter: nothing is under way */
    }
    http_tls_drop(c);
    close(c->fd);
    c->fd = -1;
    http_timer_clear(&loop->timers, &c->timer);
    c->sent = c->out.len; /* nobody will read it */
    give_output_back(c);
    buf_done(&c->out);
    buf_done(&c->rest);
    if (c->previous != NULL) {
        c->previous->next = c->next;
    } else {
        loop->all = c->next;
    }
    if (c->next != NULL) {
        c->next->previous = c->previous;
    }
    c->next = loop->graves;
    loop->graves = c;
    loop->open--;
    atomic_fetch_sub(&loop->server->open, 1);
}

/* The last answer is written. Closing with unread input in the kernel would reset the connection and could
 * take the answer with it, so a client that may still be sending is listened to for a while. */
static enum go part(struct http_connection *c)
{
    if (!http_tls_bye(c)) {
        return GO_WAIT;
    }
    /* A client of TLS always has a last word (close_notify), which would meet a closed socket. */
    if (c->eof || (c->polite && c->in.len == 0 && c->tls == NULL)) {
        return GO_CLOSE;
    }
    shutdown(c->fd, SHUT_WR);
    c->lingering = true;
    c->can_read = !c->dry;
    c->since_ms = c->loop->now_ms;
    c->in = STR_NONE;
    return GO_ON;
}

static enum go linger(struct http_connection *c)
{
    if (!c->can_read) {
        return c->eof ? GO_CLOSE : GO_WAIT;
    }
    c->lingered += http_io_read(c, c->loop->scratch, HTTP_SCRATCH);
    return c->eof || c->broken || c->lingered > LINGER_BYTES ? GO_CLOSE : GO_ON;
}

static enum go shake(struct http_connection *c)
{
    if (c->loop->draining) {
        return GO_CLOSE;
    }
    if (!c->dry && ++c->loop->shakes > LIMIT_TLS_SHAKES) {
        return GO_LATER;
    }
    switch (http_tls_shake(c)) {
    case HTTP_SHAKE_WAIT:
        return GO_WAIT;
    case HTTP_SHAKE_FAILED:
        http_count(&c->loop->tls_failed);
        return GO_CLOSE;
    case HTTP_SHAKE_PLAIN:
        http_count(&c->loop->tls_failed);
        c->can_read = c->closing = true;
        c->dry = false;
        if (c->x == NULL) { /* else it is refused already */
            c->parting = true;
            http_answer_no_tls(c);
        }
        break;
    case HTTP_SHAKE_DONE:
        break;
    }
    c->shaking = false;
    return GO_ON;
}

static enum go finish(struct http_connection *c)
{
    http_request_done(c, c->broken);
    c->since_ms = c->loop->now_ms;
    c->parting = c->closing;
    return GO_ON;
}

static enum go pull(struct http_connection *c, int *pulls)
{
    if (c->x->waiting) {
        return GO_WAIT;
    }
    if (*pulls > 0) {
        return GO_TURN;
    }
    ++*pulls;
    http_answer_pull(c);
    return GO_ON;
}

static enum go parse(struct http_connection *c)
{
    struct str piece = STR_NONE;
    if (c->x == NULL && (c->x = http_exchange_take(c)) == NULL) {
        return GO_CLOSE;
    }
    if (idle(c)) {
        c->x->rq.started_ms = c->loop->now_ms;
    }
    enum http_parsed event = http_parse(&c->x->parser, &c->in, &piece);
    http_request_event(c, event, piece);
    return GO_ON;
}

/* More of a request, from what was read or from the socket. */
static enum go take(struct http_connection *c)
{
    struct http_exchange *x = c->x;
    if (held(c)) {
        return GO_WAIT;
    }
    if (x != NULL && x->accepted && !x->answered && http_parser_complete(&x->parser)) {
        http_request_body(c, STR(""), true); /* there is no body */
        return GO_ON;
    }
    if (c->in.len > 0) {
        return parse(c);
    }
    if (c->eof && x != NULL && x->answered) {
        c->closing = true; /* only the rest of a body is missing, which nobody wanted */
        return GO_ON;
    }
    if (c->eof || (idle(c) && c->loop->draining)) {
        return GO_CLOSE;
    }
    if (!c->can_read) {
        return GO_WAIT;
    }
    buf_reset(&c->rest);
    c->in = (struct str){ c->loop->scratch, http_io_read(c, c->loop->scratch, HTTP_SCRATCH) };
    return c->in.len == 0 && c->can_read ? GO_LATER : GO_ON;
}

/* Output waits while more answers may join it, not longer. */
static bool must_flush(const struct http_connection *c)
{
    size_t pending = http_io_pending(c);
    bool alone = c->in.len == 0 || c->closing || held(c);
    bool pulling = c->x != NULL && c->x->pulling && !c->x->waiting;
    return pending >= LIMIT_HTTP_WRITE || (pending > 0 && alone && !(pulling && c->x->bytes_out == 0)) ||
           (pending > 0 && !c->can_write);
}

static enum go step(struct http_connection *c, int *pulls)
{
    if (c->broken) {
        return held(c) ? GO_WAIT : GO_CLOSE; /* the owner still has the request */
    }
    if (c->shaking) {
        return shake(c);
    }
    if (c->lingering) {
        return linger(c);
    }
    if (must_flush(c)) {
        http_io_flush(c);
        return c->broken || http_io_pending(c) == 0 ? GO_ON : GO_WAIT;
    }
    if (c->parting) {
        return part(c);
    }
    struct http_exchange *x = c->x;
    if (x == NULL || !x->answered) {
        return take(c);
    }
    if (x->pulling) {
        return pull(c, pulls);
    }
    if (http_parser_complete(&x->parser) || c->closing) {
        return finish(c);
    }
    return take(c); /* the rest of the body, to be dropped */
}

/* Keeps what was read but not parsed: the scratch is for the next connection. */
static void keep_input(struct http_connection *c)
{
    if (c->in.len > 0 && c->in.ptr >= c->loop->scratch && c->in.ptr < c->loop->scratch + HTTP_SCRATCH) {
        buf_reset(&c->rest);
        buf_str(&c->rest, c->in);
        c->broken |= c->rest.failed;
        c->in = buf_text(&c->rest);
    } else if (c->in.len == 0 && c->rest.room > KEEP_REST) {
        buf_done(&c->rest);
    }
}

static int64_t moved(const struct http_connection *c)
{
    return c->wait == HTTP_WAIT_WRITE ? c->written - http_io_unsent(c) : c->x ? c->x->bytes_in : 0;
}

static enum http_wait wait_of(const struct http_connection *c)
{
    const struct http_exchange *x = c->x;
    if (c->shaking) {
        return HTTP_WAIT_SHAKE;
    }
    if (c->lingering) {
        return HTTP_WAIT_LINGER;
    }
    if (http_io_pending(c) > 0) {
        return c->broken ? HTTP_WAIT_NONE : HTTP_WAIT_WRITE;
    }
    if (c->parting) {
        return HTTP_WAIT_LINGER;
    }
    if (held(c)) {
        return HTTP_WAIT_NONE;
    }
    if (idle(c)) {
        return HTTP_WAIT_IDLE;
    }
    if (!x->known) {
        return HTTP_WAIT_HEAD;
    }
    return c->wait == HTTP_WAIT_NONE || c->wait == HTTP_WAIT_RATE ? HTTP_WAIT_RATE : HTTP_WAIT_BODY;
}

/* Sets the deadline of what the connection now waits for; one that is already running goes on. */
static void arm(struct http_connection *c)
{
    const struct http_config *config = config_of(c);
    enum http_wait wait = wait_of(c);
    int64_t now = c->loop->now_ms;
    bool same = wait == c->wait;
    c->wait = wait;
    switch (wait) {
    case HTTP_WAIT_NONE:
        c->deadline_ms = INT64_MAX;
        return;
    case HTTP_WAIT_SHAKE:
        c->deadline_ms =
            c->since_ms + (config->handshake_ms < config->head_ms ? config->handshake_ms : config->head_ms);
        break;
    case HTTP_WAIT_IDLE:
        c->deadline_ms = c->since_ms + (c->served ? config->idle_ms : config->head_ms);
        break;
    case HTTP_WAIT_HEAD:
        /* The first one's counts from the connection's begin, or silence before it would add up. */
        c->deadline_ms = (c->served ? c->x->rq.started_ms : c->since_ms) + config->head_ms;
        break;
    case HTTP_WAIT_LINGER:
        c->deadline_ms = c->since_ms + LINGER_MS;
        break;
    default:
        if (!same) {
            c->deadline_ms = now + (wait == HTTP_WAIT_BODY ? config->body_ms : config->rate_window_ms);
            c->window_bytes = wait == HTTP_WAIT_BODY ? -1 : moved(c);
        }
    }
    if (c->timer.place == 0 || c->timer.due_ms > c->deadline_ms) {
        http_timer_set(&c->loop->timers, &c->timer, c->deadline_ms);
    }
}

void http_connection_run(struct http_connection *c)
{
    int pulls = 0, turns = 0;
    enum go go = GO_ON;
    if (c->out.room == 0) {
        swap_output(c);
    }
    while (go == GO_ON) {
        bool busy = c->x != NULL;
        go = step(c, &pulls);
        turns += busy && c->x == NULL;
        if (go == GO_ON && turns == LIMIT_HTTP_PIPELINE) {
            go = GO_TURN;
        }
    }
    if (go == GO_CLOSE) {
        http_connection_close(c);
        return;
    }
    keep_input(c);
    give_output_back(c);
    if (go == GO_TURN) {
        if (c->wait != HTTP_WAIT_WRITE) { /* a rate window goes on, other deadlines are over */
            c->wait = HTTP_WAIT_IDLE;
            c->deadline_ms = INT64_MAX;
        }
        http_loop_ready(c);
        return;
    }
    arm(c);
    if (go == GO_LATER) {
        http_loop_ready(c);
    }
}

void http_connection_event(struct http_connection *c, uint32_t events)
{
    bool in = (events & (EPOLLIN | EPOLLRDHUP)) != 0, out = (events & EPOLLOUT) != 0;
    c->dry &= !in;
    c->can_read |= in || (out && c->read_waits);
    c->can_write |= out || (in && c->write_waits);
    c->hangup |= (events & EPOLLRDHUP) != 0;
    c->broken |= (events & (EPOLLERR | EPOLLHUP)) != 0;
    http_connection_run(c);
}

void http_connection_woken(struct http_connection *c)
{
    struct http_exchange *x = c->x;
    if (x->pulling) {
        x->waiting = false;
    } else if (!x->answered && x->accepted) {
        if (config_of(c)->events->on_wake != NULL) {
            config_of(c)->events->on_wake(config_of(c)->app, &x->rq);
        }
        x->paused = false;
    }
    http_connection_run(c);
}

/* A slow client that keeps the minimum rate gets another window. */
static bool fast_enough(struct http_connection *c)
{
    const struct http_config *config = config_of(c);
    int64_t now = moved(c), need = (int64_t)config->min_rate * config->rate_window_ms / 1000;
    if (c->window_bytes >= 0 && now - c->window_bytes < need) {
        return false;
    }
    c->window_bytes = now;
    c->deadline_ms = c->loop->now_ms + config->rate_window_ms;
    http_timer_set(&c->loop->timers, &c->timer, c->deadline_ms);
    return true;
}

void http_connection_due(struct http_connection *c)
{
    if (c->deadline_ms > c->loop->now_ms) {
        http_timer_clear(&c->loop->timers, &c->timer);
        if (c->deadline_ms != INT64_MAX) {
            http_timer_set(&c->loop->timers, &c->timer, c->deadline_ms);
        }
        return;
    }
    bool rated = c->wait == HTTP_WAIT_BODY || c->wait == HTTP_WAIT_RATE || c->wait == HTTP_WAIT_WRITE;
    if (rated && fast_enough(c)) {
        return;
    }
    if (c->wait == HTTP_WAIT_IDLE || c->wait == HTTP_WAIT_LINGER) {
        http_connection_close(c);
        return;
    }
    http_count(&c->loop->timed_out);
    if (c->wait == HTTP_WAIT_SHAKE || c->wait == HTTP_WAIT_WRITE || c->x->answered) {
        c->reset = true;
        http_connection_close(c);
        return;
    }
    http_request_refuse(c, 408,
                        c->wait == HTTP_WAIT_HEAD ? "the header took too long" : "the body took too long");
    http_connection_run(c);
}
