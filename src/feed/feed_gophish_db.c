/* feed_gophish_db.c: the database file of GoPhish (gophish.db) in one step: campaigns, the people in groups
 * and results, what results tell, and the events. It says what the two CSV files say (feed_gophish_csv.c), so
 * the same history gives the same store, and of campaigns also subject, times and status. Several passes over
 * the file, each in constant memory, in one view of it. */
#include "base/arena.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "feed/feed_format.h"
#include "feed/feed_gophish.h"
#include "feed/feed_outthink.h"
#include "model/words.h"
#include "store/db.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TABLES = 5, REPORT_EVERY = 1000 };

struct reading {
    const struct feed_run *run;
    const char *path;
    struct db *db;
    struct feed_place place;
    struct buf line, text, id;
    struct arena arena; /* of the result under way */
    struct gophish_moment moment;
    int64_t size, rows, row; /* of the file, in it, and read */
    bool stopped;            /* the taker of records ended the work; it knows why */
};

/* ---- giving on ---- */

static enum status emit(struct reading *r)
{
    if (r->line.failed) {
        return ST_NOMEM;
    }
    enum status st = r->run->events->record(r->run->events->to, buf_text(&r->line), &r->place);
    r->stopped = st != ST_OK;
    return st;
}

/* Of a row of that table, which is told by its id. Quotes nothing. */
static enum status bad(struct reading *r, const char *table, const char *sentence)
{
    struct why why;
    why_not(&why, ST_INVALID, "table %s: %s", table, sentence);
    enum status st = r->run->events->bad(r->run->events->to, &r->place, why.text);
    r->stopped = st != ST_OK;
    return st;
}

static void move_to(struct reading *r, const struct query *q)
{
    int64_t id = query_int_at(q, 0);
    const struct feed_events *events = r->run->events;
    r->place.line = id > 0 ? id : 1;
    if (++r->row % REPORT_EVERY == 0 && events->progress != NULL && r->rows > 0) {
        double share = (double)r->row / (double)r->rows;
        events->progress(events->to, r->path, (int64_t)((share < 1 ? share : 1) * (double)r->size), r->size);
    }
}

static void put(struct json *j, const char *key, struct str text)
{
    if (text.len > 0) {
        json_key(j, str_of(key));
        json_str(j, text);
    }
}

static struct json open_line(struct reading *r, const char *kind)
{
    buf_reset(&r->line);
    struct json j = json_to(&r->line);
    feed_outthink_open(&j, kind);
    return j;
}

/* ---- campaigns and people ---- */

static void put_time(struct json *j, const char *key, const struct query *q, int at)
{
    int64_t ticks;
    if (gophish_time(query_text_at(q, at), &ticks) && ticks != WHEN_NONE) {
        json_key(j, str_of(key));
        json_time(j, ticks);
    }
}

static struct str campaign_status(struct str status)
{
    static const struct {
        const char *status;
        int means;
    } table[] = {
        {"Created",      CAMPAIGN_NOT_STARTED},
        { "Queued",      CAMPAIGN_SCHEDULED  },
        { "In progress", CAMPAIGN_IN_PROGRESS},
        { "Emails Sent", CAMPAIGN_IN_PROGRESS},
        { "Completed",   CAMPAIGN_COMPLETED  },
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if (str_eq(status, str_of(table[i].status))) {
            return words_text(&words_campaign_status, table[i].means);
        }
    }
    return STR_NONE;
}

/* The record's id of the campaign whose number is in that column. */
static struct str campaign_of(struct reading *r, const struct query *q, int at)
{
    bool known = gophish_campaign(query_text_at(q, at), r->run->options->source, &r->id);
    return known ? buf_text(&r->id) : STR_NONE;
}

