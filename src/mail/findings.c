/* findings.c: the table of findings and the lists they look into. The lists are ours and are meant to be
 * added to; docs/reported-mail.md shows the table. */
#include "mail/findings.h"

#include "base/must.h"

#include <string.h>

struct row {
    const char *word;
    int points;
    const char *reason;
};

static const struct row rows[FINDING_END] = {
    [FINDING_NONE] = {"",                      0,  ""                                                                },
    [FINDING_DISPLAY_NAME] = { "displayNameDomain",    20,
                      "The sender's name shows another domain than the address"                                      },
    [FINDING_REPLY_TO] = { "replyToDiffers",       15, "Answers go to another domain than the sender's"                  },
    [FINDING_LOOK_ALIKE] = { "lookAlikeDomain",      40, "A domain looks like one of yours"                                },
    [FINDING_LINK_TEXT] = { "linkTextDiffers",      25, "The text of a link shows another host than it leads to"          },
    [FINDING_IP_HOST] = { "ipHost",               20, "A link leads to a bare IP address"                               },
    [FINDING_PUNYCODE_HOST] = { "punycodeHost",         15, "A link leads to a host with letters beyond ASCII"                },
    [FINDING_SHORTENER] = { "shortener",            10, "A link hides behind a shortener"                                 },
    [FINDING_SPF] = { "spfFails",             15, "The sender's server was not allowed to send for the domain (SPF)"},
    [FINDING_DKIM] = { "dkimFails",            15, "The signature does not fit (DKIM)"                               },
    [FINDING_DMARC] = { "dmarcFails",           25, "The sender's domain disowns the message (DMARC)"                 },
    [FINDING_EXECUTABLE] = { "executableAttachment", 40, "An attachment is a program"                                      },
    [FINDING_MACRO] = { "macroAttachment",      30, "An attachment may carry macros"                                  },
    [FINDING_URGENCY] = { "urgencyWords",         10, "It urges to act at once"                                         },
    [FINDING_PAYMENT] = { "paymentWords",         10, "It asks for money or access"                                     },
    [FINDING_FIRST_SENDER] = { "firstTimeSender",      10, "Nobody reported a message of this sender before"                 },
};

struct str finding_word(enum finding_name name)
{
    must(name > FINDING_NONE && name < FINDING_END);
    return str_of(rows[name].word);
}

int finding_points(enum finding_name name)
{
    must(name > FINDING_NONE && name < FINDING_END);
    return rows[name].points;
}

struct str finding_reason(enum finding_name name)
{
    must(name > FINDING_NONE && name < FINDING_END);
    return str_of(rows[name].reason);
}

enum finding_name finding_of(struct str word)
{
    for (int i = FINDING_NONE + 1; i < FINDING_END; i++) {
        if (str_eq(word, str_of(rows[i].word))) {
            return (enum finding_name)i;
        }
    }
    return FINDING_NONE;
}

/* Letters and pairs that look like others in most typefaces, as one of them: "rn" as "m", "0" as "o". */
static struct str skeleton(struct arena *arena, struct str s)
{
    static const char from[] = "01358$", to[] = "oleebs";
    size_t n = 0;
    char *out = arena_alloc(arena, s.len + 1);
    for (size_t i = 0; out != NULL && i < s.len; i++) {
        const char *as = s.ptr[i] ? strchr(from, s.ptr[i]) : NULL;
        bool pair = i + 1 < s.len;
        if (pair && s.ptr[i] == 'r' && s.ptr[i + 1] == 'n') {
            out[n++] = 'm';
            i++;
        } else if (pair && s.ptr[i] == 'v' && s.ptr[i + 1] == 'v') {
            out[n++] = 'w';
            i++;
        } else if (s.ptr[i] == 'i') {
            out[n++] = 'l';
        } else if (s.ptr[i] != '-') {
            out[n++] = as ? to[as - from] : s.ptr[i];
        }
    }
    return out ? (struct str){ out, n } : STR_NONE;
}

/* One letter apart, or two neighbors swapped. */
static bool one_apart(struct str a, struct str b)
{
    if (a.len <= 64 && b.len <= 64 && str_distance(a, b) == 1) {
        return true;
    }
    size_t i = 0;
    while (i < a.len && i < b.len && a.ptr[i] == b.ptr[i]) {
        i++;
    }
    return a.len == b.len && i + 1 < a.len && a.ptr[i] == b.ptr[i + 1] && a.ptr[i + 1] == b.ptr[i] &&
           str_eq(str_from(a, i + 2), str_from(b, i + 2));
}

/* The name without its suffix: what people look at. */
static struct str label(struct str domain)
{
    const char *dot = memchr(domain.ptr, '.', domain.len);
    return dot ? (struct str){ domain.ptr, (size_t)(dot - domain.ptr) } : domain;
}

static bool contains(struct str s, struct str part)
{
    return part.len > 0 && memmem(s.ptr, s.len, part.ptr, part.len) != NULL;
}

static bool is_like(struct arena *arena, struct str domain, struct str own)
{
    enum { SHORT = 4 }; /* names of fewer letters are one apart from many honest ones */
    struct str a = label(domain), b = label(own);
    if (b.len < SHORT) {
        return false;
    }
    return one_apart(domain, own) || str_eq(skeleton(arena, a), skeleton(arena, b)) ||
           (b.len > SHORT && a.len > b.len && contains(a, b));
}

