/* feed_outthink_simulation.c: the CSV of /attackSimulations/{id}/users/bulk of the OutThink Analytics API: a
 * row is a person, an enrollment, and what happened first of each kind. The vendor has judged who acted, so
 * the events count as it says (`asVendor`). The file has no CampaignId: it is given with --campaign-id.
 * "False" takes no event away. */
#include "base/must.h"
#include "feed/feed_outthink.h"
#include "model/words.h"

static const struct feed_field fields[] = {
    {"person",  "ids.outthink",     FEED_GUID,       "UserId"              },
    { "person", "sourceIdentifier", FEED_KEY,        "UserSourceIdentifier"},
    { "person", "status",           FEED_WORD,       "Status",               &words_person_status },
    { "person",        "department",                  FEED_TEXT,              "Department"         },
    { "person",        "country",                  FEED_COUNTRY,                 "Country" },
    { "person",        "businessUnit",                  FEED_TEXT,            "BusinessUnit"       },
    { "person",        "jobRole",                  FEED_TEXT,                 "JobRole"      },
    { "person",        "managerEmail",                  FEED_ADDRESS_KEY,            "ManagerSourceIdentifier"},
    { "campaign",        "id",                FEED_KEY,                    "CampaignId"                        },
    { "simulationEvent",        "sentAt",         FEED_TIME,         "EmailSentAt"},
    { "simulationEvent",        "opened",         FEED_TRUTH,         "Opened"                       },
    { "simulationEvent",        "openedAt",         FEED_TIME,       "OpenedAt"},
    { "simulationEvent",        "clicked",         FEED_TRUTH,        "Clicked"                       },
    { "simulationEvent",        "clickedAt",         FEED_TIME,      "ClickedAt"},
    { "simulationEvent",        "entered",         FEED_TRUTH,        "CredentialsEntered"                        },
    { "simulationEvent",        "enteredAt",         FEED_TIME,      "CredentialsEnteredAt"},
    { "simulationEvent",        "captured",         FEED_TRUTH,       "CredentialsCaptured"                        },
    { "simulationEvent",        "capturedAt",         FEED_TIME,     "CredentialsCapturedAt"},
    { "simulationEvent",        "reported",         FEED_TRUTH,       "Reported"                         },
    { "simulationEvent",        "reportedAt",         FEED_TIME,     "ReportedAt"},
    { "simulationEvent",        "landingSeconds",         FEED_INT, "LandingPageDurationSeconds"                      },
    { "",        "simulationStatus",                        FEED_UNUSED,              "SimulationStatus"},
};

static const struct event {
    const char *type, *flag, *time; /* flag NULL: a time says it all */
} events[] = {
    {"sent",                 NULL,       "sentAt"    },
    { "opened",              "opened",   "openedAt"  },
    { "clicked",             "clicked",  "clickedAt" },
    { "credentialsEntered",  "entered",  "enteredAt" },
    { "credentialsCaptured", "captured", "capturedAt"},
    { "reported",            "reported", "reportedAt"},
};

/* The records of a row, one behind the other in csv->line. */
struct lines {
    size_t end[2 + COUNT_OF(events)];
    int n;
};

static enum status begin(struct feed_csv *csv, struct why *why)
{
    if (!feed_outthink_has(csv, "person", "ids.outthink") &&
        !feed_outthink_has(csv, "person", "sourceIdentifier")) {
        return why_not(why, ST_INVALID, "there is neither a column UserId nor UserSourceIdentifier");
    }
    return feed_outthink_begin(csv, FEED_OUTTHINK_SIMULATION, why);
}

static void end_line(struct feed_csv *csv, struct json *j, struct lines *lines)
{
    json_close(j, '}');
    lines->end[lines->n++] = csv->line.len;
}

static void open_of_person(struct feed_csv *csv, const struct csvin_row *row, const char *kind,
                           struct json *j)
{
    const struct feed_outthink *own = csv->own;
    struct str guid = feed_csv_cell(csv, row, "person", "ids.outthink");
    *j = json_to(&csv->line);
    feed_outthink_open(j, kind);
    json_key(j, STR("campaignId"));
    json_str(j, own->campaign);
    json_key(j, STR("person"));
    json_str(j, guid.ptr ? guid : feed_csv_cell(csv, row, "person", "sourceIdentifier"));
}

static bool says(struct str cell, const char *word)
{
    return str_eq_nocase(cell, str_of(word));
}