static enum status take_campaign(struct reading *r, const struct query *q)
{
    struct str id = campaign_of(r, q, 0);
    if (id.ptr == NULL) {
        return bad(r, "campaigns", "its id is no number");
    }
    struct json j = open_line(r, "campaign");
    put(&j, "id", id);
    put(&j, "name", query_text_at(q, 1));
    put(&j, "type", STR("attackSimulation"));
    put(&j, "status", campaign_status(query_text_at(q, 5)));
    put_time(&j, "createdAt", q, 2);
    put_time(&j, "startedAt", q, 3);
    put_time(&j, "endedAt", q, 4);
    put(&j, "subject", query_text_at(q, 6));
    json_close(&j, '}');
    return emit(r);
}

static enum status take_person(struct reading *r, const struct query *q)
{
    static const char *const keys[] = { "firstName", "lastName", "jobRole" };
    struct str email = query_text_at(q, 1);
    if (!gophish_address(email)) {
        return bad(r, "results, targets or events", "its email is not an e-mail address");
    }
    struct json j = open_line(r, "person");
    put(&j, "email", email);
    for (int i = 0; i < (int)COUNT_OF(keys); i++) {
        struct str text = str_trim(query_text_at(q, 2 + i));
        put(&j, keys[i], text);
        if (text.len == 0 && r->run->options->empty_erases) {
            json_key(&j, str_of(keys[i]));
            json_null(&j);
        }
    }
    json_close(&j, '}');
    return emit(r);
}

/* ---- results and events ---- */

static bool is_true(const struct query *q, int at)
{
    struct str text = query_text_at(q, at);
    return str_eq(text, STR("1")) || str_eq_nocase(text, STR("true"));
}

/* The columns r_id, status, send_date, modified_date, reported. The texts are the query's. NULL, or what is
 * wrong. */
static const char *read_result(const struct reading *r, const struct query *q, int status, int token,
                               int sent, struct gophish_result *result)
{
    struct str sent_at = query_text_at(q, sent), modified_at = query_text_at(q, sent + 1);
    *result = (struct gophish_result){ .status = query_text_at(q, status),
                                       .token = query_text_at(q, token),
                                       .sent_at = WHEN_NONE,
                                       .modified_at = WHEN_NONE,
                                       .reported = is_true(q, sent + 2) };
    if ((sent_at.len && !gophish_time(sent_at, &result->sent_at)) ||
        (modified_at.len && !gophish_time(modified_at, &result->modified_at))) {
        return "send_date or modified_date is not a time as GoPhish writes it";
    }
    result->sent_at = result->sent_at == WHEN_NONE ? r->run->options->sent_at : result->sent_at;
    return NULL;
}

/* A result whose events are being looked at. */
struct pending {
    int64_t id; /* -1: none */
    struct str campaign, email;
    struct gophish_fact facts[GOPHISH_FACTS];
    bool there[GOPHISH_FACTS]; /* the events tell it too */
    int n;
};

static enum status flush(struct reading *r, struct pending *p)
{
    if (p->id < 0) {
        return ST_OK;
    }
    p->id = -1;
    gophish_put_enrollment(&r->line, p->campaign, p->email);
    TRY(emit(r));
    for (int i = 0; i < p->n; i++) {
        if (!p->there[i]) {
            gophish_put_event(&r->line, p->campaign, p->email, &p->facts[i]);
            TRY(emit(r));
        }
    }
    return ST_OK;
}

static enum status begin_result(struct reading *r, const struct query *q, struct pending *p)
{
    struct gophish_result result;
    arena_reset(&r->arena);
    *p = (struct pending){ .id = -1 };
    const char *wrong = read_result(r, q, 4, 3, 5, &result);
    wrong = wrong ? wrong : gophish_facts(&result, p->facts, &p->n);
    if (wrong == NULL && !gophish_address(query_text_at(q, 2))) {
        wrong = "its email is not an e-mail address";
    }
    if (wrong != NULL) {
        return bad(r, "results", wrong);
    }
    p->id = query_int_at(q, 0);
    p->campaign = arena_str(&r->arena, campaign_of(r, q, 1));
    p->email = arena_str(&r->arena, query_text_at(q, 2));
    for (int i = 0; i < p->n; i++) {
        p->facts[i].token = p->facts[i].token.ptr ? arena_str(&r->arena, p->facts[i].token) : STR_NONE;
    }
    return r->arena.failed ? ST_NOMEM : ST_OK;
}

