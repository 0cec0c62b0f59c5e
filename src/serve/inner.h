/* inner.h: what the steps share: the server's state and that of each loop. Only src/serve includes it. */
#ifndef MUSTER_SERVE_INNER_H
#define MUSTER_SERVE_INNER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "dialect/registry.h"
#include "serve/live.h"
#include "serve/rate.h"
#include "serve/requests.h"
#include "serve/serve.h"
#include "serve/strangers.h"
#include "serve/token.h"
#include "serve/uses.h"
#include "serve/watch.h"

enum { KNOWN_KEYS = 64, KNOWN_TEXT = 256 };

/* A key, the token of it that was sent, and its tenant, as the store has them. */
struct key_facts {
    int64_t tenant, seq; /* tenant NONE: there is no such token */
    struct str tenant_name, key_id;
    struct str cidrs; /* absent: it may be used from anywhere */
    unsigned apis;
    uint64_t scopes;
    bool pseudonymous;
    int64_t expires_at, revoked_at;                    /* NONE: never */
    int64_t number, created_at, ends_at, last_used_at; /* of the token; NONE: never */
    int64_t settings[SETTING_COUNT];                   /* known_complete */
    struct use *use;                                   /* the same */
};

/* Keys and customers that this loop has looked up; forgotten as soon as anybody commits anything (the
 * database's data version), so that a revocation acts on the next request. */
struct known_key {
    bool set;
    unsigned char hash[TOKEN_HASH_LEN];
    struct key_facts facts;
    char text[KNOWN_TEXT]; /* the facts' texts; a key whose texts do not fit is looked up each time */
};

struct known_customer {
    bool set;
    struct uuid id;
    int64_t tenant;
};

struct serve_loop {
    struct db *db;
    int64_t data_version;
    const struct live *live;             /* with which settings keys were looked up */
    unsigned char decoy[TOKEN_HASH_LEN]; /* of a token that is there; zero: there is none */
    struct known_key keys[KNOWN_KEYS];
    struct known_customer customers[KNOWN_KEYS];
    struct buf head, body; /* of the answer under way; used within one callback only */
    struct arena scratch;  /* of the row under way; the same */
};

struct serve {
    struct serve_config config;
    struct control_app control;
    struct rate *rate;
    struct uses *uses;
    struct strangers *strangers;
    struct requests *requests;
    struct live *_Atomic live;
    int loop_count;
    struct serve_loop *loops;
    struct watch watch;
};

#endif
