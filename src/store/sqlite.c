/* sqlite.c: the SQLite driver of db.h; the only file that knows sqlite3.h.
 *
 * Writing connections use WAL with synchronous=FULL: a commit that returned is on the disk. Memory mapping is
 * off, since the reader's cache would be emptied by every commit (docs/decisions/0002-store.md). */
#include "store/db.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct query {
    struct db *db;
    sqlite3_stmt *stmt;
    enum query_name name;
    bool writes;        /* it is done in one step, and so may use texts where they are */
    enum status broken; /* preparing or binding failed: what query_step answers */
};

/* What begins and ends transactions and their parts; prepared once, since an import runs two a record. */
enum control {
    CONTROL_BEGIN,
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_PART,
    CONTROL_KEEP,
    CONTROL_UNDO,
    CONTROL_COUNT
};

struct db {
    sqlite3 *handle;
    enum db_mode mode;
    bool lost; /* the disk refused to keep what was written: nothing more is written in this process */
    sqlite3_stmt *controls[CONTROL_COUNT];
    const unsigned char *secret;
    struct buf forgotten;
    struct query queries[QUERY_COUNT];
};

static enum status status_of(int rc)
{
    switch (rc & 0xFF) {
    case SQLITE_OK:
    case SQLITE_ROW:
        return ST_OK;
    case SQLITE_DONE:
        return ST_END;
    case SQLITE_NOMEM:
        return ST_NOMEM;
    case SQLITE_FULL:
        return ST_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ST_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ST_CORRUPT;
    case SQLITE_CONSTRAINT:
        return ST_CONFLICT;
    case SQLITE_TOOBIG:
        return ST_LIMIT;
    case SQLITE_ERROR:
    case SQLITE_AUTH:
        return ST_INVALID;
    default:
        return ST_IO;
    }
}

/* After a failed fsync the kernel forgets what it could not write, and the next one succeeds all the same:
 * who went on would build on sand. */
static void notice(struct db *db, int rc)
{
    db->lost |= rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC;
}

enum { CHECKPOINT_PAGES = 4000 };

/* What the engine would do by itself, but for the answer, which it drops. */
static int on_commit(void *arg, sqlite3 *handle, const char *name, int pages)
{
    if (pages >= CHECKPOINT_PAGES) {
        notice(arg, sqlite3_wal_checkpoint_v2(handle, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL));
    }
    return SQLITE_OK;
}

static const char *const setup[] = {
    [DB_READ] =
        "PRAGMA query_only=1; PRAGMA cache_size=-16384; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;",
    /* The page size holds for a new file only; the journal size limit gives the space of a long import back.
     */
    [DB_WRITE] =
        "PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=0;"
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;"
        "PRAGMA journal_size_limit=67108864; PRAGMA secure_delete=ON;",
    [DB_STAGE] = ("PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                  "PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-65536; PRAGMA temp_store=FILE;"),
    [DB_FOREIGN] =
        "PRAGMA query_only=1; PRAGMA cell_size_check=1; PRAGMA mmap_size=0; PRAGMA cache_size=-4096;"
        "PRAGMA temp_store=FILE;",
};

/* ---- files of others ---- */

/* What may be asked of a foreign database: its tables, directly, with the few functions that our own texts
 * use. A view, a computed column or an index over an expression could run anything, for as long as it likes.
 */
static int foreign_may(void *arg, int action, const char *what, const char *function, const char *name,
                       const char *inner)
{
    static const char *const functions[] = { "lower", "max", "min", "count", "like" };
    (void)arg;
    (void)what;
    (void)name;
    if (action == SQLITE_SELECT || action == SQLITE_TRANSACTION || (action == SQLITE_READ && inner == NULL)) {
        return SQLITE_OK;
    }
    for (size_t i = 0; action == SQLITE_FUNCTION && i < COUNT_OF(functions); i++) {
        if (strcmp(function, functions[i]) == 0) {
            return SQLITE_OK;
        }
    }
    return SQLITE_DENY;
}

/* SQLITE_AUTH: there are computed columns, whose functions nobody asks foreign_may about. */
static int refuse_computed(sqlite3 *handle)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(handle, query_sql(Q_FOREIGN_COMPUTED), -1, &stmt, NULL);
    rc = rc == SQLITE_OK ? sqlite3_step(stmt) : rc;
    if (rc == SQLITE_ROW) {
        rc = sqlite3_column_int(stmt, 0) > 0 ? SQLITE_AUTH : SQLITE_OK;
    }
    sqlite3_finalize(stmt);
    return rc;
}

