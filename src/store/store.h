/* store.h: a data folder: who owns it, its database and its schema.
 *
 * One process owns a store: it holds a lock on DIR/lock as long as it lives and is the only one that writes.
 * Others may read beside it. */
#ifndef MUSTER_STORE_STORE_H
#define MUSTER_STORE_STORE_H

#include "base/status.h"
#include "store/db.h"

struct store;

enum store_mode {
    STORE_READ = 0, /* an existing store, beside an owner or not */
    STORE_OWN,      /* made when missing; ST_BUSY when another process owns it */
};

/* Opens DIR (created with mode 0700 when STORE_OWN). Brings an older schema up to date (STORE_OWN); a newer
 * one is refused. Every failure has a sentence that says what to do. */
enum status store_open(const char *dir, enum store_mode mode, struct store **store, struct why *why);
void store_close(struct store *store);

const char *store_dir(const struct store *store);

/* The one writing connection (STORE_OWN: must). It belongs to one thread at a time. */
struct db *store_writer(struct store *store);

/* A new reading connection for the caller's thread; db_close it before store_close. */
enum status store_reader(const struct store *store, struct db **db, struct why *why);

/* 32 bytes for keyed hashes of tokens; from DIR/secrets.key (or the file that MUSTER_SECRETS_FILE names),
 * made on the first STORE_OWN. Never in the database. A store with keys and without its secrets is refused.
 */
const unsigned char *store_token_secret(const struct store *store);

/* A reading connection is cheap to keep and must see the newest commit: true while the schema is this
 * program's. */
enum { STORE_SCHEMA = 1 };

#endif
