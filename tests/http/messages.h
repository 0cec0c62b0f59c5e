/* messages.h: the table of HTTP messages (tests/http/messages/README.md has its format). */
#ifndef MUSTER_TESTS_HTTP_MESSAGES_H
#define MUSTER_TESTS_HTTP_MESSAGES_H

#include "base/buf.h"

#include <stddef.h>

enum { MESSAGE_WANTS = 4, MESSAGE_CASES = 600 };

struct message_case {
    char *name;
    size_t limit;    /* 0: the usual */
    struct buf sent; /* the bytes */
    struct str wants[MESSAGE_WANTS];
    size_t want_count;
    struct str fields[MESSAGE_WANTS * 4]; /* "Name=value" */
    size_t field_want[MESSAGE_WANTS * 4]; /* of which message */
    size_t field_count;
};

struct message_table {
    struct message_case *cases;
    size_t count;
};

/* Reads every .txt file of the folder in the order of their names. Ends the program with a sentence when a
 * line is not understood: a test that is skipped by mistake is worse than none. */
struct message_table messages_read(const char *folder);
void messages_free(struct message_table *table);

#endif
