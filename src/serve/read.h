/* read.h: the queries behind the answers: from the store into neutral rows (model/rows.h). Rows and texts
 * live in the arena. All of one request happens inside one consistent view of the store (serve/step_query.c).
 */
#ifndef MUSTER_SERVE_READ_H
#define MUSTER_SERVE_READ_H

#include "base/arena.h"
#include "base/status.h"
#include "dialect/dialect.h"
#include "model/rows.h"
#include "store/db.h"

struct reading {
    struct db *db;
    struct arena *arena;
    int64_t tenant, now;
    const struct args *args;
    size_t unknown; /* ST_NOTFOUND: offset in struct args of the parameter that names nothing */
    bool early;     /* ST_NOTFOUND: it names a campaign whose files cannot be downloaded yet */

    uint64_t options; /* written: which optional fields the answer has (field.h, option) */
    bool array;       /* written: the answer is its list alone */

    struct str key, client;  /* the key as it was sent, and whose it is */
    bool pseudonymous;       /* the key */
    const int64_t *settings; /* as they hold for the key (serve/request.h) */
    struct denial denial;    /* ST_INVALID: how the request is refused; its texts live in the arena */

    /* files and streams only */
    struct arena *scratch; /* outlives the request; reset with every row */
    int64_t bulk_delay;    /* seconds after a campaign's start */
    struct str site;      /* this server as the client knows it: "https://muster.example.com"; may be empty */
    struct str file_name; /* what the file is about, once it is known */
    struct stream *stream; /* the list that the answer pulls */
};

/* Pages. What is asked for beyond the end is an empty list with the right total. */
enum status read_campaigns(struct reading *r, struct page *page);
enum status read_organizations(struct reading *r, struct page *page);
enum status read_training_users(struct reading *r, struct page *page);

/* One training campaign's counters; one person in it with modules and attempts. ST_NOTFOUND. */
enum status read_training_summary(struct reading *r, struct summary_row *row);
enum status read_training_user(struct reading *r, struct enrollment_row *row);

/* The same of simulations. */
enum status read_simulation_summary(struct reading *r, struct summary_row *row);
enum status read_simulation_users(struct reading *r, struct page *page);
enum status read_simulation_user(struct reading *r, struct enrollment_row *row);

/* The Kaspersky API: a report of people, groups. */
enum status read_kaspersky_report(struct reading *r, struct page *page);
enum status read_kaspersky_groups(struct reading *r, struct page *page);

/* Refuses the request: sets the denial, answers ST_INVALID. A printf sentence. */
enum status read_refuse(struct reading *r, enum refused what, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Files: a page whose list is pulled (stream.h). ST_NOTFOUND, also when they cannot be downloaded yet. */
enum status read_training_bulk(struct reading *r, struct page *page);
enum status read_training_comments(struct reading *r, struct page *page);
enum status read_simulation_bulk(struct reading *r, struct page *page);
enum status read_simulation_comments(struct reading *r, struct page *page);

/* Lists over all campaigns, pulled (read_journey.h). */
enum status read_journeys(struct reading *r, struct page *page);
enum status read_levels(struct reading *r, struct page *page);
enum status read_learners(struct reading *r, struct page *page);
enum status read_assignments(struct reading *r, struct page *page);
enum status read_lessons(struct reading *r, struct page *page);

/* What a file shows of one person (a reference; campaign: a record id, in which they need not be) and of one
 * comment (*id: the record's); dashboards aside. ST_NOTFOUND. */
struct managers;
enum status read_shown_user(struct reading *r, struct str campaign, struct str person,
                            struct managers *managers, struct enrollment_row *row);
enum status read_shown_comment(struct reading *r, const struct uuid *guid, struct str *id,
                               struct comment_row *row);

/* The campaign that args name. ST_NOTFOUND. */
struct training {
    int64_t key, started_at, created_at;
    struct str name;
};
enum status read_find_training(struct reading *r, struct training *training);
enum status read_find_simulation(struct reading *r, struct training *simulation);

/* Its counters; zeros when nobody was ever enrolled in it. */
enum status read_tally(struct reading *r, int64_t campaign, struct summary_row *row);

/* The columns that lists and files share; the texts are the query's own. */
struct enrollment_row read_user_row(const struct query *q);

/* The columns of a result, from sent_at to landing_seconds, the first at `at`. */
void read_result(const struct query *q, int at, struct enrollment_row *row);

/* The modules and attempts of a person in a training campaign (read_modules.c), into the row, whose other
 * members are there. seconds: the enrollment's, NONE without. */
enum status read_modules(struct reading *r, int64_t campaign, int64_t person, int64_t seconds,
                         struct enrollment_row *row);

/* Every row that is read passes here: a row of another tenant must never reach an answer. */
void read_own(const struct reading *r, const struct query *q);

/* How many rows of a campaign's list lie before a page, of how many: of one phase or (-1) of all; people: how
 * many rows the campaign has of all phases. Or of a list over all campaigns (enum place_list). */
struct skip {
    int64_t campaign, rows, of, people;
    int phase, list;
};

/* Where the list goes on behind them: from *number on, leaving out the first *rest rows (less than 16, or
 * than 16 numbers have). ST_OK, or ST_END when there are no more. The cost does not depend on skip. */
enum status read_skip(struct reading *r, const struct skip *skip, int64_t *number, int64_t *rest);

#endif
