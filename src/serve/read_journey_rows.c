/* read_journey_rows.c: the rows of lists over all campaigns. Texts are the query's, or of the row's arena. */
/* hot path */
#include "base/country.h"
#include "base/must.h"
#include "base/when.h"
#include "derive/enrollment.h"
#include "model/record.h"
#include "serve/read_journey.h"

/* Four columns of a person. */
static struct learner_row learner_at(const struct query *q, int at)
{
    return (struct learner_row){ query_text_at(q, at), query_text_at(q, at + 1), query_text_at(q, at + 2),
                                 query_int_at(q, at + 3) };
}

/* Three columns: as stored, or as the dates say. */
static int status_at(const struct query *q, int at)
{
    const struct enrollment e = { .status = query_is_null(q, at) ? ENROLLMENT_NONE : (int)query_int_at(q, at),
                                  .started_at = query_int_at(q, at + 1),
                                  .completed_at = query_int_at(q, at + 2) };
    return enrollment_status(&e);
}

/* Modules in all and done. A campaign without modules is one module: itself. */
struct done {
    int64_t total, passed;
};

static struct done done_of(int64_t modules, int64_t total, int64_t passed, int status)
{
    return modules > 0 ? (struct done){ total, passed } : (struct done){ 1, status == ENROLLMENT_COMPLETED };
}

/* What is blank says nothing. */
static struct str filled_at(const struct query *q, int at)
{
    struct str text = query_text_at(q, at);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != ' ' && text.ptr[i] != '\t' && text.ptr[i] != '\r' && text.ptr[i] != '\n') {
            return text;
        }
    }
    return STR_NONE;
}

/* ---- enrollments and assignments ---- */

static int assignment_status(int status, int64_t due_at, int64_t now)
{
    if (status == ENROLLMENT_COMPLETED) {
        return ASSIGNMENT_COMPLETED;
    }
    if (due_at != NONE && now > due_at) {
        return ASSIGNMENT_OVERDUE;
    }
    return status == ENROLLMENT_NO_ACTION || status == ENROLLMENT_NOT_STARTED ||
                   status == ENROLLMENT_SCHEDULED || status == ENROLLMENT_ACKNOWLEDGED
               ? ASSIGNMENT_NOT_STARTED
               : ASSIGNMENT_IN_PROGRESS;
}

/* The columns of READ_JOURNEYS and READ_ASSIGNMENTS. */
static enum status fill_journey(struct walk *w, struct query *q)
{
    struct arena *arena = w->stream.scratch;
    struct journey_row *row = &w->row.journey;
    int64_t updated = query_int_at(q, 14), modules = query_int_at(q, 15);
    if (w->filtered && (updated < w->after || updated >= w->before)) {
        return ST_NOTFOUND; /* it has changed since the filter was made */
    }
    int status = status_at(q, 9);
    struct done all = done_of(modules, modules, query_int_at(q, 17), status);
    struct done required = done_of(modules, query_int_at(q, 16), query_int_at(q, 18), status);
    *row = (struct journey_row){
        .who = learner_at(q, 2),
        .number = query_int_at(q, 1),
        .campaign = query_text_at(q, 6),
        .path = filled_at(q, 7),
        .level = filled_at(q, 8),
        .status = status,
        .created_at = query_int_at(q, 12),
        .engaged_at = query_int_at(q, 13),
        .updated_at = updated * WHEN_SECOND,
        .completed_at = query_int_at(q, 11),
        .due_at = query_int_at(q, 19),
        .all = read_passed(arena, all.passed, all.total),
        .required = read_passed(arena, required.passed, required.total),
    };
    row->path = row->path.ptr ? row->path : row->campaign;
    row->assignment = assignment_status(status, row->due_at, w->now);
    return arena->failed ? ST_NOMEM : ST_OK;
}

enum status read_journeys(struct reading *r, struct page *page)
{
    return read_walk(r, PLACE_ENROLLMENTS, Q_READ_JOURNEYS, fill_journey, page);
}

/* These have no filter: what the query may say of one is left out. */
static enum status read_unfiltered(struct reading *r, int list, enum query_name query,
                                   enum status (*fill)(struct walk *walk, struct query *q), struct page *page)
{
    struct args *args = arena_new(r->arena, struct args);
    if (args == NULL) {
        return ST_NOMEM;
    }
    *args = *r->args;
    args->updated_after = args->updated_before = NONE;
    r->args = args;
    return read_walk(r, list, query, fill, page);
}

