/* apply/simulation.c, touched.c and audit_events.c: whatever the order and the portions in which events come,
 * the same store; what is derived from them is checked and mended; merging and deleting people take their
 * events along. */
#include "apply_kit.h"

#include "apply/recompute.h"
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE = 9, EVENTS = 400 };

static char *base_records(void)
{
    static char text[8192];
    size_t n = (size_t)snprintf(text, sizeof text,
                                "{'kind':'campaign','id':'s','type':'attackSimulation',"
                                "'updatedAt':'2026-01-01T00:00:00Z'}\n");
    for (int i = 0; i < PEOPLE; i++) {
        n += (size_t)snprintf(
            text + n, sizeof text - n,
            "{'kind':'person','email':'p%d@example.com','updatedAt':'2026-01-01T00:00:00Z'%s}\n"
            "{'kind':'enrollment','campaignId':'s','person':'p%d@example.com','ids':"
            "{'securityjourney':%d},'updatedAt':'2026-01-01T00:00:00Z'}\n",
            i, i % 4 == 1 ? ",'status':'inactive'" : "", i, i + 1);
    }
    return text;
}

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

/* Some event within seven minutes, of three addresses or none; some are said again otherwise later, some
 * deleted. */
static void print_event(char *to, size_t room, uint32_t *random)
{
    static const char *const types[] = { "sent",    "opened", "clicked", "clicked", "credentialsEntered",
                                         "reported" };
    uint32_t person = next(random) % PEOPLE, at = next(random) % 400, type = next(random) % 6;
    uint32_t ip = next(random) % 5, said = next(random) % 1000;
    /* Every line says all: what an older one said does not shine through a newer one. */
    char address[40] = ",'ip':null";
    if (ip < 4) {
        snprintf(address, sizeof address, ",'ip':'203.0.113.%u'", ip % 3);
    }
    snprintf(to, room,
             "{'kind':'simulationEvent','campaignId':'s','person':'p%u@example.com','type':'%s','at':"
             "'2026-01-01T10:%02u:%02uZ','updatedAt':'2026-01-02T%02u:%02u:%02u.%uZ'%s%s%s}\n",
             person, types[type], at / 60, at % 60, said / 60 % 24, said % 60, at % 60, person * 6 + type,
             address, ip == 4 ? ",'userAgent':'curl/8'" : ",'userAgent':null",
             said % 10 == 0 ? ",'deleted':true" : "");
}

static char events[EVENTS][400];

/* No two lines about one event say different things at one time: the fraction and the seconds tell them
 * apart. */
static int make_events(uint32_t seed)
{
    uint32_t random = seed;
    int n = 0;
    for (int i = 0; i < EVENTS; i++) {
        bool again = false;
        print_event(events[n], sizeof events[n], &random);
        char *mine = strstr(events[n], "'updatedAt'");
        for (int k = 0; k < n && !again; k++) {
            size_t key = (size_t)(mine - events[n]) + strlen("'updatedAt':'2026-01-02T00:00:00.00Z'") - 1;
            again = strncmp(events[k], events[n], key) == 0;
        }
        n += !again;
    }
    return n;
}

static char *all_rows(struct kit *kit)
{
    kit_spoil(kit,
              "DELETE FROM block WHERE n0 + n1 + n2 + n3 + n4 + n5 + n6 = 0; UPDATE enrollment SET seq = 0; "
              "UPDATE simulation_event SET seq = 0");
    return kit_dump(kit);
}

/* All lines in batches of `portion`, from line `first` on by steps of `step` (which has no common divisor
 * with n). */
static void apply_in(struct kit *kit, int n, int first, int step, int portion)
{
    struct buf text;
    buf_init(&text, EVENTS * sizeof events[0]);
    kit_open(kit);
    kit_apply(kit, 10, base_records());
    for (int i = 0; i < n; i++) {
        buf_str(&text, str_of(events[((int64_t)first + (int64_t)i * step) % n]));
        if ((i + 1) % portion == 0 || i + 1 == n) {
            buf_byte(&text, 0);
            assert_false(text.failed);
            kit_apply(kit, 20 + i, buf_text(&text).ptr);
            buf_reset(&text);
        }
    }
    buf_done(&text);
    kit_verify(kit);
}

static void order_does_not_matter(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 3; seed++) {
        struct kit whole, parts;
        int n = make_events(seed);
        n -= n % 2 == 0; /* odd: 2 and its powers reach every line */
        assert_true(n > EVENTS / 2);
        apply_in(&whole, n, 0, 1, n);
        apply_in(&parts, n, 5, 2, 16);
        assert_true(kit_number(&whole, "SELECT count(*) FROM simulation_event WHERE burst = 1") > 10);
        assert_true(kit_number(&whole, "SELECT count(*) FROM simulation_event WHERE burst = 0") > 10);
        char *a = all_rows(&whole), *b = all_rows(&parts), *x = kit_export(&whole), *y = kit_export(&parts);
        assert_same(x, y);
        assert_same(a, b);
        free(a);
        free(b);
        free(x);
        free(y);
        kit_close(&whole);
        kit_close(&parts);
    }
}

/* Five people of one address within a minute, one of them by a credential that counts; one without address.
 */
