/* feed/gophish: times to the 100 ns, mailboxes, what a row of results tells, and of details the browser only,
 * whatever stands beside it. */
#include "unit.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/when.h"
#include "feed/feed_gophish.h"
#include "model/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t at(const char *text)
{
    int64_t ticks = -1;
    assert_true(gophish_time(str_of(text), &ticks));
    return ticks;
}

static void times(void **state)
{
    static const char *const bad[] = {
        "",
        "now",
        "2024-05-01T10:00:00.1.2Z",
        "2024-05-01 25:00:00+00:00",
        "05/01/2024 10:00",
        "2024-05-01 10:00:00.123456789 +0000 UTC m=+0.000000001 and more than any time"
    };
    int64_t ticks = 7, expected;
    (void)state;
    assert_true(when_parse(STR("2024-05-01T10:00:00.1234567Z"), &expected));
    assert_int_equal(at("2024-05-01T10:00:00.123456789Z"), expected);
    assert_int_equal(at("2024-05-01T10:00:00.1234567Z"), expected);
    assert_int_equal(at("2024-05-01 10:00:00.123456799+00:00"), expected);
    assert_int_equal(at("2024-05-01 12:00:00.123456789+02:00"), expected);
    assert_int_equal(at("2024-05-01T10:00:00.12345678901234Z"), expected);
    assert_int_equal(at("2024-05-01T10:00:00Z"), expected - 1234567);
    assert_int_equal(at("0001-01-01T00:00:00Z"), WHEN_NONE);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(gophish_time(str_of(bad[i]), &ticks));
    }
    assert_int_equal(ticks, 7);
}

static void addresses(void **state)
{
    static const char *const good[] = { "a@b", "Ann.O'Neil+x@mail.example.com", "j\xC3\xBCrgen@example.com" };
    static const char *const bad[] = { "",      "a",         "@b",      "a@",    "a@b@c",   "a b@c",
                                       "a@b\n", "{\"a\":@b", "[a@b]",   "a@b,c", "\"a\"@b", "<a@b>",
                                       "a;b@c", "a(b)@c",    "a@b\x7F", "a\\@b", "a@b\xFF" };
    char longest[255 + 1];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_true(gophish_address(str_of(good[i])));
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(gophish_address(str_of(bad[i])));
    }
    assert_false(gophish_address(STR_NONE));
    memset(longest, 'a', sizeof longest);
    longest[1] = '@';
    assert_true(gophish_address((struct str){ longest, 254 }));
    assert_false(gophish_address((struct str){ longest, 255 }));
}

static int tell(const char *status, bool reported, struct gophish_fact facts[GOPHISH_FACTS])
{
    struct gophish_result r = { str_of(status), STR("rid"), 10, 20, reported };
    int n = -1;
    assert_null(gophish_facts(&r, facts, &n));
    return n;
}

static void is(const struct gophish_fact *fact, int type, int64_t when, bool from_result)
{
    assert_int_equal(fact->type, type);
    assert_int_equal(fact->at, when);
    assert_int_equal(fact->from_result, from_result);
    assert_text(fact->token, type == EVENT_SENT ? "rid" : NULL);
}

static void results(void **state)
{
    static const char *const before[] = { "Scheduled", "Queued", "Sending", "Unknown" };
    struct gophish_fact f[GOPHISH_FACTS];
    struct gophish_result r = { STR("Email Sent"), STR("rid"), WHEN_NONE, 20, false };
    int n;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(before); i++) {
        assert_int_equal(tell(before[i], false, f), 0);
    }
    assert_int_equal(tell("Email Sent", false, f), 1);
    is(&f[0], EVENT_SENT, 10, false);
    assert_int_equal(tell("Error", false, f), 1);
    is(&f[0], EVENT_BOUNCED, 20, false);
    assert_int_equal(tell("Retrying", false, f), 1);
    is(&f[0], EVENT_BOUNCED, 20, false);
    assert_int_equal(tell("Email Sent", true, f), 2);
    is(&f[1], EVENT_REPORTED, 20, true);
    assert_int_equal(tell("Clicked Link", false, f), 2);
    is(&f[1], EVENT_CLICKED, 20, true);
    assert_int_equal(tell("Submitted Data", true, f), GOPHISH_FACTS);
    is(&f[0], EVENT_SENT, 10, false);
    is(&f[1], EVENT_CREDENTIALS_ENTERED, 20, true);
    is(&f[2], EVENT_CREDENTIALS_CAPTURED, 20, true);
    is(&f[3], EVENT_REPORTED, 20, true);
    assert_contains(gophish_facts(&r, f, &n), "--sent-at");
    r = (struct gophish_result){ STR("Email Opened"), STR("rid"), 10, WHEN_NONE, false };
    assert_contains(gophish_facts(&r, f, &n), "modified_date");
    r.status = STR("hunter2");
    assert_null(strstr(gophish_facts(&r, f, &n), "hunter2"));
}

