/* identity.c: names and made identifiers. */
#include "model/identity.h"

#include "base/fold.h"
#include "base/jsonin.h"
#include "base/must.h"
#include "base/num.h"
#include "model/members.h"

#include <sodium.h>
#include <string.h>

/* Names come from records, which are valid UTF-8: folding fails only without memory, and then the arena says
 * so. */
static struct str folded(struct arena *arena, struct str text)
{
    struct str made;
    enum status st = fold(arena, text, &made);
    must(st == ST_OK || st == ST_NOMEM);
    arena->failed |= st != ST_OK;
    return st == ST_OK ? made : STR_NONE;
}

static struct str guid_text(struct arena *arena, const struct uuid *uuid)
{
    char text[UUID_TEXT_LEN];
    uuid_print(text, uuid);
    return arena_str(arena, (struct str){ text, sizeof text });
}

static struct str number_text(struct arena *arena, int64_t number)
{
    char text[NUM_INT_MAX];
    return arena_str(arena, (struct str){ text, num_int(text, number) });
}

static struct str key24_text(struct arena *arena, const struct key24 *key)
{
    char text[24];
    num_hex(text, key->b, sizeof key->b);
    return arena_str(arena, (struct str){ text, sizeof text });
}

/* What a name of each kind is called in front of an alias. */
static const struct str alias_words[] = {
    [NAME_OUTTHINK] = STR_INIT("outthink:"),       [NAME_SECURITYJOURNEY] = STR_INIT("securityjourney:"),
    [NAME_CULTUREAI] = STR_INIT("cultureai:"),     [NAME_KASPERSKY] = STR_INIT("kaspersky:"),
    [NAME_SOURCE] = STR_INIT("sourceIdentifier:"),
};

struct str identity_alias(struct arena *arena, const struct name *name)
{
    return name->what == NAME_EMAIL
               ? name->value
               : arena_format(arena, STR_FMT STR_FMT, STR_ARG(alias_words[name->what]), STR_ARG(name->value));
}

/* The name behind the word of its kind; false when it is none of that kind. */
static bool worded_name(struct arena *arena, enum name_kind what, struct str text, struct name *name)
{
    struct uuid uuid;
    int64_t number;
    bool good = true;
    *name = (struct name){ what, folded(arena, text) };
    if (what == NAME_OUTTHINK) {
        good = uuid_parse(text, &uuid);
        name->value = good ? guid_text(arena, &uuid) : name->value;
    } else if (what == NAME_SECURITYJOURNEY || what == NAME_CULTUREAI) {
        good = str_int(text, &number) && number > 0;
        name->value = good ? number_text(arena, number) : name->value;
    } else if (what == NAME_KASPERSKY) {
        good = text.len == 24;
    }
    return good && text.len > 0;
}

/* An alias is an address, or, where somebody had other names before, "outthink:GUID" and the like; addresses
 * have no colon in front of their @. */
static struct name alias_name(struct arena *arena, struct str text)
{
    struct name name;
    for (int what = NAME_OUTTHINK; what <= NAME_SOURCE; what++) {
        if (str_starts(text, alias_words[what]) &&
            worded_name(arena, (enum name_kind)what, str_from(text, alias_words[what].len), &name)) {
            return name;
        }
    }
    return (struct name){ NAME_EMAIL, folded(arena, text) };
}

/* The aliases of a person record: its text is a JSON array that we printed ourselves. */
static int alias_names(struct arena *arena, struct str aliases, struct name *names)
{
    struct jsonin *list;
    int n = 0;
    if (aliases.ptr == NULL) {
        return 0;
    }
    must(jsonin_parse(aliases, &list, NULL) == ST_OK);
    for (size_t i = 0; i < jsonin_count(list); i++) {
        struct str text;
        must(jsonin_text(jsonin_item(list, i), &text));
        names[n++] = alias_name(arena, text);
    }
    jsonin_free(list);
    return n;
}