static int guard(sqlite3 *handle)
{
    static const int off[] = { SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                               SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
                               SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER };
    int rc = sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    for (size_t i = 0; i < COUNT_OF(off) && rc == SQLITE_OK; i++) {
        rc = sqlite3_db_config(handle, off[i], 0, NULL);
    }
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, (int)LIMIT_FOREIGN_VALUE);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    rc = rc == SQLITE_OK ? refuse_computed(handle) : rc;
    return rc == SQLITE_OK ? sqlite3_set_authorizer(handle, foreign_may, NULL) : rc;
}

static int open_flags(enum db_mode mode)
{
    int shared = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    /* A reader of a WAL database must be able to write the shared index, hence READWRITE and query_only. */
    return mode == DB_FOREIGN ? shared | SQLITE_OPEN_READONLY
           : mode == DB_READ  ? shared | SQLITE_OPEN_READWRITE
                              : shared | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

/* The engine's statistics of its memory take a lock at every allocation; nobody reads them. */
static void without_statistics(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* Before the first transaction: one that has begun must be able to end without memory. */
static int prepare_controls(struct db *db)
{
    static const char *const sql[] = {
        [CONTROL_BEGIN] = "BEGIN",       [CONTROL_COMMIT] = "COMMIT",
        [CONTROL_ROLLBACK] = "ROLLBACK", [CONTROL_PART] = "SAVEPOINT part",
        [CONTROL_KEEP] = "RELEASE part", [CONTROL_UNDO] = "ROLLBACK TO part",
    };
    int rc = SQLITE_OK;
    for (int i = 0; i < CONTROL_COUNT && rc == SQLITE_OK; i++) {
        bool writes = i == CONTROL_BEGIN && db->mode == DB_WRITE;
        rc = sqlite3_prepare_v3(db->handle, writes ? "BEGIN IMMEDIATE" : sql[i], -1,
                                SQLITE_PREPARE_PERSISTENT, &db->controls[i], NULL);
    }
    return rc;
}

enum status db_open(const char *path, enum db_mode mode, struct db **out, struct why *why)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct db *db = calloc(1, sizeof *db);
    pthread_once(&once, without_statistics);
    if (db == NULL) {
        return why_not(why, ST_NOMEM, "no memory to open %s", path);
    }
    db->mode = mode;
    buf_init(&db->forgotten, MIB);
    int rc = sqlite3_open_v2(path, &db->handle, open_flags(mode), NULL);
    if (rc == SQLITE_OK) {
        sqlite3_busy_timeout(db->handle, 10000);
        rc = sqlite3_exec(db->handle, setup[mode], NULL, NULL, NULL);
    }
    rc = rc == SQLITE_OK ? prepare_controls(db) : rc;
    if (rc == SQLITE_OK && mode == DB_FOREIGN) {
        rc = guard(db->handle);
    }
    if (rc != SQLITE_OK) {
        enum status st = status_of(rc);
        why_not(why, st, "cannot open the database %s: %s", path,
                rc == SQLITE_AUTH ? "it has computed columns, which are not read"
                : db->handle      ? sqlite3_errmsg(db->handle)
                                  : sqlite3_errstr(rc));
        db_close(db);
        return st;
    }
    if (mode == DB_WRITE) {
        sqlite3_wal_hook(db->handle, on_commit, db);
    }
    *out = db;
    return ST_OK;
}

void db_close(struct db *db)
{
    if (db == NULL) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(db->queries); i++) {
        sqlite3_finalize(db->queries[i].stmt);
    }
    for (size_t i = 0; i < COUNT_OF(db->controls); i++) {
        sqlite3_finalize(db->controls[i]);
    }
    sqlite3_close(db->handle);
    buf_done(&db->forgotten);
    free(db);
}

