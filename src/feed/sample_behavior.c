/* sample_behavior.c: what people of the sample do at their desks: behaviors that are set up, one that nobody
 * has set up yet, events of the last months, and what job roles are exposed to. */
#include "base/must.h"
#include "feed/sample_person.h"
#include "feed/sample_run.h"

enum { EVENTS_MOST = 3, DAYS = 200 };

static const struct {
    struct str reference, name, direction, severity;
    int64_t hundredths; /* of the weight; 0: it is not set up */
    int64_t odds;       /* of 100 events */
} behaviors[] = {
    {STR_INIT("LEAVING_DESKTOP_UNLOCKED"),   STR_INIT("Left a desktop unlocked"),      STR_INIT("negative"),
     STR_INIT("low"),                                                                                                            30,  34},
    { STR_INIT("UNKNOWN_USB_DEVICE"),        STR_INIT("Plugged in an unknown device"), STR_INIT("negative"),
     STR_INIT("high"),                                                                                                           120, 9 },
    { STR_INIT("PASSWORD_REUSED"),           STR_INIT("Reused a password"),            STR_INIT("negative"), STR_INIT("medium"),
     80,                                                                                                                              12},
    { STR_INIT("CHALLENGED_A_STRANGER"),     STR_INIT("Challenged a stranger"),        STR_INIT("positive"),
     STR_INIT("medium"),                                                                                                         100, 14},
    { STR_INIT("PASSWORD_MANAGER_TAKEN_UP"), STR_INIT("Took up a password manager"),   STR_INIT("positive"),
     STR_INIT("low"),                                                                                                            50,  23},
    { STR_INIT("BADGE_LENT"),                STR_INIT(""),                             STR_INIT(""),         STR_INIT(""),       0,   8 },
};

static const struct {
    struct str name;
    int64_t exposure, access;
} roles[] = {
    {STR_INIT("Executive"),  3, 4},
    { STR_INIT("Team Lead"), 1, 2},
};

enum status sample_role_write(struct sample_run *run)
{
    enum status st = ST_OK;
    for (size_t i = 0; i < COUNT_OF(roles) && st == ST_OK; i++) {
        struct json *j = sample_run_begin(run, STR("jobRole"));
        sample_run_str(j, STR("name"), roles[i].name);
        sample_run_int(j, STR("exposure"), roles[i].exposure);
        sample_run_int(j, STR("accessLevel"), roles[i].access);
        st = sample_run_end(run);
    }
    return st;
}

enum status sample_behavior_write(struct sample_run *run)
{
    enum status st = ST_OK;
    for (size_t i = 0; i < COUNT_OF(behaviors) && st == ST_OK; i++) {
        if (behaviors[i].hundredths == 0) {
            continue;
        }
        struct json *j = sample_run_begin(run, STR("behavior"));
        sample_run_str(j, STR("reference"), behaviors[i].reference);
        sample_run_str(j, STR("name"), behaviors[i].name);
        sample_run_str(j, STR("direction"), behaviors[i].direction);
        sample_run_ratio(j, STR("weight"), behaviors[i].hundredths, 100);
        sample_run_str(j, STR("severity"), behaviors[i].severity);
        st = sample_run_end(run);
    }
    return st;
}

static size_t which(struct sample_rng *rng)
{
    int64_t at = sample_rng_below(rng, 100);
    for (size_t i = 0; i + 1 < COUNT_OF(behaviors); i++) {
        if (at < behaviors[i].odds) {
            return i;
        }
        at -= behaviors[i].odds;
    }
    return COUNT_OF(behaviors) - 1;
}

static void detail(struct json *j, struct str key, struct str value, bool important)
{
    json_open(j, '{');
    sample_run_str(j, STR("key"), key);
    sample_run_str(j, STR("value"), value);
    sample_run_bool(j, STR("important"), important);
    json_close(j, '}');
}

static enum status write_event(struct sample_run *run, const struct sample_person *person, int64_t k)
{
    static const struct str areas[] = { STR_INIT("Social Lounge 1"), STR_INIT("Reception"),
                                        STR_INIT("Workshop"), STR_INIT("Open Space 3") };
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_BEHAVIOR, person->index, k);
    size_t what = which(&rng);
    int64_t at = run->day - (1 + sample_rng_below(&rng, DAYS)) * WHEN_DAY +
                 (7 * 3600 + sample_rng_below(&rng, 11 * 3600)) * WHEN_SECOND;
    bool timed = sample_rng_below(&rng, 3) > 0, told = sample_rng_below(&rng, 2) > 0;
    char text[WHEN_TEXT_MAX];
    if (person->hired > at || (person->left != WHEN_NONE && person->left < at)) {
        return ST_OK;
    }
    struct sample_text whose = sample_person_reference(run, person, 7000 + k);
    struct json *j = sample_run_begin(run, STR("behaviorEvent"));
    sample_run_str(j, STR("behavior"), behaviors[what].reference);
    sample_run_int(j, STR("reference"), person->index * EVENTS_MOST + k + 1);
    sample_run_str(j, STR("person"), sample_text_str(&whose));
    if (told) {
        sample_run_str(j, STR("description"), STR("Seen on a round through the building"));
    }
    sample_run_str(j, STR("date"), (struct str){ text, when_print(text, at, WHEN_DATE) });
    if (timed) {
        sample_run_str(j, STR("time"), (struct str){ text, when_print(text, at, WHEN_CLOCK) });
    }
    if (told) {
        json_key(j, STR("metadata"));
        json_open(j, '[');
        detail(j, STR("area"), areas[sample_rng_below(&rng, COUNT_OF(areas))], true);
        detail(j, STR("spottedBy"), STR("Site Security"), false);
        json_close(j, ']');
    }
    return sample_run_end(run);
}

enum status sample_behavior_write_events(struct sample_run *run)
{
    enum status st = ST_OK;
    for (int64_t i = 0; i < run->options->people && st == ST_OK; i++) {
        struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_BEHAVIOR, i, EVENTS_MOST);
        int64_t n = sample_rng_below(&rng, 10) - 6; /* three of ten people have events */
        if (n < 1) {
            continue;
        }
        struct sample_person person = sample_person_of(run, i);
        for (int64_t k = 0; k < n && st == ST_OK; k++) {
            st = write_event(run, &person, k);
        }
    }
    return st;
}
