/* apply/: which of two records wins, what absent and null mean, references, deletions and what falls with
 * them; expected values by the rules of docs: the record model, and by hand. */
#include "apply_kit.h"

#include "derive/average.h"

#include <stdio.h>
#include <stdlib.h>

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

static int64_t rows(struct kit *kit, const char *table)
{
    char sql[80];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    return kit_number(kit, sql);
}

/* ---- newer wins ---- */

static void newer_wins_older_is_ignored(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 10, "{'kind':'campaign','id':'one','name':'Ten'}");
    kit_apply(kit, 10, "{'kind':'campaign','id':'one','name':'Five','updatedAt':'2026-01-01T00:00:05Z'}");
    assert_int_equal(kit->outcome.ignored, 1);
    assert_true(kit_exports(kit, "'name':'Ten' 'updatedAt':'2026-01-01T00:00:10Z'"));
    kit_apply(kit, 20, "{'kind':'campaign','id':'one','name':'Seven','updatedAt':'2026-01-01T00:00:07Z'}");
    assert_int_equal(kit->outcome.ignored, 1);
    kit_apply(kit, 20, "{'kind':'campaign','id':'one','name':'Eleven','updatedAt':'2026-01-01T00:00:11Z'}");
    assert_int_equal(kit->outcome.changed, 1);
    assert_true(kit_exports(kit, "'name':'Eleven' 'updatedAt':'2026-01-01T00:00:11Z'"));
}

/* A clock that was set back, or a batch that waited: what comes later counts as said later. */
static void time_of_batches_never_goes_back(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 10, "{'kind':'campaign','id':'one','name':'Ten'}");
    kit_apply(kit, 5, "{'kind':'campaign','id':'one','name':'Five'}");
    assert_int_equal(kit->outcome.changed, 1);
    assert_true(kit_exports(kit, "'name':'Five' 'updatedAt':'2026-01-01T00:00:10Z'"));
}

static void order_in_a_batch_is_by_time(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 9,
              "{'kind':'campaign','id':'one','name':'Three','updatedAt':'2026-01-01T00:00:03Z'}\n"
              "{'kind':'campaign','id':'one','name':'One','path':'P','updatedAt':'2026-01-01T00:00:01Z'}\n"
              "{'kind':'campaign','id':'one','name':'Two','updatedAt':'2026-01-01T00:00:02Z'}");
    assert_true(kit_exports(kit, "'name':'Three' 'path':'P' 'updatedAt':'2026-01-01T00:00:03Z'"));
    assert_int_equal(kit->outcome.added, 1);
    assert_int_equal(kit->outcome.changed, 2);
}

static void deletion_wins_over_an_equal_time(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 10, "{'kind':'campaign','id':'one','name':'Ten'}");
    kit_apply(kit, 10, "{'kind':'campaign','id':'one','deleted':true}");
    assert_int_equal(kit->outcome.deleted, 1);
    kit_apply(kit, 10, "{'kind':'campaign','id':'one','name':'Ten'}");
    assert_int_equal(kit->outcome.ignored, 1);
    kit_apply(kit, 11,
              "{'kind':'campaign','id':'two','deleted':true}\n{'kind':'campaign','id':'two','name':'Two'}");
    assert_int_equal(rows(kit, "campaign"), 0);
    kit_apply(kit, 12, "{'kind':'campaign','id':'one','name':'Twelve'}");
    assert_int_equal(kit->outcome.added, 1);
    kit_apply(kit, 12, "{'kind':'campaign','id':'one','deleted':true,'updatedAt':'2026-01-01T00:00:11Z'}");
    assert_int_equal(kit->outcome.ignored, 1);
    assert_int_equal(rows(kit, "campaign"), 1);
}