/* Submitted data is one event and two facts. */
static bool tells(int type, const struct gophish_fact *fact)
{
    return type == fact->type ||
           (type == EVENT_CREDENTIALS_ENTERED && fact->type == EVENT_CREDENTIALS_CAPTURED);
}

static enum status take_results(struct reading *r)
{
    struct query *q = db_query(r->db, Q_GOPHISH_RESULTS);
    struct pending p = { .id = -1 };
    enum status st = ST_OK, step = ST_END;
    int64_t last = INT64_MIN, at;
    int type;
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        if (query_int_at(q, 0) != last) {
            last = query_int_at(q, 0);
            st = flush(r, &p);
            move_to(r, q);
            st = st != ST_OK ? st : begin_result(r, q, &p);
        }
        if (st == ST_OK && gophish_message(query_text_at(q, 9), &type) &&
            gophish_time(query_text_at(q, 8), &at)) {
            for (int i = 0; i < p.n; i++) {
                p.there[i] |= tells(type, &p.facts[i]) && at == p.facts[i].at;
            }
        }
    }
    st = st == ST_OK && step == ST_END ? flush(r, &p) : st;
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

/* What the results tell of just this event. */
static void add_result(const struct reading *r, const struct query *q, struct gophish_fact *fact)
{
    struct gophish_result result;
    struct gophish_fact facts[GOPHISH_FACTS];
    int n;
    if (query_is_null(q, 7) || read_result(r, q, 7, 6, 8, &result) != NULL ||
        gophish_facts(&result, facts, &n) != NULL) {
        return;
    }
    for (int i = 0; i < n; i++) {
        if (facts[i].type == fact->type && facts[i].at == fact->at) {
            fact->token = facts[i].token;
            fact->from_result = facts[i].from_result;
        }
    }
}

static enum status emit_event(struct reading *r, struct str campaign, struct str email,
                              struct gophish_fact *fact)
{
    gophish_put_event(&r->line, campaign, email, fact);
    TRY(emit(r));
    if (fact->type != EVENT_CREDENTIALS_ENTERED) {
        return ST_OK;
    }
    fact->type = EVENT_CREDENTIALS_CAPTURED;
    gophish_put_event(&r->line, campaign, email, fact);
    return emit(r);
}

static enum status take_event(struct reading *r, const struct query *q)
{
    struct gophish_fact fact = { .type = EVENT_NONE };
    struct str email = query_text_at(q, 2);
    if (!gophish_message(query_text_at(q, 4), &fact.type)) {
        return bad(r, "events", "its message is none that GoPhish writes");
    }
    if (fact.type == EVENT_NONE) {
        return ST_OK;
    }
    if (!gophish_address(email)) {
        return bad(r, "events", "its email is not an e-mail address");
    }
    if (!gophish_time(query_text_at(q, 3), &fact.at) || fact.at == WHEN_NONE) {
        return bad(r, "events", "its time is not one that GoPhish writes");
    }
    if (!gophish_details(query_text_at(q, 5), &r->text, &fact.ip, &fact.agent)) {
        return bad(r, "events", "its details are not valid JSON");
    }
    int64_t at = gophish_apart(&r->moment, email, &fact);
    if (at == fact.at) {
        add_result(r, q, &fact);
    }
    fact.at = at;
    return emit_event(r, campaign_of(r, q, 1), email, &fact);
}

/* ---- the file ---- */

