/* token.h: API keys as clients send them: mst_ + 8 characters of identifier + 43 of secret (256 bits) + 6 of
 * checksum, letters and digits only, so that a double click takes all of it and scanners for leaked keys can
 * tell one from noise. The store keeps only a keyed hash. */
#ifndef MUSTER_SERVE_TOKEN_H
#define MUSTER_SERVE_TOKEN_H

#include "base/str.h"
#include "base/world.h"

enum { TOKEN_ID_LEN = 8, TOKEN_LEN = 4 + TOKEN_ID_LEN + 43 + 6, TOKEN_HASH_LEN = 32 };

struct token {
    char text[TOKEN_LEN + 1];  /* ended by NUL; shown once */
    char id[TOKEN_ID_LEN + 1]; /* api_key.key_id */
};

/* A new random token. */
void token_make(const struct world *world, struct token *token);

/* The same for a key that has an id already (TOKEN_ID_LEN bytes: must). */
void token_make_for(const struct world *world, struct str id, struct token *token);

/* What is stored and looked up: keyed BLAKE2b of the text. secret: store_token_secret. Any text has one, so
 * that a wrong token costs what an unknown one costs. */
void token_hash(const unsigned char *secret, struct str text, unsigned char hash[TOKEN_HASH_LEN]);

/* Whether two hashes are equal, in a time that does not tell where they differ. */
bool token_hash_equal(const unsigned char a[TOKEN_HASH_LEN], const unsigned char b[TOKEN_HASH_LEN]);

/* Whether the text is whole: our prefix, our characters, the right checksum. Says nothing about its validity;
 * tells a mistyped or cut token from a foreign one. */
bool token_is_whole(struct str text);

#endif
