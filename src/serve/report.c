/* report.c: the row of one person, by the rules of derive/education.h. */
/* hot path */
#include "serve/report.h"

#include "base/must.h"

#include <stdlib.h>

/* What is summed up on the way through the enrollments. */
struct making {
    struct arena *arena;
    const struct report_manner *manner;
    struct report_row *row;
    struct education_course courses[2]; /* main, express */
    struct grown rows[2], attacks;      /* attacks: of const struct enrolled * */
    bool paused;
    int64_t last_active;
};

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static struct str time_text(const struct making *m, int64_t ticks)
{
    return kaspersky_time(m->arena, m->manner->language, m->manner->localized, ticks);
}

static struct str date_text(const struct making *m, int64_t ticks)
{
    return kaspersky_date(m->arena, m->manner->language, m->manner->localized, ticks);
}

/* ---- courses ---- */

static bool add_module(struct making *m, const struct enrolled *e, const struct education_module *module,
                       const struct module_label *label)
{
    bool certificate = education_certificate(module, e->express, e->recorded);
    struct course_row *row = grown_add(&m->rows[e->express]);
    if (row == NULL) {
        return false;
    }
    struct str started = time_text(m, module->started_at);
    *row = (struct course_row){ .code = label->code,
                                .level = label->level != NONE ? label->level : e->level,
                                .status = e->express ? education_express_status(module, e->tests)
                                                     : education_course_status(module, certificate),
                                .started_at = started.ptr != NULL ? started : STR(""),
                                .finished_at = time_text(m, education_finished(module)) };
    m->row->certificates += certificate;
    m->last_active = later(m->last_active, later(module->started_at, module->completed_at));
    return true;
}

/* Without a time of the enrollment's own that of its modules counts. */
static int64_t seconds_of(const struct enrolled *e, const struct education_module *modules, int64_t n)
{
    int64_t seconds = 0;
    if (e->education.seconds != NONE) {
        return e->education.seconds;
    }
    for (int64_t i = 0; i < n; i++) {
        seconds += modules[i].seconds != NONE ? modules[i].seconds : 0;
    }
    return seconds;
}

static bool add_training(struct making *m, const struct gathered *person, const struct enrolled *e)
{
    struct education_module implied = education_implied(&e->education);
    struct module_label campaign = { e->code, e->level };
    const struct education_module *modules = &implied;
    const struct module_label *labels = &campaign;
    int64_t n = 1;
    if (e->count > 0) {
        modules = (const struct education_module *)person->modules.at + e->first;
        labels = (const struct module_label *)person->labels.at + e->first;
        n = e->count;
    }
    education_add(&m->courses[e->express], &e->education, modules, n);
    m->paused = m->paused || education_paused(e->education.status);
    m->last_active = later(m->last_active, e->last_accessed_at);
    m->row->seconds += seconds_of(e, modules, n);
    for (int64_t i = 0; i < n; i++) {
        if (!add_module(m, e, &modules[i], &labels[i])) {
            return false;
        }
    }
    return true;
}

/* ---- attacks ---- */

static bool add_attack(struct making *m, const struct enrolled *e)
{
    if (!education_arrived(&e->attack)) {
        return true;
    }
    const struct enrolled **at = grown_add(&m->attacks);
    if (at != NULL) {
        *at = e;
    }
    return at != NULL;
}

static int by_sent(const void *a, const void *b)
{
    const struct enrolled *x = *(const struct enrolled *const *)a, *y = *(const struct enrolled *const *)b;
    int64_t one = x->attack.sent_at, two = y->attack.sent_at;
    if (one == two) {
        one = x->number;
        two = y->number;
    }
    return (one > two) - (one < two);
}

static bool make_attacks(struct making *m)
{
    struct attack_row *rows = arena_array(m->arena, struct attack_row, (size_t)m->attacks.n);
    const struct enrolled **from = (void *)m->attacks.at;
    if (rows == NULL) {
        return false;
    }
    if (m->attacks.n > 1) {
        qsort(from, (size_t)m->attacks.n, sizeof *from, by_sent);
    }
    for (int64_t i = 0; i < m->attacks.n; i++) {
        const struct education_attack *a = &from[i]->attack;
        int result = education_result(a, m->manner->now);
        rows[i] = (struct attack_row){ .code = from[i]->code,
                                       .level = from[i]->level,
                                       .started_at = time_text(m, a->sent_at),
                                       .letter = from[i]->letter,
                                       .result = result,
                                       .followed_at = time_text(m, a->clicked_at) };
    }
    m->row->attacks = (struct list){ .at = rows, .n = m->attacks.n, .size = sizeof *rows };
    return true;
}

