/* write_person.c: the Kaspersky API's change of one person: the parameters become record lines, and these a
 * batch like any other, applied within the writer's transaction. */
#include "apply/batch.h"
#include "apply/scores.h"
#include "base/fold.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/identity.h"
#include "model/report_rows.h"
#include "serve/report.h"
#include "serve/write.h"

#include <string.h>

struct write_change {
    struct request_write write;
    int64_t now;
    struct moved_row row;
};

/* What is stored of the person under way. */
struct changed {
    int64_t key, updated_at;
    struct group_row group; /* without one: not there */
};

/* 24 hexadecimal digits in lower case. */
static bool is_id(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
            return false;
        }
    }
    return text.len == 24;
}

static bool is_address(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z') {
            return false;
        }
    }
    return memchr(text.ptr, '@', text.len) != NULL && memchr(text.ptr, '.', text.len) != NULL;
}

static enum status make(struct request *rq, struct request_write *write)
{
    struct write_change *w = (struct write_change *)(void *)write;
    const struct args *a = &rq->args;
    w->now = world_now(rq->serve->config.world);
    if (a->group_id.ptr != NULL && !is_id(a->group_id)) {
        (void)request_refuse(rq, REFUSED_INVALID, "groupId",
                             "Parameter 'groupId' must be 24 hexadecimal digits in lower case");
        return ST_INVALID;
    }
    if (a->email.ptr != NULL && !is_address(a->email)) {
        (void)request_refuse(rq, REFUSED_INVALID, "email",
                             "Parameter 'email' must be an address in lower case, with @ and a dot in it");
        return ST_INVALID;
    }
    return ST_OK;
}

/* ---- on the writer's thread ---- */

static enum status refuse(struct write_change *w, enum refused what, const char *field, struct str reason)
{
    struct arena *arena = &w->write.rq->http->arena;
    w->write.denial = (struct denial){ what, arena_str(arena, str_of(field)), arena_str(arena, reason) };
    return ST_INVALID;
}

/* The person with the id. ST_END: nobody. */
static enum status find(const struct write_change *w, struct db *db, struct changed *found)
{
    struct request *rq = w->write.rq;
    struct arena *arena = &rq->http->arena;
    struct query *q = db_query(db, Q_READ_PERSON_GROUP);
    query_int(q, 1, rq->caller.tenant);
    query_text(q, 2, rq->args.user_id);
    TRY(query_step(q));
    must(query_int_at(q, 0) == rq->caller.tenant);
    *found = (struct changed){ .key = query_int_at(q, 1),
                               .updated_at = query_int_at(q, 2),
                               .group.id = arena_str(arena, query_text_at(q, 3)) };
    if (found->group.id.ptr != NULL) {
        struct str name = query_text_at(q, 4);
        found->group.name = name.ptr != NULL ? arena_str(arena, name)
                                             : report_group(arena, &kaspersky_languages[0], found->group.id,
                                                            STR_NONE, query_text_at(q, 5));
    }
    query_end(q);
    return arena->failed ? ST_NOMEM : ST_OK;
}

/* Who is in no group is in one by their risk. */
static enum status complete_group(const struct write_change *w, struct db *db, struct changed *person)
{
    struct scoring scoring;
    struct score_decision decision;
    if (person->group.id.ptr != NULL) {
        return ST_OK;
    }
    TRY(scoring_begin(&scoring, db, w->write.rq->caller.tenant, score_day(w->now)));
    TRY(scoring_decision(&scoring, person->key, &decision));
    enum risk_group risk = report_risk_of(&decision);
    person->group.id = str_of(kaspersky_group_ids[risk]);
    person->group.name = str_of(kaspersky_languages[0].groups[risk]);
    return ST_OK;
}

/* Nobody else may have the address. */
static enum status check_email(struct write_change *w, struct db *db, int64_t person_key)
{
    struct request *rq = w->write.rq;
    struct str folded;
    if (rq->args.email.ptr == NULL) {
        return ST_OK;
    }
    TRY(fold(&rq->http->arena, rq->args.email, &folded));
    struct query *q = db_query(db, Q_ALIAS);
    query_int(q, 1, rq->caller.tenant);
    query_int(q, 2, NAME_EMAIL);
    query_text(q, 3, folded);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st;
    }
    int64_t owner = query_int_at(q, 0);
    query_end(q);
    return owner == person_key ? ST_OK
                               : refuse(w, REFUSED_TAKEN, "email", STR("Somebody else has this address"));
}

