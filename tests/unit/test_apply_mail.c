/* apply/mail: reported mail in the store: kept as it came, once; in cases, whatever the order; simulations
 * recognized whenever their tokens come; decisions. kit_verify works cases out anew from all pairs of mails.
 * This program is also the process that reads mail (main). */
#include "unit.h"

#include "apply_kit.h"

#include "apply/kinds.h"
#include "apply/people.h"
#include "apply/recompute.h"
#include "base/base64.h"
#include "base/limits.h"
#include "mail/reader.h"

#include <stdio.h>
#include <stdlib.h>

static struct kit kit;

static int set_up(void **state)
{
    (void)state;
    kit_open(&kit);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

/* A record line with a raw message; more: other members, each with a comma in front. */
static const char *raw_line(const char *more, const char *format, ...) __attribute__((format(printf, 2, 3)));

static const char *raw_line(const char *more, const char *format, ...)
{
    static char lines[4][8192];
    static int next;
    char raw[4096];
    struct buf out;
    va_list args;
    char *line = lines[next++ % 4];
    va_start(args, format);
    int n = vsnprintf(raw, sizeof raw, format, args);
    va_end(args);
    buf_init(&out, MIB);
    base64_add(&out, (struct str){ raw, (size_t)n });
    snprintf(line, sizeof lines[0], "{'kind':'reportedMail','raw':'%.*s'%s}\n", (int)out.len, out.ptr, more);
    buf_done(&out);
    return line;
}

static int64_t number(const char *sql)
{
    return kit_number(&kit, sql);
}

#define MAIL                                                                                                 \
    "From: Boss <boss@example.net>\r\nTo: ann@example.com\r\nSubject: Pay %d now\r\n\r\nPay "                \
    "https://pay.example.org/x"

static void kept(void **state)
{
    (void)state;
    const char *line =
        raw_line(",'reporter':{'name':'Ann','email':'Ann@Example.com'},'reportedAt':'2026-01-02T03:04:05Z',"
                 "'reason':'PHISHING','interactions':['CLICKED']",
                 MAIL, 1);
    kit_apply(&kit, 1, line);
    assert_int_equal(kit.outcome.added, 1);
    assert_true(kit_exports(
        &kit, "'kind':'reportedMail' 'ids':{'cultureai':1} 'subject':'Pay 'email':'boss@example.net' "
              "'reason':'PHISHING' 'sha256':' 'raw':'RnJvbTog"));
    char *export = kit_export(&kit);
    assert_null(strstr(export, "signature"));
    assert_null(strstr(export, "subject_key"));
    int64_t seq = kit_seq(&kit);
    /* Again, and what the export says: nothing new. */
    kit_apply(&kit, 2, line);
    assert_int_equal(kit.outcome.unchanged, 1);
    for (char *c = export; *c; c++) {
        *c = *c == '"' ? '\'' : *c;
    }
    kit_apply(&kit, 3, export);
    assert_int_equal(kit.outcome.unchanged, 1);
    assert_int_equal(kit_seq(&kit), seq);
    free(export);
    assert_int_equal(number("SELECT count(*) FROM reported_mail"), 1);
    assert_int_equal(number("SELECT attachment_count FROM reported_mail"), 0);
    kit_verify(&kit);
}

static void foreign(void **state)
{
    (void)state;
    kit_apply(&kit, 1,
              "{'kind':'reportedMail','source':'microsoft','externalReference':'A-1','subject':'Hello','"
              "riskScore':70,"
              "'sender':{'name':'Boss','email':'boss@example.net'},'recipients':[{'name':'Ann','email':'ann@"
              "example.com'}],"
              "'attachmentCount':2,'caseKey':'k','reportedAt':'2026-01-01T00:00:00Z'}\n"
              "{'kind':'reportedMail','source':'microsoft','externalReference':'A-2','caseKey':'k',"
              "'reportedAt':'2026-06-01T00:00:00Z'}\n"
              "{'kind':'reportedMail','source':'other','externalReference':'A-2','caseKey':'k',"
              "'reportedAt':'2026-01-01T00:00:00Z'}\n");
    assert_int_equal(number("SELECT count(*) FROM reported_mail WHERE case_id = 1"), 2);
    assert_true(kit_exports(&kit, "'source':'microsoft' 'riskScore':70 'recipients':[{'name':'Ann'"));
    kit_refused(&kit, 2, "{'kind':'reportedMail','subject':'x'}\n", 1, "raw", "needs raw");
    kit_refused(&kit, 2, "{'kind':'reportedMail','externalReference':'x'}\n", 1, "source", "source");
    kit_refused(&kit, 2, "{'kind':'reportedMail','sha256':'x'}\n", 1, "sha256", "64 hexadecimal");
    kit_refused(&kit, 2,
                "{'kind':'reportedMail','raw':'YWJj','sha256':"
                "'0000000000000000000000000000000000000000000000000000000000000000'}\n",
                1, "sha256", "not that of raw");
    kit_refused(&kit, 2,
                "{'kind':'reportedMail','source':'m','externalReference':'n','ids':{'cultureai':1}}\n", 1,
                "ids.cultureai", "another reportedMail");
    kit_verify(&kit);
}

static void text_mail(int n, const char *from, const char *subject, const char *body, const char *at,
                      char *to, size_t room)
{
    char more[128];
    snprintf(more, sizeof more, ",'ids':{'cultureai':%d},'reportedAt':'%s'", n, at);
    const char *line = raw_line(more, "From: x@%s\r\nSubject: %s\r\nMessage-Id: <%d@example.com>\r\n\r\n%s",
                                from, subject, n, body);
    snprintf(to, room, "%s", line);
}

static int64_t case_of(int n)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT case_id FROM reported_mail WHERE number = %d", n);
    return number(sql);
}

