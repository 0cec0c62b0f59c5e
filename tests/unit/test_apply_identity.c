/* apply/: who a record is about, and the identifiers that are made. Made GUIDs are UUID version 5 of the kind
 * and the natural key (joined by NUL) in the name space of the customer id; made digits the first 12 bytes of
 * SHA-256 over the customer id's bytes, the kind, NUL and the key: the expected ones were computed with
 * another program. */
#include "apply_kit.h"

#include <stdio.h>
#include <stdlib.h>

#define PERSON_GUID       "3b6f97be-2ba4-5db7-99c3-3ef1738b0f3b" /* ann@example.com */
#define PERSON_DIGITS     "aa656cbe1f43d0e54962069e"
#define CAMPAIGN_GUID     "da40b4ba-5bab-5459-b93f-0b52f18a0505" /* one */
#define CAMPAIGN_DIGITS   "d264d1fb34f15725cf2b956f"
#define MODULE_GUID       "0a9ee62883e05388be8344fa348532dd" /* m1 of one */
#define ORGANIZATION_GUID "a135d9ce2893572b9a60ce6b2110ad4c" /* sales */
#define COMMENT_GUID      "e04bbff47b2f5c00890d1e1e462b1e79" /* k1 */

static int set_up(void **state)
{
    struct kit *kit = calloc(1, sizeof *kit);
    *state = kit;
    kit_open(kit);
    return 0;
}

static int tear_down(void **state)
{
    kit_verify(*state);
    kit_close(*state);
    free(*state);
    return 0;
}

static int64_t people(struct kit *kit)
{
    return kit_number(kit, "SELECT count(*) FROM person");
}

static const char ann[] =
    "{'kind':'person','ids':{'outthink':'11111111-2222-3333-4444-55555555aaaa',"
    "'securityjourney':71,'cultureai':72,'kaspersky':'0123456789abcdef01234567'},"
    "'sourceIdentifier':'A1','email':'Ann@Example.com','aliases':['ann.old@example.com']}";

static void found_by_any_name(void **state)
{
    static const char *const names[] = {
        "'ids':{'outthink':'11111111-2222-3333-4444-55555555aaaa'}",
        "'ids':{'outthink':'{11111111-2222-3333-4444-55555555AAAA}'}",
        "'ids':{'securityjourney':71}",
        "'ids':{'cultureai':72}",
        "'ids':{'kaspersky':'0123456789ABCDEF01234567'}",
        "'sourceIdentifier':'A1'",
        "'sourceIdentifier':'a1'",
        "'sourceIdentifier':'\357\274\241\357\274\221'", /* full-width */
        "'email':'Ann@Example.com','sourceIdentifier':'A1'",
        "'email':'ANN@EXAMPLE.COM'",
        "'email':'\357\275\201nn@example.com'", /* full-width a */
        "'aliases':['ann.old@example.com'],'sourceIdentifier':'A1'",
        "'email':'ANN.OLD@example.com'",
    };
    struct kit *kit = *state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char line[300], part[40];
        kit_apply(kit, (int)i * 10, ann);
        snprintf(line, sizeof line, "{'kind':'person',%s,'title':'T%zu'}", names[i], i);
        kit_apply(kit, (int)i * 10 + 5, line);
        if (people(kit) != 1 || kit->outcome.changed != 1) {
            fail_msg("%s: %lld people", names[i], (long long)people(kit));
        }
        snprintf(part, sizeof part, "'title':'T%zu'", i);
        assert_true(kit_exports(kit, part));
    }
}

static void references_by_any_name(void **state)
{
    static const char *const names[] = { "11111111-2222-3333-4444-55555555AAAA", "0123456789abcdef01234567",
                                         "a1", "ann@example.com", "ANN.old@example.com" };
    struct kit *kit = *state;
    kit_apply(kit, 1, ann);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char lines[300];
        snprintf(lines, sizeof lines,
                 "{'kind':'campaign','id':'c%zu'}\n{'kind':'enrollment','campaignId':'c%zu','person':'%s'}",
                 i, i, names[i]);
        kit_apply(kit, 2, lines);
    }
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM enrollment WHERE person_key = 1"), 5);
    /* However it was spelled, the same enrollment. */
    kit_apply(kit, 3,
              "{'kind':'enrollment','campaignId':'c0','person':'A1','status':'failed'}\n"
              "{'kind':'enrollment','campaignId':'c0','person':'ann@example.com','status':'failed'}");
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM enrollment"), 5);
}

static void source_defaults_to_the_email(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'person','email':'ann@example.com'}\n{'kind':'campaign','id':'one'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}");
    assert_int_equal(
        kit_number(kit, "SELECT count(*) FROM enrollment WHERE person_source = 'ann@example.com'"), 1);
    kit_apply(kit, 2, "{'kind':'person','sourceIdentifier':'ANN@example.com','title':'T'}");
    assert_int_equal(people(kit), 1);
}

