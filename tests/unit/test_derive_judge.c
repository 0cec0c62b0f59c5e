/* derive/judge.c and derive/simulation.c: each rule at its boundary, what follows from a person's events, and
 * what of it counts. Expected values are worked out by hand from the rules as the scoring document states
 * them. */
#include "unit.h"

#include "derive/simulation.h"
#include "model/record.h"

#include <string.h>

#define SECOND INT64_C(10000000)

static const char *const no_agents[] = { "" };
static const struct judge_lists lists = { .our_networks = STR_INIT("192.0.2.0/28 2001:db8:1::/48"),
                                          .scanner_networks = STR_INIT("198.51.100.0/24"),
                                          .agents = no_agents,
                                          .agent_count = 0 };

/* An event some seconds after 2026 began. */
static struct judged_event event(int type, double seconds, const char *ip, const char *agent)
{
    return (struct judged_event){ .type = type,
                                  .at = INT64_C(17672256000000000) + (int64_t)(seconds * SECOND),
                                  .ip = ip ? str_of(ip) : STR_NONE,
                                  .agent = agent ? str_of(agent) : STR_NONE,
                                  .landing_seconds = NONE };
}

static enum event_rule judged(struct judged_event e)
{
    judge_events(&e, 1, &lists, true);
    return e.rule;
}

/* The rule of a click some seconds after the mail was sent. */
static enum event_rule after_sending(int type, double seconds, const char *ip)
{
    struct judged_event both[] = { event(type, seconds, ip, NULL), event(EVENT_SENT, 0, NULL, NULL) };
    judge_events(both, 2, &lists, true);
    assert_int_equal(both[1].rule, RULE_UNKNOWN);
    return both[0].rule;
}

static void networks(void **state)
{
    (void)state;
    assert_int_equal(judged(event(EVENT_OPENED, 0, "192.0.2.15", NULL)), RULE_OUR_NETWORK);
    assert_int_equal(judged(event(EVENT_OPENED, 0, "192.0.2.16", NULL)), RULE_PERSON);
    assert_int_equal(judged(event(EVENT_REPORTED, 0, "2001:db8:1::5", NULL)), RULE_OUR_NETWORK);
    assert_int_equal(judged(event(EVENT_REPORTED, 0, "2001:db8:2::5", NULL)), RULE_PERSON);
    assert_int_equal(judged(event(EVENT_CLICKED, 0, "::ffff:192.0.2.1", NULL)), RULE_OUR_NETWORK);
    assert_int_equal(judged(event(EVENT_CLICKED, 0, "198.51.100.255", NULL)), RULE_SCANNER_NETWORK);
    assert_int_equal(judged(event(EVENT_CLICKED, 0, "198.51.101.0", NULL)), RULE_PERSON);
    assert_int_equal(judged(event(EVENT_CLICKED, 0, "no address", NULL)), RULE_PERSON);
}

/* What a list of results tells counts until the events themselves are there. */
static void published_results(void **state)
{
    struct judged_event told = event(EVENT_CLICKED, 100, NULL, NULL);
    struct judged_event robot = event(EVENT_CLICKED, 5, "198.51.100.7", NULL);
    (void)state;
    told.counted = COUNTED_AS_RESULT;
    assert_int_equal(judged(told), RULE_AS_VENDOR);
    struct judged_event both[] = { told, robot };
    judge_events(both, 2, &lists, true);
    assert_int_equal(both[0].rule, RULE_SUPERSEDED);
    assert_int_equal(both[1].rule, RULE_SCANNER_NETWORK);
    assert_true(simulation_result_of(both, 2).at[SIMULATION_CLICKED_AT] == NONE);
    /* An event of another kind says nothing about it, nor does another list. */
    both[1].type = EVENT_OPENED;
    judge_events(both, 2, &lists, true);
    assert_int_equal(both[0].rule, RULE_AS_VENDOR);
    struct judged_event lists_only[] = { told, told };
    lists_only[1].at++;
    judge_events(lists_only, 2, &lists, true);
    assert_int_equal(lists_only[0].rule, RULE_AS_VENDOR);
    assert_int_equal(lists_only[1].rule, RULE_AS_VENDOR);
    /* The event itself came too, with its address: it is judged like any other. */
    told.ip = STR("203.0.113.1");
    struct judged_event raw[] = { told, robot };
    judge_events(raw, 2, &lists, true);
    assert_int_equal(raw[0].rule, RULE_PERSON);
    /* A second report, none with an address. */
    struct judged_event reports[] = { event(EVENT_REPORTED, 5, NULL, NULL),
                                      event(EVENT_REPORTED, 9, NULL, NULL) };
    reports[1].counted = COUNTED_AS_RESULT;
    judge_events(reports, 2, &lists, true);
    assert_int_equal(reports[0].rule, RULE_UNKNOWN);
    assert_int_equal(reports[1].rule, RULE_SUPERSEDED);
}

