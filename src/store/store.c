/* store.c: the data folder: lock, database file, schema, secrets. */
#include "store/store.h"

#include "base/must.h"
#include "base/world.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

extern const char *const schema_scripts[];

enum { PATH_ROOM = 4096, SECRET_BYTES = 32 };

struct store {
    char dir[PATH_ROOM];
    int lock;
    enum store_mode mode;
    struct db *writer;
    unsigned char token_secret[SECRET_BYTES];
};

static bool path_of(const struct store *store, const char *name, char *to)
{
    int n = snprintf(to, PATH_ROOM, "%s/%s", store->dir, name);
    return n > 0 && n < PATH_ROOM;
}

static enum status make_folder(const char *dir, struct why *why)
{
    struct stat st;
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
        return why_not(why, errno == ENOSPC ? ST_FULL : ST_IO,
                       "cannot make the data folder %s: %s; name another one with --data", dir,
                       strerror(errno));
    }
    if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode)) {
        return why_not(why, ST_IO, "%s is not a folder; name the data folder with --data", dir);
    }
    return ST_OK;
}

static enum status take_lock(struct store *store, struct why *why)
{
    char path[PATH_ROOM];
    must(path_of(store, "lock", path));
    store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (store->lock < 0) {
        return why_not(why, ST_IO, "cannot write in the data folder %s: %s", store->dir, strerror(errno));
    }
    if (flock(store->lock, LOCK_EX | LOCK_NB) != 0) {
        return why_not(
            why, ST_BUSY,
            "another muster process owns the data folder %s; stop it, or name another folder with --data",
            store->dir);
    }
    return ST_OK;
}

/* The schema of the file: 0 for an empty one, also one whose making was cut short. */
static enum status schema_version(struct db *db, const char *path, int64_t *version, struct why *why)
{
    struct query *q = db_query(db, Q_SCHEMA_TABLES);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return why_not(why, st, "cannot read %s: %s", path, db_error(db));
    }
    int64_t tables = query_int_at(q, 0), ours = query_int_at(q, 1);
    query_end(q);
    *version = 0;
    if (tables == 0) {
        return ST_OK;
    }
    if (ours != 1) {
        return why_not(why, ST_CORRUPT, "%s is not a muster store", path);
    }
    q = db_query(db, Q_SCHEMA_VERSION);
    st = query_step(q);
    if (st == ST_OK) {
        *version = query_int_at(q, 0);
        query_end(q);
    }
    return st == ST_OK ? ST_OK : why_not(why, ST_CORRUPT, "%s is not a muster store", path);
}

static enum status newer(const struct store *store, int64_t version, struct why *why)
{
    return why_not(why, ST_INVALID,
                   "the store in %s was written by a newer muster (schema %lld, this program knows %d); "
                   "install that version or restore a backup",
                   store->dir, (long long)version, STORE_SCHEMA);
}

static enum status migrate(struct store *store, int64_t version, struct why *why)
{
    struct db *db = store->writer;
    if (version > STORE_SCHEMA) {
        return newer(store, version, why);
    }
    for (; version < STORE_SCHEMA; version++) {
        must(schema_scripts[version] != NULL);
        enum status st = db_begin(db);
        st = st != ST_OK ? st : db_script(db, schema_scripts[version], why);
        st = st != ST_OK ? st : db_commit(db);
        if (st != ST_OK) {
            db_rollback(db);
            return why_not(why, st, "cannot bring the store in %s to schema %d: %s", store->dir,
                           (int)version + 1, db_error(db));
        }
    }
    return ST_OK;
}

static enum status open_writer(struct store *store, struct why *why)
{
    char path[PATH_ROOM];
    int64_t version;
    must(path_of(store, "muster.db", path));
    /* Made here first, since the engine would make it readable by others; its side files follow its mode. */
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return why_not(why, errno == ENOSPC ? ST_FULL : ST_IO, "cannot write %s: %s", path, strerror(errno));
    }
    close(fd);
    TRY(db_open(path, DB_WRITE, &store->writer, why));
    TRY(schema_version(store->writer, path, &version, why));
    return migrate(store, version, why);
}

/* A reader does not bring a store up to date: that is its owner's. */
static enum status check_reader(struct store *store, struct why *why)
{
    char path[PATH_ROOM];
    struct db *db;
    int64_t version;
    must(path_of(store, "muster.db", path));
    if (access(path, F_OK) != 0) {
        return why_not(why, ST_NOTFOUND, "there is no muster store in %s; name the data folder with --data",
                       store->dir);
    }
    TRY(db_open(path, DB_READ, &db, why));
    enum status st = schema_version(db, path, &version, why);
    db_close(db);
    if (st == ST_OK && version > STORE_SCHEMA) {
        return newer(store, version, why);
    }
    if (st == ST_OK && version < STORE_SCHEMA) {
        return why_not(why, ST_INVALID,
                       "the store in %s is empty or older than this muster; `muster serve --data %s` brings "
                       "it up to date",
                       store->dir, store->dir);
    }
    return st;
}

