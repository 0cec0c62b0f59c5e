/* sample_campaign.c: the courses as a table, and the campaign and module records. */
#include "feed/sample_campaign.h"

#include "base/must.h"

static const struct str basics[] = {
    STR_INIT("Why It Concerns You"),    STR_INIT("Recognizing Phishing"),
    STR_INIT("Passwords and Passkeys"), STR_INIT("Handling Personal Data"),
    STR_INIT("Devices on the Road"),    STR_INIT("Reporting an Incident"),
    STR_INIT("Calls and Messages"),     STR_INIT("Visitors and Tailgating"),
    STR_INIT("Knowledge Check"),
};

static const struct str basics_de[] = {
    STR_INIT("Warum es Sie betrifft"),
    STR_INIT("Phishing erkennen"),
    STR_INIT("Passw\xc3\xb6rter und Passkeys"),
    STR_INIT("Umgang mit pers\xc3\xb6nlichen Daten"),
    STR_INIT("Ger\xc3\xa4te unterwegs"),
    STR_INIT("Einen Vorfall melden"),
    STR_INIT("Anrufe und Nachrichten"),
    STR_INIT("Besuch und Mitl\xc3\xa4ufer"),
    STR_INIT("Wissenstest"),
};

static const struct str coding[] = {
    STR_INIT("Trust Boundaries"),
    STR_INIT("Injection"),
    STR_INIT("Broken Access Control"),
    STR_INIT("Secrets in Code"),
    STR_INIT("Safe Defaults"),
    STR_INIT("Memory Errors"),
    STR_INIT("Dependencies"),
    STR_INIT("Threat Modeling"),
    STR_INIT("Logging without Leaking"),
    STR_INIT("Cryptography in Practice"),
    STR_INIT("Reviewing Code"),
    STR_INIT("Capstone"),
};

static const struct sample_course courses[] = {
    {.name = STR_INIT("Security Essentials"),
     .de = STR_INIT("Grundlagen der Sicherheit"),
     .es = STR_INIT("Fundamentos de seguridad"),
     .yearly = true,
     .days_ago = 420,
     .days = 60,
     .minutes = 9,
     .modules = 6,
     .required = 5,
     .titles = basics,
     .points = 12,
     .curriculum = true,
     .path = STR_INIT("Everybody"),
     .level_name = STR_INIT("White Belt"),
     .level = 1 },
    { .name = STR_INIT("Spot the Phish"),
     .de = STR_INIT("Phishing erkennen"),
     .es = STR_INIT("Detecta el phishing"),
     .yearly = true,
     .days_ago = 230,
     .days = 30,
     .minutes = 14,
     .points = 12               },
    { .name = STR_INIT("Password Check"),
     .days_ago = 150,
     .days = 28,
     .minutes = 11,
     .pass = 16,
     .attempts = 3,
     .points = 20,
     .express = true},
    { .name = STR_INIT("Welcome Aboard: Security"),
     .de = STR_INIT("Willkommen: Sicherheit"),
     .audience = SAMPLE_NEWCOMERS,
     .days_ago = 500,
     .days = 600,
     .minutes = 8,
     .modules = 4,
     .required = 3,
     .titles = basics,
     .points = 10,
     .curriculum = true,
     .path = STR_INIT("Newcomers"),
     .level = 1 },
    { .name = STR_INIT("Privacy Basics"),
     .de = STR_INIT("Datenschutz kompakt"),
     .audience = SAMPLE_COUNTRY,
     .country = STR_INIT("DE"),
     .yearly = true,
     .days_ago = 310,
     .days = 45,
     .minutes = 25,
     .points = 20,
     .external = true },
    { .name = STR_INIT("Secure Coding"),
     .audience = SAMPLE_DEPARTMENT,
     .department = 4,
     .days_ago = 95,
     .days = 180,
     .minutes = 20,
     .modules = 12,
     .required = 9,
     .titles = coding,
     .pass = 14,
     .attempts = 2,
     .points = 20,
     .curriculum = true,
     .path = STR_INIT("Developers"),
     .level_name = STR_INIT("Green Belt"),
     .level = 3 },
    { .name = STR_INIT("Payment Fraud"),
     .audience = SAMPLE_DEPARTMENT,
     .department = 7,
     .days_ago = 200,
     .days = 21,
     .minutes = 18,
     .pass = 8,
     .attempts = 3,
     .points = 10 },
    { .name = STR_INIT("Security Refresher"),
     .de = STR_INIT("Auffrischung Sicherheit"),
     .es = STR_INIT("Repaso de seguridad"),
     .yearly = true,
     .days_ago = 38,
     .days = 60,
     .minutes = 7,
     .modules = 3,
     .required = 2,
     .titles = basics + 1,
     .points = 12,
     .curriculum = true,
     .path = STR_INIT("Everybody"),
     .level_name = STR_INIT("Yellow Belt"),
     .level = 2 },
    { .name = STR_INIT("Working from Anywhere"),
     .days_ago = 17,
     .days = 40,
     .minutes = 16,
     .points = 10,
     .external = true,
     .express = true                          },
    { .name = STR_INIT("Data Protection India"),
     .audience = SAMPLE_COUNTRY,
     .country = STR_INIT("IN"),
     .days_ago = 120,
     .days = 50,
     .minutes = 22,
     .points = 20,
     .silent = true                                                 },
    { .name = STR_INIT("Artificial Intelligence at Work"),
     .de = STR_INIT("Künstliche Intelligenz im Beruf"),
     .es = STR_INIT("Inteligencia artificial en el trabajo"),
     .days_ago = -14,
     .days = 45,
     .minutes = 10,
     .modules = 5,
     .required = 5,
     .titles = basics + 3,
     .points = 12,
     .curriculum = true,
     .path = STR_INIT("Everybody"),
     .level = 2 },
    { .name = STR_INIT("Supplier Risk"),
     .audience = SAMPLE_DEPARTMENT,
     .department = 8,
     .days_ago = -30,
     .days = 30,
     .minutes = 15,
     .points = 20,
     .draft = true                                              },
};

