/* apply_kit.h: a store in a temporary folder with one tenant, for the tests of src/apply: lines go in through
 * a batch, records come out through the export. Lines are written with ' for ". The clock of a batch is given
 * in seconds after 2026-01-01T00:00:00Z. */
#ifndef MUSTER_TESTS_APPLY_KIT_H
#define MUSTER_TESTS_APPLY_KIT_H

#include "unit.h"

#include "apply/batch.h"
#include "base/world.h"
#include "store/store.h"

#define KIT_T0       ((int64_t)17672256000000000) /* 2026-01-01T00:00:00Z */
#define KIT_AT(s)    (KIT_T0 + (int64_t)(s)*10000000)
#define KIT_CUSTOMER "6b1e8f10-0000-4000-8000-00000000c0de"

struct kit {
    char dir[64];
    struct world world;
    struct store *store;
    struct db *db; /* the writing connection */
    int64_t tenant;
    struct uuid customer;
    struct outcome outcome; /* of the last batch; listed belongs to the kit */
    struct why why;
    bool skip_bad;
};

void kit_open(struct kit *kit);
void kit_close(struct kit *kit);

/* Another tenant of the same store. */
int64_t kit_add_tenant(struct kit *kit, const char *name, const char *customer);

/* The options of a batch at second `at`. */
struct batch_options kit_options(struct kit *kit, int at);

/* Adds the lines of a text to a batch; file lines count from 1. */
void kit_lines(struct batch *batch, const char *lines);

/* One batch of lines at second `at`, checked and applied chunk by chunk. ST_INVALID: bad lines. */
enum status kit_try(struct kit *kit, int at, const char *lines);

/* The same; must succeed without a bad line. */
void kit_apply(struct kit *kit, int at, const char *lines);

/* The one bad line of a batch that is refused: its number, its field, a part of its sentence. */
void kit_refused(struct kit *kit, int at, const char *lines, int line, const char *field, const char *part);

/* All records; free() it. */
char *kit_export(struct kit *kit);
char *kit_export_of(struct db *db, int64_t tenant);

/* Every row of every table of the store but the tenants, imports and counters; free() it. */
char *kit_dump(struct kit *kit);

/* Whether a line of the export holds all parts (separated by spaces, ' for "). */
bool kit_exports(struct kit *kit, const char *parts);

/* The value of a query of one integer, on a connection of its own; KIT_NULL when there is none. */
#define KIT_NULL INT64_MIN
int64_t kit_number(struct kit *kit, const char *sql);

/* Changes the store behind everybody's back. */
void kit_spoil(struct kit *kit, const char *sql);

int64_t kit_seq(struct kit *kit);

/* verify_tenant finds nothing; else fails and shows what. */
#define kit_verify(kit) kit_verify_at((kit), __FILE__, __LINE__)
void kit_verify_at(struct kit *kit, const char *file, int line);

/* What verify_tenant tells, one sentence a line; free() it. *count: how many. */
char *kit_findings(struct kit *kit, int64_t *count);

/* Both texts are equal, else the first line in which they differ is shown. */
void kit_same(const char *a, const char *b, const char *file, int line);
#define assert_same(a, b) kit_same((a), (b), __FILE__, __LINE__)

#endif
