/* report_who.c: see report_who.h. */
#include "serve/report_who.h"

#include "base/buf.h"
#include "base/fold.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/phase.h"

#include <stdlib.h>
#include <string.h>

struct str report_id_bytes(const struct report_id *id)
{
    return (struct str){ (const char *)id->b, REPORT_ID };
}

/* ---- by address ---- */

static bool is_address(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z') {
            return false;
        }
    }
    return memchr(text.ptr, '@', text.len) != NULL && memchr(text.ptr, '.', text.len) != NULL;
}

static enum status find_address(struct reading *r, struct str address, struct report_id *id)
{
    struct arena scratch;
    struct str folded;
    arena_init(&scratch, 64 * LIMIT_NAME);
    enum status st = fold(&scratch, address, &folded);
    if (st == ST_OK) {
        struct query *q = db_query(r->db, Q_READ_PERSON_BY_ADDRESS);
        query_int(q, 1, r->tenant);
        query_text(q, 2, folded);
        st = query_step(q);
        if (st == ST_OK) {
            read_own(r, q);
            must(query_blob_at(q, 1).len == REPORT_ID);
            memcpy(id->b, query_blob_at(q, 1).ptr, REPORT_ID);
            query_end(q);
        }
    }
    arena_done(&scratch);
    return st;
}

/* Whether each address is one, in the document's sense. */
static enum status check_addresses(struct reading *r)
{
    for (int64_t i = 0; i < r->args->texts.n; i++) {
        if (!is_address(r->args->texts.at[i])) {
            return read_refuse(
                r, REFUSED_INVALID, "email",
                "Parameter 'email' must hold addresses in lower case, with @ and a dot in them; "
                "number %lld is none",
                (long long)i + 1);
        }
    }
    return ST_OK;
}

/* All addresses must be known; the refusal lists those that are not. A pseudonymous key knows none: it would
 * learn who is who. */
static enum status find_addresses(struct reading *r, struct report_id *ids)
{
    const struct texts *texts = &r->args->texts;
    struct buf unknown;
    enum status st = ST_OK;
    buf_init(&unknown, LIMIT_ANSWER);
    for (int64_t i = 0; st == ST_OK && i < texts->n; i++) {
        st = r->pseudonymous ? ST_END : find_address(r, texts->at[i], &ids[i]);
        if (st == ST_END) {
            buf_str(&unknown, unknown.len ? STR(", ") : STR("There is nobody with the address "));
            buf_str(&unknown, texts->at[i]);
            st = ST_OK;
        }
    }
    if (st == ST_OK && unknown.len > 0) {
        r->denial = (struct denial){ REFUSED_UNKNOWN, STR("email"), arena_str(r->arena, buf_text(&unknown)) };
        st = unknown.failed ? ST_NOMEM : ST_INVALID;
    }
    buf_done(&unknown);
    return st;
}

struct place {
    struct report_id id;
    int64_t at;
};

static int by_id(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = memcmp(x->id.b, y->id.b, REPORT_ID);
    return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

/* Leaves everybody's first place. */
static enum status drop_repeats(struct arena *arena, struct report_id *ids, int64_t *count)
{
    struct place *places = arena_array(arena, struct place, (size_t)*count);
    bool *again = arena_array(arena, bool, (size_t)*count);
    int64_t n = 0;
    if (places == NULL || again == NULL) {
        return ST_NOMEM;
    }
    for (int64_t i = 0; i < *count; i++) {
        places[i] = (struct place){ ids[i], i };
    }
    qsort(places, (size_t)*count, sizeof *places, by_id);
    for (int64_t i = 1; i < *count; i++) {
        again[places[i].at] = memcmp(places[i].id.b, places[i - 1].id.b, REPORT_ID) == 0;
    }
    for (int64_t i = 0; i < *count; i++) {
        if (!again[i]) {
            ids[n++] = ids[i];
        }
    }
    *count = n;
    return ST_OK;
}

enum status report_asked(struct reading *r, const struct report_id **asked, int64_t *count)
{
    int64_t n = r->args->texts.n;
    struct report_id *ids = arena_array(r->arena, struct report_id, (size_t)n);
    if (ids == NULL) {
        return ST_NOMEM;
    }
    TRY(check_addresses(r));
    TRY(find_addresses(r, ids));
    TRY(drop_repeats(r->arena, ids, &n));
    *asked = ids;
    *count = n;
    return ST_OK;
}

/* ---- by position ---- */

/* Among the ranges of a level within the one that stands in *bucket, the one that holds the *skip-th person,
 * and how many of its people lie before them. ST_END: there are not so many people. */
static enum status walk_level(struct reading *r, int level, int64_t *bucket, int64_t *skip)
{
    struct query *q = db_query(r->db, Q_READ_REPORT_PLACES);
    enum status st;
    query_int(q, 1, r->tenant);
    query_int(q, 2, level);
    query_int(q, 3, *bucket << BLOCK_BITS);
    query_int(q, 4, (*bucket << BLOCK_BITS) + (1 << BLOCK_BITS) - 1);
    while ((st = query_step(q)) == ST_OK) {
        read_own(r, q);
        int64_t n = query_int_at(q, 2);
        if (*skip < n) {
            *bucket = query_int_at(q, 1);
            query_end(q);
            return ST_OK;
        }
        *skip -= n;
    }
    return st;
}

enum status report_skip(struct reading *r, int64_t skip, struct report_id *id)
{
    int64_t bucket = 0;
    for (int level = BLOCK_LEVELS; level >= 1; level--) {
        TRY(walk_level(r, level, &bucket, &skip));
    }
    *id = (struct report_id){
        {(unsigned char)(bucket >> 16), (unsigned char)(bucket >> 8), (unsigned char)bucket}
    };
    struct query *q = db_query(r->db, Q_READ_REPORT_PAGE);
    query_int(q, 1, r->tenant);
    query_blob(q, 2, report_id_bytes(id));
    query_int(q, 3, skip);
    enum status st = query_step(q);
    if (st == ST_OK) {
        read_own(r, q);
        memcpy(id->b, query_blob_at(q, 1).ptr, REPORT_ID);
        query_end(q);
    }
    return st == ST_END ? ST_CORRUPT : st; /* who is counted is there */
}
