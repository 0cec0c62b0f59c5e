/* live.c: see live.h. */
#include "serve/live.h"

#include "base/address.h"
#include "base/limits.h"
#include "base/must.h"
#include "dialect/registry.h"

#include <stdlib.h>

/* The setting's commas become the spaces of address.h. */
static enum status read_trusted(struct live *live, struct why *why)
{
    struct str rest = settings_text(live->settings, SETTING_TRUSTED_PROXIES);
    struct why wrong;
    for (struct str next; (next = settings_next(&rest)).ptr != NULL;) {
        if (live->text.len > 0) {
            buf_byte(&live->text, ' ');
        }
        buf_str(&live->text, next);
    }
    if (live->text.failed) {
        return why_not(why, ST_NOMEM, "no memory for the settings");
    }
    if (live->text.len == 0) {
        return ST_OK;
    }
    live->trusted = buf_text(&live->text);
    if (address_check_networks(live->trusted, &wrong) != ST_OK) {
        return why_not(why, ST_INVALID, "trusted_proxies: %s", wrong.text);
    }
    return ST_OK;
}

enum status live_new(const struct settings *settings, struct live **live, struct why *why)
{
    struct live *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return why_not(why, ST_NOMEM, "no memory for the settings");
    }
    made->settings = settings;
    buf_init(&made->text, LIMIT_SETTINGS_FILE);
    enum status st = read_trusted(made, why);
    if (st != ST_OK) {
        live_free(made);
        return st;
    }
    *live = made;
    return ST_OK;
}

void live_free(struct live *live)
{
    for (struct live *before; live != NULL; live = before) {
        before = live->before;
        buf_done(&live->text);
        free(live);
    }
}

bool live_is(enum setting setting)
{
    if (settings_scope(setting) != SETTING_GLOBAL) {
        return true; /* serve/scoped.h */
    }
    static const enum setting own[] = { SETTING_PUBLIC_URL, SETTING_TRUSTED_PROXIES };
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        if (setting == own[i]) {
            return true;
        }
    }
    for (int i = 0; registry_dialects[i] != NULL; i++) {
        if (registry_dialects[i]->plain != 0 && registry_dialects[i]->plain == setting) {
            return true;
        }
    }
    return false;
}