/* ---- group ---- */

struct str report_group(struct arena *arena, const struct kaspersky_language *language, struct str id,
                        struct str name, struct str names)
{
    enum risk_group built_in = kaspersky_group_of(id);
    struct str otherwise = built_in < RISK_GROUPS ? str_of(language->groups[built_in]) : name;
    return kaspersky_name(arena, language, names, otherwise);
}

enum risk_group report_risk_of(const struct score_decision *decision)
{
    static const enum risk_group groups[BAND_COUNT] = {
        [BAND_LOW] = RISK_LOW, [BAND_MEDIUM] = RISK_MEDIUM, [BAND_HIGH] = RISK_HIGH
    };
    return groups[score_decision_band(decision->score)];
}

enum risk_group report_risk(const struct score_sum *person, const struct score_sum *everybody)
{
    struct score_decision decision = score_decide(person, everybody);
    return report_risk_of(&decision);
}

/* ---- the whole ---- */

static struct str full_name(struct arena *arena, const struct gathered *p)
{
    if (p->full_name.len > 0) {
        return p->full_name;
    }
    if (p->first_name.len == 0 && p->last_name.len == 0) {
        return p->email;
    }
    size_t len = p->first_name.len + p->last_name.len + 1;
    char *to = arena_alloc(arena, len);
    size_t n = 0;
    if (to == NULL) {
        return STR_NONE;
    }
    for (size_t i = 0; i < p->first_name.len; i++) {
        to[n++] = p->first_name.ptr[i];
    }
    if (n > 0 && p->last_name.len > 0) {
        to[n++] = ' ';
    }
    for (size_t i = 0; i < p->last_name.len; i++) {
        to[n++] = p->last_name.ptr[i];
    }
    return (struct str){ to, n };
}

static void make_texts(struct making *m, const struct gathered *p)
{
    const struct kaspersky_language *l = m->manner->language;
    const struct education_course *main_course = &m->courses[0], *express = &m->courses[1];
    struct report_row *row = m->row;
    int64_t now = m->manner->now;
    row->id = p->id;
    row->email = p->email;
    row->full_name = full_name(m->arena, p);
    row->short_name = p->short_name.len ? p->short_name : p->first_name.len ? p->first_name : row->full_name;
    row->group = p->group_id.ptr != NULL
                     ? report_group(m->arena, l, p->group_id, p->group_name, p->group_names)
                     : str_of(l->groups[report_risk(&p->score, &m->manner->everybody)]);
    row->main_pace = str_of(l->paces[education_pace(main_course, now)]);
    row->express_pace = str_of(l->paces[education_pace(express, now)]);
    row->status = str_of(l->statuses[education_status(main_course, express, m->paused)]);
    row->main_percent =
        kaspersky_percent(m->arena, l, education_percent(main_course->modules_done, main_course->modules));
    row->express_percent =
        kaspersky_percent(m->arena, l, education_percent(express->modules_done, express->modules));
    row->main_plan = date_text(m, education_plan_end(main_course));
    row->express_plan = date_text(m, education_plan_end(express));
    row->main_end = date_text(m, education_real_end(main_course));
    row->express_end = date_text(m, education_real_end(express));
    row->last_active = date_text(m, m->last_active);
}

bool report_make(struct arena *arena, const struct report_manner *manner, struct gathered *person,
                 struct report_row *row)
{
    struct making m = { .arena = arena, .manner = manner, .row = row, .last_active = NONE };
    const struct enrolled *enrolled = (const void *)person->enrolled.at;
    m.rows[0] = m.rows[1] = (struct grown){ .arena = arena, .size = sizeof(struct course_row) };
    m.attacks = (struct grown){ .arena = arena, .size = sizeof(struct enrolled *) };
    *row = (struct report_row){ .seconds = 0 };
    for (int64_t i = 0; i < person->enrolled.n; i++) {
        const struct enrolled *e = &enrolled[i];
        if (!(e->simulation ? add_attack(&m, e) : add_training(&m, person, e))) {
            return false;
        }
    }
    if (!make_attacks(&m)) {
        return false;
    }
    make_texts(&m, person);
    row->main_courses = grown_list(&m.rows[0]);
    row->express_courses = grown_list(&m.rows[1]);
    return !arena->failed;
}
