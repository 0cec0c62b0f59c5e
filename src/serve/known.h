/* known.h: tenants and keys, from the store or from what this loop still knows of it. */
#ifndef MUSTER_SERVE_KNOWN_H
#define MUSTER_SERVE_KNOWN_H

#include "base/arena.h"
#include "serve/inner.h"

/* Forgets everything if anybody committed since, or the server's settings are others. */
enum status known_refresh(struct serve_loop *loop, const struct live *live);

/* The tenant of an OutThink customer id. ST_NOTFOUND. */
enum status known_customer(struct serve_loop *loop, const struct uuid *id, int64_t *tenant);

/* The key whose token has that hash, if this loop admitted it before; NULL. */
const struct key_facts *known_key(const struct serve_loop *loop, const unsigned char hash[TOKEN_HASH_LEN]);

/* The same from the store, all but settings and use, which stay unset; texts in the arena. Does the same work
 * and answers ST_OK whether there is such a token or not (then facts->tenant is NONE). */
enum status known_look_up(struct serve_loop *loop, struct arena *arena,
                          const unsigned char hash[TOKEN_HASH_LEN], struct key_facts *facts);

/* Looks up once more: what is there if the first look-up found nothing, and what is not if it did, so that
 * both together cost the same. For refusals. */
enum status known_even_out(struct serve_loop *loop, struct arena *arena, const struct key_facts *found);

/* Adds settings and use to the facts of a token that may be used here. */
enum status known_complete(struct serve *serve, struct serve_loop *loop, struct arena *arena,
                           struct key_facts *facts);

/* Keeps facts, complete, for known_key: only of tokens that were admitted. */
void known_keep(struct serve_loop *loop, const unsigned char hash[TOKEN_HASH_LEN],
                const struct key_facts *facts);

#endif