/* Letters and digits in lower case with hyphens between, and the number, which makes it unique. */
static struct sample_text slug_of(struct str name, int64_t number)
{
    struct sample_text slug = { 0 };
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (word || (slug.len && slug.ptr[slug.len - 1] != '-')) {
            sample_text_add(&slug, (struct str){ word ? &c : "-", 1 });
        }
    }
    sample_text_add(&slug, STR("-"));
    sample_text_int(&slug, number);
    return slug;
}

static struct sample_text uuid_text(const struct uuid *id)
{
    struct sample_text text = { .len = UUID_TEXT_LEN };
    uuid_print(text.ptr, id);
    return text;
}

static bool has_slug(const struct sample_campaign *campaign)
{
    return campaign->index % 4 == 3;
}

static void set_times(const struct sample_run *run, struct sample_campaign *campaign, struct sample_rng *rng)
{
    const struct sample_course *course = campaign->course;
    bool again = campaign->index >= (int64_t)COUNT_OF(courses);
    int64_t any = 530 - sample_rng_below(rng, 560);
    int64_t ahead = (3 + sample_rng_below(rng, 18)) * WHEN_DAY - sample_rng_below(rng, WHEN_DAY / 4);
    campaign->start = run->day - (again ? any : course->days_ago) * WHEN_DAY + 8 * 3600 * WHEN_SECOND;
    campaign->end = campaign->start + course->days * WHEN_DAY + 9 * 3600 * WHEN_SECOND;
    campaign->due = course->curriculum ? campaign->end - 3 * WHEN_DAY : WHEN_NONE;
    campaign->created = campaign->start - ahead;
    if (course->draft || campaign->created >= run->day) {
        campaign->created = run->day - ahead / 2;
    }
    campaign->state = course->draft                           ? SAMPLE_NOT_STARTED
                      : campaign->start > run->options->today ? SAMPLE_SCHEDULED
                      : campaign->end > run->options->today   ? SAMPLE_IN_PROGRESS
                                                              : SAMPLE_COMPLETED;
}

struct sample_campaign sample_campaign_of(const struct sample_run *run, int64_t c)
{
    struct sample_campaign campaign = { .index = c };
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_CAMPAIGN, c, 0);
    struct sample_rng id_rng = sample_run_rng(run, SAMPLE_FOR_CAMPAIGN_ID, c, 0);
    int64_t wave = c / (int64_t)COUNT_OF(courses);
    campaign.course = &courses[c % (int64_t)COUNT_OF(courses)];
    set_times(run, &campaign, &rng);
    sample_text_add(&campaign.name, campaign.course->name);
    if (campaign.course->yearly) {
        sample_text_add(&campaign.name, STR(" "));
        sample_text_int(&campaign.name, when_to_civil(campaign.start).year);
    }
    if (wave) {
        sample_text_add(&campaign.name, STR(" - Wave "));
        sample_text_int(&campaign.name, wave + 1);
    }
    struct uuid id = sample_rng_uuid(&id_rng);
    campaign.id = has_slug(&campaign) ? slug_of(campaign.course->name, c + 1) : uuid_text(&id);
    return campaign;
}

struct sample_text sample_campaign_module(const struct sample_run *run,
                                          const struct sample_campaign *campaign, int m)
{
    if (has_slug(campaign)) {
        struct sample_text text = { 0 };
        sample_text_add(&text, STR("m"));
        sample_text_int(&text, m + 1);
        return text;
    }
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_MODULE, campaign->index, m);
    struct uuid id = sample_rng_uuid(&rng);
    return uuid_text(&id);
}

