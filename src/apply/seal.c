/* seal.c: see seal.h. A sealed text is "1:" and the base64 of nonce, ciphertext and tag. */
#include "apply/seal.h"

#include "base/must.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <string.h>

enum { NONCE = 12, TAG = 16, KEY = 32, MARK = 2, BASE64 = sodium_base64_VARIANT_ORIGINAL_NO_PADDING };

static void make_key(const struct db *db, const char *purpose, unsigned char key[KEY])
{
    must(db_secret(db) != NULL);
    crypto_generichash(key, KEY, (const unsigned char *)purpose, strlen(purpose), db_secret(db),
                       crypto_generichash_KEYBYTES);
}

static void make_nonce(const struct db *db, struct str context, struct str plain, unsigned char nonce[NONCE])
{
    unsigned char key[KEY], hash[KEY];
    uint64_t len = context.len;
    crypto_generichash_state state;
    make_key(db, "nonces of sealed texts", key);
    crypto_generichash_init(&state, key, sizeof key, sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)&len, sizeof len);
    crypto_generichash_update(&state, (const unsigned char *)context.ptr, context.len);
    crypto_generichash_update(&state, (const unsigned char *)plain.ptr, plain.len);
    crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(nonce, hash, NONCE);
    sodium_memzero(key, sizeof key);
}

static bool encrypt(EVP_CIPHER_CTX *ctx, const unsigned char *key, struct str context, struct str plain,
                    unsigned char *to)
{
    int n, m;
    return EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, to) == 1 &&
           EVP_EncryptUpdate(ctx, NULL, &n, (const unsigned char *)context.ptr, (int)context.len) == 1 &&
           EVP_EncryptUpdate(ctx, to + NONCE, &n, (const unsigned char *)plain.ptr, (int)plain.len) == 1 &&
           EVP_EncryptFinal_ex(ctx, to + NONCE + n, &m) == 1 &&
           EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG, to + NONCE + plain.len) == 1;
}

static bool decrypt(EVP_CIPHER_CTX *ctx, const unsigned char *key, struct str context, unsigned char *from,
                    size_t len, unsigned char *to)
{
    int n, m;
    return EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, from) == 1 &&
           EVP_DecryptUpdate(ctx, NULL, &n, (const unsigned char *)context.ptr, (int)context.len) == 1 &&
           EVP_DecryptUpdate(ctx, to, &n, from + NONCE, (int)len) == 1 &&
           EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, TAG, from + NONCE + len) == 1 &&
           EVP_DecryptFinal_ex(ctx, to + n, &m) == 1;
}

enum status seal_text(const struct db *db, struct arena *arena, struct str context, struct str plain,
                      struct str *sealed)
{
    unsigned char key[KEY];
    if (plain.ptr == NULL) {
        *sealed = STR_NONE;
        return ST_OK;
    }
    size_t len = NONCE + plain.len + TAG, room = MARK + sodium_base64_ENCODED_LEN(len, BASE64);
    unsigned char *bytes = arena_array(arena, unsigned char, len);
    char *text = arena_array(arena, char, room);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool made = bytes != NULL && text != NULL && ctx != NULL;
    if (made) {
        make_nonce(db, context, plain, bytes);
        make_key(db, "sealed texts", key);
        made = encrypt(ctx, key, context, plain, bytes);
        sodium_memzero(key, sizeof key);
    }
    if (made) {
        memcpy(text, "1:", MARK);
        sodium_bin2base64(text + MARK, room - MARK, bytes, len, BASE64);
        *sealed = str_of(text);
    }
    EVP_CIPHER_CTX_free(ctx);
    return made ? ST_OK : ST_NOMEM;
}

enum status seal_open(const struct db *db, struct arena *arena, struct str context, struct str sealed,
                      struct str *plain)
{
    unsigned char key[KEY];
    size_t len;
    if (sealed.ptr == NULL) {
        *plain = STR_NONE;
        return ST_OK;
    }
    if (!str_starts(sealed, STR("1:"))) {
        return ST_CORRUPT;
    }
    unsigned char *bytes = arena_array(arena, unsigned char, sealed.len + 1), *to;
    to = arena_array(arena, unsigned char, sealed.len + 1);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    if (bytes == NULL || to == NULL || ctx == NULL) {
        EVP_CIPHER_CTX_free(ctx);
        return ST_NOMEM;
    }
    bool good = sodium_base642bin(bytes, sealed.len, sealed.ptr + MARK, sealed.len - MARK, NULL, &len, NULL,
                                  BASE64) == 0 &&
                len >= NONCE + TAG;
    if (good) {
        make_key(db, "sealed texts", key);
        good = decrypt(ctx, key, context, bytes, len - NONCE - TAG, to);
        sodium_memzero(key, sizeof key);
    }
    if (good) {
        *plain = (struct str){ (const char *)to, len - NONCE - TAG };
    }
    EVP_CIPHER_CTX_free(ctx);
    return good ? ST_OK : ST_CORRUPT;
}

struct str seal_of_event(struct arena *arena, int64_t tenant, struct str behavior, int64_t reference)
{
    return arena_format(arena, "behaviorEvent\x1f%lld\x1f" STR_FMT "\x1f%lld", (long long)tenant,
                        STR_ARG(behavior), (long long)reference);
}
