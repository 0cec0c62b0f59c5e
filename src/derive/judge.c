/* judge.c: see judge.h. The user agents are those of link previews, scripts and crawlers that say who they
 * are, as of 2026-11. Image proxies of mailboxes are not among them: they fetch when somebody opens the mail.
 */
#include "derive/judge.h"

#include "base/address.h"
#include "base/must.h"

#include <stdlib.h>
#include <string.h>

static const char *const agents[] = {
    "headlesschrome",  "phantomjs",      "puppeteer", "playwright",     "selenium",
    "python-requests", "python-urllib",  "aiohttp/",  "curl/",          "wget/",
    "libwww-perl",     "go-http-client", "okhttp/",   "java/",          "apache-httpclient",
    "node-fetch",      "axios/",         "slackbot",  "slack-imgproxy", "facebookexternalhit",
    "twitterbot",      "linkedinbot",    "whatsapp/", "telegrambot",    "discordbot",
    "skypeuripreview", "bingpreview",    "bingbot",   "googlebot",      "applebot",
    "proofpoint",      "mimecast",       "barracuda", "symantec",       "zscaler",
    "urlscan",         "virustotal",     "crawler",   "spider",
};

const struct judge_lists judge_lists_shipped = { .agents = agents, .agent_count = (int)COUNT_OF(agents) };

static const struct {
    const char *name, *sentence;
} rules[RULE_COUNT] = {
    [RULE_NONE] = {"none",             "not judged yet"                                                         },
    [RULE_AS_VENDOR] = { "as-vendor",       "counted as its source published it"                                     },
    [RULE_UNKNOWN] = { "unknown",         "carries neither an address nor a user agent, so it counts as a person's"},
    [RULE_PERSON] = { "person",          "nothing about it looks like a program"                                  },
    [RULE_OUR_NETWORK] = { "our-network",     "came from a network of the security team"                               },
    [RULE_SCANNER_NETWORK] = { "scanner-network", "came from a network of a mail scanner"                                  },
    [RULE_TOO_FAST] = { "too-fast",        "came within 20 seconds of the mail's being sent"                        },
    [RULE_BURST] = { "burst",           "its address acted for 5 or more people within 60 seconds"               },
    [RULE_ROBOT_AGENT] = { "robot-agent",     "its user agent is that of a program"                                    },
    [RULE_AFTER_REPORT] = { "after-report",    "came after the person's own report, from another address"               },
    [RULE_SUPERSEDED] = { "superseded",
                   "was read off a list of results, and the events themselves are known"                        },
};

const char *judge_name(enum event_rule rule)
{
    must((unsigned)rule < RULE_COUNT);
    return rules[rule].name;
}

const char *judge_sentence(enum event_rule rule)
{
    must((unsigned)rule < RULE_COUNT);
    return rules[rule].sentence;
}

bool judge_is_scanner(enum event_rule rule)
{
    return rule >= RULE_OUR_NETWORK && rule < RULE_COUNT;
}

bool judge_is_act(int type)
{
    return type > EVENT_BOUNCED;
}

/* Links and attachments followed, and what only comes after that. */
static bool is_click(int type)
{
    return judge_is_act(type) && type != EVENT_OPENED && type != EVENT_REPORTED;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool holds(struct str text, const char *part)
{
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= text.len; i++) {
        size_t k = 0;
        while (k < n && lower(text.ptr[i + k]) == part[k]) {
            k++;
        }
        if (k == n) {
            return true;
        }
    }
    return false;
}

static bool is_robot(const struct judge_lists *lists, struct str agent)
{
    int i = 0;
    while (i < lists->agent_count && !holds(agent, lists->agents[i])) {
        i++;
    }
    return i < lists->agent_count;
}

/* A mail may be sent again: the click belongs to the sending before it. */
static bool is_fast(const struct judged_event *events, size_t n, const struct judged_event *e)
{
    for (size_t i = 0; i < n; i++) {
        if (events[i].type == EVENT_SENT && e->at >= events[i].at && e->at - events[i].at <= JUDGE_FAST) {
            return true;
        }
    }
    return false;
}

/* Reports have been judged: a scanner's is none. One without an address says nothing about another's. */
static bool is_after_report(const struct judged_event *events, size_t n, const struct judged_event *e)
{
    bool after = false;
    for (size_t i = 0; e->ip.ptr != NULL && i < n; i++) {
        const struct judged_event *r = &events[i];
        if (r->type == EVENT_REPORTED && r->at < e->at && r->ip.ptr != NULL && !judge_is_scanner(r->rule)) {
            if (str_eq(r->ip, e->ip)) {
                return false;
            }
            after = true;
        }
    }
    return after;
}

