/* export.c: `muster export`: records, and the files of export_csv.c. */
#include "apply/export.h"
#include "base/limits.h"
#include "base/must.h"
#include "cmd/cmd.h"
#include "cmd/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct opt rows[] = {
    CMD_DATA_ROW(struct export_options),
    {"tenant",      0,   "NAME",       OPT_TEXT(struct export_options, tenant),   NULL,
                             "whose records (may be left out when there is one tenant)"                                                        },
    { "campaign",   0,   "ID",         OPT_TEXT(struct export_options, campaign), NULL,
                             "of a CSV file: the id of the campaign's record, or its GUID"                                                     },
    { "csv-escape", 0,   "none|excel", OPT_TEXT(struct export_options, escape),   NULL,
                             "of a CSV file: what the setting csv.escape says"                                                                 },
    { "config",     0,   "FILE",       OPT_TEXT(struct export_options, config),   NULL, "read settings from FILE (ini)"},
    { "output",     'o', "FILE",       OPT_TEXT(struct export_options, output),   NULL,
                             "write to FILE and not to standard output"                                                                        },
};

static const struct opt_command command = {
    "muster export FORMAT [OPTION]...",
    "Prints one moment of the store, also beside a running server. FORMAT is records, a tenant's records, "
    "one a "
    "line, from which `muster import records` reproduces every answer in an empty store; or "
    "outthink-users-csv, "
    "outthink-simulation-csv, outthink-comments-csv, the files of the OutThink API for one campaign.",
    rows,
    COUNT_OF(rows),
    1,
    1
};

static enum status write_line(void *to, struct str line)
{
    FILE *file = to;
    bool good = fwrite(line.ptr, 1, line.len, file) == line.len && putc('\n', file) != EOF;
    return good ? ST_OK : ST_IO;
}

/* What is exported is about people: a new file is for its owner only. */
static FILE *make_private(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (file == NULL && fd >= 0) {
        close(fd);
    }
    return file;
}

enum { RECORDS = -1 }; /* not one of export_csv.c */

static enum status write_all(const struct export_options *o, int format, struct db *db, int64_t tenant,
                             struct why *why)
{
    FILE *file = o->output.ptr ? make_private(o->output.ptr) : stdout;
    if (file == NULL) {
        return why_not(why, ST_IO, "cannot write %s: %s", o->output.ptr, strerror(errno));
    }
    enum status st = format == RECORDS ? export_records(db, tenant, write_line, file, why)
                                       : export_csv(o, format, db, tenant, file, why);
    if ((file == stdout ? fflush(file) : fclose(file)) != 0 && st == ST_OK) {
        st = why_not(why, ST_IO, "cannot write the export: %s", strerror(errno));
    }
    struct stat info;
    if (st != ST_OK && o->output.ptr != NULL && lstat(o->output.ptr, &info) == 0 && S_ISREG(info.st_mode)) {
        unlink(o->output.ptr); /* half a file looks like a whole one */
    }
    return st;
}

int cmd_export(int argc, char **argv)
{
    struct export_options o;
    struct why why = { "" };
    struct cmd_store open;
    struct cmd_tenant tenant;
    int status, format;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    bool csv = export_csv_is(str_of(argv[0]), &format);
    if (!csv && strcmp(argv[0], "records") != 0) {
        return cmd_usage("there is no export format %s; there are records, outthink-users-csv, "
                         "outthink-simulation-csv and outthink-comments-csv",
                         argv[0]);
    }
    if (csv != (o.campaign.ptr != NULL)) {
        return cmd_usage(csv ? "say of which campaign, with --campaign" : "--campaign is for CSV files");
    }
    enum status st = cmd_open_read(cmd_data(o.data), &open, &why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, o.tenant, &tenant, &why);
    st = st != ST_OK ? st : write_all(&o, csv ? format : RECORDS, open.reader, tenant.id, &why);
    cmd_close(&open);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}
