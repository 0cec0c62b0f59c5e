/* merge.c: two people become one. The names of the other become aliases; their enrollments, progress,
 * attempts and comments move; where both are in one campaign the enrollment that is further stays. Everything
 * that gives way is kept as lines, so that it can be undone (unmerge.c). */
#include "apply/merge.h"

#include "apply/simulation.h"

#include "apply/export.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "derive/enrollment.h"

#include <string.h>

enum status merge_init(struct merge *m, const struct people *people)
{
    *m = (struct merge){ .person_key = NONE, .other_key = NONE };
    arena_init(&m->kept, LIMIT_ARENA);
    TRY(applier_init(&m->applier, people->db, people->tenant, &people->customer, people->now));
    return applier_begin(&m->applier);
}

void merge_done(struct merge *m)
{
    applier_done(&m->applier);
    arena_done(&m->kept);
}

enum status merge_first(struct query *q, int64_t *value)
{
    enum status st = query_step(q);
    if (st == ST_OK) {
        *value = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

bool merge_is_active(const struct person *p)
{
    return p->status == PERSON_STATUS_NONE || p->status == PERSON_ACTIVE;
}

enum status merge_load(struct merge *m, int64_t person_key, struct stored *stored)
{
    struct applier *a = &m->applier;
    struct arena own = a->arena;
    a->arena = m->kept;
    enum status st = apply_load_person(a, person_key, stored);
    m->kept = a->arena;
    a->arena = own;
    return st;
}

enum status merge_keep(struct merge *m, enum merge_what what, struct str line)
{
    struct query *q = db_query(m->applier.db, Q_MERGE_LINE_ADD);
    query_int(q, 1, m->applier.tenant);
    query_int(q, 2, m->other_key);
    query_int(q, 3, ++m->lines);
    query_int(q, 4, what);
    query_text(q, 5, line);
    return query_run(q);
}

static enum status keep_person(struct merge *m, enum merge_what what, const struct stored *stored)
{
    struct buf text;
    struct record record = stored->record;
    record.updated_at = stored->updated_at;
    buf_init(&text, 8 * LIMIT_RECORD);
    record_print(&text, &record);
    enum status st = text.failed ? ST_NOMEM : merge_keep(m, what, buf_text(&text));
    buf_done(&text);
    return st;
}

static enum status count_moved(struct merge *m, const struct moving *moving, bool active)
{
    struct query *q = db_query(m->applier.db, Q_ENROLLMENT_COUNTED);
    query_int(q, 1, m->applier.tenant);
    query_int(q, 2, moving->campaign_key);
    query_int(q, 3, moving->number);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_CORRUPT : st;
    }
    struct counted c = {
        .campaign_key = moving->campaign_key,
        .number = moving->number,
        .phase = (int)query_int_at(q, 0),
        .active = query_int_at(q, 1) != 0,
        .started_at = query_int_at(q, 2),
        .seconds = query_int_at(q, 3),
        .engagement = query_real_at(q, 4),
        .knowledge = query_real_at(q, 5),
        .result = simulation_load(q, 6),
        .enrolled_at = query_int_at(q, 7 + SIMULATION_TIMES),
        .last_accessed_at = query_int_at(q, 8 + SIMULATION_TIMES),
        .completed_at = query_int_at(q, 9 + SIMULATION_TIMES),
        .planned_end = query_int_at(q, 10 + SIMULATION_TIMES),
    };
    query_end(q);
    TRY(tally_count(&m->applier.tally, &c, -1));
    c.active = active;
    return tally_count(&m->applier.tally, &c, 1);
}

static enum status move_under(struct merge *m, enum query_name name, const struct moving *moving)
{
    struct query *q = db_query(m->applier.db, name);
    query_int(q, 1, m->applier.tenant);
    query_int(q, 2, moving->campaign_key);
    query_int(q, 3, moving->from);
    query_int(q, 4, moving->to);
    query_int(q, 5, m->applier.seq);
    return query_run(q);
}

enum status merge_move(struct merge *m, const struct moving *moving)
{
    struct card card;
    TRY(apply_person_card(&m->applier, moving->to, &card));
    TRY(count_moved(m, moving, card.active));
    TRY(move_under(m, Q_MOVE_PROGRESS, moving));
    TRY(move_under(m, Q_MOVE_ATTEMPTS, moving));
    TRY(move_under(m, Q_MOVE_CERTIFICATES, moving));
    TRY(apply_touch_events(&m->applier, moving->campaign_key, moving->from));
    TRY(move_under(m, Q_MOVE_EVENTS, moving));
    TRY(apply_touch_events(&m->applier, moving->campaign_key, moving->to));
    struct query *q = db_query(m->applier.db, Q_MOVE_ENROLLMENT);
    query_int(q, 1, m->applier.tenant);
    query_int(q, 2, moving->campaign_key);
    query_int(q, 3, moving->number);
    query_int(q, 4, moving->to);
    query_int(q, 5, card.active);
    query_int(q, 6, m->applier.seq);
    TRY(journeys_enrollment(&m->applier.journeys, moving->number));
    TRY(journeys_person(&m->applier.journeys, moving->from));
    TRY(journeys_person(&m->applier.journeys, moving->to));
    return query_run(q);
}

/* ---- enrollments ---- */

/* How far somebody is in a campaign: first by this, then by the time of the last thing they did, then by the
 * time of the record; equal: the one who stays. In a simulation it is captured, clicked, reported, nothing.
 */
static int64_t distance(int64_t campaign_type, int phase)
{
    static const int64_t order[PHASE_COUNT] = {
        [PHASE_COMPLETED] = 5,    [PHASE_FAILED] = 4,      [PHASE_IN_PROGRESS] = 3,
        [PHASE_ACKNOWLEDGED] = 2, [PHASE_NOT_STARTED] = 1, [PHASE_SCHEDULED] = 1,
    };
    return campaign_type == CAMPAIGN_SIMULATION ? phase : order[phase];
}

struct standing {
    int64_t at[3];
};

static enum status stand(struct merge *m, int64_t person_key, int64_t campaign_key, struct standing *standing)
{
    struct query *q = db_query(m->applier.db, Q_ENROLLMENT_STANDING);
    query_int(q, 1, m->applier.tenant);
    query_int(q, 2, person_key);
    query_int(q, 3, campaign_key);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *standing = (struct standing){
            {distance(query_int_at(q, 3), (int)query_int_at(q, 0)), query_int_at(q, 1), query_int_at(q, 2)}
        };
        query_end(q);
    }
    return st;
}

