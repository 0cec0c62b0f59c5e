/* step_auth.c: who asks? Which headers say so is the dialect's; that a wrong key is told nothing beyond
 * "wrong" is everybody's. Failures are counted by address (strangers.h), never against a customer. */
#include "model/record.h"
#include "serve/aging.h"
#include "serve/known.h"
#include "serve/request.h"

#include <string.h>

enum { MS = 1000 };

/* The client's address where failures are counted: not on the unix socket, not on loopback. */
static bool counted(const struct request *rq)
{
    return rq->serve->strangers != NULL && rq->origin.known && !address_is_loopback(&rq->origin.address);
}

/* The reason names the header; what the client sent is never repeated. */
static enum step wrong(struct request *rq, enum refused what, const char *header, const char *reason)
{
    if (counted(rq)) {
        strangers_failed(rq->serve->strangers, &rq->origin.address, world_monotonic_ms());
    }
    return request_refuse(rq, what, NULL, "%s %s", header, reason);
}

static enum step check_stranger(struct request *rq)
{
    int64_t wait_ms;
    if (!counted(rq) ||
        !strangers_blocked(rq->serve->strangers, &rq->origin.address, world_monotonic_ms(), &wait_ms)) {
        return STEP_NEXT;
    }
    rq->retry_after = (wait_ms + MS - 1) / MS;
    return request_refuse(rq, REFUSED_STRANGER, NULL,
                          "Too many failed authentications from this address; try again in %lld seconds",
                          (long long)rq->retry_after);
}

/* The tenant that the customer header names; NONE where the API has no such header. */
static enum step find_customer(struct request *rq, int64_t *tenant)
{
    const char *header = rq->dialect->credentials.customer;
    struct uuid id;
    *tenant = NONE;
    if (header == NULL) {
        return STEP_NEXT;
    }
    struct str value = http_field_of(rq->http, str_of(header));
    if (value.len == 0) {
        return wrong(rq, REFUSED_NO_CUSTOMER, header, "header with the customer id is missing");
    }
    enum status st = uuid_parse(value, &id) ? known_customer(rq->loop, &id, tenant) : ST_NOTFOUND;
    if (st == ST_NOTFOUND) {
        return wrong(rq, REFUSED_BAD_CUSTOMER, header, "header is not a valid customer id");
    }
    return st == ST_OK ? STEP_NEXT : request_fail(rq, st);
}

/* What stands behind the scheme and one or more spaces, or all where there is no scheme; absent when it is
 * another scheme. */
static struct str token_in(struct str value, const struct credentials *credentials)
{
    struct str rest = value, word;
    if (credentials->scheme == NULL) {
        return value;
    }
    word = str_cut(&rest, ' ');
    if (rest.ptr == NULL && credentials->bare) {
        return value;
    }
    if (!str_eq_nocase(word, str_of(credentials->scheme))) {
        return STR_NONE;
    }
    while (rest.len && rest.ptr[0] == ' ') {
        rest = str_from(rest, 1);
    }
    return rest.len ? rest : STR_NONE;
}

/* Whether the token is one for here and now (REFUSED_NOT: it is); its age is looked at later. */
static enum refused fits(const struct request *rq, const struct key_facts *facts, int64_t tenant)
{
    int64_t now = world_now(rq->serve->config.world);
    if (facts->tenant == NONE || (tenant != NONE && facts->tenant != tenant) ||
        !(facts->apis & rq->dialect->api)) {
        return REFUSED_BAD_KEY;
    }
    if ((facts->expires_at != NONE && facts->expires_at <= now) || facts->revoked_at != NONE ||
        (facts->ends_at != NONE && facts->ends_at <= now)) {
        return REFUSED_BAD_KEY;
    }
    return facts->cidrs.ptr == NULL || rq->http->local ||
                   (rq->origin.known && rq->origin.sure && address_in(&rq->origin.address, facts->cidrs))
               ? REFUSED_NOT
               : REFUSED_RANGE;
}

