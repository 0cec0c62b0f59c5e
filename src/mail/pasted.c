/* pasted.c: "From: ... Sent: ... Subject: ..." in a text, with or without line ends (HTML has none). */
#include "mail/pasted.h"

#include "base/limits.h"
#include "base/must.h"

#include <string.h>

/* One row a language: the label in front of each part. */
static const char *const from_labels[] = { "From:", "Von:", "De :", "De:", "Da:" };
static const char *const other_labels[] = { "Sent:", "Date:",    "To:",     "Cc:", "Gesendet:", "Datum:",
                                            "An:",   "Envoyé",   "À :",     "À:",  "Enviado",   "Fecha:",
                                            "Para:", "Inviato:", "Data:",   "A:",  "Subject:",  "Betreff:",
                                            "Objet", "Asunto:",  "Oggetto:" };
static const char *const subject_labels[] = { "Subject:", "Betreff:", "Objet :",
                                              "Objet:",   "Asunto:",  "Oggetto:" };
static const char *const marks[] = {
    "Forwarded message",       "Original Message",    "forwarded message:", "Weitergeleitete Nachricht",
    "Ursprüngliche Nachricht", "Message transféré",   "Message d'origine",  "Mensaje reenviado",
    "Mensaje original",        "Messaggio inoltrato", "Messaggio originale"
};
static const char *const prefixes[] = { "fw:", "fwd:", "wg:", "tr:", "rv:", "i:", "enc:" };

/* The first of the words at or behind `from` that stands at the start of a word; the text's length: none. */
static size_t find(struct str text, size_t from, const char *const *words, size_t n, size_t *len)
{
    size_t best = text.len;
    for (size_t i = 0; i < n; i++) {
        struct str word = str_of(words[i]);
        const char *at = text.ptr + from;
        while ((at = memmem(at, (size_t)(text.ptr + best - at), word.ptr, word.len)) != NULL) {
            if (at == text.ptr || strchr(" \t\r\n>*", at[-1]) != NULL) {
                best = (size_t)(at - text.ptr);
                *len = word.len;
                break;
            }
            at++;
        }
    }
    return best;
}

/* What stands behind a label: up to the line's end or the next label. */
static struct str value(struct str text, size_t from)
{
    size_t len = 0;
    size_t end = find(text, from, other_labels, COUNT_OF(other_labels), &len);
    const char *line = memchr(text.ptr + from, '\n', end - from);
    end = line ? (size_t)(line - text.ptr) : end;
    struct str v = str_trim((struct str){ text.ptr + from, end - from });
    while (v.len > 0 && strchr("*\r ", v.ptr[0]) != NULL) {
        v = str_from(v, 1);
    }
    while (v.len > 0 && strchr("*\r ", v.ptr[v.len - 1]) != NULL) {
        v.len--;
    }
    return v;
}

static bool says_forward(struct str subject, struct str text)
{
    size_t len;
    for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
        struct str prefix = str_of(prefixes[i]);
        if (subject.len >= prefix.len && str_eq_nocase((struct str){ subject.ptr, prefix.len }, prefix)) {
            return true;
        }
    }
    return find(text, 0, marks, COUNT_OF(marks), &len) < text.len;
}

bool pasted_find(struct arena *arena, struct str subject, struct str text, struct str *from,
                 struct str *pasted_subject)
{
    enum { LOOKED_AT = 32 * 1024, APART = 4096 };
    size_t len = 0, subject_len = 0;
    text.len = text.len < LOOKED_AT ? text.len : LOOKED_AT;
    if (text.len == 0 || !says_forward(str_trim(subject), text)) {
        return false;
    }
    size_t at = find(text, 0, from_labels, COUNT_OF(from_labels), &len);
    if (at == text.len) {
        return false;
    }
    struct str sender = value(text, at + len);
    size_t below = find(text, at + len, subject_labels, COUNT_OF(subject_labels), &subject_len);
    if (sender.len == 0 || sender.len > LIMIT_NAME || below == text.len || below - at > APART) {
        return false;
    }
    size_t behind = below + subject_len;
    const char *line = memchr(text.ptr + behind, '\n', text.len - behind);
    struct str rest = { text.ptr + behind, line ? (size_t)(line - text.ptr) - behind : text.len - behind };
    struct str s = value((struct str){ rest.ptr, rest.len < LIMIT_NAME ? rest.len : LIMIT_NAME }, 0);
    *from = arena_str(arena, sender);
    *pasted_subject = arena_str(arena, s);
    return !arena->failed;
}