static void contradiction_names_both_lines(void **state)
{
    struct kit *kit = *state;
    kit_refused(
        kit, 1,
        "{'kind':'campaign','id':'one','name':'A'}\n{'kind':'group','id':'5f00000000000000000000aa'}\n"
        "{'kind':'campaign','id':'one','name':'B'}",
        3, "", "line 1 say different things about the same campaign at the same time");
    kit_refused(
        kit, 1,
        "{'kind':'person','email':'ann@example.com','title':'A','updatedAt':'2026-01-01T00:00:03Z'}\n"
        "{'kind':'person','email':'ANN@example.com','title':'B','updatedAt':'2026-01-01T01:00:03+01:00'}",
        2, "", "line 1");
    /* A missing time is the batch's. */
    kit_refused(kit, 3,
                "{'kind':'campaign','id':'one','name':'A'}\n"
                "{'kind':'campaign','id':'one','name':'B','updatedAt':'2026-01-01T00:00:03Z'}",
                2, "", "line 1");
    assert_int_equal(rows(kit, "campaign") + rows(kit, "person"), 0);
    kit_apply(kit, 1, "{'kind':'campaign','id':'one','name':'A'}\n{'kind':'campaign','id':'one','name':'A'}");
    assert_int_equal(kit->outcome.added, 1);
    assert_int_equal(kit->outcome.unchanged, 1);
    assert_int_equal(kit->outcome.lines, 2);
}

static void absent_keeps_null_erases(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'campaign','id':'one','name':'A','path':'P','passFail':{'enabled':true,'score':80}}\n"
              "{'kind':'person','email':'ann@example.com','department':'Ops','country':'DE','aliases':['a@"
              "example.com']}\n"
              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','scores':{'engagement':0.5,"
              "'knowledge':0.25},'timeSpentSeconds':7}");
    kit_apply(
        kit, 2,
        "{'kind':'campaign','id':'one','path':null,'passFail':null}\n"
        "{'kind':'person','email':'ann@example.com','country':null,'aliases':null}\n"
        "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','scores':{'knowledge':null}}");
    assert_true(kit_exports(kit, "'kind':'campaign' 'name':'A'"));
    assert_false(kit_exports(kit, "'path'"));
    assert_false(kit_exports(kit, "'passFail'"));
    assert_true(kit_exports(kit, "'kind':'person' 'department':'Ops'"));
    assert_false(kit_exports(kit, "'country'"));
    assert_false(kit_exports(kit, "a@example.com'"));
    assert_true(kit_exports(kit, "'timeSpentSeconds':7 'scores':{'engagement':0.5}"));
    assert_int_equal(kit_number(kit, "SELECT country IS NULL FROM enrollment"), 1);
}

static void what_is_always_there_cannot_be_erased(void **state)
{
    static const char nulls[] = "{'kind':'campaign','id':'one','ids':null,'createdAt':null,'type':null}\n"
                                "{'kind':'person','sourceIdentifier':'A1','ids':null}\n"
                                "{'kind':'enrollment','campaignId':'one','person':'A1','ids':{'"
                                "securityjourney':null,'cultureai':null}}";
    struct kit *kit = *state;
    kit_apply(
        kit, 5,
        "{'kind':'campaign','id':'one','ids':{'cultureai':17}}\n{'kind':'person','sourceIdentifier':'A1'}\n"
        "{'kind':'enrollment','campaignId':'one','person':'A1','ids':{'cultureai':5}}");
    kit_apply(kit, 6, nulls);
    assert_int_equal(kit->outcome.unchanged, 3);
    assert_true(kit_exports(kit, "'kind':'campaign' 'cultureai':17 'createdAt':'2026-01-01T00:00:05Z'"));
    assert_int_equal(kit_number(kit, "SELECT ids_cultureai FROM enrollment WHERE number = 1"), 5);
    kit_apply(kit, 8, "{'kind':'campaign','id':'one','type':'curriculum'}");
    kit_apply(kit, 9, nulls);
    assert_true(kit_exports(kit, "'kind':'campaign' 'type':'instant'"));
}

