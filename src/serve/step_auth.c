/* step_auth.c: who asks? Which headers say so is the dialect's; that a wrong key is told nothing beyond
 * "wrong" is everybody's. Failures are counted by address (strangers.h), never against a customer. */
#include "model/record.h"
#include "serve/known.h"
#include "serve/request.h"

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

/* Whatever makes a found key unusable here and now; REFUSED_NOT: nothing does. */
static enum refused unusable(const struct request *rq, const struct key_facts *facts, int64_t tenant)
{
    int64_t now = world_now(rq->serve->config.world);
    if ((tenant != NONE && facts->tenant != tenant) || !(facts->apis & rq->dialect->api)) {
        return REFUSED_BAD_KEY;
    }
    if ((facts->expires_at != NONE && facts->expires_at <= now) || facts->revoked_at != NONE) {
        return REFUSED_BAD_KEY;
    }
    return facts->cidrs.ptr == NULL || rq->http->local ||
                   (rq->origin.known && rq->origin.sure && address_in(&rq->origin.address, facts->cidrs))
               ? REFUSED_NOT
               : REFUSED_RANGE;
}

static enum step find_key(struct request *rq, struct str token, int64_t tenant)
{
    unsigned char hash[TOKEN_HASH_LEN];
    const struct key_facts *facts;
    token_hash(store_token_secret(rq->serve->config.store), token.ptr ? token : STR(""), hash);
    enum status st = known_key(rq->loop, &rq->http->arena, hash, &facts);
    enum refused bad = st == ST_NOTFOUND ? REFUSED_BAD_KEY
                       : st == ST_OK     ? unusable(rq, facts, tenant)
                                         : REFUSED_NOT;
    if (bad != REFUSED_NOT) {
        return wrong(rq, bad, rq->dialect->credentials.key,
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
                                  .scopes = facts->scopes,
                                  .pseudonymous = facts->pseudonymous,
                                  .csv_escape = facts->csv_escape };
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
    enum status st = known_refresh(rq->loop);
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
