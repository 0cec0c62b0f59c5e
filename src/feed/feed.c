/* feed.c: the table of formats, and reading one file after the other. */
#include "feed/feed.h"

#include "base/limits.h"
#include "base/must.h"
#include "base/opt.h"
#include "feed/feed_format.h"

#include <string.h>

static const struct feed_format *const formats[] = {
    &feed_records,
    &feed_people_csv,
    &feed_outthink_users_csv,
    &feed_outthink_simulation_csv,
    &feed_outthink_comments_csv,
    &feed_gophish_results,
    &feed_gophish_events,
    &feed_gophish_db,
    &feed_reported_mail,
    &feed_behavior_events_csv,
};

const char *feed_format_name(size_t i)
{
    return i < COUNT_OF(formats) ? formats[i]->name : NULL;
}

enum status feed_format_of(struct str name, const struct feed_format **format, struct why *why)
{
    const char *names[COUNT_OF(formats)];
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        names[i] = formats[i]->name;
        if (str_eq(name, str_of(names[i]))) {
            *format = formats[i];
            return ST_OK;
        }
    }
    const char *near = opt_nearest(name, names, COUNT_OF(names), sizeof *names);
    int len = name.len > 80 ? 80 : (int)name.len;
    return why_not(why, ST_INVALID, "there is no format \"%.*s\"%s%s%s", len, name.len ? name.ptr : "",
                   near ? "; did you mean " : "; `muster import --help` lists them", near ? near : "",
                   near ? "?" : "");
}

void feed_progress(const struct feed_run *run)
{
    if (run->events->progress != NULL) {
        run->events->progress(run->events->to, source_name(run->source), source_bytes(run->source),
                              source_size(run->source));
    }
}

enum status feed_run(const struct feed_format *format, const struct feed_options *options,
                     const struct feed_events *events, char *const *files, size_t count, struct why *why)
{
    static char *const standard_input[] = { "-" };
    enum status st = ST_OK;
    if (count == 0) {
        files = standard_input;
        count = 1;
    }
    for (size_t i = 0; st == ST_OK && i < count; i++) {
        struct feed_run run = { .options = options, .events = events };
        if (format->read == NULL) {
            st = format->open(&run, files[i], why);
            continue;
        }
        st = source_open(files[i], &run.source, why);
        if (st == ST_OK) {
            st = format->read(&run, why);
            source_close(run.source);
        }
    }
    return st;
}

/* ---- records: the lines themselves ---- */

static bool only_space(struct str line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] != ' ' && line.ptr[i] != '\t' && line.ptr[i] != '\r') {
            return false;
        }
    }
    return true;
}

/* Only reported mail may be as long as a mail. What a line really is comes out when it is read. */
static bool is_mail(struct str line)
{
    enum { LOOKED_AT = 4096 }; /* an exported line begins with its kind */
    size_t n = line.len < LOOKED_AT ? line.len : LOOKED_AT;
    return memmem(line.ptr, n, "\"reportedMail\"", 14) != NULL;
}

static enum status read_records(const struct feed_run *run, struct why *why)
{
    enum { REPORT_EVERY = 1000 };
    struct feed_place place = { .file = source_name(run->source) };
    struct why long_line;
    enum status st = ST_OK;
    while (st == ST_OK) {
        struct str line;
        st = source_line(run->source, LIMIT_MAIL, &line, why);
        place.line = source_line_number(run->source);
        if (st == ST_LIMIT) {
            why_not(&long_line, ST_LIMIT, "the line is longer than %zu bytes", LIMIT_MAIL);
            st = run->events->bad(run->events->to, &place, long_line.text);
        } else if (st == ST_OK && line.len > LIMIT_RECORD && !is_mail(line)) {
            why_not(&long_line, ST_LIMIT, "the line is longer than %zu bytes", LIMIT_RECORD);
            st = run->events->bad(run->events->to, &place, long_line.text);
        } else if (st == ST_OK) {
            /* Editors of Windows write a byte order mark. */
            line = place.line == 1 && str_starts(line, STR("\xEF\xBB\xBF")) ? str_from(line, 3) : line;
            st = only_space(line) ? ST_OK : run->events->record(run->events->to, line, &place);
        }
        if (st == ST_END || place.line % REPORT_EVERY == 0) {
            feed_progress(run);
        }
    }
    return st == ST_END ? ST_OK : st;
}

const struct feed_format feed_records = { .name = "records", .read = read_records };