static void changed_email_stays_as_alias(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1, ann);
    kit_apply(kit, 2, "{'kind':'person','ids':{'securityjourney':71},'email':'ann.new@example.com'}");
    assert_true(kit_exports(
        kit, "'email':'ann.new@example.com' 'aliases':['Ann@Example.com','ann.old@example.com']"));
    kit_apply(kit, 3, "{'kind':'person','email':'ann@example.com','title':'Found'}");
    assert_int_equal(people(kit), 1);
    /* The record gave the old address as e-mail: it is the e-mail again, and the new one an alias. */
    assert_true(kit_exports(kit, "'title':'Found' 'email':'ann@example.com' 'ann.new@example.com'"));
}

static void two_people(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'person','sourceIdentifier':'A1','email':'ann@example.com'}\n"
              "{'kind':'person','sourceIdentifier':'B1','email':'bob@example.com'}");
    kit_refused(kit, 2,
                "{'kind':'person','sourceIdentifier':'C1','email':'cem@example.com'}\n"
                "{'kind':'person','sourceIdentifier':'A1','email':'bob@example.com'}",
                2, "", "two people, ");
    assert_contains(kit->outcome.listed[0].fault.why.text, "a1");
    assert_contains(kit->outcome.listed[0].fault.why.text, "b1");
    assert_contains(kit->outcome.listed[0].fault.why.text, "muster people merge");
    assert_int_equal(people(kit), 2);
}

/* Whoever shares a name with a contradiction is left out with it, in any order of the lines. */
static void two_people_by_several_lines(void **state)
{
    static const char *const orders[] = {
        "{'kind':'person','sourceIdentifier':'A1','aliases':['x@example.com']}\n"
        "{'kind':'person','sourceIdentifier':'B1','aliases':['x@example.com']}\n"
        "{'kind':'person','sourceIdentifier':'C1'}",
        "{'kind':'person','sourceIdentifier':'C1'}\n"
        "{'kind':'person','sourceIdentifier':'B1','aliases':['x@example.com']}\n"
        "{'kind':'person','sourceIdentifier':'A1','aliases':['x@example.com']}",
    };
    struct kit *kit = *state;
    kit_apply(kit, 1, "{'kind':'person','sourceIdentifier':'A1'}\n{'kind':'person','sourceIdentifier':'B1'}");
    kit->skip_bad = true;
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        assert_int_equal(kit_try(kit, 2, orders[i]), ST_OK);
        assert_int_equal(kit->outcome.bad, 2);
        assert_contains(kit->outcome.listed[0].fault.why.text, "two people, a1 and b1");
    }
    assert_int_equal(people(kit), 3);
    assert_false(kit_exports(kit, "x@example.com"));
}

/* What a record says of the aliases itself is what they are. */
static void given_aliases_are_all(void **state)
{
    static const char line[] =
        "{'kind':'person','sourceIdentifier':'A1','email':'new@example.com','aliases':['x@example.com']}";
    struct kit *kit = *state;
    kit_apply(kit, 1, "{'kind':'person','sourceIdentifier':'A1','email':'ann@example.com'}");
    kit_apply(kit, 2, line);
    assert_true(kit_exports(kit, "'aliases':['x@example.com']"));
    kit_apply(kit, 3, line);
    assert_int_equal(kit->outcome.unchanged, 1);
}

static void records_of_one_batch_are_joined(void **state)
{
    struct kit *kit = *state;
    kit_apply(
        kit, 9,
        "{'kind':'person','email':'ann@example.com','title':'Pilot','updatedAt':'2026-01-01T00:00:01Z'}\n"
        "{'kind':'person','sourceIdentifier':'A1','team':'Red','updatedAt':'2026-01-01T00:00:02Z'}\n"
        "{'kind':'person','sourceIdentifier':'A1','email':'ann@example.com','locale':'en',"
        "'updatedAt':'2026-01-01T00:00:03Z'}");
    assert_int_equal(people(kit), 1);
    assert_true(kit_exports(kit, "'sourceIdentifier':'A1' 'title':'Pilot' 'team':'Red' 'locale':'en'"));
}

