/* step_query.c: rows. Everything an answer shows is read in one view of the store, so that counts, pages and
 * details agree however much is written meanwhile. */
#include "base/must.h"
#include "serve/attachment.h"
#include "serve/read.h"
#include "serve/read_cultureai.h"
#include "serve/read_mail.h"
#include "serve/request.h"

#define ROW_OF(type, read)                                                                                   \
    static enum status answer_##read(struct reading *r, const void **row)                                    \
    {                                                                                                        \
        type *made = arena_new(r->arena, type);                                                              \
        *row = made;                                                                                         \
        return made == NULL ? ST_NOMEM : read(r, made);                                                      \
    }
ROW_OF(struct page, read_campaigns)
ROW_OF(struct page, read_organizations)
ROW_OF(struct page, read_training_users)
ROW_OF(struct page, read_training_bulk)
ROW_OF(struct page, read_training_comments)
ROW_OF(struct page, read_simulation_users)
ROW_OF(struct page, read_simulation_bulk)
ROW_OF(struct page, read_simulation_comments)
ROW_OF(struct page, read_kaspersky_report)
ROW_OF(struct page, read_kaspersky_groups)
ROW_OF(struct summary_row, read_training_summary)
ROW_OF(struct summary_row, read_simulation_summary)
ROW_OF(struct enrollment_row, read_training_user)
ROW_OF(struct enrollment_row, read_simulation_user)
ROW_OF(struct page, read_journeys)
ROW_OF(struct page, read_levels)
ROW_OF(struct page, read_learners)
ROW_OF(struct page, read_assignments)
ROW_OF(struct page, read_lessons)

ROW_OF(struct page, read_employees)
ROW_OF(struct page, read_risks)
ROW_OF(struct me_row, read_me)
ROW_OF(struct page, read_email_reports)
ROW_OF(struct email_detail_row, read_email_detail)

/* The answer was made when it was written. */
static enum status answer_written(struct reading *r, const void **row)
{
    (void)r;
    must(*row != NULL);
    return ST_OK;
}

static enum status answer_nothing(struct reading *r, const void **row)
{
    *row = r;
    return ST_OK;
}

static enum status (*const answers[ANSWER_COUNT])(struct reading *r, const void **row) = {
    [ANSWER_NOTHING] = answer_nothing,
    [ANSWER_CAMPAIGNS] = answer_read_campaigns,
    [ANSWER_ORGANIZATIONS] = answer_read_organizations,
    [ANSWER_TRAINING_SUMMARY] = answer_read_training_summary,
    [ANSWER_TRAINING_USERS] = answer_read_training_users,
    [ANSWER_TRAINING_USER] = answer_read_training_user,
    [ANSWER_TRAINING_BULK] = answer_read_training_bulk,
    [ANSWER_TRAINING_COMMENTS] = answer_read_training_comments,
    [ANSWER_SIMULATION_SUMMARY] = answer_read_simulation_summary,
    [ANSWER_SIMULATION_USERS] = answer_read_simulation_users,
    [ANSWER_SIMULATION_USER] = answer_read_simulation_user,
    [ANSWER_SIMULATION_BULK] = answer_read_simulation_bulk,
    [ANSWER_SIMULATION_COMMENTS] = answer_read_simulation_comments,
    [ANSWER_JOURNEYS] = answer_read_journeys,
    [ANSWER_LEVELS] = answer_read_levels,
    [ANSWER_LEARNERS] = answer_read_learners,
    [ANSWER_ASSIGNMENTS] = answer_read_assignments,
    [ANSWER_LESSONS] = answer_read_lessons,
    [ANSWER_ME] = answer_read_me,
    [ANSWER_EMPLOYEES] = answer_read_employees,
    [ANSWER_RISKS] = answer_read_risks,
    [ANSWER_BEHAVIOR_EVENT] = answer_written,
    [ANSWER_EMAIL_REPORTS] = answer_read_email_reports,
    [ANSWER_EMAIL_DETAIL] = answer_read_email_detail,
    [ANSWER_KASPERSKY_REPORT] = answer_read_kaspersky_report,
    [ANSWER_KASPERSKY_GROUPS] = answer_read_kaspersky_groups,
    [ANSWER_KASPERSKY_MOVE] = answer_written,
};

bool step_query_knows(enum answer answer)
{
    return answers[answer] != NULL;
}

static enum status ask(struct request *rq, struct reading *r)
{
    must(answers[rq->route->answer] != NULL);
    TRY(db_begin(r->db));
    enum status st = answers[rq->route->answer](r, &rq->row);
    db_rollback(r->db); /* nothing was written; this only ends the view */
    return st;
}

/* The path parameter that names nothing, in the API's spelling. */
static const char *parameter_at(const struct route *route, size_t at)
{
    for (const struct param *p = route->params; p->shape != SHAPE_END; p++) {
        if (p->at == at) {
            return p->name;
        }
    }
    must(false);
    return NULL;
}

/* This server as the client knows it. */
static struct str site_of(struct request *rq)
{
    struct str url = settings_text(rq->live->settings, SETTING_PUBLIC_URL);
    while (url.len && url.ptr[url.len - 1] == '/') {
        url.len--;
    }
    if (url.len > 0 || rq->origin.host.len == 0) {
        return url;
    }
    return arena_format(&rq->http->arena, "%s://" STR_FMT, rq->origin.https ? "https" : "http",
                        STR_ARG(rq->origin.host));
}

static void name_file(struct request *rq, struct str name)
{
    char id[UUID_TEXT_LEN];
    uuid_print(id, &rq->args.campaign);
    rq->attachment = attachment_value(&rq->http->arena, name, (struct str){ id, sizeof id }, rq->route->file);
}

enum step step_query(struct request *rq)
{
    bool file = rq->route->file != NULL;
    struct reading r = { .db = rq->loop->db,
                         .arena = &rq->http->arena,
                         .tenant = rq->caller.tenant,
                         .now = world_now(rq->serve->config.world),
                         .args = &rq->args,
                         .key = rq->caller.token,
                         .client = rq->caller.tenant_name,
                         .pseudonymous = rq->caller.pseudonymous,
                         .settings = rq->caller.settings,
                         .scratch = &rq->loop->scratch,
                         .bulk_delay = request_setting(rq, SETTING_OUTTHINK_BULK_DELAY),
                         .site = file ? site_of(rq) : STR_NONE };
    enum status st = ask(rq, &r);
    if (st == ST_INVALID && r.denial.what != REFUSED_NOT) {
        rq->denial = r.denial;
        return STEP_REFUSE;
    }
    if (st == ST_NOTFOUND) {
        const char *name = parameter_at(rq->route, r.unknown);
        if (r.early) {
            return request_refuse(
                rq, REFUSED_NOT_READY, name,
                "The file of this '%s' is not available yet; a campaign has to run for %lld "
                "seconds first",
                name, (long long)r.bulk_delay);
        }
        return request_refuse(rq, REFUSED_UNKNOWN, name, "Nothing was found with this value of '%s'", name);
    }
    rq->stream = r.stream;
    rq->options = r.options;
    rq->array = rq->route->array || r.array;
    if (st == ST_OK && file) {
        name_file(rq, r.file_name);
    }
    return st != ST_OK              ? request_fail(rq, st)
           : rq->http->arena.failed ? request_fail(rq, ST_NOMEM)
                                    : STEP_NEXT;
}
