/* people.c: `muster people`: what changes somebody. It works beside a running server, which then does it. */
#include "cmd/people.h"
#include "base/json.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct people_options {
    struct str data, tenant;
    bool yes, json;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct people_options),
    {"tenant", 0, "NAME", OPT_TEXT(struct people_options, tenant), NULL,
                             "whose people (may be left out when there is one tenant)"                               },
    { "yes",   0, NULL,   OPT_FLAG(struct people_options, yes),    NULL, "do not ask (erase)"},
    { "json",  0, NULL,   OPT_FLAG(struct people_options, json),   NULL, "print JSON"        },
};

static const struct opt_command command = {
    "muster people duplicates | merge PERSON OTHER | unmerge PERSON "
    "| export PERSON | erase PERSON | readmit PERSON "
    "[OPTION]...",
    "Finds people who may be one, with the reason. `merge` makes "
    "OTHER a part of PERSON: names, enrollments, progress, "
    "attempts, certificates, comments and behavior events; where both are in one campaign the "
    "enrollment that is further stays. `unmerge` takes the "
    "latest merge into PERSON back. `export` prints everything that "
    "is held about one person, a line of JSON each. "
    "`erase` removes it for good: nothing of it stays in the files, "
    "and later imports leave them out; `readmit` lets "
    "records about them in again. A person is named as in records: a "
    "GUID, a sourceIdentifier, an e-mail address.",
    rows,
    COUNT_OF(rows),
    1,
    3
};

static int64_t number_in(const struct jsonin *root, struct str key)
{
    int64_t number = 0;
    jsonin_int(jsonin_get(root, key), &number);
    return number;
}

static void tell_joined(const struct jsonin *root, bool joined)
{
    struct str person = STR_NONE, other = STR_NONE;
    jsonin_text(jsonin_get(root, STR("person")), &person);
    jsonin_text(jsonin_get(root, STR("other")), &other);
    printf(STR_FMT " %s " STR_FMT ": %" PRId64 " enrollments and %" PRId64 " comments %s, in %" PRId64
                   " campaigns they were both\n",
           STR_ARG(other), joined ? "is now a part of" : "stands again beside", STR_ARG(person),
           number_in(root, STR("enrollments")), number_in(root, STR("comments")),
           joined ? "came along" : "went back", number_in(root, STR("contested")));
}

static void tell_erased(const struct jsonin *root)
{
    bool already = false;
    jsonin_bool(jsonin_get(root, STR("already")), &already);
    if (already) {
        puts("they had been erased before; the files were cleaned again");
        return;
    }
    printf("erased: %" PRId64 " names, %" PRId64 " enrollments, %" PRId64 " progress, %" PRId64
           " attempts, %" PRId64 " certificates, %" PRId64 " comments, %" PRId64
           " simulation events, %" PRId64 " behavior events, %" PRId64 " lists, %" PRId64
           " remembered deletions; %" PRId64 " people have no manager now\n",
           number_in(root, STR("names")), number_in(root, STR("enrollments")),
           number_in(root, STR("progress")), number_in(root, STR("attempts")),
           number_in(root, STR("certificates")), number_in(root, STR("comments")),
           number_in(root, STR("events")), number_in(root, STR("behaviorEvents")),
           number_in(root, STR("lists")), number_in(root, STR("deletions")), number_in(root, STR("managed")));
}

static enum status tell(struct str answer, struct str verb)
{
    struct jsonin *root;
    TRY(jsonin_parse(answer, &root, NULL));
    if (str_eq(verb, STR("people.erase"))) {
        tell_erased(root);
    } else if (str_eq(verb, STR("people.readmit"))) {
        puts("records about them count again");
    } else {
        tell_joined(root, str_eq(verb, STR("people.merge")));
    }
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
    json_given(&j, STR("do"), verb);
    json_given(&j, STR("tenant"), str_of(tenant.name));
    json_given(&j, STR("person"), str_of(names[0]));
    json_given(&j, STR("other"), str_of(names[1]));
    json_close(&j, '}');
    enum status st = cmd_admin(open, &world, buf_text(&request), answer, why);
    buf_done(&request);
    return st;
}

/* names: ended by NULL. */
static int change(const struct people_options *o, struct str verb, char **names)
{
    struct why why = { "" };
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

/* Erasing cannot be taken back: a person at a terminal is asked, a script says --yes. */
static bool is_meant(const struct people_options *o, const char *person)
{
    char answer[8] = "";
    if (o->yes) {
        return true;
    }
    if (!isatty(STDIN_FILENO)) {
        return false;
    }
    fprintf(stderr,
            "Everything about %s goes for good: names, enrollments, progress, attempts, certificates, "
            "comments, behavior events. `muster "
            "people export` prints it first. Erase? [y/N] ",
            person);
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

static int erase(const struct people_options *o, char **names)
{
    if (!is_meant(o, names[0])) {
        return cmd_usage("erasing cannot be taken back; say --yes to do it");
    }
    return change(o, STR("people.erase"), names);
}

int cmd_people(int argc, char **argv)
{
    static const struct {
        const char *word, *verb;
        int count;
    } verbs[] = {
        {"merge",    "people.merge",   3},
        { "unmerge", "people.unmerge", 2},
        { "readmit", "people.readmit", 2},
    };
    struct people_options o;
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    char *names[] = { argc > 1 ? argv[1] : NULL, argc > 2 ? argv[2] : NULL, NULL };
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        if (strcmp(argv[0], verbs[i].word) == 0 && argc == verbs[i].count) {
            return change(&o, str_of(verbs[i].verb), names);
        }
    }
    if (strcmp(argv[0], "erase") == 0 && argc == 2) {
        return erase(&o, names);
    }
    if (strcmp(argv[0], "duplicates") == 0 && argc == 1) {
        return people_duplicates(o.data, o.tenant, o.json);
    }
    if (strcmp(argv[0], "export") == 0 && argc == 2) {
        return people_export(o.data, o.tenant, str_of(argv[1]));
    }
    return cmd_usage(
        "say `muster people duplicates`, `merge PERSON OTHER`, `unmerge PERSON`, `export PERSON`, "
        "`erase PERSON` or `readmit PERSON`");
}
