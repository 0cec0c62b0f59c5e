/* read_groups.c: the groups that people can be put into: the tenant's own, and the three that people without
 * one are in by their risk. A group of the tenant's that has the id of one of those stands for it. */
#include "dialect/kaspersky_texts.h"
#include "serve/grown.h"
#include "serve/read.h"
#include "serve/report.h"

#include <string.h>

static struct group_row *add(struct grown *rows, struct str id)
{
    struct group_row *row = grown_add(rows);
    if (row != NULL) {
        *row = (struct group_row){ .id = id };
    }
    return row;
}

/* The built-in groups whose ids come before one (all that are left where it is absent). */
static enum status add_built_in(struct grown *rows, int *next, struct str before)
{
    const struct kaspersky_language *english = kaspersky_language(STR("en"));
    for (; *next < RISK_GROUPS; ++*next) {
        struct str id = str_of(kaspersky_group_ids[*next]);
        int order = before.ptr == NULL ? -1 : str_cmp(id, before);
        if (order > 0) {
            break;
        }
        if (order < 0) {
            struct group_row *row = add(rows, id);
            if (row == NULL) {
                return ST_NOMEM;
            }
            row->name = str_of(english->groups[*next]);
            row->started = true;
        }
    }
    return ST_OK;
}

enum status read_kaspersky_groups(struct reading *r, struct page *page)
{
    const struct kaspersky_language *english = kaspersky_language(STR("en"));
    struct grown rows = { .arena = r->arena, .size = sizeof(struct group_row) };
    struct query *q = db_query(r->db, Q_READ_GROUPS);
    enum status st;
    int next = 0;
    query_int(q, 1, r->tenant);
    while ((st = query_step(q)) == ST_OK) {
        read_own(r, q);
        struct str id = arena_str(r->arena, query_text_at(q, 1));
        struct group_row *row = NULL;
        if (add_built_in(&rows, &next, id) != ST_OK || (row = add(&rows, id)) == NULL) {
            query_end(q);
            return ST_NOMEM;
        }
        row->name = query_text_at(q, 2).ptr != NULL
                        ? arena_str(r->arena, query_text_at(q, 2))
                        : report_group(r->arena, english, id, STR_NONE, query_text_at(q, 3));
        row->started = query_int_at(q, 4) == 1;
    }
    TRY(st == ST_END ? add_built_in(&rows, &next, STR_NONE) : st);
    *page = (struct page){ .rows = grown_list(&rows), .total = rows.n };
    return r->arena->failed ? ST_NOMEM : ST_OK;
}
