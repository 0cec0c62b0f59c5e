/* clean.c: see clean.h. Deleted rows are overwritten by the engine (secure_delete), but a page that was split
 * or balanced may keep a copy where no row is; so the file itself is read. */
#include "store/clean.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"

#include <stdlib.h>
#include <string.h>

enum { SHORTEST = 4 };

void clean_want(struct db *db, struct str bytes)
{
    struct buf *wanted = db_forgotten(db);
    uint32_t len = (uint32_t)bytes.len;
    if (bytes.len >= SHORTEST && bytes.len <= LIMIT_NAME) {
        buf_add(wanted, (const char *)&len, sizeof len);
        buf_add(wanted, bytes.ptr, bytes.len);
    }
}

void clean_all(struct db *db)
{
    db_forgotten(db)->failed = true;
}

size_t clean_wanted(struct db *db)
{
    return db_forgotten(db)->len + db_forgotten(db)->failed;
}

static bool holds(const char *piece, size_t n, struct str wanted)
{
    while (wanted.len > 0) {
        uint32_t len;
        memcpy(&len, wanted.ptr, sizeof len);
        if (memmem(piece, n, wanted.ptr + sizeof len, len) != NULL) {
            return true;
        }
        wanted = str_from(wanted, sizeof len + len);
    }
    return false;
}

/* Reads the file in pieces that overlap by the longest text that is looked for. */
static enum status search(struct db *db, char *piece, size_t room, bool *found)
{
    struct str wanted = buf_text(db_forgotten(db));
    int64_t at = 0;
    size_t n;
    do {
        TRY(db_read_file(db, at, piece, room, &n));
        *found = holds(piece, n, wanted);
        at += (int64_t)(room - LIMIT_NAME);
    } while (!*found && n == room);
    return ST_OK;
}

static enum status search_file(struct db *db, bool *found, struct why *why)
{
    char *piece = malloc(MIB);
    enum status st = piece != NULL ? search(db, piece, MIB, found) : ST_NOMEM;
    free(piece);
    return st == ST_OK ? ST_OK : why_not(why, st, "cannot read the database: %s", status_name(st));
}

static enum status empty_log(struct db *db, struct why *why)
{
    enum status st = db_empty_log(db);
    return st == ST_OK
               ? ST_OK
               : why_not(why, st,
                         "what was erased may still stand in the log of the database, since %s; when that "
                         "is over, say the same command again",
                         st == ST_BUSY ? "somebody reads an older state of it" : db_error(db));
}

enum status clean_run(struct db *db, struct why *why)
{
    bool found = true;
    TRY(empty_log(db, why));
    if (!db_forgotten(db)->failed) {
        TRY(search_file(db, &found, why));
    }
    if (found) {
        /* The rewriting goes through a file: it may be larger than the memory. */
        TRY(db_script(db, "PRAGMA temp_store=FILE; VACUUM; PRAGMA temp_store=MEMORY;", why));
        TRY(empty_log(db, why));
    }
    buf_reset(db_forgotten(db));
    return ST_OK;
}
