/* feed_csv.c: a CSV file in two readings. The first, of its start (SAMPLE bytes), shows encoding, separator,
 * headings and the order of dates; all of it is told before the second gives the rows. Memory: the sample, a
 * piece of the file, a row. The headings are understood in feed_csv_map.c. */
#include "feed/feed_csv.h"

#include "base/limits.h"
#include "base/must.h"
#include "feed/feed_csv_map.h"

enum { SAMPLE = 256 * 1024 };

/* ---- what formats use ---- */

static int find_field(const struct feed_csv *csv, struct str record, struct str key)
{
    const struct feed_csv_format *format = csv->format;
    for (size_t i = 0; i < format->count; i++) {
        if (str_eq(key, str_of(format->fields[i].key)) && str_eq(record, str_of(format->fields[i].record))) {
            return (int)i;
        }
    }
    return -1;
}

struct str feed_column_of(const struct feed_place *place, struct str record, struct str key)
{
    const struct feed_csv *csv = place->csv;
    int field = csv ? find_field(csv, record, key) : -1;
    return field < 0 || csv->column[field] < 0 ? STR_NONE : csv->headings[csv->column[field]];
}

/* Identifiers were never escaped by whoever wrote the file (csvout_key). */
static bool is_key(enum feed_type type)
{
    return type == FEED_KEY || type == FEED_GUID || type == FEED_REFERENCE;
}

static bool is_escaped(enum feed_type type)
{
    return !is_key(type) && type != FEED_ADDRESS_KEY;
}

static struct str cell_of(const struct feed_csv *csv, const struct csvin_row *row, size_t field)
{
    if (csv->column[field] < 0) {
        return STR_NONE;
    }
    enum feed_type type = csv->format->fields[field].type;
    struct str cell = row->cells[csv->column[field]];
    cell = type == FEED_VERBATIM ? cell : str_trim(cell);
    cell = is_escaped(type) ? csvin_unescape(cell) : cell;
    return cell.len ? cell : STR_NONE;
}

/* Whether the cell says just what the store shows. Who somebody is (GUIDs) is always said. */
static bool is_shown(const struct feed_csv *csv, const struct csvin_row *row, size_t field)
{
    const struct feed_shown *shown = csv->shown;
    int column = csv->column[field];
    if (shown == NULL || column < 0 || csv->format->fields[field].type == FEED_GUID) {
        return false;
    }
    struct str heading = csv->headings[column], cell = row->cells[column];
    for (size_t i = 0; i < shown->count; i++) {
        if (str_eq_nocase(heading, shown->heading[i])) {
            return str_eq(cell, shown->cell[i]) || (is_escaped(csv->format->fields[field].type) &&
                                                    str_eq(csvin_unescape(cell), shown->cell[i]));
        }
    }
    return false;
}

struct str feed_csv_cell(const struct feed_csv *csv, const struct csvin_row *row, const char *record,
                         const char *key)
{
    int field = find_field(csv, str_of(record), str_of(key));
    must(field >= 0);
    return cell_of(csv, row, (size_t)field);
}

bool feed_csv_is_shown(const struct feed_csv *csv, const struct csvin_row *row, const char *record,
                       const char *key)
{
    int field = find_field(csv, str_of(record), str_of(key));
    must(field >= 0);
    return is_shown(csv, row, (size_t)field);
}

static enum status tell_bad(struct feed_csv *csv, struct str column, const char *sentence)
{
    csv->place.column = column;
    csv->bad_row = true;
    enum status st = csv->run->events->bad(csv->run->events->to, &csv->place, sentence);
    csv->place.column = STR_NONE;
    csv->stopped = st != ST_OK;
    return st;
}

enum status feed_csv_bad(struct feed_csv *csv, const char *record, const char *key, const char *sentence)
{
    struct str column = key ? feed_column_of(&csv->place, str_of(record), str_of(key)) : STR_NONE;
    return tell_bad(csv, column, sentence);
}

enum status feed_csv_emit(struct feed_csv *csv, struct str line)
{
    if (csv->line.failed) {
        return feed_csv_bad(csv, NULL, NULL, "the row makes a record longer than 1 MiB");
    }
    enum status st = csv->run->events->record(csv->run->events->to, line, &csv->place);
    csv->stopped = st != ST_OK;
    return st;
}

