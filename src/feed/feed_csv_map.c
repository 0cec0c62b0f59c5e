/* feed_csv_map.c: headings are compared by their letters and digits (fold_letters) with those of the format's
 * table and with the keys themselves; "attributes.NAME" is always understood where extra columns are. */
#include "feed/feed_csv_map.h"

#include "base/fold.h"
#include "base/limits.h"
#include "base/opt.h"

#include <stdio.h>

/* A spelling of a heading. Begins with its letters, for opt_nearest. */
struct spelling {
    const char *letters;
    struct str shown;
    int field;
};

struct spellings {
    struct spelling *list;
    size_t count;
};

static size_t count_spellings(const struct feed_csv_format *format)
{
    size_t n = 0;
    for (size_t i = 0; i < format->count; i++) {
        n += 2; /* the key, and the first heading */
        for (const char *p = format->fields[i].headings; *p; p++) {
            n += *p == '|';
        }
    }
    return n;
}

static enum status add_spelling(struct feed_csv *csv, struct spellings *all, struct str shown, int field)
{
    struct str letters;
    enum status st = fold_letters(&csv->arena, shown, &letters);
    if (st == ST_OK && letters.len) {
        all->list[all->count++] = (struct spelling){ letters.ptr, shown, field };
    }
    return st;
}

static enum status make_spellings(struct feed_csv *csv, struct spellings *all)
{
    const struct feed_csv_format *format = csv->format;
    all->count = 0;
    all->list = arena_array(&csv->arena, struct spelling, count_spellings(format));
    if (all->list == NULL) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < format->count; i++) {
        struct str rest = str_of(format->fields[i].headings);
        if (format->fields[i].type == FEED_ATTRIBUTES) {
            continue;
        }
        while (rest.len) {
            TRY(add_spelling(csv, all, str_cut(&rest, '|'), (int)i));
        }
        TRY(add_spelling(csv, all, str_of(format->fields[i].key), (int)i));
    }
    return ST_OK;
}

static const struct spelling *find(const struct spellings *all, struct str letters)
{
    for (size_t i = 0; i < all->count; i++) {
        if (str_eq(letters, str_of(all->list[i].letters))) {
            return &all->list[i];
        }
    }
    return NULL;
}

struct str feed_csv_attribute(struct str heading)
{
    struct str prefix = STR("attributes.");
    return str_starts(heading, prefix) ? str_from(heading, prefix.len) : heading;
}

static enum status unknown_column(const struct feed_csv *csv, const struct spellings *all, size_t column,
                                  struct str letters, struct why *why)
{
    char near[160] = "";
    struct str heading = csv->headings[column];
    const char *name = opt_nearest(letters, all->list, all->count, sizeof *all->list);
    const struct spelling *spelling = name ? find(all, str_of(name)) : NULL;
    int len = heading.len > 80 ? 80 : (int)heading.len;
    if (csv->format->quiet) {
        return why_not(why, ST_INVALID, "column %zu has a heading that is not known", column + 1);
    }
    if (spelling != NULL) {
        snprintf(near, sizeof near, "; the nearest that is known is \"" STR_FMT "\"",
                 STR_ARG(spelling->shown));
    }
    return why_not(why, ST_INVALID, "the column \"%.*s\" is not known%s%s", len, heading.ptr, near,
                   csv->format->extra
                       ? "; --extra-columns attributes keeps such columns, --extra-columns ignore "
                         "leaves them out"
                       : "");
}

/* An extra column; two of one name could not be kept apart. */
static enum status map_extra(struct feed_csv *csv, size_t i, struct why *why)
{
    for (size_t other = 0; other < i; other++) {
        if (csv->field[other] == FEED_CSV_EXTRA &&
            str_eq(feed_csv_attribute(csv->headings[i]), feed_csv_attribute(csv->headings[other]))) {
            return why_not(why, ST_INVALID, "two columns are named \"" STR_FMT "\"",
                           STR_ARG(csv->headings[i]));
        }
    }
    csv->field[i] = FEED_CSV_EXTRA;
    return ST_OK;
}

static enum status map_column(struct feed_csv *csv, const struct spellings *all, size_t i, struct why *why)
{
    struct str heading = csv->headings[i], letters;
    if (fold_letters(&csv->arena, heading, &letters) != ST_OK) {
        return why_not(why, ST_NOMEM, "no memory");
    }
    const struct spelling *known = find(all, letters);
    if (heading.len == 0) {
        csv->field[i] = FEED_CSV_IGNORED;
    } else if (known != NULL) {
        int *column = &csv->column[known->field];
        if (*column >= 0) {
            return why_not(why, ST_INVALID,
                           "the columns \"" STR_FMT "\" and \"" STR_FMT "\" both mean %s; leave one out",
                           STR_ARG(csv->headings[*column]), STR_ARG(heading),
                           csv->format->fields[known->field].key);
        }
        csv->field[i] = known->field;
        *column = (int)i;
    } else if (csv->format->extra && (str_starts(heading, STR("attributes.")) ||
                                      csv->run->options->extra == FEED_EXTRA_ATTRIBUTES)) {
        return map_extra(csv, i, why);
    } else if (csv->format->extra && csv->run->options->extra == FEED_EXTRA_IGNORE) {
        csv->field[i] = FEED_CSV_IGNORED;
    } else {
        return unknown_column(csv, all, i, letters, why);
    }
    return ST_OK;
}

