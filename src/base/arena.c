/* arena.c: bump allocation from blocks that double up to 256 KiB. Reset keeps one block, so that a request
 * in the steady state asks the machine for nothing. */
#include "base/arena.h"

#include "base/must.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 16 * 1024, LARGEST_STEP = 256 * 1024, ALIGN = 16 };

struct arena_block {
    struct arena_block *older;
    size_t size;
    _Alignas(ALIGN) char bytes[];
};

void arena_init(struct arena *arena, size_t max)
{
    *arena = (struct arena){ .max = max };
}

static void release_older(struct arena *arena, struct arena_block *keep)
{
    for (struct arena_block *b = arena->blocks, *older; b != keep; b = older) {
        older = b->older;
        arena->total -= b->size;
        free(b);
    }
    arena->blocks = keep;
}

void arena_done(struct arena *arena)
{
    release_older(arena, NULL);
    *arena = (struct arena){ .max = arena->max };
}

void arena_reset(struct arena *arena)
{
    struct arena_block *first = arena->blocks;
    while (first != NULL && first->older != NULL) {
        first = first->older;
    }
    release_older(arena, first);
    arena->used = 0;
    arena->room = first ? first->size : 0;
    arena->failed = false;
}

static bool grow(struct arena *arena, size_t need)
{
    size_t step = arena->room ? arena->room * 2 : FIRST_BLOCK;
    step = step > LARGEST_STEP ? LARGEST_STEP : step;
    size_t left = arena->max - arena->total;
    size_t size = need > step ? need : step > left ? left : step;
    struct arena_block *block = NULL;
    if (size >= need && size <= left && size <= SIZE_MAX - sizeof *block) {
        block = malloc(sizeof *block + size);
    }
    if (block == NULL) {
        arena->failed = true;
        return false;
    }
    block->older = arena->blocks;
    block->size = size;
    arena->blocks = block;
    arena->total += size;
    arena->used = 0;
    arena->room = size;
    return true;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t whole;
    if (__builtin_add_overflow(size, (size_t)(ALIGN - 1), &whole)) {
        arena->failed = true;
        return NULL;
    }
    whole &= ~(size_t)(ALIGN - 1);
    if (whole > arena->room - arena->used || arena->blocks == NULL) {
        if (!grow(arena, whole)) {
            return NULL;
        }
    }
    char *at = arena->blocks->bytes + arena->used;
    arena->used += whole;
    memset(at, 0, whole);
    return at;
}

void *arena_alloc_n(struct arena *arena, size_t size, size_t n)
{
    size_t bytes;
    if (__builtin_mul_overflow(size, n, &bytes)) {
        arena->failed = true;
        return NULL;
    }
    return arena_alloc(arena, bytes);
}

struct str arena_str(struct arena *arena, struct str s)
{
    if (s.ptr == NULL) {
        return s;
    }
    char *copy = arena_alloc(arena, s.len + 1);
    if (copy == NULL) {
        return STR_NONE;
    }
    if (s.len) {
        memcpy(copy, s.ptr, s.len);
    }
    return (struct str){ copy, s.len };
}

struct str arena_format(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    must(n >= 0);
    char *text = arena_alloc(arena, (size_t)n + 1);
    if (text == NULL) {
        return STR_NONE;
    }
    va_start(args, format);
    vsnprintf(text, (size_t)n + 1, format, args);
    va_end(args);
    return (struct str){ text, (size_t)n };
}