static void put(int n, const char *from, const char *subject, const char *body, const char *at)
{
    char line[8192];
    text_mail(n, from, subject, body, at, line, sizeof line);
    kit_apply(&kit, n, line);
    kit_verify(&kit);
}

#define WORDS "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "

static void cases(void **state)
{
    (void)state;
    put(10, "a.example", "Invoice 1", "body", "2026-01-15T00:00:00Z");
    put(11, "a.example", "Re: INVOICE 2", "other", "2026-01-29T00:00:00Z"); /* 14 days */
    assert_int_equal(case_of(11), 10);
    put(12, "a.example", "Invoice 3", "x", "2026-02-12T00:00:01Z"); /* a second more */
    assert_int_equal(case_of(12), 12);
    put(13, "b.example", "Invoice 3", "x", "2026-01-15T00:00:00Z");
    assert_int_equal(case_of(13), 13);
    put(14, "a.example", "", "x", "2026-01-15T00:00:00Z"); /* no subject joins nobody */
    assert_int_equal(case_of(14), 14);
    /* The one between them joins two cases; the smaller number stays. */
    put(5, "a.example", "Invoice", "x", "2026-02-01T00:00:00Z");
    assert_int_equal(case_of(5), 5);
    put(6, "a.example", "Invoice 77", "x", "2026-02-01T00:00:00Z");
    assert_int_equal(case_of(6), 6);
    assert_int_equal(case_of(10), 6);
    assert_int_equal(case_of(12), 6);
    /* Same hosts, much the same text. */
    put(20, "c.example", "First", WORDS "https://evil.example/1", "2026-03-01T00:00:00Z");
    put(21, "d.example", "Second", WORDS "https://evil.example/2", "2026-03-02T00:00:00Z");
    put(22, "e.example", "Third", "something else entirely that nobody wrote https://evil.example/3",
        "2026-03-02T00:00:00Z");
    put(23, "f.example", "Fourth", WORDS "https://other.example/", "2026-03-02T00:00:00Z");
    put(24, "g.example", "Fifth", WORDS "https://evil.example/4", "2026-03-17T00:00:00Z");
    assert_int_equal(case_of(21), 20);
    assert_int_equal(case_of(22), 22);
    assert_int_equal(case_of(23), 23);
    assert_int_equal(case_of(24), 24);
    put(25, "g.example", "Sixth", WORDS "https://evil.example/5", "2026-03-10T00:00:00Z");
    assert_int_equal(case_of(24), 20);
}

