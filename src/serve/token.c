/* token.c: making and hashing API keys. */
#include "serve/token.h"

#include "base/must.h"

#include <sodium.h>
#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

enum { LETTERS = 62, PREFIX = 4, CHECK = 6, CHECKED = TOKEN_LEN - CHECK };

/* n random characters, each equally likely: bytes from 248 on would favor the first letters. */
static void random_letters(const struct world *world, char *to, size_t n)
{
    for (size_t i = 0; i < n;) {
        unsigned char bytes[64];
        world_random(world, bytes, sizeof bytes);
        for (size_t k = 0; k < sizeof bytes && i < n; k++) {
            if (bytes[k] < 4 * LETTERS) {
                to[i++] = alphabet[bytes[k] % LETTERS];
            }
        }
        sodium_memzero(bytes, sizeof bytes);
    }
}

/* No secret in it: it only tells a slip of the hand. */
static void checksum(const char *text, char to[CHECK])
{
    unsigned char digest[crypto_generichash_BYTES_MIN];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)text, CHECKED, NULL, 0);
    for (int i = 0; i < CHECK; i++) {
        to[i] = alphabet[digest[i] % LETTERS];
    }
}

void token_make(const struct world *world, struct token *token)
{
    memcpy(token->text, "mst_", PREFIX);
    random_letters(world, token->text + PREFIX, CHECKED - PREFIX);
    checksum(token->text, token->text + CHECKED);
    token->text[TOKEN_LEN] = 0;
    memcpy(token->id, token->text + PREFIX, TOKEN_ID_LEN);
    token->id[TOKEN_ID_LEN] = 0;
}

void token_make_for(const struct world *world, struct str id, struct token *token)
{
    must(id.len == TOKEN_ID_LEN);
    token_make(world, token);
    memcpy(token->text + PREFIX, id.ptr, TOKEN_ID_LEN);
    checksum(token->text, token->text + CHECKED);
    memcpy(token->id, id.ptr, TOKEN_ID_LEN);
}

void token_hash(const unsigned char *secret, struct str text, unsigned char hash[TOKEN_HASH_LEN])
{
    crypto_generichash(hash, TOKEN_HASH_LEN, (const unsigned char *)text.ptr, text.len, secret,
                       crypto_generichash_KEYBYTES);
}

bool token_hash_equal(const unsigned char a[TOKEN_HASH_LEN], const unsigned char b[TOKEN_HASH_LEN])
{
    return sodium_memcmp(a, b, TOKEN_HASH_LEN) == 0;
}

bool token_is_whole(struct str text)
{
    char check[CHECK];
    if (text.len != TOKEN_LEN || !str_starts(text, STR("mst_"))) {
        return false;
    }
    for (size_t i = PREFIX; i < TOKEN_LEN; i++) {
        if (memchr(alphabet, text.ptr[i], LETTERS) == NULL) {
            return false;
        }
    }
    checksum(text.ptr, check);
    return memcmp(check, text.ptr + CHECKED, CHECK) == 0;
}
