/* dialect.h: one vendor's reporting API as data: routes, parameters, credentials. A row's zero value denies:
 * registry_check refuses to start with a route without scope, a field without evidence, and so on. */
#ifndef MUSTER_DIALECT_DIALECT_H
#define MUSTER_DIALECT_DIALECT_H

#include "dialect/field.h"
#include "dialect/refused.h"

/* The parameters of all routes; which of them a route reads is in its table. */
struct args {
    struct uuid campaign, user, organization, parent;
    int64_t skip, take;
    int phase;           /* enum phase; -1: any */
    int campaign_status; /* 0: any */
};

enum where { IN_PATH, IN_QUERY };

struct param {
    const char *name;
    enum where where;
    enum shape shape; /* SHAPE_END ends the table; SHAPE_UUID, SHAPE_INT (clamped to lo..hi), SHAPE_WORD */
    size_t at;        /* offset in struct args */
    enum evidence evidence;
    bool required;
    int64_t lo, hi, initial; /* initial: SHAPE_INT and SHAPE_WORD, where it is absent */
    const struct wording *wording;
    const char *about, *example; /* for the API's description: a sentence, a value */
};

/* What a key may be allowed to do, by name in `muster key add --scope`. */
enum scope {
    SCOPE_NONE,
    SCOPE_ANY_KEY,
    SCOPE_CAMPAIGNS,
    SCOPE_TRAINING,
    SCOPE_ORGANIZATIONS,
    SCOPE_SIMULATIONS,
    SCOPE_COUNT
};

/* Whose budget a request spends. */
enum budget { BUDGET_UNSET, BUDGET_CUSTOMER };

/* Which query fills the envelope's row (serve/query.c has a function for each). */
enum answer {
    ANSWER_UNSET,
    ANSWER_NOTHING, /* an empty object */
    ANSWER_CAMPAIGNS,
    ANSWER_ORGANIZATIONS,
    ANSWER_TRAINING_SUMMARY,
    ANSWER_TRAINING_USERS,
    ANSWER_TRAINING_USER,
    ANSWER_TRAINING_BULK,
    ANSWER_TRAINING_COMMENTS,
    ANSWER_SIMULATION_SUMMARY,
    ANSWER_SIMULATION_USERS,
    ANSWER_SIMULATION_USER,
    ANSWER_SIMULATION_BULK,
    ANSWER_SIMULATION_COMMENTS,
    ANSWER_COUNT
};

struct route {
    const char *method, *path; /* behind the base; {name} is a path parameter */
    enum scope scope;
    enum budget budget;
    enum answer answer;
    enum evidence evidence;
    bool clock;                 /* the answer depends on the time: its ETag holds the minute */
    const struct param *params; /* ends with SHAPE_END */
    const struct table *envelope;
    const char *file; /* the answer is a CSV file, streamed: the last word of its name; NULL: it is JSON */
    /* for the API's description: its part of the API, what it gives in a few words, and a sentence or two */
    const char *tag, *summary, *about;
    const char *id; /* of the operation; NULL: made of method and path */
};

/* How a client proves who it is: headers by name. */
struct credentials {
    const char *customer; /* header with the customer id; NULL: the key tells */
    const char *key;      /* header with the key */
    const char *scheme;   /* word in front of the key */
};

enum { API_OUTTHINK = 1, API_SECURITYJOURNEY = 2, API_CULTUREAI = 4, API_KASPERSKY = 8, API_MUSTER = 16 };

struct dialect {
    const char *name, *base;
    const char *title, *about; /* for its description: "OutThink Analytics API", and sentences */
    unsigned api;              /* bit of a key's APIs */
    bool any_case;             /* path words, parameter names and enumeration values match in any case */
    struct credentials credentials;
    const char *content_type;             /* of JSON answers */
    const struct route *routes;           /* ends with a NULL method */
    const struct table *refusal;          /* over struct refusal (model/rows.h) */
    const struct refusal_words *refusals; /* REFUSED_COUNT rows */
};

#endif