static void write_names(struct json *j, const struct sample_course *course)
{
    if (course->de.ptr != NULL) {
        json_key(j, STR("names"));
        json_open(j, '{');
        sample_run_str(j, STR("de"), course->de);
        sample_run_str(j, STR("es"), course->es);
        json_close(j, '}');
    }
}

static void write_pass_fail(struct json *j, const struct sample_course *course)
{
    json_key(j, STR("passFail"));
    json_open(j, '{');
    sample_run_bool(j, STR("enabled"), course->pass > 0);
    if (course->pass) {
        sample_run_ratio(j, STR("score"), course->pass, course->points);
        sample_run_int(j, STR("attempts"), course->attempts);
    }
    json_close(j, '}');
}

static void write_times(struct json *j, const struct sample_campaign *campaign)
{
    sample_run_time(j, STR("createdAt"), campaign->created);
    if (!campaign->course->draft) {
        sample_run_time(j, STR("startedAt"), campaign->start);
        sample_run_time(j, STR("endedAt"), campaign->end);
        sample_run_time(j, STR("dueAt"), campaign->due);
    }
}

static enum status write_one(struct sample_run *run, int64_t c)
{
    static const struct str states[] = { STR_INIT("notStarted"), STR_INIT("scheduled"),
                                         STR_INIT("inProgress"), STR_INIT("completed") };
    struct sample_campaign campaign = sample_campaign_of(run, c);
    const struct sample_course *course = campaign.course;
    struct uuid root = sample_org_id(run, 0);
    struct json *j = sample_run_begin(run, STR("campaign"));
    sample_run_str(j, STR("id"), sample_text_str(&campaign.id));
    sample_run_str(j, STR("name"), sample_text_str(&campaign.name));
    write_names(j, course);
    sample_run_str(j, STR("type"), course->curriculum ? STR("curriculum") : STR("instant"));
    if (!course->silent) {
        sample_run_str(j, STR("status"), states[campaign.state]);
    }
    if (course->audience == SAMPLE_COUNTRY) {
        struct uuid entity = root;
        for (int i = 0; i < SAMPLE_COUNTRIES; i++) {
            if (str_eq(sample_countries[i].code, course->country)) {
                entity = sample_org_id(run, sample_countries[i].entity);
            }
        }
        sample_run_uuid(j, STR("organizationId"), &entity);
    } else if (c % 2 == 0) {
        sample_run_uuid(j, STR("organizationId"), &root); /* else absent, which means the same */
    }
    sample_run_str(j, STR("deliveryMethod"), course->external ? STR("externalLMS") : STR("headless"));
    write_times(j, &campaign);
    write_pass_fail(j, course);
    sample_run_str(j, STR("path"), course->path);
    sample_run_str(j, STR("levelName"), course->level_name);
    if (course->level) {
        sample_run_int(j, STR("level"), course->level);
    }
    if (course->curriculum || course->express) {
        sample_run_str(j, STR("track"), course->express ? STR("express") : STR("main"));
    }
    return sample_run_end(run);
}

enum status sample_campaign_write(struct sample_run *run)
{
    enum status st = ST_OK;
    for (int64_t c = 0; c < run->options->campaigns && st == ST_OK; c++) {
        st = write_one(run, c);
    }
    return st == ST_OK ? sample_simulation_write_campaigns(run) : st;
}

static enum status write_module(struct sample_run *run, const struct sample_campaign *campaign, int m)
{
    const struct sample_course *course = campaign->course;
    struct sample_text id = sample_campaign_module(run, campaign, m);
    struct json *j = sample_run_begin(run, STR("module"));
    sample_run_str(j, STR("campaignId"), sample_text_str(&campaign->id));
    sample_run_str(j, STR("id"), sample_text_str(&id));
    sample_run_str(j, STR("name"), course->titles[m]);
    sample_run_int(j, STR("position"), m + 1);
    if (course->titles == basics) {
        json_key(j, STR("names"));
        json_open(j, '{');
        sample_run_str(j, STR("de"), basics_de[m]);
        json_close(j, '}');
    }
    if (m >= course->required) {
        sample_run_bool(j, STR("required"), false); /* true is the default */
    }
    if (course->level) { /* the last one is harder */
        sample_run_int(j, STR("level"), course->level + (m + 1 == course->modules));
    }
    return sample_run_end(run);
}

enum status sample_campaign_write_modules(struct sample_run *run)
{
    enum status st = ST_OK;
    for (int64_t c = 0; c < run->options->campaigns && st == ST_OK; c++) {
        struct sample_campaign campaign = sample_campaign_of(run, c);
        for (int m = 0; m < campaign.course->modules && st == ST_OK; m++) {
            st = write_module(run, &campaign, m);
        }
    }
    return st;
}
