/* model/: reading, printing and packing records of every kind by their member tables, every type's refusal,
 * and that the tables, the schema and the queries have the same columns in the same order. */
#include "unit.h"

#include "base/limits.h"
#include "model/members.h"
#include "model/record_io.h"
#include "store/queries.h"

#include <ctype.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

extern const char *const schema_scripts[];

static struct arena arena;
static struct buf line;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 64 * MIB);
    buf_init(&line, 64 * MIB);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_done(&arena);
    buf_done(&line);
    return 0;
}

/* A good value of a member as JSON; two of them differ. */
static const char *sample(const struct member *m, int which)
{
    static char texts[4][64];
    static int next;
    char *text = texts[next++ % 4];
    switch (m->type) {
    case M_NAME:
        return which ? "\"Name two\"" : "\"name-1\"";
    case M_EMAIL:
        return which ? "\"b@example.com\"" : "\"A.b@example.com\"";
    case M_TEXT:
        return which ? "\"\"" : "\"Text \\\"quoted\\\" ä\\n\"";
    case M_COUNTRY:
        return which ? "\"FR\"" : "\"DE\"";
    case M_INT:
        snprintf(text, sizeof texts[0], "%lld", (long long)(which ? m->hi : m->lo));
        return text;
    case M_REAL:
        return which ? "0" : "0.9166666666666666";
    case M_TRUTH:
        return which ? "false" : "true";
    case M_TIME:
        return which ? "\"0001-01-01T00:00:00Z\"" : "\"2023-02-24T08:33:53.7242228Z\"";
    case M_WORD:
        snprintf(text, sizeof texts[0], "\"%s\"", m->words->w[which ? m->words->n - 1 : 0]);
        return text;
    case M_UUID:
        return which ? "\"00000000-0000-0000-0000-000000000000\""
                     : "\"01234567-89ab-cdef-0123-456789abcdef\"";
    case M_KEY24:
        return which ? "\"000000000000000000000000\"" : "\"0123456789abcdef01234567\"";
    case M_MAP:
        return which ? "{}" : "{\"a\":\"1\",\"b\":\"2\"}";
    case M_TEXTS:
        return which ? "[]" : "[\"a@example.com\",\"b@example.com\"]";
    case M_DATE:
        return which ? "\"0001-01-01\"" : "\"2024-02-29\"";
    case M_CLOCK:
        return which ? "\"00:00:00\"" : "\"23:59:59\"";
    case M_METADATA:
        return which ? "[]"
                     : "[{\"key\":\"a\",\"value\":\"1\",\"important\":false},"
                       "{\"key\":\"b\",\"value\":\"\",\"important\":true}]";
    case M_BOXES:
        return which ? "[]"
                     : "[{\"name\":\"Ann\",\"email\":null},{\"name\":null,\"email\":\"b@example.com\"}]";
    case M_BYTES:
        return which ? "\"\"" : "\"AP8Q\"";
    case M_END:
        break;
    }
    fail_msg("a member type without a sample");
    return "";
}

/* Adds "key":value, where the key may be one of an object's. */
static void add_member(const char *key, const char *value)
{
    const char *dot = strchr(key, '.');
    if (dot) {
        buf_format(&line, ",\"%.*s\":{\"%s\":%s}", (int)(dot - key), key, dot + 1, value);
    } else {
        buf_format(&line, ",\"%s\":%s", key, value);
    }
}

/* A line with the natural key and one more member (NULL: none). */
static struct str line_with(const struct kind_table *table, const struct member *one, const char *value)
{
    buf_reset(&line);
    buf_format(&line, "{\"kind\":\"%s\"", table->name);
    for (const struct member *m = table->members; m->type != M_END; m++) {
        if (m->required && m != one) {
            add_member(m->key, sample(m, 0));
        }
    }
    if (one != NULL) {
        add_member(one->key, value);
    }
    buf_str(&line, STR("}"));
    return arena_str(&arena, buf_text(&line));
}

static void read_good(struct str text, struct record *record)
{
    struct fault fault;
    if (record_read(text, &arena, record, &fault) != ST_OK) {
        fail_msg(STR_FMT ": %s: %s", STR_ARG(text), fault.field, fault.why.text);
    }
}

