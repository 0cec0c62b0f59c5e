/* stage.c: the scratch database. Everything is kept there and nothing in memory, so that a file of any size
 * is imported in constant memory. */
#include "apply/stage.h"

#include "base/limits.h"
#include "base/must.h"
#include "model/identity.h"
#include "model/members.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

extern const char *const stage_scripts[];

static enum status prepare(struct stage *stage, const char *path, struct why *why)
{
    *stage = (struct stage){ .db = NULL };
    arena_init(&stage->arena, LIMIT_ARENA);
    buf_init(&stage->packed, 4 * LIMIT_MAIL);
    return db_open(path, DB_STAGE, &stage->db, why);
}

static uint32_t mix(uint32_t hash, const char *text)
{
    for (; *text; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    }
    return hash;
}

/* Tells the scratch files of this program from those of another version, whose tables or packed records may
 * differ; never 0, which an empty file has. */
static int form(void)
{
    uint32_t hash = mix(2166136261u, stage_scripts[0]);
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        for (const struct member *m = kind_table((enum record_kind)kind)->members; m->type != M_END; m++) {
            hash = (mix(hash, m->key) ^ (uint32_t)m->type) * 16777619u;
        }
    }
    return (int)(hash & 0x7FFFFFFE) | 1;
}

enum status stage_init(struct stage *stage, const char *path, struct why *why)
{
    TRY(prepare(stage, path, why));
    enum status st = db_script(stage->db, stage_scripts[0], why);
    st = st != ST_OK ? st : db_stamp(stage->db, form(), why);
    return st != ST_OK ? st : db_begin(stage->db);
}

static enum status check_form(struct stage *stage, const char *path, struct why *why)
{
    struct query *q = db_query(stage->db, Q_STAGE_FORM);
    enum status st = query_step(q);
    int64_t found = st == ST_OK ? query_int_at(q, 0) : 0;
    query_end(q);
    if (st != ST_OK) {
        return why_not(why, st, "cannot read %s: %s", path, db_error(stage->db));
    }
    if (found == 0) {
        return why_not(why, ST_CORRUPT, "%s is not the scratch file of an import", path);
    }
    return found == form()
               ? ST_OK
               : why_not(why, ST_INVALID,
                         "the import in %s was begun by another version of muster; start that one "
                         "once to finish it, or remove the file to give up what is left of it",
                         path);
}

enum status stage_open(struct stage *stage, const char *path, struct why *why)
{
    if (access(path, R_OK) != 0) {
        return why_not(why, ST_NOTFOUND, "%s: %s", path, strerror(errno));
    }
    TRY(prepare(stage, path, why));
    return check_form(stage, path, why);
}

void stage_done(struct stage *stage)
{
    db_close(stage->db);
    arena_done(&stage->arena);
    buf_done(&stage->packed);
    stage->db = NULL;
}

static enum status root_of(struct stage *stage, int64_t node, int64_t *root)
{
    int64_t parent = node;
    do {
        node = parent;
        struct query *q = db_query(stage->db, Q_STAGE_NODE);
        query_int(q, 1, node);
        enum status st = query_step(q);
        if (st != ST_OK) {
            return st == ST_END ? ST_CORRUPT : st;
        }
        parent = query_int_at(q, 0);
        query_end(q);
    } while (parent != node);
    *root = node;
    return ST_OK;
}

static enum status node_key(struct stage *stage, int64_t node, struct str *key)
{
    struct query *q = db_query(stage->db, Q_STAGE_NODE);
    query_int(q, 1, node);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *key = arena_str(&stage->arena, query_text_at(q, 1));
        query_end(q);
    }
    return st == ST_END ? ST_CORRUPT : st;
}

static enum status set_key(struct stage *stage, int64_t node, struct str key)
{
    struct query *q = db_query(stage->db, Q_STAGE_NODE_KEY);
    query_int(q, 1, node);
    query_text(q, 2, key);
    return query_run(q);
}

/* Two trees become one; the smaller root and the smaller key stay. */
static enum status join(struct stage *stage, int64_t *root, int64_t other)
{
    struct str a, b;
    if (*root == other) {
        return ST_OK;
    }
    int64_t low = *root < other ? *root : other, high = *root < other ? other : *root;
    TRY(node_key(stage, low, &a));
    TRY(node_key(stage, high, &b));
    struct query *q = db_query(stage->db, Q_STAGE_NODE_JOIN);
    query_int(q, 1, high);
    query_int(q, 2, low);
    TRY(query_run(q));
    *root = low;
    return str_cmp(b, a) < 0 ? set_key(stage, low, b) : ST_OK;
}

/* ST_CONFLICT: another line has the name. */
static enum status add_name(struct stage *stage, const struct name *name, int64_t node, int64_t line_no)
{
    struct query *q = db_query(stage->db, Q_STAGE_NAME_ADD);
    query_int(q, 1, name->what);
    query_text(q, 2, name->value);
    query_int(q, 3, node);
    query_int(q, 4, line_no);
    TRY(query_run(q));
    return db_changes(stage->db) == 0 ? ST_CONFLICT : ST_OK;
}

