/* sample_org.c: the invented company's frame as tables, and the organization and group records. */
#include "feed/sample_org.h"

#include "base/must.h"
#include "base/num.h"

const struct sample_entity sample_entities[SAMPLE_ENTITIES] = {
    {STR_INIT("Exampleton Group"),                      STR_INIT("example.com"),          0, false},
    { STR_INIT("Exampleton Europe Holding"),            { 0 },                            0, false},
    { STR_INIT("Exampleton Americas Inc."),             STR_INIT("americas.example.com"), 0, false},
    { STR_INIT("Exampleton Asia Pacific Holding"),      { 0 },                            0, false},
    { STR_INIT("Exampleton Middle East FZE"),           STR_INIT("me.example.net"),       0, true },
    { STR_INIT("Exampleton Deutschland GmbH"),          STR_INIT("de.example.com"),       1, true },
    { STR_INIT("Exampleton UK & Ireland Ltd"),          STR_INIT("example.net"),          1, false},
    { STR_INIT("Exampleton France SAS"),                STR_INIT("fr.example.org"),       1, false},
    { STR_INIT("Exampleton Ibérica S.L."),             STR_INIT("iberica.example.com"),  1, false},
    { STR_INIT("Exampleton Italia S.p.A."),             STR_INIT("it.example.com"),       1, false},
    { STR_INIT("Exampleton Polska Sp. z o.o."),         STR_INIT("pl.example.net"),       1, false},
    { STR_INIT("Exampleton Nordics & Benelux AB"),      STR_INIT("example.org"),          1, false},
    { STR_INIT("Exampleton Eastern Markets"),           STR_INIT("east.example.org"),     1, false},
    { STR_INIT("エグザンプルトン株式会社"), STR_INIT("jp.example.com"),       3, false},
    { STR_INIT("Exampleton Asia Pacific Pte. Ltd."),    STR_INIT("apac.example.com"),     3, true },
};

const struct sample_department sample_departments[SAMPLE_DEPARTMENTS] = {
    {STR_INIT("Corporate Office"),
     STR_INIT("Corporate"),
     STR_INIT("Chief Executive Officer"),
     { STR_INIT("Executive Assistant"), STR_INIT("Strategy Analyst"), STR_INIT("Corporate Planner"),
        STR_INIT("Project Manager") },
     2,  2,
     -120,
     20       },
    { STR_INIT("Production"),
     STR_INIT("Operations"),
     STR_INIT("Head of Production"),
     { STR_INIT("Machine Operator"), STR_INIT("Shift Worker"), STR_INIT("Maintenance Technician"),
        STR_INIT("Production Planner") },
     28, 1,
     -130,
     -90      },
    { STR_INIT("Sales"),
     STR_INIT("Commercial"),
     STR_INIT("Head of Sales"),
     { STR_INIT("Account Manager"), STR_INIT("Sales Representative"), STR_INIT("Key Account Manager"),
        STR_INIT("Sales Support Specialist") },
     16, 0,
     -90,
     -30      },
    { STR_INIT("Customer Service"),
     STR_INIT("Commercial"),
     STR_INIT("Head of Customer Service"),
     { STR_INIT("Service Agent"), STR_INIT("Service Agent"), STR_INIT("Field Service Engineer"),
        STR_INIT("Support Specialist") },
     14, 0,
     20,   0  },
    { STR_INIT("Research & Development"),
     STR_INIT("Technology"),
     STR_INIT("Head of Research & Development"),
     { STR_INIT("Software Engineer"), STR_INIT("Mechanical Engineer"), STR_INIT("Research Scientist"),
        STR_INIT("Test Engineer") },
     14, 3,
     30,   110},
    { STR_INIT("IT"),
     STR_INIT("Technology"),
     STR_INIT("Chief Information Officer"),
     { STR_INIT("System Administrator"), STR_INIT("Help Desk Technician"), STR_INIT("Network Engineer"),
        STR_INIT("Business Analyst") },
     9,  3,
     110,  180},
    { STR_INIT("Logistics"),
     STR_INIT("Operations"),
     STR_INIT("Head of Logistics"),
     { STR_INIT("Warehouse Worker"), STR_INIT("Dispatcher"), STR_INIT("Driver"), STR_INIT("Customs Clerk") },
     12, 1,
     -80,
     -70      },
    { STR_INIT("Finance"),
     STR_INIT("Corporate"),
     STR_INIT("Chief Financial Officer"),
     { STR_INIT("Accountant"), STR_INIT("Accounts Payable Clerk"), STR_INIT("Controller"),
        STR_INIT("Treasury Analyst") },
     8,  0,
     120,  60 },
    { STR_INIT("Purchasing"),
     STR_INIT("Operations"),
     STR_INIT("Head of Purchasing"),
     { STR_INIT("Buyer"), STR_INIT("Category Manager"), STR_INIT("Supplier Manager"),
        STR_INIT("Contract Specialist") },
     5,  0,
     30,   0  },
    { STR_INIT("Human Resources"),
     STR_INIT("Corporate"),
     STR_INIT("Chief People Officer"),
     { STR_INIT("Recruiter"), STR_INIT("HR Business Partner"), STR_INIT("Payroll Specialist"),
        STR_INIT("Learning Specialist") },
     5,  0,
     140,  10 },
    { STR_INIT("Marketing"),
     STR_INIT("Commercial"),
     STR_INIT("Head of Marketing"),
     { STR_INIT("Brand Manager"), STR_INIT("Content Writer"), STR_INIT("Event Manager"),
        STR_INIT("Market Analyst") },
     6,  0,
     -20,
     -10      },
    { STR_INIT("Quality"),
     STR_INIT("Operations"),
     STR_INIT("Head of Quality"),
     { STR_INIT("Quality Inspector"), STR_INIT("Quality Engineer"), STR_INIT("Auditor"),
        STR_INIT("Laboratory Assistant") },
     5,  1,
     150,  30 },
    { STR_INIT("Legal & Compliance"),
     STR_INIT("Corporate"),
     STR_INIT("General Counsel"),
     { STR_INIT("Legal Counsel"), STR_INIT("Compliance Officer"), STR_INIT("Paralegal"),
        STR_INIT("Privacy Officer") },
     3,  0,
     170,  100},
    { STR_INIT("Facilities"),
     STR_INIT("Operations"),
     STR_INIT("Head of Facilities"),
     { STR_INIT("Caretaker"), STR_INIT("Receptionist"), STR_INIT("Electrician"),
        STR_INIT("Security Guard") },
     1,  1,
     -60,
     -60      },
};

