/* sample.c: `muster sample`: a made-up organization as records. */
#include "feed/sample.h"

#include "base/must.h"
#include "base/when.h"
#include "cmd/cmd.h"

#include <stdio.h>

struct sample_values {
    int64_t people, campaigns, simulations, seed;
    bool edge_cases;
    struct str root, today;
};

static const struct opt rows[] = {
    {"people",                    0,          "N",                   OPT_INT(struct sample_values,     people),                                                   "500",                                                                        "make up N people", 0, INT64_MAX },
    { "campaigns",                  0,                           "N",                                     OPT_INT(struct sample_values,                                                   campaigns),                                                                               "12",                                                                                           "and N training campaigns",                                                 0,
     INT64_MAX },
    { "simulations", 0,          "N",                                                      OPT_INT(struct sample_values,                                                                                     simulations),                                                                                                                                 "3",                                                                                                                                                                                                            "and N attack simulations",                                                                                                                                                                                                                  0,
     INT64_MAX },
    { "seed",               0,                      "S",                 OPT_INT(struct sample_values,seed),                                                                                                                                                   "1",                                                                                                                                                                                                                              "another seed, another organization",                                                                                                                                                                                                                                          0,
     INT64_MAX },
    { "edge-cases",                        0,NULL,OPT_FLAG(struct sample_values,                                                   edge_cases),NULL,
     "add records at the edges of what is valid"                                                                                                                                                                                                                                                    },
    { "root",               0, "GUID",                                  OPT_TEXT(struct sample_values,                                                     root),                                                 NULL,
     "id of the root organization: the tenant's customer id"                                                                                                                                                                                                                  },
    { "today",                     0,                "DATE",                               OPT_TEXT(struct sample_values, today), NULL,
     "nothing has happened after DATE (a fixed day otherwise)"                                                                                                                                                                                                      },
};

static const struct opt_command command = { "muster sample [OPTION]...",
                                            "Prints a made-up organization as records, for `muster import "
                                            "records`. The same options print the same bytes.",
                                            rows,
                                            COUNT_OF(rows),
                                            0,
                                            0 };

static enum status write_line(void *to, struct str line)
{
    (void)to;
    return fwrite(line.ptr, 1, line.len, stdout) == line.len && putchar('\n') != EOF ? ST_OK : ST_IO;
}

int cmd_sample(int argc, char **argv)
{
    struct sample_options options = sample_defaults();
    struct sample_values o;
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    options.people = o.people;
    options.campaigns = o.campaigns;
    options.simulations = o.simulations;
    options.seed = (uint64_t)o.seed;
    options.edge_cases = o.edge_cases;
    if (o.root.ptr && !uuid_parse(o.root, &options.root)) {
        return cmd_usage("--root is not a GUID");
    }
    if (o.today.ptr && !when_parse(o.today, &options.today)) {
        return cmd_usage("--today is not a date such as 2026-01-31");
    }
    enum status st = sample_write(&options, write_line, NULL);
    if (st == ST_INVALID) {
        return cmd_usage("--people, --campaigns, --simulations or --today is out of range; `muster limits` "
                         "prints the maxima");
    }
    bool good = st == ST_OK && fflush(stdout) == 0;
    return good ? EXIT_DONE : cmd_fail(&(struct why){ "cannot write the sample" });
}
