/* args.h: the parameters of routes as typed values, and where each is read from. */
#ifndef MUSTER_DIALECT_ARGS_H
#define MUSTER_DIALECT_ARGS_H

#include "dialect/field.h"
#include "dialect/refused.h"

/* The parameters of all routes; which of them a route reads is in its table. Texts and JSON live as long as
 * the request. */
struct jsonin;
struct args {
    struct uuid campaign, user, organization, parent;
    int64_t skip, take;
    int phase;           /* enum phase; -1: any */
    int campaign_status; /* 0: any */
    int64_t limit, offset, updated_after, updated_before;
    struct texts texts; /* values of a list, as the route means them */
    struct ints ids;
    int language;      /* of the Kaspersky API: its place in kaspersky_languages */
    int64_t page_size; /* of lists that go on by a cursor */
    struct str cursor;
    /* a behavior event that is told */
    struct str behavior, email, description, date, time;
    int64_t employee, reference;                         /* employee: NONE where it is not given */
    int64_t page;                                        /* from 1; 0: all */
    struct str user_id, group_id, full_name, short_name; /* a person who is changed, with email */
    int64_t from, report;                                /* of reported mail: since when, which */
    struct str report_type;
    const struct jsonin *json; /* a part of the body that the route reads by itself */
};

/* IN_QUERY: also in the body, where the route reads one. In a JSON body "a.b" is the member b of the object
 * a; in a query or form a list is name[]=1&name[]=2 or name[0]=1&name[1]=2. */
enum where { IN_PATH, IN_QUERY };

/* How a route reads its body; what of the body is no parameter is ignored, as is its Content-Type. */
enum body {
    BODY_DROPPED,       /* not at all */
    BODY_FORM,          /* as more of the query; of two equal names the query's counts */
    BODY_JSON,          /* a JSON object, and no query */
    BODY_JSON_OR_QUERY, /* a JSON object if there is a body, else the query; in both: the body's counts */
};

struct param {
    const char *name;
    enum where where;
    enum shape shape; /* SHAPE_END ends the table; UUID, INT, WORD, TEXT, TIME, TEXTS, INTS, JSON */
    size_t at;        /* offset in struct args */
    enum evidence evidence;
    bool required;
    int64_t lo, hi, initial; /* SHAPE_INT; initial, also SHAPE_WORD: where it is absent; hi: most of a list */
    enum refused outside;    /* SHAPE_INT beyond lo..hi: how it is refused; REFUSED_NOT: it is clamped */
    unsigned forms;          /* SHAPE_TIME: forms that are read (dialect/moment.h) */
    const struct wording *wording;
    const char *about, *example; /* for the API's description: a sentence, a value as JSON */
};

#endif
