/* recognize.c: only what the tenant has set is believed: anybody can write the header fields of a well-known
 * program for simulations into their mail. */
#include "mail/recognize.h"

#include "mail/parts.h"

bool recognize_header(struct arena *arena, struct str headers, struct str wanted, struct str *value)
{
    enum { FIELDS = 8 };
    while (headers.ptr != NULL && wanted.ptr != NULL) {
        struct str expected = str_cut(&wanted, '\n');
        struct str name = str_trim(str_cut(&expected, ':'));
        for (int i = 0; name.len > 0 && i < FIELDS; i++) {
            struct str found = parts_field(arena, headers, name, i);
            if (found.ptr == NULL) {
                break;
            }
            if (expected.ptr == NULL || str_eq(found, str_trim(expected))) {
                *value = found;
                return true;
            }
        }
    }
    return false;
}

static bool is_below(struct str host, struct str wanted)
{
    return str_eq_nocase(host, wanted) ||
           (host.len > wanted.len && host.ptr[host.len - wanted.len - 1] == '.' &&
            str_eq_nocase(str_from(host, host.len - wanted.len), wanted));
}

bool recognize_host(struct str hosts, struct str wanted)
{
    while (wanted.ptr != NULL) {
        struct str one = str_cut(&wanted, ' ');
        for (struct str rest = hosts; one.len > 0 && rest.ptr != NULL;) {
            if (is_below(str_cut(&rest, ' '), one)) {
                return true;
            }
        }
    }
    return false;
}
