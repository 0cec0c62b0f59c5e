/* limits.h: every maximum of the program on one page, with its reason. tests/ has a case one past each. */
#ifndef MUSTER_BASE_LIMITS_H
#define MUSTER_BASE_LIMITS_H

#include <stddef.h>

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

/* ---- HTTP: what a stranger may send before anybody knows who it is ---- */
#define LIMIT_HTTP_LINE        (8 * KIB)  /* request line: RFC 9112 asks for at least 8,000 octets */
#define LIMIT_HTTP_HEAD        (32 * KIB) /* all header fields together, request line included */
#define LIMIT_HTTP_FIELDS      100        /* header fields: browsers and proxies send at most some forty */
#define LIMIT_HTTP_BODY        (1 * MIB)  /* a body, where the route gives no limit of its own */
#define LIMIT_HTTP_CHUNK_LINE  256        /* a chunk-size line, extensions included */
#define LIMIT_HTTP_CHUNK_EXTRA (16 * KIB) /* chunk extensions and trailers of one body, all together */
#define LIMIT_HTTP_PIPELINE    16         /* answered requests in a row before another connection's turn */
#define LIMIT_HTTP_WRITE       (64 * KIB) /* bytes produced a turn: a long answer shares the loop */
#define LIMIT_TLS_HANDSHAKE_MS 5000       /* TLS handshake: a few round trips, also from far away */
#define LIMIT_TLS_SHAKES       8 /* handshakes taken further a turn of a loop: some 10 ms with an RSA key */
#define LIMIT_TLS_READS        4 /* of a socket, without finding a byte for us, before the others' turn: 64 KiB */
#define LIMIT_TLS_TICKET_MS    43200000 /* 12 hours: how long a session may be resumed, at most twice that */
#define LIMIT_CERTIFICATE      (256 * KIB) /* a PEM file: certificate, chain, key */

/* ---- records and files ---- */
#define LIMIT_RECORD     (1 * MIB)  /* one record line (spec: 1 MiB; reported mail has its own) */
#define LIMIT_MAIL       (32 * MIB) /* one reported mail, as a record line or a message */
#define LIMIT_JSON_DEPTH 32         /* nesting of any JSON we read; real records nest 3 deep */
#define LIMIT_CSV_CELL   (64 * KIB) /* one CSV cell: comments are the longest */
#define LIMIT_FOREIGN_VALUE                                                                                  \
    (64 * MIB) /* one value in another program's database: GoPhish keeps forms of up to 10 MiB, escaped */
#define LIMIT_CSV_COLUMNS 500        /* columns of a CSV file: HR exports have up to some 200 */
#define LIMIT_TEXT        (64 * KIB) /* one text value of a record */
#define LIMIT_NAME        1024       /* a natural key, identifier or e-mail address */
#define LIMIT_USER_AGENT                                                                                     \
    1024                      /* bytes kept of a browser's name in a GoPhish file: real ones have some 150   \
                               */
#define LIMIT_MAP         200 /* entries of attributes or names by language */
#define LIMIT_ALIASES     100 /* aliases in one person record */
#define LIMIT_TENANT_NAME 200 /* bytes of a tenant name */

/* ---- reported mail: what is read of one message, however hostile ---- */
#define LIMIT_MAIL_RAW         (23 * MIB) /* its own bytes: with base64 and the rest it fits a record line */
#define LIMIT_MAIL_PARTS       1000       /* parts; newsletters have some 20 */
#define LIMIT_MAIL_DEPTH       64 /* multiparts and messages inside each other; forwards of forwards: 10 */
#define LIMIT_MAIL_FIELD       (64 * KIB)   /* one header field, unfolded */
#define LIMIT_MAIL_HEADERS     (1 * MIB)    /* the header block as it is shown */
#define LIMIT_MAIL_BODY        (2 * MIB)    /* the text, and the HTML, as they are shown */
#define LIMIT_MAIL_LINK        (8 * KIB)    /* one link: browsers stop at some 2,000 to 80,000 */
#define LIMIT_MAIL_LINKS       1000         /* different links of a message */
#define LIMIT_MAIL_RECIPIENTS  200          /* To and Cc together */
#define LIMIT_MAIL_ATTACHMENTS 200          /* listed; all are counted */
#define LIMIT_MAIL_KEY         400          /* bytes of a normalized subject */
#define LIMIT_ARENA_MAIL       (256 * MIB)  /* memory for one record, before and after: with its raw bytes */
#define LIMIT_MAIL_ARENA       (512 * MIB)  /* memory of the parsing process for one message */
#define LIMIT_MAIL_SPACE       (1024 * MIB) /* address space of the parsing process */
#define LIMIT_MAIL_SECONDS     10           /* for one message, after which it is kept unread */
#define LIMIT_MAIL_CPU         300          /* seconds of processor in the life of a parsing process */
#define LIMIT_MAIL_SERVED      2000         /* messages in its life: what a library leaks ends with it */
#define LIMIT_MAIL_ANSWER      (128 * MIB)  /* what it may answer */

/* ---- command line and settings ---- */
#define LIMIT_OPTION_LIST   64        /* how often one option may be repeated */
#define LIMIT_SETTING       (4 * KIB) /* one setting's value */
#define LIMIT_SETTINGS_FILE (1 * MIB) /* the configuration file */
#define LIMIT_LOG_LINE      (4 * KIB) /* one line of the log; what does not fit is left out and said so */
#define LIMIT_LOG_VALUE     512       /* one text in it */

/* ---- requests ---- */
#define LIMIT_PARAMS         600        /* parameters of a query or form read: lists of 500 and a few more */
#define LIMIT_CORRELATION_ID 128        /* a client's correlation id is cut here when echoed */
#define LIMIT_ANSWER         (8 * MIB)  /* a page built as a whole; longer lists are pulled in pieces */
#define LIMIT_ARENA          (16 * MIB) /* memory of one request */

#define LIMIT_PROXY_HOPS 32 /* trusted proxies before a client: more is a loop */

#define LIMIT_REQUESTS  256 /* latest requests kept a loop for `muster requests`: some 100 KiB */
#define LIMIT_FOLLOWERS 8   /* commands that follow them; each is woken by every request */

#define LIMIT_REPORT_ADDRESSES 10000 /* addresses in one request for a report: as many as a company has */

/* ---- writes ---- */
#define LIMIT_BATCH_ERRORS 1000 /* bad lines listed; further ones are only counted */
#define LIMIT_REMOVED      2000 /* rows of a removed tenant that go in one transaction: others wait that long */
#define LIMIT_DIFFERENCES  20   /* differences that a dry run shows: enough to see what a file does */
#define LIMIT_SOURCE       200         /* bytes of the name of a list of people */
#define LIMIT_EVENTS       (128 * MIB) /* all events of a person in a simulation, judged together */
#define LIMIT_NETWORKS     (16 * KIB)  /* bytes of a tenant's list of networks: some 800 of them */
#define LIMIT_APPLY_CHUNK  5000        /* records applied in one transaction of an import */
#define LIMIT_APPLY_BYTES  (16 * MIB)  /* the same in bytes: mails are long */
#define LIMIT_APPLY_LEAST  50          /* the same when something short waits: of people some 8 ms */
#define LIMIT_APPLY_ALONE  50000       /* the same where nothing else is written: Ctrl-C waits for its end */

/* ---- the sample ---- */
#define LIMIT_SAMPLE_PEOPLE    100000000 /* more than any organization has; its sums stay small */
#define LIMIT_SAMPLE_CAMPAIGNS 100000    /* a campaign a day for 270 years */

#endif
