/* sample_simulation.c: attack simulations: three lures of three difficulties, repeated; what people did with
 * them, and what machines did: a gateway that follows links at once, a scanner that opens many mails from one
 * address, and an analyst's sandbox after a report. Of every third the results come as their vendor counted
 * them. */
#include "feed/sample_simulation.h"
#include "base/must.h"
#include "feed/sample_person.h"
#include "feed/sample_run.h"

#define MINUTE (60 * WHEN_SECOND)
#define HOUR   (60 * MINUTE)

static const struct lure {
    struct str name, subject, de, subject_de, difficulty;
    int16_t days_ago;
    int click; /* of 1000 people of middling skill */
    bool as_vendor;
} lures[] = {
    {.name = STR_INIT("Parcel on Hold"),
     .subject = STR_INIT("Your parcel is waiting"),
     .subject_de = STR_INIT("Ihr Paket wartet auf Sie"),
     .de = STR_INIT("Paket wartet"),
     .difficulty = STR_INIT("least"),
     .days_ago = 120,
     .click = 90         },
    {                                       .name = STR_INIT("Unpaid Invoice"),
     .subject = STR_INIT("Invoice 20871 is overdue"),
     .subject_de = STR_INIT("Rechnung 20871 ist \xc3\xbc"
                             "berf\xc3\xa4llig"),
     .de = STR_INIT("Offene Rechnung"),
     .difficulty = STR_INIT("moderate"),
     .days_ago = 65,
     .click = 170     },
    { .name = STR_INIT("New Password Policy"),
     .subject = STR_INIT("Action required: your password expires today"),
     .subject_de = STR_INIT("Bitte handeln: Ihr Passwort l\xc3\xa4uft heute ab"),
     .de = STR_INIT("Neue Passwortregeln"),
     .difficulty = STR_INIT("very"),
     .days_ago = 4,
     .click = 290,
     .as_vendor = true },
};

struct simulation {
    int64_t index;
    const struct lure *lure;
    struct uuid id;
    int64_t start, end;
};

static struct simulation simulation_of(const struct sample_run *run, int64_t s)
{
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_SIMULATION, s, -1);
    struct simulation made = { .index = s, .lure = &lures[s % (int64_t)COUNT_OF(lures)] };
    int64_t wave = s / (int64_t)COUNT_OF(lures);
    made.id = sample_rng_uuid(&rng);
    made.start = run->day - (made.lure->days_ago + wave * 130 % 420) * WHEN_DAY + 9 * HOUR;
    made.end = made.start + 14 * WHEN_DAY;
    return made;
}

static enum status write_campaign(struct sample_run *run, int64_t s)
{
    struct simulation simulation = simulation_of(run, s);
    const struct lure *lure = simulation.lure;
    struct sample_text name = { 0 };
    struct json *j = sample_run_begin(run, STR("campaign"));
    sample_text_add(&name, lure->name);
    if (s >= (int64_t)COUNT_OF(lures)) {
        sample_text_add(&name, STR(" "));
        sample_text_int(&name, s / (int64_t)COUNT_OF(lures) + 1);
    }
    sample_run_uuid(j, STR("id"), &simulation.id);
    sample_run_str(j, STR("name"), sample_text_str(&name));
    json_key(j, STR("names"));
    json_open(j, '{');
    sample_run_str(j, STR("de"), lure->de);
    json_close(j, '}');
    sample_run_str(j, STR("type"), STR("attackSimulation"));
    sample_run_str(j, STR("status"),
                   simulation.end > run->options->today ? STR("inProgress") : STR("completed"));
    sample_run_time(j, STR("createdAt"), simulation.start - 3 * WHEN_DAY);
    sample_run_time(j, STR("startedAt"), simulation.start);
    sample_run_time(j, STR("endedAt"), simulation.end);
    sample_run_str(j, STR("difficulty"), lure->difficulty);
    sample_run_str(j, STR("subject"), lure->subject);
    json_key(j, STR("subjects"));
    json_open(j, '{');
    sample_run_str(j, STR("de"), lure->subject_de);
    json_close(j, '}');
    return sample_run_end(run);
}

