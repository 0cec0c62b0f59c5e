/* feed_outthink_users.c: the CSV of /trainingCampaigns/{id}/users/bulk of the OutThink Analytics API: a row
 * is a person and an enrollment. The file knows its campaign's id only; name and type are options when the
 * store does not have the campaign yet. Columns may stand in any order; every one but who it is may be
 * missing. */
#include "base/must.h"
#include "base/uuid.h"
#include "feed/feed_csv.h"
#include "model/words.h"

static const struct feed_field fields[] = {
    {"person",                  "ids.outthink",     FEED_GUID, "UserId"                              },
    { "person",                 "sourceIdentifier", FEED_KEY,  "UserSourceIdentifier"                },
    { "person",                 "status",           FEED_WORD, "Status",                               &words_person_status },
    { "person",                        "department",                                  FEED_TEXT,        "Department"   },
    { "person",                        "country",                                  FEED_COUNTRY,           "Country" },
    { "person",                        "businessUnit",                                  FEED_TEXT,      "BusinessUnit" },
    { "person",                        "jobRole",                                  FEED_TEXT,           "JobRole"      },
    { "person",                        "managerEmail",                                  FEED_EMAIL,      "ManagerSourceIdentifier"},
    { "campaign",                        "id",                                FEED_KEY,              "CampaignId"                  },
    { "enrollment",                        "status",                              FEED_WORD,        "TrainingStatus",&words_enrollment_status },
    { "enrollment", "enrolledAt",                  FEED_TIME,               "EnrolledAt"                                                  },
    { "enrollment",             "startedAt",                              FEED_TIME,             "StartedAt"},
    { "enrollment",              "lastAccessedAt",                               FEED_TIME,                "LastAccessedAt"                                               },
    { "enrollment",         "completedAt",                          FEED_TIME,        "CompletedAt"},
    { "enrollment",            "timeSpentSeconds",                             FEED_INT,                   "TimeTaken"                                                  },
    { "enrollment",              "scores.engagement",                               FEED_REAL,          "EngagementScore"},
    { "enrollment",        "scores.knowledge",                         FEED_REAL,             "KnowledgeScore"                                                            },
    { "enrollment",         "scores.productivity",                          FEED_REAL,           "ProductivityScore"},
    { "enrollment",      "scores.intentionToComply",                       FEED_REAL,          "IntentionToComplyScore"                                                         },
    { "enrollment", "scores.selfEfficacy",                  FEED_REAL,      "SelfEfficacyScore"},
    { "",      "dashboardUrl",                       FEED_UNUSED,                         "DashboardUrl"                                                                              },
};

struct own {
    struct str campaign; /* the file's only campaign; absent before the first row */
};

/* A GUID as Muster prints it; anything else as it is. */
static struct str plain_id(struct arena *arena, struct str id)
{
    struct uuid uuid;
    char text[UUID_TEXT_LEN];
    if (!uuid_parse(id, &uuid)) {
        return arena_str(arena, id);
    }
    uuid_print(text, &uuid);
    return arena_str(arena, (struct str){ text, sizeof text });
}

static enum status check_type(struct str type, struct why *why)
{
    if (type.ptr != NULL && !str_eq(type, STR("instant")) && !str_eq(type, STR("curriculum"))) {
        return why_not(why, ST_INVALID, "--campaign-type is instant or curriculum for a training campaign");
    }
    return ST_OK;
}

static bool has(const struct feed_csv *csv, const char *record, const char *key)
{
    return feed_column_of(&csv->place, str_of(record), str_of(key)).ptr != NULL;
}

static enum status begin(struct feed_csv *csv, struct why *why)
{
    const struct feed_options *options = csv->run->options;
    if (!has(csv, "person", "ids.outthink") && !has(csv, "person", "sourceIdentifier")) {
        return why_not(why, ST_INVALID, "there is neither a column UserId nor UserSourceIdentifier");
    }
    if (options->campaign_id.ptr == NULL && !has(csv, "campaign", "id")) {
        return why_not(why, ST_INVALID,
                       "there is no column CampaignId; give the campaign with --campaign-id");
    }
    return check_type(options->campaign_type, why);
}

static void open_record(struct json *j, const char *kind)
{
    json_open(j, '{');
    json_key(j, STR("kind"));
    json_str(j, str_of(kind));
}