static void applying_twice_changes_nothing(void **state)
{
    static const char lines[] =
        "{'kind':'organization','id':'sales','name':'S'}\n{'kind':'group','id':'5f00000000000000000000aa'}\n"
        "{'kind':'person','email':'ann@example.com','organizationId':'sales','updatedAt':'2026-01-01T00:00:"
        "01Z'}\n"
        "{'kind':'campaign','id':'one'}\n{'kind':'module','campaignId':'one','id':'m'}\n"
        "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','scores':{'engagement':0.1}}\n"
        "{'kind':'progress','campaignId':'one','moduleId':'m','person':'ann@example.com'}\n"
        "{'kind':'attempt','campaignId':'one','person':'ann@example.com','number':1}\n"
        "{'kind':'comment','id':'k','campaignId':'one','moduleId':'m','person':'ann@example.com','text':'T'}"
        "\n"
        "{'kind':'campaign','id':'gone','deleted':true}\n{'kind':'person','email':'bob@example.com','deleted'"
        ":true}\n"
        "{'kind':'comment','id':'k2','deleted':true,'updatedAt':'2026-01-01T00:00:01Z'}";
    struct kit *kit = *state;
    kit_apply(kit, 5, lines);
    for (int at = 5; at < 10; at += 2) {
        int64_t seq = kit_seq(kit);
        char *before = kit_export(kit), *dump = kit_dump(kit);
        kit_apply(kit, at, lines);
        char *after = kit_export(kit), *dump_after = kit_dump(kit);
        assert_same(before, after);
        assert_same(dump, dump_after);
        assert_int_equal(kit_seq(kit), seq);
        assert_int_equal(kit->outcome.unchanged, 12);
        free(before);
        free(after);
        free(dump);
        free(dump_after);
    }
}

static void times_move_though_nothing_else_does(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1, "{'kind':'campaign','id':'one','name':'A'}");
    kit_apply(kit, 9, "{'kind':'campaign','id':'one','name':'A','updatedAt':'2026-01-01T00:00:05Z'}");
    kit_apply(kit, 9, "{'kind':'campaign','id':'one','name':'B','updatedAt':'2026-01-01T00:00:04Z'}");
    assert_int_equal(kit->outcome.ignored, 1);
}

/* ---- references ---- */

static void unknown_references(void **state)
{
    static const struct {
        const char *line, *field;
    } cases[] = {
        {"{'kind':'organization','id':'o','parentId':'x'}",                                                "parentId"      },
        { "{'kind':'person','email':'p@example.com','organizationId':'x'}",                                "organizationId"},
        { "{'kind':'person','email':'p@example.com','groupId':'5f00000000000000000000ff'}",                "groupId"       },
        { "{'kind':'campaign','id':'c','organizationId':'x'}",                                             "organizationId"},
        { "{'kind':'module','campaignId':'x','id':'m'}",                                                   "campaignId"    },
        { "{'kind':'enrollment','campaignId':'x','person':'ann@example.com'}",                             "campaignId"    },
        { "{'kind':'enrollment','campaignId':'one','person':'x'}",                                         "person"        },
        { "{'kind':'progress','campaignId':'x','moduleId':'m','person':'ann@example.com'}",                "campaignId"    },
        { "{'kind':'progress','campaignId':'one','moduleId':'x','person':'ann@example.com'}",              "moduleId"      },
        { "{'kind':'progress','campaignId':'one','moduleId':'m','person':'x'}",                            "person"        },
        { "{'kind':'progress','campaignId':'one','moduleId':'m','person':'bob@example.com'}",              "person"        },
        { "{'kind':'attempt','campaignId':'x','person':'ann@example.com','number':1}",                     "campaignId"    },
        { "{'kind':'attempt','campaignId':'one','person':'bob@example.com','number':1}",                   "person"        },
        { "{'kind':'comment','id':'k','campaignId':'x'}",                                                  "campaignId"    },
        { "{'kind':'comment','id':'k','campaignId':'one','moduleId':'x'}",                                 "moduleId"      },
        { "{'kind':'comment','id':'k','moduleId':'m'}",                                                    "campaignId"    },
        { "{'kind':'comment','id':'k','person':'x'}",                                                      "person"        },
        { "{'kind':'module','campaignId':'x','id':'m','deleted':true}",                                    "campaignId"    },
        { "{'kind':'enrollment','campaignId':'x','person':'ann@example.com','deleted':true}",              "campaignId"    },
        { "{'kind':'enrollment','campaignId':'one','person':'x','deleted':true}",                          "person"        },
        { "{'kind':'progress','campaignId':'x','moduleId':'m','person':'ann@example.com','deleted':true}",
         "campaignId"                                                                                                      },
        { "{'kind':'attempt','campaignId':'x','person':'ann@example.com','number':1,'deleted':true}",
         "campaignId"                                                                                                      },
    };
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'person','email':'ann@example.com'}\n{'kind':'person','email':'bob@example.com'}\n"
              "{'kind':'campaign','id':'one'}\n{'kind':'module','campaignId':'one','id':'m'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char lines[300];
        snprintf(lines, sizeof lines, "{'kind':'campaign','id':'good'}\n%s", cases[i].line);
        enum status st = kit_try(kit, 2, lines);
        if (st != ST_INVALID || kit->outcome.bad != 1 || kit->outcome.listed[0].place.line != 2 ||
            strcmp(kit->outcome.listed[0].fault.field, cases[i].field) != 0) {
            fail_msg("%s: %s, %lld bad, field %s: %s", cases[i].line, status_name(st),
                     (long long)kit->outcome.bad, kit->outcome.listed[0].fault.field,
                     kit->outcome.listed[0].fault.why.text);
        }
        assert_int_equal(rows(kit, "campaign"), 1);
    }
}

