/* db.h: one connection to a database, and its named queries. All SQL text lives in this folder
 * (queries/ *.inc); everybody else says which query, binds values and reads columns.
 *
 *     struct query *q = db_query(db, Q_TENANT_BY_NAME);
 *     query_text(q, 1, name);
 *     enum status st = query_step(q);     ST_OK: a row is there; ST_END: none (more)
 *     int64_t id = query_int_at(q, 0);
 *
 * A connection belongs to one thread at a time. A query is started anew by db_query, so the same name must
 * not be used inside its own loop. Texts and blobs read are valid until the next step. Those bound to a
 * statement that writes must stay where they are until query_run; those bound to one that reads are copied.
 */
#ifndef MUSTER_STORE_DB_H
#define MUSTER_STORE_DB_H

#include "base/status.h"
#include "base/str.h"
#include "base/uuid.h"
#include "store/queries.h"

#include <stdbool.h>
#include <stdint.h>

struct db;
struct query;

enum db_mode {
    DB_READ = 0, /* the store, read only; sees whole transactions */
    DB_WRITE,    /* the store; at most one connection writes (store.h holds the lock) */
    DB_STAGE,    /* a scratch database of an import: fast, not shared */
    DB_FOREIGN, /* another program's database file, which may be made to do harm: it is read, its tables only,
                   and nothing of what its schema could run is run. Its log is read, too. For
                   queries/gophish.inc. */
};

/* Opens the file (DB_READ, DB_FOREIGN: must exist; DB_WRITE and DB_STAGE: made when missing). path ":memory:"
 * for a DB_STAGE in memory. ST_BUSY, ST_IO, ST_FULL, ST_CORRUPT with a sentence. */
enum status db_open(const char *path, enum db_mode mode, struct db **db, struct why *why);
void db_close(struct db *db);

/* A transaction of a writing or a consistent view of a reading connection. db_commit: durable when ST_OK.
 * After any failure db_rollback (always succeeds). After a failed fsync the connection writes no more. */
enum status db_begin(struct db *db);
enum status db_commit(struct db *db);
void db_rollback(struct db *db);

/* Whether a transaction or view is under way. */
bool db_within(const struct db *db);

/* Inside a transaction: a part of it that can be taken back alone. */
enum status db_savepoint(struct db *db);
enum status db_release(struct db *db);

/* ST_IO: the engine has taken the whole transaction back already (a full disk); nothing more may be written
 * before db_rollback. */
enum status db_rollback_savepoint(struct db *db);

/* The named query, ready to bind: parameters count from 1, columns from 0. Never NULL: a query that cannot
 * be prepared answers its failure at query_step. */
struct query *db_query(struct db *db, enum query_name name);

void query_int(struct query *q, int at, int64_t v);             /* INT64_MIN binds NULL */
void query_real(struct query *q, int at, double v);             /* negative binds NULL: scores are 0..1 */
void query_text(struct query *q, int at, struct str v);         /* absent binds NULL */
void query_blob(struct query *q, int at, struct str v);         /* absent binds NULL */
void query_uuid(struct query *q, int at, const struct uuid *v); /* not set binds NULL */
void query_null(struct query *q, int at);

/* ST_OK: the next row; ST_END: no (more) rows, the query is reset; else a failure, also reset. */
enum status query_step(struct query *q);

/* Steps once, for a statement without rows: ST_OK when done. A row it returns is a bug of the caller. */
enum status query_run(struct query *q);

/* Ends a query early; never needed after ST_END or a failure. */
void query_end(struct query *q);

int query_columns(const struct query *q);
bool query_is_null(const struct query *q, int at);
int64_t query_int_at(const struct query *q, int at);     /* NULL: INT64_MIN */
double query_real_at(const struct query *q, int at);     /* NULL: -1 */
struct str query_text_at(const struct query *q, int at); /* NULL: absent */
struct str query_blob_at(const struct query *q, int at); /* NULL: absent */
struct uuid query_uuid_at(const struct query *q, int at);

/* How many rows the last statement of this connection changed. */
int64_t db_changes(const struct db *db);

/* Runs statements of a schema script (schema/), in the current transaction. */
enum status db_script(struct db *db, const char *sql, struct why *why);

/* Writes a number into the file's head (Q_STAGE_FORM reads it; an empty file has 0). */
enum status db_stamp(struct db *db, int number, struct why *why);

/* For clean.h: bytes that are to be forgotten; bytes of the database file as they lie there (*n: how many; 0
 * behind its end), read by the engine: a file that is opened and closed beside it would lose its locks; the
 * log written into the file and emptied (ST_BUSY: somebody reads an older state). */
struct buf;
struct buf *db_forgotten(struct db *db);
enum status db_read_file(struct db *db, int64_t at, char *to, size_t room, size_t *n);
enum status db_empty_log(struct db *db);

/* 32 secret bytes that keyed hashes in this store are made with (store.h sets them); NULL: there are none. */
void db_set_secret(struct db *db, const unsigned char *secret);
const unsigned char *db_secret(const struct db *db);

/* The sentence of the engine's last failure on this connection. */
const char *db_error(const struct db *db);

#endif