static enum status control(struct db *db, enum control what)
{
    sqlite3_step(db->controls[what]);
    int rc = sqlite3_reset(db->controls[what]);
    notice(db, rc);
    return status_of(rc);
}

enum status db_begin(struct db *db)
{
    db_rollback(db); /* of one that could not be rolled back when it failed */
    return db->lost ? ST_IO : control(db, CONTROL_BEGIN);
}

enum status db_commit(struct db *db)
{
    return control(db, CONTROL_COMMIT);
}

void db_rollback(struct db *db)
{
    if (db_within(db)) {
        control(db, CONTROL_ROLLBACK);
    }
}

bool db_within(const struct db *db)
{
    return !sqlite3_get_autocommit(db->handle);
}

enum status db_savepoint(struct db *db)
{
    return control(db, CONTROL_PART);
}

enum status db_release(struct db *db)
{
    return control(db, CONTROL_KEEP);
}

enum status db_rollback_savepoint(struct db *db)
{
    /* Then there is no part either, and another one would begin a transaction of its own. */
    if (sqlite3_get_autocommit(db->handle)) {
        return ST_IO;
    }
    enum status st = control(db, CONTROL_UNDO);
    return st != ST_OK ? st : control(db, CONTROL_KEEP);
}

struct query *db_query(struct db *db, enum query_name name)
{
    struct query *q = &db->queries[name];
    q->db = db;
    q->name = name;
    q->broken = ST_OK;
    if (q->stmt != NULL) {
        sqlite3_reset(q->stmt);
        sqlite3_clear_bindings(q->stmt);
        return q;
    }
    int rc = sqlite3_prepare_v3(db->handle, query_sql(name), -1, SQLITE_PREPARE_PERSISTENT, &q->stmt, NULL);
    q->broken = status_of(rc);
    q->writes = q->stmt != NULL && !sqlite3_stmt_readonly(q->stmt);
    /* Anything but a passing fault here is a slip in our SQL, or the foreign database has other columns. */
    must((rc & 0xFF) != SQLITE_ERROR || db->mode == DB_FOREIGN ||
         (fprintf(stderr, "%s: %s\n", query_label(name), sqlite3_errmsg(db->handle)), 0));
    return q;
}

static void bound(struct query *q, int rc)
{
    must(rc != SQLITE_RANGE && rc != SQLITE_MISUSE);
    if (rc != SQLITE_OK && q->broken == ST_OK) {
        q->broken = status_of(rc);
    }
}

void query_int(struct query *q, int at, int64_t v)
{
    if (q->stmt != NULL) {
        bound(q, v == INT64_MIN ? sqlite3_bind_null(q->stmt, at) : sqlite3_bind_int64(q->stmt, at, v));
    }
}

void query_real(struct query *q, int at, double v)
{
    if (q->stmt != NULL) {
        bound(q, v < 0 ? sqlite3_bind_null(q->stmt, at) : sqlite3_bind_double(q->stmt, at, v));
    }
}

/* What the engine does with a bound text: a reader may be stepped long after its caller's memory has gone. */
static sqlite3_destructor_type keeping(const struct query *q)
{
    return q->writes ? SQLITE_STATIC : SQLITE_TRANSIENT;
}

void query_text(struct query *q, int at, struct str v)
{
    if (q->stmt != NULL) {
        bound(q, v.ptr ? sqlite3_bind_text64(q->stmt, at, v.ptr, v.len, keeping(q), SQLITE_UTF8)
                       : sqlite3_bind_null(q->stmt, at));
    }
}

void query_blob(struct query *q, int at, struct str v)
{
    if (q->stmt != NULL) {
        bound(q, v.ptr ? sqlite3_bind_blob64(q->stmt, at, v.ptr, v.len, keeping(q))
                       : sqlite3_bind_null(q->stmt, at));
    }
}

