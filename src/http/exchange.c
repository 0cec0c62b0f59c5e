/* exchange.c: requests and their answers are reused, with their memory. An exchange is never freed before the
 * server, so that a late ticket finds a slot with another serial, not freed memory. */
#include "http/steps.h"

#include "base/limits.h"
#include "base/must.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { SLOT_BITS = 24 }; /* a serial is a count of uses, then the slot */

static struct http_exchange *create(struct http_loop *loop)
{
    struct http_exchange *x = calloc(1, sizeof *x);
    pthread_mutex_lock(&loop->mutex);
    struct http_exchange **slots =
        reallocarray(loop->slots, loop->slot_count + 1, sizeof(struct http_exchange *));
    loop->slots = slots ? slots : loop->slots;
    if (x != NULL && slots != NULL && loop->slot_count >> SLOT_BITS == 0) {
        x->slot = loop->slot_count;
        x->serial = x->slot;
        loop->slots[loop->slot_count++] = x;
    } else {
        free(x);
        x = NULL;
    }
    pthread_mutex_unlock(&loop->mutex);
    if (x != NULL) {
        http_parser_init(&x->parser);
        arena_init(&x->rq.arena, LIMIT_ARENA);
    }
    return x;
}

struct http_exchange *http_exchange_take(struct http_connection *c)
{
    struct http_loop *loop = c->loop;
    struct http_exchange *x = loop->free;
    if (x != NULL) {
        loop->free = x->next;
    } else if ((x = create(loop)) == NULL) {
        return NULL;
    }
    struct arena arena = x->rq.arena;
    x->rq = (struct http_request){
        .method = STR(""),
        .path = STR(""),
        .host = STR(""),
        .peer = str_of(c->peer),
        .local = c->local,
        .tls = c->tls != NULL || c->shaking,
        .minor = 1,
        .body_limit = LIMIT_HTTP_BODY,
        .started_ms = loop->now_ms,
        .loop = loop->index,
        .arena = arena,
        .connection = c,
    };
    x->known = x->accepted = x->body_told = x->paused = x->continued = x->answered = false;
    x->silent = x->pulling = x->waiting = x->chunked = x->busy = false;
    x->status = 0;
    x->bytes_in = x->bytes_out = 0;
    return x;
}

void http_exchange_give(struct http_loop *loop, struct http_exchange *x)
{
    pthread_mutex_lock(&loop->mutex);
    x->serial += (uint64_t)1 << SLOT_BITS;
    pthread_mutex_unlock(&loop->mutex);
    http_parser_reset(&x->parser);
    arena_reset(&x->rq.arena);
    x->rq.connection = NULL;
    x->next = loop->free;
    loop->free = x;
}

void http_exchanges_free(struct http_loop *loop)
{
    for (size_t i = 0; i < loop->slot_count; i++) {
        http_parser_done(&loop->slots[i]->parser);
        arena_done(&loop->slots[i]->rq.arena);
        free(loop->slots[i]);
    }
    free(loop->slots);
    loop->slots = NULL;
    loop->slot_count = 0;
}

struct http_ticket http_ticket(const struct http_request *rq)
{
    const struct http_exchange *x = (const struct http_exchange *)(const void *)rq;
    return (struct http_ticket){ rq->connection->loop, x->serial };
}

void http_wake(struct http_ticket ticket)
{
    struct http_loop *loop = ticket.loop;
    size_t slot = ticket.serial & (((uint64_t)1 << SLOT_BITS) - 1);
    bool first = false;
    pthread_mutex_lock(&loop->mutex);
    must(slot < loop->slot_count);
    struct http_exchange *x = loop->slots[slot];
    /* One that is in the list already needs no second place there. */
    if (x->serial == ticket.serial && x->woken != ticket.serial + 1) {
        bool listed = x->woken != 0;
        x->woken = ticket.serial + 1;
        if (!listed) {
            first = loop->woken == NULL;
            x->next_woken = loop->woken;
            loop->woken = x;
        }
    }
    pthread_mutex_unlock(&loop->mutex);
    if (first) {
        uint64_t one = 1;
        ssize_t n = write(loop->event, &one, sizeof one);
        must(n == sizeof one || errno == EAGAIN);
    }
}

struct http_exchange *http_exchange_woken(struct http_loop *loop)
{
    struct http_exchange *x;
    pthread_mutex_lock(&loop->mutex);
    while ((x = loop->woken) != NULL) {
        bool current = x->woken == x->serial + 1;
        loop->woken = x->next_woken;
        x->woken = 0;
        if (current) {
            break;
        }
    }
    pthread_mutex_unlock(&loop->mutex);
    return x;
}