static void splits(void **state)
{
    (void)state;
    put(1, "a.example", "S", "x", "2026-01-01T00:00:00Z");
    put(2, "a.example", "S", "y", "2026-01-10T00:00:00Z");
    put(3, "a.example", "S", "z", "2026-01-20T00:00:00Z");
    assert_int_equal(case_of(3), 1);
    /* The one in the middle is the mail whose body is y. */
    char *export = kit_export(&kit), *line = strstr(export, "{\"kind\":\"reportedMail\"");
    while (line != NULL && strstr(line, "\"cultureai\":2}") > strchr(line, '\n')) {
        line = strchr(line, '\n') + 1;
    }
    assert_non_null(line);
    char sha[65] = "", text[300];
    memcpy(sha, strstr(line, "\"sha256\":\"") + 10, 64);
    free(export);
    snprintf(text, sizeof text, "{'kind':'reportedMail','sha256':'%s','deleted':true}\n", sha);
    kit_apply(&kit, 50, text);
    assert_int_equal(kit.outcome.deleted, 1);
    assert_int_equal(case_of(1), 1);
    assert_int_equal(case_of(3), 3);
    assert_int_equal(number("SELECT count(*) FROM mail_edge"), 2);
    kit_verify(&kit);
    /* It comes back under a new number: the old one is never given again. */
    char again[8192];
    snprintf(again, sizeof again, "%s",
             raw_line(",'reportedAt':'2026-01-10T00:00:00Z'",
                      "From: x@a.example\r\nSubject: S\r\nMessage-Id: <2@example.com>\r\n\r\ny"));
    kit_apply(&kit, 60, again);
    assert_int_equal(case_of(3), 1);
    assert_int_equal(number("SELECT max(number) FROM reported_mail"), 4);
    kit_verify(&kit);
}

/* The same mails, in three orders and portions, give the same cases. */
static void any_order(void **state)
{
    enum { MAILS = 40 };
    static char lines[MAILS][2048];
    char *dumps[3];
    uint32_t x = 7;
    (void)state;
    for (int i = 0; i < MAILS; i++) {
        char from[32], subject[32], body[400], at[32];
        x = x * 1664525u + 1013904223u;
        snprintf(from, sizeof from, "d%u.example", x >> 28 & 3);
        snprintf(subject, sizeof subject, "topic %c", (char)('a' + (x >> 24 & 3)));
        snprintf(body, sizeof body, "%s %s https://h%u.example/%d",
                 x >> 20 & 1 ? WORDS : "short text of mine", x >> 19 & 1 ? "sixteen" : "", x >> 16 & 1, i);
        snprintf(at, sizeof at, "2026-%02u-%02uT00:00:00Z", 1 + (x >> 12 & 3), 1 + (x >> 7 & 31) % 28);
        text_mail(100 + i, from, subject, body, at, lines[i], sizeof lines[i]);
    }
    for (int order = 0; order < 3; order++) {
        if (order > 0) {
            kit_close(&kit);
            kit_open(&kit);
        }
        for (int i = 0; i < MAILS; i++) {
            int at = order == 0 ? i : order == 1 ? MAILS - 1 - i : (i * 17 + 5) % MAILS;
            kit_apply(&kit, 1, lines[at]);
        }
        kit_verify(&kit);
        dumps[order] = kit_export(&kit);
        assert_true(number("SELECT count(DISTINCT case_id) FROM reported_mail") < MAILS);
    }
    assert_same(dumps[0], dumps[1]);
    assert_same(dumps[0], dumps[2]);
    for (int order = 0; order < 3; order++) {
        free(dumps[order]);
    }
}

#define PEOPLE "{'kind':'person','email':'ann@example.com'}\n"
#define CAMPAIGN                                                                                             \
    "{'kind':'campaign','id':'sim','type':'attackSimulation','name':'Sim','createdAt':'2026-01-01T00:00:"    \
    "00Z'}\n"