static struct str printed(const struct record *record)
{
    struct buf out;
    buf_init(&out, 16 * MIB);
    record_print(&out, record);
    assert_false(out.failed);
    struct str text = arena_str(&arena, buf_text(&out));
    buf_done(&out);
    return text;
}

static void packed_and_back(const struct record *record)
{
    struct buf bytes;
    struct record back;
    buf_init(&bytes, 16 * MIB);
    record_pack(&bytes, record);
    record_unpack(buf_text(&bytes), &arena, &back);
    assert_int_equal(back.given, record->given);
    assert_true(record_same(record, &back));
    assert_text(printed(&back), printed(record).ptr);
    buf_done(&bytes);
}

/* Every member of every kind: what is read is printed, and what was printed is read as the same. */
static void round_trips(void **state)
{
    (void)state;
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        const struct kind_table *table = kind_table((enum record_kind)kind);
        for (int i = 0; i < table->count; i++) {
            for (int which = 0; which < 2 && !table->members[i].made; which++) {
                const struct member *m = &table->members[i];
                const char *value = sample(m, which);
                struct record record, again;
                struct str text = line_with(table, m, value);
                read_good(text, &record);
                assert_int_equal(record.kind, kind);
                assert_true(record_gives(&record, m->at));
                struct str shown = printed(&record);
                char wanted[200];
                const char *dot = strchr(m->key, '.');
                snprintf(wanted, sizeof wanted, "\"%s\":%s", dot ? dot + 1 : m->key, value);
                assert_contains(shown.ptr, wanted);
                read_good(shown, &again);
                assert_true(record_same(&record, &again));
                assert_text(printed(&again), shown.ptr);
                packed_and_back(&record);
                arena_reset(&arena);
            }
        }
    }
}

static void null_is_given_and_nothing(void **state)
{
    (void)state;
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        const struct kind_table *table = kind_table((enum record_kind)kind);
        for (int i = 0; i < table->count; i++) {
            const struct member *m = &table->members[i];
            if (m->made) {
                continue;
            }
            struct record record, into;
            struct fault fault;
            struct str text = line_with(table, m, "null");
            if (m->required) {
                assert_int_equal(record_read(text, &arena, &record, &fault), ST_INVALID);
                assert_string_equal(fault.field, m->key);
                continue;
            }
            read_good(text, &record);
            bool id = strncmp(m->key, "ids.", 4) == 0; /* never erased: null says nothing */
            assert_int_equal(record_gives(&record, m->at), !id);
            read_good(line_with(table, m, sample(m, 0)), &into);
            uint64_t changed = record_merge(&into, &record);
            assert_true(changed == (id || m->reference ? 0 : (uint64_t)1 << i));
            assert_int_equal(member_there(m, (const char *)&into.body + m->at), id);
            packed_and_back(&record);
            arena_reset(&arena);
        }
    }
}

static const char *repeated(const char *open, const char *part, int count, const char *close)
{
    struct buf text;
    buf_init(&text, 16 * MIB);
    buf_str(&text, str_of(open));
    for (int i = 0; i < count; i++) {
        buf_format(&text, "%s", i && part[1] ? "," : "");
        if (strchr(part, '#')) {
            const char *hash = strchr(part, '#');
            buf_format(&text, "%.*s%d%s", (int)(hash - part), part, i, hash + 1);
        } else {
            buf_str(&text, str_of(part));
        }
    }
    buf_str(&text, str_of(close));
    struct str kept = arena_str(&arena, buf_text(&text));
    buf_done(&text);
    return kept.ptr;
}

/* Names and addresses that are refused. */
static int refused_names(const struct member *m, const char **values)
{
    int n = 0;
    values[n++] = "5";
    values[n++] = "\"\"";
    values[n++] = "\" \\t \"";
    values[n++] = "\"a@b\\nc\"";
    values[n++] = "\"a@b\\u007f\"";
    values[n++] = repeated("\"a@b", "x", LIMIT_NAME - 2, "\"");
    if (m->type == M_EMAIL) {
        values[n++] = "\"ann\"";
        values[n++] = "\"@example.com\"";
        values[n++] = "\"ann@\"";
        values[n++] = "\"ann b@example.com\"";
    }
    return n;
}

