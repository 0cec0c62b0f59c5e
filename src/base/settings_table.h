/* settings_table.h: every setting, one a line. Included with SETTING defined, by settings.h and settings.c
 * only.
 *
 * SETTING(identifier, name, kind, default, scope, lowest, highest, secret, help)
 * identifier makes SETTING_identifier; kinds and scopes are those of settings.h without their prefix; lowest
 * and highest bound an INT; for a WORD the help is preceded by its words: "json|logfmt: how ..." */
/* clang-format off */
SETTING(LISTEN,              "listen",                   LIST, "127.0.0.1:8080", GLOBAL, 0, 0, false, "addresses and ports to listen on, with commas between them")
SETTING(DATA,                "data",                     TEXT, "muster-data",    GLOBAL, 0, 0, false, "folder that holds the store and its keys")
SETTING(PUBLIC_URL,          "public_url",               TEXT, "",               GLOBAL, 0, 0, false, "how clients reach this server; empty: taken from the Host of each request")
SETTING(TLS_CERT,            "tls_cert",                 TEXT, "",               GLOBAL, 0, 0, false, "PEM file with the certificate and its chain; with it every address of `listen` speaks HTTPS")
SETTING(TLS_KEY,             "tls_key",                  TEXT, "",               GLOBAL, 0, 0, false, "PEM file with the key of tls_cert")
SETTING(TRUSTED_PROXIES,     "trusted_proxies",          LIST, "",               GLOBAL, 0, 0, false, "networks (CIDR) whose X-Forwarded-For, -Proto and -Host are believed")
SETTING(THREADS,             "threads",                  INT,  "0",              GLOBAL, 0, 256, false, "threads that answer requests; 0: one a processor")
SETTING(DRAIN_TIMEOUT,       "drain_timeout",            INT,  "30",             GLOBAL, 0, 3600, false, "seconds that running requests get when the server is asked to stop")
SETTING(HTTP_MAX_CONNECTIONS, "http.max_connections",    INT,  "10000",          GLOBAL, 1, 1000000, false, "open connections; one more is answered 503")
SETTING(HTTP_HEAD_MS,        "http.head_ms",             INT,  "10000",          GLOBAL, 10, 600000, false, "milliseconds for a request's header to arrive")
SETTING(HTTP_BODY_MS,        "http.body_ms",             INT,  "10000",          GLOBAL, 10, 3600000, false, "milliseconds for a request's body before the minimum rate counts")
SETTING(HTTP_MIN_RATE,       "http.min_rate",            INT,  "1000",           GLOBAL, 0, 1000000000, false, "bytes a second that a client has to send or take; 0: any")
SETTING(HTTP_RATE_WINDOW_MS, "http.rate_window_ms",      INT,  "5000",           GLOBAL, 100, 600000, false, "milliseconds over which the minimum rate is measured")
SETTING(HTTP_IDLE_MS,        "http.idle_ms",             INT,  "60000",          GLOBAL, 10, 3600000, false, "milliseconds that a connection may stay open without a request")
SETTING(LOG_FORMAT,          "log.format",               WORD, "logfmt",         GLOBAL, 0, 0, false, "json|logfmt: how a line of the log is written")
SETTING(AUTH_FAILURES_PER_MINUTE, "auth.failures_per_minute", INT, "60",         GLOBAL, 1, 1000000, false, "failed authentications a minute from one address before it has to wait")
SETTING(PROFILE,             "profile",                  WORD, "relaxed",        TENANT, 0, 0, false, "faithful|relaxed: the vendors' limits as documented (the demo's default), or only those that are set")
SETTING(OUTTHINK_RATE,       "outthink.rate",            INT,  "10",             TENANT, 0, 1000000, false, "requests a second that one OutThink customer may make, in the faithful profile or where it is set; 0: any number")
SETTING(SECURITYJOURNEY_RATE, "securityjourney.rate",    INT,  "0",              TENANT, 0, 1000000, false, "requests a second that one customer may make of the Security Journey API; 0: any number")
SETTING(SECURITYJOURNEY_ALLOW_HTTP, "securityjourney.allow_http", WORD, "false", GLOBAL, 0, 0, false, "false|true: whether the Security Journey API is answered over plain HTTP from other machines")
SETTING(CULTUREAI_RATE,      "cultureai.rate",           INT,  "0",              TENANT, 0, 1000000, false, "requests a second that one customer may make of the CultureAI API; 0: any number")
SETTING(KASPERSKY_RATE,      "kaspersky.rate",           INT,  "0",              TENANT, 0, 1000000, false, "requests a second that one customer may make of the Kaspersky API; 0: any number")
SETTING(OUTTHINK_BULK_DELAY, "outthink.bulk_delay",      INT,  "86400",          KEY,    0, 31536000, false, "seconds after a campaign's start before its bulk files can be downloaded, in the faithful profile or where it is set; 0: at once")
SETTING(KASPERSKY_TOKEN_MONTHS, "kaspersky.token_months", INT, "12",             TENANT, 0, 1200, false, "months that a token lives for the Kaspersky API, in the faithful profile or where it is set; 0: for ever")
SETTING(KASPERSKY_UNUSED_MONTHS, "kaspersky.unused_months", INT, "6",            TENANT, 0, 1200, false, "months without use after which the Kaspersky API takes a token for revoked, in the faithful profile or where it is set; 0: never")
SETTING(SIMULATION_OUR_NETWORKS, "simulation.our_networks", LIST, "",            TENANT, 0, 0, false, "networks (CIDR) of the security team: what is done from there in a simulation counts for nobody, from `muster reclassify` on")
SETTING(SIMULATION_SCANNER_NETWORKS, "simulation.scanner_networks", LIST, "",    TENANT, 0, 0, false, "networks (CIDR) of mail scanners: the same")
SETTING(CSV_ESCAPE,          "csv.escape",               WORD, "none",           KEY,    0, 0, false, "none|excel: what is done to CSV cells that a spreadsheet would take for formulas; excel: an apostrophe in front")
SETTING(KASPERSKY_PAGE_SIZE, "kaspersky.page_size",      INT,  "1000",           TENANT, 1, 10000, false, "people in a page of a report of the Kaspersky API")
SETTING(KASPERSKY_EDUCATION_TIME, "kaspersky.education_time", WORD, "seconds",   TENANT, 0, 0, false, "seconds|clock|number: educationTime in the Kaspersky API: \"840\", \"00:14:00\" or 840")
SETTING(KASPERSKY_DATES,     "kaspersky.dates",          WORD, "iso",            TENANT, 0, 0, false, "iso|localized: dates in the Kaspersky API as YYYY-MM-DD or in the form of the report's language")
/* clang-format on */