static void not_judged(void **state)
{
    struct judged_event vendor = event(EVENT_CLICKED, 0, "192.0.2.1", NULL);
    (void)state;
    assert_int_equal(judged(event(EVENT_CLICKED, 0, NULL, NULL)), RULE_UNKNOWN);
    assert_int_equal(judged(event(EVENT_SENT, 0, "192.0.2.1", NULL)), RULE_UNKNOWN);
    assert_int_equal(judged(event(EVENT_BOUNCED, 0, "192.0.2.1", "curl/8")), RULE_UNKNOWN);
    vendor.counted = COUNTED_AS_VENDOR;
    assert_int_equal(judged(vendor), RULE_AS_VENDOR);
    judge_events(&vendor, 1, &lists, false);
    assert_int_equal(vendor.rule, RULE_OUR_NETWORK);
    assert_false(judge_is_scanner(RULE_AS_VENDOR) || judge_is_scanner(RULE_UNKNOWN) ||
                 judge_is_scanner(RULE_PERSON));
}

static void too_fast(void **state)
{
    (void)state;
    assert_int_equal(after_sending(EVENT_CLICKED, 0, "203.0.113.1"), RULE_TOO_FAST);
    assert_int_equal(after_sending(EVENT_CLICKED, 20, "203.0.113.1"), RULE_TOO_FAST);
    assert_int_equal(after_sending(EVENT_CLICKED, 20.0000001, "203.0.113.1"), RULE_PERSON);
    assert_int_equal(after_sending(EVENT_CLICKED, -1, "203.0.113.1"), RULE_PERSON);
    assert_int_equal(after_sending(EVENT_CREDENTIALS_CAPTURED, 20, "203.0.113.1"), RULE_TOO_FAST);
    assert_int_equal(after_sending(EVENT_ATTACHMENT_OPENED, 20, "203.0.113.1"), RULE_TOO_FAST);
    /* No clicks: an image proxy, a report. */
    assert_int_equal(after_sending(EVENT_OPENED, 5, "203.0.113.1"), RULE_PERSON);
    assert_int_equal(after_sending(EVENT_REPORTED, 5, "203.0.113.1"), RULE_PERSON);
    /* Nothing is known about where it came from. */
    assert_int_equal(after_sending(EVENT_CLICKED, 5, NULL), RULE_UNKNOWN);
    /* An earlier rule comes first. */
    assert_int_equal(after_sending(EVENT_CLICKED, 5, "198.51.100.1"), RULE_SCANNER_NETWORK);
}

