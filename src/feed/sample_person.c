/* sample_person.c: who the people are, and the person records. */
#include "feed/sample_person.h"

#include "base/must.h"

enum { TEAM = 8 }; /* people who report to one */

/* Old hands and newcomers; heads and leads have been there for long. */
static int64_t hired_of(const struct sample_run *run, struct sample_rng *rng, bool lead)
{
    bool newcomer = sample_rng_chance(rng, 170) && !lead;
    int64_t days = newcomer ? sample_rng_below(rng, 540) : 540 + sample_rng_below(rng, lead ? 6000 : 4500);
    return run->day - days * WHEN_DAY;
}

static void leave(const struct sample_run *run, struct sample_rng *rng, struct sample_person *person)
{
    int64_t fate = sample_rng_below(rng, 1000);
    int64_t days = sample_rng_below(rng, 480);
    int64_t tenure = (run->day - person->hired) / WHEN_DAY;
    person->left = WHEN_NONE;
    if (person->lead || fate >= 75 || tenure < 60) {
        return;
    }
    person->status = fate < 20 ? SAMPLE_ARCHIVED : SAMPLE_INACTIVE;
    person->left = run->day - (days < tenure - 30 ? days : tenure - 30) * WHEN_DAY;
}

static int trait_of(struct sample_rng *rng, int offset)
{
    int64_t bell = sample_rng_below(rng, 334) + sample_rng_below(rng, 334) + sample_rng_below(rng, 334);
    int64_t v = bell + offset;
    return (int)(v < 10 ? 10 : v > 990 ? 990 : v);
}

static const struct sample_country *country_of(struct sample_rng *rng, int pool)
{
    int64_t share = sample_rng_below(rng, 100);
    for (int i = 0; i < SAMPLE_COUNTRIES; i++) {
        if (sample_countries[i].pool == pool && (share -= sample_countries[i].share) < 0) {
            return &sample_countries[i];
        }
    }
    must(!"the shares of a pool's countries add up to 100");
    return NULL;
}

static int64_t manager_of(const struct sample_run *run, const struct sample_person *person)
{
    if (person->index == 0) {
        return -1;
    }
    return person->rank == 0
               ? 0
               : sample_run_person_at(run, &run->departments, person->department, (person->rank - 1) / TEAM);
}

struct sample_person sample_person_of(const struct sample_run *run, int64_t i)
{
    struct sample_person person = { .index = i };
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_PERSON, i, 0);
    sample_run_place(run, &run->departments, i, &person.department, &person.rank);
    sample_run_place(run, &run->origins, i, &person.pool, &person.pool_rank);
    const struct sample_department *department = &sample_departments[person.department];
    person.country = country_of(&rng, person.pool);
    person.entity = person.department == 0 ? 0 : person.country->entity;
    person.lead = person.rank == 0 || sample_run_person_at(run, &run->departments, person.department,
                                                           person.rank * TEAM + 1) < run->options->people;
    person.hired = hired_of(run, &rng, person.lead);
    leave(run, &rng, &person);
    person.diligence = trait_of(&rng, department->diligent + person.country->diligent);
    person.skill = trait_of(&rng, department->skill);
    person.has_guid = sample_rng_chance(&rng, 500);
    return person;
}

static struct sample_name name_of(const struct sample_run *run, const struct sample_person *person)
{
    return sample_name_of(&run->pools[person->pool], run->options->seed, person->pool_rank);
}

static struct sample_text full_name(const struct sample_name *name)
{
    struct sample_text text = { 0 };
    sample_text_add(&text, name->family_first ? name->family.text : name->given.text);
    if (!name->family_first || name->gap) {
        sample_text_add(&text, STR(" "));
    }
    sample_text_add(&text, name->family_first ? name->given.text : name->family.text);
    return text;
}

static struct sample_text email_of(const struct sample_person *person, const struct sample_name *name)
{
    struct sample_text text = { 0 };
    text.len = sample_name_local(text.ptr, name);
    sample_text_add(&text, STR("@"));
    sample_text_add(&text, sample_entities[person->entity].domain);
    return text;
}

struct sample_text sample_person_email(const struct sample_run *run, const struct sample_person *person)
{
    struct sample_name name = name_of(run, person);
    return email_of(person, &name);
}

