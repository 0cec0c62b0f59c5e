/* apply_story.c: see apply_story.h. */
#include "apply_story.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PEOPLE = 9,
    CAMPAIGNS = 4,
    MODULES = 3,
    ORGANIZATIONS = 4,
    GROUPS = 2,
    COMMENTS = 6,
    ATTEMPTS = 3,
    BEHAVIORS = 3
};

uint32_t story_random(struct story *s, uint32_t below)
{
    s->state = s->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(s->state >> 33) % below;
}

void story_begin(struct story *s, uint64_t seed)
{
    memset(s, 0, sizeof *s);
    s->state = seed * 0x9E3779B97F4A7C15u + 1;
    s->now = 1000;
}

static bool chance(struct story *s, uint32_t percent)
{
    return story_random(s, 100) < percent;
}

static void add(struct story *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct story *s, const char *format, ...)
{
    char *line = s->lines[s->count];
    size_t n = strlen(line);
    va_list args;
    va_start(args, format);
    vsnprintf(line + n, sizeof s->lines[0] - n, format, args);
    va_end(args);
}

/* A member: absent, null, or one of some values. format has one %u. */
static void member(struct story *s, const char *key, const char *format, uint32_t values)
{
    if (chance(s, 40)) {
        return;
    }
    add(s, ",'%s':", key);
    if (chance(s, 15)) {
        add(s, "null");
    } else {
        /* The formats are ours, each with one %u. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        char value[120];
        snprintf(value, sizeof value, format, story_random(s, values));
#pragma GCC diagnostic pop
        add(s, "%s", value);
    }
}

static void word(struct story *s, const char *key, const char *const *words, uint32_t count)
{
    if (chance(s, 60)) {
        add(s, ",'%s':'%s'", key, words[story_random(s, count)]);
    }
}

static void time_member(struct story *s, const char *key)
{
    member(s, key, "'2026-01-1%uT10:00:00.5Z'", 10);
}

/* Times are unique as long as a batch lasts, before and behind the batch's own; a thing may go untimed once.
 */
static void end_line(struct story *s, const char *thing)
{
    bool untimed = chance(s, 20);
    for (int i = 0; i < s->untimed_count; i++) {
        untimed = untimed && strcmp(s->untimed[i], thing) != 0;
    }
    if (untimed) {
        snprintf(s->untimed[s->untimed_count++], sizeof s->untimed[0], "%s", thing);
    } else {
        int seconds = s->now - 1200 + (int)story_random(s, 1500);
        s->clock++;
        add(s, ",'updatedAt':'2026-01-01T%02d:%02d:%02d.%03dZ'", seconds / 3600 % 24, seconds / 60 % 60,
            seconds % 60, s->clock % 1000);
    }
    add(s, "}");
    s->count++;
}

static bool deletes(struct story *s, uint32_t percent)
{
    if (chance(s, percent)) {
        add(s, ",'deleted':true");
        return true;
    }
    return false;
}

static void tell_organization(struct story *s)
{
    uint32_t i = story_random(s, ORGANIZATIONS);
    char thing[64];
    snprintf(thing, sizeof thing, "o%u", i);
    add(s, "{'kind':'organization','id':'o%u'", i);
    if (!deletes(s, 15)) {
        member(s, "name", "'Name %u'", 3);
        if (!s->steady) {
            member(s, "parentId", "'o%u'", ORGANIZATIONS);
        }
    }
    end_line(s, thing);
}

static void tell_group(struct story *s)
{
    uint32_t i = story_random(s, GROUPS);
    char thing[64];
    snprintf(thing, sizeof thing, "g%u", i);
    add(s, "{'kind':'group','id':'5f000000000000000000000%u'", i);
    if (!deletes(s, 15)) {
        member(s, "name", "'Group %u'", 3);
        member(s, "names", "{'de':'Gruppe %u','en':'Group'}", 3);
        if (chance(s, 50)) {
            add(s, ",'isStarted':%s", chance(s, 50) ? "true" : "false");
        }
    }
    end_line(s, thing);
}

/* A person is always named by the sourceIdentifier, in any case of letters; other names come and go. */
static void tell_person(struct story *s)
{
    static const char *const status[] = { "active", "inactive", "archived" };
    uint32_t i = story_random(s, PEOPLE);
    char thing[64];
    snprintf(thing, sizeof thing, "p%u", i);
    add(s, "{'kind':'person','sourceIdentifier':'%c%u'", chance(s, 20) ? 'S' : 's', i);
    if (!deletes(s, 8)) {
        if (s->steady || chance(s, 15)) {
            add(s, ",'ids':{'outthink':'00000000-0000-4000-8000-0000000%02u%03u'}", i,
                s->steady ? 0 : story_random(s, 2));
        } else if (chance(s, 15)) {
            add(s, ",'ids':{'securityjourney':%u}", 1000000 * (i + 1) + story_random(s, 2));
        }
        if (chance(s, 50)) {
            add(s, ",'email':'p%u.%u@example.com'", i, story_random(s, 3));
        }
        if (chance(s, 15)) {
            add(s, ",'aliases':['p%u.%u@example.org']", i, story_random(s, 3));
        }
        word(s, "status", status, 3);
        member(s, "department", "'Department %u'", 3);
        if (chance(s, 50)) {
            add(s, ",'country':'%s'", chance(s, 50) ? "DE" : "FR");
        }
        member(s, "organizationId", "'o%u'", ORGANIZATIONS);
        member(s, "groupId", "'5f000000000000000000000%u'", GROUPS);
        member(s, "managerEmail", "'p%u.0@example.com'", PEOPLE);
        member(s, "attributes", "{'b':'%u','a':'x'}", 2);
    }
    end_line(s, thing);
}

static void tell_campaign(struct story *s)
{
    static const char *const types[] = { "instant", "curriculum", "attackSimulation" };
    static const char *const difficulties[] = { "least", "moderate", "very" };
    uint32_t i = story_random(s, CAMPAIGNS);
    char thing[64];
    snprintf(thing, sizeof thing, "c%u", i);
    add(s, "{'kind':'campaign','id':'c%u'", i);
    if (!deletes(s, 10)) {
        if (chance(s, 10)) {
            add(s, ",'ids':{'cultureai':%u}", 1000000 * (i + 1) + story_random(s, 2));
        }
        word(s, "type", types, 3);
        word(s, "difficulty", difficulties, 3);
        time_member(s, "dueAt");
        member(s, "name", "'Campaign %u'", 3);
        member(s, "organizationId", "'o%u'", ORGANIZATIONS);
        time_member(s, "createdAt");
        time_member(s, "startedAt");
        member(s, "passFail", "{'enabled':true,'score':%u}", 100);
    }
    end_line(s, thing);
}

static void tell_module(struct story *s)
{
    uint32_t c = story_random(s, CAMPAIGNS), i = story_random(s, MODULES);
    char thing[64];
    snprintf(thing, sizeof thing, "m%u.%u", c, i);
    add(s, "{'kind':'module','campaignId':'c%u','id':'m%u'", c, i);
    if (!deletes(s, 15)) {
        member(s, "name", "'Module %u'", 3);
        member(s, "position", "%u", 9);
    }
    end_line(s, thing);
}

static void tell_enrollment(struct story *s)
{
    static const char *const status[] = { "noAction",     "notStarted", "scheduled",
                                          "acknowledged", "inProgress", "completed",
                                          "failed",       "paused",     "abandoned" };
    uint32_t c = story_random(s, CAMPAIGNS), p = story_random(s, PEOPLE);
    char thing[64];
    snprintf(thing, sizeof thing, "e%u.%u", c, p);
    add(s, "{'kind':'enrollment','campaignId':'c%u','person':'S%u'", c, p);
    if (!deletes(s, 12)) {
        if (chance(s, 10)) {
            add(s, ",'ids':{'securityjourney':%u}",
                1000000 * (1 + story_random(s, 2)) + 40000 * c + 4000 * p);
        }
        word(s, "status", status, 9);
        time_member(s, "startedAt");
        time_member(s, "completedAt");
        member(s, "timeSpentSeconds", "%u", 4000);
        if (chance(s, 60)) {
            add(s, ",'scores':{'engagement':0.%u,'knowledge':0.%u1}", story_random(s, 1000000000),
                story_random(s, 1000));
        } else if (chance(s, 20)) {
            add(s, ",'scores':null");
        }
    }
    end_line(s, thing);
}

static void tell_progress(struct story *s)
{
    static const char *const status[] = { "notStarted", "inProgress", "consumed", "completed", "failed" };
    uint32_t c = story_random(s, CAMPAIGNS), m = story_random(s, MODULES), p = story_random(s, PEOPLE);
    char thing[64];
    snprintf(thing, sizeof thing, "r%u.%u.%u", c, m, p);
    add(s, "{'kind':'progress','campaignId':'c%u','moduleId':'m%u','person':'s%u'", c, m, p);
    if (!deletes(s, 15)) {
        word(s, "status", status, 5);
        member(s, "rating", "%u.5", 5);
        time_member(s, "completedAt");
    }
    end_line(s, thing);
}

static void tell_attempt(struct story *s)
{
    uint32_t c = story_random(s, CAMPAIGNS), n = 1 + story_random(s, ATTEMPTS), p = story_random(s, PEOPLE);
    char thing[64];
    snprintf(thing, sizeof thing, "t%u.%u.%u", c, n, p);
    add(s, "{'kind':'attempt','campaignId':'c%u','person':'s%u','number':%u", c, p, n);
    if (!deletes(s, 15)) {
        member(s, "score", "%u", 100);
        time_member(s, "at");
    }
    end_line(s, thing);
}

static void tell_certificate(struct story *s)
{
    uint32_t c = story_random(s, CAMPAIGNS), m = story_random(s, MODULES), p = story_random(s, PEOPLE);
    char thing[64];
    snprintf(thing, sizeof thing, "f%u.%u.%u", c, m, p);
    add(s, "{'kind':'certificate','campaignId':'c%u','moduleId':'m%u','person':'s%u'", c, m, p);
    if (!deletes(s, 15)) {
        time_member(s, "at");
    }
    end_line(s, thing);
}

static void tell_comment(struct story *s)
{
    uint32_t i = story_random(s, COMMENTS), c = story_random(s, CAMPAIGNS);
    char thing[64];
    snprintf(thing, sizeof thing, "k%u", i);
    add(s, "{'kind':'comment','id':'k%u'", i);
    if (!deletes(s, 15)) {
        if (chance(s, 60)) {
            add(s, ",'campaignId':'c%u'", c);
            member(s, "moduleId", "'m%u'", MODULES);
        }
        member(s, "person", "'s%u'", PEOPLE);
        member(s, "text", "'Text \xc3\xa4 %u'", 9);
    }
    end_line(s, thing);
}

static void tell_role(struct story *s)
{
    uint32_t i = story_random(s, 4);
    char thing[64];
    snprintf(thing, sizeof thing, "j%u", i);
    add(s, "{'kind':'jobRole','name':'%s %u'", chance(s, 50) ? "Role" : "ROLE", i);
    if (!deletes(s, 15)) {
        member(s, "exposure", "%u", 4);
        member(s, "accessLevel", "%u", 5);
    }
    end_line(s, thing);
}

static void tell_behavior(struct story *s)
{
    static const char *const directions[] = { "positive", "negative" };
    uint32_t i = story_random(s, BEHAVIORS);
    char thing[64];
    snprintf(thing, sizeof thing, "b%u", i);
    add(s, "{'kind':'behavior','reference':'b%u'", i);
    if (!deletes(s, 10)) {
        word(s, "direction", directions, 2);
        member(s, "weight", "%u.125", 3);
        if (chance(s, 40)) {
            add(s, ",'enabled':%s", chance(s, 70) ? "true" : "false");
        }
    }
    end_line(s, thing);
}

static void tell_behavior_event(struct story *s)
{
    uint32_t b = story_random(s, BEHAVIORS), i = story_random(s, 30);
    char thing[64];
    snprintf(thing, sizeof thing, "v%u.%u", b, i);
    add(s, "{'kind':'behaviorEvent','behavior':'b%u','reference':%u", b, i);
    if (!deletes(s, 15)) {
        add(s, ",'person':'s%u','date':'2026-0%u-11'", story_random(s, PEOPLE), 1 + story_random(s, 5));
        member(s, "description", "'Told %u'", 9);
        if (chance(s, 50)) {
            add(s, ",'metadata':[{'key':'k','value':'secret %u','important':true}]", story_random(s, 3));
        }
    }
    end_line(s, thing);
}

static void tell_ingestion(struct story *s)
{
    uint32_t i = 1 + story_random(s, 20);
    char thing[64];
    snprintf(thing, sizeof thing, "i%u", i);
    add(s, "{'kind':'ingestion','number':%u", i);
    if (!deletes(s, 15)) {
        member(s, "behavior", "'b%u'", BEHAVIORS);
        time_member(s, "at");
    }
    end_line(s, thing);
}

void story_next(struct story *s, int count)
{
    static void (*const tell[])(struct story *) = {
        tell_organization, tell_group,          tell_person,         tell_person,      tell_campaign,
        tell_module,       tell_module,         tell_enrollment,     tell_enrollment,  tell_enrollment,
        tell_progress,     tell_attempt,        tell_comment,        tell_certificate, tell_role,
        tell_behavior,     tell_behavior_event, tell_behavior_event, tell_ingestion,
    };
    memset(s->lines, 0, sizeof s->lines);
    s->now += 100;
    s->untimed_count = 0;
    for (s->count = 0; s->count < count;) {
        tell[story_random(s, sizeof tell / sizeof *tell)](s);
    }
}

void story_shuffle(struct story *s)
{
    for (int i = s->count - 1; i > 0; i--) {
        char swap[sizeof s->lines[0]];
        int k = (int)story_random(s, (uint32_t)i + 1);
        memcpy(swap, s->lines[i], sizeof swap);
        memcpy(s->lines[i], s->lines[k], sizeof swap);
        memcpy(s->lines[k], swap, sizeof swap);
    }
}

char *story_text(const struct story *s)
{
    char *text = malloc((size_t)s->count * sizeof s->lines[0] + 1), *to = text;
    for (int i = 0; i < s->count; i++) {
        size_t n = strlen(s->lines[i]);
        memcpy(to, s->lines[i], n);
        to[n] = '\n';
        to += n + 1;
    }
    *to = 0;
    return text;
}
