/* mail_verify.c: the cases of a tenant worked out anew from all of its mails, without the tables that keep
 * them: every pair of mails is looked at that could be one, in memory. */
#include "apply/audit.h"
#include "apply/mail.h"
#include "base/must.h"
#include "base/when.h"
#include "mail/similar.h"

#include <stdlib.h>

struct one {
    int64_t number, case_id, at;
    struct str subject, hosts, signature, source; /* absent: none */
    size_t parent;
};

struct all {
    struct arena arena;
    struct one *at;
    size_t n, room;
};

static struct str pair(struct arena *arena, struct str a, struct str b)
{
    return a.len && b.len ? arena_format(arena, STR_FMT "\x1f" STR_FMT, STR_ARG(a), STR_ARG(b)) : STR_NONE;
}

static enum status add(struct all *all, struct query *q)
{
    if (all->n == all->room) {
        size_t room = all->room ? all->room * 2 : 64;
        struct one *more = reallocarray(all->at, room, sizeof *more);
        if (more == NULL) {
            return ST_NOMEM;
        }
        all->at = more;
        all->room = room;
    }
    struct arena *arena = &all->arena;
    struct str hosts = query_text_at(q, 4), signature = query_text_at(q, 5);
    bool linked = hosts.len > 0 && signature.len > 0;
    all->at[all->n] = (struct one){ .number = query_int_at(q, 0),
                                    .case_id = query_int_at(q, 1),
                                    .at = query_int_at(q, 8),
                                    .subject = pair(arena, query_text_at(q, 2), query_text_at(q, 3)),
                                    .hosts = linked ? arena_str(arena, hosts) : STR_NONE,
                                    .signature = linked ? arena_str(arena, signature) : STR_NONE,
                                    .source = pair(arena, query_text_at(q, 6), query_text_at(q, 7)),
                                    .parent = all->n };
    all->n++;
    return arena->failed ? ST_NOMEM : ST_OK;
}

static size_t root(struct all *all, size_t i)
{
    while (all->at[i].parent != i) {
        all->at[i].parent = all->at[all->at[i].parent].parent;
        i = all->at[i].parent;
    }
    return i;
}

/* Mails stand in the order of their numbers: the smaller index is the smaller number. */
static void join(struct all *all, size_t i, size_t k)
{
    i = root(all, i);
    k = root(all, k);
    all->at[i > k ? i : k].parent = i > k ? k : i;
}

static bool belong(const struct one *a, const struct one *b)
{
    int64_t apart = a->at > b->at ? a->at - b->at : b->at - a->at;
    if (a->source.ptr != NULL && str_eq(a->source, b->source)) {
        return true;
    }
    if (apart > MAIL_DAYS * WHEN_DAY) {
        return false;
    }
    if (a->subject.ptr != NULL && str_eq(a->subject, b->subject)) {
        return true;
    }
    return a->hosts.ptr != NULL && str_eq(a->hosts, b->hosts) &&
           similar_percent(a->signature, b->signature) >= SIMILAR_ENOUGH;
}

static enum status read_all(struct audit *a, struct all *all)
{
    struct query *q = db_query(a->db, Q_CHECK_MAILS);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, a->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = add(all, q);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static struct str text_of(const struct all *all, size_t i, size_t offset)
{
    return *(const struct str *)(const void *)((const char *)&all->at[i] + offset);
}

struct by {
    const struct all *all;
    size_t offset;
};

static int by_text(const void *x, const void *y, void *to)
{
    const struct by *by = to;
    size_t a = *(const size_t *)x, b = *(const size_t *)y;
    int c = str_cmp(text_of(by->all, a, by->offset), text_of(by->all, b, by->offset));
    return c ? c : a < b ? -1 : a > b;
}

/* In the order of one of the texts, only equal ones are compared. */
static void join_equal(struct all *all, size_t *order, size_t offset)
{
    struct by by = { all, offset };
    qsort_r(order, all->n, sizeof *order, by_text, &by);
    for (size_t i = 0; i < all->n; i++) {
        struct str text = text_of(all, order[i], offset);
        for (size_t k = i + 1; text.ptr && k < all->n && str_eq(text_of(all, order[k], offset), text); k++) {
            if (root(all, order[i]) != root(all, order[k]) &&
                belong(&all->at[order[i]], &all->at[order[k]])) {
                join(all, order[i], order[k]);
            }
        }
    }
}

static enum status compare(struct audit *a, struct all *all)
{
    static const size_t texts[] = { offsetof(struct one, subject), offsetof(struct one, hosts),
                                    offsetof(struct one, source) };
    size_t *order = reallocarray(NULL, all->n + 1, sizeof *order);
    if (order == NULL) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < all->n; i++) {
        order[i] = i;
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        join_equal(all, order, texts[i]);
    }
    free(order);
    for (size_t i = 0; i < all->n; i++) {
        int64_t expected = all->at[root(all, i)].number;
        const int64_t keys[3] = { all->at[i].number };
        TRY(audit_number(a, DERIVED_CASE, keys, "case", all->at[i].case_id, expected));
    }
    return ST_OK;
}

enum status audit_mails(struct audit *a)
{
    struct all all = { .n = 0 };
    arena_init(&all.arena, (size_t)1 << 32);
    enum status st = read_all(a, &all);
    st = st != ST_OK ? st : compare(a, &all);
    free(all.at);
    arena_done(&all.arena);
    return st;
}
