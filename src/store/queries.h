/* queries.h: the names of all queries. Each is one line Q(NAME, "SQL") in queries/ *.inc. */
#ifndef MUSTER_STORE_QUERIES_H
#define MUSTER_STORE_QUERIES_H

enum query_name {
#define Q(name, sql) Q_##name,
#include "store/queries/all.inc"
#undef Q
    QUERY_COUNT
};

/* The text of a query, for the driver; and its name, for error messages. */
const char *query_sql(enum query_name name);
const char *query_label(enum query_name name);

#endif
