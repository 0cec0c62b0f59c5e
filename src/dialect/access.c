/* access.c: see access.h. */
#include "dialect/access.h"

#include "base/must.h"

#include <stdio.h>

static const struct {
    const char *name;
    unsigned bit;
} apis[] = {
    {"outthink",         API_OUTTHINK       },
    { "securityjourney", API_SECURITYJOURNEY},
    { "cultureai",       API_CULTUREAI      },
    { "kaspersky",       API_KASPERSKY      },
    { "muster",          API_MUSTER         },
};

static const char *const names[SCOPE_COUNT] = {
    [SCOPE_CAMPAIGNS] = "campaigns.read",
    [SCOPE_TRAINING] = "training.read",
    [SCOPE_ORGANIZATIONS] = "organizations.read",
    [SCOPE_SIMULATIONS] = "simulations.read",
    [SCOPE_USERS] = "users.read",
    [SCOPE_KASPERSKY_REPORT] = "report.read",
    [SCOPE_KASPERSKY_GROUPS] = "groups.read",
    [SCOPE_KASPERSKY_USER] = "user.update",
    [SCOPE_CULTUREAI_EMPLOYEES] = "employee.read",
    [SCOPE_CULTUREAI_RISKS] = "risk.read",
    [SCOPE_CULTUREAI_EVENTS] = "behaviour.event.create",
    [SCOPE_CULTUREAI_REPORTS] = "triage.reports.emails.read",
    [SCOPE_CULTUREAI_REPORT_DETAIL] = "triage.reports.emails.detail",
};

unsigned access_api(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(apis); i++) {
        if (str_eq(name, str_of(apis[i].name))) {
            return apis[i].bit;
        }
    }
    return 0;
}

struct str access_api_names(struct arena *arena, unsigned bits)
{
    struct str text = STR("");
    for (size_t i = 0; i < COUNT_OF(apis); i++) {
        if (bits & apis[i].bit) {
            text = arena_format(arena, STR_FMT "%s%s", STR_ARG(text), text.len ? " " : "", apis[i].name);
        }
    }
    return text;
}

const char *access_scope_name(enum scope scope)
{
    must(scope < SCOPE_COUNT);
    return names[scope];
}

static enum scope scope_of(struct str word)
{
    for (int i = 0; i < SCOPE_COUNT; i++) {
        if (names[i] != NULL && str_eq(word, str_of(names[i]))) {
            return (enum scope)i;
        }
    }
    return SCOPE_NONE;
}

static enum status no_scope(struct str word, struct why *why)
{
    char all[512] = "";
    size_t n = 0;
    for (int i = 0; i < SCOPE_COUNT; i++) {
        if (names[i] != NULL) {
            int k = snprintf(all + n, sizeof all - n, "%s%s", n ? ", " : "", names[i]);
            must(k > 0 && (size_t)k < sizeof all - n);
            n += (size_t)k;
        }
    }
    return why_not(why, ST_INVALID, "there is no scope " STR_FMT "; the scopes are %s", STR_ARG(word), all);
}

enum status access_scopes(struct str text, uint64_t *scopes, struct why *why)
{
    uint64_t found = text.ptr == NULL ? ~(uint64_t)0 : 0;
    while (text.ptr != NULL) {
        struct str word = str_cut(&text, ' ');
        enum scope scope = scope_of(word);
        if (scope != SCOPE_NONE) {
            found |= (uint64_t)1 << scope;
        } else if (word.len && why != NULL) {
            return no_scope(word, why);
        }
    }
    *scopes = found;
    return ST_OK;
}