enum status read_assignments(struct reading *r, struct page *page)
{
    return read_unfiltered(r, PLACE_ASSIGNMENTS, Q_READ_ASSIGNMENTS, fill_journey, page);
}

/* ---- lessons ---- */

static int truth_at(const struct query *q, int at)
{
    return query_is_null(q, at) ? -1 : query_int_at(q, at) != 0;
}

static enum status fill_lesson(struct walk *w, struct query *q)
{
    w->row.lesson = (struct lesson_row){
        .who = learner_at(q, 2),
        .module = query_text_at(q, 6),
        .status = query_is_null(q, 7) ? PROGRESS_NOT_STARTED : (int)query_int_at(q, 7),
        .watched_video = truth_at(q, 8),
        .read_transcript = truth_at(q, 9),
        .experiment_passed = truth_at(q, 10),
        .quizzes = query_is_null(q, 11) ? QUIZZES_NONE : (int)query_int_at(q, 11),
        .updated_at = query_int_at(q, 12),
    };
    return ST_OK;
}

enum status read_lessons(struct reading *r, struct page *page)
{
    return read_unfiltered(r, PLACE_ATTEMPTS, Q_READ_LESSONS, fill_lesson, page);
}

/* ---- people ---- */

static enum status fill_user(struct walk *w, struct query *q)
{
    struct str country = filled_at(q, 7);
    w->row.user = (struct user_row){
        .who = learner_at(q, 2),
        .points = query_is_null(q, 6) ? 0 : query_int_at(q, 6),
        .country = country.ptr ? country_name(country) : country,
        .ad_id = filled_at(q, 8),
        .initial = filled_at(q, 9),
        .phone_number = filled_at(q, 10),
        .title = filled_at(q, 11),
        .company = filled_at(q, 12),
        .job_role = filled_at(q, 13),
        .team = filled_at(q, 14),
        .security_champion = truth_at(q, 15),
        .department_number = filled_at(q, 16),
        .employee_number = filled_at(q, 17),
        .manager_name = filled_at(q, 18),
        .managers_employee_number = filled_at(q, 19),
        .business_unit = filled_at(q, 20),
        .employee_secondary_number = filled_at(q, 21),
        .business_unit_description = filled_at(q, 22),
    };
    return ST_OK;
}

/* An optional field is in the answer when anybody of the whole list has a value in it. */
static enum status read_filled(struct reading *r)
{
    struct query *q = db_query(r->db, Q_READ_FILLED);
    enum status st;
    query_int(q, 1, r->tenant);
    while ((st = query_step(q)) == ST_OK) {
        r->options |= UINT64_C(1) << query_int_at(q, 0);
    }
    return st == ST_END ? ST_OK : st;
}

enum status read_learners(struct reading *r, struct page *page)
{
    TRY(read_filled(r));
    return read_unfiltered(r, PLACE_USERS, Q_READ_LEARNERS, fill_user, page);
}

/* ---- levels ---- */

static int level_status(int status)
{
    static const int of[] = {
        [ENROLLMENT_NO_ACTION] = LEVEL_NOT_STARTED,   [ENROLLMENT_NOT_STARTED] = LEVEL_NOT_STARTED,
        [ENROLLMENT_SCHEDULED] = LEVEL_NOT_STARTED,   [ENROLLMENT_ACKNOWLEDGED] = LEVEL_NOT_STARTED,
        [ENROLLMENT_IN_PROGRESS] = LEVEL_IN_PROGRESS, [ENROLLMENT_COMPLETED] = LEVEL_PASSED,
        [ENROLLMENT_FAILED] = LEVEL_FAILED,           [ENROLLMENT_PAUSED] = LEVEL_PAUSED,
        [ENROLLMENT_ABANDONED] = LEVEL_ABANDONED,
    };
    must(status > ENROLLMENT_NONE && status < (int)COUNT_OF(of));
    return of[status];
}

static void add_enrollment(struct level_row *level, const struct query *q)
{
    int status = status_at(q, 2), as = level_status(status);
    int64_t modules = query_int_at(q, 5), at = query_int_at(q, 9) * WHEN_SECOND;
    struct done all = done_of(modules, modules, query_int_at(q, 7), status);
    struct done required = done_of(modules, query_int_at(q, 6), query_int_at(q, 8), status);
    level->status = as > level->status ? as : level->status;
    level->paths++;
    level->passed_paths += as == LEVEL_PASSED;
    level->updated_at = at > level->updated_at ? at : level->updated_at;
    level->all.total += all.total;
    level->all.passed += all.passed;
    level->required.total += required.total;
    level->required.passed += required.passed;
}

