/* encode.h: the one encoder. It walks a table over a row and can stop between any two cells (in CSV and
 * pulled lists: between two rows), so that an answer of any size streams in constant memory: lists are pulled
 * row by row. */
#ifndef MUSTER_DIALECT_ENCODE_H
#define MUSTER_DIALECT_ENCODE_H

#include "base/buf.h"
#include "dialect/field.h"

/* Tables within tables, and the lists between them: an answer, its rows, the lists of those, and their rows.
 */
enum { ENCODE_DEPTH = 8 };

enum encoded {
    ENCODED_BROKEN = 0, /* a list could not go on, or out was too small: what was written is not an answer */
    ENCODED_MORE,       /* enough for now */
    ENCODED_ALL,
};

struct encode_frame {
    const struct table *table;
    const struct field *field; /* the next one to write */
    const char *row;
    struct list list;       /* its own copy of the list it is in, where it writes the rows of one */
    bool pieces;            /* list gives pieces of one value */
    bool rows, comma, open; /* open: the list's bracket is still to be written */
};

struct encode {
    const struct view *view;
    struct encode_frame frames[ENCODE_DEPTH];
    int depth; /* 0: done */
};

/* Prepares to write the row by its table; for a CSV view a table with one list, whose fields are the columns.
 * Row and view stay the caller's and must outlive the encoding; a row
 * of a pulled list only until the list's next. */
void encode_init(struct encode *encode, const struct table *table, const void *row, const struct view *view);

/* Writes on until everything is written or out holds at least `enough` bytes. */
enum encoded encode_more(struct encode *encode, struct buf *out, size_t enough);

#endif
