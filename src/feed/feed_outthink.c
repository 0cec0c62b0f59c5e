/* feed_outthink.c: see feed_outthink.h. */
#include "feed/feed_outthink.h"

#include "base/must.h"
#include "base/uuid.h"

struct str feed_outthink_id(struct arena *arena, struct str id)
{
    struct uuid uuid;
    char text[UUID_TEXT_LEN];
    if (!uuid_parse(id, &uuid)) {
        return arena_str(arena, id);
    }
    uuid_print(text, &uuid);
    return arena_str(arena, (struct str){ text, sizeof text });
}

void feed_outthink_open(struct json *j, const char *kind)
{
    json_open(j, '{');
    json_key(j, STR("kind"));
    json_str(j, str_of(kind));
}

bool feed_outthink_has(const struct feed_csv *csv, const char *record, const char *key)
{
    return feed_column_of(&csv->place, str_of(record), str_of(key)).ptr != NULL;
}

const struct feed_known *feed_outthink_known(const struct feed_csv *csv)
{
    return csv->run->events->known;
}

enum status feed_outthink_begin(const struct feed_csv *csv, enum feed_outthink_type may_be, struct why *why)
{
    static const char *const sentences[] = {
        "--campaign-type is instant or curriculum for a training campaign",
        "--campaign-type is attackSimulation for a simulation",
        "--campaign-type is instant, curriculum or attackSimulation",
    };
    const struct feed_options *options = csv->run->options;
    struct feed_outthink *own = csv->own;
    struct str type = options->campaign_type;
    own->may_be = may_be;
    bool training = str_eq(type, STR("instant")) || str_eq(type, STR("curriculum"));
    bool simulation = str_eq(type, STR("attackSimulation"));
    if (options->campaign_id.ptr == NULL && !feed_outthink_has(csv, "campaign", "id")) {
        return why_not(why, ST_INVALID,
                       "there is no column CampaignId; give the campaign with --campaign-id");
    }
    if (type.ptr != NULL && !(training && may_be != FEED_OUTTHINK_SIMULATION) &&
        !(simulation && may_be != FEED_OUTTHINK_TRAINING)) {
        return why_not(why, ST_INVALID, "%s", sentences[may_be]);
    }
    return ST_OK;
}

/* The campaign's record, before the first row: when the options tell something about it. */
static enum status emit_campaign(struct feed_csv *csv, const struct feed_outthink *own, bool known,
                                 struct why *why)
{
    static const char *const types[] = { "instant or curriculum", "attackSimulation",
                                         "instant, curriculum or attackSimulation" };
    const struct feed_options *options = csv->run->options;
    if (!known && (options->campaign_name.ptr == NULL || options->campaign_type.ptr == NULL)) {
        return why_not(why, ST_INVALID,
                       "campaign " STR_FMT
                       " is new, and the file does not say its %s; give --campaign-name and "
                       "--campaign-type (%s)",
                       STR_ARG(own->campaign), options->campaign_name.ptr ? "type" : "name",
                       types[own->may_be]);
    }
    if (options->campaign_name.ptr == NULL && options->campaign_type.ptr == NULL) {
        return ST_OK;
    }
    struct json j = json_to(&csv->line);
    feed_outthink_open(&j, "campaign");
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

static enum status first_row(struct feed_csv *csv, struct feed_outthink *own, struct str cell,
                             struct why *why)
{
    const struct feed_events *events = csv->run->events;
    own->given = feed_outthink_id(&csv->arena, cell);
    own->campaign = own->given;
    if (events->known != NULL) {
        struct str id = events->known->campaign(events->to, own->given);
        own->campaign = id.ptr ? arena_str(&csv->arena, id) : own->given;
    }
    if (csv->arena.failed) {
        return why_not(why, ST_NOMEM, "no memory");
    }
    bool known = events->campaign_known != NULL && events->campaign_known(events->to, own->campaign);
    return emit_campaign(csv, own, known, why);
}

enum status feed_outthink_settle(struct feed_csv *csv, struct feed_outthink *own, const struct csvin_row *row,
                                 struct why *why)
{
    struct str option = csv->run->options->campaign_id;
    struct str cell = option.ptr ? option : feed_csv_cell(csv, row, "campaign", "id");
    struct str id = cell;
    struct uuid uuid;
    char text[UUID_TEXT_LEN];
    if (cell.ptr == NULL) {
        return feed_csv_bad(csv, "campaign", "id", "the campaign's id is empty; give it with --campaign-id");
    }
    if (own->given.ptr == NULL) {
        return first_row(csv, own, cell, why);
    }
    if (uuid_parse(cell, &uuid)) {
        uuid_print(text, &uuid);
        id = (struct str){ text, sizeof text };
    }
    if (!str_eq(id, own->given)) {
        return feed_csv_bad(csv, "campaign", "id",
                            "this row is of another campaign than the first; one file holds one campaign");
    }
    return ST_OK;
}