/* The levels of one person, in the walk's arena. room: at least as many. */
static enum status collect(struct walk *w, int64_t person_key, int64_t room)
{
    struct query *q = db_query(w->stream.db, Q_READ_LEVELS);
    struct level_row *level = NULL;
    enum status st;
    query_int(q, 1, w->stream.tenant);
    query_int(q, 2, person_key);
    w->level_count = w->level_at = 0;
    while ((st = query_step(q)) == ST_OK) {
        must(query_int_at(q, 0) == w->stream.tenant);
        struct str name = query_text_at(q, 1);
        if (level == NULL || !str_eq(level->level, name)) {
            if (w->level_count == room) {
                query_end(q);
                return ST_CORRUPT;
            }
            level = &w->levels[w->level_count++];
            *level = (struct level_row){ .level = arena_str(&w->arena, name), .updated_at = NONE };
        }
        add_enrollment(level, q);
    }
    return st != ST_END ? st : w->arena.failed ? ST_NOMEM : ST_OK;
}

static enum status fill_levels(struct walk *w, struct query *q)
{
    int64_t room = query_int_at(q, 7);
    arena_reset(&w->arena);
    w->levels = arena_array(&w->arena, struct level_row, (size_t)room);
    if (w->levels == NULL) {
        return ST_NOMEM;
    }
    w->person_number = query_int_at(q, 1);
    TRY(collect(w, query_int_at(q, 6), room));
    struct learner_row who = learner_at(q, 2);
    for (int64_t i = 0; i < w->level_count; i++) {
        struct level_row *level = &w->levels[i];
        level->who = who;
        level->level = level->level.len ? level->level : STR_NONE;
        level->all = read_passed(&w->arena, level->all.passed, level->all.total);
    }
    return w->arena.failed ? ST_NOMEM : ST_OK;
}

static bool is_wanted(const struct walk *w, const struct level_row *level)
{
    int64_t updated = level->updated_at / WHEN_SECOND;
    return !w->filtered || (updated >= w->after && updated < w->before);
}

/* The next person with levels, from w->at on. */
static enum status next_person(struct walk *w)
{
    struct stream *s = &w->stream;
    int64_t number = w->at;
    enum status st = ST_END;
    if (!w->filtered) {
        if (s->query == NULL) {
            s->query = read_walk_ask(w, number, w->until);
        }
        st = query_step(s->query);
    }
    while (w->filtered && st == ST_END) {
        if (s->query != NULL) {
            query_end(s->query);
        }
        TRY(read_walk_filter(w, &number));
        s->query = read_walk_ask(w, number, number);
        st = query_step(s->query);
        w->at = st == ST_END ? number + 1 : number;
    }
    TRY(st);
    must(query_int_at(s->query, 0) == s->tenant);
    return fill_levels(w, s->query);
}

/* The next wanted level of the person under way that is not left out; NULL: there are no more. */
static struct level_row *next_level(struct walk *w)
{
    while (w->level_at < w->level_count) {
        struct level_row *level = &w->levels[w->level_at++];
        if (!is_wanted(w, level)) {
            continue;
        }
        w->rest++;
        if (w->skip == 0) {
            return level;
        }
        w->skip--;
    }
    return NULL;
}

/* Begins a turn where the last one ended. At the beginning of the list the rows to leave out may be those of
 * several people, later they are those of the person under way, who may be gone. */
static enum status resume(struct walk *w)
{
    int64_t at = w->at;
    w->skip = w->rest;
    TRY(next_person(w));
    if (w->begun && w->person_number != at) {
        w->skip = 0;
    }
    return ST_OK;
}

static enum status go_on(struct walk *w)
{
    w->at = w->person_number + 1;
    TRY(next_person(w));
    w->skip = w->begun ? 0 : w->skip;
    return ST_OK;
}

static enum status step_level(struct stream *s)
{
    struct walk *w = s->own;
    struct level_row *level = NULL;
    if (w->limit == 0) {
        return ST_END;
    }
    if (s->query != NULL) {
        level = next_level(w);
    }
    while (level == NULL) {
        TRY(s->query == NULL ? resume(w) : go_on(w));
        w->at = w->person_number;
        w->rest = 0;
        level = next_level(w);
    }
    w->begun = true;
    w->limit--;
    w->row.level = *level;
    return ST_OK;
}

enum status read_levels(struct reading *r, struct page *page)
{
    TRY(read_walk(r, PLACE_LEVELS, Q_READ_LEVELS_OF, fill_levels, page));
    r->stream->step = step_level;
    return ST_OK;
}
