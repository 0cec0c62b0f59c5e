/* words.h: the enumerations of the record model and their spelling in records. Zero is always "not given";
 * the words stand in the order of the enumeration, from 1 on. */
#ifndef MUSTER_MODEL_WORDS_H
#define MUSTER_MODEL_WORDS_H

#include "base/str.h"

enum person_status { PERSON_STATUS_NONE, PERSON_ACTIVE, PERSON_INACTIVE, PERSON_ARCHIVED };

enum campaign_type { CAMPAIGN_TYPE_NONE, CAMPAIGN_INSTANT, CAMPAIGN_CURRICULUM, CAMPAIGN_SIMULATION };

enum campaign_status {
    CAMPAIGN_STATUS_NONE,
    CAMPAIGN_NOT_STARTED,
    CAMPAIGN_SCHEDULED,
    CAMPAIGN_IN_PROGRESS,
    CAMPAIGN_COMPLETED
};

enum delivery { DELIVERY_NONE, DELIVERY_HEADLESS, DELIVERY_EXTERNAL_LMS };

enum track { TRACK_NONE, TRACK_MAIN, TRACK_EXPRESS };

enum difficulty { DIFFICULTY_NONE, DIFFICULTY_LEAST, DIFFICULTY_MODERATE, DIFFICULTY_VERY };

enum enrollment_status {
    ENROLLMENT_NONE,
    ENROLLMENT_NO_ACTION,
    ENROLLMENT_NOT_STARTED,
    ENROLLMENT_SCHEDULED,
    ENROLLMENT_ACKNOWLEDGED,
    ENROLLMENT_IN_PROGRESS,
    ENROLLMENT_COMPLETED,
    ENROLLMENT_FAILED,
    ENROLLMENT_PAUSED,
    ENROLLMENT_ABANDONED
};

enum progress_status {
    PROGRESS_NONE,
    PROGRESS_NOT_STARTED,
    PROGRESS_IN_PROGRESS,
    PROGRESS_CONSUMED,
    PROGRESS_COMPLETED,
    PROGRESS_FAILED
};

enum quizzes { QUIZZES_NONE, QUIZZES_NOT_STARTED, QUIZZES_IN_PROGRESS, QUIZZES_PASSED, QUIZZES_FAILED };

/* What happened to a simulated mail. The first two are the mail system's doing, the others somebody's. */
enum event_type {
    EVENT_NONE,
    EVENT_SENT,
    EVENT_BOUNCED,
    EVENT_OPENED,
    EVENT_CLICKED,
    EVENT_CREDENTIALS_ENTERED,
    EVENT_CREDENTIALS_CAPTURED,
    EVENT_ATTACHMENT_OPENED,
    EVENT_REPLIED,
    EVENT_REPORTED
};

/* AS_VENDOR: a result that its source published; it has decided already who was a person. AS_RESULT: read off
 * a list of results of a source that has the events as well: counts until those are there. */
enum event_counted { COUNTED_NONE, COUNTED_AS_VENDOR, COUNTED_AS_RESULT };

/* Of a behavior: whether an event of it is a good thing. */
enum direction { DIRECTION_NONE, DIRECTION_POSITIVE, DIRECTION_NEGATIVE };

/* How grave a behavior is, for readers; its weight is what counts. */
enum severity { SEVERITY_NONE, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH };

/* Why somebody reported a mail. */
enum mail_reason { REASON_NONE, REASON_PHISHING, REASON_SPAM, REASON_OTHER };

/* What an analyst decided. */
enum mail_verdict { VERDICT_NONE, VERDICT_MALICIOUS, VERDICT_SPAM, VERDICT_HARMLESS, VERDICT_SIMULATION };

/* One enumeration's words; w[0] belongs to the value 1. */
struct words {
    const char *const *w;
    int n;
};

extern const struct words words_person_status, words_campaign_type, words_campaign_status, words_delivery,
    words_track, words_difficulty, words_enrollment_status, words_progress_status, words_quizzes,
    words_event_type, words_event_counted, words_mail_reason, words_mail_verdict, words_direction,
    words_severity;

/* The value whose word is exactly text; 0 when there is none. */
int words_value(const struct words *words, struct str text);

/* The word of a value; absent for 0. A value beyond the table is a bug. */
struct str words_text(const struct words *words, int value);

#endif