/* Whether it happened: as the flag says; without that column, if there is a time. */
static enum status happened(struct feed_csv *csv, const struct csvin_row *row, const struct event *e,
                            bool *yes)
{
    const char *kind = "simulationEvent";
    struct str time = feed_csv_cell(csv, row, kind, e->time);
    if (e->flag == NULL || !feed_outthink_has(csv, kind, e->flag)) {
        *yes = time.ptr != NULL;
        return ST_OK;
    }
    struct str flag = feed_csv_cell(csv, row, kind, e->flag);
    *yes = says(flag, "true") || says(flag, "yes") || says(flag, "1");
    if (!*yes && flag.ptr != NULL && !says(flag, "false") && !says(flag, "no") && !says(flag, "0")) {
        return feed_csv_bad(csv, kind, e->flag, "it is neither True nor False");
    }
    if (*yes && time.ptr == NULL) {
        return feed_csv_bad(csv, kind, feed_outthink_has(csv, kind, e->time) ? e->time : e->flag,
                            "it happened, but the file does not say when");
    }
    return ST_OK;
}

/* A cell as a member with a name of its own. */
static enum status put_cell(struct feed_csv *csv, const struct csvin_row *row, const char *key,
                            const struct feed_field *as, struct json *j)
{
    struct str cell = feed_csv_cell(csv, row, "simulationEvent", key);
    struct why why;
    int column = 0;
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        column = str_eq(str_of(fields[i].key), str_of(key)) ? csv->column[i] : column;
    }
    if (cell.ptr == NULL || feed_cell_put(as, cell, csv->order[column], j, &why) == ST_OK) {
        return ST_OK;
    }
    return feed_csv_bad(csv, "simulationEvent", key, why.text);
}

static enum status put_event(struct feed_csv *csv, const struct csvin_row *row, const struct event *e,
                             struct lines *lines)
{
    static const struct feed_field at = { "simulationEvent", "at", FEED_TIME, "" };
    static const struct feed_field seconds = { "simulationEvent", "landingSeconds", FEED_INT, "" };
    bool clicked = e == &events[2], yes = false;
    TRY(happened(csv, row, e, &yes));
    bool known = feed_csv_is_shown(csv, row, "simulationEvent", e->time) &&
                 (!clicked || feed_csv_cell(csv, row, "simulationEvent", "landingSeconds").ptr == NULL ||
                  feed_csv_is_shown(csv, row, "simulationEvent", "landingSeconds"));
    if (csv->bad_row || !yes || known) {
        return ST_OK;
    }
    struct json j;
    open_of_person(csv, row, "simulationEvent", &j);
    json_key(&j, STR("type"));
    json_str(&j, str_of(e->type));
    TRY(put_cell(csv, row, e->time, &at, &j));
    TRY(clicked && !csv->bad_row ? put_cell(csv, row, "landingSeconds", &seconds, &j) : ST_OK);
    json_key(&j, STR("counted"));
    json_str(&j, STR("asVendor"));
    end_line(csv, &j, lines);
    return ST_OK;
}

static enum status put_all(struct feed_csv *csv, const struct csvin_row *row, struct lines *lines)
{
    struct json j = json_to(&csv->line);
    feed_outthink_open(&j, "person");
    TRY(feed_csv_put(csv, row, "person", &j));
    end_line(csv, &j, lines);
    open_of_person(csv, row, "enrollment", &j);
    end_line(csv, &j, lines);
    for (size_t i = 0; i < COUNT_OF(events) && !csv->bad_row; i++) {
        TRY(put_event(csv, row, &events[i], lines));
    }
    return ST_OK;
}

static enum status simulation_row(struct feed_csv *csv, const struct csvin_row *row, struct why *why)
{
    const struct feed_known *known = feed_outthink_known(csv);
    struct feed_outthink *own = csv->own;
    struct str guid = feed_csv_cell(csv, row, "person", "ids.outthink");
    struct lines lines = { .n = 0 };
    if (guid.ptr == NULL && feed_csv_cell(csv, row, "person", "sourceIdentifier").ptr == NULL) {
        return feed_csv_bad(csv, NULL, NULL, "UserId and UserSourceIdentifier are empty: who is it?");
    }
    TRY(feed_outthink_settle(csv, own, row, why));
    if (csv->bad_row) {
        return ST_OK;
    }
    csv->shown = known != NULL && guid.ptr != NULL
                     ? known->user(csv->run->events->to, own->campaign, guid, true)
                     : NULL;
    enum status st = put_all(csv, row, &lines);
    csv->shown = NULL;
    TRY(st);
    struct str all = buf_text(&csv->line);
    for (int i = 0; i < lines.n && !csv->bad_row; i++) {
        size_t from = i ? lines.end[i - 1] : 0;
        TRY(feed_csv_emit(csv, (struct str){ all.ptr + from, lines.end[i] - from }));
    }
    return ST_OK;
}

static enum status read_simulation(const struct feed_run *run, struct why *why)
{
    static const struct feed_csv_format format = { .fields = fields,
                                                   .count = COUNT_OF(fields),
                                                   .own_size = sizeof(struct feed_outthink),
                                                   .begin = begin,
                                                   .row = simulation_row };
    return feed_csv_read(run, &format, why);
}

const struct feed_format feed_outthink_simulation_csv = { .name = "outthink-simulation-csv",
                                                          .read = read_simulation };