/* Lists and maps that are refused. */
static int refused_collections(const struct member *m, const char **values)
{
    int n = 0;
    if (m->type == M_MAP) {
        values[n++] = "{\"a\":1}";
        values[n++] = "{\"a\":null}";
        values[n++] = "{\"a\":{}}";
        values[n++] = repeated("{", "\"k#\":\"v\"", LIMIT_MAP + 1, "}");
    } else if (m->type == M_METADATA) {
        values[n++] = "[1]";
        values[n++] = "[{\"value\":\"v\"}]";
        values[n++] = "[{\"key\":\"k\"}]";
        values[n++] = "[{\"key\":\"\",\"value\":\"v\"}]";
        values[n++] = "[{\"key\":\"k\",\"value\":null}]";
        values[n++] = "[{\"key\":\"k\",\"value\":\"v\",\"important\":1}]";
        values[n++] = "[{\"key\":\"k\",\"value\":\"v\",\"other\":true}]";
        values[n++] = repeated("[", "{\"key\":\"k#\",\"value\":\"v\"}", LIMIT_MAP + 1, "]");
    } else {
        values[n++] = "[1]";
        values[n++] = "[\"a\",null]";
        values[n++] = "[\"\"]";
        values[n++] = repeated("[", "\"k#\"", LIMIT_ALIASES + 1, "]");
    }
    return n;
}

/* Times, dates and times of day that are refused. */
static int refused_times(const struct member *m, const char **values)
{
    static const char *const texts[][4] = {
        {"\"2026-02-30T00:00:00Z\"", "\"2026-01-01T00:00:00.12345678Z\"", "\"yesterday\"",            "1767225600"},
        { "\"2026-02-30\"",          "\"2026-1-1\"",                      "\"2026-01-01T00:00:00Z\"", "20260101"  },
        { "\"24:00:00\"",            "\"09:60:00\"",                      "\"09:30\"",                "93000"     },
    };
    int row = m->type == M_TIME ? 0 : m->type == M_DATE ? 1 : 2;
    memcpy(values, texts[row], sizeof texts[row]);
    return 4;
}

static int refused_of_mail(const struct member *m, const char **values)
{
    static const char *const texts[] = { "\"YQ\"", "\"YWJ*\"", "\"YR==\"", "5" };
    values[0] = "[1]";
    for (int i = 0; m->type == M_BYTES && i < 4; i++) {
        values[i] = texts[i];
    }
    return m->type == M_BYTES ? 4 : 1;
}

/* Values that a type refuses. */
static int refused(const struct member *m, const char **values)
{
    static char past[2][32];
    int n = 0;
    values[n++] = m->type == M_MAP ? "[]" : "{\"a\":\"b\"}";
    values[n++] = m->type == M_TEXTS ? "\"a\"" : "[\"a\"]";
    if (m->type != M_TRUTH) {
        values[n++] = "true";
    }
    switch (m->type) {
    case M_NAME:
    case M_EMAIL:
        return n + refused_names(m, values + n);
    case M_TEXT:
        values[n++] = "5";
        values[n++] = repeated("\"", "x", (int)LIMIT_TEXT + 1, "\"");
        break;
    case M_COUNTRY:
        values[n++] = "\"D\"";
        values[n++] = "\"DEU\"";
        values[n++] = "\"D1\"";
        values[n++] = "\"\\u00c4\"";
        break;
    case M_INT:
        snprintf(past[0], sizeof past[0], "%lld", (long long)m->lo - 1);
        snprintf(past[1], sizeof past[1], "%lld", (long long)m->hi + 1);
        values[n++] = past[0];
        values[n++] = past[1];
        values[n++] = "1.5";
        values[n++] = "\"one\"";
        break;
    case M_REAL:
        snprintf(past[0], sizeof past[0], "%lld.0000001", (long long)m->hi);
        values[n++] = past[0];
        values[n++] = "-0.0000001";
        values[n++] = "\"0.5\"";
        break;
    case M_TRUTH:
        values[n++] = "0";
        values[n++] = "\"true\"";
        break;
    case M_TIME:
    case M_DATE:
    case M_CLOCK:
        return n + refused_times(m, values + n);
    case M_WORD:
        values[n++] = "\"nothing\"";
        values[n++] = "\"\"";
        values[n++] = "1";
        break;
    case M_UUID:
        values[n++] = "\"01234567-89ab-cdef-0123-456789abcde\"";
        values[n++] = "\"01234567-89ab-cdef-0123-456789abcdeg\"";
        break;
    case M_KEY24:
        values[n++] = "\"0123456789abcdef0123456\"";
        values[n++] = "\"0123456789abcdef012345678\"";
        values[n++] = "\"0123456789abcdef0123456g\"";
        break;
    case M_MAP:
    case M_TEXTS:
    case M_METADATA:
        return n + refused_collections(m, values + n);
    case M_BOXES:
    case M_BYTES:
        return n + refused_of_mail(m, values + n);
    case M_END:
        break;
    }
    return n;
}

