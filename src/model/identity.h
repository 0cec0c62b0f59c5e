/* identity.h: how things are named. Names by which a person is found, and the identifiers that are made when
 * a record gives none: always the same for the same tenant, kind and natural key. */
#ifndef MUSTER_MODEL_IDENTITY_H
#define MUSTER_MODEL_IDENTITY_H

#include "base/arena.h"
#include "model/record.h"

/* What a name in the alias table is (its numbers are stored). */
enum name_kind {
    NAME_OUTTHINK = 1,
    NAME_SECURITYJOURNEY,
    NAME_CULTUREAI,
    NAME_KASPERSKY,
    NAME_SOURCE, /* sourceIdentifier, folded */
    NAME_EMAIL,  /* e-mail or alias, folded */
};

struct name {
    enum name_kind what;
    struct str value; /* as stored */
};

/* All names of a person: ids, sourceIdentifier (else the e-mail), e-mail, aliases. *names is in the arena.
 * false without memory. */
bool identity_names(struct arena *arena, const struct person *person, struct name **names, int *count);

/* A name of somebody as an alias of somebody else: an address as it is, "outthink:GUID", "sourceIdentifier:X"
 * and so on for the others; identity_names gives it back as the name it was. */
struct str identity_alias(struct arena *arena, const struct name *name);

/* The names that a reference ("person" in other records) may mean, in the order in which they are tried: a
 * GUID, 24 digits, sourceIdentifier, e-mail. At most REFERENCE_NAMES. */
enum { REFERENCE_NAMES = 4 };
int identity_reference(struct arena *arena, struct str text, struct name names[REFERENCE_NAMES]);

/* The natural key that orders people: sourceIdentifier, else e-mail (folded), else the first id. Absent when
 * the record names nobody. */
struct str identity_natural_key(struct arena *arena, const struct person *person);

/* Identifiers made from (tenant, kind, key): a key that is a GUID is kept, else version 5. */
struct uuid identity_guid(const struct uuid *tenant, enum record_kind kind, struct str key);
struct uuid identity_module_guid(const struct uuid *tenant, struct str campaign_id, struct str module_id);
struct key24 identity_key24(const struct uuid *tenant, enum record_kind kind, struct str key);

#endif
