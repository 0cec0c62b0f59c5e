/* read_organization.c: the list of organizations, by their id in the records. All that match are walked: an
 * organization's units are hundreds, not millions. */
#include "base/must.h"
#include "serve/read.h"

enum status read_organizations(struct reading *r, struct page *page)
{
    const struct args *a = r->args;
    struct organization_row *rows = arena_array(r->arena, struct organization_row, (size_t)a->take);
    int64_t count = 0, total = 0;
    struct query *q = db_query(r->db, a->parent.set ? Q_READ_ORGANIZATIONS_OF : Q_READ_ORGANIZATIONS);
    enum status st;
    if (rows == NULL) {
        return ST_NOMEM;
    }
    query_int(q, 1, r->tenant);
    if (a->parent.set) {
        query_uuid(q, 2, &a->parent);
    }
    while ((st = query_step(q)) == ST_OK) {
        if (total++ < a->skip || count == a->take) {
            continue;
        }
        read_own(r, q);
        rows[count++] = (struct organization_row){ .id = query_uuid_at(q, 1),
                                                   .name = arena_str(r->arena, query_text_at(q, 2)),
                                                   .parent = query_uuid_at(q, 3),
                                                   .users = query_int_at(q, 4) };
    }
    if (st != ST_END) {
        return st;
    }
    *page = (struct page){
        .rows = {.at = rows, .n = count, .size = sizeof *rows},
        .total = total,
        .skip = a->skip,
        .take = a->take
    };
    return r->arena->failed ? ST_NOMEM : ST_OK;
}
