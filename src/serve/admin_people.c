/* admin_people.c: merging people and taking it back, asked in JSON. */
#include "serve/admin_people.h"

static struct str text_of(const struct jsonin *request, struct str key)
{
    struct str text = STR_NONE;
    jsonin_text(jsonin_get(request, key), &text);
    return text;
}

static void tell_int(struct json *answer, struct str key, int64_t value)
{
    json_key(answer, key);
    json_int(answer, value);
}

static enum status tell_merged(enum status st, const struct merged *merged, struct json *answer)
{
    if (st == ST_OK) {
        json_key(answer, STR("person"));
        json_uuid(answer, &merged->person);
        json_key(answer, STR("other"));
        json_uuid(answer, &merged->other);
        tell_int(answer, STR("enrollments"), merged->enrollments);
        tell_int(answer, STR("contested"), merged->contested);
        tell_int(answer, STR("comments"), merged->comments);
        tell_int(answer, STR("behaviorEvents"), merged->behavior_events);
    }
    return st;
}

enum status admin_people_merge(const struct people *people, const struct jsonin *request, struct json *answer,
                               struct why *why)
{
    struct merged merged;
    struct str person = text_of(request, STR("person")), other = text_of(request, STR("other"));
    if (!person.len || !other.len) {
        return why_not(why, ST_INVALID, "a merge needs person and other");
    }
    return tell_merged(people_merge(people, person, other, &merged, why), &merged, answer);
}

enum status admin_people_unmerge(const struct people *people, const struct jsonin *request,
                                 struct json *answer, struct why *why)
{
    struct merged merged;
    struct str person = text_of(request, STR("person"));
    if (!person.len) {
        return why_not(why, ST_INVALID, "to take a merge back needs person");
    }
    return tell_merged(people_unmerge(people, person, &merged, why), &merged, answer);
}

enum status admin_people_erase(const struct people *people, const struct jsonin *request, struct json *answer,
                               struct why *why)
{
    struct erasure e;
    struct str person = text_of(request, STR("person"));
    if (!person.len) {
        return why_not(why, ST_INVALID, "an erasure needs person");
    }
    TRY(people_erase(people, person, &e, why));
    json_key(answer, STR("already"));
    json_bool(answer, e.already);
    tell_int(answer, STR("names"), e.names);
    tell_int(answer, STR("enrollments"), e.enrollments);
    tell_int(answer, STR("progress"), e.progress);
    tell_int(answer, STR("attempts"), e.attempts);
    tell_int(answer, STR("certificates"), e.certificates);
    tell_int(answer, STR("comments"), e.comments);
    tell_int(answer, STR("events"), e.events);
    tell_int(answer, STR("behaviorEvents"), e.behavior_events);
    tell_int(answer, STR("mails"), e.mails);
    tell_int(answer, STR("lists"), e.lists);
    tell_int(answer, STR("deletions"), e.deletions);
    tell_int(answer, STR("managed"), e.managed);
    return ST_OK;
}

enum status admin_people_readmit(const struct people *people, const struct jsonin *request,
                                 struct json *answer, struct why *why)
{
    struct str person = text_of(request, STR("person"));
    (void)answer;
    return person.len ? people_readmit(people, person, why)
                      : why_not(why, ST_INVALID, "to readmit somebody needs person");
}
