/* members.h: the member tables: one row for each key a record may carry. */
#ifndef MUSTER_MODEL_MEMBERS_H
#define MUSTER_MODEL_MEMBERS_H

#include "model/record.h"

#include <stddef.h>

enum member_type {
    M_END,
    M_NAME,    /* an identifier: 1..LIMIT_NAME bytes, no controls, white space at the ends cut */
    M_EMAIL,   /* a name with something on both sides of an @ and no space */
    M_TEXT,    /* any text up to LIMIT_TEXT */
    M_COUNTRY, /* two letters, kept upper case */
    M_INT,     /* lo..hi; decimal strings are accepted */
    M_REAL,    /* lo..hi */
    M_TRUTH,   /* true, false, null */
    M_TIME,
    M_WORD,
    M_UUID,
    M_KEY24,
    M_MAP,      /* an object of texts; kept as JSON with sorted keys */
    M_TEXTS,    /* an array of texts; kept as sorted JSON without repeats */
    M_DATE,     /* int64_t: days since 1970 */
    M_CLOCK,    /* int64_t: seconds of a day */
    M_METADATA, /* an array of {key, value, important}; kept as sorted JSON */
    M_BOXES,    /* an array of {name, email}; kept as JSON in that order */
    M_BYTES,    /* any bytes up to LIMIT_MAIL_RAW; base64 in records */
};

/* Who may see it in what form: pseudonymous keys, log redaction and the subject's export read this. */
enum privacy { PLAIN, IDENTITY, BEHAVIOR, FREE_TEXT };

struct member {
    const char *key;    /* "a.b": member b of the object a */
    const char *column; /* in the store; NULL: the store keeps a reference instead */
    enum member_type type;
    enum privacy privacy;
    size_t at;
    int64_t lo, hi;
    const struct words *words;
    bool reference; /* names another record: the store keeps its key, and a spelling is no change */
    bool made;      /* follows from other members: neither read from records nor printed */
    bool required;  /* must stand in every record that is not a deletion: part of the natural key */
};

struct kind_table {
    const char *name;
    size_t size;
    const struct member *members;
    int count;
};

/* The table of a kind (never KIND_NONE or KIND_COUNT: must). */
const struct kind_table *kind_table(enum record_kind kind);

/* The kind of that name; KIND_NONE when there is none. */
enum record_kind kind_of(struct str name);

/* The index of a member by its place in the kind's struct; a wrong offset is a bug. Used with offsetof. */
int member_index(enum record_kind kind, size_t at);

/* Whether the record gives the member at this offset. */
bool record_gives(const struct record *record, size_t at);

/* Whether the place holds a value of the member. */
bool member_there(const struct member *member, const void *at);

/* A body with nothing in it. */
void record_init(struct record *record, enum record_kind kind);

#endif
