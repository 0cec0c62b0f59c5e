/* store/: who owns a data folder, which schema it may have, its secrets; transactions and their parts; what
 * the engine's failures are called. */
#include "unit.h"

#include "store/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static struct why why;

static const char *path_of(const char *name)
{
    static char path[400];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/muster_store_XXXXXX");
    unsetenv("MUSTER_SECRETS_FILE");
    return mkdtemp(folder) == NULL;
}

static int tear_down(void **state)
{
    struct dirent *entry;
    DIR *dir = opendir(folder);
    (void)state;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        unlink(path_of(entry->d_name));
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return rmdir(folder);
}

static struct store *own(void)
{
    struct store *store;
    if (store_open(folder, STORE_OWN, &store, &why) != ST_OK) {
        fail_msg("%s", why.text);
    }
    return store;
}

static void refused(const char *dir, enum store_mode mode, enum status expected, const char *part)
{
    struct store *store = NULL;
    enum status st = store_open(dir, mode, &store, &why);
    if (st != expected) {
        fail_msg("%s instead of %s: %s", status_name(st), status_name(expected), why.text);
    }
    assert_null(store);
    assert_contains(why.text, part);
}

static void run_sql(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path_of("muster.db"), &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s", sqlite3_errmsg(db));
    }
    sqlite3_close(db);
}

static void one_owner(void **state)
{
    (void)state;
    struct store *store = own(), *reader;
    refused(folder, STORE_OWN, ST_BUSY, "another muster process owns the data folder");
    assert_int_equal(store_open(folder, STORE_READ, &reader, &why), ST_OK);
    store_close(reader);
    store_close(store);
    store_close(own());
}

/* Whatever way the owner ends, the next one may begin. */
static void the_lock_dies_with_its_owner(void **state)
{
    int status;
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct store *store;
        _exit(store_open(folder, STORE_OWN, &store, &why) == ST_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    store_close(own());
}

static void folders_that_are_none(void **state)
{
    char file[400];
    (void)state;
    refused(path_of("missing"), STORE_READ, ST_NOTFOUND, "there is no muster store");
    snprintf(file, sizeof file, "%s", path_of("file"));
    close(open(file, O_CREAT | O_WRONLY, 0600));
    refused(file, STORE_OWN, ST_IO, "is not a folder");
    refused(path_of("a/b"), STORE_OWN, ST_IO, "cannot make the data folder");
    char *name = malloc(5000);
    memset(name, 'x', 4999);
    name[4999] = 0;
    refused(name, STORE_OWN, ST_LIMIT, "too long");
    free(name);
}

static void files_are_private(void **state)
{
    static const char *const names[] = { "muster.db", "secrets.key", "lock" };
    (void)state;
    store_close(own());
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct stat info;
        assert_int_equal(stat(path_of(names[i]), &info), 0);
        assert_int_equal(info.st_mode & 077, 0);
    }
}

static void schemas(void **state)
{
    (void)state;
    store_close(own());
    store_close(own());
    run_sql("UPDATE schema_version SET version = version + 1");
    refused(folder, STORE_OWN, ST_INVALID, "newer muster");
    refused(folder, STORE_READ, ST_INVALID, "newer muster");
    run_sql("DROP TABLE schema_version");
    refused(folder, STORE_OWN, ST_CORRUPT, "is not a muster store");
}

static void a_file_of_something_else(void **state)
{
    (void)state;
    FILE *file = fopen(path_of("muster.db"), "w");
    assert_non_null(file);
    for (int i = 0; i < 2000; i++) {
        fputs("This is no database. ", file);
    }
    fclose(file);
    refused(folder, STORE_OWN, ST_CORRUPT, "muster.db");
}

static void secrets_are_made_once(void **state)
{
    unsigned char first[32], zero[32] = { 0 };
    (void)state;
    struct store *store = own();
    memcpy(first, store_token_secret(store), sizeof first);
    assert_memory_not_equal(first, zero, sizeof first);
    store_close(store);
    store = own();
    assert_memory_equal(store_token_secret(store), first, sizeof first);
    store_close(store);
    assert_int_equal(truncate(path_of("secrets.key"), 31), 0);
    refused(folder, STORE_OWN, ST_CORRUPT, "is damaged");
}

static void secrets_elsewhere(void **state)
{
    char file[400];
    (void)state;
    snprintf(file, sizeof file, "%s", path_of("elsewhere"));
    setenv("MUSTER_SECRETS_FILE", file, 1);
    refused(folder, STORE_OWN, ST_NOTFOUND, "MUSTER_SECRETS_FILE names");
    int fd = open(file, O_CREAT | O_WRONLY, 0600);
    assert_int_equal(write(fd, "0123456789abcdef0123456789abcdef", 32), 32);
    close(fd);
    struct store *store = own();
    assert_memory_equal(store_token_secret(store), "0123456789abcdef0123456789abcdef", 32);
    store_close(store);
    assert_int_equal(access(path_of("secrets.key"), F_OK), -1);
}

/* ---- connections ---- */

static void set_counter(struct db *db, int64_t what, int64_t next)
{
    struct query *q = db_query(db, Q_COUNTER_SET);
    query_int(q, 1, 1);
    query_int(q, 2, what);
    query_int(q, 3, next);
    assert_int_equal(query_run(q), ST_OK);
}

static int64_t counter(struct db *db, int64_t what)
{
    struct query *q = db_query(db, Q_COUNTER);
    query_int(q, 1, 1);
    query_int(q, 2, what);
    int64_t next = query_step(q) == ST_OK ? query_int_at(q, 0) : 0;
    query_end(q);
    return next;
}

