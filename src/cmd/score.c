/* score.c: `muster score`: the scores of people on a date, and how they come about. Reads the store itself,
 * beside a server or not. */
#include "apply/score_people.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "cmd/cmd.h"
#include "cmd/score_print.h"
#include "model/record.h"

struct score_options {
    struct str data, tenant, date;
    bool explain, json;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct score_options),
    {"tenant",   0, "NAME", OPT_TEXT(struct score_options, tenant),  NULL,
                            "whose (may be left out when there is one tenant)"                                                 },
    { "date",    0, "DATE", OPT_TEXT(struct score_options, date),    NULL,
                            "as of the end of this day (UTC), YYYY-MM-DD; without it today"                                    },
    { "explain", 0, NULL,   OPT_FLAG(struct score_options, explain), NULL,
                            "of one person: the sums, their parts, the interval, and the five events that moved the score most"},
    { "json",    0, NULL,   OPT_FLAG(struct score_options, json),    NULL, "print JSON, a line each"    },
};

static const struct opt_command command = { "muster score [PERSON] [OPTION]...",
                                            "Prints the scores of one person, or of everybody who is not "
                                            "archived. PERSON is named as in records (a GUID, a "
                                            "sourceIdentifier, an e-mail address), or by the number of the "
                                            "CultureAI API. The formulas: docs/scores.md.",
                                            rows,
                                            COUNT_OF(rows),
                                            0,
                                            1 };

struct scored_output {
    const struct scoring *scoring;
    struct arena *arena;
    struct buf text;
    bool json;
};

static enum status write_one(void *to, const struct scored_name *one)
{
    struct scored_output *out = to;
    struct scores scores;
    buf_reset(&out->text);
    TRY(scoring_person(out->scoring, &one->person, out->arena, &scores));
    if (out->json) {
        score_print_json(&out->text, out->scoring->date, one, &scores, NULL);
    } else {
        score_print_line(&out->text, one, &scores);
    }
    return out->text.failed ? ST_NOMEM : cmd_write(buf_text(&out->text)) ? ST_OK : ST_IO;
}

static enum status explain(struct scored_output *out, const struct scored_name *one)
{
    struct scores scores;
    struct score_reasons reasons;
    struct score_part *bare;
    TRY(scoring_person(out->scoring, &one->person, out->arena, &scores));
    TRY(scoring_parts(out->scoring, one->person.person_key, out->arena, &reasons.parts, &reasons.n));
    bare = arena_array(out->arena, struct score_part, reasons.n + 1);
    if (bare == NULL) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < reasons.n; i++) {
        bare[i] = reasons.parts[i].part;
    }
    reasons.count = score_strongest(&scores.decision, bare, reasons.n, out->scoring->date, reasons.strongest);
    if (out->json) {
        score_print_json(&out->text, out->scoring->date, one, &scores, &reasons);
    } else {
        score_print_explained(&out->text, out->scoring->date, one, &scores, &reasons);
    }
    return out->text.failed ? ST_NOMEM : cmd_write(buf_text(&out->text)) ? ST_OK : ST_IO;
}

static enum status print(const struct score_options *o, struct db *db, int64_t tenant, int64_t date,
                         const char *who, struct why *why)
{
    struct arena arena;
    struct scoring scoring;
    struct scored_name one;
    arena_init(&arena, LIMIT_ARENA);
    struct scored_output out = { .scoring = &scoring, .arena = &arena, .json = o->json };
    buf_init(&out.text, MIB);
    enum status st = scoring_begin(&scoring, db, tenant, date);
    if (st == ST_OK && who == NULL) {
        st = score_people_walk(db, tenant, &arena, write_one, &out);
    } else if (st == ST_OK) {
        st = score_people_find(db, tenant, str_of(who), &arena, &one);
        st = st != ST_OK ? st : o->explain ? explain(&out, &one) : write_one(&out, &one);
    }
    buf_done(&out.text);
    arena_done(&arena);
    return st == ST_OK ? st
                       : why_not(why, st,
                                 st == ST_END ? "nobody has this id, sourceIdentifier or e-mail"
                                              : "cannot work the scores out: %s",
                                 status_name(st));
}

static enum status run(const struct score_options *o, int64_t date, const char *who, struct why *why)
{
    struct cmd_store open;
    struct cmd_tenant tenant;
    enum status st = cmd_open_read(cmd_data(o->data), &open, why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, o->tenant, &tenant, why);
    if (st == ST_OK) {
        st = db_begin(open.reader);
        st = st != ST_OK ? st : print(o, open.reader, tenant.id, date, who, why);
        db_rollback(open.reader);
    }
    cmd_close(&open);
    return st;
}

int cmd_score(int argc, char **argv)
{
    struct score_options o;
    struct why why = { "" };
    struct world world;
    int64_t date;
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    if (o.explain && argc == 0) {
        return cmd_usage("say whose score to explain");
    }
    if (o.date.ptr != NULL && !when_parse_date(o.date, &date)) {
        return cmd_usage("--date is a date such as 2026-01-31");
    }
    enum status st = cmd_world(&world, &why);
    if (st == ST_OK && o.date.ptr == NULL) {
        date = score_day(world_now(&world));
    }
    st = st != ST_OK ? st : run(&o, date, argc > 0 ? argv[0] : NULL, &why);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}
