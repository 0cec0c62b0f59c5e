/* people.h: what records of organizations, groups and people carry (record.h). */
#ifndef MUSTER_MODEL_PEOPLE_H
#define MUSTER_MODEL_PEOPLE_H

#include "base/str.h"
#include "base/uuid.h"

#include <stdbool.h>
#include <stdint.h>

/* 24 hexadecimal digits, as bytes. */
struct key24 {
    uint8_t b[12];
    bool set;
};

/* One thing's name in each API's own shape. */
struct ids {
    struct uuid outthink;
    int64_t securityjourney, cultureai;
    struct key24 kaspersky;
};

struct organization {
    struct str id, name, parent_id;
};

struct group {
    struct str id, name, names;
    int is_started;
};

struct person {
    struct ids ids;
    struct str source_identifier, email, aliases; /* aliases: a JSON array of texts */
    struct str first_name, last_name, full_name, short_name;
    int status;
    struct str organization_id, group_id, department, country, business_unit, job_role, title, company, team;
    struct str manager_email, manager_name, locale;
    int security_champion;
    int64_t points, access_level;
    struct str ad_id, initial, phone_number, department_number, employee_number, managers_employee_number;
    struct str employee_secondary_number, business_unit_description;
    struct str attributes; /* a JSON object of texts, keys sorted */
};

#endif
