/* read_cultureai.c: the CultureAI API's pages of people and of their scores, by number (cursor.h). A page
 * costs the same wherever it lies: a range of one index, and for scores what each of its people did. */
#include "serve/read_cultureai.h"
#include "apply/scores.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "model/record.h"
#include "serve/cursor.h"

#include <stdlib.h>
#include <string.h>

enum list_of { LIST_EMPLOYEES = 1, LIST_RISKS };

/* Option bit of the field nextPageCursor (dialect/cultureai.c). */
enum { OPTION_NEXT = 1 };

/* The person under way. */
struct employee {
    int64_t number;
    struct str full_name, first_name, last_name, email;
    struct scored_person person;
};

struct walk {
    struct reading *r;
    struct cursor at;
    const int64_t *ids; /* NULL: everybody */
    int64_t n;
};

static struct employee employee_at(struct reading *r, const struct query *q)
{
    read_own(r, q);
    return (struct employee){
        .number = query_int_at(q, 2),
        .full_name = arena_str(r->arena, query_text_at(q, 3)),
        .first_name = arena_str(r->arena, query_text_at(q, 4)),
        .last_name = arena_str(r->arena, query_text_at(q, 5)),
        .email = arena_str(r->arena, query_text_at(q, 6)),
        .person = {.person_key = query_int_at(q, 1),
                   .access_level = query_int_at(q, 7),
                   .job_role = arena_str(r->arena, query_text_at(q, 8)),
                   .attributes = arena_str(r->arena, query_text_at(q, 9))}
    };
}

static enum status find_one(struct reading *r, int64_t id, struct employee *employee)
{
    struct query *q = db_query(r->db, Q_READ_EMPLOYEE);
    query_int(q, 1, r->tenant);
    query_int(q, 2, id);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *employee = employee_at(r, q);
        query_end(q);
    }
    return st;
}

