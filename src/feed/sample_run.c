/* sample_run.c: record lines and the plan of blocks. */
#include "feed/sample_run.h"

#include "base/must.h"
#include "base/num.h"

#include <string.h>

void sample_text_add(struct sample_text *text, struct str more)
{
    must(more.len <= sizeof text->ptr - text->len);
    memcpy(text->ptr + text->len, more.ptr, more.len);
    text->len += more.len;
}

void sample_text_int(struct sample_text *text, int64_t v)
{
    char digits[NUM_INT_MAX];
    sample_text_add(text, (struct str){ digits, num_int(digits, v) });
}

struct str sample_text_str(const struct sample_text *text)
{
    return (struct str){ text->ptr, text->len };
}

struct sample_rng sample_run_rng(const struct sample_run *run, enum sample_purpose purpose, int64_t a,
                                 int64_t b)
{
    return sample_rng_of(run->options->seed, (uint64_t)purpose, (uint64_t)a, (uint64_t)b);
}

struct json *sample_run_begin(struct sample_run *run, struct str kind)
{
    buf_reset(&run->line);
    run->json = json_to(&run->line);
    json_open(&run->json, '{');
    sample_run_str(&run->json, STR("kind"), kind);
    return &run->json;
}

enum status sample_run_end(struct sample_run *run)
{
    json_close(&run->json, '}');
    return run->line.failed ? ST_NOMEM : run->emit(run->to, buf_text(&run->line));
}

void sample_run_str(struct json *j, struct str key, struct str value)
{
    if (value.ptr != NULL) {
        json_key(j, key);
        json_str(j, value);
    }
}

void sample_run_uuid(struct json *j, struct str key, const struct uuid *value)
{
    if (value->set) {
        json_key(j, key);
        json_uuid(j, value);
    }
}

void sample_run_time(struct json *j, struct str key, int64_t ticks)
{
    if (ticks != WHEN_NONE) {
        json_key(j, key);
        json_time(j, ticks);
    }
}

void sample_run_int(struct json *j, struct str key, int64_t value)
{
    json_key(j, key);
    json_int(j, value);
}

void sample_run_bool(struct json *j, struct str key, bool value)
{
    json_key(j, key);
    json_bool(j, value);
}

void sample_run_ratio(struct json *j, struct str key, int64_t numerator, int64_t denominator)
{
    json_key(j, key);
    if (numerator < 0) {
        json_null(j);
    } else {
        json_real(j, (double)numerator / (double)denominator);
    }
}

static void shuffle(struct sample_rng *rng, uint8_t *parts)
{
    for (int i = SAMPLE_BLOCK - 1; i > 0; i--) {
        int64_t other = sample_rng_below(rng, i + 1);
        uint8_t part = parts[i];
        parts[i] = parts[other];
        parts[other] = part;
    }
}

void sample_run_divide(struct sample_run *run, struct sample_division *division, uint64_t salt)
{
    uint8_t sorted[SAMPLE_BLOCK];
    int filled = 0;
    for (int part = 0; part < SAMPLE_PARTS_MAX; part++) {
        division->before[part] = (uint8_t)filled;
        for (int k = 0; k < division->quota[part]; k++) {
            must(filled < SAMPLE_BLOCK);
            sorted[filled++] = (uint8_t)part;
        }
    }
    must(filled == SAMPLE_BLOCK);
    for (int p = 0; p < SAMPLE_PATTERNS; p++) {
        struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_PATTERN, (int64_t)salt, p);
        uint8_t *parts = division->part[p];
        uint8_t seen[SAMPLE_PARTS_MAX] = { 0 };
        for (int i = 0; i < SAMPLE_BLOCK; i++) {
            parts[i] = sorted[i];
        }
        shuffle(&rng, parts);
        for (int i = 0; p == 0 && parts[0] != 0; i++) {
            /* The first person of all is of part 0: the head of the company. */
            if (parts[i] == 0) {
                parts[i] = parts[0];
                parts[0] = 0;
            }
        }
        for (int i = 0; i < SAMPLE_BLOCK; i++) {
            division->rank[p][i] = seen[parts[i]]++;
            division->slot[p][division->before[parts[i]] + division->rank[p][i]] = (uint8_t)i;
        }
    }
}

/* The first block has pattern 0, the others any. */
static int pattern_of(const struct sample_run *run, int64_t block)
{
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_PATTERN, -1, block);
    return block == 0 ? 0 : (int)sample_rng_below(&rng, SAMPLE_PATTERNS);
}

void sample_run_place(const struct sample_run *run, const struct sample_division *division, int64_t i,
                      int *part, int64_t *rank)
{
    int64_t block = i / SAMPLE_BLOCK, slot = i % SAMPLE_BLOCK;
    int p = pattern_of(run, block);
    *part = division->part[p][slot];
    *rank = block * division->quota[*part] + division->rank[p][slot];
}

int64_t sample_run_person_at(const struct sample_run *run, const struct sample_division *division, int part,
                             int64_t rank)
{
    int64_t block = rank / division->quota[part], within = rank % division->quota[part];
    return block * SAMPLE_BLOCK + division->slot[pattern_of(run, block)][division->before[part] + within];
}
