/* opt.h: command-line options from a table. The same rows parse the arguments and print --help.
 *
 *     struct demo_options { struct str data; int64_t people; bool tls; struct opt_list listen; };
 *     static const struct opt rows[] = {
 *         { "data", 0, "DIR", OPT_TEXT(struct demo_options, data), "muster-data", "keep everything in DIR" },
 *         { "people", 0, "N", OPT_INT(struct demo_options, people), "250", "make up N people", 1, 100000 },
 *         { "tls", 0, NULL, OPT_FLAG(struct demo_options, tls), NULL, "serve over TLS" },
 *         { "listen", 'l', "ADDR:PORT", OPT_MANY(struct demo_options, listen), NULL, "listen there" },
 *     };
 *     static const struct opt_command demo = { "muster demo [OPTION]...", "Starts ...", rows, COUNT_OF(rows)
 * }; enum status st = opt_parse(&demo, &argc, argv, &options, &why);
 *
 * A member of the wrong type does not compile. Every command has --help and -h without a row of its own. */
#ifndef MUSTER_BASE_OPT_H
#define MUSTER_BASE_OPT_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opt_kind { OPT_KIND_FLAG = 1, OPT_KIND_TEXT, OPT_KIND_INT, OPT_KIND_MANY };

/* The values of an option that may be given several times, in their order. */
struct opt_list {
    struct str item[LIMIT_OPTION_LIST];
    size_t count;
};

struct opt {
    const char *name;    /* without the two hyphens */
    char letter;         /* short form, or 0 */
    const char *arg;     /* the argument's name in --help; NULL for a flag */
    enum opt_kind kind;  /* kind and place come from one of the four macros below */
    size_t at;           /* where in the values */
    const char *missing; /* the value when it is not given; NULL: absent text, 0, empty list */
    const char *help;    /* one sentence without a full stop, lower case */
    int64_t lo, hi;      /* bounds of an INT; both 0: any */
};

#define OPT_AT(type, member, wanted)                                                                         \
    (offsetof(type, member) + 0 * sizeof(&((type *)NULL)->member == (wanted *)NULL))
#define OPT_FLAG(type, member) OPT_KIND_FLAG, OPT_AT(type, member, bool)
#define OPT_TEXT(type, member) OPT_KIND_TEXT, OPT_AT(type, member, struct str)
#define OPT_INT(type, member)  OPT_KIND_INT, OPT_AT(type, member, int64_t)
#define OPT_MANY(type, member) OPT_KIND_MANY, OPT_AT(type, member, struct opt_list)

struct opt_command {
    const char *usage; /* "muster import FORMAT [OPTION]... [FILE]..." */
    const char *about; /* sentences, shown by --help below the usage */
    const struct opt *rows;
    size_t row_count;
    size_t least, most; /* positional arguments; most = SIZE_MAX: any number */
};

/* Exit statuses of every command. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* Reads argv[0 .. *argc) (the words behind the command's own): --name VALUE, --name=VALUE, -l VALUE, -lVALUE;
 * "--" ends the options; "-" alone is positional. Fills the values, defaults first. The positional words are
 * moved to the front of argv and *argc becomes their number. Texts point into argv and the table.
 * ST_END: --help was asked for. ST_INVALID: wrong usage, in words. The values are then half filled. */
enum status opt_parse(const struct opt_command *command, int *argc, char **argv, void *values,
                      struct why *why);

/* What --help prints. */
void opt_help(const struct opt_command *command, struct buf *out);

/* The name nearest to a misspelt one, for "did you mean": NULL when none is near (2 edits, or a third of the
 * word). names is an array of `count` rows of `stride` bytes, each beginning with a const char * name. */
const char *opt_nearest(struct str word, const void *names, size_t count, size_t stride);

#endif
