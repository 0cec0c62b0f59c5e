/* phase.h: what lists of a campaign's people filter and count by. */
#ifndef MUSTER_MODEL_PHASE_H
#define MUSTER_MODEL_PHASE_H

/* What every list of enrollments can filter and count by: the stored status, coarsened. */
enum phase {
    PHASE_NO_ACTION,
    PHASE_NOT_STARTED,
    PHASE_SCHEDULED,
    PHASE_ACKNOWLEDGED,
    PHASE_IN_PROGRESS, /* paused and abandoned too */
    PHASE_COMPLETED,
    PHASE_FAILED,
    PHASE_COUNT
};

/* The same place for a person in a simulation: what their human events say. Later ones win over earlier ones.
 */
enum simulation_phase {
    SIMULATION_NO_ACTION,
    SIMULATION_REPORTED,
    SIMULATION_CLICKED,
    SIMULATION_CAPTURED,
    SIMULATION_PHASES
};

/* The counted ranges that make a skip cost the same at any depth (table block): level 1 counts the
 * enrollments whose numbers are equal but for their last 4 bits, level 2 those equal but for 8, and so on. 16
 * ranges make one of the next level: few to walk, and few rows to touch for one change. */
enum { BLOCK_BITS = 4, BLOCK_LEVELS = 6 };

/* The same over all of a tenant's rows of one kind (table place), by enrollment number or person number. */
enum place_list {
    PLACE_ENROLLMENTS = 1, /* in training */
    PLACE_ASSIGNMENTS,     /* those that are due at a time */
    PLACE_ATTEMPTS,        /* as many as an enrollment has progress records */
    PLACE_USERS,           /* people who are not archived */
    PLACE_LEVELS,          /* as many as a person has levels */
    PLACE_REPORTS,         /* people who are not archived, by the first digits of their Kaspersky ids */
    PLACE_LISTS = PLACE_REPORTS
};

/* Seven of the 24 digits of a Kaspersky id: the first range of 16 numbers holds who shares six. */
enum { PLACE_DIGITS = 7 };

/* The optional fields of people that are shown only where somebody has a value; bits of learner.fields. */
enum filled {
    FILLED_AD_ID = 1,
    FILLED_INITIAL,
    FILLED_PHONE_NUMBER,
    FILLED_TITLE,
    FILLED_COMPANY,
    FILLED_JOB_ROLE,
    FILLED_TEAM,
    FILLED_SECURITY_CHAMPION,
    FILLED_DEPARTMENT_NUMBER,
    FILLED_EMPLOYEE_NUMBER,
    FILLED_MANAGER_NAME,
    FILLED_MANAGERS_EMPLOYEE_NUMBER,
    FILLED_BUSINESS_UNIT,
    FILLED_EMPLOYEE_SECONDARY_NUMBER,
    FILLED_BUSINESS_UNIT_DESCRIPTION,
    FILLED_END
};

#endif
