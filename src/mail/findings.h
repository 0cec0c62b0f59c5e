/* findings.h: what is suspicious about a message, each with its points and a reason. The risk score is the
 * sum of the points of all findings, at most 100. */
#ifndef MUSTER_MAIL_FINDINGS_H
#define MUSTER_MAIL_FINDINGS_H

#include "base/arena.h"

/* The numbers are stored. */
enum finding_name {
    FINDING_NONE,
    FINDING_DISPLAY_NAME,
    FINDING_REPLY_TO,
    FINDING_LOOK_ALIKE,
    FINDING_LINK_TEXT,
    FINDING_IP_HOST,
    FINDING_PUNYCODE_HOST,
    FINDING_SHORTENER,
    FINDING_SPF,
    FINDING_DKIM,
    FINDING_DMARC,
    FINDING_EXECUTABLE,
    FINDING_MACRO,
    FINDING_URGENCY,
    FINDING_PAYMENT,
    FINDING_FIRST_SENDER,
    FINDING_END
};

struct finding {
    enum finding_name name;
    struct str detail; /* of this message: a host, a file name, a word */
};

/* "lookAlikeDomain"; the points; a sentence that the detail follows. */
struct str finding_word(enum finding_name name);
int finding_points(enum finding_name name);
struct str finding_reason(enum finding_name name);
enum finding_name finding_of(struct str word);

/* Whether a registrable domain looks like one of ours and is none of them: one letter more, less, other or
 * two swapped, letters that look alike, or ours as a part of it ("example-com.example.net"). ours: separated
 * by spaces; *which: the one it looks like. */
bool finding_looks_alike(struct arena *arena, struct str domain, struct str ours, struct str *which);

bool finding_is_shortener(struct str host);

/* Whether a file of that name runs by itself, or carries macros. */
bool finding_is_executable(struct str file_name);
bool finding_is_macro(struct str file_name);

/* The first word of urgency or payment (English, German, French, Spanish, Italian) in a folded text; absent:
 * none. */
struct str finding_urgency(struct str folded);
struct str finding_payment(struct str folded);

#endif