static bool is_further(const struct standing *a, const struct standing *b)
{
    for (size_t i = 0; i < COUNT_OF(a->at); i++) {
        if (a->at[i] != b->at[i]) {
            return a->at[i] > b->at[i];
        }
    }
    return false;
}

static enum status keep_lost(void *to, struct str line)
{
    return merge_keep(to, MERGE_LOST, line);
}

static enum status give_way(struct merge *m, int64_t loser, int64_t campaign_key)
{
    struct applier *a = &m->applier;
    m->done.contested++;
    TRY(export_enrollments(a->db, a->tenant, loser, campaign_key, keep_lost, m));
    TRY(apply_drop_progress(a, campaign_key, loser));
    return apply_drop_enrollment(a, campaign_key, loser);
}

static enum status bring(struct merge *m, const struct moving *moving)
{
    struct buf text;
    buf_init(&text, KIB);
    buf_int(&text, moving->number);
    enum status st = text.failed ? ST_NOMEM : merge_keep(m, MERGE_MOVED, buf_text(&text));
    buf_done(&text);
    m->done.enrollments++;
    return st == ST_OK ? merge_move(m, moving) : st;
}

static enum status join_enrollment(struct merge *m, const struct moving *moving)
{
    struct standing own, other;
    enum status st = stand(m, m->person_key, moving->campaign_key, &own);
    if (st == ST_OK) {
        TRY(stand(m, m->other_key, moving->campaign_key, &other));
        if (!is_further(&other, &own)) {
            return give_way(m, m->other_key, moving->campaign_key);
        }
        TRY(give_way(m, m->person_key, moving->campaign_key));
    }
    return st == ST_OK || st == ST_END ? bring(m, moving) : st;
}