static void made_identifiers(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'person','email':'Ann@example.com'}\n"
              "{'kind':'person','sourceIdentifier':'aaaaaaaa-0000-0000-0000-000000000001'}\n"
              "{'kind':'organization','id':'sales'}\n"
              "{'kind':'campaign','id':'one'}\n"
              "{'kind':'campaign','id':'BBBBBBBB-0000-0000-0000-000000000001'}\n"
              "{'kind':'module','campaignId':'one','id':'m1'}\n"
              "{'kind':'comment','id':'k1'}");
    assert_true(kit_exports(kit, "'kind':'person' '" PERSON_GUID "' '" PERSON_DIGITS "'"));
    assert_true(kit_exports(kit, "'outthink':'aaaaaaaa-0000-0000-0000-000000000001'"));
    assert_true(kit_exports(kit, "'kind':'campaign' '" CAMPAIGN_GUID "' '" CAMPAIGN_DIGITS "'"));
    assert_true(kit_exports(kit, "'outthink':'bbbbbbbb-0000-0000-0000-000000000001'"));
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM module WHERE guid = x'" MODULE_GUID "'"), 1);
    assert_int_equal(
        kit_number(kit, "SELECT count(*) FROM organization WHERE guid = x'" ORGANIZATION_GUID "'"), 1);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM comment WHERE guid = x'" COMMENT_GUID "'"), 1);
}

static void given_replaces_made(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'person','email':'ann@example.com'}\n{'kind':'campaign','id':'one'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}");
    kit_apply(
        kit, 2,
        "{'kind':'person','email':'ann@example.com','ids':{'outthink':'11111111-2222-3333-4444-55555555aaaa',"
        "'securityjourney':500}}\n"
        "{'kind':'campaign','id':'one','ids':{'outthink':'11111111-2222-3333-4444-55555555bbbb'}}\n"
        "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','ids':{'securityjourney':900}}");
    assert_true(
        kit_exports(kit, "'kind':'person' '11111111-2222-3333-4444-55555555aaaa' 'securityjourney':500"));
    assert_true(kit_exports(kit, "'kind':'campaign' '11111111-2222-3333-4444-55555555bbbb'"));
    assert_true(kit_exports(
        kit, "'kind':'enrollment' 'person':'11111111-2222-3333-4444-55555555aaaa' 'securityjourney':900"));
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM enrollment"), 1);
    kit_apply(kit, 3, "{'kind':'person','email':'bob@example.com'}");
    assert_true(kit_exports(kit, "'bob@example.com' 'securityjourney':501"));
    /* The made GUID is nobody's any more. */
    kit_refused(kit, 4, "{'kind':'enrollment','campaignId':'one','person':'" PERSON_GUID "'}", 1, "person",
                "nobody");
}

static void numbers_in_order_of_keys(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'campaign','id':'two'}\n"
              "{'kind':'enrollment','campaignId':'two','person':'zoe@example.com'}\n"
              "{'kind':'person','email':'zoe@example.com'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'zoe@example.com'}\n"
              "{'kind':'person','sourceIdentifier':'B','email':'ann@example.com'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'B'}\n"
              "{'kind':'campaign','id':'one'}\n"
              "{'kind':'person','email':'Ann.B@example.com'}");
    assert_true(kit_exports(kit, "'email':'Ann.B@example.com' 'securityjourney':1,'cultureai':1"));
    assert_true(kit_exports(kit, "'email':'ann@example.com' 'securityjourney':2,'cultureai':2"));
    assert_true(kit_exports(kit, "'email':'zoe@example.com' 'securityjourney':3,'cultureai':3"));
    assert_true(kit_exports(kit, "'kind':'campaign' 'id':'one' 'securityjourney':1"));
    assert_true(kit_exports(kit, "'kind':'campaign' 'id':'two' 'securityjourney':2"));
    assert_int_equal(
        kit_number(kit, "SELECT number FROM enrollment WHERE campaign_key = 1 AND person_key = 2"), 1);
    assert_int_equal(
        kit_number(kit, "SELECT number FROM enrollment WHERE campaign_key = 1 AND person_key = 3"), 2);
    assert_int_equal(
        kit_number(kit, "SELECT number FROM enrollment WHERE campaign_key = 2 AND person_key = 3"), 3);
    kit_apply(kit, 2, "{'kind':'person','email':'aaa@example.com'}");
    assert_true(kit_exports(kit, "'email':'aaa@example.com' 'securityjourney':4,'cultureai':4"));
}

/* What lines give is taken first, whatever the order of the keys. */
static void given_numbers_stand_in_nobodys_way(void **state)
{
    struct kit *kit = *state;
    kit_apply(
        kit, 1,
        "{'kind':'person','email':'ann@example.com'}\n"
        "{'kind':'person','email':'bob@example.com','ids':{'securityjourney':1,'cultureai':5}}\n"
        "{'kind':'campaign','id':'one'}\n"
        "{'kind':'campaign','id':'two','ids':{'securityjourney':1,'cultureai':1}}\n"
        "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}\n"
        "{'kind':'enrollment','campaignId':'one','person':'bob@example.com','ids':{'securityjourney':1}}");
    assert_true(kit_exports(kit, "'email':'ann@example.com' 'securityjourney':2,'cultureai':6"));
    assert_true(kit_exports(kit, "'kind':'campaign' 'id':'one' 'securityjourney':2,'cultureai':2"));
    assert_int_equal(kit_number(kit, "SELECT number FROM enrollment WHERE person_key = 1"), 2);
}

