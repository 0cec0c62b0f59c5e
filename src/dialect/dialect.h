/* dialect.h: one vendor's reporting API as data: routes, parameters, credentials. A row's zero value denies:
 * registry_check refuses to start with a route without scope, a field without evidence, and so on. */
#ifndef MUSTER_DIALECT_DIALECT_H
#define MUSTER_DIALECT_DIALECT_H

#include "base/settings.h"
#include "dialect/answer.h"
#include "dialect/args.h"

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
    bool stream;      /* a JSON answer whose list is pulled (serve/stream.h): it has no ETag */
    bool untagged;    /* no ETag either: its answers must not be kept */
    bool array;       /* the envelope's list alone is the answer */
    bool either;      /* that or the envelope, as its query decides; both are described */
    enum body body;
    size_t body_limit; /* bytes of a body; 0: LIMIT_HTTP_BODY */
    /* bit 1 << enum refused of what its query refuses beyond what follows from the rest of the row: for the
     * API's description */
    uint64_t refuses;
    /* for the API's description: its part of the API, what it gives in a few words, and a sentence or two */
    const char *tag, *summary, *about;
    const char *id; /* of the operation; NULL: made of method and path */
};

/* How a client proves who it is: headers by name. */
struct credentials {
    const char *customer; /* header with the customer id; NULL: the key tells */
    const char *key;      /* header with the key */
    const char *scheme;   /* word in front of the key; NULL: the header's value is the key */
    bool bare;            /* the scheme may be left out */
};

/* Settings with the months that a token lives, and that it may be unused; 0 months: for ever. */
struct aging {
    enum setting life, unused;
};

enum { API_OUTTHINK = 1, API_SECURITYJOURNEY = 2, API_CULTUREAI = 4, API_KASPERSKY = 8, API_MUSTER = 16 };

struct dialect {
    const char *name, *base;
    /* for its description: "OutThink Analytics API", sentences, and what is known of Correlation-Id (else
     * ours) */
    const char *title, *about;
    enum evidence correlation;
    unsigned api;  /* bit of a key's APIs */
    bool any_case; /* path words, parameter names and enumeration values match in any case */
    struct credentials credentials;
    enum setting rate;                    /* how many requests a second a customer may make */
    enum setting plain;                   /* the setting that allows plain HTTP; 0: nothing forbids it */
    const struct aging *aging;            /* NULL: tokens live as long as their key */
    const char *content_type;             /* of JSON answers */
    const struct route *routes;           /* ends with a NULL method */
    const struct table *refusal;          /* over struct refusal (model/rows.h) */
    const struct refusal_words *refusals; /* REFUSED_COUNT rows; refused.h */
};

#endif
