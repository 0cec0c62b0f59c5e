/* fuzz_json.c: any bytes as a JSON text. What is read and written again must read back as the same, texts
 * must be UTF-8, and no nesting deeper than the limit may come through. */
#include "base/fold.h"
#include "base/json.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Folding a second time changes nothing. */
static void check_text(struct str text)
{
    struct arena arena;
    struct str once, twice, letters;
    must(text.ptr != NULL && str_utf8(text));
    arena_init(&arena, 64 * MIB);
    if (fold(&arena, text, &once) == ST_OK) {
        must(str_utf8(once));
        must(fold(&arena, once, &twice) == ST_OK && str_eq(once, twice));
        must(fold_letters(&arena, text, &letters) == ST_OK && str_utf8(letters));
    }
    arena_done(&arena);
}

static void print(struct json *j, const struct jsonin *value, int depth)
{
    struct str text;
    int64_t number;
    double real;
    bool truth;
    must(depth <= LIMIT_JSON_DEPTH);
    switch (jsonin_kind(value)) {
    case JSONIN_ABSENT:
        abort();
    case JSONIN_NULL:
        json_null(j);
        break;
    case JSONIN_BOOL:
        must(jsonin_bool(value, &truth));
        json_bool(j, truth);
        break;
    case JSONIN_INT:
        must(jsonin_int(value, &number) && jsonin_real(value, &real));
        json_int(j, number);
        break;
    case JSONIN_REAL:
        must(jsonin_real(value, &real) && isfinite(real));
        json_real(j, real);
        break;
    case JSONIN_TEXT:
        must(jsonin_text(value, &text));
        check_text(text);
        json_str(j, text);
        break;
    case JSONIN_LIST:
        json_open(j, '[');
        for (size_t i = 0; i < jsonin_count(value); i++) {
            print(j, jsonin_item(value, i), depth + 1);
        }
        json_close(j, ']');
        break;
    case JSONIN_MAP:
        json_open(j, '{');
        for (struct jsonin_walk w = jsonin_walk(value); jsonin_next(&w);) {
            must(jsonin_get(value, w.key) == w.value);
            json_key(j, w.key);
            print(j, w.value, depth + 1);
        }
        json_close(j, '}');
        break;
    }
}

/* Reads and prints; false when it is no JSON. */
static bool echo(struct str text, struct buf *out)
{
    struct jsonin *root;
    struct why why;
    enum status st = jsonin_parse(text, &root, &why);
    must(st == ST_OK || ((st == ST_INVALID || st == ST_LIMIT) && why.text[0] != 0));
    if (st != ST_OK) {
        return false;
    }
    struct json j = json_to(out);
    print(&j, root, 0);
    must(!out->failed);
    jsonin_free(root);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf once, twice;
    buf_init(&once, 64 * MIB);
    buf_init(&twice, 64 * MIB);
    if (echo((struct str){ (const char *)data, size }, &once)) {
        must(echo(buf_text(&once), &twice));
        must(str_eq(buf_text(&once), buf_text(&twice)));
    }
    buf_done(&once);
    buf_done(&twice);
    return 0;
}