static int by_value(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

/* The ids asked for, in order, each once. */
static enum status sort_ids(struct walk *w)
{
    const struct ints *given = &w->r->args->ids;
    int64_t *ids = arena_array(w->r->arena, int64_t, (size_t)given->n);
    if (given->n == 0) {
        return ST_OK;
    }
    if (ids == NULL) {
        return ST_NOMEM;
    }
    memcpy(ids, given->at, (size_t)given->n * sizeof *ids);
    qsort(ids, (size_t)given->n, sizeof *ids, by_value);
    for (int64_t i = 0; i < given->n; i++) {
        if (i == 0 || ids[i] != ids[i - 1]) {
            ids[w->n++] = ids[i];
        }
    }
    w->ids = ids;
    return ST_OK;
}

/* How many of the ids there are. */
static enum status count_ids(struct walk *w)
{
    w->at.upper = INT64_MAX;
    for (int64_t i = 0; i < w->n; i++) {
        struct employee employee;
        enum status st = find_one(w->r, w->ids[i], &employee);
        if (st != ST_OK && st != ST_END) {
            return st;
        }
        w->at.total += st == ST_OK;
    }
    return ST_OK;
}

static enum status first_page(struct walk *w)
{
    if (w->ids != NULL) {
        return count_ids(w);
    }
    struct query *q = db_query(w->r->db, Q_READ_EMPLOYEE_LAST);
    query_int(q, 1, w->r->tenant);
    TRY(query_step(q));
    w->at.total = query_int_at(q, 0);
    w->at.upper = query_int_at(q, 1); /* NONE: nobody, then nothing is in the range */
    query_end(q);
    return ST_OK;
}

static enum status begin(struct walk *w, struct reading *r, enum list_of list)
{
    struct str text = r->args->cursor;
    *w = (struct walk){ .r = r };
    TRY(sort_ids(w));
    uint64_t filter = cursor_filter((int)list, w->ids, w->n);
    if (text.ptr == NULL) {
        w->at = (struct cursor){ .tenant = r->tenant, .filter = filter };
        return first_page(w);
    }
    if (!cursor_read(db_secret(r->db), text, &w->at) || w->at.tenant != r->tenant || w->at.filter != filter ||
        r->now - w->at.issued_at > WHEN_DAY) {
        return read_refuse(r, REFUSED_INVALID, "paginationCursor",
                           "The cursor is not one of this list, filter and customer, or older than a day");
    }
    return ST_OK;
}

/* Up to n people behind the last one. */
static enum status some_of_all(struct walk *w, struct employee *people, int64_t n, int64_t *count)
{
    struct query *q = db_query(w->r->db, Q_READ_EMPLOYEES);
    enum status st;
    query_int(q, 1, w->r->tenant);
    query_int(q, 2, w->at.last);
    query_int(q, 3, w->at.upper);
    query_int(q, 4, n);
    while ((st = query_step(q)) == ST_OK) {
        must(*count < n);
        people[(*count)++] = employee_at(w->r, q);
    }
    return st == ST_END ? ST_OK : st;
}

static enum status some_of_ids(struct walk *w, struct employee *people, int64_t n, int64_t *count)
{
    for (int64_t i = 0; i < w->n && *count < n; i++) {
        if (w->ids[i] <= w->at.last) {
            continue;
        }
        enum status st = find_one(w->r, w->ids[i], &people[*count]);
        if (st != ST_OK && st != ST_END) {
            return st;
        }
        *count += st == ST_OK;
    }
    return ST_OK;
}

/* The people of the page that is asked for; *next: the cursor behind it, absent where nobody is. */
static enum status read_people(struct reading *r, enum list_of list, struct employee **people, int64_t *count,
                               int64_t *total, struct str *next)
{
    struct walk w;
    int64_t size = r->args->page_size;
    TRY(begin(&w, r, list));
    *people = arena_array(r->arena, struct employee, (size_t)size + 1);
    if (*people == NULL) {
        return ST_NOMEM;
    }
    *count = 0;
    TRY(w.ids != NULL ? some_of_ids(&w, *people, size + 1, count)
                      : some_of_all(&w, *people, size + 1, count));
    *total = w.at.total;
    *next = STR_NONE;
    if (*count > size) {
        char text[CURSOR_LEN];
        *count = size;
        w.at.last = (*people)[size - 1].number;
        w.at.issued_at = r->now - r->now % (60 * WHEN_SECOND); /* so that an ETag's minute holds */
        cursor_print(db_secret(r->db), &w.at, text);
        *next = arena_str(r->arena, (struct str){ text, sizeof text });
        r->options |= (uint64_t)1 << OPTION_NEXT;
    }
    return r->arena->failed ? ST_NOMEM : ST_OK;
}

/* As everywhere: an empty name is none. */
static struct str name_of(struct reading *r, const struct employee *e)
{
    bool first = e->first_name.len > 0, last = e->last_name.len > 0;
    if (e->full_name.len > 0) {
        return e->full_name;
    }
    if (first && last) {
        return arena_format(r->arena, STR_FMT " " STR_FMT, STR_ARG(e->first_name), STR_ARG(e->last_name));
    }
    return first ? e->first_name : last ? e->last_name : e->email;
}

enum status read_employees(struct reading *r, struct page *page)
{
    struct employee *people;
    int64_t n, total;
    struct str next;
    TRY(read_people(r, LIST_EMPLOYEES, &people, &n, &total, &next));
    struct employee_row *rows = arena_array(r->arena, struct employee_row, (size_t)n + 1);
    if (rows == NULL) {
        return ST_NOMEM;
    }
    for (int64_t i = 0; i < n; i++) {
        rows[i] = (struct employee_row){ people[i].number, name_of(r, &people[i]), people[i].email };
    }
    *page = (struct page){
        .rows = {.at = rows, .n = n, .size = sizeof *rows},
          .total = total, .next = next
    };
    return r->arena->failed ? ST_NOMEM : ST_OK;
}

enum status read_risks(struct reading *r, struct page *page)
{
    struct employee *people;
    struct scoring scoring;
    int64_t n, total;
    struct str next;
    TRY(scoring_begin(&scoring, r->db, r->tenant, score_day(r->now)));
    TRY(read_people(r, LIST_RISKS, &people, &n, &total, &next));
    struct risk_row *rows = arena_array(r->arena, struct risk_row, (size_t)n + 1);
    if (rows == NULL) {
        return ST_NOMEM;
    }
    for (int64_t i = 0; i < n; i++) {
        struct scores scores;
        TRY(scoring_person(&scoring, &people[i].person, r->arena, &scores));
        rows[i] = scores_row(&scores, people[i].number);
    }
    *page = (struct page){
        .rows = {.at = rows, .n = n, .size = sizeof *rows},
          .total = total, .next = next
    };
    return r->arena->failed ? ST_NOMEM : ST_OK;
}

enum status read_me(struct reading *r, struct me_row *row)
{
    *row = (struct me_row){ r->key, r->client };
    return ST_OK;
}
