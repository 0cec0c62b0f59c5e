/* verify_tell.c: a difference as a sentence. Things are named by their public identifier; of what can name a
 * human being (addresses, sourceIdentifiers) only the fact is told. */
#include "apply/verify_tell.h"

#include "base/must.h"
#include "base/num.h"
#include "model/identity.h"
#include "model/rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_TEXT = 60 }; /* bytes of a department or role in a sentence */

struct label {
    char text[64];
};

void verify_say(struct verify *v, const char *format, ...)
{
    struct why sentence;
    int n = 0;
    va_list args;
    if (v->tenant.ptr != NULL) {
        n = snprintf(sentence.text, sizeof sentence.text,
                     "%.*s: ", (int)(v->tenant.len < 200 ? v->tenant.len : 200), v->tenant.ptr);
    }
    va_start(args, format);
    vsnprintf(sentence.text + n, sizeof sentence.text - (size_t)n, format, args);
    va_end(args);
    v->findings++;
    v->tell(v->to, sentence.text);
}

static struct label guid_label(struct str bytes)
{
    struct label label = { "no GUID" };
    struct uuid uuid = { .set = true };
    if (bytes.len == sizeof uuid.b) {
        memcpy(uuid.b, bytes.ptr, sizeof uuid.b);
        uuid_print(label.text, &uuid);
        label.text[UUID_TEXT_LEN] = 0;
    }
    return label;
}

/* The GUID of a thing by its inner key; the key where it is missing. */
static struct label public_name(struct verify *v, enum query_name name, int64_t key)
{
    struct label label;
    struct query *q = db_query(v->audit.db, name);
    query_int(q, 1, v->audit.tenant);
    query_int(q, 2, key);
    if (query_step(q) == ST_OK) {
        label = guid_label(query_blob_at(q, 0));
    } else {
        snprintf(label.text, sizeof label.text, "that is missing (inner key %lld)", (long long)key);
    }
    query_end(q);
    return label;
}

static struct label campaign(struct verify *v, int64_t key)
{
    return public_name(v, Q_CHECK_CAMPAIGN_GUID, key);
}

static struct label person(struct verify *v, int64_t key)
{
    return public_name(v, Q_PERSON_CARD, key);
}

static void tell_tally(struct verify *v, const struct difference *d)
{
    struct label label = campaign(v, d->keys[0]);
    for (int i = 0; i < d->count; i++) {
        if (d->stored[i] != d->expected[i]) {
            verify_say(v, "tally of campaign %s: %s is %lld, expected %lld", label.text,
                       audit_tally_columns[i], (long long)d->stored[i], (long long)d->expected[i]);
        }
    }
}

static void print_counts(char *to, size_t room, const int64_t *counts)
{
    size_t n = 0;
    for (int i = 0; i < PHASE_COUNT && n < room; i++) {
        n += (size_t)snprintf(to + n, room - n, "%s%lld", i ? " " : "", (long long)counts[i]);
    }
}

static void tell_block(struct verify *v, const struct difference *d)
{
    char stored[PHASE_COUNT * (NUM_INT_MAX + 1)], expected[PHASE_COUNT * (NUM_INT_MAX + 1)];
    print_counts(stored, sizeof stored, d->stored);
    print_counts(expected, sizeof expected, d->expected);
    verify_say(v, "block %lld of level %lld of campaign %s counts %s, expected %s", (long long)d->keys[2],
               (long long)d->keys[1], campaign(v, d->keys[0]).text, stored, expected);
}

static void tell_phase(struct verify *v, const struct difference *d)
{
    if (*d->expected == NONE) {
        verify_say(v, "enrollment %lld: its status is none of those that there are", (long long)d->keys[1]);
    } else {
        verify_say(v, "enrollment %lld: phase is %lld, expected %lld", (long long)d->keys[1],
                   (long long)*d->stored, (long long)*d->expected);
    }
}

static struct label shown_text(struct str s)
{
    struct label label = { "nothing" };
    if (s.ptr != NULL) {
        snprintf(label.text, sizeof label.text, "\"%.*s\"", (int)(s.len < SHOWN_TEXT ? s.len : SHOWN_TEXT),
                 s.ptr);
    }
    return label;
}

static void tell_shown(struct verify *v, const struct difference *d)
{
    long long number = (long long)d->keys[1];
    if (d->count == 1) {
        verify_say(v, "enrollment %lld shows %s %lld, expected %lld", number, d->column,
                   (long long)*d->stored, (long long)*d->expected);
    } else if (strcmp(d->column, "guid") == 0) {
        verify_say(v, "enrollment %lld shows %s %s, expected %s", number, d->column,
                   guid_label(d->stored_text).text, guid_label(d->expected_text).text);
    } else if (strcmp(d->column, "source") == 0 || strcmp(d->column, "manager e-mail") == 0) {
        verify_say(v, "enrollment %lld shows another %s than its person has", number, d->column);
    } else {
        verify_say(v, "enrollment %lld shows %s %s, expected %s", number, d->column,
                   shown_text(d->stored_text).text, shown_text(d->expected_text).text);
    }
}

