/* queries.c: the texts of all queries, from queries/ *.inc. SQL is kept to what SQLite and PostgreSQL both
 * run; parameters are ?1 ?2 ... */
#include "store/queries.h"

#include "base/must.h"

static const char *const texts[] = {
#define Q(name, sql) [Q_##name] = sql,
#include "store/queries/all.inc"
#undef Q
};

static const char *const labels[] = {
#define Q(name, sql) [Q_##name] = #name,
#include "store/queries/all.inc"
#undef Q
};

const char *query_sql(enum query_name name)
{
    must((unsigned)name < QUERY_COUNT);
    return texts[name];
}

const char *query_label(enum query_name name)
{
    must((unsigned)name < QUERY_COUNT);
    return labels[name];
}
