/* admin_people.h: the part of administration (admin.h) that is about people. */
#ifndef MUSTER_SERVE_ADMIN_PEOPLE_H
#define MUSTER_SERVE_ADMIN_PEOPLE_H

#include "apply/people.h"
#include "base/json.h"
#include "base/jsonin.h"

/* Each reads its members of the request, does its work and adds members to the answer. */
enum status admin_people_merge(const struct people *people, const struct jsonin *request, struct json *answer,
                               struct why *why);
enum status admin_people_unmerge(const struct people *people, const struct jsonin *request,
                                 struct json *answer, struct why *why);

enum status admin_people_erase(const struct people *people, const struct jsonin *request, struct json *answer,
                               struct why *why);
enum status admin_people_readmit(const struct people *people, const struct jsonin *request,
                                 struct json *answer, struct why *why);

#endif
