/* load.h: from record lines to an applied batch: what `muster import` and `muster demo` share. */
#ifndef MUSTER_CMD_LOAD_H
#define MUSTER_CMD_LOAD_H

#include "cmd/cmd.h"
#include "cmd/meter.h"

enum { LOAD_PATH_ROOM = 4096 };

struct load_options {
    struct str source; /* the list of people that the records are; absent: none */
    bool skip_bad, dry_run;
};

/* A batch that is being filled, in a scratch file of the data folder. */
struct load {
    struct cmd_store *open;
    const struct world *world;
    struct cmd_tenant tenant;
    int64_t batch_at;
    struct load_options options;
    struct batch *batch;
    struct meter meter;
    char name[64], path[LOAD_PATH_ROOM];
    int hold;           /* the scratch file, while it is filled */
    struct buf outcome; /* JSON */
};

enum status load_begin(struct load *load, struct cmd_store *open, const struct world *world,
                       const struct cmd_tenant *tenant, const struct load_options *options, struct why *why);

/* Looks at the whole. ST_INVALID: bad lines (batch_outcome lists them). */
enum status load_check(struct load *load, struct why *why);

/* Applies it, here or in the running server; load->outcome gets what came of it. */
enum status load_apply(struct load *load, struct why *why);

/* Lets the batch go, applied or not. */
void load_end(struct load *load);

#endif