static void transactions_and_parts(void **state)
{
    (void)state;
    struct store *store = own();
    struct db *db = store_writer(store), *reader;
    assert_int_equal(store_reader(store, &reader, &why), ST_OK);
    assert_int_equal(db_begin(db), ST_OK);
    set_counter(db, 1, 10);
    assert_int_equal(db_savepoint(db), ST_OK);
    set_counter(db, 1, 11);
    set_counter(db, 2, 20);
    assert_int_equal(db_rollback_savepoint(db), ST_OK);
    assert_int_equal(counter(db, 1), 10);
    assert_int_equal(counter(db, 2), 0);
    assert_int_equal(db_savepoint(db), ST_OK);
    set_counter(db, 3, 30);
    assert_int_equal(db_savepoint(db), ST_OK); /* a part of the part */
    set_counter(db, 3, 31);
    assert_int_equal(db_rollback_savepoint(db), ST_OK);
    assert_int_equal(db_release(db), ST_OK);
    assert_int_equal(counter(reader, 1), 0); /* not yet for others */
    assert_int_equal(db_commit(db), ST_OK);
    assert_int_equal(counter(reader, 1), 10);
    assert_int_equal(counter(reader, 3), 30);
    assert_int_equal(db_begin(db), ST_OK);
    set_counter(db, 1, 99);
    db_rollback(db);
    db_rollback(db); /* always succeeds */
    assert_int_equal(counter(db, 1), 10);
    db_close(reader);
    store_close(store);
}

/* A reading transaction sees one moment, and nobody reads what he writes. */
static void readers(void **state)
{
    (void)state;
    struct store *store = own();
    struct db *reader;
    assert_int_equal(store_reader(store, &reader, &why), ST_OK);
    set_counter(store_writer(store), 1, 10);
    assert_int_equal(db_begin(reader), ST_OK);
    assert_int_equal(counter(reader, 1), 10);
    set_counter(store_writer(store), 1, 11);
    assert_int_equal(counter(reader, 1), 10);
    db_rollback(reader);
    assert_int_equal(counter(reader, 1), 11);
    struct query *q = db_query(reader, Q_COUNTER_SET);
    query_int(q, 1, 1);
    query_int(q, 2, 1);
    query_int(q, 3, 12);
    assert_int_not_equal(query_run(q), ST_OK);
    assert_int_equal(counter(reader, 1), 11);
    db_close(reader);
    store_close(store);
}

static void statuses(void **state)
{
    (void)state;
    struct store *store = own();
    struct db *db = store_writer(store), *stage;
    struct uuid customer = { .set = true };
    for (int i = 0; i < 2; i++) {
        struct query *q = db_query(db, Q_TENANT_ADD);
        query_text(q, 1, STR("acme"));
        query_uuid(q, 2, &customer);
        query_int(q, 3, 0);
        assert_int_equal(query_run(q), i ? ST_CONFLICT : ST_OK);
    }
    struct query *q = db_query(db, Q_TENANT_ADD);
    query_null(q, 1);
    assert_int_equal(query_run(q), ST_CONFLICT); /* a column that may not be absent */
    assert_int_equal(db_script(db, "PRAGMA max_page_count=1", &why), ST_OK);
    set_counter(db, 1, 1);
    enum status st = ST_OK;
    for (int i = 2; i < 20000 && st == ST_OK; i++) {
        q = db_query(db, Q_COUNTER_SET);
        query_int(q, 1, 1);
        query_int(q, 2, i);
        query_int(q, 3, i);
        st = query_run(q);
    }
    assert_int_equal(st, ST_FULL);
    assert_contains(db_error(db), "full");
    assert_int_equal(counter(db, 1), 1);
    store_close(store);
    assert_int_equal(db_open("/nowhere/at/all.db", DB_STAGE, &stage, &why), ST_IO);
    assert_contains(why.text, "cannot open the database");
    assert_int_equal(db_open(path_of("none.db"), DB_READ, &stage, &why), ST_IO);
}

static void values_come_back(void **state)
{
    static const char bytes[] = { 0, 1, (char)0xFF, 0 };
    (void)state;
    struct store *store = own();
    struct db *db = store_writer(store);
    struct query *q = db_query(db, Q_TENANT_ADD);
    struct uuid customer = {
        .b = {1, 2, 3},
          .set = true
    };
    query_text(q, 1, (struct str){ "A\303\244\0b", 5 });
    query_uuid(q, 2, &customer);
    query_int(q, 3, INT64_MAX);
    assert_int_equal(query_run(q), ST_OK);
    assert_int_equal(db_changes(db), 1);
    q = db_query(db, Q_TENANT_LIST);
    assert_int_equal(query_step(q), ST_OK);
    assert_int_equal(query_columns(q), 5);
    struct uuid back = query_uuid_at(q, 2);
    assert_true(uuid_eq(&back, &customer));
    assert_int_equal(query_int_at(q, 4), INT64_MAX);
    assert_int_equal(query_text_at(q, 1).len, 5);
    assert_int_equal(query_step(q), ST_END);
    q = db_query(db, Q_TENANT_BY_CUSTOMER);
    query_blob(q, 1, (struct str){ bytes, sizeof bytes });
    assert_int_equal(query_step(q), ST_END);
    store_close(store);
}

static const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    T(one_owner),
    T(the_lock_dies_with_its_owner),
    T(folders_that_are_none),
    T(files_are_private),
    T(schemas),
    T(a_file_of_something_else),
    T(secrets_are_made_once),
    T(secrets_elsewhere),
    T(transactions_and_parts),
    T(readers),
    T(statuses),
    T(values_come_back),
};

UNIT_MAIN("store/db")