/* The list is read first: rows of it move while it is worked through. */
static enum status join_enrollments(struct merge *m)
{
    struct item {
        struct moving moving;
        struct item *next;
    } *first = NULL, **last = &first;
    struct query *q = db_query(m->applier.db, Q_PERSON_ENROLLMENTS);
    enum status st;
    query_int(q, 1, m->applier.tenant);
    query_int(q, 2, m->other_key);
    while ((st = query_step(q)) == ST_OK) {
        struct item *item = arena_new(&m->kept, struct item);
        if (item == NULL) {
            query_end(q);
            return ST_NOMEM;
        }
        item->moving = (struct moving){ query_int_at(q, 0), query_int_at(q, 1), m->other_key, m->person_key };
        *last = item;
        last = &item->next;
    }
    for (; st == ST_END && first != NULL; first = first->next) {
        TRY(join_enrollment(m, &first->moving));
    }
    return st == ST_END ? ST_OK : st;
}

/* ---- comments, lists ---- */

static enum status join_comments(struct merge *m)
{
    struct applier *a = &m->applier;
    struct query *q = db_query(a->db, Q_PERSON_COMMENTS);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, a->tenant);
    query_int(q, 2, m->other_key);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        m->done.comments++;
        st = merge_keep(m, MERGE_COMMENT, query_text_at(q, 0));
    }
    query_end(q);
    TRY(st != ST_OK ? st : step == ST_END ? ST_OK : step);
    return apply_run(a, Q_MOVE_COMMENTS, m->other_key, m->person_key, a->seq);
}

static enum status join_behavior_events(struct merge *m)
{
    struct applier *a = &m->applier;
    struct query *q = db_query(a->db, Q_PERSON_BEHAVIOR_EVENTS);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, a->tenant);
    query_int(q, 2, m->other_key);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        struct str line = arena_format(&m->kept, "%lld " STR_FMT, (long long)query_int_at(q, 1),
                                       STR_ARG(query_text_at(q, 0)));
        m->done.behavior_events++;
        st = m->kept.failed ? ST_NOMEM : merge_keep(m, MERGE_BEHAVIOR_EVENT, line);
    }
    query_end(q);
    TRY(st != ST_OK ? st : step == ST_END ? ST_OK : step);
    return apply_run(a, Q_MOVE_BEHAVIOR_EVENTS, m->other_key, m->person_key, a->seq);
}

/* The one who stays stands on every list that named either; gone only from those that both left. */
static enum status join_source(struct merge *m, struct str source, bool gone)
{
    struct applier *a = &m->applier;
    int64_t own;
    struct query *q = db_query(a->db, Q_SOURCE_GONE);
    query_int(q, 1, a->tenant);
    query_text(q, 2, source);
    query_int(q, 3, m->person_key);
    enum status st = merge_first(q, &own);
    bool fresh = st == ST_END;
    if (st != ST_OK && st != ST_END) {
        return st;
    }
    struct str line = arena_format(&m->kept, "%d %d " STR_FMT, gone, fresh, STR_ARG(source));
    TRY(m->kept.failed ? ST_NOMEM : merge_keep(m, MERGE_SOURCE, line));
    q = db_query(a->db, Q_SOURCE_SEEN);
    query_int(q, 1, a->tenant);
    query_text(q, 2, source);
    query_int(q, 3, m->person_key);
    query_int(q, 4, gone && (fresh || own != 0));
    return query_run(q);
}

