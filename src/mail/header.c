/* header.c: GMime with two precautions: bytes beyond ASCII are UTF-8 before it sees them, and between two
 * encoded words stands an empty one, because its version 3.2.13 drops words behind one that ends in "=". */
#include "mail/header.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "mail/charset.h"

#include <gmime/gmime.h>
#include <string.h>

/* The length of the white space between two encoded words at `at`, where "?=" ends; -1: no word follows. */
static int gap(struct str s, size_t at)
{
    size_t n = at;
    while (n < s.len && (s.ptr[n] == ' ' || s.ptr[n] == '\t')) {
        n++;
    }
    return n + 1 < s.len && s.ptr[n] == '=' && s.ptr[n + 1] == '?' ? (int)(n - at) : -1;
}

/* A NUL-terminated text for GMime. */
static char *prepare(struct arena *arena, struct str value)
{
    static const struct str empty = STR_INIT(" =?us-ascii?Q?"
                                             "?= ");
    bool cut = false;
    struct buf out;
    struct str utf8 = charset_text(arena, value, STR_NONE, LIMIT_MAIL_FIELD, &cut);
    buf_init(&out, utf8.len * 10 + 64);
    for (size_t i = 0; i < utf8.len; i++) {
        buf_byte(&out, utf8.ptr[i]);
        int white = i > 1 && utf8.ptr[i] == '=' && utf8.ptr[i - 1] == '?' ? gap(utf8, i + 1) : -1;
        if (white >= 0) {
            buf_str(&out, empty);
            i += (size_t)white;
        }
    }
    struct str text = arena_str(arena, out.failed ? STR("") : buf_text(&out));
    buf_done(&out);
    /* arena_str puts a NUL behind the copy. */
    return text.ptr ? (char *)(uintptr_t)text.ptr : NULL;
}

/* A copy of what GMime made: UTF-8 without controls. */
static struct str take(struct arena *arena, const char *made)
{
    bool cut = false;
    if (made == NULL) {
        return STR_NONE;
    }
    struct str text = charset_text(arena, str_of(made), STR_NONE, LIMIT_MAIL_FIELD, &cut);
    for (size_t i = 0; i < text.len; i++) {
        char *c = (char *)(uintptr_t)&text.ptr[i];
        *c = (unsigned char)*c < 0x20 || *c == 0x7F ? ' ' : *c;
    }
    return str_trim(text);
}

struct str header_text(struct arena *arena, struct str value)
{
    char *text = value.ptr ? prepare(arena, value) : NULL;
    if (text == NULL) {
        return STR_NONE;
    }
    char *made = g_mime_utils_header_decode_text(NULL, text);
    struct str result = take(arena, made);
    g_free(made);
    return result;
}

static void add_box(struct mailbox *boxes, int *n, int *more, struct mailbox box)
{
    if (box.email.len == 0 && box.name.len == 0) {
        return;
    }
    if (*n == LIMIT_MAIL_RECIPIENTS) {
        ++*more;
        return;
    }
    boxes[(*n)++] = box;
}

/* depth: a group in a group is nobody's; the grammar has none. */
static void add_list(struct arena *arena, InternetAddressList *list, struct mailbox *boxes, int *n, int *more,
                     int depth)
{
    int count = internet_address_list_length(list);
    for (int i = 0; i < count; i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(address)) {
            InternetAddressList *members =
                internet_address_group_get_members((InternetAddressGroup *)address);
            if (members != NULL && depth < 4) {
                add_list(arena, members, boxes, n, more, depth + 1);
            }
        } else if (INTERNET_ADDRESS_IS_MAILBOX(address)) {
            struct mailbox box = {
                take(arena, internet_address_get_name(address)),
                take(arena, internet_address_mailbox_get_addr((InternetAddressMailbox *)address)),
            };
            box.name = box.name.len ? box.name : STR_NONE;
            box.email = box.email.len ? box.email : STR_NONE;
            add_box(boxes, n, more, box);
        }
    }
}

void header_mailboxes(struct arena *arena, struct str value, struct mailbox *boxes, int *n, int *more)
{
    int before = *n;
    char *text = value.ptr ? prepare(arena, value) : NULL;
    if (text == NULL || *text == 0) {
        return;
    }
    InternetAddressList *list = internet_address_list_parse(NULL, text);
    if (list != NULL) {
        add_list(arena, list, boxes, n, more, 0);
        g_object_unref(list);
    }
    if (*n == before && *more == 0) {
        add_box(boxes, n, more, (struct mailbox){ header_text(arena, value), STR_NONE });
    }
}

struct str header_type_param(struct arena *arena, struct str value, const char *name)
{
    char *text = value.ptr ? prepare(arena, value) : NULL;
    if (text == NULL) {
        return STR_NONE;
    }
    GMimeContentType *type = g_mime_content_type_parse(NULL, text);
    struct str result = take(arena, g_mime_content_type_get_parameter(type, name));
    g_object_unref(type);
    return result;
}

struct str header_disposition_param(struct arena *arena, struct str value, const char *name)
{
    char *text = value.ptr ? prepare(arena, value) : NULL;
    if (text == NULL) {
        return STR_NONE;
    }
    GMimeContentDisposition *how = g_mime_content_disposition_parse(NULL, text);
    struct str result = take(arena, g_mime_content_disposition_get_parameter(how, name));
    g_object_unref(how);
    return result;
}

int64_t header_date(struct str value)
{
    char text[128];
    if (value.len == 0 || value.len >= sizeof text) {
        return WHEN_NONE;
    }
    memcpy(text, value.ptr, value.len);
    text[value.len] = 0;
    GDateTime *date = g_mime_utils_header_decode_date(text);
    if (date == NULL) {
        return WHEN_NONE;
    }
    int64_t seconds = g_date_time_to_unix(date);
    g_date_time_unref(date);
    /* 1970 to 9999: a mail from before is a broken clock, and a date behind that cannot be shown. */
    return seconds > 0 && seconds < 253402300800 ? seconds * WHEN_SECOND : WHEN_NONE;
}