static const char few[] =
    "{'kind':'campaign','id':'s','type':'attackSimulation'}\n"
    "{'kind':'person','email':'a@example.com'}\n{'kind':'person','email':'b@example.com'}\n"
    "{'kind':'person','email':'c@example.com'}\n{'kind':'person','email':'d@example.com'}\n"
    "{'kind':'person','email':'e@example.com'}\n{'kind':'person','email':'f@example.com'}\n"
    "{'kind':'simulationEvent','campaignId':'s','person':'a@example.com','type':'clicked','at':'2026-01-"
    "01T10:00:00Z',"
    "'ip':'203.0.113.1'}\n"
    "{'kind':'simulationEvent','campaignId':'s','person':'b@example.com','type':'clicked','at':'2026-01-"
    "01T10:00:10Z',"
    "'ip':'203.0.113.1'}\n"
    "{'kind':'simulationEvent','campaignId':'s','person':'c@example.com','type':'clicked','at':'2026-01-"
    "01T10:00:20Z',"
    "'ip':'203.0.113.1'}\n"
    "{'kind':'simulationEvent','campaignId':'s','person':'d@example.com','type':'clicked','at':'2026-01-"
    "01T10:00:30Z',"
    "'ip':'203.0.113.1'}\n"
    "{'kind':'simulationEvent','campaignId':'s','person':'e@example.com','type':'clicked','at':'2026-01-"
    "01T10:01:00Z',"
    "'ip':'203.0.113.1'}\n"
    "{'kind':'simulationEvent','campaignId':'s','person':'e@example.com','type':'reported','at':'2026-01-"
    "01T11:00:00Z'}\n"
    "{'kind':'simulationEvent','campaignId':'s','person':'f@example.com','type':'clicked','at':'2026-01-"
    "01T12:00:00Z',"
    "'landingSeconds':9}\n";

static void counts_are(struct kit *kit, int64_t clicked, int64_t reported, int64_t resilient, int64_t fell)
{
    assert_int_equal(kit_number(kit, "SELECT clicked FROM tally"), clicked);
    assert_int_equal(kit_number(kit, "SELECT reported FROM tally"), reported);
    assert_int_equal(kit_number(kit, "SELECT resilient FROM tally"), resilient);
    assert_int_equal(kit_number(kit, "SELECT fell FROM tally"), fell);
    kit_verify(kit);
}

static void deletions(void **state)
{
    struct kit kit;
    (void)state;
    kit_open(&kit);
    kit_apply(&kit, 10, few);
    counts_are(&kit, 1, 1, 1, 1);
    kit_apply(&kit, 20, "{'kind':'person','email':'b@example.com','deleted':true}");
    counts_are(&kit, 5, 1, 0, 5); /* a, c, d, e, f: four behind one address are people */
    kit_apply(&kit, 30, "{'kind':'enrollment','campaignId':'s','person':'f@example.com','deleted':true}");
    counts_are(&kit, 4, 1, 0, 4);
    kit_apply(&kit, 40,
              "{'kind':'simulationEvent','campaignId':'s','person':'f@example.com','type':'clicked','at':"
              "'2026-01-01T12:00:00Z','updatedAt':'2026-01-01T00:00:30Z'}"); /* as old as the deletion */
    counts_are(&kit, 4, 1, 0, 4);
    kit_apply(&kit, 50,
              "{'kind':'simulationEvent','campaignId':'s','person':'f@example.com','type':'clicked','at':"
              "'2026-01-01T12:00:00Z'}");
    counts_are(&kit, 5, 1, 0, 5);
    kit_apply(&kit, 60, "{'kind':'campaign','id':'s','type':'instant'}");
    kit_verify(&kit);
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM enrollment WHERE phase <> 0"), 0);
    kit_apply(&kit, 70, "{'kind':'campaign','id':'s','type':'attackSimulation'}");
    kit_verify(&kit);
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM enrollment WHERE phase = 2"), 5);
    kit_apply(&kit, 80, "{'kind':'campaign','id':'s','deleted':true}");
    kit_verify(&kit);
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM simulation_event"), 0);
    kit_close(&kit);
}

static void spoiled(void **state)
{
    static const struct {
        const char *sql, *part;
    } cases[] = {
        {"UPDATE simulation_event SET burst = 0 WHERE person_key = 1",            "not marked as a burst"          },
        { "UPDATE simulation_event SET burst = 1 WHERE type = 9",                 "marked as a, but is no burst"   },
        { "UPDATE simulation_event SET rule = 3 WHERE person_key = 2",            "by rule person, expected burst" },
        { "UPDATE simulation_event SET rule = 77 WHERE person_key = 2",           "by rule ?, expected burst"      },
        { "UPDATE enrollment SET clicked_at = NULL WHERE clicked_at IS NOT NULL",
         "clicked of the simulation is none"                                                                       },
        { "UPDATE enrollment SET landing_seconds = 1 WHERE landing_seconds = 9",
         "landing seconds of the simulation is 1, expected 9"                                                      },
        { "UPDATE enrollment SET phase = 0 WHERE phase = 1",                      "phase is 0, expected 1"         },
        { "UPDATE tally SET resilient = 3",                                       "resilient is 3, expected 1"     },
        { "UPDATE tally SET active_clicked = 0",                                  "active_clicked is 0, expected 1"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct kit kit;
        int64_t count, mended;
        kit_open(&kit);
        kit_apply(&kit, 10, few);
        kit_verify(&kit);
        kit_spoil(&kit, cases[i].sql);
        char *found = kit_findings(&kit, &count);
        assert_true(count > 0);
        if (strstr(found, cases[i].part) == NULL) {
            fail_msg("%s: %s", cases[i].sql, found);
        }
        free(found);
        assert_int_equal(recompute_tenant(kit.db, kit.tenant, &mended, &kit.why), ST_OK);
        assert_true(mended > 0);
        counts_are(&kit, 1, 1, 1, 1);
        kit_close(&kit);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(order_does_not_matter),
    cmocka_unit_test(deletions),
    cmocka_unit_test(spoiled),
};

UNIT_MAIN("apply/simulation")