static enum status join_sources(struct merge *m)
{
    struct applier *a = &m->applier;
    struct query *q = db_query(a->db, Q_PERSON_SOURCES);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, a->tenant);
    query_int(q, 2, m->other_key);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = join_source(m, arena_str(&m->kept, query_text_at(q, 0)), query_int_at(q, 1) != 0);
    }
    query_end(q);
    TRY(st != ST_OK ? st : step == ST_END ? ST_OK : step);
    return apply_run(a, Q_PERSON_DROP_SOURCES, m->other_key, NONE, NONE);
}

/* ---- the person ---- */

/* Every name of the other as an alias: the aliases of both, then the rest. */
static enum status join_names(struct merge *m, struct person *p, const struct person *other, struct why *why)
{
    struct name *names, *own;
    int count, own_count;
    struct buf text;
    struct record made;
    struct fault fault;
    if (!identity_names(&m->kept, other, &names, &count) || !identity_names(&m->kept, p, &own, &own_count)) {
        return ST_NOMEM;
    }
    buf_init(&text, 8 * LIMIT_RECORD);
    buf_str(&text, STR("{\"kind\":\"person\",\"aliases\":["));
    struct str inner = p->aliases.ptr ? p->aliases : STR("[]");
    buf_add(&text, inner.ptr + 1, inner.len - 2);
    for (int i = 0; i < count; i++) {
        buf_str(&text, i > 0 || inner.len > 2 ? STR(",") : STR(""));
        json_quote(&text, identity_alias(&m->kept, &names[i]));
    }
    buf_str(&text, STR("]}"));
    enum status st =
        text.failed || m->kept.failed ? ST_NOMEM : record_read(buf_text(&text), &m->kept, &made, &fault);
    buf_done(&text);
    if (st == ST_INVALID) {
        return why_not(why, ST_LIMIT, "together they have more than %d names; remove aliases of one first",
                       LIMIT_ALIASES);
    }
    TRY(st);
    p->aliases = made.body.person.aliases;
    return ST_OK;
}

static bool is_name_member(size_t at)
{
    static const size_t names[] = { offsetof(struct person, first_name), offsetof(struct person, last_name),
                                    offsetof(struct person, full_name), offsetof(struct person, short_name) };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (names[i] == at) {
            return true;
        }
    }
    return false;
}

/* What the one who stays says nothing of comes from the other: not the status, not a part of a name. */
static void fill_gaps(struct record *into, const struct record *from)
{
    const struct kind_table *table = kind_table(KIND_PERSON);
    const struct person *p = &into->body.person;
    bool named = p->first_name.ptr || p->last_name.ptr || p->full_name.ptr || p->short_name.ptr;
    struct record gaps = *from;
    gaps.given = 0;
    for (int i = 0; i < table->count; i++) {
        const struct member *m = &table->members[i];
        bool may = m->at > offsetof(struct person, aliases) && m->at != offsetof(struct person, status) &&
                   !(named && is_name_member(m->at));
        if (may && !member_there(m, (const char *)&into->body + m->at) &&
            member_there(m, (const char *)&from->body + m->at)) {
            gaps.given |= (uint64_t)1 << i;
        }
    }
    record_merge(into, &gaps);
}

static enum status join_person(struct merge *m, struct why *why)
{
    struct applier *a = &m->applier;
    struct fault fault;
    int64_t organization_key;
    struct stored joined = m->person;
    struct person before = m->person.record.body.person;
    TRY(join_names(m, &joined.record.body.person, &m->other.record.body.person, why));
    fill_gaps(&joined.record, &m->other.record);
    joined.record.updated_at =
        m->other.updated_at > m->person.updated_at ? m->other.updated_at : m->person.updated_at;
    TRY(apply_find_organization(a, m->other.record.body.person.organization_id, &organization_key, &fault));
    TRY(apply_move_between(a, organization_key, NONE));
    TRY(apply_run(a, Q_ALIAS_DROP, m->other_key, NONE, NONE));
    TRY(apply_run(a, Q_DROP_PERSON, m->other_key, NONE, NONE));
    TRY(journeys_person(&a->journeys, m->other_key));
    TRY(apply_census(a, &m->other.record.body.person, NULL));
    a->changed = UINT64_MAX;
    before.email = STR_NONE; /* it is no old one */
    return apply_save_person(a, &joined, &before, &fault);
}

