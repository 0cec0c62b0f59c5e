/* clean.h: after an erasure: nothing of what was deleted stays in the files of the database, not in its log
 * (WAL), nor in pages that are free or have room left from before. */
#ifndef MUSTER_STORE_CLEAN_H
#define MUSTER_STORE_CLEAN_H

#include "store/db.h"

/* Within the transaction that deletes them: bytes that must not be found afterwards. Short ones (under 4) are
 * not looked for. */
void clean_want(struct db *db, struct str bytes);

/* The same without saying what: the file is rewritten in any case. */
void clean_all(struct db *db);

/* Whether clean_run has something to do: grows with every clean_want. */
size_t clean_wanted(struct db *db);

/* After the commit, outside of transactions, on the writing connection: empties the log, looks for the bytes
 * in the file, and rewrites the whole file when they are found (as long as that takes; it needs the room of
 * the file once more). ST_BUSY: somebody reads an older state; the next call does it. The bytes themselves
 * are forgotten when it is done. */
enum status clean_run(struct db *db, struct why *why);

#endif
