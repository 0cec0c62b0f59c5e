/* feed_gophish_csv.c: the two CSV files that GoPhish's page of a campaign exports. Of results a row is a
 * person in the campaign and what was done last; of raw events a row is an event. Neither says what the
 * campaign is called, and results not even which one it is. See feed_gophish.h about what must not be quoted.
 */
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "feed/feed_csv.h"
#include "feed/feed_gophish.h"
#include "feed/feed_outthink.h"
#include "model/words.h"

static const struct feed_field result_fields[] = {
    {"person",           "email",      FEED_TEXT,   "email"        },
    { "person",          "firstName",  FEED_TEXT,   "first_name"   },
    { "person",          "lastName",   FEED_TEXT,   "last_name"    },
    { "person",          "jobRole",    FEED_TEXT,   "position"     },
    { "simulationEvent", "token",      FEED_KEY,    "id"           },
    { "simulationEvent", "status",     FEED_KEY,    "status"       },
    { "simulationEvent", "sentAt",     FEED_KEY,    "send_date"    },
    { "simulationEvent", "reported",   FEED_KEY,    "reported"     },
    { "simulationEvent", "modifiedAt", FEED_KEY,    "modified_date"},
    { "",                "ip",         FEED_UNUSED, "ip"           },
    { "",                "latitude",   FEED_UNUSED, "latitude"     },
    { "",                "longitude",  FEED_UNUSED, "longitude"    },
};

static const struct feed_field event_fields[] = {
    {"simulationEvent",  "person",     FEED_TEXT,     "email"      },
    { "simulationEvent", "campaignId", FEED_KEY,      "campaign_id"},
    { "simulationEvent", "at",         FEED_KEY,      "time"       },
    { "simulationEvent", "type",       FEED_KEY,      "message"    },
    { "simulationEvent", "browser",    FEED_VERBATIM, "details"    },
};

struct own {
    struct str given, campaign; /* as the rows name it, and its record's id; absent before the first row */
    struct buf id, text;
    struct gophish_moment moment;
    struct gophish_named named;
};

static const char event[] = "simulationEvent";

/* ---- the campaign ---- */

static enum status check_type(const struct feed_options *options, struct why *why)
{
    struct str type = options->campaign_type;
    return type.ptr == NULL || str_eq(type, STR("attackSimulation"))
               ? ST_OK
               : why_not(why, ST_INVALID, "--campaign-type is attackSimulation for a campaign of GoPhish");
}

static enum status emit_campaign(struct feed_csv *csv, struct str campaign, struct why *why)
{
    const struct feed_events *events = csv->run->events;
    struct str name = csv->run->options->campaign_name;
    bool known = events->campaign_known != NULL && events->campaign_known(events->to, campaign);
    if (name.ptr == NULL) {
        return known ? ST_OK
                     : why_not(why, ST_INVALID,
                               "campaign " STR_FMT
                               " is new, and the file does not say its name; give --campaign-name",
                               STR_ARG(campaign));
    }
    struct json j = json_to(&csv->line);
    feed_outthink_open(&j, "campaign");
    json_key(&j, STR("id"));
    json_str(&j, campaign);
    json_key(&j, STR("name"));
    json_str(&j, name);
    json_key(&j, STR("type"));
    json_str(&j, STR("attackSimulation"));
    json_close(&j, '}');
    return feed_csv_emit(csv, buf_text(&csv->line));
}

/* The first row's campaign: its record, when the options name it. */
static enum status first_row(struct feed_csv *csv, struct str given, struct str id, struct why *why)
{
    const struct feed_known *known = csv->run->events->known;
    struct own *own = csv->own;
    struct str shown = feed_outthink_id(&csv->arena, id);
    struct str record =
        known != NULL && shown.ptr != NULL ? known->campaign(csv->run->events->to, shown) : STR_NONE;
    own->given = arena_str(&csv->arena, given);
    own->campaign = record.ptr ? arena_str(&csv->arena, record) : shown;
    return csv->arena.failed ? why_not(why, ST_NOMEM, "no memory") : emit_campaign(csv, own->campaign, why);
}

