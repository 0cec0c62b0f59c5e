/* main.c: the table of commands. `muster COMMAND --help` prints a command's options. */
#include "base/must.h"
#include "cmd/cmd.h"
#include "mail/reader.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *about;
};

static int cmd_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    puts("muster " MUSTER_VERSION);
    return EXIT_DONE;
}

static const struct command commands[] = {
    {"demo",        cmd_demo,       "start with a made-up organization, keys and a server"   },
    { "serve",      cmd_serve,      "answer requests"                                        },
    { "tenant",     cmd_tenant,     "add, list, set up and remove tenants"                   },
    { "key",        cmd_key,        "add, list, rotate and revoke keys"                      },
    { "import",     cmd_import,     "read files into the store"                              },
    { "export",     cmd_export,     "print what the store holds"                             },
    { "mail",       cmd_mail,       "list, show and decide about reported mail"              },
    { "people",     cmd_people,     "find duplicates; merge, print or erase people"          },
    { "behavior",   cmd_behavior,   "set up what events tell of; list, disable and enable"   },
    { "score",      cmd_score,      "print and explain the scores of people"                 },
    { "requests",   cmd_requests,   "print what clients sent to the server lately"           },
    { "sample",     cmd_sample,     "print a made-up organization as records"                },
    { "verify",     cmd_verify,     "compare everything derived with what it derives from"   },
    { "recompute",  cmd_recompute,  "derive everything anew"                                 },
    { "reclassify", cmd_reclassify, "judge anew who acted in simulations: people or scanners"},
    { "config",     cmd_config,     "print the settings and where each comes from"           },
    { "routes",     cmd_routes,     "print every route, parameter and field"                 },
    { "openapi",    cmd_openapi,    "print the OpenAPI document of an API"                   },
    { "limits",     cmd_limits,     "print every maximum"                                    },
    { "texts",      cmd_texts,      "print the Kaspersky API's texts in all languages"       },
    { "version",    cmd_version,    "print the version"                                      },
};

static int print_commands(FILE *to)
{
    fputs("usage: muster COMMAND [OPTION]... [ARGUMENT]...\n\n", to);
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].about);
    }
    fputs("\n`muster COMMAND --help` tells a command's options.\n", to);
    return to == stdout ? EXIT_DONE : EXIT_USAGE;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        return print_commands(stderr);
    }
    if (strcmp(argv[1], READER_ARGUMENT) == 0) {
        return reader_serve(); /* not a command: how this program starts itself to read mail */
    }
    if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        return print_commands(stdout);
    }
    if (strcmp(argv[1], "--version") == 0) {
        return cmd_version(0, NULL);
    }
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 2, argv + 2);
        }
    }
    const char *near = opt_nearest(str_of(argv[1]), commands, COUNT_OF(commands), sizeof *commands);
    return near ? cmd_usage("there is no command %s; did you mean %s?", argv[1], near)
                : cmd_usage("there is no command %s; `muster help` lists them", argv[1]);
}
