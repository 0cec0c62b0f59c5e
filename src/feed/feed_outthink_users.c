/* feed_outthink_users.c: the CSV of /trainingCampaigns/{id}/users/bulk of the OutThink Analytics API: a row
 * is a person and an enrollment. The file knows its campaign's id only; name and type are options when the
 * store does not have the campaign yet. Columns may stand in any order; every one but who it is may be
 * missing. */
#include "base/must.h"
#include "feed/feed_outthink.h"
#include "model/words.h"

static const struct feed_field fields[] = {
    {"person",                  "ids.outthink",     FEED_GUID, "UserId"                                    },
    { "person",                 "sourceIdentifier", FEED_KEY,  "UserSourceIdentifier"                      },
    { "person",                 "status",           FEED_WORD, "Status",                                     &words_person_status },
    { "person",                        "department",                                  FEED_TEXT,        "Department"         },
    { "person",                        "country",                                  FEED_COUNTRY,           "Country" },
    { "person",                        "businessUnit",                                  FEED_TEXT,      "BusinessUnit"       },
    { "person",                        "jobRole",                                  FEED_TEXT,           "JobRole"      },
    { "person",                        "managerEmail",                                  FEED_ADDRESS_KEY,      "ManagerSourceIdentifier"},
    { "campaign",                        "id",                                FEED_KEY,              "CampaignId"                        },
    { "enrollment",                        "status",                              FEED_WORD,        "TrainingStatus",&words_enrollment_status },
    { "enrollment", "enrolledAt",                  FEED_TIME,               "EnrolledAt"                                                        },
    { "enrollment",             "startedAt",                              FEED_TIME,             "StartedAt"},
    { "enrollment",              "lastAccessedAt",                               FEED_TIME,                "LastAccessedAt"                                                     },
    { "enrollment",         "completedAt",                          FEED_TIME,        "CompletedAt"},
    { "enrollment",            "timeSpentSeconds",                             FEED_INT,                   "TimeTaken"                                                        },
    { "enrollment",              "scores.engagement",                               FEED_REAL,          "EngagementScore"},
    { "enrollment",        "scores.knowledge",                         FEED_REAL,             "KnowledgeScore"                                                                  },
    { "enrollment",         "scores.productivity",                          FEED_REAL,           "ProductivityScore"},
    { "enrollment",      "scores.intentionToComply",                       FEED_REAL,          "IntentionToComplyScore"                                                               },
    { "enrollment", "scores.selfEfficacy",                  FEED_REAL,      "SelfEfficacyScore"},
    { "",      "dashboardUrl",                       FEED_UNUSED,                         "DashboardUrl"                                                                                    },
};

static enum status begin(struct feed_csv *csv, struct why *why)
{
    if (!feed_outthink_has(csv, "person", "ids.outthink") &&
        !feed_outthink_has(csv, "person", "sourceIdentifier")) {
        return why_not(why, ST_INVALID, "there is neither a column UserId nor UserSourceIdentifier");
    }
    return feed_outthink_begin(csv, FEED_OUTTHINK_TRAINING, why);
}

static enum status put_both(struct feed_csv *csv, const struct csvin_row *row, size_t *person_len)
{
    const struct feed_outthink *own = csv->own;
    struct str guid = feed_csv_cell(csv, row, "person", "ids.outthink");
    struct json j = json_to(&csv->line);
    feed_outthink_open(&j, "person");
    TRY(feed_csv_put(csv, row, "person", &j));
    json_close(&j, '}');
    *person_len = csv->line.len;
    j = json_to(&csv->line);
    feed_outthink_open(&j, "enrollment");
    json_key(&j, STR("campaignId"));
    json_str(&j, own->campaign);
    json_key(&j, STR("person"));
    json_str(&j, guid.ptr ? guid : feed_csv_cell(csv, row, "person", "sourceIdentifier"));
    TRY(csv->bad_row ? ST_OK : feed_csv_put(csv, row, "enrollment", &j));
    json_close(&j, '}');
    return ST_OK;
}

/* What the store shows of this person already is no news: that a status is derived, or coarser than the one
 * that is stored, or an identifier is an e-mail address, would else come back as a change. */
static void show(struct feed_csv *csv, const struct csvin_row *row)
{
    const struct feed_outthink *own = csv->own;
    const struct feed_known *known = feed_outthink_known(csv);
    struct str guid = feed_csv_cell(csv, row, "person", "ids.outthink");
    csv->shown = known != NULL && guid.ptr != NULL
                     ? known->user(csv->run->events->to, own->campaign, guid, false)
                     : NULL;
}

static enum status users_row(struct feed_csv *csv, const struct csvin_row *row, struct why *why)
{
    size_t person_len = 0;
    if (feed_csv_cell(csv, row, "person", "ids.outthink").ptr == NULL &&
        feed_csv_cell(csv, row, "person", "sourceIdentifier").ptr == NULL) {
        return feed_csv_bad(csv, NULL, NULL, "UserId and UserSourceIdentifier are empty: who is it?");
    }
    TRY(feed_outthink_settle(csv, csv->own, row, why));
    if (csv->bad_row) {
        return ST_OK;
    }
    show(csv, row);
    TRY(put_both(csv, row, &person_len));
    csv->shown = NULL;
    struct str both = buf_text(&csv->line);
    TRY(csv->bad_row ? ST_OK : feed_csv_emit(csv, (struct str){ both.ptr, person_len }));
    return csv->bad_row ? ST_OK : feed_csv_emit(csv, str_from(both, person_len));
}

static enum status read_users(const struct feed_run *run, struct why *why)
{
    static const struct feed_csv_format format = { .fields = fields,
                                                   .count = COUNT_OF(fields),
                                                   .own_size = sizeof(struct feed_outthink),
                                                   .begin = begin,
                                                   .row = users_row };
    return feed_csv_read(run, &format, why);
}

const struct feed_format feed_outthink_users_csv = { .name = "outthink-users-csv", .read = read_users };