/* ---- remembered deletions ---- */

/* Whether what a deletion is about is there, under the one who stays. */
static enum status is_living(struct merge *m, const struct record *r, struct str guid, bool *living)
{
    static const enum query_name queries[KIND_COUNT] = { [KIND_ENROLLMENT] = Q_CHECK_ENROLLMENT_AT,
                                                         [KIND_PROGRESS] = Q_CHECK_PROGRESS_AT,
                                                         [KIND_ATTEMPT] = Q_CHECK_ATTEMPT_AT,
                                                         [KIND_CERTIFICATE] = Q_CHECK_CERTIFICATE_AT,
                                                         [KIND_SIMULATION_EVENT] = Q_CHECK_EVENT_AT };
    struct query *q = db_query(m->applier.db, queries[r->kind]);
    query_int(q, 1, m->applier.tenant);
    query_text(q, 3, guid);
    if (r->kind == KIND_ENROLLMENT) {
        query_text(q, 2, r->body.enrollment.campaign_id);
    } else if (r->kind == KIND_PROGRESS) {
        query_text(q, 2, r->body.progress.campaign_id);
        query_text(q, 4, r->body.progress.module_id);
    } else if (r->kind == KIND_CERTIFICATE) {
        query_text(q, 2, r->body.certificate.campaign_id);
        query_text(q, 4, r->body.certificate.module_id);
    } else if (r->kind == KIND_SIMULATION_EVENT) {
        query_text(q, 2, r->body.simulation_event.campaign_id);
        query_int(q, 4, r->body.simulation_event.type);
        query_int(q, 5, r->body.simulation_event.at);
    } else {
        query_text(q, 2, r->body.attempt.campaign_id);
        query_int(q, 4, r->body.attempt.number);
    }
    enum status st = query_step(q);
    query_end(q);
    *living = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

struct buried {
    struct record record;
    struct str key, line;
    struct buried *next;
};

static enum status read_buried(struct merge *m, struct str guid, struct buried **first)
{
    struct query *q = db_query(m->applier.db, Q_PERSON_TOMBSTONES);
    struct str tail = arena_format(&m->kept, "\x1f" STR_FMT, STR_ARG(guid));
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, m->applier.tenant);
    query_int(q, 2, KIND_ENROLLMENT);
    query_int(q, 3, KIND_SIMULATION_EVENT); /* a comment's has no person in its key */
    query_text(q, 4, tail);
    for (*first = NULL; st == ST_OK && (step = query_step(q)) == ST_OK;) {
        struct buried *b = arena_new(&m->kept, struct buried);
        struct fault fault;
        if (b == NULL) {
            st = ST_NOMEM;
            break;
        }
        b->key = arena_str(&m->kept, query_text_at(q, 1));
        b->line = arena_str(&m->kept, query_text_at(q, 3));
        st = m->kept.failed ? ST_NOMEM : record_read(b->line, &m->kept, &b->record, &fault);
        b->next = *first;
        *first = b;
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static void name_person(struct record *r, struct str guid)
{
    struct str *person = r->kind == KIND_ENROLLMENT    ? &r->body.enrollment.person
                         : r->kind == KIND_PROGRESS    ? &r->body.progress.person
                         : r->kind == KIND_ATTEMPT     ? &r->body.attempt.person
                         : r->kind == KIND_CERTIFICATE ? &r->body.certificate.person
                                                       : &r->body.simulation_event.person;
    *person = guid;
}

/* Deletions under either GUID: one of what is there now no longer holds, the other's go on under the one who
 * stays. */
static enum status join_buried(struct merge *m, struct str guid, struct str own_guid)
{
    bool own = str_eq(guid, own_guid), living;
    struct buried *b;
    TRY(read_buried(m, guid, &b));
    for (; b != NULL; b = b->next) {
        enum applied applied;
        struct fault fault;
        TRY(is_living(m, &b->record, own_guid, &living));
        if (own && !living) {
            continue;
        }
        m->done.deletions++;
        TRY(merge_keep(m, own ? MERGE_UNBURIED : MERGE_BURIED, b->line));
        TRY(apply_unbury(&m->applier, b->record.kind, b->key));
        if (!living) {
            name_person(&b->record, own_guid);
            TRY(applier_record(&m->applier, &b->record, STR_NONE, &applied, &fault));
        }
    }
    return ST_OK;
}

/* ---- the whole ---- */

static struct str guid_text(struct merge *m, const struct uuid *uuid)
{
    char text[UUID_TEXT_LEN];
    uuid_print(text, uuid);
    return arena_str(&m->kept, (struct str){ text, sizeof text });
}

static enum status register_merge(struct merge *m, int64_t now)
{
    struct query *q = db_query(m->applier.db, Q_MERGE_ADD);
    query_int(q, 1, m->applier.tenant);
    query_int(q, 2, m->person_key);
    query_int(q, 3, m->other_key);
    query_int(q, 4, m->applier.seq);
    query_int(q, 5, now);
    TRY(query_run(q));
    TRY(keep_person(m, MERGE_PERSON, &m->person));
    return keep_person(m, MERGE_OTHER, &m->other);
}

static enum status find(struct merge *m, struct str name, int64_t *key, struct why *why)
{
    struct fault fault;
    enum status st = apply_find_person(&m->applier, name, key, &fault);
    return st == ST_INVALID ? why_not(why, ST_NOTFOUND, "nobody has the name " STR_FMT, STR_ARG(name)) : st;
}

static enum status join_all(struct merge *m, int64_t now, struct why *why)
{
    m->applier.wrote = true;
    TRY(register_merge(m, now));
    TRY(join_enrollments(m));
    TRY(join_comments(m));
    TRY(join_behavior_events(m));
    TRY(join_sources(m));
    TRY(join_person(m, why));
    struct str own = guid_text(m, &m->done.person), other = guid_text(m, &m->done.other);
    TRY(m->kept.failed ? ST_NOMEM : join_buried(m, own, own));
    TRY(join_buried(m, other, own));
    return applier_end(&m->applier);
}

static enum status merge_people(struct merge *m, struct str person, struct str other, int64_t now,
                                struct why *why)
{
    TRY(find(m, person, &m->person_key, why));
    TRY(find(m, other, &m->other_key, why));
    if (m->person_key == m->other_key) {
        return why_not(why, ST_INVALID, "these are two names of one person already");
    }
    TRY(merge_load(m, m->person_key, &m->person));
    TRY(merge_load(m, m->other_key, &m->other));
    m->done.person = m->person.record.body.person.ids.outthink;
    m->done.other = m->other.record.body.person.ids.outthink;
    return join_all(m, now, why);
}

enum status people_merge(const struct people *people, struct str person, struct str other,
                         struct merged *merged, struct why *why)
{
    struct merge m;
    why_not(why, ST_OK, "%s", "");
    enum status st = merge_init(&m, people);
    st = st != ST_OK ? st : merge_people(&m, person, other, people->now, why);
    if (st == ST_OK) {
        *merged = m.done;
    }
    merge_done(&m);
    return st;
}

enum status apply_forget_merges(struct applier *a, int64_t person_key)
{
    for (;;) {
        int64_t other;
        struct query *q = db_query(a->db, Q_MERGE_FIRST_OF);
        query_int(q, 1, a->tenant);
        query_int(q, 2, person_key);
        enum status st = merge_first(q, &other);
        if (st != ST_OK) {
            return st == ST_END ? ST_OK : st;
        }
        /* Whoever had been merged into the other before. */
        TRY(apply_forget_merges(a, other));
        TRY(apply_run(a, Q_MERGE_LINES_DROP, other, NONE, NONE));
        TRY(apply_run(a, Q_MERGE_DROP, person_key, other, NONE));
    }
}