static const struct {
    struct str name, de, es, ja;
    bool started;
} groups[SAMPLE_GROUPS] = {
    {STR_INIT("Office"),                    STR_INIT("Büro"),                   STR_INIT("Oficina"),         STR_INIT("オフィス"),    true },
    { STR_INIT("Production and Logistics"), STR_INIT("Produktion und Logistik"),
     STR_INIT("Producción y logística"),                                                                    STR_INIT("製造・物流"), true },
    { STR_INIT("Management"),               STR_INIT("Leitung"),                 STR_INIT("Dirección"),      STR_INIT("経営"),          true },
    { STR_INIT("IT and Development"),       STR_INIT("IT und Entwicklung"),      STR_INIT("TI y desarrollo"),
     STR_INIT("IT・開発"),                                                                                                              true },
    { STR_INIT("Contractors"),              STR_INIT("Externe"),                 STR_INIT("Externos"),        STR_INIT("外部委託"),    false},
};

struct uuid sample_org_id(const struct sample_run *run, int entity)
{
    if (entity == 0 && run->options->root.set) {
        return run->options->root;
    }
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_ENTITY, entity, 0);
    return sample_rng_uuid(&rng);
}

void sample_org_group_id(const struct sample_run *run, int group, char to[24])
{
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_GROUP, group, 0);
    struct uuid id = sample_rng_uuid(&rng);
    num_hex(to, id.b, 12);
}

enum status sample_org_write(struct sample_run *run)
{
    enum status st = ST_OK;
    for (int i = 0; i < SAMPLE_ENTITIES && st == ST_OK; i++) {
        const struct sample_entity *entity = &sample_entities[i];
        struct uuid id = sample_org_id(run, i), parent = sample_org_id(run, entity->parent);
        struct json *j = sample_run_begin(run, STR("organization"));
        must(entity->parent <= i); /* parents first */
        sample_run_uuid(j, STR("id"), &id);
        sample_run_str(j, STR("name"), entity->name);
        if (i != 0) {
            sample_run_uuid(j, STR("parentId"), &parent);
        }
        st = sample_run_end(run);
    }
    return st;
}

enum status sample_org_write_groups(struct sample_run *run)
{
    enum status st = ST_OK;
    for (int i = 0; i < SAMPLE_GROUPS && st == ST_OK; i++) {
        char id[24];
        sample_org_group_id(run, i, id);
        struct json *j = sample_run_begin(run, STR("group"));
        sample_run_str(j, STR("id"), (struct str){ id, sizeof id });
        sample_run_str(j, STR("name"), groups[i].name);
        json_key(j, STR("names"));
        json_open(j, '{');
        sample_run_str(j, STR("de"), groups[i].de);
        sample_run_str(j, STR("es"), groups[i].es);
        sample_run_str(j, STR("ja"), groups[i].ja);
        json_close(j, '}');
        sample_run_bool(j, STR("isStarted"), groups[i].started);
        st = sample_run_end(run);
    }
    return st;
}