static struct sample_text numbered(struct str prefix, int64_t number)
{
    struct sample_text text = { 0 };
    sample_text_add(&text, prefix);
    sample_text_int(&text, number);
    return text;
}

static struct uuid guid_of(const struct sample_run *run, const struct sample_person *person)
{
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_PERSON_ID, person->index, 0);
    return person->has_guid ? sample_rng_uuid(&rng) : (struct uuid){ 0 };
}

static struct sample_text badge_of(const struct sample_person *person)
{
    return sample_entities[person->entity].badge ? numbered(STR("EX-"), 1000000 + person->index)
                                                 : (struct sample_text){ 0 };
}

struct sample_text sample_person_reference(const struct sample_run *run, const struct sample_person *person,
                                           int64_t salt)
{
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_REFERENCE, person->index, salt);
    struct sample_text text = badge_of(person);
    if (person->has_guid && sample_rng_chance(&rng, 300)) {
        struct uuid id = guid_of(run, person);
        text.len = UUID_TEXT_LEN;
        uuid_print(text.ptr, &id);
        return text;
    }
    return text.len && sample_rng_chance(&rng, 700) ? text : sample_person_email(run, person);
}

static void write_names(struct json *j, const struct sample_person *person, const struct sample_name *name)
{
    sample_run_str(j, STR("firstName"), name->given.text);
    sample_run_str(j, STR("lastName"), name->family.text);
    if (name->family_first) {
        struct sample_text full = full_name(name);
        sample_run_str(j, STR("fullName"), sample_text_str(&full));
    }
    if (person->pool == 1) {
        sample_run_str(j, STR("initial"), (struct str){ name->family.text.ptr, 1 });
    }
}

static void write_ids(const struct sample_run *run, struct json *j, const struct sample_person *person,
                      const struct sample_name *name)
{
    struct sample_text email = email_of(person, name), badge = badge_of(person);
    struct uuid guid = guid_of(run, person);
    if (guid.set) {
        json_key(j, STR("ids"));
        json_open(j, '{');
        sample_run_uuid(j, STR("outthink"), &guid);
        json_close(j, '}');
    }
    if (badge.len) {
        sample_run_str(j, STR("sourceIdentifier"), sample_text_str(&badge));
        sample_run_str(j, STR("adId"), sample_text_str(&badge));
    }
    sample_run_str(j, STR("email"), sample_text_str(&email));
    if (person->index % 23 == 11) {
        struct sample_text alias = numbered(STR("staff"), person->index + 1);
        sample_text_add(&alias, STR("@example.com"));
        json_key(j, STR("aliases"));
        json_open(j, '[');
        json_str(j, sample_text_str(&alias));
        json_close(j, ']');
    }
}

static void write_manager(const struct sample_run *run, struct json *j, const struct sample_person *person)
{
    int64_t index = manager_of(run, person);
    if (index < 0) {
        return;
    }
    struct sample_person manager = sample_person_of(run, index);
    struct sample_name name = name_of(run, &manager);
    struct sample_text email = email_of(&manager, &name), full = full_name(&name);
    struct sample_text number = numbered(STR(""), 100001 + manager.index);
    sample_run_str(j, STR("managerEmail"), sample_text_str(&email));
    sample_run_str(j, STR("managerName"), sample_text_str(&full));
    sample_run_str(j, STR("managersEmployeeNumber"), sample_text_str(&number));
}

/* Job role, title and team follow from the place in the department's tree. */
static void write_job(struct json *j, const struct sample_person *person, struct sample_rng *rng)
{
    const struct sample_department *department = &sample_departments[person->department];
    struct str role = department->role[sample_rng_below(rng, SAMPLE_ROLES)];
    int64_t grade = sample_rng_below(rng, 100);
    struct sample_text title = { 0 }, team = { 0 };
    if (person->rank == 0) {
        sample_text_add(&title, department->head);
        role = STR("Executive");
    } else if (person->lead) {
        sample_text_add(&title, STR("Team Lead "));
        sample_text_add(&title, department->name);
        role = STR("Team Lead");
    } else {
        sample_text_add(&title, grade < 15 ? STR("Junior ") : grade < 40 ? STR("Senior ") : STR(""));
        sample_text_add(&title, role);
    }
    sample_run_str(j, STR("jobRole"), role);
    sample_run_str(j, STR("title"), sample_text_str(&title));
    if (person->rank > 0) {
        sample_text_add(&team, department->name);
        sample_text_add(&team, STR(" "));
        sample_text_int(&team, (person->rank - 1) / TEAM + 1);
        sample_run_str(j, STR("team"), sample_text_str(&team));
    }
}