void query_uuid(struct query *q, int at, const struct uuid *v)
{
    query_blob(q, at, v->set ? (struct str){ (const char *)v->b, sizeof v->b } : STR_NONE);
}

void query_null(struct query *q, int at)
{
    query_int(q, at, INT64_MIN);
}

enum status query_step(struct query *q)
{
    if (q->broken != ST_OK) {
        return q->broken;
    }
    if (q->writes && q->db->lost) {
        return ST_IO;
    }
    int rc = sqlite3_step(q->stmt);
    enum status st = status_of(rc);
    notice(q->db, rc);
    if (st != ST_OK) {
        sqlite3_reset(q->stmt);
    }
    return st;
}

enum status query_run(struct query *q)
{
    enum status st = query_step(q);
    must(st != ST_OK);
    return st == ST_END ? ST_OK : st;
}

void query_end(struct query *q)
{
    if (q->stmt != NULL) {
        sqlite3_reset(q->stmt);
    }
}

int query_columns(const struct query *q)
{
    return q->stmt ? sqlite3_column_count(q->stmt) : 0;
}

bool query_is_null(const struct query *q, int at)
{
    return sqlite3_column_type(q->stmt, at) == SQLITE_NULL;
}

int64_t query_int_at(const struct query *q, int at)
{
    return query_is_null(q, at) ? INT64_MIN : sqlite3_column_int64(q->stmt, at);
}

double query_real_at(const struct query *q, int at)
{
    return query_is_null(q, at) ? -1 : sqlite3_column_double(q->stmt, at);
}

struct str query_text_at(const struct query *q, int at)
{
    const unsigned char *text = sqlite3_column_text(q->stmt, at);
    return text == NULL ? STR_NONE
                        : (struct str){ (const char *)text, (size_t)sqlite3_column_bytes(q->stmt, at) };
}

struct str query_blob_at(const struct query *q, int at)
{
    if (query_is_null(q, at)) {
        return STR_NONE;
    }
    const void *bytes = sqlite3_column_blob(q->stmt, at);
    return (struct str){ bytes ? bytes : "", (size_t)sqlite3_column_bytes(q->stmt, at) };
}

struct uuid query_uuid_at(const struct query *q, int at)
{
    struct str bytes = query_blob_at(q, at);
    struct uuid uuid = { .set = bytes.len == sizeof uuid.b };
    if (uuid.set) {
        memcpy(uuid.b, bytes.ptr, sizeof uuid.b);
    }
    return uuid;
}

int64_t db_changes(const struct db *db)
{
    return sqlite3_changes64(db->handle);
}

enum status db_script(struct db *db, const char *sql, struct why *why)
{
    enum status st = status_of(sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
    return st == ST_OK ? ST_OK : why_not(why, st, "schema: %s", sqlite3_errmsg(db->handle));
}

enum status db_stamp(struct db *db, int number, struct why *why)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version=%d", number);
    return db_script(db, sql, why);
}

const char *db_error(const struct db *db)
{
    return db->lost ? "the disk did not keep what was written; look after the disk, then start muster anew"
                    : sqlite3_errmsg(db->handle);
}

struct buf *db_forgotten(struct db *db)
{
    return &db->forgotten;
}

enum status db_read_file(struct db *db, int64_t at, char *to, size_t room, size_t *n)
{
    sqlite3_file *file = NULL;
    sqlite3_int64 size = 0;
    int rc = sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    rc = rc == SQLITE_OK ? file->pMethods->xFileSize(file, &size) : rc;
    if (rc != SQLITE_OK) {
        return status_of(rc);
    }
    *n = at >= size ? 0 : (uint64_t)(size - at) < room ? (size_t)(size - at) : room;
    return *n == 0 ? ST_OK : status_of(file->pMethods->xRead(file, to, (int)*n, at));
}

enum status db_empty_log(struct db *db)
{
    return status_of(sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
}

void db_set_secret(struct db *db, const unsigned char *secret)
{
    db->secret = secret;
}

const unsigned char *db_secret(const struct db *db)
{
    return db->secret;
}
