/* feed.h: sources of records. A source reads files (gzip or not, of any size, in constant memory) and gives
 * one record line after the other; what is in the lines is checked by whoever takes them. A new format is one
 * file and one line in feed.c.
 *
 *     records              the record stream itself
 *     people-csv           a list of people, as a directory or a personnel system exports it
 *     outthink-users-csv   the users of an OutThink training campaign (/trainingCampaigns/{id}/users/bulk)
 *     outthink-simulation-csv  the same of a simulation (/attackSimulations/{id}/users/bulk)
 *     outthink-comments-csv  the comments of an OutThink campaign (/feedbackComments of both kinds)
 *     gophish-results, gophish-events  what the page of a campaign of GoPhish exports
 *     reported-mail        mail: .eml, mbox, maildir, folders of these
 *     gophish-db           the database file of GoPhish */
#ifndef MUSTER_FEED_FEED_H
#define MUSTER_FEED_FEED_H

#include "base/datein.h"
#include "base/status.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct feed_csv;

/* Where a record or a mistake comes from. */
struct feed_place {
    const char *file;           /* as named by the user; "standard input" */
    int64_t line;               /* 0: the file as a whole */
    struct str column;          /* a CSV column's heading; absent: the line as a whole */
    const struct feed_csv *csv; /* for feed_column_of; NULL: no CSV */
};

/* What to do with a column whose heading is not known. */
enum feed_extra { FEED_EXTRA_REFUSE, FEED_EXTRA_ATTRIBUTES, FEED_EXTRA_IGNORE };

struct feed_options {
    struct str encoding;     /* --encoding; absent: find out */
    enum datein_order dates; /* --dates dmy|mdy; unknown: find out */
    enum feed_extra extra;   /* --extra-columns attributes|ignore */
    bool empty_erases;       /* --empty erases: an empty cell is null, not absent (never for who it is) */
    /* --campaign-id, --campaign-name, --campaign-type: what a campaign's file does not say; absent: not given
     */
    struct str campaign_id, campaign_name, campaign_type;
    int64_t
        sent_at; /* --sent-at: when mails were sent that a file says nothing about; WHEN_NONE: not given */
    struct str
        source; /* --source: which of several systems of one kind the file is from; absent: the only one */
};

/* What the store shows of a row in the API whose file is read: texts of cells by heading. */
struct feed_shown {
    struct str id; /* the record's id; comments only */
    size_t count;
    const struct str *heading, *cell;
};

/* A store beside a file, for files that an API of this store could have written. What is returned is valid
 * until the next call; absent or NULL: the store has nothing of the kind. */
struct feed_known {
    /* The record ids of the campaign, and of a module in a campaign, that the API shows under this id. */
    struct str (*campaign)(void *to, struct str shown);
    struct str (*module)(void *to, struct str campaign, struct str shown);
    /* What the OutThink API shows of a person in a campaign (record id), and of a comment. */
    const struct feed_shown *(*user)(void *to, struct str campaign, struct str guid, bool simulation);
    const struct feed_shown *(*comment)(void *to, struct str guid);
};

/* Who takes what a source gives. Every member but `to` must be set, except where it says so. */
struct feed_events {
    void *to;
    /* A record line without line end, valid during the call. Anything but ST_OK ends the work and is
     * returned. */
    enum status (*record)(void *to, struct str line, const struct feed_place *place);
    /* A row or line that gives no record, with a sentence. ST_OK: go on with the next. */
    enum status (*bad)(void *to, const struct feed_place *place, const char *sentence);
    /* What was found out about a file, some lines of text for people; may be NULL. */
    void (*note)(void *to, struct str text);
    /* Bytes read so far of the file and its size (-1: not known); may be NULL. */
    void (*progress)(void *to, const char *file, int64_t bytes, int64_t size);
    /* Whether the store has this campaign; NULL: it has none. */
    bool (*campaign_known)(void *to, struct str id);
    const struct feed_known *known; /* may be NULL */
    /* A message of a mail file, valid during the call; cut: its end is missing. NULL: mail is not taken. */
    enum status (*mail)(void *to, struct str raw, bool cut, const struct feed_place *place);
};

struct feed_format;

/* The format of that name ("people-csv"). ST_INVALID: none; the sentence names the nearest. */
enum status feed_format_of(struct str name, const struct feed_format **format, struct why *why);

/* The names of all formats, one after the other from i = 0; NULL at the end. */
const char *feed_format_name(size_t i);

/* Reads the files (count 0: standard input) one after the other. A mistake that a source cannot go on after
 * (no such file, damaged gzip, a heading that is not known, CSV that is none) ends it with a sentence that
 * names file and line; mistakes of single rows go to events->bad. */
enum status feed_run(const struct feed_format *format, const struct feed_options *options,
                     const struct feed_events *events, char *const *files, size_t count, struct why *why);

/* The heading of the CSV column that a key ("email", "scores.engagement") of a kind of record ("person") was
 * read from, so that what is wrong with the value is said about the column; absent when there is none. To be
 * called during record and bad only. */
struct str feed_column_of(const struct feed_place *place, struct str record, struct str key);

#endif