static void forward_references(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'comment','id':'k','campaignId':'one','moduleId':'m','person':'A1'}\n"
              "{'kind':'attempt','campaignId':'one','person':'ann@example.com','number':1}\n"
              "{'kind':'progress','campaignId':'one','moduleId':'m','person':'A1'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}\n"
              "{'kind':'module','campaignId':'one','id':'m'}\n"
              "{'kind':'campaign','id':'one','organizationId':'b'}\n"
              "{'kind':'person','sourceIdentifier':'A1','email':'ann@example.com','organizationId':'a',"
              "'groupId':'5f00000000000000000000aa'}\n"
              "{'kind':'group','id':'5f00000000000000000000aa'}\n"
              "{'kind':'organization','id':'a','parentId':'b'}\n"
              "{'kind':'organization','id':'b'}");
    assert_int_equal(kit->outcome.added, 10);
}

/* A name that a batch adds to somebody whom the store knows can be used in the same batch. */
static void a_new_name_is_known_at_once(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'person','email':'ann@example.com'}\n{'kind':'campaign','id':'one'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}");
    kit_apply(kit, 2,
              "{'kind':'attempt','campaignId':'one','person':'A1','number':1}\n"
              "{'kind':'person','email':'ann@example.com','sourceIdentifier':'A1'}");
    assert_int_equal(kit->outcome.added, 1);
}

static void nothing_goes_to_whom_the_batch_deletes(void **state)
{
    static const char *const lines[] = {
        "{'kind':'enrollment','campaignId':'two','person':'ann@example.com'}",
        "{'kind':'attempt','campaignId':'one','person':'ann@example.com','number':1}",
        "{'kind':'progress','campaignId':'one','moduleId':'m','person':'ann@example.com'}",
        "{'kind':'comment','id':'k','person':'ann@example.com'}",
    };
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'person','email':'ann@example.com'}\n{'kind':'campaign','id':'one'}\n"
              "{'kind':'campaign','id':'two'}\n{'kind':'module','campaignId':'one','id':'m'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}");
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        char both[300];
        snprintf(both, sizeof both, "{'kind':'person','email':'ann@example.com','deleted':true}\n%s",
                 lines[i]);
        kit_refused(kit, 2, both, 2, "person", "there is no such");
        assert_int_equal(rows(kit, "person"), 1);
    }
}

static void comments_move_between_modules(void **state)
{
    struct kit *kit = *state;
    kit_apply(
        kit, 1,
        "{'kind':'campaign','id':'one'}\n{'kind':'module','campaignId':'one','id':'m1'}\n"
        "{'kind':'module','campaignId':'one','id':'m2'}\n{'kind':'module','campaignId':'one','id':'m3'}\n"
        "{'kind':'comment','id':'k','campaignId':'one','moduleId':'m1'}");
    kit_apply(kit, 2, "{'kind':'comment','id':'k','moduleId':'m2'}");
    assert_true(kit_exports(
        kit, "'kind':'comment' 'campaignId':'one','moduleId':'m2' 'updatedAt':'2026-01-01T00:00:02Z'"));
    kit_apply(kit, 9,
              "{'kind':'comment','id':'k2','campaignId':'one','updatedAt':'2026-01-01T00:00:03Z'}\n"
              "{'kind':'comment','id':'k2','moduleId':'m3','updatedAt':'2026-01-01T00:00:04Z'}");
    assert_true(kit_exports(kit, "'id':'k2' 'campaignId':'one','moduleId':'m3'"));
    kit_apply(kit, 10, "{'kind':'comment','id':'k','moduleId':null}");
    assert_false(kit_exports(kit, "'id':'k' 'moduleId'"));
    kit_refused(kit, 11, "{'kind':'comment','id':'k','campaignId':null,'moduleId':'m1'}", 1, "campaignId",
                "needs its campaignId");
}