static enum status read_secrets(const char *path, unsigned char *secret, struct why *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT
                   ? ST_NOTFOUND
                   : why_not(why, ST_IO, "cannot read the secrets in %s: %s", path, strerror(errno));
    }
    ssize_t n = read(fd, secret, SECRET_BYTES);
    close(fd);
    return n == SECRET_BYTES ? ST_OK
                             : why_not(why, ST_CORRUPT, "%s is damaged: restore it from a backup", path);
}

/* Written aside, synced and renamed, so that a crash leaves all of it or nothing. */
static enum status make_secrets(struct store *store, const char *path, struct why *why)
{
    char aside[PATH_ROOM];
    must(path_of(store, "secrets.key.new", aside));
    int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    struct world world;
    world_init(&world);
    world_random(&world, store->token_secret, SECRET_BYTES);
    bool written = fd >= 0 && write(fd, store->token_secret, SECRET_BYTES) == SECRET_BYTES && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    if (!written || rename(aside, path) != 0) {
        return why_not(why, ST_IO, "cannot write %s: %s", path, strerror(errno));
    }
    int folder = open(store->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        fsync(folder);
        close(folder);
    }
    return ST_OK;
}

/* New secrets beside keys that were hashed with others would end every one of them without a word. */
static enum status check_unused(struct store *store, const char *path, struct why *why)
{
    struct query *q = db_query(store->writer, Q_KEY_ANY);
    enum status st = query_step(q);
    query_end(q);
    if (st == ST_OK) {
        return why_not(
            why, ST_NOTFOUND,
            "%s is missing, and the keys in the store are worth nothing without it; restore it from "
            "a backup, or name it with MUSTER_SECRETS_FILE",
            path);
    }
    return st == ST_END ? ST_OK : why_not(why, st, "cannot read the store: %s", db_error(store->writer));
}

static enum status load_secrets(struct store *store, struct why *why)
{
    char path[PATH_ROOM];
    const char *named = getenv("MUSTER_SECRETS_FILE");
    must(path_of(store, "secrets.key", path));
    if (named != NULL && *named) {
        enum status st = read_secrets(named, store->token_secret, why);
        return st == ST_NOTFOUND
                   ? why_not(why, st, "MUSTER_SECRETS_FILE names %s, which does not exist", named)
                   : st;
    }
    enum status st = read_secrets(path, store->token_secret, why);
    if (st == ST_NOTFOUND && store->mode == STORE_OWN) {
        TRY(check_unused(store, path, why));
        return make_secrets(store, path, why);
    }
    return st == ST_NOTFOUND ? why_not(why, st, "%s is missing; restore it from a backup", path) : st;
}

static enum status open_parts(struct store *store, struct why *why)
{
    if (store->mode == STORE_READ) {
        TRY(check_reader(store, why));
        return load_secrets(store, why);
    }
    TRY(make_folder(store->dir, why));
    TRY(take_lock(store, why));
    TRY(open_writer(store, why));
    db_set_secret(store->writer, store->token_secret);
    return load_secrets(store, why);
}

enum status store_open(const char *dir, enum store_mode mode, struct store **out, struct why *why)
{
    if (strlen(dir) > PATH_ROOM - 64) {
        return why_not(why, ST_LIMIT, "the name of the data folder is too long");
    }
    must(sodium_init() >= 0);
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL) {
        return why_not(why, ST_NOMEM, "no memory to open the store");
    }
    store->lock = -1;
    store->mode = mode;
    memcpy(store->dir, dir, strlen(dir) + 1);
    enum status st = open_parts(store, why);
    if (st != ST_OK) {
        store_close(store);
        return st;
    }
    *out = store;
    return ST_OK;
}

void store_close(struct store *store)
{
    if (store == NULL) {
        return;
    }
    db_close(store->writer);
    if (store->lock >= 0) {
        close(store->lock);
    }
    sodium_memzero(store->token_secret, sizeof store->token_secret);
    free(store);
}

const char *store_dir(const struct store *store)
{
    return store->dir;
}

struct db *store_writer(struct store *store)
{
    must(store->mode == STORE_OWN);
    return store->writer;
}

enum status store_reader(const struct store *store, struct db **db, struct why *why)
{
    char path[PATH_ROOM];
    must(path_of(store, "muster.db", path));
    TRY(db_open(path, DB_READ, db, why));
    db_set_secret(*db, store->token_secret);
    return ST_OK;
}

const unsigned char *store_token_secret(const struct store *store)
{
    return store->token_secret;
}
