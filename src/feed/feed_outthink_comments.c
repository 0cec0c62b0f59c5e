/* feed_outthink_comments.c: the CSV of /feedbackComments of the OutThink Analytics API: a row is a comment.
 * What the vendor found out about it (translation, language, sentiment) is kept as given. Comments on a
 * module that the store does not have make that module, without a name: the file says no more of it. */
#include "base/must.h"
#include "base/uuid.h"
#include "feed/feed_outthink.h"

static const struct feed_field fields[] = {
    {"comment",   "id",               FEED_REFERENCE, "FeedbackId"          },
    { "comment",  "moduleId",         FEED_REFERENCE, "ModuleId"            },
    { "campaign", "id",               FEED_KEY,       "CampaignId"          },
    { "comment",  "text",             FEED_VERBATIM,  "Comment"             },
    { "comment",  "translatedText",   FEED_VERBATIM,  "TranslatedComment"   },
    { "comment",  "language",         FEED_TEXT,      "LanguageCode"        },
    { "comment",  "sentiment",        FEED_TEXT,      "Sentiment"           },
    { "comment",  "processedAt",      FEED_TIME,      "ProcessedAt"         },
    { "comment",  "sourceIdentifier", FEED_REFERENCE, "UserSourceIdentifier"},
    { "comment",  "person",           FEED_REFERENCE, "UserId"              },
};

static enum status begin(struct feed_csv *csv, struct why *why)
{
    if (!feed_outthink_has(csv, "comment", "id")) {
        return why_not(why, ST_INVALID, "there is no column FeedbackId");
    }
    return feed_outthink_begin(csv, FEED_OUTTHINK_ANY, why);
}

/* Whether the store shows just this under the heading. */
static bool shows(const struct feed_shown *shown, const char *heading, struct str cell)
{
    for (size_t i = 0; shown != NULL && i < shown->count; i++) {
        if (str_eq(shown->heading[i], str_of(heading))) {
            return str_eq_nocase(shown->cell[i], cell);
        }
    }
    return false;
}

/* The record id of the row's module, making it where it is not known; absent: the comment names none. The
 * zero GUID stands for the module that a campaign without modules has. */
static enum status module_of(struct feed_csv *csv, struct str cell, struct str *id)
{
    const struct feed_outthink *own = csv->own;
    const struct feed_known *known = feed_outthink_known(csv);
    static const char zero[] = "00000000-0000-0000-0000-000000000000";
    *id = STR_NONE;
    if (cell.ptr == NULL) {
        return ST_OK;
    }
    *id = known != NULL ? known->module(csv->run->events->to, own->campaign, cell) : STR_NONE;
    if (id->ptr != NULL || str_eq(cell, str_of(zero))) {
        return ST_OK;
    }
    *id = cell;
    struct json j = json_to(&csv->line);
    feed_outthink_open(&j, "module");
    json_key(&j, STR("campaignId"));
    json_str(&j, own->campaign);
    json_key(&j, STR("id"));
    json_str(&j, cell);
    json_close(&j, '}');
    enum status st = feed_csv_emit(csv, buf_text(&csv->line));
    buf_reset(&csv->line);
    return st;
}

static enum status put_comment(struct feed_csv *csv, const struct csvin_row *row, struct str id,
                               struct str module, struct str person)
{
    const struct feed_outthink *own = csv->own;
    struct json j = json_to(&csv->line);
    feed_outthink_open(&j, "comment");
    json_given(&j, STR("id"), csv->shown != NULL ? csv->shown->id : id);
    if (!shows(csv->shown, "CampaignId", own->given)) {
        json_given(&j, STR("campaignId"), own->campaign);
    }
    json_given(&j, STR("moduleId"), module);
    json_given(&j, STR("person"), person);
    TRY(feed_csv_put(csv, row, "comment", &j));
    json_close(&j, '}');
    return csv->bad_row ? ST_OK : feed_csv_emit(csv, buf_text(&csv->line));
}

/* GUIDs in any spelling, as Muster prints them; in room. */
static struct str plain(struct str id, char room[UUID_TEXT_LEN])
{
    struct uuid uuid;
    if (id.ptr == NULL || !uuid_parse(id, &uuid)) {
        return id;
    }
    uuid_print(room, &uuid);
    return (struct str){ room, UUID_TEXT_LEN };
}

static enum status comments_row(struct feed_csv *csv, const struct csvin_row *row, struct why *why)
{
    char id_room[UUID_TEXT_LEN], module_room[UUID_TEXT_LEN], person_room[UUID_TEXT_LEN];
    const struct feed_known *known = feed_outthink_known(csv);
    struct str id = plain(feed_csv_cell(csv, row, "comment", "id"), id_room), module = STR_NONE;
    if (id.ptr == NULL) {
        return feed_csv_bad(csv, "comment", "id", "FeedbackId is empty: which comment is it?");
    }
    TRY(feed_outthink_settle(csv, csv->own, row, why));
    if (csv->bad_row) {
        return ST_OK;
    }
    csv->shown = known != NULL ? known->comment(csv->run->events->to, id) : NULL;
    struct str cell = plain(feed_csv_cell(csv, row, "comment", "moduleId"), module_room);
    struct str person = plain(feed_csv_cell(csv, row, "comment", "person"), person_room);
    person = person.ptr != NULL ? person : feed_csv_cell(csv, row, "comment", "sourceIdentifier");
    if (!shows(csv->shown, "ModuleId", cell)) {
        TRY(module_of(csv, cell, &module));
    }
    if (shows(csv->shown, "UserId", person) || shows(csv->shown, "UserSourceIdentifier", person)) {
        person = STR_NONE;
    }
    enum status st = csv->bad_row ? ST_OK : put_comment(csv, row, id, module, person);
    csv->shown = NULL;
    return st;
}

static enum status read_comments(const struct feed_run *run, struct why *why)
{
    static const struct feed_csv_format format = { .fields = fields,
                                                   .count = COUNT_OF(fields),
                                                   .own_size = sizeof(struct feed_outthink),
                                                   .begin = begin,
                                                   .row = comments_row };
    return feed_csv_read(run, &format, why);
}

const struct feed_format feed_outthink_comments_csv = { .name = "outthink-comments-csv",
                                                        .read = read_comments };
