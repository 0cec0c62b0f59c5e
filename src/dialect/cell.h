/* cell.h: one scalar of a row as text, plus whether it is a string, and whether there is anything at all.
 * JSON and CSV are both written from cells. */
#ifndef MUSTER_DIALECT_CELL_H
#define MUSTER_DIALECT_CELL_H

#include "dialect/field.h"

enum cell_how {
    CELL_NONE,   /* no value: null in JSON, empty in CSV */
    CELL_BARE,   /* a number or truth: without quotes in JSON */
    CELL_STRING, /* text */
};

struct cell {
    enum cell_how how;
    struct str text; /* in the row, in a table or in room */
    char room[64];
};

/* The cell of one text of a list (SHAPE_TEXTS). */
void cell_text(struct cell *cell, const struct field *field, struct str text, const struct view *view);

/* The cell of a scalar field (a list or an object: must) of the row for a view. Pure. Text stays where it is.
 */
void cell_of(struct cell *cell, const struct field *field, const void *row, const struct view *view);

#endif
