/* tenant_remove.c: see tenant_remove.h. The export is on the disk before the tenant is marked, and the mark
 * is refused when anything changed since: nothing is removed that is not in the file. */
#include "cmd/tenant_remove.h"

#include "apply/export.h"
#include "apply/remove.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "cmd/cmd.h"
#include "cmd/meter.h"
#include "cmd/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, TRIES = 5, PAUSE_MS = 50 };

struct removal {
    struct cmd_store open;
    struct cmd_tenant tenant;
    struct world world;
    char path[PATH_ROOM]; /* of the export */
    bool marked;          /* from here on the tenant is gone, whatever happens */
};

/* ---- asking ---- */

static enum status confirm(struct removal *r, struct why *why)
{
    char line[512];
    struct query *q = db_query(r->open.reader, Q_TENANT_SIZE);
    query_int(q, 1, r->tenant.id);
    TRY(query_step(q));
    fprintf(stderr,
            "This removes the tenant %s with %lld people, %lld campaigns, %lld enrollments and %lld keys.\n"
            "Its records are exported first. To go on, type its name: ",
            r->tenant.name, (long long)query_int_at(q, 0), (long long)query_int_at(q, 1),
            (long long)query_int_at(q, 2), (long long)query_int_at(q, 3));
    query_end(q);
    bool same = false;
    if (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\r\n")] = 0;
        same = str_eq(str_trim(str_of(line)), str_of(r->tenant.name));
    }
    return same ? ST_OK : why_not(why, ST_CONFLICT, "that was not its name; nothing is removed");
}

/* ---- the export ---- */

static enum status write_line(void *to, struct str line)
{
    FILE *file = to;
    bool good = fwrite(line.ptr, 1, line.len, file) == line.len && putc('\n', file) != EOF;
    return good ? ST_OK : ST_IO;
}

/* A name of its own, DIR/removed-NAME-TIME.ndjson, with a number where that is taken; the file is made as
 * that name with .part behind it. */
static int make_file(struct removal *r, char *part, size_t room)
{
    char name[sizeof r->tenant.name], time[WHEN_TEXT_MAX], tail[32] = "";
    int fd = -1;
    snprintf(name, sizeof name, "%s", r->tenant.name);
    for (char *p = name; *p; p++) {
        bool plain = (*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z');
        *p = plain || *p == '-' || *p == '_' ? *p : '_';
    }
    size_t n = when_print(time, world_now(&r->world), "YMDThms");
    for (int i = 2; i < 1000; i++) {
        snprintf(r->path, sizeof r->path, "%s/removed-%.100s-%.*sZ%s.ndjson", store_dir(r->open.store), name,
                 (int)n, time, tail);
        snprintf(part, room, "%s.part", r->path);
        bool taken = access(r->path, F_OK) == 0;
        fd = taken ? -1 : open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd >= 0 || (!taken && errno != EEXIST)) {
            break;
        }
        snprintf(tail, sizeof tail, "-%d", i);
    }
    return fd;
}

static bool sync_folder(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return good;
}

/* Under its own name only when it is whole and on the disk. */
static enum status export(struct removal *r, struct why *why) {
    char part[PATH_ROOM + 8]; int fd = make_file(r, part, sizeof part);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (file == NULL){ return why_not(why, ST_IO, "cannot write %s: %s", part, strerror(errno)); }
enum status st = export_records(r->open.reader, r->tenant.id, write_line, file, why);
bool good = fflush(file) == 0 && fsync(fd) == 0;
good = fclose(file) == 0 && good && (st != ST_OK || rename(part, r->path) == 0) &&
       sync_folder(store_dir(r->open.store));
if (st == ST_OK && !good) {
    st = why_not(why, ST_IO, "cannot write %s: %s", r->path, strerror(errno));
}
if (st != ST_OK) {
    unlink(part);
    unlink(r->path);
}
return st;
}

/* ---- removing ---- */

static enum status read_seq(struct removal *r, int64_t *seq)
{
    struct query *q = db_query(r->open.reader, Q_TENANT_BY_ID);
    query_int(q, 1, r->tenant.id);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *seq = query_int_at(q, 3);
        query_end(q);
    }
    return st;
}

