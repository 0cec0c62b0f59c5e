/* verify.c: `muster verify` and `muster recompute`. */
#include "apply/verify.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "cmd/cmd.h"

#include <inttypes.h>
#include <stdio.h>

struct verify_options {
    struct str data, tenant;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct verify_options),
    {"tenant", 0, "NAME", OPT_TEXT(struct verify_options, tenant), NULL,
                             "only this tenant (otherwise the whole store)"},
};

static const struct opt_command verify_command = {
    "muster verify [OPTION]...",
    "Compares everything that is derived with what it derives from, and prints a sentence for each "
    "difference. Exits 1 "
    "when there is one. Only reads; works beside a running server.",
    rows,
    COUNT_OF(rows),
    0,
    0
};

static const struct opt_command recompute_command = {
    "muster recompute [OPTION]...",
    "Derives everything anew from the records. On a healthy store nothing changes.",
    rows,
    COUNT_OF(rows),
    0,
    0
};

static void tell(void *to, const char *sentence)
{
    (void)to;
    puts(sentence);
}

static enum status verify(const struct cmd_store *open, struct str name, int64_t *findings, struct why *why)
{
    struct cmd_tenant tenant;
    if (name.ptr == NULL) {
        return verify_store(open->reader, tell, NULL, findings, why);
    }
    TRY(cmd_find_tenant(open->reader, name, &tenant, why));
    return verify_tenant(open->reader, tenant.id, tell, NULL, findings, why);
}

int cmd_verify(int argc, char **argv)
{
    struct verify_options o;
    struct why why = { "" };
    struct cmd_store open;
    int64_t findings = 0;
    int status;
    if (!cmd_options(&verify_command, &argc, argv, &o, &status)) {
        return status;
    }
    enum status st = cmd_open_read(cmd_data(o.data), &open, &why);
    st = st != ST_OK ? st : verify(&open, o.tenant, &findings, &why);
    cmd_close(&open);
    if (st != ST_OK) {
        return cmd_fail(&why);
    }
    fprintf(stderr, "%" PRId64 " differences\n", findings);
    return findings ? EXIT_FAILED : EXIT_DONE;
}

static enum status recompute_one(struct cmd_store *open, const struct world *world, struct str tenant,
                                 struct why *why)
{
    struct buf request, answer;
    buf_init(&request, MIB);
    buf_init(&answer, MIB);
    struct json j = json_to(&request);
    json_open(&j, '{');
    json_key(&j, STR("do"));
    json_str(&j, STR("recompute"));
    json_key(&j, STR("tenant"));
    json_str(&j, tenant);
    json_close(&j, '}');
    enum status st = cmd_admin(open, world, buf_text(&request), &answer, why);
    if (st == ST_OK) {
        buf_byte(&answer, '\n');
        cmd_write(buf_text(&answer));
    }
    buf_done(&request);
    buf_done(&answer);
    return st;
}

static enum status recompute(struct cmd_store *open, const struct world *world, struct str tenant,
                             struct why *why)
{
    if (tenant.ptr != NULL) {
        return recompute_one(open, world, tenant, why);
    }
    struct query *q = db_query(open->reader, Q_TENANT_LIST);
    enum status st = ST_OK, step;
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = recompute_one(open, world, query_text_at(q, 1), why);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

int cmd_recompute(int argc, char **argv)
{
    struct verify_options o;
    struct why why = { "" };
    struct world world;
    struct cmd_store open = { .store = NULL };
    int status;
    if (!cmd_options(&recompute_command, &argc, argv, &o, &status)) {
        return status;
    }
    enum status st = cmd_world(&world, &why);
    st = st != ST_OK ? st : cmd_open(cmd_data(o.data), false, &open, &why);
    st = st != ST_OK ? st : recompute(&open, &world, o.tenant, &why);
    cmd_close(&open);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}
