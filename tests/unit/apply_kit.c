/* apply_kit.c: see apply_kit.h. */
#include "apply_kit.h"

#include "apply/export.h"
#include "apply/verify.h"
#include "base/limits.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int64_t kit_add_tenant(struct kit *kit, const char *name, const char *customer)
{
    struct uuid uuid;
    assert_true(uuid_parse(str_of(customer), &uuid));
    struct query *q = db_query(kit->db, Q_TENANT_ADD);
    query_text(q, 1, str_of(name));
    query_uuid(q, 2, &uuid);
    query_int(q, 3, KIT_T0);
    assert_int_equal(query_run(q), ST_OK);
    q = db_query(kit->db, Q_TENANT_BY_NAME);
    query_text(q, 1, str_of(name));
    assert_int_equal(query_step(q), ST_OK);
    int64_t tenant = query_int_at(q, 0);
    query_end(q);
    return tenant;
}

void kit_open(struct kit *kit)
{
    struct why why = { "" };
    *kit = (struct kit){ .dir = "/tmp/muster_apply_XXXXXX" };
    world_init(&kit->world);
    world_set_clock(&kit->world, KIT_T0);
    assert_non_null(mkdtemp(kit->dir));
    if (store_open(kit->dir, STORE_OWN, &kit->store, &why) != ST_OK) {
        fail_msg("%s", why.text);
    }
    kit->db = store_writer(kit->store);
    /* No test cuts the power: waiting for the disk would only make them slow. */
    assert_int_equal(db_script(kit->db, "PRAGMA synchronous=OFF", &why), ST_OK);
    assert_true(uuid_parse(STR(KIT_CUSTOMER), &kit->customer));
    kit->tenant = kit_add_tenant(kit, "acme", KIT_CUSTOMER);
    kit->outcome.listed = calloc(1000, sizeof *kit->outcome.listed);
}

void kit_close(struct kit *kit)
{
    DIR *dir;
    struct dirent *entry;
    store_close(kit->store);
    free(kit->outcome.listed);
    assert_non_null(dir = opendir(kit->dir));
    while ((entry = readdir(dir)) != NULL) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", kit->dir, entry->d_name);
        unlink(path);
    }
    closedir(dir);
    assert_int_equal(rmdir(kit->dir), 0);
}

struct batch_options kit_options(struct kit *kit, int at)
{
    return (struct batch_options){
        .tenant = kit->tenant, .customer = kit->customer, .batch_at = KIT_AT(at), .skip_bad = kit->skip_bad
    };
}

void kit_lines(struct batch *batch, const char *lines)
{
    struct why why;
    char *text = strdup(lines);
    struct place place = { 0, 0 };
    for (char *c = text; *c; c++) {
        *c = *c == '\'' ? '"' : *c;
    }
    for (struct str rest = str_of(text); rest.ptr != NULL;) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        place.line++;
        if (line.len > 0) {
            assert_int_equal(batch_line(batch, line, place, &why), ST_OK);
        }
    }
    free(text);
}

static void keep_outcome(struct kit *kit, const struct batch *batch)
{
    struct bad_line *listed = kit->outcome.listed;
    kit->outcome = *batch_outcome(batch);
    memcpy(listed, kit->outcome.listed, (size_t)kit->outcome.listed_count * sizeof *listed);
    kit->outcome.listed = listed;
}

enum status kit_try(struct kit *kit, int at, const char *lines)
{
    struct batch_options options = kit_options(kit, at);
    struct batch *batch;
    bool more = true;
    assert_int_equal(batch_new(&options, &batch, &kit->why), ST_OK);
    kit_lines(batch, lines);
    enum status st = batch_check(batch, kit->db, &kit->why);
    while (st == ST_OK && more) {
        st = batch_step(batch, kit->db, 0, &more, &kit->why);
    }
    keep_outcome(kit, batch);
    batch_free(batch);
    return st;
}

void kit_apply(struct kit *kit, int at, const char *lines)
{
    enum status st = kit_try(kit, at, lines);
    if (st != ST_OK || kit->outcome.bad > 0) {
        for (int i = 0; i < kit->outcome.listed_count; i++) {
            const struct bad_line *bad = &kit->outcome.listed[i];
            print_error("line %lld, %s: %s\n", (long long)bad->place.line, bad->fault.field,
                        bad->fault.why.text);
        }
        fail_msg("the batch was refused: %s (%s)", st == ST_OK ? "" : kit->why.text, status_name(st));
    }
}

void kit_refused(struct kit *kit, int at, const char *lines, int line, const char *field, const char *part)
{
    assert_int_equal(kit_try(kit, at, lines), ST_INVALID);
    assert_int_equal(kit->outcome.bad, 1);
    assert_int_equal(kit->outcome.listed[0].place.line, line);
    assert_string_equal(kit->outcome.listed[0].fault.field, field);
    assert_contains(kit->outcome.listed[0].fault.why.text, part);
}

static enum status add_line(void *to, struct str line)
{
    buf_str(to, line);
    buf_byte(to, '\n');
    return ST_OK;
}

static char *text_of(struct buf *buf)
{
    assert_false(buf->failed);
    char *text = strndup(buf->ptr ? buf->ptr : "", buf->len);
    buf_done(buf);
    return text;
}

