/* etag.c: see etag.h. */
/* hot path */
#include "serve/etag.h"

#include "base/must.h"
#include "base/num.h"
#include "base/when.h"

#include <sodium.h>

static void add(crypto_generichash_state *hash, const void *bytes, size_t n)
{
    crypto_generichash_update(hash, bytes, n);
}

static void add_text(crypto_generichash_state *hash, const char *text)
{
    struct str s = str_of(text);
    add(hash, s.ptr, s.len + 1);
}

static void add_str(crypto_generichash_state *hash, const struct str *text)
{
    add(hash, &text->len, sizeof text->len);
    add(hash, text->ptr, text->len);
}

static void add_arg(crypto_generichash_state *hash, enum shape shape, const void *at)
{
    const struct uuid *uuid = at;
    const struct texts *texts = at;
    const struct ints *ints = at;
    switch (shape) {
    case SHAPE_UUID:
        add(hash, &uuid->set, sizeof uuid->set);
        add(hash, uuid->b, uuid->set ? sizeof uuid->b : 0);
        break;
    case SHAPE_INT:
    case SHAPE_TIME:
        add(hash, at, sizeof(int64_t));
        break;
    case SHAPE_WORD:
        add(hash, at, sizeof(int));
        break;
    case SHAPE_TEXT:
        add_str(hash, at);
        break;
    case SHAPE_TEXTS:
        add(hash, &texts->n, sizeof texts->n);
        for (int64_t i = 0; i < texts->n; i++) {
            add_str(hash, &texts->at[i]);
        }
        break;
    case SHAPE_INTS:
        add(hash, &ints->n, sizeof ints->n);
        add(hash, ints->at, (size_t)ints->n * sizeof *ints->at);
        break;
    default:
        must(false); /* no parameter of a GET (registry.c) */
    }
}

/* Parameters one by one: the struct has bytes between its members. */
static void add_args(crypto_generichash_state *hash, const struct param *params, const struct args *args)
{
    for (const struct param *p = params; p->shape != SHAPE_END; p++) {
        const char *at = (const char *)args + p->at;
        add_arg(hash, p->shape, at);
    }
}

void etag_make(const struct etag_of *of, char etag[ETAG_LEN])
{
    unsigned char digest[16];
    int64_t minute = of->route->clock ? of->now / (60 * WHEN_SECOND) : 0;
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, sizeof digest);
    add_text(&hash, MUSTER_VERSION);
    add_text(&hash, of->dialect->name);
    add_text(&hash, of->route->method);
    add_text(&hash, of->route->path);
    add(&hash, &of->tenant, sizeof of->tenant);
    add(&hash, &of->seq, sizeof of->seq);
    add(&hash, &minute, sizeof minute);
    add(&hash, &of->pseudonymous, sizeof of->pseudonymous);
    add_args(&hash, of->route->params, of->args);
    crypto_generichash_final(&hash, digest, sizeof digest);
    etag[0] = etag[ETAG_LEN - 1] = '"';
    num_hex(etag + 1, digest, sizeof digest);
}

bool etag_matches(struct str list, struct str etag)
{
    if (str_eq(str_trim(list), STR("*"))) {
        return true;
    }
    while (list.ptr != NULL) {
        struct str tag = str_trim(str_cut(&list, ','));
        if (str_starts(tag, STR("W/"))) {
            tag = str_from(tag, 2);
        }
        if (str_eq(tag, etag)) {
            return true;
        }
    }
    return false;
}
