/* admin_mail.c: see admin_mail.h. A case is named by its number, which is that of one of its mails: the
 * decision is kept with that mail, so that it stays with the case when cases join. */
#include "serve/admin_mail.h"

#include "apply/mails.h"
#include "base/limits.h"

static enum status mails_of(struct asked *a, struct mails *mails)
{
    *mails = (struct mails){ .db = a->db, .now = world_now(a->world) };
    return asked_tenant(a, asked_text(a, STR("tenant")), &mails->tenant, &mails->customer);
}

enum status admin_mail_decide(struct asked *a)
{
    struct mails mails;
    struct mails_decision d = { .number = NONE,
                                .by = asked_text(a, STR("by")),
                                .note = asked_text(a, STR("note")) };
    struct str verdict = asked_text(a, STR("verdict"));
    d.whole_case = jsonin_int(jsonin_get(a->request, STR("case")), &d.number);
    if (!d.whole_case && !jsonin_int(jsonin_get(a->request, STR("mail")), &d.number)) {
        return why_not(a->why, ST_INVALID, "a decision needs the number of a mail or a case");
    }
    d.verdict = words_value(&words_mail_verdict, verdict);
    if (d.verdict == VERDICT_NONE) {
        return why_not(a->why, ST_INVALID, "a verdict is malicious, spam, harmless or simulation");
    }
    TRY(mails_of(a, &mails));
    TRY(mails_decide(&mails, &d, a->why));
    json_key(&a->answer, STR("mail"));
    json_int(&a->answer, d.number);
    json_key(&a->answer, STR("wholeCase"));
    json_bool(&a->answer, d.whole_case);
    asked_tell(a, STR("verdict"), verdict);
    return ST_OK;
}

enum status admin_mail_settings(struct asked *a)
{
    struct mails mails;
    struct arena arena;
    struct mails_settings given = { asked_text(a, STR("domains")), asked_text(a, STR("simulationHeaders")),
                                    asked_text(a, STR("simulationHosts")) };
    TRY(mails_of(a, &mails));
    if (given.domains.ptr != NULL || given.headers.ptr != NULL || given.hosts.ptr != NULL) {
        TRY(mails_set(&mails, &given, a->why));
    }
    arena_init(&arena, MIB);
    enum status st = mails_settings(a->db, mails.tenant, &arena, &given);
    if (st == ST_OK) {
        asked_tell(a, STR("domains"), given.domains);
        asked_tell(a, STR("simulationHeaders"), given.headers);
        asked_tell(a, STR("simulationHosts"), given.hosts);
    }
    arena_done(&arena);
    return st;
}
