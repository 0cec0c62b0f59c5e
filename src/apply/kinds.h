/* kinds.h: inside src/apply: one function a kind of record, and what they share. */
#ifndef MUSTER_APPLY_KINDS_H
#define MUSTER_APPLY_KINDS_H

#include "apply/applier.h"
#include "model/identity.h"
#include "model/members.h"

enum status apply_organization(struct applier *a, const struct record *r, enum applied *applied,
                               struct fault *fault);
enum status apply_group(struct applier *a, const struct record *r, enum applied *applied,
                        struct fault *fault);
enum status apply_person(struct applier *a, const struct record *r, struct str group, enum applied *applied,
                         struct fault *fault);
enum status apply_campaign(struct applier *a, const struct record *r, enum applied *applied,
                           struct fault *fault);
enum status apply_module(struct applier *a, const struct record *r, enum applied *applied,
                         struct fault *fault);
enum status apply_enrollment(struct applier *a, const struct record *r, enum applied *applied,
                             struct fault *fault);
enum status apply_progress(struct applier *a, const struct record *r, enum applied *applied,
                           struct fault *fault);
enum status apply_attempt(struct applier *a, const struct record *r, enum applied *applied,
                          struct fault *fault);
enum status apply_certificate(struct applier *a, const struct record *r, enum applied *applied,
                              struct fault *fault);
enum status apply_comment(struct applier *a, const struct record *r, enum applied *applied,
                          struct fault *fault);

/* A record that cannot be applied: names the key, answers ST_INVALID. */
enum status apply_refuse(struct fault *fault, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- newer wins ---- */

/* What is stored of a thing. keys: its inner columns in the order of the table. */
struct stored {
    bool exists;
    int64_t key;
    int64_t updated_at;
    struct record record;
};

/* Reads what a LOAD query finds: the inner key from column key_at (-1: none), the members from column
 * `members` on, the time in front of them. Nothing found: not stored->exists. apply_fill leaves the row open
 * for more columns; the caller ends the query when it exists. */
enum status apply_load(struct applier *a, struct query *q, enum record_kind kind, int key_at, int members,
                       struct stored *stored);
enum status apply_fill(struct applier *a, struct query *q, enum record_kind kind, int key_at, int members,
                       struct stored *stored);

/* The time of the record: its own or the batch's. */
int64_t apply_time(const struct applier *a, const struct record *r);

enum gate {
    GATE_IGNORE = 0, /* older than what is there, or than its deletion */
    GATE_WRITE,
    GATE_DELETE,
    GATE_ABSENT, /* a deletion of what is not there: only remembered */
    GATE_GONE,   /* a deletion that is remembered already */
};

/* Whether any deletion of this kind is remembered; when none is, no tombstone's key needs to be made. */
bool apply_remembers(struct applier *a, enum record_kind kind);

/* Decides by times alone. tombstone: the key under which this thing's deletion would be remembered. */
enum status apply_gate(struct applier *a, const struct record *r, const struct stored *stored,
                       struct str tombstone, enum gate *gate);

/* Whether the gate leaves nothing to do; then says what came of the record. */
bool apply_stops(enum gate gate, enum applied *applied);

/* Remembers a deletion under the key; line: its natural key, and numbers that must not be given again. */
enum status apply_bury(struct applier *a, const struct record *line, struct str tombstone, int64_t at);
enum status apply_unbury(struct applier *a, enum record_kind kind, struct str tombstone);

/* Merges r into stored->record (a fresh one when it does not exist) and says what that makes of it:
 * APPLIED_NEW, _CHANGED, or _UNCHANGED when there is nothing to write. */
enum applied apply_merge(struct applier *a, const struct record *r, struct stored *stored);

/* ---- references ---- */

enum status apply_find_campaign(struct applier *a, struct str id, int64_t *campaign_key, struct fault *fault);
enum status apply_find_module(struct applier *a, int64_t campaign_key, struct str id, int64_t *module_key,
                              struct fault *fault);
enum status apply_find_person(struct applier *a, struct str reference, int64_t *person_key,
                              struct fault *fault);

/* A deletion may name what is not there any more: then the search did not fail and *key is NONE. */
enum status apply_missing(const struct record *r, enum status found, int64_t *key);

/* The GUID of a person as text in the arena, for tombstones and messages. */
struct str apply_person_guid(struct applier *a, int64_t person_key);

/* The same for a person who may be gone (person_key NONE): then only a reference that is a GUID tells it, and
 * STR_NONE says that nothing can be remembered under it. */
struct str apply_reference_guid(struct applier *a, struct str reference, int64_t person_key);

/* What lists show of a person. */
struct card {
    struct uuid guid;
    struct str source, department, country, business_unit, job_role, manager_email;
    bool active;
};
enum status apply_person_card(struct applier *a, int64_t person_key, struct card *card);

/* Runs a query whose parameters are the tenant and up to three integers (NONE: not bound). */
enum status apply_run(struct applier *a, enum query_name name, int64_t x, int64_t y, int64_t z);

/* Drops the progress, attempts and certificates of a person in a campaign. */
enum status apply_drop_progress(struct applier *a, int64_t campaign_key, int64_t person_key);

/* Takes everything of a person in a campaign out of the counters and drops it. */
enum status apply_drop_enrollment(struct applier *a, int64_t campaign_key, int64_t person_key);

#endif
