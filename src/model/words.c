/* words.c: the spelling of the record model's enumerations (docs: the record model, "carries"). */
#include "model/words.h"

#include "base/must.h"

#define WORDS(name, ...)                                                                                     \
    const struct words name = { (const char *const[]){ __VA_ARGS__ },                                        \
                                (int)(sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)) }

WORDS(words_person_status, "active", "inactive", "archived");
WORDS(words_campaign_type, "instant", "curriculum", "attackSimulation");
WORDS(words_campaign_status, "notStarted", "scheduled", "inProgress", "completed");
WORDS(words_delivery, "headless", "externalLMS");
WORDS(words_track, "main", "express");
WORDS(words_difficulty, "least", "moderate", "very");
WORDS(words_enrollment_status, "noAction", "notStarted", "scheduled", "acknowledged", "inProgress",
      "completed", "failed", "paused", "abandoned");
WORDS(words_progress_status, "notStarted", "inProgress", "consumed", "completed", "failed");
WORDS(words_quizzes, "notStarted", "inProgress", "passed", "failed");
WORDS(words_event_type, "sent", "bounced", "opened", "clicked", "credentialsEntered", "credentialsCaptured",
      "attachmentOpened", "replied", "reported");
WORDS(words_event_counted, "asVendor", "asResult");
WORDS(words_mail_reason, "PHISHING", "SPAM", "OTHER");
WORDS(words_mail_verdict, "malicious", "spam", "harmless", "simulation");
WORDS(words_direction, "positive", "negative");
WORDS(words_severity, "low", "medium", "high");

int words_value(const struct words *words, struct str text)
{
    for (int i = 0; i < words->n; i++) {
        if (str_eq(text, str_of(words->w[i]))) {
            return i + 1;
        }
    }
    return 0;
}

struct str words_text(const struct words *words, int value)
{
    must(value >= 0 && value <= words->n);
    return value == 0 ? STR_NONE : str_of(words->w[value - 1]);
}