char *kit_export_of(struct db *db, int64_t tenant)
{
    struct buf buf;
    struct why why;
    buf_init(&buf, 256 * MIB);
    assert_int_equal(export_records(db, tenant, add_line, &buf, &why), ST_OK);
    return text_of(&buf);
}

char *kit_export(struct kit *kit)
{
    return kit_export_of(kit->db, kit->tenant);
}

static sqlite3 *open_beside(struct kit *kit)
{
    char path[128];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/muster.db", kit->dir);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

static void dump_row(struct buf *buf, sqlite3_stmt *stmt, const char *table)
{
    buf_str(buf, str_of(table));
    for (int i = 0; i < sqlite3_column_count(stmt); i++) {
        buf_byte(buf, ' ');
        if (sqlite3_column_type(stmt, i) == SQLITE_BLOB) {
            const unsigned char *bytes = sqlite3_column_blob(stmt, i);
            for (int k = 0; k < sqlite3_column_bytes(stmt, i); k++) {
                buf_format(buf, "%02x", bytes[k]);
            }
        } else {
            const unsigned char *text = sqlite3_column_text(stmt, i);
            buf_str(buf, str_of(text ? (const char *)text : "-"));
        }
    }
    buf_byte(buf, '\n');
}

char *kit_dump(struct kit *kit)
{
    static const char *const tables[] = {
        "organization", "person_group",     "person",      "alias",    "campaign", "tally",
        "module",       "enrollment",       "block",       "progress", "attempt",  "comment",
        "tombstone",    "simulation_event", "certificate", "job_role", "behavior", "behavior_event",
        "ingestion",    "score_day"
    };
    struct buf buf;
    sqlite3 *db = open_beside(kit);
    buf_init(&buf, 256 * MIB);
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        char sql[200];
        sqlite3_stmt *stmt;
        /* What is sealed is other bytes in every store; an export opens and compares it. */
        bool sealed = strcmp(tables[i], "behavior_event") == 0;
        snprintf(sql, sizeof sql, "SELECT %s FROM %s",
                 sealed ? "tenant_id, person_key, seq, updated_at, behavior, reference, ids_cultureai, "
                          "description, date, time, metadata IS NULL"
                        : "*",
                 tables[i]);
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            dump_row(&buf, stmt, tables[i]);
        }
        sqlite3_finalize(stmt);
    }
    sqlite3_close(db);
    return text_of(&buf);
}

static bool holds_all(struct str line, char *parts)
{
    char *text = strndup(line.ptr, line.len);
    bool all = true;
    char *next = NULL;
    for (char *part = strtok_r(parts, " ", &next); part != NULL; part = strtok_r(NULL, " ", &next)) {
        all = all && strstr(text, part) != NULL;
    }
    free(text);
    return all;
}

bool kit_exports(struct kit *kit, const char *parts)
{
    char *text = kit_export(kit);
    bool found = false;
    for (struct str rest = str_of(text); rest.ptr != NULL && !found;) {
        struct str line = str_cut(&rest, '\n');
        char *copy = strdup(parts);
        for (char *c = copy; *c; c++) {
            *c = *c == '\'' ? '"' : *c;
        }
        found = line.len > 0 && holds_all(line, copy);
        free(copy);
    }
    free(text);
    return found;
}

int64_t kit_number(struct kit *kit, const char *sql)
{
    sqlite3 *db = open_beside(kit);
    sqlite3_stmt *stmt;
    int64_t number = KIT_NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK) {
        fail_msg("%s", sqlite3_errmsg(db));
    }
    if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_type(stmt, 0) != SQLITE_NULL) {
        number = sqlite3_column_int64(stmt, 0);
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return number;
}

void kit_spoil(struct kit *kit, const char *sql)
{
    struct why why;
    if (db_script(kit->db, sql, &why) != ST_OK) {
        fail_msg("%s", why.text);
    }
    assert_true(db_changes(kit->db) > 0);
}

int64_t kit_seq(struct kit *kit)
{
    char sql[80];
    snprintf(sql, sizeof sql, "SELECT seq FROM tenant WHERE tenant_id = %lld", (long long)kit->tenant);
    return kit_number(kit, sql);
}

static void add_sentence(void *to, const char *sentence)
{
    buf_str(to, str_of(sentence));
    buf_byte(to, '\n');
}

char *kit_findings(struct kit *kit, int64_t *count)
{
    struct buf buf;
    struct why why = { "" };
    buf_init(&buf, 256 * MIB);
    if (verify_tenant(kit->db, kit->tenant, add_sentence, &buf, count, &why) != ST_OK) {
        fail_msg("%s", why.text);
    }
    return text_of(&buf);
}

void kit_verify_at(struct kit *kit, const char *file, int line)
{
    int64_t count;
    char *findings = kit_findings(kit, &count);
    if (count > 0) {
        print_error("%s", findings);
        free(findings);
        _fail(file, line);
    }
    free(findings);
}

void kit_same(const char *a, const char *b, const char *file, int line)
{
    struct str left = str_of(a), right = str_of(b);
    while (left.ptr != NULL || right.ptr != NULL) {
        struct str x = str_cut(&left, '\n'), y = str_cut(&right, '\n');
        if (!str_eq(x, y)) {
            print_error("one:   " STR_FMT "\nother: " STR_FMT "\n", STR_ARG(x), STR_ARG(y));
            _fail(file, line);
        }
    }
}