static void every_type_refuses(void **state)
{
    (void)state;
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        const struct kind_table *table = kind_table((enum record_kind)kind);
        for (int i = 0; i < table->count; i++) {
            const struct member *m = &table->members[i];
            if (m->made) {
                continue;
            }
            const char *values[16];
            int n = refused(m, values);
            for (int k = 0; k < n; k++) {
                struct record record = { .kind = KIND_NONE };
                struct fault fault;
                struct str text = line_with(table, m, values[k]);
                enum status st = record_read(text, &arena, &record, &fault);
                if (st != ST_INVALID || strcmp(fault.field, m->key) != 0 || record.kind != KIND_NONE ||
                    strstr(fault.why.text, m->key) == NULL) {
                    fail_msg("%s.%s = %.60s: %s, %s: %s", table->name, m->key, values[k], status_name(st),
                             fault.field, fault.why.text);
                }
            }
            arena_reset(&arena);
        }
    }
}

static void limits_themselves_are_fine(void **state)
{
    struct record record;
    char *name = malloc(LIMIT_NAME + 200);
    (void)state;
    snprintf(name, LIMIT_NAME + 200, "{\"kind\":\"organization\",\"id\":%s}",
             repeated("\"", "x", LIMIT_NAME, "\""));
    read_good(str_of(name), &record);
    assert_int_equal(record.body.organization.id.len, LIMIT_NAME);
    free(name);
    const struct kind_table *person = kind_table(KIND_PERSON);
    const struct member *m = &person->members[member_index(KIND_PERSON, offsetof(struct person, aliases))];
    read_good(line_with(person, m, repeated("[", "\"k#\"", LIMIT_ALIASES, "]")), &record);
    m = &person->members[member_index(KIND_PERSON, offsetof(struct person, attributes))];
    read_good(line_with(person, m, repeated("{", "\"k#\":\"v\"", LIMIT_MAP, "}")), &record);
    m = &person->members[member_index(KIND_PERSON, offsetof(struct person, department))];
    read_good(line_with(person, m, repeated("\"", "x", (int)LIMIT_TEXT, "\"")), &record);
}

