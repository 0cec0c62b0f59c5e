/* sample_org.h: the company: its legal entities, departments and training groups. */
#ifndef MUSTER_FEED_SAMPLE_ORG_H
#define MUSTER_FEED_SAMPLE_ORG_H

#include "feed/sample_run.h"

enum { SAMPLE_ENTITIES = 15, SAMPLE_DEPARTMENTS = 14, SAMPLE_GROUPS = 5, SAMPLE_ROLES = 4 };

struct sample_entity {
    struct str name, domain; /* domain: of its people's addresses; absent: a holding without people */
    uint8_t parent;          /* index; the root's is its own */
    bool badge;              /* its people are known to the directory by a badge number */
};

struct sample_department {
    struct str name, unit, head, role[SAMPLE_ROLES];
    uint8_t quota, group;    /* people of SAMPLE_BLOCK; group of its people */
    int16_t diligent, skill; /* added to its people's hidden traits */
};

extern const struct sample_entity sample_entities[SAMPLE_ENTITIES];
extern const struct sample_department sample_departments[SAMPLE_DEPARTMENTS];

/* The identifier of a legal entity; the root's is the tenant's. */
struct uuid sample_org_id(const struct sample_run *run, int entity);

/* Writes the 24 hexadecimal digits of a group's identifier. */
void sample_org_group_id(const struct sample_run *run, int group, char to[24]);

#endif
