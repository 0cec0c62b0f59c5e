/* table.h: macros that write field and parameter tables. ROW is #defined to the struct that a table prints
 * before its rows; ARG needs no define. A member whose type does not fit the macro is a compile error. */
#ifndef MUSTER_DIALECT_TABLE_H
#define MUSTER_DIALECT_TABLE_H

#include "dialect/dialect.h"

/* The offset of a member that must have the type T. */
#define AT_OF(row, m, T) (offsetof(row, m) + 0 * sizeof(char[_Generic(((row *)0)->m, T : 1)]))
#define AT(m, T)         AT_OF(ROW, m, T)

#define FIELD(k, s, ...)                                                                                     \
    {                                                                                                        \
        .key = STR_INIT(k), .shape = s, __VA_ARGS__                                                          \
    }
#define F_TEXT(k, m, mk, ev, ...)                                                                            \
    FIELD(k, SHAPE_TEXT, .at = AT(m, struct str), .mask = mk, .evidence = ev, __VA_ARGS__)
#define F_KEY(k, m, mk, ev, ...)                                                                             \
    FIELD(k, SHAPE_TEXT, .at = AT(m, struct str), .mask = mk, .evidence = ev, .joins = true, __VA_ARGS__)
#define F_INT(k, m, ev, ...)  FIELD(k, SHAPE_INT, .at = AT(m, int64_t), .evidence = ev, __VA_ARGS__)
#define F_REAL(k, m, ev, ...) FIELD(k, SHAPE_REAL, .at = AT(m, double), .evidence = ev, __VA_ARGS__)
#define F_BOOL(k, m, ev, ...) FIELD(k, SHAPE_BOOL, .at = AT(m, bool), .evidence = ev, __VA_ARGS__)
#define F_FLAG(k, m, w, ev, ...)                                                                             \
    FIELD(k, SHAPE_BOOL, .at = AT(m, bool), .wording = &(w), .evidence = ev, __VA_ARGS__)
#define F_TRUTH(k, m, ev, ...) FIELD(k, SHAPE_TRUTH, .at = AT(m, int), .evidence = ev, __VA_ARGS__)
#define F_UUID(k, m, ev, ...)  FIELD(k, SHAPE_UUID, .at = AT(m, struct uuid), .evidence = ev, __VA_ARGS__)
#define F_TIME(k, m, p, ev, ...)                                                                             \
    FIELD(k, SHAPE_TIME, .at = AT(m, int64_t), .pattern = p, .evidence = ev, __VA_ARGS__)
#define F_WORD(k, m, w, ev, ...)                                                                             \
    FIELD(k, SHAPE_WORD, .at = AT(m, int), .wording = &(w), .evidence = ev, __VA_ARGS__)
#define F_LIST(k, m, t, ev, ...)                                                                             \
    FIELD(k, SHAPE_LIST, .at = AT(m, struct list), .table = &(t), .evidence = ev, __VA_ARGS__)
#define F_INT_TEXT(k, m, ev, ...) FIELD(k, SHAPE_INT_TEXT, .at = AT(m, int64_t), .evidence = ev, __VA_ARGS__)
#define F_TEXTS(k, m, mk, ev, ...)                                                                           \
    FIELD(k, SHAPE_TEXTS, .at = AT(m, struct texts), .mask = mk, .evidence = ev, __VA_ARGS__)
/* mask says what it holds; whoever gives the pieces leaves out what a pseudonymous key must not see. */
#define F_PIECES(k, m, mk, ev, ...)                                                                          \
    FIELD(k, SHAPE_PIECES, .at = AT(m, struct list), .mask = mk, .evidence = ev, __VA_ARGS__)
#define F_OBJECT(k, m, T, t, ev, ...)                                                                        \
    FIELD(k, SHAPE_OBJECT, .at = AT(m, T), .table = &(t), .evidence = ev, __VA_ARGS__)

/* What a field's description may show: a value as JSON, a text without its quotes. */
#define EXAMPLE(value)     .example = #value
#define EXAMPLE_TEXT(text) .example = "\"" text "\""

#define TABLE(n, ...)                                                                                        \
    static const struct table n = {                                                                          \
        .name = #n,                                                                                          \
        .row_size = sizeof(ROW),                                                                             \
        .fields = (const struct field[]){__VA_ARGS__, { .shape = SHAPE_END }}                              \
    }

/* The words of an enumeration, `from` its first value on. OF_MODEL: one that the model spells, all of it. */
#define WORDS_OF(...)                                                                                        \
    .word = (const char *const[]){ __VA_ARGS__ },                                                            \
    .count = (int)COUNT_OF(((const char *const[]){ __VA_ARGS__ }))
#define WORDING(name, from, to, ...)                                                                         \
    static const struct wording name = { WORDS_OF(__VA_ARGS__), .first = from, .last = to }
#define WORDING_OF(name, words, ...)                                                                         \
    static const struct wording name = { WORDS_OF(__VA_ARGS__), .first = 1, .of = &(words) }

#define ARG(m, T) AT_OF(struct args, m, T)
#define P_UUID(n, w, m, req, ev, ...)                                                                        \
    {                                                                                                        \
        .name = n, .where = w, .shape = SHAPE_UUID, .at = ARG(m, struct uuid), .required = req,              \
        .evidence = ev, __VA_ARGS__                                                                          \
    }
#define P_INT(n, m, from, to, start, ev, ...)                                                                \
    {                                                                                                        \
        .name = n, .where = IN_QUERY, .shape = SHAPE_INT, .at = ARG(m, int64_t), .lo = from, .hi = to,       \
        .initial = start, .evidence = ev, __VA_ARGS__                                                        \
    }
#define P_TEXT(n, m, req, ev, ...)                                                                           \
    {                                                                                                        \
        .name = n, .where = IN_QUERY, .shape = SHAPE_TEXT, .at = ARG(m, struct str), .required = req,        \
        .evidence = ev, __VA_ARGS__                                                                          \
    }
#define P_TIME(n, m, f, req, ev, ...)                                                                        \
    {                                                                                                        \
        .name = n, .where = IN_QUERY, .shape = SHAPE_TIME, .at = ARG(m, int64_t), .forms = f,                \
        .required = req, .evidence = ev, __VA_ARGS__                                                         \
    }
/* Lists of at most `most`; what is not there, or is empty, has n = 0. */
#define P_TEXTS(n, m, most, ev, ...)                                                                         \
    {                                                                                                        \
        .name = n, .where = IN_QUERY, .shape = SHAPE_TEXTS, .at = ARG(m, struct texts), .hi = most,          \
        .evidence = ev, __VA_ARGS__                                                                          \
    }
#define P_INTS(n, m, most, ev, ...)                                                                          \
    {                                                                                                        \
        .name = n, .where = IN_QUERY, .shape = SHAPE_INTS, .at = ARG(m, struct ints), .hi = most,            \
        .evidence = ev, __VA_ARGS__                                                                          \
    }
/* Whatever the JSON body has there; NULL where it is absent or null. Not for GET. */
#define P_JSON(n, m, req, ev, ...)                                                                           \
    {                                                                                                        \
        .name = n, .where = IN_QUERY, .shape = SHAPE_JSON, .at = ARG(m, const struct jsonin *),              \
        .required = req, .evidence = ev, __VA_ARGS__                                                         \
    }
#define P_WORD(n, m, w, none, ev, ...)                                                                       \
    {                                                                                                        \
        .name = n, .where = IN_QUERY, .shape = SHAPE_WORD, .at = ARG(m, int), .wording = &(w),               \
        .initial = none, .evidence = ev, __VA_ARGS__                                                         \
    }

#endif