static void tell_name(struct verify *v, const struct difference *d)
{
    static const char *const kinds[] = {
        [NAME_OUTTHINK] = "GUID",
        [NAME_SECURITYJOURNEY] = "Security Journey number",
        [NAME_CULTUREAI] = "CultureAI number",
        [NAME_KASPERSKY] = "Kaspersky key",
        [NAME_SOURCE] = "sourceIdentifier",
        [NAME_EMAIL] = "e-mail or alias",
    };
    const char *kind = d->keys[1] > 0 && d->keys[1] < (int64_t)COUNT_OF(kinds) ? kinds[d->keys[1]] : "name";
    struct label who = person(v, d->keys[0]);
    if (d->what == DERIVED_NAME_TOO_MANY) {
        verify_say(v, "names: a %s leads to person %s, who has no such %s", kind, who.text, kind);
    } else if (d->keys[2] == NONE) {
        verify_say(v, "names: a %s of person %s leads to nobody", kind, who.text);
    } else {
        verify_say(v, "names: a %s of person %s leads to person %s", kind, who.text,
                   person(v, d->keys[2]).text);
    }
}

static struct label key_text(int64_t key)
{
    struct label label = { "none" };
    if (key != NONE) {
        snprintf(label.text, sizeof label.text, "%lld", (long long)key);
    }
    return label;
}

static void tell_event(struct verify *v, const struct difference *d)
{
    struct str type = STR("event");
    if (d->keys[2] > EVENT_NONE && d->keys[2] <= EVENT_REPORTED) {
        type = words_text(&words_event_type, (int)d->keys[2]);
    }
    struct label label = campaign(v, d->keys[0]), who = person(v, d->keys[1]);
    if (d->what == DERIVED_BURST) {
        verify_say(v, "campaign %s: a " STR_FMT " event of person %s is %s burst", label.text, STR_ARG(type),
                   who.text, *d->expected ? "not marked as a" : "marked as a, but is no");
        return;
    }
    const char *stored =
        *d->stored >= 0 && *d->stored < RULE_COUNT ? judge_name((enum event_rule) * d->stored) : "?";
    verify_say(v, "campaign %s: a " STR_FMT " event of person %s counts by rule %s, expected %s", label.text,
               STR_ARG(type), who.text, stored, judge_name((enum event_rule) * d->expected));
}

static void tell_result(struct verify *v, const struct difference *d)
{
    static const char *const names[] = { "sent",     "bounced",           "opened",
                                         "clicked",  "entered",           "captured",
                                         "reported", "attachment opened", "landing seconds" };
    for (int i = 0; i < d->count; i++) {
        if (d->stored[i] != d->expected[i]) {
            verify_say(v, "enrollment %lld: %s of the simulation is %s, expected %s", (long long)d->keys[1],
                       names[i], key_text(d->stored[i]).text, key_text(d->expected[i]).text);
        }
    }
}

static void tell_counter(struct verify *v, const struct difference *d)
{
    static const char *const names[COUNTER_END] = {
        [COUNTER_PERSON_KEY] = "people's inner keys",
        [COUNTER_PERSON_SECURITYJOURNEY] = "people's Security Journey numbers",
        [COUNTER_PERSON_CULTUREAI] = "people's CultureAI numbers",
        [COUNTER_ORGANIZATION_KEY] = "organizations' inner keys",
        [COUNTER_GROUP_KEY] = "groups' inner keys",
        [COUNTER_CAMPAIGN_KEY] = "campaigns' inner keys",
        [COUNTER_CAMPAIGN_SECURITYJOURNEY] = "campaigns' Security Journey numbers",
        [COUNTER_CAMPAIGN_CULTUREAI] = "campaigns' CultureAI numbers",
        [COUNTER_MODULE_KEY] = "modules' inner keys",
        [COUNTER_ENROLLMENT] = "enrollment numbers",
        [COUNTER_COMMENT_KEY] = "comments' inner keys",
        [COUNTER_IMPORT] = "import numbers",
    };
    must(d->keys[0] > 0 && d->keys[0] < COUNTER_END);
    verify_say(v, "counter of %s: the next is %lld, expected at least %lld", names[d->keys[0]],
               (long long)*d->stored, (long long)*d->expected);
}

