/* people.c: `muster people merge | unmerge`. Both work beside a running server, which then does it. */
#include "base/json.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"
#include "cmd/cmd.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct people_options {
    struct str data, tenant;
    bool json;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct people_options),
    {"tenant", 0, "NAME", OPT_TEXT(struct people_options, tenant), NULL,
                             "whose people (may be left out when there is one tenant)"                       },
    { "json",  0, NULL,   OPT_FLAG(struct people_options, json),   NULL, "print JSON"},
};

static const struct opt_command command = {
    "muster people merge PERSON OTHER [OPTION]...\n       muster people unmerge PERSON [OPTION]...",
    "Makes OTHER a part of PERSON: names, enrollments, progress, attempts and comments. Where both are in "
    "one "
    "campaign the enrollment that is further stays. `unmerge` takes the latest merge into PERSON back. A "
    "person is named as in records: a GUID, a sourceIdentifier, an e-mail address.",
    rows,
    COUNT_OF(rows),
    2,
    3
};

static void put_text(struct json *j, struct str key, struct str text)
{
    if (text.ptr != NULL) {
        json_key(j, key);
        json_str(j, text);
    }
}

static int64_t number_in(const struct jsonin *root, struct str key)
{
    int64_t number = 0;
    jsonin_int(jsonin_get(root, key), &number);
    return number;
}

static enum status tell(struct str answer, struct str verb)
{
    struct jsonin *root;
    struct str person = STR_NONE, other = STR_NONE;
    TRY(jsonin_parse(answer, &root, NULL));
    jsonin_text(jsonin_get(root, STR("person")), &person);
    jsonin_text(jsonin_get(root, STR("other")), &other);
    bool joined = str_eq(verb, STR("people.merge"));
    printf(STR_FMT " %s " STR_FMT ": %" PRId64 " enrollments and %" PRId64 " comments %s, in %" PRId64
                   " campaigns they were both\n",
           STR_ARG(other), joined ? "is now a part of" : "stands again beside", STR_ARG(person),
           number_in(root, STR("enrollments")), number_in(root, STR("comments")),
           joined ? "came along" : "went back", number_in(root, STR("contested")));
    jsonin_free(root);
    return fflush(stdout) == 0 ? ST_OK : ST_IO;
}

static enum status ask(struct cmd_store *open, const struct people_options *o, struct str verb, char **names,
                       struct buf *answer, struct why *why)
{
    struct cmd_tenant tenant;
    struct world world;
    struct buf request;
    TRY(cmd_world(&world, why));
    TRY(cmd_find_tenant(open->reader, o->tenant, &tenant, why));
    buf_init(&request, MIB);
    struct json j = json_to(&request);
    json_open(&j, '{');
    put_text(&j, STR("do"), verb);
    put_text(&j, STR("tenant"), str_of(tenant.name));
    put_text(&j, STR("person"), str_of(names[0]));
    put_text(&j, STR("other"), str_of(names[1]));
    json_close(&j, '}');
    enum status st = cmd_admin(open, &world, buf_text(&request), answer, why);
    buf_done(&request);
    return st;
}

/* names: ended by NULL. */
static int change(const struct people_options *o, struct str verb, char **names)
{
    struct why why;
    struct cmd_store open = { .store = NULL };
    struct buf answer;
    buf_init(&answer, MIB);
    enum status st = cmd_open(cmd_data(o->data), false, &open, &why);
    st = st != ST_OK ? st : ask(&open, o, verb, names, &answer, &why);
    int status = EXIT_DONE;
    if (st != ST_OK) {
        status = cmd_fail(&why);
    } else if (o->json) {
        buf_byte(&answer, '\n');
        status = cmd_write(buf_text(&answer)) ? EXIT_DONE : EXIT_FAILED;
    } else {
        status = tell(buf_text(&answer), verb) == ST_OK ? EXIT_DONE : EXIT_FAILED;
    }
    cmd_close(&open);
    buf_done(&answer);
    return status;
}

int cmd_people(int argc, char **argv)
{
    struct people_options o;
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    char *names[] = { argc > 1 ? argv[1] : NULL, argc > 2 ? argv[2] : NULL, NULL };
    if (argc == 3 && strcmp(argv[0], "merge") == 0) {
        return change(&o, STR("people.merge"), names);
    }
    if (argc == 2 && strcmp(argv[0], "unmerge") == 0) {
        return change(&o, STR("people.unmerge"), names);
    }
    return cmd_usage("say `muster people merge PERSON OTHER` or `muster people unmerge PERSON`");
}
