/* reclassify.c: see reclassify.h. The walks of audit.h say which events are judged otherwise than they are
 * stored; the applier settles them as if they had just come (touched.c). */
#include "apply/reclassify.h"

#include "apply/audit.h"
#include "apply/kinds.h"
#include "apply/touched.h"
#include "base/address.h"
#include "base/limits.h"
#include "base/must.h"

struct reclassifying {
    const struct reclassify *asked;
    struct applier applier;
    struct audit audit;
    struct reclassified done;
    int64_t campaign; /* NONE: all */
};

static enum status find_campaign(struct reclassifying *r, struct why *why)
{
    struct str id = r->asked->campaign;
    struct uuid guid;
    struct fault fault;
    r->campaign = NONE;
    if (id.ptr == NULL) {
        return ST_OK;
    }
    if (uuid_parse(id, &guid)) {
        struct query *q = db_query(r->asked->db, Q_CAMPAIGN_BY_GUID);
        query_int(q, 1, r->asked->tenant);
        query_uuid(q, 2, &guid);
        enum status st = query_step(q);
        id = st == ST_OK ? arena_str(&r->audit.arena, query_text_at(q, 0)) : id;
        query_end(q);
    }
    enum status st = apply_find_campaign(&r->applier, id, &r->campaign, &fault);
    return st == ST_INVALID ? why_not(why, ST_NOTFOUND, "there is no campaign " STR_FMT, STR_ARG(id)) : st;
}

static enum status set_networks(const struct reclassify *asked, struct why *why)
{
    struct judge_lists lists;
    struct buf text;
    const struct str given[] = { asked->our_networks, asked->scanner_networks };
    for (size_t i = 0; i < COUNT_OF(given); i++) {
        if (given[i].len > LIMIT_NETWORKS) {
            return why_not(why, ST_LIMIT, "a list of networks has at most %d bytes", (int)LIMIT_NETWORKS);
        }
        if (given[i].len > 0) {
            TRY(address_check_networks(given[i], why));
        }
    }
    if (given[0].ptr == NULL && given[1].ptr == NULL) {
        return ST_OK;
    }
    buf_init(&text, 2 * LIMIT_NETWORKS);
    enum status st = touched_lists(asked->db, asked->tenant, &text, &lists);
    if (st == ST_OK) {
        struct query *q = db_query(asked->db, Q_TENANT_NETWORKS_SET);
        query_int(q, 1, asked->tenant);
        query_text(q, 2, given[0].ptr ? given[0] : lists.our_networks);
        query_text(q, 3, given[1].ptr ? given[1] : lists.scanner_networks);
        st = query_run(q);
    }
    buf_done(&text);
    return st;
}

static enum status mend_burst(struct reclassifying *r, const struct difference *d)
{
    struct query *q = db_query(r->asked->db, Q_EVENT_BURST);
    query_int(q, 1, r->asked->tenant);
    for (int i = 0; i < 4; i++) {
        query_int(q, 2 + i, d->keys[i]);
    }
    query_int(q, 6, *d->expected);
    return query_run(q);
}

static enum status differs(void *to, const struct difference *d)
{
    struct reclassifying *r = to;
    if (r->campaign != NONE && d->keys[0] != r->campaign) {
        return ST_OK;
    }
    r->applier.wrote = true;
    if (d->what == DERIVED_BURST) {
        return mend_burst(r, d);
    }
    must(d->what == DERIVED_RULE);
    r->done.events++;
    if (*d->stored >= 0 && *d->stored < RULE_COUNT) {
        r->done.moved[*d->stored][*d->expected]++;
    }
    TRY(touched_event(&r->applier.touched, d->keys[0], d->keys[1], d->keys[3], STR_NONE));
    return touched_full(&r->applier.touched) ? touched_flush(&r->applier) : ST_OK;
}

/* Results that count as published: what the rules would say. */
static enum status see_vendor(struct reclassifying *r, int64_t campaign, int64_t person)
{
    struct judged_event *events;
    size_t n;
    struct audit *a = &r->audit;
    arena_reset(&a->arena);
    TRY(touched_events(a->db, a->tenant, campaign, person, &a->arena, &events, &n));
    judge_events(events, n, &a->lists, false);
    for (size_t i = 0; i < n; i++) {
        if (events[i].counted == COUNTED_AS_VENDOR) {
            r->done.vendor[events[i].rule]++;
        }
    }
    return ST_OK;
}

static enum status see_vendors(struct reclassifying *r)
{
    struct query *q = db_query(r->asked->db, Q_VENDOR_PEOPLE);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, r->asked->tenant);
    query_int(q, 2, r->campaign);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = see_vendor(r, query_int_at(q, 0), query_int_at(q, 1));
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status reclassify(struct reclassifying *r, struct why *why)
{
    const struct reclassify *asked = r->asked;
    TRY(set_networks(asked, why));
    TRY(applier_init(&r->applier, asked->db, asked->tenant, &asked->customer, asked->now));
    TRY(applier_begin(&r->applier));
    TRY(audit_init(&r->audit, asked->db, asked->tenant, differs, r));
    TRY(find_campaign(r, why));
    TRY(audit_events(&r->audit));
    TRY(applier_end(&r->applier));
    r->done.results = r->applier.touched.results;
    return see_vendors(r);
}

enum status reclassify_within(const struct reclassify *asked, struct reclassified *done, struct why *why)
{
    struct reclassifying r = { .asked = asked };
    why->text[0] = 0;
    if (asked->dry_run) {
        TRY(db_savepoint(asked->db));
    }
    enum status st = reclassify(&r, why);
    applier_done(&r.applier);
    audit_done(&r.audit);
    if (asked->dry_run) {
        db_rollback_savepoint(asked->db);
    }
    if (st == ST_OK) {
        *done = r.done;
    } else if (why->text[0] == 0) {
        why_not(why, st, "nothing was changed: %s (%s)", db_error(asked->db), status_name(st));
    }
    return st;
}
