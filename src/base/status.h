/* status.h: what a fallible function answers. Results go through last parameters, written only on ST_OK. */
#ifndef MUSTER_BASE_STATUS_H
#define MUSTER_BASE_STATUS_H

enum status {
    ST_OK,       /* done */
    ST_END,      /* nothing more: end of rows, file or list */
    ST_INVALID,  /* the input is wrong; a struct why says what to mend */
    ST_NOTFOUND, /* no such thing */
    ST_CONFLICT, /* it contradicts what is there */
    ST_LIMIT,    /* a maximum of limits.h was passed */
    ST_NOMEM,    /* the machine gave no memory */
    ST_FULL,     /* the disk gave no space */
    ST_BUSY,     /* somebody else holds it; later may work */
    ST_IO,       /* the operating system refused */
    ST_CORRUPT,  /* stored data contradicts itself */
};

/* One sentence for a person: what is wrong, where, and what to do. Cut at its size, never overrun; controls
 * that come with quoted input are shown as "?". */
struct why {
    char text[480];
};

/* Writes the sentence (printf format) and returns st, so that a refusal is one line. why may be NULL. */
enum status why_not(struct why *why, enum status st, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Passes a failure on to the caller; for functions that own nothing that must be given back. */
#define TRY(call)                                                                                            \
    do {                                                                                                     \
        enum status try_status_ = (call);                                                                    \
        if (try_status_ != ST_OK) {                                                                          \
            return try_status_;                                                                              \
        }                                                                                                    \
    } while (0)

/* A short lower-case name of the status, for logs: "ok", "invalid", ... */
const char *status_name(enum status st);

#endif