#define SENT                                                                                                 \
    "{'kind':'simulationEvent','campaignId':'sim','person':'ann@example.com','type':'sent','at':'2026-01-"   \
    "01T00:00:00Z','token':'tok1'}\n"
#define SIMULATED                                                                                            \
    raw_line(",'reporter':{'email':'Ann@example.com'},'reportedAt':'2026-01-01T01:00:00Z'",                  \
             "From: x@sim.example\r\nSubject: s\r\n\r\n"                                                     \
             "https://sim.example/?rid=tok1")

static void tokens(void **state)
{
    int64_t at = KIT_AT(3600);
    (void)state;
    for (int order = 0; order < 4; order++) {
        char text[20000];
        if (order > 0) {
            kit_close(&kit);
            kit_open(&kit);
        }
        const char *parts[] = { PEOPLE, CAMPAIGN SENT, SIMULATED };
        if (order == 0) { /* in one batch */
            snprintf(text, sizeof text, "%s%s%s", parts[2], parts[1], parts[0]);
            kit_apply(&kit, 1, text);
        } else if (order == 1) { /* the mail last */
            snprintf(text, sizeof text, "%s%s", parts[0], parts[1]);
            kit_apply(&kit, 1, text);
            kit_apply(&kit, 2, parts[2]);
        } else if (order == 2) { /* the mail first */
            kit_apply(&kit, 1, parts[2]);
            assert_int_equal(number("SELECT simulated FROM reported_mail"), 0);
            snprintf(text, sizeof text, "%s%s", parts[0], parts[1]);
            kit_apply(&kit, 2, text);
        } else { /* the reporter becomes known last */
            kit_apply(&kit, 1,
                      "{'kind':'person','email':'bob@example.com'}\n" CAMPAIGN
                      "{'kind':'simulationEvent','campaignId':'sim','person':'bob@example.com','type':'sent',"
                      "'at':'2026-01-01T00:00:00Z','token':'tok1'}\n");
            kit_apply(&kit, 2, parts[2]);
            assert_int_equal(number("SELECT pending FROM reported_mail"), 1);
            kit_apply(&kit, 3, parts[0]);
            assert_int_equal(number("SELECT pending FROM reported_mail"), 0);
        }
        assert_int_equal(number("SELECT simulated FROM reported_mail"), 3);
        assert_int_equal(number("SELECT max(reported_at) FROM enrollment"), at);
        assert_int_equal(number("SELECT count(*) FROM simulation_event WHERE type = 9"), 1);
        kit_verify(&kit);
    }
    /* Without its campaign it is a mail like others. */
    kit_apply(&kit, 9, "{'kind':'campaign','id':'sim','deleted':true}\n");
    assert_int_equal(number("SELECT simulated FROM reported_mail"), 0);
    kit_verify(&kit);
}

static void decisions(void **state)
{
    char sha[65] = "", text[600];
    (void)state;
    kit_apply(&kit, 1, raw_line("", MAIL, 1));
    char *export = kit_export(&kit);
    memcpy(sha, strstr(export, "\"sha256\":\"") + 10, 64);
    free(export);
    snprintf(
        text, sizeof text,
        "{'kind':'mailDecision','sha256':'%s','verdict':'harmless','by':'Cy','at':'2026-01-03T00:00:00Z'}\n"
        "{'kind':'mailDecision','sha256':'%s','wholeCase':true,'verdict':'malicious','by':'Cy','note':'all "
        "of them'}\n",
        sha, sha);
    kit_apply(&kit, 2, text);
    assert_int_equal(number("SELECT count(*) FROM mail_decision"), 2);
    kit_apply(&kit, 3, text);
    assert_int_equal(kit.outcome.unchanged, 2);
    assert_true(kit_exports(&kit, "'kind':'mailDecision' 'wholeCase':true 'verdict':'malicious'"));
    kit_refused(&kit, 4, "{'kind':'mailDecision','source':'a','externalReference':'b','verdict':'spam'}\n", 1,
                "sha256", "no such reported mail");
    snprintf(text, sizeof text, "{'kind':'mailDecision','sha256':'%s'}\n", sha);
    kit_refused(&kit, 4, text, 1, "verdict", "verdict");
    snprintf(text, sizeof text, "{'kind':'mailDecision','sha256':'%s','deleted':true}\n", sha);
    kit_apply(&kit, 5, text);
    assert_int_equal(number("SELECT whole_case FROM mail_decision"), 1);
    kit_verify(&kit);
    /* The mail takes its decisions along. */
    snprintf(text, sizeof text, "{'kind':'reportedMail','sha256':'%s','deleted':true}\n", sha);
    kit_apply(&kit, 6, text);
    assert_int_equal(number("SELECT count(*) FROM mail_decision"), 0);
    kit_verify(&kit);
}

