/* openapi.c: `muster openapi API`: the description of an API for programs that read OpenAPI. */
#include "dialect/openapi.h"

#include "base/limits.h"
#include "base/must.h"
#include "cmd/cmd.h"
#include "dialect/registry.h"

struct openapi_options {
    struct str server;
};

static const struct opt openapi_rows[] = {
    {"server", 0, "URL", OPT_TEXT(struct openapi_options, server), "http://127.0.0.1:8080",
     "where it is served: scheme, host and port"},
};

static const struct opt_command openapi_command = {
    "muster openapi [OPTION]... API",
    "Prints the OpenAPI 3.1 document of an API, made from the "
    "tables that answer its requests.",
    openapi_rows,
    COUNT_OF(openapi_rows),
    1,
    1
};

static const struct dialect *find(struct str name)
{
    for (const struct dialect *const *d = registry_dialects; *d != NULL; d++) {
        if (str_eq(name, str_of((*d)->name))) {
            return *d;
        }
    }
    return NULL;
}

static int unknown(const char *name)
{
    struct buf names;
    buf_init(&names, KIB);
    for (const struct dialect *const *d = registry_dialects; *d != NULL; d++) {
        buf_str(&names, names.len ? STR(", ") : STR(""));
        buf_str(&names, str_of((*d)->name));
    }
    int status = cmd_usage("there is no API %s; the names: " STR_FMT, name, STR_ARG(buf_text(&names)));
    buf_done(&names);
    return status;
}

/* Scheme and host, nothing behind: the API's own base follows. */
static bool is_server(struct str url)
{
    struct str rest = str_starts(url, STR("https://"))  ? str_from(url, 8)
                      : str_starts(url, STR("http://")) ? str_from(url, 7)
                                                        : STR_NONE;
    for (size_t i = 0; i < rest.len; i++) {
        unsigned char c = (unsigned char)rest.ptr[i];
        if (c <= ' ' || c >= 127 || c == '?' || c == '#' || c == '"' || c == '{' || c == '}') {
            return false;
        }
    }
    return rest.len > 0 && rest.ptr[0] != '/';
}

int cmd_openapi(int argc, char **argv)
{
    struct openapi_options o;
    int status;
    if (!cmd_options(&openapi_command, &argc, argv, &o, &status)) {
        return status;
    }
    const struct dialect *dialect = find(str_of(argv[0]));
    if (dialect == NULL) {
        return unknown(argv[0]);
    }
    if (!is_server(o.server)) {
        return cmd_usage("--server " STR_FMT ": a URL such as https://muster.example.com is needed",
                         STR_ARG(o.server));
    }
    struct buf out;
    buf_init(&out, 16 * MIB);
    openapi_print(dialect, o.server, STR(MUSTER_VERSION), &out);
    buf_byte(&out, '\n');
    bool good = !out.failed && cmd_write(buf_text(&out));
    buf_done(&out);
    return good ? EXIT_DONE : EXIT_FAILED;
}