/* A line that is older than what the store knows of a thing does not decide whether it is there. */
static void older_lines_decide_nothing(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 20,
              "{'kind':'group','id':'5f00000000000000000000aa'}\n{'kind':'campaign','id':'one'}\n"
              "{'kind':'organization','id':'o','deleted':true}");
    kit_apply(
        kit, 30,
        "{'kind':'group','id':'5f00000000000000000000aa','deleted':true,'updatedAt':'2026-01-01T00:00:10Z'}\n"
        "{'kind':'person','email':'ann@example.com','groupId':'5f00000000000000000000aa'}\n"
        "{'kind':'campaign','id':'one','deleted':true,'updatedAt':'2026-01-01T00:00:10Z'}\n"
        "{'kind':'module','campaignId':'one','id':'m'}");
    assert_int_equal(kit->outcome.ignored, 2);
    assert_int_equal(kit->outcome.added, 2);
    kit_refused(kit, 31,
                "{'kind':'organization','id':'o','updatedAt':'2026-01-01T00:00:10Z'}\n"
                "{'kind':'person','email':'ann@example.com','organizationId':'o'}",
                2, "organizationId", "no such");
    kit_refused(kit, 31,
                "{'kind':'organization','id':'o','updatedAt':'2026-01-01T00:00:10Z'}\n"
                "{'kind':'organization','id':'p','parentId':'o'}",
                2, "parentId", "no such");
}

static void a_bad_parent_makes_bad_children(void **state)
{
    struct kit *kit = *state;
    kit->skip_bad = true;
    assert_int_equal(kit_try(kit, 1,
                             "{'kind':'campaign','id':'one','organizationId':'x'}\n"
                             "{'kind':'module','campaignId':'one','id':'m'}\n"
                             "{'kind':'person','email':'ann@example.com'}\n"
                             "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}\n"
                             "{'kind':'attempt','campaignId':'one','person':'ann@example.com','number':1}"),
                     ST_OK);
    assert_int_equal(kit->outcome.bad, 4);
    assert_int_equal(kit->outcome.added, 1);
    assert_int_equal(rows(kit, "person"), 1);
    assert_int_equal(rows(kit, "campaign"), 0);
}

static void bad_parents_of_organizations(void **state)
{
    struct kit *kit = *state;
    kit->skip_bad = true;
    assert_int_equal(kit_try(kit, 1,
                             "{'kind':'organization','id':'a','parentId':'b'}\n"
                             "{'kind':'organization','id':'b','parentId':'c'}\n"
                             "{'kind':'organization','id':'c','parentId':'x'}\n"
                             "{'kind':'organization','id':'d'}"),
                     ST_OK);
    assert_int_equal(kit->outcome.bad, 3);
    assert_int_equal(rows(kit, "organization"), 1);
}

static void skip_bad_applies_the_good(void **state)
{
    static const char lines[] =
        "{'kind':'campaign','id':'one'}\nno json\n{'kind':'campaign'}\n{'kind':'fish','id':'x'}\n"
        "{'kind':'campaign','id':'two','nmae':'x'}\n{'kind':'campaign','id':'three'}";
    struct kit *kit = *state;
    assert_int_equal(kit_try(kit, 1, lines), ST_INVALID);
    assert_contains(kit->why.text, "4 of 6 lines are bad; nothing was applied");
    assert_int_equal(rows(kit, "campaign"), 0);
    kit->skip_bad = true;
    assert_int_equal(kit_try(kit, 1, lines), ST_OK);
    assert_int_equal(kit->outcome.bad, 4);
    assert_int_equal(kit->outcome.added, 2);
    assert_int_equal(kit->outcome.lines, 6);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(kit->outcome.listed[i].place.line, 2 + i);
    }
    assert_contains(kit->outcome.listed[3].fault.why.text, "did you mean name?");
}

/* ---- deletions ---- */