static void read_details(const char *details, const char *ip, const char *agent)
{
    struct buf text;
    struct str got_ip, got_agent;
    buf_init(&text, 2 * LIMIT_USER_AGENT);
    assert_true(gophish_details(str_of(details), &text, &got_ip, &got_agent));
    assert_text(got_ip, ip);
    assert_text(got_agent, agent);
    buf_done(&text);
}

static void browsers(void **state)
{
    (void)state;
    read_details("", NULL, NULL);
    read_details("null", NULL, NULL);
    read_details("{}", NULL, NULL);
    read_details("{\"error\":\"550 nobody\"}", NULL, NULL);
    read_details("{\"payload\":null,\"browser\":null}", NULL, NULL);
    read_details(
        "{\"payload\":{\"password\":[\"x\"]},\"browser\":{\"address\":\"192.0.2.1\",\"user-agent\":\"A\"}}",
        "192.0.2.1", "A");
    read_details("{\"browser\":{\"user-agent\":\"A \\\"b\\\" "
                 "\\u003c\\u00fc\\ud83d\\ude00\\ud83d\\n\\/\",\"address\":\"2001:db8::1\"}}",
                 "2001:db8::1", "A \"b\" <\xC3\xBC\xF0\x9F\x98\x80\xEF\xBF\xBD /");
    read_details("{\"payload\":{\"browser\":{\"address\":\"192.0.2.1\"}},\"browser\":{\"address\":\"x\"}}",
                 NULL, NULL);
    read_details("{\"browser\":{\"address\":\"192.0.2.1\"},\"browser\":{\"user-agent\":\"\"}}", NULL, NULL);
    read_details("{\"payload\":{\"a\":[\"\\u0000\"]},\"browser\":{\"user-agent\":\"\\u0000B\\u0001\"}}", NULL,
                 "B");
}

static void not_json(void **state)
{
    static const char *const bad[] = { "x",
                                       "{",
                                       "[]",
                                       "\"a\"",
                                       "{\"a\"}",
                                       "{\"a\":}",
                                       "{\"a\":1",
                                       "{\"a\":1}x",
                                       "{\"a\":\"b}",
                                       "{\"a\":[1,}",
                                       "{\"a\":{]}",
                                       "{'a':1}",
                                       "{a:1}",
                                       "{\"browser\":{\"address\":}}",
                                       "{\"browser\":{\"address\"",
                                       "{\"a\":\"\\" };
    struct buf text;
    struct str ip, agent;
    (void)state;
    buf_init(&text, 100);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(gophish_details(str_of(bad[i]), &text, &ip, &agent));
        assert_text(ip, NULL);
        assert_text(agent, NULL);
    }
    buf_done(&text);
}

/* Details with a list so and so many deep in the payload, which is one deep itself. */
static bool reads_depth(int depth)
{
    struct buf details, text;
    struct str ip, agent;
    buf_init(&details, KIB);
    buf_init(&text, KIB);
    buf_lit(&details, "{\"payload\":");
    for (int i = 0; i < depth; i++) {
        buf_byte(&details, '[');
    }
    for (int i = 0; i < depth; i++) {
        buf_byte(&details, ']');
    }
    buf_byte(&details, '}');
    bool good = gophish_details(buf_text(&details), &text, &ip, &agent);
    buf_done(&details);
    buf_done(&text);
    return good;
}

