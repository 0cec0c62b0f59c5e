/* people_read.c: `muster people duplicates` and `export`. They read the store themselves, beside a server or
 * not. */
#include "apply/held.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "cmd/people.h"

#include <stdio.h>

struct printing {
    bool json;
    int64_t group;
    struct buf text;
};

static void print_json(struct buf *out, const struct suspect *s)
{
    struct json j = json_to(out);
    json_open(&j, '{');
    json_key(&j, STR("group"));
    json_int(&j, s->group);
    json_key(&j, STR("reason"));
    json_str(&j, str_of(duplicate_words[s->why]));
    json_key(&j, STR("id"));
    json_uuid(&j, &s->guid);
    json_key(&j, STR("sourceIdentifier"));
    json_str(&j, s->source);
    json_key(&j, STR("email"));
    json_str(&j, s->email);
    json_key(&j, STR("fullName"));
    json_str(&j, s->name);
    json_key(&j, STR("department"));
    json_str(&j, s->department);
    json_key(&j, STR("employeeNumber"));
    json_str(&j, s->employee);
    json_close(&j, '}');
    buf_byte(out, '\n');
}

static void print_line(struct printing *p, const struct suspect *s)
{
    static const char *const reasons[DUPLICATE_COUNT] = {
        [DUPLICATE_NAME] = "the same full name, in one department or organization",
        [DUPLICATE_MAILBOX] = "the same name in front of the @",
        [DUPLICATE_EMPLOYEE] = "the same employee number",
    };
    char guid[UUID_TEXT_LEN + 1] = "";
    uuid_print(guid, &s->guid);
    if (s->group != p->group) {
        buf_format(&p->text, "%s%s\n", p->group ? "\n" : "", reasons[s->why]);
        p->group = s->group;
    }
    buf_format(&p->text, "  %s  " STR_FMT "  " STR_FMT "  " STR_FMT "\n", guid, STR_ARG(s->email),
               STR_ARG(s->name), STR_ARG(s->department));
}

/* Names come from files: controls in them must not reach a terminal. */
static void without_controls(struct buf *text)
{
    for (size_t i = 0; i < text->len; i++) {
        unsigned char c = (unsigned char)text->ptr[i];
        text->ptr[i] = (c < 0x20 && c != '\n') || c == 0x7F ? '?' : text->ptr[i];
    }
}

static enum status print_suspect(void *to, const struct suspect *s)
{
    struct printing *p = to;
    buf_reset(&p->text);
    if (p->json) {
        print_json(&p->text, s);
    } else {
        print_line(p, s);
        without_controls(&p->text);
    }
    return p->text.failed ? ST_NOMEM : cmd_write(buf_text(&p->text)) ? ST_OK : ST_IO;
}

int people_duplicates(struct str data, struct str name, bool json)
{
    struct why why = { "" };
    struct cmd_store open;
    struct cmd_tenant tenant;
    struct printing printing = { .json = json };
    buf_init(&printing.text, MIB);
    enum status st = cmd_open_read(cmd_data(data), &open, &why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, name, &tenant, &why);
    st = st != ST_OK ? st : duplicates_find(open.reader, tenant.id, print_suspect, &printing, &why);
    cmd_close(&open);
    buf_done(&printing.text);
    if (st == ST_OK && !json && printing.group == 0) {
        fputs("nobody looks like two people\n", stderr);
    }
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}

static enum status print_held(void *to, struct str line)
{
    (void)to;
    return cmd_write(line) && cmd_write(STR("\n")) ? ST_OK : ST_IO;
}

int people_export(struct str data, struct str name, struct str person)
{
    struct why why = { "" };
    struct cmd_store open;
    struct cmd_tenant tenant;
    enum status st = cmd_open_read(cmd_data(data), &open, &why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, name, &tenant, &why);
    st = st != ST_OK ? st
                     : held_export(open.reader, tenant.id, &tenant.customer, person, print_held, NULL, &why);
    cmd_close(&open);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}
