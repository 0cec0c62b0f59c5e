/* unmerge.c: the latest merge into somebody, taken back. What came with the other goes back as it is now;
 * what gave way to it comes back as it was; what records said since of the one who stayed is theirs. */
#include "apply/merge.h"

#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"

#include <string.h>

/* The memory, read out before anything is written. */
struct memory {
    enum merge_what what;
    struct str line;
    struct memory *next;
};

static enum status read_memory(struct merge *m, struct memory **first)
{
    struct memory **last = first;
    struct query *q = db_query(m->applier.db, Q_MERGE_LINES);
    enum status st;
    *first = NULL;
    query_int(q, 1, m->applier.tenant);
    query_int(q, 2, m->other_key);
    while ((st = query_step(q)) == ST_OK) {
        struct memory *one = arena_new(&m->kept, struct memory);
        if (one == NULL) {
            query_end(q);
            return ST_NOMEM;
        }
        one->what = (enum merge_what)query_int_at(q, 0);
        one->line = arena_str(&m->kept, query_text_at(q, 1));
        *last = one;
        last = &one->next;
    }
    return st != ST_END ? st : m->kept.failed ? ST_NOMEM : ST_OK;
}

static enum status read_line(struct merge *m, struct str line, struct record *record)
{
    struct fault fault;
    enum status st = record_read(line, &m->kept, record, &fault);
    return st == ST_INVALID ? ST_CORRUPT : st;
}

/* ---- people ---- */

static bool is_one_of(struct str alias, const struct name *names, int count, struct arena *arena)
{
    struct person only = { .ids.securityjourney = NONE, .ids.cultureai = NONE };
    struct name *mine;
    int n;
    struct buf text;
    buf_init(&text, LIMIT_RECORD);
    struct json j = json_to(&text);
    json_open(&j, '[');
    json_str(&j, alias);
    json_close(&j, ']');
    only.aliases = arena_str(arena, buf_text(&text));
    buf_done(&text);
    if (only.aliases.ptr == NULL || !identity_names(arena, &only, &mine, &n)) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (names[i].what == mine[0].what && str_eq(names[i].value, mine[0].value)) {
            return true;
        }
    }
    return false;
}

/* The aliases without the other's names. */
static enum status part_names(struct merge *m, struct person *p, const struct person *other)
{
    struct name *names;
    struct jsonin *list;
    int count;
    struct buf text;
    if (p->aliases.ptr == NULL) {
        return ST_OK;
    }
    if (!identity_names(&m->kept, other, &names, &count)) {
        return ST_NOMEM;
    }
    TRY(jsonin_parse(p->aliases, &list, NULL));
    buf_init(&text, 8 * LIMIT_RECORD);
    struct json j = json_to(&text);
    size_t left = 0;
    json_open(&j, '[');
    for (size_t i = 0; i < jsonin_count(list); i++) {
        struct str alias;
        if (jsonin_text(jsonin_item(list, i), &alias) && !is_one_of(alias, names, count, &m->kept)) {
            json_str(&j, alias);
            left++;
        }
    }
    json_close(&j, ']');
    p->aliases = left ? arena_str(&m->kept, buf_text(&text)) : STR_NONE;
    bool failed = text.failed || m->kept.failed;
    jsonin_free(list);
    buf_done(&text);
    return failed ? ST_NOMEM : ST_OK;
}

/* What had been filled from the other and is still theirs is taken out again. */
static void open_gaps(struct record *now, const struct record *was, const struct record *other)
{
    const struct kind_table *table = kind_table(KIND_PERSON);
    struct record nothing;
    record_init(&nothing, KIND_PERSON);
    for (int i = 0; i < table->count; i++) {
        const struct member *member = &table->members[i];
        struct record theirs = *other;
        theirs.given = (uint64_t)1 << i;
        struct record probe = *now;
        bool same = record_merge(&probe, &theirs) == 0;
        if (member->at > offsetof(struct person, aliases) && same &&
            !member_there(member, (const char *)&was->body + member->at) &&
            member_there(member, (const char *)&now->body + member->at)) {
            nothing.given |= (uint64_t)1 << i;
        }
    }
    record_merge(now, &nothing);
}

