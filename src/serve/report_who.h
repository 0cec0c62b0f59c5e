/* report_who.h: which people a report is about. */
#ifndef MUSTER_SERVE_REPORT_WHO_H
#define MUSTER_SERVE_REPORT_WHO_H

#include "serve/read.h"

enum { REPORT_ID = 12 };

/* A person's Kaspersky id; people are in its order. */
struct report_id {
    unsigned char b[REPORT_ID];
};

struct str report_id_bytes(const struct report_id *id);

/* The people with the addresses that args ask for, each once, in the order asked; in the request's arena.
 * ST_INVALID: refused, since an address is none or unknown. */
enum status report_asked(struct reading *r, const struct report_id **asked, int64_t *count);

/* The person behind `skip` others who are not archived; the cost does not depend on skip. ST_END: there are
 * not so many. */
enum status report_skip(struct reading *r, int64_t skip, struct report_id *id);

#endif
