/* person.c: people: finding whom a record is about, giving identifiers, and carrying what lists show of a
 * person into the rows of their enrollments. */
#include "apply/person.h"
#include "apply/behavior.h"
#include "apply/erased.h"
#include "apply/mail.h"
#include "apply/simulation.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/num.h"
#include "model/members.h"

enum { PERSON_MEMBERS = 4 };                       /* first member column of LOAD_PERSON */
enum { PERSON_SCORED = 8 + SIMULATION_TIMES + 1 }; /* first column behind the result of PERSON_ENROLLMENTS */

enum status apply_load_person(struct applier *a, int64_t person_key, struct stored *stored)
{
    struct query *q = db_query(a->db, Q_LOAD_PERSON);
    query_int(q, 1, a->tenant);
    query_int(q, 2, person_key);
    TRY(apply_load(a, q, KIND_PERSON, 0, PERSON_MEMBERS, stored));
    return stored->exists ? ST_OK : ST_CORRUPT;
}

static enum status find_name(struct applier *a, const struct name *name, int64_t *person_key)
{
    struct query *q = db_query(a->db, Q_ALIAS);
    query_int(q, 1, a->tenant);
    query_int(q, 2, name->what);
    query_text(q, 3, name->value);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *person_key = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

static struct str shown_name(struct applier *a, int64_t person_key)
{
    struct card card;
    return apply_person_card(a, person_key, &card) == ST_OK && card.source.ptr
               ? card.source
               : apply_person_guid(a, person_key);
}

/* Whom the names mean: one person, or nobody yet (*person_key NONE); two are an error that names both. */
static enum status resolve(struct applier *a, const struct name *names, int count, int64_t *person_key,
                           struct fault *fault)
{
    for (int i = 0; i < count; i++) {
        int64_t found;
        enum status st = find_name(a, &names[i], &found);
        if (st == ST_END) {
            continue;
        }
        if (st != ST_OK) {
            return st;
        }
        if (*person_key != NONE && *person_key != found) {
            return apply_refuse(fault, "",
                                "this record is about two people, " STR_FMT " and " STR_FMT
                                "; join them with `muster people merge`, or correct its identifiers",
                                STR_ARG(shown_name(a, *person_key)), STR_ARG(shown_name(a, found)));
        }
        *person_key = found;
    }
    return ST_OK;
}

/* Identifiers made from a natural key may be taken, when somebody had that key before: then a suffix decides.
 */
static enum status make_guid(struct applier *a, struct str key, struct uuid *guid)
{
    struct str tried = key;
    for (int i = 2;; i++) {
        char text[UUID_TEXT_LEN];
        int64_t other;
        *guid = identity_guid(&a->customer, KIND_PERSON, tried);
        uuid_print(text, guid);
        struct name name = {
            NAME_OUTTHINK, {text, sizeof text}
        };
        enum status st = find_name(a, &name, &other);
        if (st != ST_OK) {
            return st == ST_END ? ST_OK : st;
        }
        tried = arena_format(&a->arena, STR_FMT "\x1f%d", STR_ARG(key), i);
    }
}

static enum status make_key24(struct applier *a, struct str key, struct key24 *made)
{
    struct str tried = key;
    for (int i = 2;; i++) {
        char text[24];
        int64_t other;
        *made = identity_key24(&a->customer, KIND_PERSON, tried);
        num_hex(text, made->b, sizeof made->b);
        struct name name = {
            NAME_KASPERSKY, {text, sizeof text}
        };
        enum status st = find_name(a, &name, &other);
        if (st != ST_OK) {
            return st == ST_END ? ST_OK : st;
        }
        tried = arena_format(&a->arena, STR_FMT "\x1f%d", STR_ARG(key), i);
    }
}

static enum status complete_ids(struct applier *a, struct person *p)
{
    struct str key = identity_natural_key(&a->arena, p);
    if (!p->ids.outthink.set) {
        TRY(make_guid(a, key, &p->ids.outthink));
    }
    if (!p->ids.kaspersky.set) {
        TRY(make_key24(a, key, &p->ids.kaspersky));
    }
    if (p->ids.securityjourney == NONE) {
        TRY(applier_next(a, COUNTER_PERSON_SECURITYJOURNEY, &p->ids.securityjourney));
    }
    if (p->ids.cultureai == NONE) {
        TRY(applier_next(a, COUNTER_PERSON_CULTUREAI, &p->ids.cultureai));
    }
    TRY(applier_given(a, COUNTER_PERSON_SECURITYJOURNEY, p->ids.securityjourney));
    return applier_given(a, COUNTER_PERSON_CULTUREAI, p->ids.cultureai);
}

/* The aliases with one more address; sorted, as record_read leaves them. */
static enum status add_alias(struct applier *a, struct person *p, struct str address)
{
    struct buf text;
    struct record made;
    struct fault fault;
    buf_init(&text, 4 * LIMIT_RECORD);
    struct json j = json_to(&text);
    json_open(&j, '{');
    json_key(&j, STR("kind"));
    json_str(&j, STR("person"));
    json_key(&j, STR("aliases"));
    buf_str(&text, STR("["));
    struct str inner = p->aliases.ptr ? p->aliases : STR("[]");
    buf_add(&text, inner.ptr + 1, inner.len - 2);
    buf_str(&text, inner.len > 2 ? STR(",") : STR(""));
    json_quote(&text, address);
    buf_str(&text, STR("]}"));
    struct str line = arena_str(&a->arena, buf_text(&text));
    buf_done(&text);
    enum status st = record_read(line, &a->arena, &made, &fault);
    if (st == ST_OK) {
        p->aliases = made.body.person.aliases;
    }
    /* At the maximum of aliases the oldest addresses are no longer followed. */
    return st == ST_INVALID ? ST_OK : st;
}

enum status apply_write_names(struct applier *a, int64_t person_key, const struct person *p, bool fresh,
                              struct fault *fault)
{
    struct name *names;
    int count;
    if (!identity_names(&a->arena, p, &names, &count)) {
        return ST_NOMEM;
    }
    if (!fresh) {
        TRY(apply_run(a, Q_ALIAS_DROP, person_key, NONE, NONE));
    }
    for (int i = 0; i < count; i++) {
        struct query *q = db_query(a->db, Q_ALIAS_ADD);
        query_int(q, 1, a->tenant);
        query_int(q, 2, names[i].what);
        query_text(q, 3, names[i].value);
        query_int(q, 4, person_key);
        TRY(query_run(q));
        int64_t owner = NONE;
        if (db_changes(a->db) == 0) {
            TRY(find_name(a, &names[i], &owner));
            if (owner != person_key) {
                return apply_refuse(fault, "", "another person, " STR_FMT ", has one of these identifiers",
                                    STR_ARG(shown_name(a, owner)));
            }
        }
    }
    return ST_OK;
}

enum status apply_find_organization(struct applier *a, struct str id, int64_t *key, struct fault *fault)
{
    *key = NONE;
    if (id.ptr == NULL) {
        return ST_OK;
    }
    struct query *q = db_query(a->db, Q_ORGANIZATION_KEY);
    query_int(q, 1, a->tenant);
    query_text(q, 2, id);
    enum status st = query_step(q);
    if (st == ST_END) {
        return apply_refuse(fault, "organizationId",
                            "there is no organization with this id; add an organization record");
    }
    if (st == ST_OK) {
        *key = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

enum status apply_census(struct applier *a, const struct person *was, const struct person *is)
{
    bool before = was != NULL && was->status != PERSON_ARCHIVED,
         after = is != NULL && is->status != PERSON_ARCHIVED;
    return before == after ? ST_OK : apply_run(a, Q_TENANT_PEOPLE, after ? 1 : -1, NONE, NONE);
}

enum status apply_move_between(struct applier *a, int64_t from, int64_t to)
{
    if (from == to) {
        return ST_OK;
    }
    if (from != NONE) {
        TRY(apply_run(a, Q_ORGANIZATION_USERS, from, -1, NONE));
    }
    return to == NONE ? ST_OK : apply_run(a, Q_ORGANIZATION_USERS, to, 1, NONE);
}

/* Counts every enrollment of a person, once in (1) or out (-1). */
static enum status count_enrollments(struct applier *a, int64_t person_key, int sign, bool as_stored,
                                     bool active)
{
    struct query *q = db_query(a->db, Q_PERSON_ENROLLMENTS);
    enum status st;
    query_int(q, 1, a->tenant);
    query_int(q, 2, person_key);
    while ((st = query_step(q)) == ST_OK) {
        struct counted c = {
            .campaign_key = query_int_at(q, 0),
            .number = query_int_at(q, 1),
            .phase = (int)query_int_at(q, 2),
            .active = as_stored ? query_int_at(q, 3) != 0 : active,
            .started_at = query_int_at(q, 4),
            .seconds = query_int_at(q, 5),
            .engagement = query_real_at(q, 6),
            .knowledge = query_real_at(q, 7),
            .result = simulation_load(q, 8),
            .enrolled_at = query_int_at(q, PERSON_SCORED),
            .last_accessed_at = query_int_at(q, PERSON_SCORED + 1),
            .completed_at = query_int_at(q, PERSON_SCORED + 2),
            .planned_end = query_int_at(q, PERSON_SCORED + 3),
        };
        st = tally_count(&a->tally, &c, sign);
        st = st == ST_OK && as_stored ? journeys_enrollment(&a->journeys, c.number) : st;
        if (st != ST_OK) {
            query_end(q);
            return st;
        }
    }
    return st == ST_END ? ST_OK : st;
}

static bool is_active(const struct person *p)
{
    return p->status == PERSON_STATUS_NONE || p->status == PERSON_ACTIVE;
}

/* What lists show of the person, in the rows of their enrollments. */
static enum status show_in_enrollments(struct applier *a, int64_t person_key, const struct person *p,
                                       bool was_active)
{
    if (is_active(p) != was_active) {
        TRY(count_enrollments(a, person_key, -1, true, false));
        TRY(count_enrollments(a, person_key, 1, false, is_active(p)));
    }
    struct query *q = db_query(a->db, Q_PERSON_SHOWN);
    query_int(q, 1, a->tenant);
    query_int(q, 2, person_key);
    query_uuid(q, 3, &p->ids.outthink);
    query_text(q, 4, p->source_identifier.ptr ? p->source_identifier : p->email);
    query_int(q, 5, is_active(p));
    query_text(q, 6, p->department);
    query_text(q, 7, p->country);
    query_text(q, 8, p->business_unit);
    query_text(q, 9, p->job_role);
    query_text(q, 10, p->manager_email);
    query_int(q, 11, a->seq);
    return query_run(q);
}

static bool changed(const struct applier *a, size_t at)
{
    return (a->changed >> member_index(KIND_PERSON, at) & 1) != 0;
}

#define CHANGED(member) changed(a, offsetof(struct person, member))

static bool names_changed(const struct applier *a)
{
    return CHANGED(ids.outthink) || CHANGED(ids.securityjourney) || CHANGED(ids.cultureai) ||
           CHANGED(ids.kaspersky) || CHANGED(source_identifier) || CHANGED(email) || CHANGED(aliases);
}

static bool card_changed(const struct applier *a)
{
    return CHANGED(ids.outthink) || CHANGED(source_identifier) || CHANGED(email) || CHANGED(status) ||
           CHANGED(department) || CHANGED(country) || CHANGED(business_unit) || CHANGED(job_role) ||
           CHANGED(manager_email);
}

enum status apply_write_person(struct applier *a, const struct stored *stored, int64_t organization_key)
{
    TRY(journeys_person(&a->journeys, stored->key));
    struct query *q = db_query(a->db, Q_SAVE_PERSON);
    query_int(q, 1, a->tenant);
    query_int(q, 2, stored->key);
    query_int(q, 3, organization_key);
    query_int(q, 4, a->seq);
    query_int(q, 5, stored->record.updated_at);
    record_bind(q, 6, &stored->record);
    return query_run(q);
}

/* Whoever had this natural key before and was deleted: the deletion must not be taken for theirs. */
static enum status take_over_key(struct applier *a, const struct person *p)
{
    return apply_remembers(a, KIND_PERSON) ? apply_unbury(a, KIND_PERSON, identity_natural_key(&a->arena, p))
                                           : ST_OK;
}

enum status apply_save_person(struct applier *a, struct stored *stored, const struct person *before,
                              struct fault *fault)
{
    struct person *p = &stored->record.body.person;
    int64_t organization_key, old_organization;
    TRY(apply_find_organization(a, p->organization_id, &organization_key, fault));
    TRY(apply_find_organization(a, before->organization_id, &old_organization, fault));
    if (!p->source_identifier.ptr && !p->email.ptr && !p->ids.outthink.set &&
        p->ids.securityjourney == NONE && p->ids.cultureai == NONE && !p->ids.kaspersky.set) {
        return apply_refuse(fault, "email", "a person needs an e-mail, a sourceIdentifier or one of ids");
    }
    bool existed = stored->exists, renamed = !existed || names_changed(a);
    if (!stored->exists) {
        TRY(applier_next(a, COUNTER_PERSON_KEY, &stored->key));
    }
    if (renamed) {
        TRY(complete_ids(a, p));
        TRY(apply_write_names(a, stored->key, p, !stored->exists, fault));
        TRY(take_over_key(a, p));
    }
    TRY(apply_write_person(a, stored, organization_key));
    TRY(apply_move_between(a, old_organization, organization_key));
    TRY(apply_census(a, existed ? before : NULL, p));
    if (stored->exists && card_changed(a)) {
        return show_in_enrollments(a, stored->key, p, is_active(before));
    }
    return ST_OK;
}

static enum status drop_progress(struct applier *a, int64_t person_key)
{
    struct query *q = db_query(a->db, Q_PERSON_CAMPAIGNS);
    enum status st;
    query_int(q, 1, a->tenant);
    query_int(q, 2, person_key);
    while ((st = query_step(q)) == ST_OK) {
        int64_t campaign_key = query_int_at(q, 0);
        enum status dropped = apply_drop_progress(a, campaign_key, person_key);
        dropped = dropped != ST_OK ? dropped : apply_drop_events(a, campaign_key, person_key);
        if (dropped != ST_OK) {
            query_end(q);
            return dropped;
        }
    }
    return st == ST_END ? ST_OK : st;
}

enum status apply_drop_person(struct applier *a, const struct stored *stored, struct fault *fault)
{
    int64_t organization_key;
    TRY(apply_find_organization(a, stored->record.body.person.organization_id, &organization_key, fault));
    TRY(apply_move_between(a, organization_key, NONE));
    TRY(apply_census(a, &stored->record.body.person, NULL));
    TRY(count_enrollments(a, stored->key, -1, true, false));
    TRY(journeys_person(&a->journeys, stored->key));
    TRY(drop_progress(a, stored->key));
    TRY(apply_run(a, Q_PERSON_DROP_ENROLLMENTS, stored->key, NONE, NONE));
    TRY(apply_run(a, Q_PERSON_DROP_SOURCES, stored->key, NONE, NONE));
    TRY(apply_run(a, Q_PERSON_DROP_COMMENTS, stored->key, NONE, NONE));
    TRY(apply_drop_behavior_events(a, stored->key));
    TRY(apply_forget_merges(a, stored->key));
    TRY(apply_run(a, Q_ALIAS_DROP, stored->key, NONE, NONE));
    return apply_run(a, Q_DROP_PERSON, stored->key, NONE, NONE);
}

/* A deleted person is remembered by the natural key alone, told as a sourceIdentifier: an address that
 * somebody else has by now must not lead to them. Numbers are remembered too, so that they are never given
 * again. */
static enum status bury_person(struct applier *a, const struct record *r, const struct person *p)
{
    struct record line;
    struct person *named = &line.body.person;
    record_init(&line, KIND_PERSON);
    named->source_identifier = p->source_identifier.ptr ? p->source_identifier : p->email;
    named->ids.securityjourney = p->ids.securityjourney;
    named->ids.cultureai = p->ids.cultureai;
    if (!named->source_identifier.ptr) {
        named->ids = p->ids;
    }
    TRY(applier_given(a, COUNTER_PERSON_SECURITYJOURNEY, p->ids.securityjourney));
    TRY(applier_given(a, COUNTER_PERSON_CULTUREAI, p->ids.cultureai));
    return apply_bury(a, &line, identity_natural_key(&a->arena, p), apply_time(a, r));
}

/* The records of one person in a batch stand together: the first finds or makes them, the others follow. */
static bool is_same_group(const struct applier *a, struct str group)
{
    return group.ptr != NULL && a->last.group.len && str_eq(group, buf_text(&a->last.group));
}

/* Between two chunks of an import somebody else may have merged or erased the person. */
static int64_t grouped_person(struct applier *a, struct str group)
{
    struct card card;
    return is_same_group(a, group) && a->last.person != NONE &&
                   apply_person_card(a, a->last.person, &card) == ST_OK
               ? a->last.person
               : NONE;
}

static void remember_group(struct applier *a, struct str group, int64_t person_key)
{
    buf_reset(&a->last.group);
    buf_str(&a->last.group, group);
    a->last.person = person_key;
}

enum status applier_recall(struct applier *a, const struct record *record, struct str group)
{
    struct name *names;
    int count;
    int64_t person_key;
    enum status st = ST_END;
    arena_reset(&a->arena);
    if (!identity_names(&a->arena, &record->body.person, &names, &count)) {
        return ST_NOMEM;
    }
    for (int i = 0; i < count && st == ST_END; i++) {
        st = find_name(a, &names[i], &person_key);
    }
    if (st == ST_OK) {
        remember_group(a, group, person_key);
    }
    return st;
}

static enum status find_stored(struct applier *a, const struct record *r, struct str group,
                               struct stored *stored, struct fault *fault)
{
    struct name *names;
    int count;
    int64_t person_key = grouped_person(a, group);
    *stored = (struct stored){ .updated_at = NONE };
    if (!identity_names(&a->arena, &r->body.person, &names, &count)) {
        return ST_NOMEM;
    }
    if (count == 0) {
        return apply_refuse(fault, "email", "a person needs an e-mail, a sourceIdentifier or one of ids");
    }
    TRY(resolve(a, names, count, &person_key, fault));
    return person_key == NONE ? ST_OK : apply_load_person(a, person_key, stored);
}

/* The person stands on the list that is being imported. */
static enum status mark_seen(struct applier *a, int64_t person_key)
{
    if (a->source.ptr == NULL) {
        return ST_OK;
    }
    struct query *q = db_query(a->db, Q_SOURCE_SEEN);
    query_int(q, 1, a->tenant);
    query_text(q, 2, a->source);
    query_int(q, 3, person_key);
    query_int(q, 4, a->leaving);
    return query_run(q);
}

/* Whom a list left out and now names again is active again, unless the list itself says something else. */
static enum status comes_back(struct applier *a, const struct record *r, const struct stored *stored,
                              bool *back)
{
    *back = false;
    if (a->source.ptr == NULL || a->leaving || !stored->exists ||
        stored->record.body.person.status != PERSON_INACTIVE ||
        record_gives(r, offsetof(struct person, status))) {
        return ST_OK;
    }
    struct query *q = db_query(a->db, Q_SOURCE_GONE);
    query_int(q, 1, a->tenant);
    query_text(q, 2, a->source);
    query_int(q, 3, stored->key);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *back = query_int_at(q, 0) != 0;
        query_end(q);
    }
    return st == ST_END ? ST_OK : st;
}

static enum applied merge_person(struct applier *a, const struct record *r, struct stored *stored, bool back)
{
    struct record active = *r;
    if (back) {
        active.body.person.status = PERSON_ACTIVE;
        active.given |= (uint64_t)1 << member_index(KIND_PERSON, offsetof(struct person, status));
    }
    return apply_merge(a, &active, stored);
}

/* Who was erased while the record waited for its turn; before that the check leaves them out. */
static enum status is_erased(struct applier *a, const struct record *r, bool *erased)
{
    struct name *names;
    int count;
    return identity_names(&a->arena, &r->body.person, &names, &count)
               ? erased_one_of(a->db, a->tenant, names, count, erased)
               : ST_NOMEM;
}

/* An address that is replaced stays as an alias, unless the record says itself what the aliases are. */
static enum status keep_address(struct applier *a, const struct record *r, struct stored *stored,
                                const struct person *before)
{
    bool replaced = stored->exists && CHANGED(email) && before->email.ptr;
    return replaced && !record_gives(r, offsetof(struct person, aliases))
               ? add_alias(a, &stored->record.body.person, before->email)
               : ST_OK;
}

/* It may be gone since the batch was checked. */
static enum status group_is_there(struct applier *a, const struct record *r, struct fault *fault)
{
    struct str id = r->body.person.group_id;
    if (id.ptr == NULL || !record_gives(r, offsetof(struct person, group_id))) {
        return ST_OK;
    }
    struct query *q = db_query(a->db, Q_GROUP_KEY);
    query_int(q, 1, a->tenant);
    query_text(q, 2, id);
    enum status st = query_step(q);
    query_end(q);
    return st == ST_END ? apply_refuse(fault, "groupId", "there is no group with this id; add a group record")
                        : st;
}

enum status apply_person(struct applier *a, const struct record *r, struct str group, enum applied *applied,
                         struct fault *fault)
{
    struct stored stored;
    enum gate gate;
    struct record copy = *r;
    bool erased = false;
    if (a->erased) {
        TRY(is_erased(a, r, &erased));
        TRY(erased_managers(a->db, a->tenant, &a->arena, &copy));
        r = &copy;
    }
    if (erased) {
        *applied = APPLIED_IGNORED;
        return ST_OK;
    }
    TRY(find_stored(a, r, group, &stored, fault));
    struct person before = { .organization_id = STR_NONE };
    if (stored.exists) {
        before = stored.record.body.person;
    }
    struct str tombstone = identity_natural_key(&a->arena, stored.exists ? &before : &r->body.person);
    TRY(apply_gate(a, r, &stored, tombstone, &gate));
    if (gate == GATE_GONE) {
        *applied = APPLIED_UNCHANGED;
        return ST_OK;
    }
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        if (gate == GATE_DELETE) {
            TRY(apply_drop_person(a, &stored, fault));
        }
        remember_group(a, STR_NONE, NONE);
        return bury_person(a, r, stored.exists ? &before : &r->body.person);
    }
    bool back;
    TRY(comes_back(a, r, &stored, &back));
    *applied = gate == GATE_IGNORE ? APPLIED_IGNORED : merge_person(a, r, &stored, back);
    if (*applied == APPLIED_NEW || *applied == APPLIED_CHANGED) {
        TRY(keep_address(a, r, &stored, &before));
        TRY(group_is_there(a, r, fault));
        TRY(apply_save_person(a, &stored, &before, fault));
        TRY(mail_person_came(a, stored.key));
    }
    if (stored.exists || *applied == APPLIED_NEW) {
        remember_group(a, group, stored.key);
        return mark_seen(a, stored.key);
    }
    return ST_OK;
}