bool finding_looks_alike(struct arena *arena, struct str domain, struct str ours, struct str *which)
{
    bool found = false;
    for (struct str rest = ours; rest.ptr != NULL;) {
        struct str own = str_cut(&rest, ' ');
        if (own.len == 0) {
            continue;
        }
        if (str_eq(domain, own)) {
            return false;
        }
        if (!found && domain.len > 0 && is_like(arena, domain, own)) {
            found = true;
            *which = own;
        }
    }
    return found;
}

static bool in_list(const char *const *list, size_t n, struct str s)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(s, str_of(list[i]))) {
            return true;
        }
    }
    return false;
}

bool finding_is_shortener(struct str host)
{
    static const char *const hosts[] = {
        "bit.ly",  "tinyurl.com", "t.co",   "goo.gl",      "ow.ly",   "is.gd",    "buff.ly", "rebrand.ly",
        "cutt.ly", "t.ly",        "rb.gy",  "shorturl.at", "tiny.cc", "bl.ink",   "lnkd.in", "s.id",
        "v.gd",    "qr.ae",       "soo.gd", "clck.ru",     "adf.ly",  "short.io", "urlz.fr", "kutt.it",
    };
    return in_list(hosts, COUNT_OF(hosts), host);
}

static struct str extension(struct str name)
{
    name = str_trim(name);
    const char *dot = name.len ? memrchr(name.ptr, '.', name.len) : NULL;
    return dot ? str_from(name, (size_t)(dot - name.ptr) + 1) : STR("");
}

bool finding_is_executable(struct str file_name)
{
    static const char *const list[] = {
        "exe", "scr",     "com", "pif", "bat", "cmd",  "msi", "msix",  "dll",  "cpl",
        "hta", "js",      "jse", "vbs", "vbe", "wsf",  "wsh", "ps1",   "psm1", "lnk",
        "jar", "apk",     "iso", "img", "vhd", "reg",  "scf", "url",   "chm",  "one",
        "sh",  "command", "app", "dmg", "pkg", "html", "htm", "shtml", "svg",  "xll",
    };
    return in_list(list, COUNT_OF(list), extension(file_name));
}

bool finding_is_macro(struct str file_name)
{
    static const char *const list[] = { "docm", "dotm", "xlsm", "xltm", "xlam", "xlsb",
                                        "pptm", "potm", "ppam", "ppsm", "sldm", "doc",
                                        "dot",  "xls",  "xlt",  "ppt",  "slk",  "mht" };
    return in_list(list, COUNT_OF(list), extension(file_name));
}

/* Written as they are compared: folded, that is in lower case and with sharp s as ss. */
static const char *const urgency[] = {
    "urgent",
    "immediately",
    "within 24 hours",
    "as soon as possible",
    "final notice",
    "account suspended",
    "will be closed",
    "act now",
    "expires today",
    "last warning",
    "dringend",
    "sofort",
    "umgehend",
    "innerhalb von 24 stunden",
    "letzte mahnung",
    "konto gesperrt",
    "eilt",
    "immédiatement",
    "sans délai",
    "dans les 24 heures",
    "dernier rappel",
    "compte suspendu",
    "au plus vite",
    "urgente",
    "inmediatamente",
    "en 24 horas",
    "último aviso",
    "cuenta suspendida",
    "cuanto antes",
    "immediatamente",
    "entro 24 ore",
    "ultimo avviso",
    "conto sospeso",
    "al più presto",
    "subito",
};

static const char *const payment[] = {
    "invoice",
    "payment",
    "wire transfer",
    "bank account",
    "gift card",
    "payroll",
    "password",
    "verify your account",
    "refund",
    "bitcoin",
    "rechnung",
    "zahlung",
    "überweisung",
    "bankverbindung",
    "gutschein",
    "passwort",
    "konto bestätigen",
    "facture",
    "paiement",
    "virement",
    "compte bancaire",
    "carte cadeau",
    "mot de passe",
    "factura",
    "pago",
    "transferencia",
    "cuenta bancaria",
    "tarjeta regalo",
    "contraseña",
    "fattura",
    "pagamento",
    "bonifico",
    "conto bancario",
    "buono regalo",
};

static bool is_letter(unsigned char c)
{
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* A whole word: "eilt" is not in "verteilt". */
static bool has_word(struct str text, struct str word)
{
    const char *at = text.ptr, *end = text.ptr + text.len;
    while (at != NULL && (at = memmem(at, (size_t)(end - at), word.ptr, word.len)) != NULL) {
        bool left = at == text.ptr || !is_letter((unsigned char)at[-1]);
        bool right = at + word.len == end || !is_letter((unsigned char)at[word.len]);
        if (left && right) {
            return true;
        }
        at++;
    }
    return false;
}

static struct str first_of(const char *const *list, size_t n, struct str folded)
{
    for (size_t i = 0; i < n && folded.len > 0; i++) {
        if (has_word(folded, str_of(list[i]))) {
            return str_of(list[i]);
        }
    }
    return STR_NONE;
}

struct str finding_urgency(struct str folded)
{
    return first_of(urgency, COUNT_OF(urgency), folded);
}

struct str finding_payment(struct str folded)
{
    return first_of(payment, COUNT_OF(payment), folded);
}
