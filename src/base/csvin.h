/* csvin.h: reading CSV of any size, pushed in pieces: bytes in, rows out. Finds out encoding (decode.h) and
 * separator (comma, semicolon, tab or bar: the one that the first row has most of, or Excel's "sep=;" line).
 * Quoting is RFC 4180's: a quotation mark inside a cell is doubled, and the cell quoted. Cells lose spaces at
 * their ends unless they are quoted. Blank lines are skipped. Built on libcsv. */
#ifndef MUSTER_BASE_CSVIN_H
#define MUSTER_BASE_CSVIN_H

#include "base/status.h"
#include "base/str.h"

#include <stdint.h>

struct csvin;

struct csvin_row {
    const struct str *cells; /* UTF-8, valid until the callback returns; never absent */
    size_t count;
    int64_t line; /* where the row begins, from 1 */
};

/* Gets the rows one after the other, the header as the first. Anything but ST_OK ends the reading. */
typedef enum status (*csvin_on_row)(void *to, const struct csvin_row *row, struct why *why);

/* encoding: as in decode_new; separator: 0 finds it out. ST_INVALID (no such encoding), ST_NOMEM. */
enum status csvin_new(struct str encoding, char separator, csvin_on_row on_row, void *to,
                      struct csvin **csvin, struct why *why);
void csvin_free(struct csvin *csvin); /* NULL is fine */

/* The next bytes. ST_INVALID: no CSV, not of its encoding; ST_LIMIT: a cell over LIMIT_CSV_CELL, a row over
 * LIMIT_RECORD or LIMIT_CSV_COLUMNS; or what on_row said. The sentence names the line; the reader is
 * finished. */
enum status csvin_push(struct csvin *csvin, struct str bytes, struct why *why);

/* There are no more bytes: the last row, if its line did not end. */
enum status csvin_end(struct csvin *csvin, struct why *why);

/* What was found; the separator is 0 before the first row. */
const char *csvin_encoding(const struct csvin *csvin);
char csvin_separator(const struct csvin *csvin);

/* The line being read, from 1. */
int64_t csvin_line(const struct csvin *csvin);

/* Takes away the apostrophe that spreadsheet escaping (csvout.h) put in front of a formula character. */
struct str csvin_unescape(struct str cell);

#endif