/* Who is erased takes along what they reported, not what others did. */
static void erased(void **state)
{
    struct people people = { kit.db, kit.tenant, kit.customer, KIT_AT(1000) };
    struct erasure erasure;
    (void)state;
    kit_apply(&kit, 1, PEOPLE "{'kind':'person','email':'bob@example.com'}\n");
    kit_apply(&kit, 2,
              raw_line(",'reporter':{'email':'ANN@example.com'},'reportedAt':'2026-01-01T00:00:00Z'", MAIL,
                       1));
    kit_apply(&kit, 3,
              raw_line(",'reporter':{'email':'bob@example.com'},'reportedAt':'2026-01-02T00:00:00Z'", MAIL,
                       2));
    assert_int_equal(number("SELECT count(DISTINCT case_id) FROM reported_mail"), 1);
    assert_int_equal(db_begin(kit.db), ST_OK);
    assert_int_equal(people_erase(&people, STR("ann@example.com"), &erasure, &kit.why), ST_OK);
    assert_int_equal(db_commit(kit.db), ST_OK);
    assert_int_equal(erasure.mails, 1);
    assert_int_equal(number("SELECT count(*) FROM reported_mail"), 1);
    assert_int_equal(number("SELECT case_id FROM reported_mail"), 2);
    kit_verify(&kit);
    /* And it does not come back. */
    kit_apply(&kit, 4,
              raw_line(",'reporter':{'email':'ann@example.com'},'reportedAt':'2026-01-01T00:00:00Z'", MAIL,
                       3));
    assert_int_equal(kit.outcome.erased, 1);
    assert_int_equal(number("SELECT count(*) FROM reported_mail"), 1);
}

static void spoiled(void **state)
{
    int64_t count;
    (void)state;
    put(1, "a.example", "S", "x", "2026-01-01T00:00:00Z");
    put(2, "a.example", "S", "y", "2026-01-10T00:00:00Z");
    kit_spoil(&kit, "UPDATE reported_mail SET case_id = 2 WHERE number = 2");
    char *said = kit_findings(&kit, &count);
    /* In the order in which they are told. */
    const char *found = said ? strstr(said, "reported mail 2 is in case 2, expected 1") : NULL;
    found = found ? strstr(found, "a trace of a reported mail is left, or in another case (number 2") : NULL;
    assert_non_null(found);
    free(said);
    int64_t mended;
    struct why why;
    assert_int_equal(recompute_tenant(kit.db, kit.tenant, &mended, &why), ST_OK);
    assert_int_equal(mended, 1);
    kit_verify(&kit);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(foreign, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cases, set_up, tear_down),
        cmocka_unit_test_setup_teardown(splits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tokens, set_up, tear_down),
        cmocka_unit_test_setup_teardown(decisions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(erased, set_up, tear_down),
        cmocka_unit_test_setup_teardown(spoiled, set_up, tear_down),
    };
    if (argc > 1 && strcmp(argv[1], READER_ARGUMENT) == 0) {
        return reader_serve();
    }
    return cmocka_run_group_tests_name("apply/mail", tests, NULL, NULL);
}