static void write_place(const struct sample_run *run, struct json *j, const struct sample_person *person)
{
    static const struct str statuses[] = { STR_INIT("active"), STR_INIT("inactive"), STR_INIT("archived") };
    const struct sample_department *department = &sample_departments[person->department];
    struct uuid organization = sample_org_id(run, person->entity);
    struct sample_text number = numbered(STR(""), 4000 + 10 * person->department);
    char group[24];
    sample_org_group_id(run, person->lead ? 2 : department->group, group);
    sample_run_str(j, STR("status"), statuses[person->status]);
    sample_run_uuid(j, STR("organizationId"), &organization);
    if (person->index % 3 != 2) {
        sample_run_str(j, STR("groupId"), (struct str){ group, sizeof group });
    }
    sample_run_str(j, STR("department"), department->name);
    sample_run_str(j, STR("departmentNumber"), sample_text_str(&number));
    sample_run_str(j, STR("country"), person->country->code);
    sample_run_str(j, STR("businessUnit"), department->unit);
    if (person->lead) {
        sample_run_str(j, STR("businessUnitDescription"), department->name);
    }
    sample_run_str(j, STR("company"), sample_entities[person->entity].name);
    sample_run_str(j, STR("locale"), person->country->locale);
}

static void write_rest(struct json *j, const struct sample_person *person, struct sample_rng *rng)
{
    struct sample_text number = numbered(STR(""), 100001 + person->index);
    struct sample_text second = numbered(STR("P-"), 500001 + person->index);
    struct sample_text phone = numbered(STR("ext. "), 1000 + person->index);
    struct sample_text center =
        numbered(STR("CC-"), 4000 + 10 * person->department + sample_rng_below(rng, 4));
    bool champion = sample_rng_chance(rng, person->diligence > 600 ? 60 : 5);
    int64_t points = person->diligence * sample_rng_below(rng, 2000) / 1000;
    if (champion) {
        sample_run_bool(j, STR("securityChampion"), true);
    }
    sample_run_int(j, STR("points"), champion ? points + 500 : points);
    sample_run_int(j, STR("accessLevel"),
                   person->rank == 0         ? 4
                   : person->lead            ? 3
                   : person->department == 5 ? 2
                                             : sample_rng_below(rng, 2));
    sample_run_str(j, STR("employeeNumber"), sample_text_str(&number));
    if (person->index % 4 == 0) {
        sample_run_str(j, STR("phoneNumber"), sample_text_str(&phone));
    }
    if (person->index % 5 == 0) {
        sample_run_str(j, STR("employeeSecondaryNumber"), sample_text_str(&second));
    }
    json_key(j, STR("attributes"));
    json_open(j, '{');
    sample_run_str(j, STR("costCenter"), sample_text_str(&center));
    sample_run_str(j, STR("workplace"), sample_rng_chance(rng, 350) ? STR("remote") : STR("on site"));
    json_close(j, '}');
}

static enum status write_one(struct sample_run *run, int64_t i)
{
    struct sample_person person = sample_person_of(run, i);
    struct sample_name name = name_of(run, &person);
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_PERSON_MORE, i, 0);
    struct json *j = sample_run_begin(run, STR("person"));
    write_ids(run, j, &person, &name);
    write_names(j, &person, &name);
    write_place(run, j, &person);
    write_job(j, &person, &rng);
    write_manager(run, j, &person);
    write_rest(j, &person, &rng);
    return sample_run_end(run);
}

enum status sample_person_write(struct sample_run *run)
{
    enum status st = ST_OK;
    for (int64_t i = 0; i < run->options->people && st == ST_OK; i++) {
        st = write_one(run, i);
    }
    return st;
}
