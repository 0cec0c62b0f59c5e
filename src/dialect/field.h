/* field.h: fields as data: what a row's member is called in an answer, and how its value is spelled. An
 * answer's envelope is a table over struct page or over one row, an error body one over struct refusal. A
 * member of the wrong type in a table does not compile (table.h has the macros). */
#ifndef MUSTER_DIALECT_FIELD_H
#define MUSTER_DIALECT_FIELD_H

#include "base/csvout.h"
#include "base/str.h"
#include "base/uuid.h"
#include "dialect/evidence.h"
#include "model/rows.h"
#include "model/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a pseudonymous key sees instead of a text. */
enum mask {
    MASK_UNSET,
    MASK_PLAIN,
    MASK_ADDRESS,
    MASK_FREE_TEXT,
    MASK_FIRST_NAME, /* "Anonymous" */
    MASK_LAST_NAME,  /* "User" */
    MASK_FULL_NAME,  /* "Anonymous User" */
};

enum shape {
    SHAPE_END,
    SHAPE_TEXT,     /* struct str */
    SHAPE_INT,      /* int64_t; NONE: no value */
    SHAPE_REAL,     /* double; below 0: no value */
    SHAPE_BOOL,     /* bool; with a wording one of its two words */
    SHAPE_TRUTH,    /* int: 0, 1, -1: no value */
    SHAPE_UUID,     /* struct uuid */
    SHAPE_TIME,     /* int64_t ticks; NONE: no value */
    SHAPE_WORD,     /* int, an enumeration; below the wording's first: no value */
    SHAPE_LIST,     /* struct list */
    SHAPE_OBJECT,   /* a struct within the row, by the field's table */
    SHAPE_INT_TEXT, /* int64_t, printed as a text: "20" */
    SHAPE_TEXTS,    /* struct texts: a list of texts */
    SHAPE_LENGTH,   /* int64_t seconds, as OPTION_CLOCK and OPTION_NUMBER say, else as SHAPE_INT_TEXT */
    SHAPE_INTS,     /* struct ints; parameters only */
    SHAPE_PIECES,   /* struct list of struct str: a long text as pieces of JSON, quotes included; null in JSON
                       too */
    SHAPE_JSON,     /* const struct jsonin *: any JSON value of a body; parameters only */
};

/* An enumeration's words in one API; word[0] belongs to the value `first`. It must cover the enumeration:
 * up to `last`, or where the model spells it, all of `of`. */
struct wording {
    const char *const *word;
    int count, first, last;
    const struct words *of;
};

/* Bits of a view's options that change how lengths of time are spelled: "00:14:00", 840 instead of "840". */
enum { OPTION_CLOCK = 62, OPTION_NUMBER = 63 };

/* What a request may vary in an answer. */
struct view {
    bool csv;
    bool array;                /* JSON: the envelope's list alone, without the envelope */
    uint64_t options;          /* bit 1 << n: fields with .option = n are in this answer */
    enum csvout_escape escape; /* of CSV cells */
    int64_t tenant;
    const unsigned char *pseudonym_key; /* 32 bytes; NULL: people are shown as they are */
};

struct table;

struct field {
    struct str key;
    enum shape shape;
    size_t at; /* offset in the row */
    enum mask mask;
    enum evidence evidence;
    const char *pattern;           /* SHAPE_TIME: as when_print */
    const struct wording *wording; /* SHAPE_WORD, SHAPE_BOOL */
    const struct table *table;     /* SHAPE_LIST: of its rows; SHAPE_OBJECT */
    bool joins;                    /* programs join by it: never escaped in CSV */
    int option; /* 1..61: only in answers whose view has this bit of options; 0: in every answer */
    /* for the API's description (openapi.h) */
    bool null;           /* there may be no value */
    const char *about;   /* a sentence, where the key does not say it all */
    const char *example; /* JSON */
};

struct table {
    size_t row_size;
    const struct field *fields; /* ends with SHAPE_END */
    const char *name;           /* of its rows' schema; NULL: none */
};

#endif
