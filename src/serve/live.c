/* live.c: see live.h. */
#include "serve/live.h"

#include "base/address.h"
#include "base/limits.h"
#include "base/must.h"
#include "dialect/registry.h"

#include <stdlib.h>

/* The setting's commas become the spaces of address.h. */
static enum status read_networks(const struct live *live, enum setting setting, struct buf *text,
                                 struct str *networks, struct why *why)
{
    struct str rest = settings_text(live->settings, setting);
    struct why wrong;
    for (struct str next; (next = settings_next(&rest)).ptr != NULL;) {
        if (text->len > 0) {
            buf_byte(text, ' ');
        }
        buf_str(text, next);
    }
    if (text->failed) {
        return why_not(why, ST_NOMEM, "no memory for the settings");
    }
    if (text->len == 0) {
        return ST_OK;
    }
    *networks = buf_text(text);
    if (address_check_networks(*networks, &wrong) != ST_OK) {
        return why_not(why, ST_INVALID, "%s: %s", live->settings->rows[setting].name, wrong.text);
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
    buf_init(&made->text[0], LIMIT_SETTINGS_FILE);
    buf_init(&made->text[1], LIMIT_SETTINGS_FILE);
    enum status st = read_networks(made, SETTING_TRUSTED_PROXIES, &made->text[0], &made->trusted, why);
    st = st == ST_OK ? read_networks(made, SETTING_METRICS_FROM, &made->text[1], &made->watchers, why) : st;
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
        buf_done(&live->text[0]);
        buf_done(&live->text[1]);
        free(live);
    }
}

bool live_is(enum setting setting)
{
    if (settings_scope(setting) != SETTING_GLOBAL) {
        return true; /* serve/scoped.h */
    }
    static const enum setting own[] = { SETTING_PUBLIC_URL, SETTING_TRUSTED_PROXIES, SETTING_METRICS_FROM };
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