static void put_attributes(const struct feed_csv *csv, const struct csvin_row *row, struct json *j)
{
    bool open = false;
    for (size_t i = 0; i < csv->columns; i++) {
        struct str cell = csvin_unescape(str_trim(row->cells[i]));
        if (csv->field[i] != FEED_CSV_EXTRA || cell.len == 0) {
            continue;
        }
        if (!open) {
            json_key(j, STR("attributes"));
            json_open(j, '{');
            open = true;
        }
        json_key(j, feed_csv_attribute(csv->headings[i]));
        json_str(j, cell);
    }
    if (open) {
        json_close(j, '}');
    }
}

/* The object that a key lies in: "ids" of "ids.outthink", "" of "email". */
static struct str object_of(const char *key)
{
    struct str rest = str_of(key);
    struct str first = str_cut(&rest, '.');
    return rest.ptr ? first : STR("");
}

static void move_to(struct json *j, struct str *open, struct str object)
{
    if (str_eq(*open, object)) {
        return;
    }
    if (open->len) {
        json_close(j, '}');
    }
    if (object.len) {
        json_key(j, object);
        json_open(j, '{');
    }
    *open = object;
}

/* A country's name becomes its code; what is no country stays, for the record's reader to refuse. */
static struct str country_of(struct feed_csv *csv, struct str cell)
{
    if (cell.ptr == NULL || (cell.len == 2 && !str_eq_nocase(cell, STR("UK")))) {
        return cell;
    }
    csv->countries = csv->countries ? csv->countries : feed_countries_new(&csv->arena);
    struct str code = csv->countries ? feed_country_code(csv->countries, cell) : STR_NONE;
    return code.ptr ? code : cell;
}

enum status feed_csv_put(struct feed_csv *csv, const struct csvin_row *row, const char *record,
                         struct json *j)
{
    const struct feed_csv_format *format = csv->format;
    struct str open = STR("");
    for (size_t i = 0; i < format->count && !csv->bad_row; i++) {
        const struct feed_field *field = &format->fields[i];
        struct why why;
        if (!str_eq(str_of(field->record), str_of(record)) || is_shown(csv, row, i)) {
            continue;
        }
        struct str cell = cell_of(csv, row, i);
        cell = field->type == FEED_COUNTRY ? country_of(csv, cell) : cell;
        bool erased = cell.ptr == NULL && csv->column[i] >= 0 && csv->run->options->empty_erases &&
                      !is_key(field->type) && field->type != FEED_UNUSED;
        if (field->type == FEED_ATTRIBUTES) {
            put_attributes(csv, row, j);
        } else if (cell.ptr != NULL || erased) {
            move_to(j, &open, object_of(field->key));
        }
        if (erased) {
            feed_cell_put_null(field, j);
        } else if (cell.ptr != NULL &&
                   feed_cell_put(field, cell, csv->order[csv->column[i]], j, &why) != ST_OK) {
            return tell_bad(csv, csv->headings[csv->column[i]], why.text);
        }
    }
    move_to(j, &open, STR(""));
    return ST_OK;
}

/* ---- the first reading ---- */

static enum status sample_row(void *to, const struct csvin_row *row, struct why *why)
{
    struct feed_csv *csv = to;
    if (csv->headings == NULL) {
        struct why reason;
        enum status st = feed_csv_map(csv, row, &reason);
        return st ? why_not(why, st, "line %lld: %s", (long long)row->line, reason.text) : ST_OK;
    }
    for (size_t i = 0; i < row->count && i < csv->columns; i++) {
        datein_sample(&csv->seen[i], row->cells[i]);
    }
    return ST_OK;
}

/* Reads the start of the file into sample; *ended: that is all of it. */
static enum status read_sample(struct feed_csv *csv, struct buf *sample, bool *ended, struct why *why)
{
    struct str piece;
    enum status st = ST_OK;
    while (st == ST_OK && sample->len < SAMPLE) {
        st = source_read(csv->run->source, &piece, why);
        if (st == ST_OK) {
            buf_str(sample, piece);
        }
    }
    *ended = st == ST_END;
    if (sample->failed) {
        return why_not(why, ST_NOMEM, "no memory to read %s", csv->place.file);
    }
    return *ended ? ST_OK : st;
}

static enum status in_file(const struct feed_csv *csv, enum status st, const struct why *reason,
                           struct why *why)
{
    return why_not(why, st, "%s: %s", csv->place.file, reason->text);
}