static enum status settle(struct feed_csv *csv, const struct csvin_row *row, bool column, struct why *why)
{
    const struct feed_options *options = csv->run->options;
    struct own *own = csv->own;
    struct str cell = column ? feed_csv_cell(csv, row, event, "campaignId") : STR("");
    cell = cell.ptr ? cell : STR("");
    if (own->campaign.ptr != NULL) {
        return str_eq(cell, own->given)
                   ? ST_OK
                   : feed_csv_bad(
                         csv, event, "campaignId",
                         "this row is of another campaign than the first; one file holds one campaign");
    }
    if (options->campaign_id.ptr != NULL) {
        return first_row(csv, cell, options->campaign_id, why);
    }
    if (!gophish_campaign(cell, options->source, &own->id)) {
        return feed_csv_bad(csv, event, "campaignId",
                            "this is not the number of a campaign; give the campaign with --campaign-id");
    }
    return first_row(csv, cell, buf_text(&own->id), why);
}

static enum status begin(struct feed_csv *csv, struct why *why)
{
    struct own *own = csv->own;
    buf_init(&own->id, LIMIT_NAME);
    buf_init(&own->text, 2 * LIMIT_USER_AGENT);
    return check_type(csv->run->options, why);
}

static void end(struct feed_csv *csv)
{
    struct own *own = csv->own;
    buf_done(&own->id);
    buf_done(&own->text);
}

static enum status need(const struct feed_csv *csv, const char *record, const char *key, const char *heading,
                        struct why *why)
{
    return feed_outthink_has(csv, record, key)
               ? ST_OK
               : why_not(why, ST_INVALID, "there is no column %s; is this a file that GoPhish exported?",
                         heading);
}

/* The time in a cell; WHEN_NONE: none. false: told to be bad. */
static bool read_time(struct feed_csv *csv, const struct csvin_row *row, const char *key, int64_t *at,
                      enum status *st)
{
    struct str cell = feed_csv_cell(csv, row, event, key);
    *at = WHEN_NONE;
    *st = ST_OK;
    if (cell.ptr == NULL || gophish_time(cell, at)) {
        return true;
    }
    *st = feed_csv_bad(
        csv, event, key,
        "this is not a time as GoPhish writes it (2024-05-01T10:00:00.123456789Z); a spreadsheet may "
        "have changed the file");
    return false;
}

/* ---- results ---- */

static enum status results_begin(struct feed_csv *csv, struct why *why)
{
    TRY(begin(csv, why));
    if (csv->run->options->campaign_id.ptr == NULL) {
        return why_not(
            why, ST_INVALID,
            "results do not name their campaign; give it with --campaign-id (gophish-7 for the campaign that "
            "GoPhish shows at /campaigns/7)");
    }
    TRY(need(csv, "person", "email", "email", why));
    return need(csv, event, "status", "status", why);
}

static bool is_token(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
              c == '_')) {
            return false;
        }
    }
    return text.len <= 64;
}

static bool read_reported(struct str cell, bool *reported)
{
    *reported = str_eq_nocase(cell, STR("true")) || str_eq(cell, STR("1"));
    return *reported || cell.ptr == NULL || str_eq_nocase(cell, STR("false")) || str_eq(cell, STR("0"));
}

static enum status read_result(struct feed_csv *csv, const struct csvin_row *row,
                               struct gophish_result *result)
{
    enum status st;
    if (!read_time(csv, row, "sentAt", &result->sent_at, &st) ||
        !read_time(csv, row, "modifiedAt", &result->modified_at, &st)) {
        return st;
    }
    if (result->sent_at == WHEN_NONE) {
        result->sent_at = csv->run->options->sent_at;
    }
    result->status = feed_csv_cell(csv, row, event, "status");
    result->token = feed_csv_cell(csv, row, event, "token");
    if (!is_token(result->token)) {
        return feed_csv_bad(csv, event, "token", "this is not an id that GoPhish gives to a recipient");
    }
    if (!read_reported(feed_csv_cell(csv, row, event, "reported"), &result->reported)) {
        return feed_csv_bad(csv, event, "reported", "this is neither true nor false");
    }
    return ST_OK;
}

static enum status emit_person(struct feed_csv *csv, const struct csvin_row *row)
{
    buf_reset(&csv->line);
    struct json j = json_to(&csv->line);
    feed_outthink_open(&j, "person");
    TRY(feed_csv_put(csv, row, "person", &j));
    json_close(&j, '}');
    return csv->bad_row ? ST_OK : feed_csv_emit(csv, buf_text(&csv->line));
}

