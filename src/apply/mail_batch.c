/* mail_batch.c: see mail_batch.h. */
#include "apply/mail_batch.h"

#include "apply/mail.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/num.h"
#include "base/when.h"
#include "mail/reader.h"

#include <sodium.h>
#include <stddef.h>

#define GIVE(record, member) mark((record), offsetof(struct reported_mail, member))

static void mark(struct record *record, size_t at)
{
    record->given |= (uint64_t)1 << member_index(KIND_REPORTED_MAIL, at);
}

static struct str sha256_of(struct arena *arena, struct str raw)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof digest];
    crypto_hash_sha256(digest, (const unsigned char *)(raw.ptr ? raw.ptr : ""), raw.len);
    num_hex(hex, digest, sizeof digest);
    return arena_str(arena, (struct str){ hex, sizeof hex });
}

/* Raw is erased: what was understood of it goes too. */
static void forget(struct record *record)
{
    const struct kind_table *table = kind_table(KIND_REPORTED_MAIL);
    for (int i = 0; i < table->count; i++) {
        record->given |= table->members[i].made ? (uint64_t)1 << i : 0;
    }
}

enum status batch_understand(struct batch *batch, struct arena *arena, struct record *record,
                             struct fault *fault, struct why *why)
{
    struct reported_mail *m = &record->body.reported_mail;
    struct reader *reader;
    struct facts *facts;
    int n;
    if (!record_gives(record, offsetof(struct reported_mail, raw)) || record->deleted) {
        return ST_OK;
    }
    if (m->raw.ptr == NULL) {
        forget(record);
        return ST_OK;
    }
    struct str sha256 = sha256_of(arena, m->raw);
    if (m->sha256.ptr != NULL && !str_eq(m->sha256, sha256)) {
        return apply_refuse(fault, "sha256", "sha256 is not that of raw");
    }
    m->sha256 = sha256;
    GIVE(record, sha256);
    TRY(batch_reader(batch, &reader));
    TRY(reader_read(reader, m->raw, true, arena, &facts, &n, why));
    return mail_fill(arena, &facts[0], record);
}

static void set_reporter(struct record *record, struct arena *arena, const struct mailbox *box)
{
    struct reported_mail *m = &record->body.reported_mail;
    struct str email = str_trim(box->email);
    m->reporter_name = box->name.len ? arena_str(arena, box->name) : STR_NONE;
    m->reporter_email = email.len && email.len <= LIMIT_NAME ? arena_str(arena, email) : STR_NONE;
    GIVE(record, reporter_name);
    GIVE(record, reporter_email);
}

static enum status make_record(struct arena *arena, const struct facts *f, const struct mail_given *given,
                               struct record *record)
{
    struct reported_mail *m = &record->body.reported_mail;
    record_init(record, KIND_REPORTED_MAIL);
    m->raw = f->raw;
    m->sha256 = sha256_of(arena, f->raw);
    GIVE(record, raw);
    GIVE(record, sha256);
    bool forwarded = f->reporter.email.ptr != NULL;
    if (forwarded || given->reporter.email.ptr != NULL) {
        set_reporter(record, arena, forwarded ? &f->reporter : &given->reporter);
    }
    m->reported_at = given->reported_at != NONE    ? given->reported_at
                     : f->reported_at != WHEN_NONE ? f->reported_at
                                                   : f->date;
    if (m->reported_at != NONE) {
        GIVE(record, reported_at);
    }
    if (given->reason != REASON_NONE) {
        m->reason = given->reason;
        GIVE(record, reason);
    }
    return mail_fill(arena, f, record);
}

enum status batch_mail(struct batch *batch, struct str raw, const struct mail_given *given,
                       struct place place, int *count, struct why *why)
{
    struct reader *reader;
    struct facts *facts;
    struct arena arena;
    int n = 0;
    arena_init(&arena, LIMIT_ARENA_MAIL);
    enum status st = batch_reader(batch, &reader);
    st = st != ST_OK ? st : reader_read(reader, raw, given->as_is, &arena, &facts, &n, why);
    for (int i = 0; st == ST_OK && i < n; i++) {
        struct record record;
        if (given->cut && str_eq(facts[i].raw, raw)) {
            facts[i].note =
                arena_format(&arena,
                             STR_FMT "%sIt was longer than %d bytes; what is behind them is "
                                     "not kept.",
                             STR_ARG(facts[i].note), facts[i].note.len ? " " : "", (int)LIMIT_MAIL_RAW);
        }
        st = make_record(&arena, &facts[i], given, &record);
        st = st == ST_OK && arena.failed ? ST_NOMEM : st;
        st = st != ST_OK ? st : batch_record(batch, &record, place, why);
    }
    arena_done(&arena);
    *count = n;
    return st;
}
