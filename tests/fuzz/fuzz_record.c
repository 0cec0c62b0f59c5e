/* fuzz_record.c: any bytes as a record line. A line that is read prints as a line that reads the same, and
 * packs and unpacks to the same; one that is refused is refused with a sentence, and nothing was written. */
#include "base/limits.h"
#include "base/must.h"
#include "model/identity.h"
#include "model/members.h"
#include "model/record_io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print(struct buf *out, const struct record *record)
{
    buf_init(out, 16 * LIMIT_RECORD);
    record_print(out, record);
    must(!out->failed && str_utf8(buf_text(out)));
}

/* What is printed is what is there: members that were null are left out of the second reading. */
static void check_printed(const struct record *record, struct arena *arena)
{
    struct buf first, second;
    struct record again;
    struct fault fault;
    print(&first, record);
    must(record_read(buf_text(&first), arena, &again, &fault) == ST_OK);
    must(again.kind == record->kind && again.deleted == record->deleted);
    must(again.updated_at == record->updated_at && (again.given & ~record->given) == 0);
    print(&second, &again);
    must(str_eq(buf_text(&first), buf_text(&second)));
    buf_done(&first);
    buf_done(&second);
}

static void check_packed(const struct record *record, struct arena *arena)
{
    struct buf bytes;
    struct record back;
    buf_init(&bytes, 16 * LIMIT_RECORD);
    record_pack(&bytes, record);
    must(!bytes.failed);
    record_unpack(buf_text(&bytes), arena, &back);
    must(record_same(record, &back));
    buf_done(&bytes);
}

static void check_person(const struct record *record, struct arena *arena)
{
    struct name *names;
    int count;
    must(identity_names(arena, &record->body.person, &names, &count));
    for (int i = 0; i < count; i++) {
        must(names[i].what >= NAME_OUTTHINK && names[i].what <= NAME_EMAIL && names[i].value.ptr != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct record record = { .kind = KIND_NONE };
    struct fault fault;
    if (size > LIMIT_RECORD) {
        return 0;
    }
    arena_init(&arena, 256 * MIB);
    enum status st = record_read((struct str){ (const char *)data, size }, &arena, &record, &fault);
    if (st == ST_OK) {
        must(record.kind > KIND_NONE && record.kind < KIND_COUNT);
        check_printed(&record, &arena);
        check_packed(&record, &arena);
        if (record.kind == KIND_PERSON) {
            check_person(&record, &arena);
        }
    } else {
        must(st == ST_INVALID || st == ST_LIMIT);
        must(fault.why.text[0] != 0 && record.kind == KIND_NONE);
    }
    arena_done(&arena);
    return 0;
}
