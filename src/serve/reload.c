/* reload.c: see reload.h. */
#include "serve/reload.h"

#include "base/when.h"
#include "serve/live.h"

static const struct log *log_of(const struct reload *r)
{
    return r->run->config.log;
}

static void tell_certificate(const struct reload *r)
{
    struct log_line line;
    struct world machine;
    char until[WHEN_TEXT_MAX];
    int64_t ticks = http_server_tls_until(r->server);
    if (log_of(r) == NULL) {
        return;
    }
    world_init(&machine);
    size_t n = when_print(until, ticks, WHEN_RFC3339);
    log_begin(log_of(r), &line, LOG_INFO, "certificate");
    log_str(&line, "expires", (struct str){ until, n });
    log_int(&line, "days", (ticks - world_now(&machine)) / WHEN_DAY);
    log_end(&line);
}

static void tell_refused(const struct reload *r, const char *what, const struct why *why)
{
    struct log_line line;
    if (log_of(r) != NULL) {
        log_begin(log_of(r), &line, LOG_ERROR, "reload_refused");
        log_str(&line, "what", str_of(what));
        log_str(&line, "reason", str_of(why->text));
        log_end(&line);
    }
}

static enum status load(struct reload *r, const struct settings *settings, struct why *why)
{
    struct str cert = settings_text(settings, SETTING_TLS_CERT);
    struct str key = settings_text(settings, SETTING_TLS_KEY);
    if (cert.len == 0 || key.len == 0) {
        return why_not(why, ST_INVALID, "tls_cert and tls_key belong together: %s is missing",
                       cert.len ? "tls_key" : "tls_cert");
    }
    return http_server_tls(r->server, cert.ptr, key.ptr, why);
}

static bool wanted(const struct settings *settings)
{
    return settings_text(settings, SETTING_TLS_CERT).len > 0 ||
           settings_text(settings, SETTING_TLS_KEY).len > 0;
}

enum status reload_certificate(struct reload *reload, struct why *why)
{
    if (!wanted(reload->settings)) {
        return ST_OK;
    }
    enum status st = load(reload, reload->settings, why);
    if (st == ST_OK) {
        tell_certificate(reload);
    }
    return st;
}

/* Those that changed and yet cannot change a running server. */
static void tell_kept(const struct reload *r, const struct settings *now)
{
    struct log_line line;
    for (size_t i = 0; i < SETTING_COUNT && log_of(r) != NULL; i++) {
        bool live = live_is((enum setting)i) || i == SETTING_TLS_CERT || i == SETTING_TLS_KEY;
        if (!live && !str_eq(now->values[i].text, r->settings->values[i].text)) {
            log_begin(log_of(r), &line, LOG_WARN, "restart_needed");
            log_str(&line, "setting", str_of(now->rows[i].name));
            log_end(&line);
        }
    }
}

static void reload_settings(struct reload *r)
{
    const struct settings *now;
    struct why why;
    struct log_line line;
    if (r->run->again == NULL) {
        return;
    }
    enum status st = r->run->again(r->run->app, &now, &why);
    if (st == ST_OK && now == r->settings) {
        return; /* nothing changed */
    }
    st = st == ST_OK ? serve_reload(r->serve, now, &why) : st;
    if (st != ST_OK) {
        tell_refused(r, "settings", &why);
        return;
    }
    tell_kept(r, now);
    r->settings = now;
    if (log_of(r) != NULL) {
        log_begin(log_of(r), &line, LOG_INFO, "settings");
        log_end(&line);
    }
}

void reload_all(void *reload)
{
    struct reload *r = reload;
    struct why why;
    bool tls = http_server_tls_until(r->server) != WHEN_NONE;
    reload_settings(r);
    if (tls != wanted(r->settings)) {
        why_not(&why, ST_INVALID, "to turn TLS %s, start the server again", tls ? "off" : "on");
        tell_refused(r, "certificate", &why);
    } else if (tls && load(r, r->settings, &why) != ST_OK) {
        tell_refused(r, "certificate", &why);
    } else if (tls) {
        tell_certificate(r);
    }
}