static enum status part_person(struct merge *m, const struct record *was, const struct record *other)
{
    struct applier *a = &m->applier;
    struct fault fault;
    struct stored parted = m->person;
    struct person before = m->person.record.body.person;
    TRY(part_names(m, &parted.record.body.person, &other->body.person));
    open_gaps(&parted.record, was, other);
    /* The merge took the later time of both; if nothing was said since, their own comes back. */
    bool untouched = m->person.updated_at <= was->updated_at || m->person.updated_at == other->updated_at;
    parted.record.updated_at = untouched ? was->updated_at : m->person.updated_at;
    a->changed = UINT64_MAX;
    before.email = STR_NONE;
    return apply_save_person(a, &parted, &before, &fault);
}

/* The other stands again, under their old key. An organization or group that is gone meanwhile stays gone. */
static enum status restore_other(struct merge *m, struct record *other, struct why *why)
{
    struct applier *a = &m->applier;
    struct fault fault;
    struct person *p = &other->body.person;
    int64_t organization_key = NONE, group_key;
    enum status st = apply_find_organization(a, p->organization_id, &organization_key, &fault);
    if (st == ST_INVALID) {
        p->organization_id = STR_NONE;
        organization_key = NONE;
    } else if (st != ST_OK) {
        return st;
    }
    if (p->group_id.ptr) {
        struct query *q = db_query(a->db, Q_GROUP_KEY);
        query_int(q, 1, a->tenant);
        query_text(q, 2, p->group_id);
        st = merge_first(q, &group_key);
        p->group_id = st == ST_END ? STR_NONE : p->group_id;
    }
    struct stored stored = { .key = m->other_key, .record = *other };
    TRY(apply_write_person(a, &stored, organization_key));
    TRY(apply_move_between(a, NONE, organization_key));
    TRY(apply_census(a, NULL, p));
    st = apply_write_names(a, m->other_key, p, true, &fault);
    return st == ST_INVALID ? why_not(why, ST_CONFLICT, "%s", fault.why.text) : st;
}

/* ---- rows ---- */

static enum status part_enrollment(struct merge *m, struct str line)
{
    struct moving moving = { .from = m->person_key, .to = m->other_key };
    must(str_int(line, &moving.number));
    struct query *q = db_query(m->applier.db, Q_ENROLLMENT_BY_NUMBER);
    query_int(q, 1, m->applier.tenant);
    query_int(q, 2, moving.number);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st; /* deleted meanwhile */
    }
    moving.campaign_key = query_int_at(q, 0);
    bool ours = query_int_at(q, 1) == m->person_key;
    query_end(q);
    m->done.enrollments += ours;
    return ours ? merge_move(m, &moving) : ST_OK;
}

static enum status part_comment(struct merge *m, struct str id)
{
    struct query *q = db_query(m->applier.db, Q_MOVE_COMMENT);
    query_int(q, 1, m->applier.tenant);
    query_text(q, 2, id);
    query_int(q, 3, m->person_key);
    query_int(q, 4, m->other_key);
    query_int(q, 5, m->applier.seq);
    TRY(query_run(q));
    m->done.comments += db_changes(m->applier.db);
    return ST_OK;
}

static enum status part_behavior_event(struct merge *m, struct str line)
{
    int64_t reference;
    struct str behavior = line;
    must(str_int(str_cut(&behavior, ' '), &reference));
    struct query *q = db_query(m->applier.db, Q_MOVE_BEHAVIOR_EVENT);
    query_int(q, 1, m->applier.tenant);
    query_text(q, 2, behavior);
    query_int(q, 3, reference);
    query_int(q, 4, m->person_key);
    query_int(q, 5, m->other_key);
    query_int(q, 6, m->applier.seq);
    TRY(query_run(q));
    m->done.behavior_events += db_changes(m->applier.db);
    return ST_OK;
}

static enum status part_source(struct merge *m, struct str line)
{
    must(line.len > 4);
    bool gone = line.ptr[0] == '1', fresh = line.ptr[2] == '1';
    struct query *q = db_query(m->applier.db, Q_SOURCE_SEEN);
    query_int(q, 1, m->applier.tenant);
    query_text(q, 2, str_from(line, 4));
    query_int(q, 3, m->other_key);
    query_int(q, 4, gone);
    TRY(query_run(q));
    if (!fresh) {
        return ST_OK;
    }
    q = db_query(m->applier.db, Q_SOURCE_LEAVE);
    query_int(q, 1, m->applier.tenant);
    query_text(q, 2, str_from(line, 4));
    query_int(q, 3, m->person_key);
    return query_run(q);
}

/* A record of the memory as if it came now; what cannot be applied any more (its campaign is gone) is left
 * out. */