/* The campaign's record, before the first row: when the options tell something about it. */
static enum status emit_campaign(struct feed_csv *csv, struct why *why)
{
    const struct own *own = csv->own;
    const struct feed_options *options = csv->run->options;
    const struct feed_events *events = csv->run->events;
    bool known = events->campaign_known != NULL && events->campaign_known(events->to, own->campaign);
    if (!known && (options->campaign_name.ptr == NULL || options->campaign_type.ptr == NULL)) {
        return why_not(why, ST_INVALID,
                       "campaign " STR_FMT
                       " is new, and the file does not say its %s; give --campaign-name and "
                       "--campaign-type (instant or curriculum)",
                       STR_ARG(own->campaign), options->campaign_name.ptr ? "type" : "name");
    }
    if (options->campaign_name.ptr == NULL && options->campaign_type.ptr == NULL) {
        return ST_OK;
    }
    struct json j = json_to(&csv->line);
    open_record(&j, "campaign");
    json_key(&j, STR("id"));
    json_str(&j, own->campaign);
    if (options->campaign_name.ptr != NULL) {
        json_key(&j, STR("name"));
        json_str(&j, options->campaign_name);
    }
    if (options->campaign_type.ptr != NULL) {
        json_key(&j, STR("type"));
        json_str(&j, options->campaign_type);
    }
    json_close(&j, '}');
    enum status st = feed_csv_emit(csv, buf_text(&csv->line));
    buf_reset(&csv->line);
    return st;
}

/* The first row names the campaign, the others must agree. --campaign-id goes before all. */
static enum status settle_campaign(struct feed_csv *csv, const struct csvin_row *row, struct why *why)
{
    struct own *own = csv->own;
    struct str given = csv->run->options->campaign_id;
    struct str cell = given.ptr ? given : feed_csv_cell(csv, row, "campaign", "id");
    struct str id = cell;
    struct uuid uuid;
    char text[UUID_TEXT_LEN];
    if (cell.ptr == NULL) {
        return feed_csv_bad(csv, "campaign", "id", "the campaign's id is empty; give it with --campaign-id");
    }
    if (own->campaign.ptr == NULL) {
        own->campaign = plain_id(&csv->arena, cell);
        return own->campaign.ptr ? emit_campaign(csv, why) : why_not(why, ST_NOMEM, "no memory");
    }
    if (uuid_parse(cell, &uuid)) {
        uuid_print(text, &uuid);
        id = (struct str){ text, sizeof text };
    }
    if (!str_eq(id, own->campaign)) {
        return feed_csv_bad(csv, "campaign", "id",
                            "this row is of another campaign than the first; one file holds one campaign");
    }
    return ST_OK;
}

static enum status put_both(struct feed_csv *csv, const struct csvin_row *row, size_t *person_len)
{
    const struct own *own = csv->own;
    struct str guid = feed_csv_cell(csv, row, "person", "ids.outthink");
    struct json j = json_to(&csv->line);
    open_record(&j, "person");
    TRY(feed_csv_put(csv, row, "person", &j));
    json_close(&j, '}');
    *person_len = csv->line.len;
    j = json_to(&csv->line);
    open_record(&j, "enrollment");
    json_key(&j, STR("campaignId"));
    json_str(&j, own->campaign);
    json_key(&j, STR("person"));
    json_str(&j, guid.ptr ? guid : feed_csv_cell(csv, row, "person", "sourceIdentifier"));
    TRY(csv->bad_row ? ST_OK : feed_csv_put(csv, row, "enrollment", &j));
    json_close(&j, '}');
    return ST_OK;
}

static enum status users_row(struct feed_csv *csv, const struct csvin_row *row, struct why *why)
{
    size_t person_len = 0;
    if (feed_csv_cell(csv, row, "person", "ids.outthink").ptr == NULL &&
        feed_csv_cell(csv, row, "person", "sourceIdentifier").ptr == NULL) {
        return feed_csv_bad(csv, NULL, NULL, "UserId and UserSourceIdentifier are empty: who is it?");
    }
    TRY(settle_campaign(csv, row, why));
    if (csv->bad_row) {
        return ST_OK;
    }
    TRY(put_both(csv, row, &person_len));
    struct str both = buf_text(&csv->line);
    TRY(csv->bad_row ? ST_OK : feed_csv_emit(csv, (struct str){ both.ptr, person_len }));
    return csv->bad_row ? ST_OK : feed_csv_emit(csv, str_from(both, person_len));
}

static enum status read_users(const struct feed_run *run, struct why *why)
{
    static const struct feed_csv_format format = { .fields = fields,
                                                   .count = COUNT_OF(fields),
                                                   .own_size = sizeof(struct own),
                                                   .begin = begin,
                                                   .row = users_row };
    return feed_csv_read(run, &format, why);
}

const struct feed_format feed_outthink_users_csv = { "outthink-users-csv", read_users };