static const char world[] =
    "{'kind':'organization','id':'top'}\n{'kind':'organization','id':'low','parentId':'top'}\n"
    "{'kind':'group','id':'5f00000000000000000000aa'}\n"
    "{'kind':'person','email':'ann@example.com','organizationId':'top','groupId':'5f00000000000000000000aa'}"
    "\n"
    "{'kind':'person','email':'bob@example.com','organizationId':'low'}\n"
    "{'kind':'campaign','id':'one','organizationId':'top'}\n{'kind':'campaign','id':'two'}\n"
    "{'kind':'module','campaignId':'one','id':'m1'}\n{'kind':'module','campaignId':'one','id':'m2'}\n"
    "{'kind':'module','campaignId':'two','id':'m1'}\n"
    "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','status':'completed'}\n"
    "{'kind':'enrollment','campaignId':'one','person':'bob@example.com'}\n"
    "{'kind':'enrollment','campaignId':'two','person':'ann@example.com'}\n"
    "{'kind':'progress','campaignId':'one','moduleId':'m1','person':'ann@example.com'}\n"
    "{'kind':'progress','campaignId':'one','moduleId':'m2','person':'ann@example.com'}\n"
    "{'kind':'progress','campaignId':'one','moduleId':'m1','person':'bob@example.com'}\n"
    "{'kind':'progress','campaignId':'two','moduleId':'m1','person':'ann@example.com'}\n"
    "{'kind':'attempt','campaignId':'one','person':'ann@example.com','number':1}\n"
    "{'kind':'attempt','campaignId':'one','person':'bob@example.com','number':1}\n"
    "{'kind':'comment','id':'k1','campaignId':'one','moduleId':'m1','person':'ann@example.com'}\n"
    "{'kind':'comment','id':'k2','campaignId':'one','person':'bob@example.com'}\n"
    "{'kind':'comment','id':'k3','text':'free'}";

struct counts {
    int people, campaigns, modules, enrollments, progress, attempts, comments;
};

static void expect(struct kit *kit, const struct counts *c)
{
    assert_int_equal(rows(kit, "person"), c->people);
    assert_int_equal(rows(kit, "campaign"), c->campaigns);
    assert_int_equal(rows(kit, "module"), c->modules);
    assert_int_equal(rows(kit, "enrollment"), c->enrollments);
    assert_int_equal(rows(kit, "progress"), c->progress);
    assert_int_equal(rows(kit, "attempt"), c->attempts);
    assert_int_equal(rows(kit, "comment"), c->comments);
    kit_verify(kit);
}

static void deleting_a_campaign(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1, world);
    expect(kit, &(struct counts){ 2, 2, 3, 3, 4, 2, 3 });
    kit_apply(kit, 2, "{'kind':'campaign','id':'one','deleted':true}");
    expect(kit, &(struct counts){ 2, 1, 1, 1, 1, 0, 1 });
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM tally"), 1);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM block WHERE campaign_key = 1"), 0);
    assert_int_equal(kit_number(kit, "SELECT rank FROM campaign WHERE id = 'two'"), 0);
}

static void deleting_a_person(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1, world);
    kit_apply(kit, 2, "{'kind':'person','email':'ann@example.com','deleted':true}");
    expect(kit, &(struct counts){ 1, 2, 3, 1, 1, 1, 2 });
    assert_int_equal(kit_number(kit, "SELECT users FROM organization WHERE id = 'top'"), 0);
    kit_refused(kit, 3, "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}", 1, "person",
                "nobody");
    kit_apply(kit, 1, "{'kind':'person','email':'ann@example.com'}");
    assert_int_equal(kit->outcome.ignored, 1);
}

static void deleting_a_module(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1, world);
    kit_apply(kit, 2, "{'kind':'module','campaignId':'one','id':'m1','deleted':true}");
    expect(kit, &(struct counts){ 2, 2, 2, 3, 2, 2, 3 });
    assert_int_equal(
        kit_number(kit, "SELECT module_key IS NULL AND campaign_key = 1 FROM comment WHERE id = 'k1'"), 1);
}

static void deleting_an_enrollment(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1, world);
    kit_apply(kit, 2, "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','deleted':true}");
    expect(kit, &(struct counts){ 2, 2, 3, 2, 2, 1, 3 });
    kit_apply(kit, 1, "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}");
    assert_int_equal(kit->outcome.ignored, 1);
    kit_apply(kit, 3, "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}");
    assert_int_equal(kit->outcome.added, 1);
}