static enum status apply_line(struct merge *m, struct str line)
{
    struct record record;
    struct fault fault;
    enum applied applied;
    TRY(read_line(m, line, &record));
    enum status st = applier_record(&m->applier, &record, STR_NONE, &applied, &fault);
    return st == ST_INVALID || st == ST_CONFLICT ? ST_OK : st;
}

static enum status part_rows(struct merge *m, const struct memory *memory)
{
    for (const struct memory *one = memory; one != NULL; one = one->next) {
        TRY(one->what == MERGE_MOVED            ? part_enrollment(m, one->line)
            : one->what == MERGE_COMMENT        ? part_comment(m, one->line)
            : one->what == MERGE_BEHAVIOR_EVENT ? part_behavior_event(m, one->line)
            : one->what == MERGE_SOURCE         ? part_source(m, one->line)
                                                : ST_OK);
    }
    return ST_OK;
}

static enum status part_lost(struct merge *m, const struct memory *memory)
{
    for (const struct memory *one = memory; one != NULL; one = one->next) {
        bool buried = one->what == MERGE_BURIED || one->what == MERGE_UNBURIED;
        m->done.contested +=
            one->what == MERGE_LOST && str_starts(one->line, STR("{\"kind\":\"enrollment\""));
        m->done.deletions += buried;
        TRY(buried || one->what == MERGE_LOST ? apply_line(m, one->line) : ST_OK);
    }
    return ST_OK;
}

/* ---- the whole ---- */

static enum status find_merge(struct merge *m, struct str person, struct why *why)
{
    struct fault fault;
    struct applier *a = &m->applier;
    enum status st = apply_find_person(a, person, &m->person_key, &fault);
    if (st == ST_INVALID) {
        return why_not(why, ST_NOTFOUND, "nobody has the name " STR_FMT, STR_ARG(person));
    }
    TRY(st);
    struct query *q = db_query(a->db, Q_MERGE_LAST);
    query_int(q, 1, a->tenant);
    query_int(q, 2, m->person_key);
    st = merge_first(q, &m->other_key);
    return st == ST_END ? why_not(why, ST_NOTFOUND,
                                  "this store remembers no merge into " STR_FMT
                                  "; where records were exported and imported, the memory stayed behind",
                                  STR_ARG(person))
                        : st;
}

static enum status part_all(struct merge *m, const struct memory *memory, struct why *why)
{
    struct record was = { .kind = KIND_NONE }, other = was;
    struct applier *a = &m->applier;
    for (const struct memory *one = memory; one != NULL; one = one->next) {
        if (one->what == MERGE_PERSON || one->what == MERGE_OTHER) {
            TRY(read_line(m, one->line, one->what == MERGE_PERSON ? &was : &other));
        }
    }
    must(was.kind == KIND_PERSON && other.kind == KIND_PERSON);
    a->wrote = true;
    m->done.person = m->person.record.body.person.ids.outthink;
    m->done.other = other.body.person.ids.outthink;
    TRY(part_person(m, &was, &other));
    TRY(restore_other(m, &other, why));
    TRY(part_rows(m, memory));
    TRY(merge_load(m, m->other_key, &m->other));
    struct stored shown = m->other;
    struct person before = m->other.record.body.person;
    struct fault fault;
    shown.record.updated_at = m->other.updated_at;
    before.email = STR_NONE;
    a->changed = UINT64_MAX;
    TRY(apply_save_person(a, &shown, &before, &fault)); /* their enrollments show them again */
    TRY(part_lost(m, memory));
    TRY(apply_run(a, Q_MERGE_LINES_DROP, m->other_key, NONE, NONE));
    TRY(apply_run(a, Q_MERGE_DROP, m->person_key, m->other_key, NONE));
    return applier_end(a);
}

static enum status unmerge(struct merge *m, struct str person, struct why *why)
{
    struct memory *memory;
    TRY(find_merge(m, person, why));
    TRY(read_memory(m, &memory));
    TRY(merge_load(m, m->person_key, &m->person));
    return part_all(m, memory, why);
}

enum status people_unmerge(const struct people *people, struct str person, struct merged *merged,
                           struct why *why)
{
    struct merge m;
    why_not(why, ST_OK, "%s", "");
    enum status st = merge_init(&m, people);
    st = st != ST_OK ? st : unmerge(&m, person, why);
    if (st == ST_OK) {
        *merged = m.done;
    }
    merge_done(&m);
    return st;
}