static void lines_that_are_no_record(void **state)
{
    static const struct {
        const char *line, *field, *part;
    } cases[] = {
        {"",                                                                     "",              ""                                    },
        { "{",                                                                   "",              ""                                    },
        { "[]",                                                                  "",              "must be a JSON object"               },
        { "{}",                                                                  "kind",          "kind is missing"                     },
        { "{\"kind\":5}",                                                        "kind",          "kind is missing"                     },
        { "{\"kind\":\"fish\"}",                                                 "kind",          "unknown kind; known are organization"},
        { "{\"kind\":\"campaign\"}",                                             "id",            "needs id"                            },
        { "{\"kind\":\"module\",\"id\":\"m\"}",                                  "campaignId",    "needs campaignId"                    },
        { "{\"kind\":\"campaign\",\"id\":\"c\",\"nmae\":\"x\"}",                 "nmae",          "did you mean name?"                  },
        { "{\"kind\":\"campaign\",\"id\":\"c\",\"startdAt\":\"x\"}",             "startdAt",      "did you mean startedAt?"             },
        { "{\"kind\":\"person\",\"email\":\"a@b\",\"ids\":{\"outhink\":\"x\"}}", "ids.outhink",
         "did you mean ids.outthink?"                                                                                                   },
        { "{\"kind\":\"person\",\"email\":\"a@b\",\"somethingElse\":1}",         "somethingElse",
         "has no key somethingElse"                                                                                                     },
        { "{\"kind\":\"person\",\"email\":\"a@b\",\"email.x\":1}",               "email.x",       "has no key email.x"                  },
        { "{\"kind\":\"person\",\"email\":\"a@b\",\"ids\":5}",                   "ids",           "must be an object"                   },
        { "{\"kind\":\"campaign\",\"id\":\"c\",\"deleted\":\"yes\"}",            "deleted",       "true or false"                       },
        { "{\"kind\":\"campaign\",\"id\":\"c\",\"updatedAt\":\"now\"}",          "updatedAt",     "is not a time"                       },
        { "{\"kind\":\"campaign\",\"id\":\"c\",\"id\":\"d\"}",                   "",              ""                                    },
        { "{\"kind\":\"campaign\",\"id\":\"c\"} {}",                             "",              ""                                    },
        { "{\"kind\":\"campaign\",\"id\":\"c\\u0000\"}",                         "",              ""                                    },
        { "{\"kind\":\"campaign\",\"id\":\"\xff\"}",                             "",              ""                                    },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct record record;
        struct fault fault;
        enum status st = record_read(str_of(cases[i].line), &arena, &record, &fault);
        if (st != ST_INVALID || strcmp(fault.field, cases[i].field) != 0 ||
            strstr(fault.why.text, cases[i].part) == NULL || fault.why.text[0] == 0) {
            fail_msg("%s: %s, %s: %s", cases[i].line, status_name(st), fault.field, fault.why.text);
        }
    }
}

static void values_are_made_one(void **state)
{
    struct record record;
    (void)state;
    read_good(
        STR("{\"kind\":\"person\",\"email\":\"  Ann@Example.com \",\"country\":\"de\",\"points\":\"12\","
            "\"aliases\":[\"b@x\",\" a@x \",\"b@x\"],\"attributes\":{\"z\":\"1\",\"a\":\"2\"},"
            "\"ids\":{\"outthink\":\"{01234567-89AB-CDEF-0123-456789ABCDEF}\",\"kaspersky\":"
            "\"0123456789ABCDEF01234567\"},"
            "\"updatedAt\":\"2026-01-01T02:00:00+02:00\"}"),
        &record);
    assert_text(printed(&record),
                "{\"kind\":\"person\",\"ids\":{\"outthink\":\"01234567-89ab-cdef-0123-456789abcdef\","
                "\"kaspersky\":\"0123456789abcdef01234567\"},\"email\":\"Ann@Example.com\",\"aliases\":[\"a@"
                "x\",\"b@x\"],"
                "\"country\":\"DE\",\"points\":12,\"attributes\":{\"a\":\"2\",\"z\":\"1\"},\"updatedAt\":"
                "\"2026-01-01T00:00:00Z\"}");
    read_good(STR("{\"kind\":\"campaign\",\"id\":\"c\",\"passFail\":null,\"deleted\":true}"), &record);
    assert_true(record_gives(&record, offsetof(struct campaign, pass_fail_score)));
    assert_text(printed(&record), "{\"kind\":\"campaign\",\"id\":\"c\",\"deleted\":true}");
}