static enum status results_row(struct feed_csv *csv, const struct csvin_row *row, struct why *why)
{
    struct gophish_result result;
    struct gophish_fact facts[GOPHISH_FACTS];
    const struct own *own = csv->own;
    struct str email = feed_csv_cell(csv, row, "person", "email");
    int n;
    if (!gophish_address(email)) {
        return feed_csv_bad(csv, "person", "email", "this is not an e-mail address");
    }
    TRY(read_result(csv, row, &result));
    if (csv->bad_row) {
        return ST_OK;
    }
    const char *wrong = gophish_facts(&result, facts, &n);
    if (wrong != NULL) {
        return feed_csv_bad(csv, event, "status", wrong);
    }
    TRY(settle(csv, row, false, why));
    TRY(emit_person(csv, row));
    if (csv->bad_row) {
        return ST_OK;
    }
    gophish_put_enrollment(&csv->line, own->campaign, email);
    TRY(feed_csv_emit(csv, buf_text(&csv->line)));
    for (int i = 0; i < n; i++) {
        gophish_put_event(&csv->line, own->campaign, email, &facts[i]);
        TRY(feed_csv_emit(csv, buf_text(&csv->line)));
    }
    return ST_OK;
}

static enum status read_results(const struct feed_run *run, struct why *why)
{
    static const struct feed_csv_format format = { .fields = result_fields,
                                                   .count = COUNT_OF(result_fields),
                                                   .quiet = true,
                                                   .own_size = sizeof(struct own),
                                                   .begin = results_begin,
                                                   .row = results_row,
                                                   .end = end };
    return feed_csv_read(run, &format, why);
}

const struct feed_format feed_gophish_results = { .name = "gophish-results", .read = read_results };

/* ---- events ---- */

static enum status events_begin(struct feed_csv *csv, struct why *why)
{
    TRY(begin(csv, why));
    TRY(need(csv, event, "person", "email", why));
    TRY(need(csv, event, "at", "time", why));
    TRY(need(csv, event, "type", "message", why));
    return csv->run->options->campaign_id.ptr ? ST_OK : need(csv, event, "campaignId", "campaign_id", why);
}

static enum status emit_event(struct feed_csv *csv, struct str email, struct gophish_fact *fact)
{
    struct own *own = csv->own;
    if (gophish_is_new(&own->named, email)) {
        buf_reset(&csv->line);
        struct json j = json_to(&csv->line);
        feed_outthink_open(&j, "person");
        json_key(&j, STR("email"));
        json_str(&j, email);
        json_close(&j, '}');
        TRY(feed_csv_emit(csv, buf_text(&csv->line)));
    }
    fact->at = gophish_apart(&own->moment, email, fact);
    gophish_put_event(&csv->line, own->campaign, email, fact);
    TRY(feed_csv_emit(csv, buf_text(&csv->line)));
    if (fact->type != EVENT_CREDENTIALS_ENTERED) {
        return ST_OK;
    }
    fact->type = EVENT_CREDENTIALS_CAPTURED;
    gophish_put_event(&csv->line, own->campaign, email, fact);
    return feed_csv_emit(csv, buf_text(&csv->line));
}

static enum status events_row(struct feed_csv *csv, const struct csvin_row *row, struct why *why)
{
    struct own *own = csv->own;
    struct gophish_fact fact = { .type = EVENT_NONE };
    enum status st;
    TRY(settle(csv, row, feed_outthink_has(csv, event, "campaignId"), why));
    if (csv->bad_row) {
        return ST_OK;
    }
    if (!gophish_message(feed_csv_cell(csv, row, event, "type"), &fact.type)) {
        return feed_csv_bad(csv, event, "type", "this is no event that GoPhish writes");
    }
    if (fact.type == EVENT_NONE) {
        return ST_OK;
    }
    struct str email = feed_csv_cell(csv, row, event, "person");
    struct str details = feed_csv_cell(csv, row, event, "browser");
    if (!gophish_address(email)) {
        return feed_csv_bad(csv, event, "person", "this is not an e-mail address");
    }
    if (!read_time(csv, row, "at", &fact.at, &st)) {
        return st;
    }
    if (fact.at == WHEN_NONE) {
        return feed_csv_bad(csv, event, "at", "the file does not say when this happened");
    }
    if (!gophish_details(details, &own->text, &fact.ip, &fact.agent)) {
        return feed_csv_bad(csv, event, "browser", "the details are not valid JSON");
    }
    return emit_event(csv, email, &fact);
}

static enum status read_events(const struct feed_run *run, struct why *why)
{
    static const struct feed_csv_format format = { .fields = event_fields,
                                                   .count = COUNT_OF(event_fields),
                                                   .quiet = true,
                                                   .own_size = sizeof(struct own),
                                                   .begin = events_begin,
                                                   .row = events_row,
                                                   .end = end };
    return feed_csv_read(run, &format, why);
}

const struct feed_format feed_gophish_events = { .name = "gophish-events", .read = read_events };