/* Whether the group is there; a built-in one is made when somebody is put into it. */
static enum status check_group(struct write_change *w, struct db *db, bool *make_it)
{
    struct request *rq = w->write.rq;
    *make_it = false;
    if (rq->args.group_id.ptr == NULL) {
        return ST_OK;
    }
    struct query *q = db_query(db, Q_READ_GROUP);
    query_int(q, 1, rq->caller.tenant);
    query_text(q, 2, rq->args.group_id);
    enum status st = query_step(q);
    query_end(q);
    if (st != ST_END) {
        return st;
    }
    *make_it = kaspersky_group_of(rq->args.group_id) < RISK_GROUPS;
    return *make_it ? ST_OK
                    : refuse(w, REFUSED_REFERENCE, "groupId", STR("There is no group with this groupId"));
}

/* ---- lines ---- */

static void print_person(const struct args *a, struct buf *line)
{
    struct json j = json_to(line);
    json_open(&j, '{');
    json_given(&j, STR("kind"), STR("person"));
    json_key(&j, STR("ids"));
    json_open(&j, '{');
    json_given(&j, STR("kaspersky"), a->user_id);
    json_close(&j, '}');
    json_given(&j, STR("groupId"), a->group_id);
    json_given(&j, STR("fullName"), a->full_name);
    json_given(&j, STR("shortName"), a->short_name);
    json_given(&j, STR("email"), a->email);
    json_close(&j, '}');
}

static void print_group(struct str id, struct buf *line)
{
    struct json j = json_to(line);
    json_open(&j, '{');
    json_given(&j, STR("kind"), STR("group"));
    json_given(&j, STR("id"), id);
    json_given(&j, STR("name"), str_of(kaspersky_languages[0].groups[kaspersky_group_of(id)]));
    json_key(&j, STR("isStarted"));
    json_bool(&j, true);
    json_close(&j, '}');
}

static enum status add_lines(struct batch *batch, const struct args *a, bool make_group, struct why *why)
{
    struct buf line;
    enum status st = ST_OK;
    buf_init(&line, 8 * LIMIT_RECORD); /* a text of the body may grow when it is escaped */
    if (make_group) {
        print_group(a->group_id, &line);
        st = batch_line(batch, buf_text(&line), (struct place){ 0, 1 }, why);
        buf_reset(&line);
    }
    print_person(a, &line);
    st = line.failed   ? ST_NOMEM
         : st != ST_OK ? st
                       : batch_line(batch, buf_text(&line), (struct place){ 0, 2 }, why);
    buf_done(&line);
    return st;
}

static enum status apply_lines(struct write_change *w, struct db *db, struct batch *batch, bool make_group)
{
    struct why why;
    enum status st = add_lines(batch, &w->write.rq->args, make_group, &why);
    st = st != ST_OK ? st : batch_check(batch, db, &why);
    st = st != ST_OK ? st : batch_apply(batch, db, &why);
    const struct outcome *outcome = batch_outcome(batch);
    if (outcome->bad > 0 && (st == ST_OK || st == ST_INVALID)) {
        const struct fault *fault = &outcome->listed[0].fault;
        return refuse(w, REFUSED_INVALID, fault->field, str_of(fault->why.text));
    }
    return st == ST_OK && outcome->ignored > 0 ? ST_CONFLICT : st;
}

/* What is told now wins over what is there, whatever time that says of itself. */
static enum status apply(struct write_change *w, struct db *db, const struct changed *person, bool make_group)
{
    struct batch_options options = { .tenant = w->write.rq->caller.tenant,
                                     .batch_at = w->now > person->updated_at ? w->now : person->updated_at };
    struct batch *batch;
    struct why why;
    struct query *q = db_query(db, Q_TENANT_BY_ID);
    query_int(q, 1, options.tenant);
    TRY(query_step(q));
    options.customer = query_uuid_at(q, 2);
    query_end(q);
    TRY(batch_new(&options, &batch, &why));
    enum status st = apply_lines(w, db, batch, make_group);
    batch_free(batch);
    return st;
}

static enum status run(struct request_write *write, struct db *db)
{
    struct write_change *w = (struct write_change *)(void *)write;
    struct changed before, after;
    bool make_group;
    enum status st = is_id(write->rq->args.user_id) ? find(w, db, &before) : ST_END;
    if (st == ST_END) {
        return refuse(w, REFUSED_UNKNOWN, "userid", STR("There is nobody with this id"));
    }
    TRY(st);
    TRY(complete_group(w, db, &before));
    TRY(check_group(w, db, &make_group));
    TRY(check_email(w, db, before.key));
    TRY(apply(w, db, &before, make_group));
    TRY(find(w, db, &after));
    TRY(complete_group(w, db, &after));
    w->row = (struct moved_row){ write->rq->args.user_id, after.group, before.group };
    write->row = &w->row;
    return ST_OK;
}

const struct write_kind write_person = { sizeof(struct write_change), make, run };