/* Only a list of results tells of it. Where the event itself came too, it carries what the event says, or
 * there is nothing more to say about it (a report has no address). */
static bool is_bare_result(const struct judged_event *e)
{
    return e->counted == COUNTED_AS_RESULT && e->ip.ptr == NULL && e->agent.ptr == NULL;
}

/* Lists of results tell the last time of a kind; the events tell all of them. */
static bool is_superseded(const struct judged_event *events, size_t n, const struct judged_event *e)
{
    size_t i = 0;
    while (i < n && (&events[i] == e || events[i].type != e->type || is_bare_result(&events[i]))) {
        i++;
    }
    return i < n;
}

static enum event_rule rule_of(const struct judged_event *events, size_t n, const struct judged_event *e,
                               const struct judge_lists *lists, bool as_given)
{
    struct address address;
    if (as_given && e->counted == COUNTED_AS_VENDOR) {
        return RULE_AS_VENDOR;
    }
    if (is_bare_result(e)) {
        return is_superseded(events, n, e) ? RULE_SUPERSEDED : RULE_AS_VENDOR;
    }
    if (!judge_is_act(e->type) || (e->ip.ptr == NULL && e->agent.ptr == NULL)) {
        return RULE_UNKNOWN;
    }
    if (e->ip.ptr != NULL && address_parse(e->ip, &address)) {
        if (address_in(&address, lists->our_networks)) {
            return RULE_OUR_NETWORK;
        }
        if (address_in(&address, lists->scanner_networks)) {
            return RULE_SCANNER_NETWORK;
        }
    }
    if (is_click(e->type) && is_fast(events, n, e)) {
        return RULE_TOO_FAST;
    }
    if (e->burst) {
        return RULE_BURST;
    }
    if (is_robot(lists, e->agent)) {
        return RULE_ROBOT_AGENT;
    }
    return is_click(e->type) && is_after_report(events, n, e) ? RULE_AFTER_REPORT : RULE_PERSON;
}

void judge_events(struct judged_event *events, size_t n, const struct judge_lists *lists, bool as_given)
{
    /* Reports first: clicks are judged by them. */
    for (int reports = 1; reports >= 0; reports--) {
        for (size_t i = 0; i < n; i++) {
            if ((events[i].type == EVENT_REPORTED) == (reports == 1)) {
                events[i].rule = rule_of(events, n, &events[i], lists, as_given);
            }
        }
    }
}

/* ---- bursts ---- */

void burst_begin(struct burst *b, burst_decided *decided, void *to)
{
    *b = (struct burst){ .decided = decided, .to = to };
}

void burst_done(struct burst *b)
{
    free(b->waiting);
    b->waiting = NULL;
}

/* Whether the minute that ends with this act holds enough people. */
static bool is_full(struct burst *b, const struct act *act)
{
    int at = 0;
    while (at < b->known && b->recent[at].person != act->person) {
        at++;
    }
    if (at == b->known && b->known < JUDGE_PEOPLE) {
        b->known++;
    }
    at = at < JUDGE_PEOPLE ? at : JUDGE_PEOPLE - 1;
    memmove(&b->recent[1], &b->recent[0], (size_t)at * sizeof b->recent[0]);
    b->recent[0] = *act;
    return b->known == JUDGE_PEOPLE && act->at - b->recent[JUDGE_PEOPLE - 1].at <= JUDGE_BURST;
}

/* Decides the first n that wait. */
static enum status decide(struct burst *b, size_t n, bool burst)
{
    for (size_t i = 0; i < n; i++) {
        TRY(b->decided(b->to, &b->waiting[i], burst));
    }
    b->count -= n;
    if (n > 0 && b->count > 0) {
        memmove(b->waiting, b->waiting + n, b->count * sizeof *b->waiting);
    }
    return ST_OK;
}

enum status burst_add(struct burst *b, const struct act *act)
{
    size_t past = 0;
    while (past < b->count && act->at - b->waiting[past].at > JUDGE_BURST) {
        past++;
    }
    TRY(decide(b, past, false));
    if (b->count == b->room) {
        size_t room = b->room ? 2 * b->room : 64;
        struct act *more = realloc(b->waiting, room * sizeof *more);
        if (more == NULL) {
            return ST_NOMEM;
        }
        b->waiting = more;
        b->room = room;
    }
    b->waiting[b->count++] = *act;
    return is_full(b, act) ? decide(b, b->count, true) : ST_OK;
}

enum status burst_end(struct burst *b)
{
    TRY(decide(b, b->count, false));
    b->known = 0;
    return ST_OK;
}