/* Whether this API takes the token for too old. */
static bool too_old(const struct request *rq, const struct key_facts *facts)
{
    const struct aging *aging = rq->dialect->aging;
    int64_t used = atomic_load(&facts->use->at);
    return aging != NULL &&
           aging_is_over(facts->created_at, used > facts->last_used_at ? used : facts->last_used_at,
                         facts->settings[aging->life], facts->settings[aging->unused],
                         world_now(rq->serve->config.world));
}

/* What is refused costs a whole look-up, also where this loop knows better: that a token is another tenant's,
 * or was one once, cannot be told by a clock. ST_NOTFOUND with what to refuse. */
static enum status admit(struct request *rq, struct str token, int64_t tenant, const struct key_facts **facts,
                         enum refused *refused)
{
    unsigned char hash[TOKEN_HASH_LEN];
    token_hash(store_token_secret(rq->serve->config.store), token.ptr ? token : STR(""), hash);
    *facts = known_key(rq->loop, hash);
    if (*facts != NULL && fits(rq, *facts, tenant) == REFUSED_NOT && !too_old(rq, *facts)) {
        return ST_OK;
    }
    struct key_facts *found = arena_new(&rq->http->arena, struct key_facts);
    if (found == NULL) {
        return ST_NOMEM;
    }
    TRY(known_look_up(rq->loop, &rq->http->arena, hash, found));
    *refused = fits(rq, found, tenant);
    if (*refused != REFUSED_NOT) {
        TRY(known_even_out(rq->loop, &rq->http->arena, found));
        return ST_NOTFOUND;
    }
    TRY(known_complete(rq->serve, rq->loop, &rq->http->arena, found));
    if (too_old(rq, found)) {
        *refused = REFUSED_BAD_KEY;
        return ST_NOTFOUND;
    }
    known_keep(rq->loop, hash, found);
    *facts = found;
    return ST_OK;
}

static enum step find_key(struct request *rq, struct str token, int64_t tenant)
{
    const struct key_facts *facts;
    enum refused refused = REFUSED_BAD_KEY;
    enum status st = admit(rq, token, tenant, &facts, &refused);
    if (st == ST_NOTFOUND) {
        return wrong(rq, refused, rq->dialect->credentials.key,
                     "header holds no key that is valid for this customer and API");
    }
    if (st != ST_OK) {
        return request_fail(rq, st);
    }
    /* Copies: the loop may forget the facts while this request waits for its body. */
    rq->caller = (struct caller){ .known = true,
                                  .tenant = facts->tenant,
                                  .seq = facts->seq,
                                  .tenant_name = arena_str(&rq->http->arena, facts->tenant_name),
                                  .key_id = arena_str(&rq->http->arena, facts->key_id),
                                  .token = arena_str(&rq->http->arena, token),
                                  .scopes = facts->scopes,
                                  .pseudonymous = facts->pseudonymous };
    memcpy(rq->caller.settings, facts->settings, sizeof facts->settings);
    uses_note(rq->serve->uses, facts->use, world_now(rq->serve->config.world));
    return STEP_NEXT;
}

enum step step_auth(struct request *rq)
{
    const struct credentials *credentials = &rq->dialect->credentials;
    int64_t tenant;
    enum step step = check_stranger(rq);
    if (step != STEP_NEXT) {
        return step;
    }
    enum status st = known_refresh(rq->loop, rq->live);
    if (st != ST_OK) {
        return request_fail(rq, st);
    }
    step = find_customer(rq, &tenant);
    if (step != STEP_NEXT) {
        return step;
    }
    struct str value = http_field_of(rq->http, str_of(credentials->key));
    if (value.len == 0) {
        return wrong(rq, REFUSED_NO_KEY, credentials->key, "header with the key is missing");
    }
    return find_key(rq, token_in(value, credentials), tenant);
}