static void deleting_progress_attempts_comments(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1, world);
    kit_apply(
        kit, 2,
        "{'kind':'progress','campaignId':'one','moduleId':'m1','person':'ann@example.com','deleted':true}\n"
        "{'kind':'attempt','campaignId':'one','person':'ann@example.com','number':1,'deleted':true}\n"
        "{'kind':'comment','id':'k3','deleted':true}");
    expect(kit, &(struct counts){ 2, 2, 3, 3, 3, 1, 2 });
    assert_int_equal(kit->outcome.deleted, 3);
}

static void deleting_organizations_and_groups(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1, world);
    kit_apply(kit, 2,
              "{'kind':'organization','id':'top','deleted':true}\n"
              "{'kind':'group','id':'5f00000000000000000000aa','deleted':true}");
    expect(kit, &(struct counts){ 2, 2, 3, 3, 4, 2, 3 });
    assert_false(kit_exports(kit, "'kind':'person' 'organizationId':'top'"));
    assert_false(kit_exports(kit, "'groupId'"));
    assert_false(kit_exports(kit, "'parentId'"));
    assert_int_equal(kit_number(kit, "SELECT organization_guid = x'6b1e8f100000400080000000"
                                     "0000c0de' FROM campaign WHERE id = 'one'"),
                     1);
    kit_refused(kit, 3, "{'kind':'organization','id':'" KIT_CUSTOMER "','deleted':true}", 1, "id",
                "root organization");
}

/* What falls with its parent may be named in the same batch. */
static void deleting_parents_and_children_together(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1, world);
    kit_apply(
        kit, 2,
        "{'kind':'campaign','id':'one','deleted':true}\n"
        "{'kind':'module','campaignId':'one','id':'m1','deleted':true}\n"
        "{'kind':'person','email':'bob@example.com','deleted':true}\n"
        "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','deleted':true}\n"
        "{'kind':'enrollment','campaignId':'two','person':'ann@example.com','deleted':true}\n"
        "{'kind':'progress','campaignId':'two','moduleId':'m1','person':'ann@example.com','deleted':true}\n"
        "{'kind':'attempt','campaignId':'one','person':'bob@example.com','number':1,'deleted':true}");
    assert_int_equal(kit->outcome.bad, 0);
    expect(kit, &(struct counts){ 1, 1, 1, 0, 0, 0, 1 });
}

static void users_of_organizations(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1, world);
    assert_int_equal(kit_number(kit, "SELECT users FROM organization WHERE id = 'top'"), 1);
    kit_apply(kit, 2,
              "{'kind':'person','email':'bob@example.com','organizationId':'top'}\n"
              "{'kind':'person','email':'cem@example.com','organizationId':'top','status':'archived'}");
    assert_int_equal(kit_number(kit, "SELECT users FROM organization WHERE id = 'top'"), 3);
    assert_int_equal(kit_number(kit, "SELECT users FROM organization WHERE id = 'low'"), 0);
    kit_apply(kit, 3,
              "{'kind':'person','email':'ann@example.com','organizationId':null}\n"
              "{'kind':'person','email':'cem@example.com','deleted':true}");
    assert_int_equal(kit_number(kit, "SELECT users FROM organization WHERE id = 'top'"), 1);
}

/* ---- tallies ---- */

static void exact_averages(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1,
              "{'kind':'person','email':'ann@example.com'}\n{'kind':'person','email':'bob@example.com'}\n"
              "{'kind':'person','email':'cem@example.com'}\n{'kind':'campaign','id':'one'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','startedAt':'2026-01-01T00:"
              "00:00Z',"
              "'timeSpentSeconds':10,'scores':{'knowledge':0.9166666666666666,'engagement':0.3}}\n"
              "{'kind':'enrollment','campaignId':'one','person':'bob@example.com','startedAt':'2026-01-01T00:"
              "00:00Z',"
              "'timeSpentSeconds':15,'scores':{'knowledge':1}}\n"
              "{'kind':'enrollment','campaignId':'one','person':'cem@example.com','timeSpentSeconds':99,"
              "'scores':{'knowledge':0.1}}");
    kit_apply(kit, 2, "{'kind':'enrollment','campaignId':'one','person':'cem@example.com','scores':null}");
    double average = average_share(kit_number(kit, "SELECT knowledge_hi FROM tally"),
                                   kit_number(kit, "SELECT knowledge_lo FROM tally"),
                                   kit_number(kit, "SELECT knowledge_n FROM tally"));
    assert_true(average == (0.9166666666666666 + 1) / 2);
    assert_true(average_share(kit_number(kit, "SELECT engagement_hi FROM tally"),
                              kit_number(kit, "SELECT engagement_lo FROM tally"),
                              kit_number(kit, "SELECT engagement_n FROM tally")) == 0.3);
    /* Only who started counts: (10 + 15) / 2 = 12.5, rounded half up. */
    assert_int_equal(kit_number(kit, "SELECT started_n FROM tally"), 2);
    assert_int_equal(average_whole(kit_number(kit, "SELECT seconds FROM tally"), 2), 13);
}

