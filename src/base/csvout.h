/* csvout.h: writing CSV into a buf: RFC 4180 with CRLF, cells quoted only where they must be.
 *
 *     struct csvout out = csvout_to(&buf, CSVOUT_PLAIN);
 *     csvout_cell(&out, STR("Ann")); csvout_cell(&out, STR_NONE); csvout_end(&out); */
#ifndef MUSTER_BASE_CSVOUT_H
#define MUSTER_BASE_CSVOUT_H

#include "base/buf.h"

enum csvout_escape {
    CSVOUT_PLAIN, /* every cell as it is */
    /* A spreadsheet takes a cell that begins with = + - @, tab or CR for a formula: such a cell gets an
     * apostrophe in front, and one that begins with apostrophes before such a character gets one more, so
     * that csvin_unescape gives back exactly what was written. */
    CSVOUT_EXCEL,
};

struct csvout {
    struct buf *buf;
    enum csvout_escape escape;
    size_t cells;     /* in this row */
    size_t row_start; /* in buf */
};

struct csvout csvout_to(struct buf *buf, enum csvout_escape escape);

/* The next cell; absent text is an empty cell. */
void csvout_cell(struct csvout *out, struct str text);

/* The next cell, never escaped (quoted all the same): keys, by which programs join. */
void csvout_key(struct csvout *out, struct str text);

/* Ends the row. */
void csvout_end(struct csvout *out);

#endif