static void merging_and_comparing(void **state)
{
    struct record a, b;
    (void)state;
    read_good(STR("{\"kind\":\"module\",\"campaignId\":\"c\",\"id\":\"m\",\"name\":\"A\",\"position\":1}"),
              &a);
    read_good(STR("{\"kind\":\"module\",\"campaignId\":\"C\",\"id\":\"m\",\"name\":\"B\",\"position\":1,"
                  "\"level\":2}"),
              &b);
    assert_false(record_same(&a, &b));
    uint64_t name = (uint64_t)1 << member_index(KIND_MODULE, offsetof(struct module, name));
    uint64_t level = (uint64_t)1 << member_index(KIND_MODULE, offsetof(struct module, level));
    assert_true(record_merge(&a, &b) == (name | level)); /* a reference spelled otherwise is no change */
    assert_true(record_merge(&a, &b) == 0);
    b.updated_at = 5;
    struct record c = b;
    assert_true(record_same(&b, &c));
    c.deleted = true;
    assert_false(record_same(&b, &c));
}

/* ---- columns ---- */

static const struct {
    enum record_kind kind;
    enum query_name load, save, show;
} queries[] = {
    {KIND_ORGANIZATION,      Q_LOAD_ORGANIZATION,     Q_SAVE_ORGANIZATION,     Q_EXPORT_ORGANIZATIONS    },
    { KIND_GROUP,            Q_LOAD_GROUP,            Q_SAVE_GROUP,            Q_EXPORT_GROUPS           },
    { KIND_PERSON,           Q_LOAD_PERSON,           Q_SAVE_PERSON,           Q_EXPORT_PEOPLE           },
    { KIND_CAMPAIGN,         Q_LOAD_CAMPAIGN,         Q_SAVE_CAMPAIGN,         Q_EXPORT_CAMPAIGNS        },
    { KIND_MODULE,           Q_LOAD_MODULE,           Q_SAVE_MODULE,           Q_EXPORT_MODULES          },
    { KIND_ENROLLMENT,       Q_LOAD_ENROLLMENT,       Q_SAVE_ENROLLMENT,       Q_EXPORT_ENROLLMENTS      },
    { KIND_PROGRESS,         Q_LOAD_PROGRESS,         Q_SAVE_PROGRESS,         Q_EXPORT_PROGRESS         },
    { KIND_ATTEMPT,          Q_LOAD_ATTEMPT,          Q_SAVE_ATTEMPT,          Q_EXPORT_ATTEMPTS         },
    { KIND_CERTIFICATE,      Q_LOAD_CERTIFICATE,      Q_SAVE_CERTIFICATE,      Q_EXPORT_CERTIFICATES     },
    { KIND_COMMENT,          Q_LOAD_COMMENT,          Q_SAVE_COMMENT,          Q_EXPORT_COMMENTS         },
    { KIND_SIMULATION_EVENT, Q_LOAD_SIMULATION_EVENT, Q_SAVE_SIMULATION_EVENT, Q_EXPORT_SIMULATION_EVENTS},
    { KIND_JOB_ROLE,         Q_LOAD_JOB_ROLE,         Q_SAVE_JOB_ROLE,         Q_EXPORT_JOB_ROLES        },
    { KIND_BEHAVIOR,         Q_LOAD_BEHAVIOR,         Q_SAVE_BEHAVIOR,         Q_EXPORT_BEHAVIORS        },
    { KIND_BEHAVIOR_EVENT,   Q_LOAD_BEHAVIOR_EVENT,   Q_SAVE_BEHAVIOR_EVENT,   Q_EXPORT_BEHAVIOR_EVENTS  },
    { KIND_REPORTED_MAIL,    Q_LOAD_REPORTED_MAIL,    Q_SAVE_REPORTED_MAIL,    Q_EXPORT_REPORTED_MAILS   },
    { KIND_MAIL_DECISION,    Q_LOAD_MAIL_DECISION,    Q_SAVE_MAIL_DECISION,    Q_EXPORT_MAIL_DECISIONS   },
    { KIND_INGESTION,        Q_LOAD_INGESTION,        Q_SAVE_INGESTION,        Q_EXPORT_INGESTIONS       },
};
_Static_assert(COUNT_OF(queries) == KIND_COUNT - 1, "every kind is compared");