static enum status known_name(struct stage *stage, const struct name *name, int64_t *root)
{
    struct query *q = db_query(stage->db, Q_STAGE_NAME);
    query_int(q, 1, name->what);
    query_text(q, 2, name->value);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_CORRUPT : st;
    }
    int64_t node = query_int_at(q, 0);
    query_end(q);
    return root_of(stage, node, root);
}

/* The node of a record's names: a new one for the line, joined with whoever has one of them already. */
static enum status add_person(struct stage *stage, const struct person *person, int64_t line_no)
{
    struct name *names;
    int count;
    struct str key = identity_natural_key(&stage->arena, person);
    if (!identity_names(&stage->arena, person, &names, &count)) {
        return ST_NOMEM;
    }
    must(count > 0);
    struct query *q = db_query(stage->db, Q_STAGE_NODE_ADD);
    query_int(q, 1, line_no);
    query_text(q, 2, key);
    TRY(query_run(q));
    int64_t root = line_no;
    for (int i = 0; i < count; i++) {
        int64_t other;
        enum status st = add_name(stage, &names[i], root, line_no);
        if (st == ST_CONFLICT) {
            TRY(known_name(stage, &names[i], &other));
            st = join(stage, &root, other);
        }
        TRY(st);
    }
    return ST_OK;
}

enum status stage_add(struct stage *stage, const struct record *record, struct place place)
{
    arena_reset(&stage->arena);
    buf_reset(&stage->packed);
    record_pack(&stage->packed, record);
    if (stage->packed.failed) {
        return ST_NOMEM;
    }
    int64_t line_no = stage->lines + 1;
    struct query *q = db_query(stage->db, Q_STAGE_LINE_ADD);
    query_int(q, 1, line_no);
    query_int(q, 2, place.file);
    query_int(q, 3, place.line);
    query_int(q, 4, record->kind);
    query_blob(q, 5, buf_text(&stage->packed));
    TRY(query_run(q));
    stage->lines = line_no;
    if (record->kind != KIND_PERSON) {
        return ST_OK;
    }
    stage->people++;
    return add_person(stage, &record->body.person, line_no);
}

enum status stage_line(struct stage *stage, int64_t line_no, struct arena *arena, struct record *record,
                       struct place *place)
{
    struct query *q = db_query(stage->db, Q_STAGE_LINE);
    query_int(q, 1, line_no);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_CORRUPT : st;
    }
    *place = (struct place){ (int)query_int_at(q, 0), query_int_at(q, 1) };
    record_unpack(query_blob_at(q, 3), arena, record);
    query_end(q);
    return arena->failed ? ST_NOMEM : ST_OK;
}

enum status stage_settle(struct stage *stage)
{
    do {
        TRY(query_run(db_query(stage->db, Q_STAGE_NODES_FLATTEN)));
    } while (db_changes(stage->db) > 0);
    return query_run(db_query(stage->db, Q_STAGE_NAMES_FLATTEN));
}

enum status stage_find(struct stage *stage, int what, struct str value, struct arena *arena, int64_t *root,
                       struct str *key)
{
    struct query *q = db_query(stage->db, Q_STAGE_FIND);
    query_int(q, 1, what);
    query_text(q, 2, value);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *root = query_int_at(q, 0);
        *key = arena_str(arena, query_text_at(q, 1));
        query_end(q);
    }
    return st;
}

static enum status count_todo(struct stage *stage, int64_t *count)
{
    struct query *q = db_query(stage->db, Q_STAGE_TODO_COUNT);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *count = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

static bool sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    int error = errno;
    if (fd >= 0) {
        close(fd);
    }
    errno = error;
    return good;
}

/* The file, and its name in the folder. */
static enum status make_durable(const char *path, struct why *why)
{
    char folder[PATH_ROOM];
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    must(n < sizeof folder);
    memcpy(folder, n ? path : ".", n ? n : 1);
    folder[n ? n : 1] = 0;
    if (!sync_path(path, O_RDWR) || !sync_path(slash == path ? "/" : folder, O_RDONLY | O_DIRECTORY)) {
        return why_not(why, ST_IO, "cannot write %s: %s", path, strerror(errno));
    }
    return ST_OK;
}

enum status stage_seal(struct stage *stage, const char *path, int64_t *count, struct why *why)
{
    enum status st = query_run(db_query(stage->db, Q_STAGE_JOB_DROP_BAD));
    st = st != ST_OK ? st : query_run(db_query(stage->db, Q_STAGE_TODO_FILL));
    st = st != ST_OK ? st : count_todo(stage, count);
    st = st != ST_OK ? st : db_commit(stage->db);
    if (st != ST_OK) {
        return why_not(why, st, "cannot write the import's scratch file %s: %s", path, db_error(stage->db));
    }
    return strcmp(path, ":memory:") == 0 ? ST_OK : make_durable(path, why);
}