/* Headings are shown to people, and some have line breaks. */
static struct str clean(struct arena *arena, struct str heading)
{
    struct str copy = arena_str(arena, str_trim(heading));
    for (size_t i = 0; i < copy.len; i++) {
        if ((unsigned char)copy.ptr[i] < 0x20 || copy.ptr[i] == 0x7F) {
            ((char *)copy.ptr)[i] = ' ';
        }
    }
    return copy;
}

enum status feed_csv_map(struct feed_csv *csv, const struct csvin_row *row, struct why *why)
{
    struct arena *arena = &csv->arena;
    struct spellings all;
    csv->columns = row->count;
    csv->headings = arena_array(arena, struct str, row->count);
    csv->seen = arena_array(arena, struct datein_column, row->count);
    csv->order = arena_array(arena, enum datein_order, row->count);
    csv->column = arena_array(arena, int, csv->format->count);
    int *field = arena_array(arena, int, row->count);
    if (arena->failed || make_spellings(csv, &all) != ST_OK) {
        return why_not(why, ST_NOMEM, "no memory");
    }
    for (size_t i = 0; i < csv->format->count; i++) {
        csv->column[i] = -1;
    }
    csv->field = field;
    for (size_t i = 0; i < row->count; i++) {
        csv->headings[i] = clean(arena, row->cells[i]);
        enum status st = arena->failed ? ST_NOMEM : map_column(csv, &all, i, why);
        if (st != ST_OK) {
            csv->field = NULL; /* not understood */
            return st;
        }
    }
    return ST_OK;
}

enum status feed_csv_decide(struct feed_csv *csv, struct why *why)
{
    for (size_t i = 0; i < csv->columns; i++) {
        if (csv->field[i] < 0 || csv->format->fields[csv->field[i]].type != FEED_TIME) {
            continue;
        }
        enum datein_order given = csv->run->options->dates;
        csv->order[i] = given ? given : datein_decide(&csv->seen[i]);
        if (csv->seen[i].slashed && csv->order[i] == DATEIN_UNKNOWN) {
            return why_not(why, ST_INVALID,
                           "the dates in the column \"" STR_FMT
                           "\" may have the day or the month first; give --dates "
                           "dmy or --dates mdy",
                           STR_ARG(csv->headings[i]));
        }
    }
    return ST_OK;
}

static const char *separator_name(char separator)
{
    return separator == ',' ? "comma" : separator == ';' ? "semicolon" : separator == '\t' ? "tab" : "bar";
}

/* How the dates were taken, when any column has dates whose order is a question. */
static const char *dates_name(const struct feed_csv *csv)
{
    for (size_t i = 0; i < csv->columns; i++) {
        if (csv->seen[i].slashed && csv->order[i] != DATEIN_UNKNOWN) {
            return csv->order[i] == DATEIN_DMY ? ", dates with the day first"
                                               : ", dates with the month first";
        }
    }
    return "";
}

/* "email"; of another kind of record than the format's first, "enrollment.status". */
static void tell_field(const struct feed_csv_format *format, int field, struct buf *text)
{
    const struct feed_field *f = &format->fields[field];
    bool first = str_eq(str_of(f->record), str_of(format->fields[0].record));
    buf_format(text, "%s%s%s\n", first ? "" : f->record, first ? "" : ".", f->key);
}

void feed_csv_tell(const struct feed_csv *csv, const char *encoding, char separator)
{
    const struct feed_events *events = csv->run->events;
    struct buf text;
    if (events->note == NULL) {
        return;
    }
    buf_init(&text, LIMIT_RECORD);
    buf_format(&text, "%s: %s, separator %s%s\n", csv->place.file, encoding, separator_name(separator),
               dates_name(csv));
    for (size_t i = 0; i < csv->columns; i++) {
        int field = csv->field[i];
        struct str heading = csv->headings[i];
        if (heading.len == 0) {
            continue;
        }
        buf_format(&text, "  " STR_FMT " -> ", STR_ARG(heading));
        if (field == FEED_CSV_EXTRA) {
            buf_format(&text, "attributes." STR_FMT "\n", STR_ARG(feed_csv_attribute(heading)));
        } else if (field == FEED_CSV_IGNORED || csv->format->fields[field].type == FEED_UNUSED) {
            buf_lit(&text, "(left out)\n");
        } else if (csv->format->fields[field].type == FEED_MANAGER) {
            buf_lit(&text, "managerEmail or managerName\n");
        } else {
            tell_field(csv->format, field, &text);
        }
    }
    if (!text.failed) {
        events->note(events->to, buf_text(&text));
    }
    buf_done(&text);
}