static enum status mark(struct removal *r, int64_t seq, struct why *why)
{
    struct buf request, answer;
    buf_init(&request, MIB);
    buf_init(&answer, MIB);
    struct json j = json_to(&request);
    json_open(&j, '{');
    json_key(&j, STR("do"));
    json_str(&j, STR("tenant.remove"));
    json_key(&j, STR("name"));
    json_str(&j, str_of(r->tenant.name));
    json_key(&j, STR("seq"));
    json_int(&j, seq);
    json_close(&j, '}');
    enum status st = cmd_admin(&r->open, &r->world, buf_text(&request), &answer, why);
    buf_done(&request);
    buf_done(&answer);
    return st;
}

/* What came in during the export makes another one necessary. */
static enum status export_and_mark(struct removal *r, struct why *why)
{
    int64_t seq = 0, now = 0;
    for (int i = 0; i < TRIES; i++) {
        enum status st = read_seq(r, &seq);
        if (st != ST_OK) {
            return why_not(why, st, "the tenant is gone");
        }
        TRY(export(r, why));
        st = mark(r, seq, why);
        /* A server that was killed may have done it and not said so. */
        r->marked = st == ST_OK || read_seq(r, &now) == ST_END;
        if (r->marked) {
            return ST_OK;
        }
        if (st != ST_INVALID && st != ST_CONFLICT) {
            return st; /* nobody knows: the export stays */
        }
        unlink(r->path);
        if (now == seq) {
            return st;
        }
    }
    return why_not(why, ST_BUSY,
                   "data of this tenant keeps coming in; revoke its keys first. Nothing is removed");
}

/* Here, piece by piece; what is interrupted goes on at the next start of a server. */
static enum status remove_here(struct removal *r, struct why *why)
{
    bool more = true;
    enum status st = ST_OK;
    while (st == ST_OK && more) {
        st = remove_step(store_writer(r->open.store), &more, why);
    }
    return st;
}

/* Whether rows of the marked tenant are there. */
static bool is_left(struct removal *r)
{
    struct query *q = db_query(r->open.reader, Q_TENANT_REMOVED);
    query_int(q, 1, r->tenant.id);
    enum status st = query_step(q);
    query_end(q);
    return st == ST_OK;
}

/* The server does it; this only waits. */
static void wait_for_server(struct removal *r)
{
    struct meter meter;
    meter_start(&meter, "removing");
    while (is_left(r) && remote_answers(store_dir(r->open.store))) {
        meter_tell(&meter, 0, 0, "rows");
        nanosleep(&(struct timespec){ .tv_nsec = PAUSE_MS * 1000000L }, NULL);
    }
    meter_end(&meter);
}

static enum status run(struct removal *r, const char *dir, struct str name, bool yes, struct why *why)
{
    TRY(cmd_world(&r->world, why));
    TRY(cmd_open(dir, false, &r->open, why));
    if (!r->open.remote) {
        TRY(remove_here(r, why)); /* one that was interrupted */
    }
    TRY(cmd_find_tenant(r->open.reader, name, &r->tenant, why));
    if (!yes) {
        TRY(confirm(r, why));
    }
    TRY(export_and_mark(r, why));
    if (r->open.remote) {
        wait_for_server(r);
        return ST_OK;
    }
    return remove_here(r, why);
}

static void print_done(const struct removal *r, bool as_json)
{
    if (!as_json) {
        fprintf(stderr, "removed the tenant %s; its records are in\n", r->tenant.name);
        printf("%s\n", r->path);
        return;
    }
    struct buf out;
    buf_init(&out, MIB);
    struct json j = json_to(&out);
    json_open(&j, '{');
    json_key(&j, STR("tenant"));
    json_str(&j, str_of(r->tenant.name));
    json_key(&j, STR("export"));
    json_str(&j, str_of(r->path));
    json_close(&j, '}');
    buf_byte(&out, '\n');
    cmd_write(buf_text(&out));
    buf_done(&out);
}

int tenant_remove(const char *dir, struct str name, bool yes, bool as_json)
{
    struct removal r = { .path = "" };
    struct why why = { "" };
    enum status st = run(&r, dir, name, yes, &why);
    if (st == ST_OK) {
        print_done(&r, as_json);
    } else if (why.text[0] == 0) {
        why_not(&why, st, "the store cannot be read or written: %s", status_name(st));
    }
    if (st != ST_OK && !r.marked && r.path[0] != 0 && access(r.path, F_OK) == 0) {
        fprintf(stderr, "muster: the records are in %s; see whether the tenant is still there\n", r.path);
    }
    if (st != ST_OK && r.marked) {
        fprintf(stderr,
                "muster: the tenant is removed, its records are in %s; the rest goes at the next start\n",
                r.path);
    }
    cmd_close(&r.open);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}
