/* refused.h: why a request is refused, and what an API answers to it. */
#ifndef MUSTER_DIALECT_REFUSED_H
#define MUSTER_DIALECT_REFUSED_H

#include "base/str.h"
#include "dialect/evidence.h"

/* Why a request is refused, in no vendor's words. */
enum refused {
    REFUSED_NOT,
    REFUSED_NO_CUSTOMER,
    REFUSED_BAD_CUSTOMER,
    REFUSED_NO_KEY,
    REFUSED_BAD_KEY,
    REFUSED_RANGE,    /* a good key from outside its networks; without words of its own as REFUSED_BAD_KEY */
    REFUSED_PLAIN,    /* not over TLS; only where the API asks for it */
    REFUSED_SCOPE,    /* a good key without the right to this route */
    REFUSED_RATE,     /* the customer's budget is spent */
    REFUSED_STRANGER, /* too many failed authentications from this address */
    REFUSED_ROUTE,
    REFUSED_METHOD,
    REFUSED_MISSING,
    REFUSED_INVALID,
    REFUSED_UNACCEPTABLE, /* well-formed, but not a value that can be; without words as REFUSED_INVALID */
    REFUSED_BODY,         /* the body is not what the route reads; without words as REFUSED_INVALID */
    REFUSED_UNKNOWN,      /* no such campaign, user, ... */
    REFUSED_REFERENCE,    /* a value names what is not there; without words as REFUSED_UNKNOWN */
    REFUSED_TAKEN,        /* a value is somebody else's; without words as REFUSED_INVALID */
    REFUSED_NOT_READY,    /* its file cannot be downloaded yet */
    REFUSED_TOO_LARGE,
    REFUSED_INTERNAL,
    REFUSED_COUNT
};

/* What one API answers to a refusal; field is the default where the step names none. text: the reason in the
 * API's own words, in which {field} and {reason} stand for what the step said; NULL: the step's reason. */
struct refusal_words {
    int status;
    const char *code, *field;
    enum evidence evidence;
    const char *text;
};

/* The words of a refusal; of one without words of its own those of the refusal that it stands for. */
const struct refusal_words *refused_words(const struct refusal_words *words, enum refused what);

/* "bad key", "too large": for descriptions. */
const char *refused_name(enum refused what);

/* A refusal on its way to the encoder; texts live as long as the request. */
struct denial {
    enum refused what;
    struct str field, reason;
};

#endif
