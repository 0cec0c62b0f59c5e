/* known.c: see known.h. The cells are those that the API's own tables print. */
#include "cmd/known.h"

#include "base/limits.h"
#include "base/must.h"
#include "dialect/cell.h"
#include "dialect/outthink.h"
#include "model/record.h"
#include "serve/managers.h"
#include "serve/read.h"

#include <stdlib.h>

enum { COLUMNS = 32 };

struct known {
    struct reading reading;
    struct arena arena;
    struct managers managers;
    struct feed_shown shown;
    struct str heading[COLUMNS], cell[COLUMNS];
};

struct known *known_new(struct db *db, int64_t tenant)
{
    struct known *known = calloc(1, sizeof *known);
    if (known != NULL) {
        arena_init(&known->arena, LIMIT_ARENA);
        known->reading = (struct reading){ .db = db, .arena = &known->arena, .tenant = tenant };
        known->managers.seq = NONE;
    }
    return known;
}

void known_free(struct known *known)
{
    if (known != NULL) {
        arena_done(&known->arena);
        free(known);
    }
}

/* The text in the second column of the query's first row. */
static struct str second_column(struct known *known, struct query *q)
{
    struct str found = STR_NONE;
    if (query_step(q) == ST_OK) {
        read_own(&known->reading, q);
        found = arena_str(&known->arena, query_text_at(q, 1));
    }
    query_end(q);
    return found;
}

struct str known_campaign(struct known *known, struct str shown)
{
    struct uuid uuid;
    arena_reset(&known->arena);
    if (!uuid_parse(shown, &uuid)) {
        return STR_NONE;
    }
    struct query *q = db_query(known->reading.db, Q_READ_CAMPAIGN_SHOWN);
    query_int(q, 1, known->reading.tenant);
    query_uuid(q, 2, &uuid);
    return second_column(known, q);
}

struct str known_module(struct known *known, struct str campaign, struct str shown)
{
    struct uuid uuid;
    if (!uuid_parse(shown, &uuid)) {
        return STR_NONE;
    }
    struct query *q = db_query(known->reading.db, Q_READ_MODULE_SHOWN);
    query_int(q, 1, known->reading.tenant);
    query_text(q, 2, campaign);
    query_uuid(q, 3, &uuid);
    return second_column(known, q);
}

/* The row's cells as the file of that answer has them. */
static const struct feed_shown *show(struct known *known, enum answer answer, const void *row)
{
    static const struct view view = { .csv = true };
    const struct route *route = dialect_outthink.routes;
    size_t n = 0;
    while (route->answer != answer) {
        route++;
        must(route->method != NULL);
    }
    for (const struct field *f = route->envelope->fields->table->fields; f->shape != SHAPE_END; f++) {
        struct cell cell;
        must(n < COLUMNS);
        cell_of(&cell, f, row, &view);
        known->heading[n] = f->key;
        known->cell[n++] = cell.how == CELL_NONE ? STR("") : arena_str(&known->arena, cell.text);
    }
    known->shown.count = n;
    known->shown.heading = known->heading;
    known->shown.cell = known->cell;
    return known->arena.failed ? NULL : &known->shown;
}

const struct feed_shown *known_user(struct known *known, struct str campaign, struct str guid,
                                    bool simulation)
{
    struct enrollment_row row;
    arena_reset(&known->arena);
    if (managers_refresh(&known->managers, known->reading.db, known->reading.tenant) != ST_OK ||
        read_shown_user(&known->reading, campaign, guid, &known->managers, &row) != ST_OK) {
        return NULL;
    }
    return show(known, simulation ? ANSWER_SIMULATION_BULK : ANSWER_TRAINING_BULK, &row);
}

const struct feed_shown *known_comment(struct known *known, struct str guid)
{
    struct comment_row row;
    struct uuid uuid;
    arena_reset(&known->arena);
    if (!uuid_parse(guid, &uuid) ||
        read_shown_comment(&known->reading, &uuid, &known->shown.id, &row) != ST_OK) {
        return NULL;
    }
    return show(known, ANSWER_TRAINING_COMMENTS, &row);
}