/* The columns of the kind's members, each behind a space. */
static void member_columns(enum record_kind kind, char *to, size_t room)
{
    const struct kind_table *table = kind_table(kind);
    size_t n = 0;
    to[0] = 0;
    for (int i = 0; i < table->count; i++) {
        if (table->members[i].column) {
            n += (size_t)snprintf(to + n, room - n, " %s", table->members[i].column);
        }
    }
}

static void assert_ends(const char *label, const char *all, const char *end)
{
    size_t a = strlen(all), b = strlen(end);
    if (b > a || strcmp(all + a - b, end) != 0) {
        fail_msg("%s has the columns\n%s\nand should end with\n%s", label, all, end);
    }
}

static void result_columns(sqlite3 *db, enum query_name name, char *to, size_t room)
{
    sqlite3_stmt *stmt;
    size_t n = 0;
    assert_int_equal(sqlite3_prepare_v2(db, query_sql(name), -1, &stmt, NULL), SQLITE_OK);
    for (int i = 0; i < sqlite3_column_count(stmt); i++) {
        n += (size_t)snprintf(to + n, room - n, " %s", sqlite3_column_name(stmt, i));
    }
    sqlite3_finalize(stmt);
}

/* The columns between the first brackets of an insert, each behind a space; and as many parameters. */
static void inserted_columns(sqlite3 *db, enum query_name name, char *to, size_t room)
{
    const char *sql = strchr(query_sql(name), '(') + 1, *end = strchr(sql, ')');
    int columns = 1;
    size_t n = (size_t)snprintf(to, room, " ");
    sqlite3_stmt *stmt;
    for (; sql < end; sql++) {
        columns += *sql == ',';
        if (*sql != ',') {
            n += (size_t)snprintf(to + n, room - n, "%c", isspace((unsigned char)*sql) ? ' ' : *sql);
        }
    }
    assert_int_equal(sqlite3_prepare_v2(db, query_sql(name), -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_bind_parameter_count(stmt), columns);
    sqlite3_finalize(stmt);
}

/* Every member's column is also updated when the row is there, unless it is part of the conflicting key. */
static void updated_columns(enum record_kind kind, enum query_name name)
{
    const struct kind_table *table = kind_table(kind);
    const char *sql = query_sql(name), *conflict = strstr(sql, "ON CONFLICT ("),
               *update = strstr(sql, "DO UPDATE SET ");
    assert_non_null(conflict);
    for (int i = 0; update != NULL && i < table->count; i++) {
        char set[200], part[200];
        const char *column = table->members[i].column;
        if (column == NULL) {
            continue;
        }
        snprintf(set, sizeof set, "%s = excluded.%s", column, column);
        snprintf(part, sizeof part, " %s", column);
        const char *in_key = strstr(conflict, part);
        bool key = in_key != NULL && in_key < strchr(conflict, ')');
        if (!key && strstr(update, set) == NULL) {
            fail_msg("%s does not update %s", query_label(name), column);
        }
    }
}

static void columns_agree(void **state)
{
    sqlite3 *db;
    (void)state;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    for (size_t i = 0; schema_scripts[i] != NULL; i++) {
        assert_int_equal(sqlite3_exec(db, schema_scripts[i], NULL, NULL, NULL), SQLITE_OK);
    }
    for (size_t i = 0; i < COUNT_OF(queries); i++) {
        char members[2000], found[4000];
        member_columns(queries[i].kind, members, sizeof members);
        result_columns(db, queries[i].load, found, sizeof found);
        assert_ends(query_label(queries[i].load), found, members);
        result_columns(db, queries[i].show, found, sizeof found);
        assert_ends(query_label(queries[i].show), found, members);
        inserted_columns(db, queries[i].save, found, sizeof found);
        assert_ends(query_label(queries[i].save), found, members);
        updated_columns(queries[i].kind, queries[i].save);
    }
    sqlite3_close(db);
}

static const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    T(round_trips),
    T(null_is_given_and_nothing),
    T(every_type_refuses),
    T(limits_themselves_are_fine),
    T(lines_that_are_no_record),
    T(values_are_made_one),
    T(merging_and_comparing),
    T(columns_agree),
};

UNIT_MAIN("model/record")