static void a_number_belongs_to_one(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'person','email':'ann@example.com'}\n{'kind':'person','email':'bob@example.com'}\n"
              "{'kind':'campaign','id':'one'}\n{'kind':'campaign','id':'two'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'bob@example.com'}");
    kit_refused(kit, 2, "{'kind':'campaign','id':'three','ids':{'securityjourney':2}}", 1,
                "ids.securityjourney", "another campaign");
    kit_refused(kit, 2, "{'kind':'campaign','id':'three','ids':{'cultureai':2}}", 1, "ids.cultureai",
                "another campaign");
    kit_refused(kit, 2, "{'kind':'campaign','id':'three','ids':{'outthink':'" CAMPAIGN_GUID "'}}", 1,
                "ids.outthink", "another campaign");
    kit_refused(
        kit, 2,
        "{'kind':'enrollment','campaignId':'two','person':'ann@example.com','ids':{'securityjourney':2}}", 1,
        "ids.securityjourney", "another enrollment");
    kit_refused(kit, 2,
                "{'kind':'campaign','id':'x','ids':{'cultureai':8}}\n{'kind':'campaign','id':'y','ids':{'"
                "cultureai':8}}",
                2, "ids.cultureai", "another campaign");
}

static void numbers_are_never_used_twice(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'person','email':'ann@example.com'}\n{'kind':'campaign','id':'one'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}");
    kit_apply(kit, 2, "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','deleted':true}");
    kit_apply(kit, 3,
              "{'kind':'person','email':'ann@example.com','deleted':true}\n{'kind':'campaign','id':'one','"
              "deleted':true}");
    kit_apply(kit, 4,
              "{'kind':'person','email':'bob@example.com'}\n{'kind':'campaign','id':'two'}\n"
              "{'kind':'enrollment','campaignId':'two','person':'bob@example.com'}");
    assert_true(kit_exports(kit, "'email':'bob@example.com' 'securityjourney':2,'cultureai':2"));
    assert_true(kit_exports(kit, "'kind':'campaign' 'id':'two' 'securityjourney':2,'cultureai':2"));
    assert_int_equal(kit_number(kit, "SELECT number FROM enrollment"), 2);
    /* The same person again is a new one. */
    kit_apply(kit, 5, "{'kind':'person','email':'ann@example.com'}");
    assert_true(kit_exports(kit, "'email':'ann@example.com' 'securityjourney':3,'cultureai':3"));
}

/* Somebody deleted had a key that somebody living gets: the deletion is not theirs. */
static void a_key_can_be_taken_over(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'person','sourceIdentifier':'A1','email':'ann@example.com'}\n"
              "{'kind':'person','sourceIdentifier':'B1','email':'bob@example.com'}");
    kit_apply(kit, 20, "{'kind':'person','sourceIdentifier':'B1','deleted':true}");
    kit_apply(
        kit, 21,
        "{'kind':'person','ids':{'securityjourney':1},'sourceIdentifier':'B1','email':'bob@example.com',"
        "'updatedAt':'2026-01-01T00:00:15Z'}");
    kit_verify(kit);
    assert_int_equal(people(kit), 1);
    assert_false(kit_exports(kit, "'deleted':true"));
}

static void a_person_needs_a_name(void **state)
{
    struct kit *kit = *state;
    kit_refused(kit, 1, "{'kind':'person','firstName':'Ann'}", 1, "email", "needs an e-mail");
    kit_apply(kit, 2, "{'kind':'person','email':'ann@example.com'}");
    /* Made identifiers stay: without its address a person is still found by them. */
    kit_apply(kit, 3, "{'kind':'person','ids':{'securityjourney':1},'email':null}");
    assert_int_equal(people(kit), 1);
}

static const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    T(found_by_any_name),
    T(references_by_any_name),
    T(source_defaults_to_the_email),
    T(changed_email_stays_as_alias),
    T(two_people),
    T(two_people_by_several_lines),
    T(given_aliases_are_all),
    T(records_of_one_batch_are_joined),
    T(made_identifiers),
    T(given_replaces_made),
    T(numbers_in_order_of_keys),
    T(given_numbers_stand_in_nobodys_way),
    T(a_number_belongs_to_one),
    T(numbers_are_never_used_twice),
    T(a_key_can_be_taken_over),
    T(a_person_needs_a_name),
};

UNIT_MAIN("apply/identity")