static enum status each(struct reading *r, enum query_name name,
                        enum status (*take)(struct reading *, const struct query *))
{
    struct query *q = db_query(r->db, name);
    enum status st = ST_OK, step = ST_END;
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        move_to(r, q);
        st = take(r, q);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status number(struct reading *r, enum query_name name, int64_t *n)
{
    struct query *q = db_query(r->db, name);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *n = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

static enum status read_all(struct reading *r)
{
    int64_t tables;
    TRY(db_begin(r->db));
    TRY(number(r, Q_GOPHISH_TABLES, &tables));
    if (tables != TABLES) {
        return ST_NOTFOUND;
    }
    TRY(number(r, Q_GOPHISH_ROWS, &r->rows));
    TRY(each(r, Q_GOPHISH_CAMPAIGNS, take_campaign));
    TRY(each(r, Q_GOPHISH_PEOPLE, take_person));
    TRY(take_results(r));
    return each(r, Q_GOPHISH_EVENTS, take_event);
}

/* What went wrong with the file; error: the engine's words. */
static enum status explain(const char *path, enum status st, const char *error, struct why *why)
{
    switch (st) {
    case ST_NOTFOUND:
        return why_not(why, ST_INVALID, "%s is a database, but not one of GoPhish", path);
    case ST_INVALID:
        return why_not(
            why, st, "%s is not a database as GoPhish 0.12 writes it: %s; start a current GoPhish on it once",
            path, error);
    case ST_CORRUPT:
        return why_not(why, ST_INVALID, "%s is not a SQLite database, or it is damaged", path);
    case ST_BUSY:
        return why_not(why, st, "%s is being written; try again, or import a copy", path);
    case ST_LIMIT:
        return why_not(why, st, "%s holds a value of more than %zu bytes", path, LIMIT_FOREIGN_VALUE);
    case ST_NOMEM:
        return why_not(why, st, "no memory to read %s", path);
    default:
        return why_not(
            why, st,
            "%s was not closed in order (%s); start GoPhish on it once, and copy a -wal or -journal file "
            "together with it",
            path, error);
    }
}

static enum status check_options(const struct feed_options *options, struct why *why)
{
    bool given = options->campaign_id.ptr != NULL || options->campaign_name.ptr != NULL ||
                 options->campaign_type.ptr != NULL;
    return given ? why_not(why, ST_INVALID,
                           "gophish-db names its campaigns itself; leave out the --campaign options")
                 : ST_OK;
}

static enum status open_file(struct reading *r, struct why *why)
{
    struct stat info;
    if (strcmp(r->path, "-") == 0) {
        return why_not(why, ST_INVALID, "gophish-db cannot be read from standard input; name the file");
    }
    if (stat(r->path, &info) != 0 || access(r->path, R_OK) != 0) {
        return why_not(why, ST_NOTFOUND, "cannot open %s: %s", r->path, strerror(errno));
    }
    if (!S_ISREG(info.st_mode)) {
        return why_not(why, ST_INVALID, "%s is not a file", r->path);
    }
    r->size = info.st_size;
    struct why error;
    enum status st = db_open(r->path, DB_FOREIGN, &r->db, &error);
    return st == ST_OK        ? ST_OK
           : st == ST_INVALID ? why_not(why, st, "%s", error.text)
                              : explain(r->path, st, error.text, why);
}

static enum status read_db(const struct feed_run *run, const char *path, struct why *why)
{
    struct reading r = { .run = run, .path = path, .place = { .file = path } };
    TRY(check_options(run->options, why));
    TRY(open_file(&r, why));
    arena_init(&r.arena, LIMIT_ARENA);
    buf_init(&r.line, LIMIT_RECORD);
    buf_init(&r.text, 2 * LIMIT_USER_AGENT);
    buf_init(&r.id, LIMIT_NAME);
    enum status st = read_all(&r);
    if (st != ST_OK && !r.stopped) {
        st = explain(path, st, db_error(r.db), why);
    }
    db_close(r.db);
    arena_done(&r.arena);
    buf_done(&r.line);
    buf_done(&r.text);
    buf_done(&r.id);
    return st;
}

const struct feed_format feed_gophish_db = { .name = "gophish-db", .open = read_db };
