/* cmd.h: what commands share. A command is one file: its options as a table, and a function that answers the
 * exit status. Results go to standard output, everything else to standard error. */
#ifndef MUSTER_CMD_CMD_H
#define MUSTER_CMD_CMD_H

#include "apply/import.h"
#include "base/opt.h"
#include "base/world.h"
#include "store/store.h"

#include <stdbool.h>

int cmd_tenant(int argc, char **argv);
int cmd_key(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_mail(int argc, char **argv);
int cmd_people(int argc, char **argv);
int cmd_behavior(int argc, char **argv);
int cmd_score(int argc, char **argv);
int cmd_requests(int argc, char **argv);
int cmd_sample(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_demo(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_recompute(int argc, char **argv);
int cmd_reclassify(int argc, char **argv);
int cmd_config(int argc, char **argv);
int cmd_routes(int argc, char **argv);
int cmd_openapi(int argc, char **argv);
int cmd_limits(int argc, char **argv);
int cmd_texts(int argc, char **argv);

/* The option that every command with a store has. */
#define CMD_DATA_ROW(type)                                                                                   \
    {                                                                                                        \
        "data", 0, "DIR", OPT_TEXT(type, data), NULL, "the data folder (else MUSTER_DATA, else muster-data)" \
    }

/* Parses the words behind the command's name. true: go on. false: *status is the exit status (--help was
 * printed, or wrong usage told). */
bool cmd_options(const struct opt_command *command, int *argc, char **argv, void *values, int *status);

/* Tells the sentence and answers EXIT_FAILED. */
int cmd_fail(const struct why *why);
/* The same for wrong usage, EXIT_USAGE; a printf sentence. */
int cmd_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The folder: the option, else MUSTER_DATA, else muster-data. Lives as long as the program. */
const char *cmd_data(struct str option);

/* The machine's clock and randomness; MUSTER_CLOCK (a time) stops the clock, for tests. */
enum status cmd_world(struct world *world, struct why *why);

/* A store to write to: owned by this process, or by a running server that is asked (remote.h). */
struct cmd_store {
    struct store *store;
    struct db *reader;
    bool remote;
};

/* Waits a moment when another command holds the folder. make: a folder without a store is not an error. */
enum status cmd_open(const char *dir, bool make, struct cmd_store *open, struct why *why);
/* For reading only. */
enum status cmd_open_read(const char *dir, struct cmd_store *open, struct why *why);
void cmd_close(struct cmd_store *open);

/* A tenant by name; without a name the only one. */
struct cmd_tenant {
    int64_t id;
    struct uuid customer;
    char name[256];
};
enum status cmd_find_tenant(struct db *db, struct str name, struct cmd_tenant *tenant, struct why *why);

/* Whether the tenant has such a key, revoked or not. ST_NOTFOUND with a sentence. */
enum status cmd_find_key(struct db *db, int64_t tenant, struct str id, struct why *why);

/* Asks for a piece of administration (serve/admin.h): here, or of the running server. */
enum status cmd_admin(struct cmd_store *open, const struct world *world, struct str request,
                      struct buf *answer, struct why *why);

/* The request that sets a setting of a tenant, or of its key; value absent: unsets it. */
void cmd_ask_setting(struct buf *request, const char *tenant, struct str key, struct str name,
                     struct str value);

/* Writes all of it to standard output; false when that failed. */
bool cmd_write(struct str text);

#endif
