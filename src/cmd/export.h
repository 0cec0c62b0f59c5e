/* export.h: what `muster export` prints beside records (export_csv.c). */
#ifndef MUSTER_CMD_EXPORT_H
#define MUSTER_CMD_EXPORT_H

#include "base/status.h"
#include "base/str.h"
#include "store/db.h"

#include <stdio.h>

struct export_options {
    struct str data, tenant, output, campaign, config, escape;
};

/* Whether it is a format of export_csv.c; *i its number, the last argument below. */
bool export_csv_is(struct str format, int *i);

/* Writes the file of the campaign that the options name. Failures come with a sentence. */
enum status export_csv(const struct export_options *o, int format, struct db *db, int64_t tenant, FILE *file,
                       struct why *why);

#endif