bool identity_names(struct arena *arena, const struct person *p, struct name **out, int *count)
{
    /* Old addresses join the aliases, so that a list may outgrow what one record may give. */
    size_t room = 6;
    for (size_t i = 0; i < p->aliases.len; i++) {
        room += p->aliases.ptr[i] == ',';
    }
    struct name *names = arena_array(arena, struct name, room + 1);
    int n = 0;
    if (names == NULL) {
        return false;
    }
    if (p->ids.outthink.set) {
        names[n++] = (struct name){ NAME_OUTTHINK, guid_text(arena, &p->ids.outthink) };
    }
    if (p->ids.securityjourney != NONE) {
        names[n++] = (struct name){ NAME_SECURITYJOURNEY, number_text(arena, p->ids.securityjourney) };
    }
    if (p->ids.cultureai != NONE) {
        names[n++] = (struct name){ NAME_CULTUREAI, number_text(arena, p->ids.cultureai) };
    }
    if (p->ids.kaspersky.set) {
        names[n++] = (struct name){ NAME_KASPERSKY, key24_text(arena, &p->ids.kaspersky) };
    }
    struct str source = p->source_identifier.ptr ? p->source_identifier : p->email;
    if (source.ptr) {
        names[n++] = (struct name){ NAME_SOURCE, folded(arena, source) };
    }
    if (p->email.ptr) {
        names[n++] = (struct name){ NAME_EMAIL, folded(arena, p->email) };
    }
    n += alias_names(arena, p->aliases, names + n);
    *out = names;
    *count = n;
    return !arena->failed;
}

int identity_reference(struct arena *arena, struct str text, struct name names[REFERENCE_NAMES])
{
    struct uuid uuid;
    int n = 0;
    if (uuid_parse(text, &uuid)) {
        names[n++] = (struct name){ NAME_OUTTHINK, guid_text(arena, &uuid) };
    }
    struct str value = folded(arena, text);
    if (text.len == 24) {
        names[n++] = (struct name){ NAME_KASPERSKY, value };
    }
    names[n++] = (struct name){ NAME_SOURCE, value };
    names[n++] = (struct name){ NAME_EMAIL, value };
    return n;
}

struct str identity_natural_key(struct arena *arena, const struct person *p)
{
    struct name *names;
    int n;
    if (p->source_identifier.ptr || p->email.ptr) {
        return folded(arena, p->source_identifier.ptr ? p->source_identifier : p->email);
    }
    if (!identity_names(arena, p, &names, &n) || n == 0) {
        return STR_NONE;
    }
    return names[0].value;
}

struct uuid identity_guid(const struct uuid *tenant, enum record_kind kind, struct str key)
{
    struct uuid uuid;
    if (uuid_parse(key, &uuid)) {
        return uuid;
    }
    struct str parts[] = { str_of(kind_table(kind)->name), key };
    return uuid_of_name(tenant, parts, COUNT_OF(parts));
}

struct uuid identity_module_guid(const struct uuid *tenant, struct str campaign_id, struct str module_id)
{
    struct uuid uuid;
    if (uuid_parse(module_id, &uuid)) {
        return uuid;
    }
    struct str parts[] = { STR("module"), campaign_id, module_id };
    return uuid_of_name(tenant, parts, COUNT_OF(parts));
}

struct key24 identity_key24(const struct uuid *tenant, enum record_kind kind, struct str key)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state hash;
    const char *name = kind_table(kind)->name;
    crypto_hash_sha256_init(&hash);
    crypto_hash_sha256_update(&hash, tenant->b, sizeof tenant->b);
    crypto_hash_sha256_update(&hash, (const unsigned char *)name, strlen(name) + 1);
    crypto_hash_sha256_update(&hash, (const unsigned char *)key.ptr, key.len);
    crypto_hash_sha256_final(&hash, digest);
    struct key24 made = { .set = true };
    memcpy(made.b, digest, sizeof made.b);
    return made;
}