static void limits(void **state)
{
    char details[LIMIT_USER_AGENT + 100];
    struct buf text;
    struct str ip, agent;
    (void)state;
    assert_true(reads_depth(LIMIT_JSON_DEPTH));
    assert_false(reads_depth(LIMIT_JSON_DEPTH + 1));
    buf_init(&text, 2 * LIMIT_USER_AGENT);
    for (size_t over = 0; over < 3; over++) {
        /* The last character has two bytes: it is kept whole or not at all. */
        size_t n = (size_t)snprintf(details, sizeof details, "{\"browser\":{\"user-agent\":\"");
        memset(details + n, 'a', LIMIT_USER_AGENT - 2 + over);
        n += LIMIT_USER_AGENT - 2 + over;
        snprintf(details + n, sizeof details - n, "\xC3\xBC\"}}");
        assert_true(gophish_details(str_of(details), &text, &ip, &agent));
        assert_int_equal(agent.len, over == 0 ? LIMIT_USER_AGENT : LIMIT_USER_AGENT - 2 + over);
        assert_true(str_utf8(agent));
    }
    buf_done(&text);
}

static int64_t apart(struct gophish_moment *m, const char *email, int type, const char *ip, int64_t when)
{
    struct gophish_fact fact = { .type = type, .at = when, .ip = ip ? str_of(ip) : STR_NONE };
    return gophish_apart(m, str_of(email), &fact);
}

static void one_moment(void **state)
{
    struct gophish_moment m = { .n = 0 };
    (void)state;
    assert_int_equal(apart(&m, "a@example.com", EVENT_CLICKED, "192.0.2.1", 50), 50);
    assert_int_equal(apart(&m, "a@example.com", EVENT_CLICKED, "192.0.2.2", 50), 51);
    assert_int_equal(apart(&m, "a@example.com", EVENT_CLICKED, "192.0.2.1", 50), 50);
    assert_int_equal(apart(&m, "a@example.com", EVENT_CLICKED, "192.0.2.2", 50), 51);
    assert_int_equal(apart(&m, "a@example.com", EVENT_OPENED, "192.0.2.2", 50), 50);
    assert_int_equal(apart(&m, "b@example.com", EVENT_CLICKED, "192.0.2.2", 50), 50);
    assert_int_equal(apart(&m, "a@example.com", EVENT_CLICKED, "192.0.2.2", 60), 60);
    assert_int_equal(apart(&m, "a@example.com", EVENT_CLICKED, NULL, 60), 61);
}

static void campaigns(void **state)
{
    struct buf id;
    (void)state;
    buf_init(&id, 100);
    assert_true(gophish_campaign(STR("7"), STR_NONE, &id));
    assert_text(buf_text(&id), "gophish-7");
    assert_true(gophish_campaign(STR("12"), STR("berlin"), &id));
    assert_text(buf_text(&id), "berlin-12");
    assert_false(gophish_campaign(STR(""), STR_NONE, &id));
    assert_false(gophish_campaign(STR("-1"), STR_NONE, &id));
    assert_false(gophish_campaign(STR("hunter2"), STR_NONE, &id));
    buf_done(&id);
}

static void people(void **state)
{
    struct gophish_named *named = calloc(1, sizeof *named);
    (void)state;
    assert_non_null(named);
    assert_true(gophish_is_new(named, STR("a@example.com")));
    assert_false(gophish_is_new(named, STR("a@example.com")));
    assert_true(gophish_is_new(named, STR("b@example.com")));
    free(named);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(times),      cmocka_unit_test(addresses), cmocka_unit_test(results),
    cmocka_unit_test(browsers),   cmocka_unit_test(not_json),  cmocka_unit_test(limits),
    cmocka_unit_test(one_moment), cmocka_unit_test(campaigns), cmocka_unit_test(people),
};

UNIT_MAIN("feed/gophish")
