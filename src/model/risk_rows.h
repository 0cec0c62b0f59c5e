/* risk_rows.h: rows of people and their scores, and of what came of telling about an event (CultureAI's API).
 * "Not there" is as in record.h. */
#ifndef MUSTER_MODEL_RISK_ROWS_H
#define MUSTER_MODEL_RISK_ROWS_H

#include "model/rows.h"

struct employee_row {
    int64_t id;
    struct str name, email;
};

/* The scores of one person; bands are enum score_band (derive/score.h). */
struct risk_row {
    int64_t id, decision, overall, likelihood, impact;
    int decision_band, overall_band, likelihood_band, impact_band;
};

/* Who asks. */
struct me_row {
    struct str key, client;
};

enum told_status { TOLD_PENDING, TOLD_INGESTED };

struct told_row {
    int64_t id, ingestion; /* id not there: it waits */
    int status;            /* enum told_status */
};

#endif
