/* export.c: `muster export records`. */
#include "apply/export.h"
#include "base/limits.h"
#include "base/must.h"
#include "cmd/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct export_options {
    struct str data, tenant, output;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct export_options),
    {"tenant",  0,   "NAME", OPT_TEXT(struct export_options, tenant), NULL,
                             "whose records (may be left out when there is one tenant)"},
    { "output", 'o', "FILE", OPT_TEXT(struct export_options, output), NULL,
                             "write to FILE and not to standard output"                },
};

static const struct opt_command command = {
    "muster export records [OPTION]...",
    "Prints a tenant's records, one a line. `muster import records` into an empty store reproduces every "
    "answer. "
    "Works beside a running server; the lines are one moment of the store.",
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

static enum status write_all(const struct export_options *o, struct db *db, int64_t tenant, struct why *why)
{
    FILE *file = o->output.ptr ? make_private(o->output.ptr) : stdout;
    if (file == NULL) {
        return why_not(why, ST_IO, "cannot write %s: %s", o->output.ptr, strerror(errno));
    }
    enum status st = export_records(db, tenant, write_line, file, why);
    if ((file == stdout ? fflush(file) : fclose(file)) != 0 && st == ST_OK) {
        st = why_not(why, ST_IO, "cannot write the export: %s", strerror(errno));
    }
    return st;
}

int cmd_export(int argc, char **argv)
{
    struct export_options o;
    struct why why = { "" };
    struct cmd_store open;
    struct cmd_tenant tenant;
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    if (strcmp(argv[0], "records") != 0) {
        return cmd_usage("there is no export format %s; there is: records", argv[0]);
    }
    enum status st = cmd_open_read(cmd_data(o.data), &open, &why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, o.tenant, &tenant, &why);
    st = st != ST_OK ? st : write_all(&o, open.reader, tenant.id, &why);
    cmd_close(&open);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}