static enum status look_at(struct feed_csv *csv, struct str sample, bool ended, struct why *why)
{
    const struct feed_options *options = csv->run->options;
    struct csvin *csvin;
    struct why reason;
    enum status st = csvin_new(options->encoding, 0, sample_row, csv, &csvin, why);
    if (st != ST_OK) {
        return st;
    }
    st = csvin_push(csvin, sample, &reason);
    st = st == ST_OK && ended ? csvin_end(csvin, &reason) : st;
    if (csv->headings == NULL || csv->field == NULL) {
        st = st ? in_file(csv, st, &reason, why)
                : why_not(why, ST_INVALID, "%s: there is no row with headings", csv->place.file);
    } else {
        /* What is wrong with later rows the second reading says, after the rows before them. */
        st = feed_csv_decide(csv, &reason);
        st = st == ST_OK ? csv->format->begin(csv, &reason) : st;
        if (st != ST_OK) {
            in_file(csv, st, &reason, why);
        }
    }
    if (csv->headings != NULL && csv->field != NULL && (st == ST_OK || !csv->format->quiet)) {
        feed_csv_tell(csv, csvin_encoding(csvin), csvin_separator(csvin));
    }
    csvin_free(csvin);
    return st;
}

/* ---- the second ---- */

static bool empty_row(const struct csvin_row *row, size_t from)
{
    for (size_t i = from; i < row->count; i++) {
        if (row->cells[i].len) {
            return false;
        }
    }
    return true;
}

static enum status real_row(void *to, const struct csvin_row *row, struct why *why)
{
    struct feed_csv *csv = to;
    bool heading = csv->place.line == 0;
    csv->place.line = row->line;
    if (heading || empty_row(row, 0)) {
        return ST_OK;
    }
    csv->bad_row = false;
    buf_reset(&csv->line);
    if (row->count < csv->columns || !empty_row(row, csv->columns)) {
        struct why sentence;
        why_not(&sentence, ST_INVALID, "the row has %zu cells where the header has %zu", row->count,
                csv->columns);
        return feed_csv_bad(csv, NULL, NULL, sentence.text);
    }
    return csv->format->row(csv, row, why);
}

static enum status read_rows(struct feed_csv *csv, struct csvin *csvin, struct str sample, bool ended,
                             struct why *why)
{
    struct why reason;
    struct str piece = sample;
    enum status st = csvin_push(csvin, piece, &reason);
    while (st == ST_OK && !ended) {
        feed_progress(csv->run);
        enum status got = source_read(csv->run->source, &piece, why);
        if (got != ST_OK && got != ST_END) {
            return got;
        }
        ended = got == ST_END;
        st = ended ? ST_OK : csvin_push(csvin, piece, &reason);
    }
    st = st == ST_OK ? csvin_end(csvin, &reason) : st;
    feed_progress(csv->run);
    return st == ST_OK || csv->stopped ? st : in_file(csv, st, &reason, why);
}

static enum status read_file(struct feed_csv *csv, struct buf *sample, struct why *why)
{
    struct csvin *csvin;
    bool ended;
    TRY(read_sample(csv, sample, &ended, why));
    TRY(look_at(csv, buf_text(sample), ended, why));
    TRY(csvin_new(csv->run->options->encoding, 0, real_row, csv, &csvin, why));
    enum status st = read_rows(csv, csvin, buf_text(sample), ended, why);
    csvin_free(csvin);
    return st;
}

enum status feed_csv_read(const struct feed_run *run, const struct feed_csv_format *format, struct why *why)
{
    struct feed_csv csv = { .run = run, .format = format };
    struct buf sample;
    csv.place = (struct feed_place){ .file = source_name(run->source), .csv = &csv };
    arena_init(&csv.arena, 8 * MIB);
    buf_init(&csv.line, LIMIT_RECORD);
    buf_init(&sample, SAMPLE + MIB);
    csv.own = arena_alloc(&csv.arena, format->own_size);
    enum status st = csv.own ? read_file(&csv, &sample, why) : why_not(why, ST_NOMEM, "no memory");
    if (csv.own != NULL && format->end != NULL) {
        format->end(&csv);
    }
    buf_done(&sample);
    buf_done(&csv.line);
    arena_done(&csv.arena);
    return st;
}
