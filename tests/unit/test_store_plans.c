/* store/queries: what answers are read from never walks a whole table, so that no request costs more because
 * more is stored. Told by the engine's own plan for an empty store: it has no statistics to lean on, and
 * neither has a store in use. */
#include "unit.h"

#include "store/queries.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

extern const char *const schema_scripts[];

static sqlite3 *database;

static int set_up(void **state)
{
    (void)state;
    assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
    for (size_t i = 0; schema_scripts[i] != NULL; i++) {
        assert_int_equal(sqlite3_exec(database, schema_scripts[i], NULL, NULL, NULL), SQLITE_OK);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return sqlite3_close(database);
}

/* The lines of a query's plan, with ; between them. */
static void plan_of(enum query_name name, char *plan, size_t room)
{
    char sql[8192];
    sqlite3_stmt *stmt;
    size_t n = 0;
    assert_true(snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", query_sql(name)) < (int)sizeof sql);
    if (sqlite3_prepare_v2(database, sql, -1, &stmt, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", query_label(name), sqlite3_errmsg(database));
    }
    plan[0] = 0;
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        n += (size_t)snprintf(plan + n, room - n, "%s;", (const char *)sqlite3_column_text(stmt, 3));
        assert_true(n < room);
    }
    sqlite3_finalize(stmt);
}

static void reads_search(void **state)
{
    int seen = 0;
    (void)state;
    for (int i = 0; i < QUERY_COUNT; i++) {
        char plan[4096];
        if (strncmp(query_label(i), "READ_", 5) == 0) {
            seen++;
            plan_of(i, plan, sizeof plan);
            if (strncmp(plan, "SCAN", 4) == 0 || strstr(plan, ";SCAN") != NULL) {
                fail_msg("%s: %s", query_label(i), plan);
            }
        }
    }
    assert_true(seen > 0);
}

/* The rows of a rare phase lie far apart in the table, and side by side in this index. */
static void pages_of_a_phase_read_its_index(void **state)
{
    char plan[4096];
    (void)state;
    plan_of(Q_READ_USERS_OF, plan, sizeof plan);
    assert_non_null(strstr(plan, "USING COVERING INDEX enrollment_by_phase (tenant_id=? AND campaign_key=? "
                                 "AND phase=? AND number>?)"));
}

/* The columns of GoPhish's tables that are read. */
static const char gophish_tables[] =
    "CREATE TABLE targets (id INTEGER PRIMARY KEY, first_name, last_name, email, position);"
    "CREATE TABLE templates (id INTEGER PRIMARY KEY, subject);"
    "CREATE TABLE campaigns (id INTEGER PRIMARY KEY, name, created_date, launch_date, completed_date, "
    "status, template_id);"
    "CREATE TABLE results (id INTEGER PRIMARY KEY, campaign_id, r_id, email, first_name, last_name, "
    "position, status, "
    "send_date, modified_date, reported);"
    "CREATE TABLE events (id INTEGER PRIMARY KEY, campaign_id, email, time, message, details);";

/* Details of events may hold passwords, and what the engine sorts or indexes for a while it may put into a
 * file. So the one query that reads them goes along the table and keeps nothing of it; and no query looks
 * into a table for each row of another without an index. */
static void gophish_rows_are_not_kept(void **state)
{
    int seen = 0;
    (void)state;
    assert_int_equal(sqlite3_exec(database, "DROP TABLE campaign; DROP TABLE person;", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, gophish_tables, NULL, NULL, NULL), SQLITE_OK);
    for (int i = 0; i < QUERY_COUNT; i++) {
        char plan[4096];
        if (strncmp(query_label(i), "GOPHISH_", 8) != 0) {
            continue;
        }
        plan_of(i, plan, sizeof plan);
        if (strstr(query_sql(i), "details") != NULL) {
            seen++;
            assert_true(strncmp(plan, "SCAN e;", 7) == 0);
            assert_null(strstr(plan, "ORDER BY"));
            assert_null(strstr(plan, "SEARCH e"));
        }
        if (strstr(plan, "SCAN e LEFT-JOIN") != NULL || strstr(plan, "SCAN r LEFT-JOIN") != NULL) {
            fail_msg("%s: %s", query_label(i), plan);
        }
    }
    assert_int_equal(seen, 1);
}

/* Whoever adds a table says how a tenant's rows leave it. */
static void every_table_of_a_tenant_can_be_left(void **state)
{
    sqlite3_stmt *stmt;
    int seen = 0;
    (void)state;
    assert_int_equal(
        sqlite3_prepare_v2(database,
                           "SELECT m.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c "
                           "WHERE m.type = 'table' AND c.name = 'tenant_id' AND m.name <> 'tenant'",
                           -1, &stmt, NULL),
        SQLITE_OK);
    for (; sqlite3_step(stmt) == SQLITE_ROW; seen++) {
        char begin[128];
        const char *table = (const char *)sqlite3_column_text(stmt, 0);
        int found = 0;
        snprintf(begin, sizeof begin, "DELETE FROM %s WHERE tenant_id = ?1 AND ", table);
        for (int i = 0; i < QUERY_COUNT; i++) {
            found += strncmp(query_label(i), "REMOVE_", 7) == 0 &&
                     strncmp(query_sql(i), begin, strlen(begin)) == 0;
        }
        if (found != 1) {
            fail_msg("store/queries/remove.inc has %d lines for the table %s", found, table);
        }
    }
    assert_true(seen > 20);
    sqlite3_finalize(stmt);
}

/* A list over all campaigns goes on where it stands: by ranges of numbers that hold rows of it, in their
 * order, without sorting more than the lessons of one enrollment. */
static void lists_go_by_number(void **state)
{
    static const struct {
        enum query_name name;
        const char *begin, *sorted;
    } lists[] = {
        {Q_READ_JOURNEYS,
         "SEARCH b USING PRIMARY KEY (tenant_id=? AND list=? AND level=? AND bucket>? AND "
          "bucket<?);SEARCH j USING PRIMARY KEY (tenant_id=? AND number>? AND number<?);", NULL                    },
        { Q_READ_ASSIGNMENTS,
         "SEARCH b USING PRIMARY KEY (tenant_id=? AND list=? AND level=? AND bucket>? AND "
          "bucket<?);SEARCH j USING PRIMARY KEY (tenant_id=? AND number>? AND number<?);", NULL                    },
        { Q_READ_LESSONS,
         "SEARCH b USING PRIMARY KEY (tenant_id=? AND list=? AND level=? AND bucket>? AND "
          "bucket<?);SEARCH j USING PRIMARY KEY (tenant_id=? AND number>? AND number<?);", "RIGHT PART OF ORDER BY"},
        { Q_READ_LEARNERS,
         "SEARCH b USING PRIMARY KEY (tenant_id=? AND list=? AND level=? AND bucket>? AND "
          "bucket<?);SEARCH l USING INDEX learner_by_number (tenant_id=? AND number>?",    NULL                    },
        { Q_READ_LEVELS_OF,
         "SEARCH b USING PRIMARY KEY (tenant_id=? AND list=? AND level=? AND bucket>? AND "
          "bucket<?);SEARCH l USING INDEX learner_by_number (tenant_id=? AND number>?",    NULL                    },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        char plan[4096];
        plan_of(lists[i].name, plan, sizeof plan);
        const char *sort = strstr(plan, "TEMP B-TREE");
        if (strncmp(plan, lists[i].begin, strlen(lists[i].begin)) != 0 ||
            (sort != NULL) != (lists[i].sorted != NULL) ||
            (sort != NULL && strstr(sort, lists[i].sorted) == NULL)) {
            fail_msg("%s: %s", query_label(lists[i].name), plan);
        }
    }
}

/* What belongs to one person, or a hundred, is found by the person: the engine would rather walk a tenant's
 * whole table, which an index that begins with the tenant looks like. */
static void people_are_found_by_their_key(void **state)
{
    static const enum query_name names[] = { Q_PERSON_ENROLLMENTS,     Q_READ_LEVELS,
                                             Q_LEARNER_LEVELS,         Q_READ_REPORT_ENROLLMENTS,
                                             Q_READ_REPORT_MODULES,    Q_READ_REPORT_BEHAVIORS,
                                             Q_PERSON_BEHAVIOR_EVENTS, Q_SCORE_PERSON_BEHAVIORS,
                                             Q_READ_REPORT_MAILS,      Q_SCORE_PERSON_MAILS };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char plan[4096];
        plan_of(names[i], plan, sizeof plan);
        if (strstr(plan, "(tenant_id=?)") != NULL || strstr(plan, "person_key=?") == NULL) {
            fail_msg("%s: %s", query_label(names[i]), plan);
        }
    }
}

/* What changed in a range of time is read from one range of one index. */
static void changes_are_a_range_of_their_index(void **state)
{
    char plan[4096];
    (void)state;
    plan_of(Q_READ_UPDATED, plan, sizeof plan);
    assert_string_equal(
        plan, "SEARCH journey USING COVERING INDEX journey_by_updated (tenant_id=? AND updated>? AND "
              "updated<?);");
    plan_of(Q_READ_UPDATED_PEOPLE, plan, sizeof plan);
    assert_non_null(strstr(plan,
                           "SEARCH j USING COVERING INDEX journey_by_updated (tenant_id=? AND updated>? AND "
                           "updated<?);SEARCH l USING PRIMARY KEY"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_search, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_table_of_a_tenant_can_be_left, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pages_of_a_phase_read_its_index, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_go_by_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(people_are_found_by_their_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changes_are_a_range_of_their_index, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gophish_rows_are_not_kept, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
