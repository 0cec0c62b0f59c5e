/* answer.h: what keys are allowed, and which query answers a route. */
#ifndef MUSTER_DIALECT_ANSWER_H
#define MUSTER_DIALECT_ANSWER_H

/* What a key may be allowed to do, by name in `muster key add --scope`. */
enum scope {
    SCOPE_NONE,
    SCOPE_ANY_KEY,
    SCOPE_CAMPAIGNS,
    SCOPE_TRAINING,
    SCOPE_ORGANIZATIONS,
    SCOPE_SIMULATIONS,
    SCOPE_KASPERSKY_REPORT,
    SCOPE_KASPERSKY_GROUPS,
    SCOPE_KASPERSKY_USER,
    SCOPE_COUNT
};

/* Whose budget a request spends. */
enum budget { BUDGET_UNSET, BUDGET_CUSTOMER };

/* Which query fills the envelope's row (serve/query.c has a function for each). */
enum answer {
    ANSWER_UNSET,
    ANSWER_NOTHING, /* an empty object */
    ANSWER_CAMPAIGNS,
    ANSWER_ORGANIZATIONS,
    ANSWER_TRAINING_SUMMARY,
    ANSWER_TRAINING_USERS,
    ANSWER_TRAINING_USER,
    ANSWER_TRAINING_BULK,
    ANSWER_TRAINING_COMMENTS,
    ANSWER_SIMULATION_SUMMARY,
    ANSWER_SIMULATION_USERS,
    ANSWER_SIMULATION_USER,
    ANSWER_SIMULATION_BULK,
    ANSWER_SIMULATION_COMMENTS,
    ANSWER_KASPERSKY_REPORT,
    ANSWER_KASPERSKY_GROUPS,
    ANSWER_KASPERSKY_MOVE,
    ANSWER_COUNT
};

#endif
