/* mail_case.c: mails that belong together. Two are joined by the same subject and sender domain, or the same
 * hosts of links and much the same text, within 14 days; or by a foreign source's own case. A case is a
 * connected component of that, and has the smallest number of its mails: it does not depend on the order in
 * which they came. Looked up by index, in both directions of time; nothing is scanned. */
#include "apply/mail.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "mail/similar.h"

#include <sodium.h>

enum edge_kind { EDGE_SUBJECT = 1, EDGE_HOSTS, EDGE_SOURCE, EDGE_END };

enum { EDGE_BYTES = 16 };

struct edge {
    enum edge_kind kind;
    unsigned char hash[EDGE_BYTES];
    int64_t at, number;
};

static struct str hash_text(const struct edge *e)
{
    return (struct str){ (const char *)e->hash, EDGE_BYTES };
}

static bool make(struct edge *e, enum edge_kind kind, struct str one, struct str two)
{
    crypto_generichash_state state;
    unsigned char between = 0;
    e->kind = kind;
    crypto_generichash_init(&state, NULL, 0, EDGE_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)one.ptr, one.len);
    crypto_generichash_update(&state, &between, 1);
    crypto_generichash_update(&state, (const unsigned char *)two.ptr, two.len);
    crypto_generichash_final(&state, e->hash, EDGE_BYTES);
    return true;
}

/* The edges that a mail has; *n of at most EDGE_END - 1. */
static int edges_of(const struct reported_mail *m, struct edge edges[EDGE_END])
{
    int n = 0;
    if (m->subject_key.len > 0 && m->sender_domain.len > 0) {
        n += make(&edges[n], EDGE_SUBJECT, m->subject_key, m->sender_domain);
    }
    if (m->hosts.len > 0 && m->signature.len > 0) {
        n += make(&edges[n], EDGE_HOSTS, m->hosts, STR(""));
    }
    if (m->source.len > 0 && m->case_key.len > 0) {
        n += make(&edges[n], EDGE_SOURCE, m->source, m->case_key);
    }
    return n;
}

static struct query *ask(struct applier *a, enum query_name name, const struct edge *e)
{
    struct query *q = db_query(a->db, name);
    query_int(q, 1, a->tenant);
    query_int(q, 2, e->kind);
    query_blob(q, 3, hash_text(e));
    return q;
}

static enum status rename_case(struct applier *a, int64_t from, int64_t to)
{
    TRY(apply_run(a, Q_MAIL_CASE_EDGES, from, to, NONE));
    TRY(apply_run(a, Q_MAIL_CASE_DECISIONS, from, to, NONE));
    return apply_run(a, Q_MAIL_CASE_MAILS, from, to, a->seq);
}

/* The mail's case and another become one: the smaller id stays. The mail itself is stored under *case_id
 * later. */
static enum status join(struct applier *a, int64_t *case_id, int64_t other)
{
    if (other == *case_id) {
        return ST_OK;
    }
    int64_t small = other < *case_id ? other : *case_id, large = other < *case_id ? *case_id : other;
    TRY(rename_case(a, large, small));
    *case_id = small;
    return ST_OK;
}

static int64_t days_apart(int64_t a, int64_t b)
{
    return (a > b ? a - b : b - a) / WHEN_DAY;
}

static bool is_near(int64_t a, int64_t b)
{
    return days_apart(a, b) < MAIL_DAYS || (a > b ? a - b : b - a) == MAIL_DAYS * WHEN_DAY;
}

/* All mails of an edge within the days are one case, so its nearest neighbors decide. */
static enum status link_neighbors(struct applier *a, const struct edge *e, int64_t *case_id)
{
    static const enum query_name ways[] = { Q_MAIL_EDGE_BEFORE, Q_MAIL_EDGE_AFTER };
    for (int i = 0; i < 2; i++) {
        struct query *q = ask(a, ways[i], e);
        query_int(q, 4, e->at);
        query_int(q, 5, e->number);
        enum status st = query_step(q);
        if (st == ST_END) {
            continue;
        }
        TRY(st);
        int64_t other = query_int_at(q, 1), at = query_int_at(q, 2);
        query_end(q);
        if (e->kind == EDGE_SOURCE || is_near(at, e->at)) {
            TRY(join(a, case_id, other));
        }
    }
    return ST_OK;
}

/* Whether some mail of the case is near in time and its text much the same. */
static enum status resembles(struct applier *a, const struct edge *e, int64_t case_id, struct str signature,
                             bool *like)
{
    struct query *q = ask(a, Q_MAIL_EDGE_MEMBERS, e);
    enum status st = ST_END;
    *like = false;
    query_int(q, 4, case_id);
    query_int(q, 5, e->at - MAIL_DAYS * WHEN_DAY);
    query_int(q, 6, e->at + MAIL_DAYS * WHEN_DAY);
    query_int(q, 7, e->number);
    while (!*like && (st = query_step(q)) == ST_OK) {
        *like = similar_percent(query_text_at(q, 1), signature) >= SIMILAR_ENOUGH;
    }
    query_end(q);
    return *like || st == ST_END ? ST_OK : st;
}

