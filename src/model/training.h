/* training.h: what records of campaigns and training carry (record.h). */
#ifndef MUSTER_MODEL_TRAINING_H
#define MUSTER_MODEL_TRAINING_H

#include "model/people.h"

struct campaign {
    struct str id;
    struct ids ids;
    struct str name;
    int type, status;
    struct str organization_id;
    int delivery_method;
    int64_t started_at, ended_at, created_at, due_at;
    int pass_fail_enabled;
    double pass_fail_score;
    int64_t pass_fail_attempts;
    struct str path, level_name;
    int64_t level;
    int track, difficulty;
    struct str subject, names, subjects; /* names, subjects: JSON objects, language -> text */
};

struct module {
    struct str campaign_id, id, name;
    int64_t position;
    int required;
    int64_t level;
    struct str names;
};

struct enrollment {
    struct str campaign_id, person;
    struct ids ids;
    int status;
    int64_t enrolled_at, started_at, last_accessed_at, completed_at, planned_end, time_spent_seconds;
    double engagement, knowledge, productivity, intention_to_comply, self_efficacy; /* 0..1 */
};

struct progress {
    struct str campaign_id, module_id, person;
    int status;
    int64_t started_at, completed_at, time_spent_seconds;
    double rating;
    int watched_video, read_transcript, experiment_passed, quizzes, skill_noted;
};

struct attempt {
    struct str campaign_id, person;
    int64_t number;
    double score;
    int passed;
    int64_t at;
};

/* What a person received for a module. */
struct certificate {
    struct str campaign_id, module_id, person;
    int64_t at;
};

struct comment {
    struct str id, campaign_id, module_id, person, text;
    int64_t created_at;
    struct str translated_text, language, sentiment;
    int64_t processed_at;
};

#endif