/* What lists over all campaigns are kept by. */
static void tell_journey(struct verify *v, const struct difference *d)
{
    long long key = (long long)d->keys[0];
    switch (d->what) {
    case DERIVED_CAMPAIGN:
        verify_say(v, "campaign %s: %s are %lld, expected %lld", campaign(v, key).text, d->column,
                   (long long)*d->stored, (long long)*d->expected);
        break;
    case DERIVED_JOURNEY:
        verify_say(v, "enrollment %lld: its row in the list of all campaigns is not what it should be", key);
        break;
    case DERIVED_LEARNER:
        verify_say(v, "person %s: the row in the list of people is not what it should be",
                   person(v, key).text);
        break;
    case DERIVED_PLACES:
        verify_say(v, "list %lld: %lld ranges of level %lld are counted wrongly", key, (long long)*d->stored,
                   (long long)d->keys[1]);
        break;
    default:
        verify_say(v, "optional field %lld of people: %lld have a value, expected %lld", key,
                   (long long)*d->stored, (long long)*d->expected);
    }
}

static void tell_guid(struct verify *v, const struct difference *d, const char *kind)
{
    verify_say(v, "%s %s: its GUID should be %s", kind, guid_label(d->stored_text).text,
               guid_label(d->expected_text).text);
}

static void tell_single(struct verify *v, const struct difference *d)
{
    switch (d->what) {
    case DERIVED_MEMBERSHIP:
        verify_say(v, "person %s: belongs to the organization of inner key %s, expected %s",
                   person(v, d->keys[0]).text, key_text(*d->stored).text, key_text(*d->expected).text);
        break;
    case DERIVED_USERS:
        verify_say(v, "organization of inner key %lld: users is %lld, expected %lld", (long long)d->keys[0],
                   (long long)*d->stored, (long long)*d->expected);
        break;
    case DERIVED_RANK:
        verify_say(v, "campaign %s: rank is %lld, expected %lld", campaign(v, d->keys[0]).text,
                   (long long)*d->stored, (long long)*d->expected);
        break;
    case DERIVED_OWNER:
        verify_say(v, "campaign %s: belongs to organization %s, expected %s", campaign(v, d->keys[0]).text,
                   guid_label(d->stored_text).text, guid_label(d->expected_text).text);
        break;
    default:
        must(!"a difference without a sentence");
    }
}

enum status verify_difference(void *to, const struct difference *d)
{
    struct verify *v = to;
    switch (d->what) {
    case DERIVED_TALLY:
        tell_tally(v, d);
        break;
    case DERIVED_BLOCK:
        tell_block(v, d);
        break;
    case DERIVED_PHASE:
        tell_phase(v, d);
        break;
    case DERIVED_SHOWN:
        tell_shown(v, d);
        break;
    case DERIVED_NAME:
    case DERIVED_NAME_TOO_MANY:
        tell_name(v, d);
        break;
    case DERIVED_NAMES_BROKEN:
        verify_say(v, "person %s: the names cannot be read", person(v, d->keys[0]).text);
        break;
    case DERIVED_ORGANIZATION:
        tell_guid(v, d, "organization");
        break;
    case DERIVED_MODULE:
        tell_guid(v, d, "module");
        break;
    case DERIVED_COMMENT:
        tell_guid(v, d, "comment");
        break;
    case DERIVED_BURST:
    case DERIVED_RULE:
        tell_event(v, d);
        break;
    case DERIVED_RESULT:
        tell_result(v, d);
        break;
    case DERIVED_SCORE_DAY:
        verify_say(v, "scores of day %lld: sums are %lld good and %lld bad, expected %lld and %lld",
                   (long long)d->keys[0], (long long)d->stored[0], (long long)d->stored[1],
                   (long long)d->expected[0], (long long)d->expected[1]);
        break;
    case DERIVED_CENSUS:
        verify_say(v, "the tenant counts %lld people who are not archived, expected %lld",
                   (long long)*d->stored, (long long)*d->expected);
        break;
    case DERIVED_COUNTER:
        tell_counter(v, d);
        break;
    case DERIVED_CAMPAIGN:
    case DERIVED_JOURNEY:
    case DERIVED_LEARNER:
    case DERIVED_PLACES:
    case DERIVED_FILLED:
        tell_journey(v, d);
        break;
    case DERIVED_CASE:
        verify_say(v, "reported mail %lld is in case %lld, expected %lld", (long long)d->keys[0],
                   (long long)*d->stored, (long long)*d->expected);
        break;
    case DERIVED_MEMBERSHIP:
    case DERIVED_USERS:
    case DERIVED_RANK:
    case DERIVED_OWNER:
        tell_single(v, d);
        break;
    }
    return ST_OK;
}
