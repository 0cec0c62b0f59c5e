/* parts.h: the structure of a message as ranges of its own bytes: no copy, no recursion, bounded for any
 * input. What a broken message means is decided so that something readable remains: a missing end closes
 * everything, a header without an end is the whole. */
#ifndef MUSTER_MAIL_PARTS_H
#define MUSTER_MAIL_PARTS_H

#include "base/arena.h"
#include "base/status.h"

enum part_shape {
    PART_LEAF = 0,
    PART_MULTI,   /* multipart: what follows with parent = this are its parts */
    PART_MESSAGE, /* message/rfc822: the next part is the message inside, unless it is transfer-encoded */
};

struct part {
    struct str head;     /* its header fields with their line ends, without the empty line */
    struct str body;     /* as it is written: transfer-encoded, without the line end before a boundary */
    struct str type;     /* "text/html", lower case; never absent */
    struct str boundary; /* of a multipart */
    enum part_shape shape;
    int parent; /* index, -1 of the message itself */
    int depth;
};

struct parts {
    struct part *at;
    int n;
    bool cut;  /* more than LIMIT_MAIL_PARTS: the others are left out */
    bool deep; /* nested deeper than LIMIT_MAIL_DEPTH: what is deeper stays one leaf */
};

/* The parts of raw in the order in which they stand; the first is the message. ST_NOMEM. */
enum status parts_find(struct arena *arena, struct str raw, struct parts *parts);

/* The header block at the front of `raw`, and what is behind the empty line. A line that is no field ends it.
 */
struct str parts_head(struct str raw, struct str *body);

/* The value of the nth field of that name (from 0), unfolded, with white space at its ends cut, at most
 * LIMIT_MAIL_FIELD bytes; absent when there is none. */
struct str parts_field(struct arena *arena, struct str head, struct str name, int nth);

/* Whether the part lies in the message that begins at part `message`, and not in one inside it. */
bool parts_within(const struct parts *parts, int part, int message);

#endif