enum status sample_simulation_write_campaigns(struct sample_run *run)
{
    enum status st = ST_OK;
    for (int64_t s = 0; s < run->options->simulations && st == ST_OK; s++) {
        st = write_campaign(run, s);
    }
    return st;
}

/* ---- events ---- */

/* Who or what acts: their address (absent: none is known) and user agent. */
struct actor {
    struct sample_text ip;
    struct str agent;
};

struct acting {
    struct sample_run *run;
    const struct simulation *simulation;
    const struct sample_person *person;
    struct sample_text token;
    struct sample_reported *look; /* only look when they report, and write nothing; NULL: write */
    bool found;
    enum status st;
};

static void add(struct acting *a, struct str type, int64_t at, const struct actor *actor, int64_t landing)
{
    if (a->st != ST_OK || at >= a->run->options->today || at >= a->simulation->end) {
        return;
    }
    if (a->look != NULL) {
        if (str_eq(type, STR("reported"))) {
            a->found = true;
            a->look->at = at;
        }
        return;
    }
    struct sample_text who = sample_person_reference(a->run, a->person, a->simulation->index);
    struct json *j = sample_run_begin(a->run, STR("simulationEvent"));
    sample_run_uuid(j, STR("campaignId"), &a->simulation->id);
    sample_run_str(j, STR("person"), sample_text_str(&who));
    sample_run_str(j, STR("type"), type);
    sample_run_time(j, STR("at"), at);
    if (a->simulation->lure->as_vendor) {
        sample_run_str(j, STR("counted"), STR("asVendor"));
    } else {
        sample_run_str(j, STR("token"), sample_text_str(&a->token));
        if (actor != NULL) {
            sample_run_str(j, STR("ip"), sample_text_str(&actor->ip));
            sample_run_str(j, STR("userAgent"), actor->agent);
        }
    }
    if (landing > 0) {
        sample_run_int(j, STR("landingSeconds"), landing);
    }
    a->st = sample_run_end(a->run);
}

/* Everybody at home, at an address of their own. */
static struct actor person_actor(const struct sample_person *person, struct sample_rng *rng)
{
    static const struct str agents[] = {
        STR_INIT("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"),
        STR_INIT("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                 "Version/17.5 "
                 "Safari/605.1.15"),
        STR_INIT(
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile "
            "Safari/537.36"),
    };
    struct actor actor = { .agent = agents[sample_rng_below(rng, (int64_t)COUNT_OF(agents))] };
    sample_text_add(&actor.ip, STR("2001:db8:"));
    sample_text_int(&actor.ip, person->index / 10000 % 10000);
    sample_text_add(&actor.ip, STR(":"));
    sample_text_int(&actor.ip, person->index % 10000);
    sample_text_add(&actor.ip, STR("::1"));
    return actor;
}

static struct actor machine(struct str net, int64_t host, struct str agent)
{
    struct actor actor = { .agent = agent };
    sample_text_add(&actor.ip, net);
    sample_text_int(&actor.ip, host);
    return actor;
}

static void add_machines(struct acting *a, int64_t sent, struct sample_rng *rng)
{
    int64_t group = a->person->index / 12;
    struct actor gateway = machine(STR("198.51.100."), 1 + group % 200, STR("Mozilla/5.0"));
    struct actor scanner = machine(STR("203.0.113."), 1 + group % 200, STR("Mozilla/5.0 (Windows NT 10.0)"));
    struct actor preview = machine(STR("192.0.2."), 1 + group % 200, STR("Slackbot-LinkExpanding 1.0"));
    if (sample_rng_chance(rng, 120)) {
        add(a, STR("opened"), sent + 2 * WHEN_SECOND, &gateway, 0);
        add(a, STR("clicked"), sent + (3 + sample_rng_below(rng, 17)) * WHEN_SECOND, &gateway, 0);
    }
    if (group % 4 == 1) {
        add(a, STR("clicked"), a->simulation->start + 3 * HOUR + a->person->index % 12 * 4 * WHEN_SECOND,
            &scanner, 0);
    }
    if (sample_rng_chance(rng, 15)) {
        add(a, STR("clicked"), sent + 5 * HOUR, &preview, 0);
    }
}

