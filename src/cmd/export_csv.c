/* export_csv.c: `muster export outthink-...-csv`: the files that the OutThink API answers with, for one
 * campaign. */
#include "cmd/export.h"

#include "base/limits.h"
#include "base/must.h"
#include "cmd/server.h"
#include "model/words.h"
#include "serve/bulk_file.h"
#include "serve/scoped.h"

static const struct format {
    const char *name;
    enum answer training, simulation; /* ANSWER_UNSET: campaigns of that kind have no such file */
} formats[] = {
    {"outthink-users-csv",       ANSWER_TRAINING_BULK,     ANSWER_UNSET              },
    { "outthink-simulation-csv", ANSWER_UNSET,             ANSWER_SIMULATION_BULK    },
    { "outthink-comments-csv",   ANSWER_TRAINING_COMMENTS, ANSWER_SIMULATION_COMMENTS},
};

bool export_csv_is(struct str format, int *i)
{
    for (*i = 0; *i < (int)COUNT_OF(formats); (*i)++) {
        if (str_eq(format, str_of(formats[*i].name))) {
            return true;
        }
    }
    return false;
}

static enum status take_campaign(struct query *q, int64_t tenant, struct bulk_file *file, bool *simulation)
{
    TRY(query_step(q));
    must(query_int_at(q, 0) == tenant);
    file->campaign = query_uuid_at(q, 1);
    *simulation = query_int_at(q, 2) == CAMPAIGN_SIMULATION;
    query_end(q);
    return ST_OK;
}

/* By the id of its record, else by the GUID that the API shows. */
static enum status find_campaign(const struct export_options *o, struct bulk_file *file, bool *simulation,
                                 struct why *why)
{
    struct uuid guid;
    struct query *q = db_query(file->db, Q_READ_CAMPAIGN_NAMED);
    query_int(q, 1, file->tenant);
    query_text(q, 2, o->campaign);
    enum status st = take_campaign(q, file->tenant, file, simulation);
    if (st == ST_END && uuid_parse(o->campaign, &guid)) {
        q = db_query(file->db, Q_READ_CAMPAIGN_OF_GUID);
        query_int(q, 1, file->tenant);
        query_uuid(q, 2, &guid);
        st = take_campaign(q, file->tenant, file, simulation);
    }
    return st == ST_OK    ? ST_OK
           : st == ST_END ? why_not(why, ST_NOTFOUND, "there is no campaign " STR_FMT, STR_ARG(o->campaign))
                          : why_not(why, st, "cannot read the store: %s", db_error(file->db));
}

static enum status find_answer(const struct export_options *o, const struct format *format, bool simulation,
                               enum answer *answer, struct why *why)
{
    *answer = simulation ? format->simulation : format->training;
    return *answer != ANSWER_UNSET
               ? ST_OK
               : why_not(why, ST_INVALID, "campaign " STR_FMT " is a %s; %s are for the other kind",
                         STR_ARG(o->campaign), simulation ? "simulation" : "training campaign",
                         simulation ? "outthink-users-csv files" : "outthink-simulation-csv files");
}

/* What the server's and the tenant's settings say, else the option. Texts are the settings'. */
static enum status read_settings(const struct export_options *o, struct bulk_file *file,
                                 struct settings *settings, struct why *why)
{
    const struct setting_row *row = &settings->rows[SETTING_CSV_ESCAPE];
    int64_t escape;
    enum status st =
        scoped_values(file->db, settings, false, &settings->arena, file->tenant, STR_NONE, settings->values);
    if (st != ST_OK) {
        return why_not(why, st, "cannot read the settings: %s", status_name(st));
    }
    escape = settings_int(settings, SETTING_CSV_ESCAPE);
    TRY(o->escape.ptr ? settings_check(row, o->escape, &escape, why) : ST_OK);
    file->escape = (enum csvout_escape)escape;
    file->site = settings_text(settings, SETTING_PUBLIC_URL);
    while (file->site.len > 0 && file->site.ptr[file->site.len - 1] == '/') {
        file->site.len--;
    }
    return ST_OK;
}

static enum status write_piece(void *to, struct str piece)
{
    return fwrite(piece.ptr, 1, piece.len, to) == piece.len ? ST_OK : ST_IO;
}

static enum status write_with(const struct export_options *o, const struct format *format,
                              struct bulk_file *file, struct settings *settings, FILE *out, struct why *why)
{
    bool simulation = false;
    TRY(read_settings(o, file, settings, why));
    TRY(find_campaign(o, file, &simulation, why));
    TRY(find_answer(o, format, simulation, &file->answer, why));
    why_not(why, ST_IO, "cannot write the export");
    return bulk_file_write(file, write_piece, out, why);
}

enum status export_csv(const struct export_options *o, int format, struct db *db, int64_t tenant, FILE *file,
                       struct why *why)
{
    struct server_options server = { .config = o->config };
    struct settings settings;
    struct bulk_file wish = { .db = db, .tenant = tenant };
    TRY(server_settings(&server, &settings, why));
    enum status st = write_with(o, &formats[format], &wish, &settings, file, why);
    settings_done(&settings);
    return st;
}
