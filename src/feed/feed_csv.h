/* feed_csv.h: CSV files as records: a format is a table of fields (which headings, which key, what type) and
 * a function that puts the records of a row together. For the files of this folder. */
#ifndef MUSTER_FEED_FEED_CSV_H
#define MUSTER_FEED_FEED_CSV_H

#include "base/arena.h"
#include "base/csvin.h"
#include "base/json.h"
#include "feed/feed_country.h"
#include "feed/feed_format.h"

enum feed_type {
    FEED_TEXT,
    FEED_KEY,         /* names somebody or something: never unescaped, never null */
    FEED_GUID,        /* the same, and a GUID */
    FEED_REFERENCE,   /* the same as a key, but the format writes it itself */
    FEED_INT,         /* a whole number */
    FEED_REAL,        /* a number; a decimal comma is understood */
    FEED_TRUTH,       /* yes or no in the big languages, true, false, 1, 0, x */
    FEED_TIME,        /* datein.h */
    FEED_WORD,        /* one of words.h, in any case; of a person's status also in the big languages */
    FEED_COUNTRY,     /* a country's code or name */
    FEED_LIST,        /* texts with comma, semicolon or bar between them */
    FEED_MANAGER,     /* an e-mail address is managerEmail, anything else managerName */
    FEED_EMAIL,       /* an e-mail address; anything else is left out */
    FEED_ADDRESS_KEY, /* the same, never unescaped */
    FEED_VERBATIM,    /* a text, with the spaces around it */
    FEED_UNUSED,      /* known, and not part of any record */
    FEED_ATTRIBUTES,  /* no column of its own: where the extra columns go */
};

struct words;

struct feed_field {
    const char *record; /* the kind of record it belongs to */
    const char *key;    /* "ids.outthink": member outthink of ids; fields of one object stand together */
    enum feed_type type;
    const char *headings; /* with bars between them; compared by fold_letters */
    const struct words *words;
};

enum { FEED_CSV_EXTRA = -1, FEED_CSV_IGNORED = -2 }; /* what a column is, if not a field */

struct feed_csv {
    const struct feed_run *run;
    const struct feed_csv_format *format;
    struct arena arena; /* of this file */
    struct str *headings;
    size_t columns;
    int *field;                 /* of each column: index into the format's fields, or one of the two above */
    int *column;                /* of each field: its column, -1 when the file has none */
    struct datein_column *seen; /* of each column */
    enum datein_order *order;   /* of each column */
    struct feed_place place;
    struct feed_countries *countries; /* made when first needed */
    struct buf line;                  /* the record being put together */
    void *own;                        /* the format's own_size bytes, zeroed for each file */
    const struct feed_shown *shown;   /* what is known of this row already; NULL: nothing */
    bool bad_row;                     /* this row was told to be bad */
    bool stopped;                     /* the taker of records ended the work; it knows why */
};

struct feed_csv_format {
    const struct feed_field *fields;
    size_t count;
    bool extra; /* --extra-columns applies; else unknown columns are refused */
    bool quiet; /* what stands in a heading that is not known is not quoted: it may be a row with secrets */
    size_t own_size;
    /* The headings are known: whether the columns that are needed are there. */
    enum status (*begin)(struct feed_csv *csv, struct why *why);
    /* One row: feed_csv_open, _put, _close and _emit for each of its records. */
    enum status (*row)(struct feed_csv *csv, const struct csvin_row *row, struct why *why);
    void (*end)(struct feed_csv *csv); /* also where begin was not called; may be NULL */
};

/* Reads a file: finds out what its start shows, tells it, and gives row after row to the format. */
enum status feed_csv_read(const struct feed_run *run, const struct feed_csv_format *format, struct why *why);

/* The cell of a field of this key and record, unescaped and trimmed; absent: no such column, or empty. */
struct str feed_csv_cell(const struct feed_csv *csv, const struct csvin_row *row, const char *record,
                         const char *key);

/* Says that the row is bad: its column of that field (NULL: the row as a whole) and a sentence. What it
 * returns the format returns. */
enum status feed_csv_bad(struct feed_csv *csv, const char *record, const char *key, const char *sentence);

/* Whether the cell of that field says just what the store shows (csv->shown); false without such a column. */
bool feed_csv_is_shown(const struct feed_csv *csv, const struct csvin_row *row, const char *record,
                       const char *key);

/* Writes the members of that kind of record which the row has. Sets csv->bad_row and tells when a cell cannot
 * be read; the row's records are then not to be emitted. */
enum status feed_csv_put(struct feed_csv *csv, const struct csvin_row *row, const char *record,
                         struct json *j);

/* Gives a line to the taker of records; a line over LIMIT_RECORD makes the row a bad one. */
enum status feed_csv_emit(struct feed_csv *csv, struct str line);

/* The table of people-csv, so that a test can compare it with the record model. */
const struct feed_field *feed_people_fields(size_t *count);

/* Writes one cell as a value, its key before it. A sentence in why when it cannot be read. */
enum status feed_cell_put(const struct feed_field *field, struct str cell, enum datein_order order,
                          struct json *j, struct why *why);

/* The same for an empty cell that erases. */
void feed_cell_put_null(const struct feed_field *field, struct json *j);

#endif