/* Falls or not by skill and the lure, reports or not by diligence; some do both. */
static void add_person(struct acting *a, int64_t sent, struct sample_rng *rng)
{
    const struct sample_person *person = a->person;
    struct actor actor = person_actor(person, rng);
    bool opens = sample_rng_chance(rng, 640);
    bool clicks = opens && sample_rng_chance(rng, a->simulation->lure->click * (1600 - person->skill) / 1000);
    bool enters = clicks && sample_rng_chance(rng, 420),
         attaches = !clicks && opens && sample_rng_chance(rng, 12);
    bool answers = !clicks && opens && sample_rng_chance(rng, 8);
    bool reports = opens && sample_rng_chance(rng, (clicks ? 90 : 150) + person->diligence * 3 / 10);
    int64_t seen = sent + 2 * MINUTE + sample_rng_spread(rng, 90, 48) * MINUTE;
    int64_t clicked = seen + (5 + sample_rng_below(rng, 90)) * WHEN_SECOND;
    int64_t done = clicked + (10 + sample_rng_below(rng, 110)) * WHEN_SECOND;
    int64_t reported = done + sample_rng_spread(rng, 40, 32) * MINUTE;
    if (opens) {
        add(a, STR("opened"), seen, &actor, 0);
    }
    if (clicks) {
        add(a, STR("clicked"), clicked, &actor, 5 + sample_rng_below(rng, 115));
    }
    if (enters) {
        add(a, STR("credentialsEntered"), done, &actor, 0);
        if (sample_rng_chance(rng, 850)) {
            add(a, STR("credentialsCaptured"), done, &actor, 0);
        }
    }
    if (attaches) {
        add(a, STR("attachmentOpened"), clicked, &actor, 0);
    }
    if (answers) {
        add(a, STR("replied"), done, &actor, 0);
    }
    if (reports) {
        add(a, STR("reported"), reported, &actor, 0);
        if (sample_rng_chance(rng, 200)) {
            struct actor sandbox = machine(STR("192.0.2."), 250, STR("Mozilla/5.0 (X11; Linux x86_64)"));
            add(a, STR("clicked"), reported + (3 + person->index % 600) * MINUTE, &sandbox, 0);
        }
    }
}

static enum status act(struct acting *a, int64_t i)
{
    struct sample_run *run = a->run;
    const struct simulation *simulation = a->simulation;
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_SIMULATION, simulation->index, i);
    struct sample_person person = sample_person_of(run, i);
    a->person = &person;
    int64_t sent = simulation->start + sample_rng_below(&rng, 2 * HOUR);
    bool addressed = sample_rng_chance(&rng, 960), bounces = sample_rng_chance(&rng, 8);
    if (!addressed || person.hired >= simulation->start ||
        (person.left != WHEN_NONE && person.left <= simulation->start)) {
        return ST_OK;
    }
    sample_text_add(&a->token, STR("r"));
    sample_text_int(&a->token, (int64_t)(sample_rng_next(&rng) >> 24));
    add(a, STR("sent"), sent, NULL, 0);
    if (bounces) {
        add(a, STR("bounced"), sent + 7 * WHEN_SECOND, NULL, 0);
        return a->st;
    }
    if (!simulation->lure->as_vendor) {
        add_machines(a, sent, &rng);
    }
    add_person(a, sent, &rng);
    return a->st;
}

static enum status write_events(struct sample_run *run, const struct simulation *simulation, int64_t i)
{
    struct acting a = { .run = run, .simulation = simulation };
    return act(&a, i);
}

bool sample_simulation_reported(struct sample_run *run, int64_t s, int64_t i,
                                struct sample_reported *reported)
{
    struct simulation simulation = simulation_of(run, s);
    struct acting a = { .run = run, .simulation = &simulation, .look = reported };
    if (simulation.lure->as_vendor || act(&a, i) != ST_OK || !a.found) {
        return false;
    }
    reported->subject = simulation.lure->subject;
    reported->token = a.token;
    return true;
}

enum status sample_simulation_write(struct sample_run *run)
{
    enum status st = ST_OK;
    for (int64_t s = 0; s < run->options->simulations && st == ST_OK; s++) {
        struct simulation simulation = simulation_of(run, s);
        for (int64_t i = 0; i < run->options->people && st == ST_OK; i++) {
            st = write_events(run, &simulation, i);
        }
    }
    return st;
}
