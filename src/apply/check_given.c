/* check_given.c: identifiers that lines give to campaigns and enrollments: each belongs to one thing, in the
 * batch and in the store. (People's are names: check_people.c.) */
#include "apply/check.h"
#include "base/must.h"
#include "model/identity.h"
#include "model/members.h"

/* What is given, and to what. key1, key2: the thing's natural key. */
struct given {
    enum record_kind kind;
    enum name_kind what;
    const char *field;
    struct str key1, key2;
    int64_t line_no;
};

static enum status refuse(const struct check *check, const struct given *g, const char *where)
{
    return check_note(check, g->line_no, g->field, "another %s%s has this identifier",
                      kind_table(g->kind)->name, where);
}

/* The first line that gives a value, whatever its time, has it; ST_END: it is this thing's. */
static enum status take(const struct check *check, const struct given *g, struct str value)
{
    struct query *q = db_query(check->stage->db, Q_STAGE_GIVEN);
    query_int(q, 1, g->kind);
    query_int(q, 2, g->what);
    query_blob(q, 3, value);
    enum status st = query_step(q);
    if (st == ST_OK) {
        bool own = str_eq(query_text_at(q, 0), g->key1) && str_eq(query_text_at(q, 1), g->key2);
        query_end(q);
        return own ? ST_OK : refuse(check, g, " of this batch");
    }
    if (st != ST_END) {
        return st;
    }
    q = db_query(check->stage->db, Q_STAGE_GIVEN_ADD);
    query_int(q, 1, g->kind);
    query_int(q, 2, g->what);
    query_blob(q, 3, value);
    query_text(q, 4, g->key1);
    query_text(q, 5, g->key2);
    return query_run(q);
}

/* A number as bytes whose order is that of the numbers. */
static enum status take_number(const struct check *check, const struct given *g, int64_t number)
{
    char bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (char)(number >> (56 - 8 * i) & 0xFF);
    }
    return take(check, g, (struct str){ bytes, sizeof bytes });
}

int64_t check_number_of(struct str bytes)
{
    uint64_t number = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        number = number << 8 | (unsigned char)bytes.ptr[i];
    }
    return bytes.len ? (int64_t)number : NONE;
}

/* A bound query finds the campaign that has a value: another one is refused. */
static enum status check_owner(const struct check *check, const struct given *g, struct query *q)
{
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st;
    }
    bool own = str_eq(query_text_at(q, 0), g->key1);
    query_end(q);
    return own ? ST_OK : refuse(check, g, "");
}

static struct query *owner_of(const struct check *check, enum query_name name)
{
    struct query *q = db_query(check->store, name);
    query_int(q, 1, check->tenant);
    return q;
}

static enum status check_campaign_number(const struct check *check, const struct given *g,
                                         enum query_name name, int64_t number)
{
    if (number == NONE) {
        return ST_OK;
    }
    TRY(take_number(check, g, number));
    struct query *q = owner_of(check, name);
    query_int(q, 2, number);
    return check_owner(check, g, q);
}

enum status check_campaign_ids(const struct check *check, int64_t line_no, const struct campaign *c)
{
    struct given g = { KIND_CAMPAIGN, NAME_OUTTHINK, "ids.outthink", c->id, STR(""), line_no };
    if (c->ids.outthink.set) {
        TRY(take(check, &g, (struct str){ (const char *)c->ids.outthink.b, sizeof c->ids.outthink.b }));
        struct query *q = owner_of(check, Q_CAMPAIGN_BY_GUID);
        query_uuid(q, 2, &c->ids.outthink);
        TRY(check_owner(check, &g, q));
    }
    g.what = NAME_SECURITYJOURNEY;
    g.field = "ids.securityjourney";
    TRY(check_campaign_number(check, &g, Q_CAMPAIGN_BY_SECURITYJOURNEY, c->ids.securityjourney));
    g.what = NAME_CULTUREAI;
    g.field = "ids.cultureai";
    return check_campaign_number(check, &g, Q_CAMPAIGN_BY_CULTUREAI, c->ids.cultureai);
}

enum status check_enrollment_ids(const struct check *check, int64_t line_no, const struct enrollment *e,
                                 struct str person_key, struct arena *arena)
{
    struct given g = { KIND_ENROLLMENT, NAME_SECURITYJOURNEY, "ids.securityjourney",
                       e->campaign_id,  person_key,           line_no };
    if (e->ids.securityjourney == NONE) {
        return ST_OK;
    }
    TRY(take_number(check, &g, e->ids.securityjourney));
    struct query *q = owner_of(check, Q_ENROLLMENT_OWNER);
    query_int(q, 2, e->ids.securityjourney);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st;
    }
    bool own = str_eq(query_text_at(q, 0), e->campaign_id);
    int64_t person = query_int_at(q, 1);
    query_end(q);
    struct str key = STR("");
    TRY(check_stored_key(check, person, arena, &key));
    return own && str_eq(key, person_key) ? ST_OK : refuse(check, &g, "");
}

enum status check_mail_number(const struct check *check, int64_t line_no, int64_t number, struct str id)
{
    struct given g = { KIND_REPORTED_MAIL, NAME_CULTUREAI, "ids.cultureai", id, STR(""), line_no };
    if (number == NONE) {
        return ST_OK;
    }
    TRY(take_number(check, &g, number));
    struct query *q = owner_of(check, Q_MAIL_ID);
    query_int(q, 2, number);
    return check_owner(check, &g, q);
}
