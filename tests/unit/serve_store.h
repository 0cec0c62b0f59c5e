/* serve_store.h: a store in a folder of its own with the tenant "acme" (id 1), and records into it. */
#ifndef MUSTER_TESTS_SERVE_STORE_H
#define MUSTER_TESTS_SERVE_STORE_H

#include "unit.h"

#include "apply/batch.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CUSTOMER "838af527-dddd-41e4-9a51-0075aa62f76f"

static char serve_store_folder[] = "test-serve-XXXXXX";

static inline void serve_store_tenant(struct store *store, const char *name, const char *customer)
{
    struct uuid id;
    assert_true(uuid_parse(str_of(customer), &id));
    struct query *q = db_query(store_writer(store), Q_TENANT_ADD);
    query_text(q, 1, str_of(name));
    query_uuid(q, 2, &id);
    query_int(q, 3, 0);
    assert_int_equal(query_run(q), ST_OK);
}

static inline struct store *serve_store_open(void)
{
    struct store *store;
    struct why why;
    memcpy(serve_store_folder + sizeof serve_store_folder - 7, "XXXXXX", 6);
    assert_non_null(mkdtemp(serve_store_folder));
    if (store_open(serve_store_folder, STORE_OWN, &store, &why) != ST_OK) {
        fail_msg("%s", why.text);
    }
    serve_store_tenant(store, "acme", CUSTOMER);
    return store;
}

static inline int serve_store_close(struct store *store)
{
    static const char *const files[] = { "lock", "muster.db", "muster.db-wal", "muster.db-shm",
                                         "secrets.key" };
    char path[256];
    store_close(store);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        snprintf(path, sizeof path, "%s/%s", serve_store_folder, files[i]);
        unlink(path);
    }
    return rmdir(serve_store_folder);
}

/* Applies record lines, each ended by \n, for acme. */
static inline void serve_store_records(struct store *store, const char *lines)
{
    struct batch_options options = { .tenant = 1, .batch_at = 0 };
    struct why why = { "" };
    struct batch *batch;
    struct str rest = str_of(lines);
    bool more = true;
    assert_true(uuid_parse(STR(CUSTOMER), &options.customer));
    assert_int_equal(batch_new(&options, &batch, &why), ST_OK);
    for (int n = 1; rest.len; n++) {
        struct str line = str_cut(&rest, '\n');
        assert_int_equal(batch_line(batch, line, (struct place){ .line = n }, &why), ST_OK);
    }
    if (batch_check(batch, store_writer(store), &why) != ST_OK) {
        const struct outcome *outcome = batch_outcome(batch);
        fail_msg("%s %s", why.text, outcome->listed_count ? outcome->listed[0].fault.why.text : "");
    }
    while (more) {
        assert_int_equal(batch_step(batch, store_writer(store), 0, &more, &why), ST_OK);
    }
    batch_free(batch);
}

#endif
