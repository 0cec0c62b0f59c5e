/* feed_gophish.c: see feed_gophish.h. The words are those of GoPhish 0.12. */
#include "feed/feed_gophish.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "model/words.h"

#include <string.h>

enum { TIME_ROOM = 64, TICK_DIGITS = 7, ADDRESS_MAX = 254 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool gophish_time(struct str text, int64_t *ticks)
{
    char cut[TIME_ROOM];
    size_t n = 0;
    int digits = -1;
    if (text.len >= sizeof cut) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        digits = c == '.' ? 0 : digits >= 0 && is_digit(c) ? digits + 1 : -1;
        if (digits <= TICK_DIGITS) {
            cut[n++] = c;
        }
    }
    int64_t at;
    if (!when_parse((struct str){ cut, n }, &at)) {
        return false;
    }
    *ticks = when_to_civil(at).year == 1 ? WHEN_NONE : at;
    return true;
}

bool gophish_address(struct str text)
{
    size_t at = 0, count = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c <= ' ' || c == 0x7F || memchr("\"(),:;<>[\\]{}", c, 13) != NULL) {
            return false;
        }
        if (c == '@') {
            at = i;
            count++;
        }
    }
    return count == 1 && at > 0 && at + 1 < text.len && text.len <= ADDRESS_MAX && str_utf8(text);
}

bool gophish_campaign(struct str number, struct str source, struct buf *id)
{
    int64_t n;
    if (!str_int(number, &n) || n < 0) {
        return false;
    }
    buf_reset(id);
    buf_str(id, source.ptr ? source : STR("gophish"));
    buf_byte(id, '-');
    buf_int(id, n);
    return true;
}

bool gophish_message(struct str message, int *type)
{
    static const struct {
        const char *message;
        int type;
    } table[] = {
        {"Email Sent",           EVENT_SENT               },
        { "Error Sending Email", EVENT_BOUNCED            },
        { "Email Opened",        EVENT_OPENED             },
        { "Clicked Link",        EVENT_CLICKED            },
        { "Submitted Data",      EVENT_CREDENTIALS_ENTERED},
        { "Email Reported",      EVENT_REPORTED           },
        { "Campaign Created",    EVENT_NONE               },
        { "Proxied request",     EVENT_NONE               },
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if (str_eq(message, str_of(table[i].message))) {
            *type = table[i].type;
            return true;
        }
    }
    return false;
}

/* What a status says: whether the mail went out, and what was done last. */
static bool read_status(struct str status, bool *sent, int *act)
{
    static const struct {
        const char *status;
        bool sent;
        int act;
    } table[] = {
        {"Email Sent",      true,  EVENT_NONE               },
        { "Success",        true,  EVENT_NONE               },
        { "Email Opened",   true,  EVENT_OPENED             },
        { "Clicked Link",   true,  EVENT_CLICKED            },
        { "Submitted Data", true,  EVENT_CREDENTIALS_ENTERED},
        { "Error",          false, EVENT_BOUNCED            },
        { "Retrying",       false, EVENT_BOUNCED            },
        { "Scheduled",      false, EVENT_NONE               },
        { "Queued",         false, EVENT_NONE               },
        { "Sending",        false, EVENT_NONE               },
        { "Unknown",        false, EVENT_NONE               },
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if (str_eq(status, str_of(table[i].status))) {
            *sent = table[i].sent;
            *act = table[i].act;
            return true;
        }
    }
    return false;
}

const char *gophish_facts(const struct gophish_result *result, struct gophish_fact facts[GOPHISH_FACTS],
                          int *n)
{
    bool sent;
    int act;
    *n = 0;
    if (!read_status(result->status, &sent, &act)) {
        return "its status is none that GoPhish writes";
    }
    if (sent && result->sent_at == WHEN_NONE) {
        return "the mail was sent, but the file does not say when; give --sent-at";
    }
    if ((act != EVENT_NONE || result->reported) && result->modified_at == WHEN_NONE) {
        return "something happened after the mail was sent, but the file does not say when (modified_date)";
    }
    if (sent) {
        facts[(*n)++] = (struct gophish_fact){ EVENT_SENT, result->sent_at, .token = result->token };
    }
    if (act != EVENT_NONE) {
        facts[(*n)++] =
            (struct gophish_fact){ act, result->modified_at, .from_result = act != EVENT_BOUNCED };
    }
    if (act == EVENT_CREDENTIALS_ENTERED) {
        facts[*n] = facts[*n - 1];
        facts[(*n)++].type = EVENT_CREDENTIALS_CAPTURED;
    }
    if (result->reported) {
        facts[(*n)++] = (struct gophish_fact){ EVENT_REPORTED, result->modified_at, .from_result = true };
    }
    return NULL;
}

/* ---- record lines ---- */

static struct json open_line(struct buf *line, const char *kind, struct str campaign, struct str email)
{
    buf_reset(line);
    struct json j = json_to(line);
    json_open(&j, '{');
    json_given(&j, STR("kind"), str_of(kind));
    json_given(&j, STR("campaignId"), campaign);
    json_given(&j, STR("person"), email);
    return j;
}

void gophish_put_enrollment(struct buf *line, struct str campaign, struct str email)
{
    struct json j = open_line(line, "enrollment", campaign, email);
    json_close(&j, '}');
}

void gophish_put_event(struct buf *line, struct str campaign, struct str email,
                       const struct gophish_fact *fact)
{
    struct json j = open_line(line, "simulationEvent", campaign, email);
    json_given(&j, STR("type"), words_text(&words_event_type, fact->type));
    json_key(&j, STR("at"));
    json_time(&j, fact->at);
    json_given(&j, STR("ip"), fact->ip);
    json_given(&j, STR("userAgent"), fact->agent);
    json_given(&j, STR("token"), fact->token);
    json_given(&j, STR("counted"),
               fact->from_result ? words_text(&words_event_counted, COUNTED_AS_RESULT) : STR_NONE);
    json_close(&j, '}');
}

/* ---- what was seen ---- */

/* FNV-1a with 64 bits; a byte that no text has ends each part. */
static uint64_t mix(uint64_t hash, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.ptr[i]) * 1099511628211u;
    }
    return (hash ^ 0xFF) * 1099511628211u;
}

#define MIX_BEGIN UINT64_C(14695981039346656037)

int64_t gophish_apart(struct gophish_moment *moment, struct str email, const struct gophish_fact *fact)
{
    uint64_t what = mix(MIX_BEGIN + (unsigned)fact->type, email);
    uint64_t whole = mix(mix(what, fact->ip), fact->agent);
    int64_t later = 0;
    if (moment->at != fact->at) {
        moment->at = fact->at;
        moment->n = 0;
    }
    for (int i = 0; i < moment->n; i++) {
        if (moment->seen[i].whole == whole) {
            return fact->at + later;
        }
        later += moment->seen[i].what == what;
    }
    if (moment->n < (int)COUNT_OF(moment->seen)) {
        moment->seen[moment->n].what = what;
        moment->seen[moment->n++].whole = whole;
    }
    return fact->at + later;
}

bool gophish_is_new(struct gophish_named *named, struct str email)
{
    uint64_t hash = mix(MIX_BEGIN, email);
    uint64_t *place = &named->people[hash % COUNT_OF(named->people)];
    bool new = *place != hash;
    *place = hash;
    return new;
}