static void robots(void **state)
{
    struct judged_event e = event(EVENT_OPENED, 0, NULL, "Mozilla/5.0 (X11) HEADLESSChrome/120.0");
    struct judged_event person =
        event(EVENT_CLICKED, 0, NULL, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0");
    (void)state;
    judge_events(&e, 1, &judge_lists_shipped, true);
    assert_int_equal(e.rule, RULE_ROBOT_AGENT);
    judge_events(&person, 1, &judge_lists_shipped, true);
    assert_int_equal(person.rule, RULE_PERSON);
    e = event(EVENT_OPENED, 0, NULL, "");
    judge_events(&e, 1, &judge_lists_shipped, true);
    assert_int_equal(e.rule, RULE_PERSON);
    e = event(EVENT_OPENED, 0, NULL, "Mozilla/5.0 (via ggpht.com GoogleImageProxy)");
    judge_events(&e, 1, &judge_lists_shipped, true);
    assert_int_equal(e.rule, RULE_PERSON);
    for (int i = 0; i < judge_lists_shipped.agent_count; i++) {
        for (const char *c = judge_lists_shipped.agents[i]; *c; c++) {
            assert_false(*c >= 'A' && *c <= 'Z');
        }
    }
}

/* The rule of a click at 100 s when a report came at some time from some address. */
static enum event_rule beside_report(double seconds, const char *report_ip, const char *click_ip)
{
    struct judged_event both[] = { event(EVENT_CLICKED, 100, click_ip, "Mozilla"),
                                   event(EVENT_REPORTED, seconds, report_ip, NULL) };
    judge_events(both, 2, &lists, true);
    return both[0].rule;
}

static void after_report(void **state)
{
    (void)state;
    assert_int_equal(beside_report(99, "203.0.113.1", "203.0.113.2"), RULE_AFTER_REPORT);
    assert_int_equal(beside_report(99, "203.0.113.1", "203.0.113.1"), RULE_PERSON);
    assert_int_equal(beside_report(100, "203.0.113.1", "203.0.113.2"), RULE_PERSON);
    assert_int_equal(beside_report(101, "203.0.113.1", "203.0.113.2"), RULE_PERSON);
    /* Without an address there is no other address. */
    assert_int_equal(beside_report(99, NULL, "203.0.113.2"), RULE_PERSON);
    assert_int_equal(beside_report(99, "203.0.113.1", NULL), RULE_PERSON);
    /* A scanner's report is not the person's. */
    assert_int_equal(beside_report(99, "198.51.100.1", "203.0.113.2"), RULE_PERSON);
}

/* ---- bursts ---- */

struct decisions {
    char text[64]; /* a letter a person, upper case: burst; in the order of deciding */
    size_t n;
};

static enum status decided(void *to, const struct act *act, bool burst)
{
    struct decisions *d = to;
    assert_true(d->n + 1 < sizeof d->text);
    d->text[d->n++] = (char)((burst ? 'A' : 'a') + act->person);
    return ST_OK;
}

/* The acts "a0 b15": a person's letter and a second each. */
static struct decisions walk(const char *acts)
{
    struct decisions d = { .n = 0 };
    struct burst burst;
    burst_begin(&burst, decided, &d);
    for (struct str rest = str_of(acts); rest.ptr != NULL;) {
        struct str word = str_cut(&rest, ' ');
        int64_t tenths;
        assert_true(str_int(str_from(word, 1), &tenths));
        struct act act = { .person = word.ptr[0] - 'a', .at = tenths * SECOND / 10, .type = EVENT_CLICKED };
        assert_int_equal(burst_add(&burst, &act), ST_OK);
    }
    assert_int_equal(burst_end(&burst), ST_OK);
    burst_done(&burst);
    return d;
}

static void bursts(void **state)
{
    /* Times in tenths of a second. */
    static const struct {
        const char *acts, *decisions;
    } cases[] = {
        {"a0 b150 c300 d450 e600",                  "ABCDE"   },
        { "a0 b150 c300 d450 e601",                 "abcde"   }, /* 60.1 s */
        { "a0 b0 c0 d0",                            "abcd"    }, /* four people */
        { "a0 b0 c0 d0 a10 b10 c10 d10",            "abcdabcd"}, /* four people, often */
        { "a0 b0 c0 d0 e0 f601 g1202",              "ABCDEfg" }, /* f has no four others within a minute */
        { "a0 b100 c200 d300 e400 f650",            "ABCDEF"  }, /* b to f within 55 s */
        { "a0 b590 c595 d600 e605",                 "abcde"   },
        { "a0 b590 c595 d600 a602 e605",            "aBCDAE"  }, /* a's second act, not the first */
        { "a0 a100 a200 b300 c400 d500 e600 z1300", "AAABCDEz"},
        { "a0 b1 c2 d3 e4 a5 a604 a605",            "ABCDEAaa"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct decisions d = walk(cases[i].acts);
        assert_string_equal(d.text, cases[i].decisions);
    }
}

static void burst_rule(void **state)
{
    struct judged_event e = event(EVENT_OPENED, 0, "203.0.113.1", "curl/8");
    (void)state;
    e.burst = true;
    judge_events(&e, 1, &judge_lists_shipped, true);
    assert_int_equal(e.rule, RULE_BURST);
}

/* ---- results ---- */

static void results(void **state)
{
    struct judged_event events[] = {
        event(EVENT_SENT, 0, NULL, NULL),      event(EVENT_OPENED, 30, NULL, NULL),
        event(EVENT_OPENED, 25, NULL, NULL),   event(EVENT_REPLIED, 500, NULL, NULL),
        event(EVENT_CLICKED, 600, NULL, NULL), event(EVENT_CREDENTIALS_ENTERED, 700, NULL, NULL),
        event(EVENT_CLICKED, 40, NULL, NULL),  event(EVENT_REPORTED, 900, NULL, NULL),
    };
    (void)state;
    events[4].landing_seconds = 42;
    events[5].landing_seconds = 7;
    events[6].landing_seconds = 99;
    for (size_t i = 0; i < COUNT_OF(events); i++) {
        events[i].rule = RULE_PERSON;
    }
    events[6].rule = RULE_TOO_FAST;
    struct simulation_result r = simulation_result_of(events, COUNT_OF(events));
    assert_int_equal(r.at[SIMULATION_SENT_AT], events[0].at);
    assert_int_equal(r.at[SIMULATION_BOUNCED_AT], NONE);
    assert_int_equal(r.at[SIMULATION_OPENED_AT], events[2].at);
    assert_int_equal(r.at[SIMULATION_CLICKED_AT], events[3].at);
    assert_int_equal(r.at[SIMULATION_ENTERED_AT], events[5].at);
    assert_int_equal(r.at[SIMULATION_CAPTURED_AT], NONE);
    assert_int_equal(r.at[SIMULATION_REPORTED_AT], events[7].at);
    assert_int_equal(r.landing_seconds, 42);
    assert_int_equal(simulation_phase_of(&r), SIMULATION_CLICKED);
}

static struct simulation_result only(int type)
{
    struct judged_event e = event(type, 0, NULL, NULL);
    e.rule = RULE_UNKNOWN;
    return simulation_result_of(&e, 1);
}

static void phases(void **state)
{
    static const struct {
        int type;
        enum simulation_phase phase;
        bool opened, clicked, reported, captured, resilient, fell, engaged;
    } cases[] = {
        {EVENT_SENT,                  SIMULATION_NO_ACTION, 0, 0, 0, 0, 0, 0, 0},
        { EVENT_BOUNCED,              SIMULATION_NO_ACTION, 0, 0, 0, 0, 0, 0, 0},
        { EVENT_OPENED,               SIMULATION_NO_ACTION, 1, 0, 0, 0, 0, 0, 1},
        { EVENT_CLICKED,              SIMULATION_CLICKED,   0, 1, 0, 0, 0, 1, 1},
        { EVENT_CREDENTIALS_ENTERED,  SIMULATION_CLICKED,   0, 1, 0, 0, 0, 1, 1},
        { EVENT_CREDENTIALS_CAPTURED, SIMULATION_CAPTURED,  0, 0, 0, 1, 0, 1, 1},
        { EVENT_ATTACHMENT_OPENED,    SIMULATION_CLICKED,   0, 1, 0, 0, 0, 1, 1},
        { EVENT_REPLIED,              SIMULATION_CLICKED,   0, 1, 0, 0, 0, 1, 1},
        { EVENT_REPORTED,             SIMULATION_REPORTED,  0, 0, 1, 0, 1, 0, 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct simulation_result r = only(cases[i].type);
        struct simulation_counts all = { .n = { 0 } }, inactive = { .n = { 0 } };
        simulation_count(&all, &r, true, 1);
        simulation_count(&inactive, &r, false, 1);
        const int64_t expected[SIMULATION_COUNTS] = {
            cases[i].opened,    cases[i].clicked,  cases[i].reported, cases[i].captured,
            cases[i].resilient, cases[i].fell,     cases[i].engaged,  cases[i].opened,
            cases[i].clicked,   cases[i].reported, cases[i].captured
        };
        assert_int_equal(simulation_phase_of(&r), cases[i].phase);
        assert_memory_equal(all.n, expected, sizeof expected);
        assert_memory_equal(inactive.n, expected, SIMULATION_ACTIVE_N * sizeof *expected);
        for (int k = SIMULATION_ACTIVE_N; k < SIMULATION_COUNTS; k++) {
            assert_int_equal(inactive.n[k], 0);
        }
        simulation_count(&all, &r, true, -1);
        for (int k = 0; k < SIMULATION_COUNTS; k++) {
            assert_int_equal(all.n[k], 0);
        }
    }
}

static void resiliency(void **state)
{
    (void)state;
    assert_true(simulation_resiliency(0, 0) == 0);
    assert_true(simulation_resiliency(0, 3) == 0);
    assert_true(simulation_resiliency(2, 0) == 1);
    assert_true(simulation_resiliency(1, 2) == 1.0 / 3);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(networks),   cmocka_unit_test(published_results),
    cmocka_unit_test(not_judged), cmocka_unit_test(too_fast),
    cmocka_unit_test(robots),     cmocka_unit_test(after_report),
    cmocka_unit_test(bursts),     cmocka_unit_test(burst_rule),
    cmocka_unit_test(results),    cmocka_unit_test(phases),
    cmocka_unit_test(resiliency),
};

UNIT_MAIN("derive/judge")