static void tallies_follow_people_and_phases(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 1, world);
    assert_int_equal(kit_number(kit, "SELECT total5 * 10 + active5 FROM tally WHERE campaign_key = 1"), 11);
    kit_apply(kit, 2, "{'kind':'person','email':'ann@example.com','status':'inactive'}");
    assert_int_equal(kit_number(kit, "SELECT total5 * 10 + active5 FROM tally WHERE campaign_key = 1"), 10);
    kit_apply(kit, 3,
              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','status':'paused'}\n"
              "{'kind':'person','email':'ann@example.com','status':'active'}");
    assert_int_equal(
        kit_number(kit, "SELECT total4 * 100 + active4 * 10 + total5 FROM tally WHERE campaign_key = 1"),
        110);
    kit_apply(kit, 4,
              "{'kind':'person','email':'ann@example.com','status':'archived'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','status':null}");
    assert_int_equal(kit_number(kit, "SELECT total0 * 10 + active0 FROM tally WHERE campaign_key = 1"), 21);
}

static void lists_of_campaigns_are_ranked(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 100,
              "{'kind':'campaign','id':'b','createdAt':'2026-01-01T00:00:02Z'}\n"
              "{'kind':'campaign','id':'a','createdAt':'2026-01-01T00:00:03Z'}\n"
              "{'kind':'campaign','id':'c','startedAt':'2026-01-01T00:00:01Z'}\n"
              "{'kind':'campaign','id':'d'}");
    assert_int_equal(kit_number(kit, "SELECT rank FROM campaign WHERE id = 'c'"), 0);
    assert_int_equal(kit_number(kit, "SELECT rank FROM campaign WHERE id = 'b'"), 1);
    assert_int_equal(kit_number(kit, "SELECT rank FROM campaign WHERE id = 'a'"), 2);
    assert_int_equal(kit_number(kit, "SELECT rank FROM campaign WHERE id = 'd'"), 3);
    kit_apply(kit, 101,
              "{'kind':'campaign','id':'c','deleted':true}\n"
              "{'kind':'campaign','id':'b','createdAt':'2026-01-01T00:00:09Z'}");
    assert_int_equal(kit_number(kit, "SELECT rank FROM campaign WHERE id = 'a'"), 0);
    assert_int_equal(kit_number(kit, "SELECT rank FROM campaign WHERE id = 'b'"), 1);
}

static const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    T(newer_wins_older_is_ignored),
    T(time_of_batches_never_goes_back),
    T(order_in_a_batch_is_by_time),
    T(deletion_wins_over_an_equal_time),
    T(contradiction_names_both_lines),
    T(absent_keeps_null_erases),
    T(what_is_always_there_cannot_be_erased),
    T(applying_twice_changes_nothing),
    T(times_move_though_nothing_else_does),
    T(unknown_references),
    T(forward_references),
    T(a_new_name_is_known_at_once),
    T(nothing_goes_to_whom_the_batch_deletes),
    T(comments_move_between_modules),
    T(older_lines_decide_nothing),
    T(a_bad_parent_makes_bad_children),
    T(bad_parents_of_organizations),
    T(skip_bad_applies_the_good),
    T(deleting_a_campaign),
    T(deleting_a_person),
    T(deleting_a_module),
    T(deleting_an_enrollment),
    T(deleting_progress_attempts_comments),
    T(deleting_organizations_and_groups),
    T(deleting_parents_and_children_together),
    T(users_of_organizations),
    T(exact_averages),
    T(tallies_follow_people_and_phases),
    T(lists_of_campaigns_are_ranked),
};

UNIT_MAIN("apply/rules")