static enum status link_similar(struct applier *a, const struct edge *e, struct str signature,
                                int64_t *case_id)
{
    for (int64_t last = 0;;) {
        bool like = false;
        struct query *q = ask(a, Q_MAIL_EDGE_CASE, e);
        query_int(q, 4, last);
        enum status st = query_step(q);
        if (st != ST_OK) {
            return st == ST_END ? ST_OK : st;
        }
        last = query_int_at(q, 0);
        query_end(q);
        if (last != *case_id) {
            TRY(resembles(a, e, last, signature, &like));
        }
        if (like) {
            TRY(join(a, case_id, last));
        }
    }
}

static enum status add_edge(struct applier *a, const struct edge *e, int64_t case_id)
{
    struct query *q = ask(a, Q_MAIL_EDGE_ADD, e);
    query_int(q, 4, e->at);
    query_int(q, 5, e->number);
    query_int(q, 6, case_id);
    return query_run(q);
}

enum status mail_link(struct applier *a, int64_t number, const struct reported_mail *mail, int64_t *case_id)
{
    struct edge edges[EDGE_END];
    int n = edges_of(mail, edges);
    *case_id = number;
    for (int i = 0; i < n; i++) {
        edges[i].at = mail->reported_at;
        edges[i].number = number;
        TRY(edges[i].kind == EDGE_HOSTS ? link_similar(a, &edges[i], mail->signature, case_id)
                                        : link_neighbors(a, &edges[i], case_id));
    }
    for (int i = 0; i < n; i++) {
        TRY(add_edge(a, &edges[i], *case_id));
    }
    return ST_OK;
}

/* ---- a mail goes ---- */

static enum status signature_of(struct applier *a, int64_t number, struct str *signature, int64_t *case_id)
{
    struct query *q = db_query(a->db, Q_MAIL_SIGNATURE);
    query_int(q, 1, a->tenant);
    query_int(q, 2, number);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *signature = arena_str(&a->arena, query_text_at(q, 0));
        *case_id = query_int_at(q, 1);
        query_end(q);
    }
    return st;
}

/* Joins a stored mail, whose edges are there, with whom it belongs to. */
static enum status relink(struct applier *a, int64_t number)
{
    struct edge edges[EDGE_END];
    struct str signature;
    int64_t case_id;
    int n = 0;
    struct query *q = db_query(a->db, Q_MAIL_EDGES_OF);
    enum status st;
    query_int(q, 1, a->tenant);
    query_int(q, 2, number);
    while ((st = query_step(q)) == ST_OK) {
        struct str hash = query_blob_at(q, 1);
        must(n < EDGE_END && hash.len == EDGE_BYTES);
        edges[n].kind = (enum edge_kind)query_int_at(q, 0);
        edges[n].at = query_int_at(q, 2);
        edges[n].number = number;
        for (size_t i = 0; i < EDGE_BYTES; i++) {
            edges[n].hash[i] = (unsigned char)hash.ptr[i];
        }
        n++;
    }
    TRY(st == ST_END ? ST_OK : st);
    TRY(signature_of(a, number, &signature, &case_id));
    for (int i = 0; i < n; i++) {
        TRY(edges[i].kind == EDGE_HOSTS ? link_similar(a, &edges[i], signature, &case_id)
                                        : link_neighbors(a, &edges[i], &case_id));
    }
    return ST_OK;
}

struct member_list {
    int64_t *numbers;
    size_t n, room;
};

/* The mails of a case, in the arena. */
static enum status members_of(struct applier *a, int64_t case_id, struct member_list *list)
{
    int64_t number = 0;
    *list = (struct member_list){ NULL, 0, 0 };
    for (;;) {
        struct query *q = db_query(a->db, Q_MAIL_OF_CASE);
        query_int(q, 1, a->tenant);
        query_int(q, 2, case_id);
        query_int(q, 3, number);
        enum status st = query_step(q);
        if (st != ST_OK) {
            return st == ST_END ? ST_OK : st;
        }
        number = query_int_at(q, 0);
        query_end(q);
        if (list->n == list->room) {
            size_t room = list->room ? list->room * 2 : 16;
            int64_t *more = arena_array(&a->arena, int64_t, room);
            if (more == NULL) {
                return ST_NOMEM;
            }
            for (size_t i = 0; i < list->n; i++) {
                more[i] = list->numbers[i];
            }
            list->numbers = more;
            list->room = room;
        }
        list->numbers[list->n++] = number;
    }
}

enum status mail_unlink(struct applier *a, int64_t number, int64_t case_id)
{
    struct member_list list;
    TRY(members_of(a, case_id, &list));
    TRY(apply_run(a, Q_DROP_MAIL_EDGES, number, NONE, NONE));
    if (list.n < 2) {
        return ST_OK;
    }
    TRY(apply_run(a, Q_MAIL_EDGE_SPLIT, case_id, NONE, NONE));
    TRY(apply_run(a, Q_MAIL_DECISION_SPLIT, case_id, NONE, NONE));
    struct query *q = db_query(a->db, Q_MAIL_CASE_SPLIT);
    query_int(q, 1, a->tenant);
    query_int(q, 2, case_id);
    query_int(q, 3, a->seq);
    TRY(query_run(q));
    for (size_t i = 0; i < list.n; i++) {
        if (list.numbers[i] != number) {
            TRY(relink(a, list.numbers[i]));
        }
    }
    return ST_OK;
}
