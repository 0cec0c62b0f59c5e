/* request.h: one request on its way through the steps of request.c. It lives in the HTTP request's arena. */
#ifndef MUSTER_SERVE_REQUEST_H
#define MUSTER_SERVE_REQUEST_H

#include "dialect/encode.h"
#include "dialect/path.h"
#include "http/http.h"
#include "serve/etag.h"
#include "serve/inner.h"
#include "serve/origin.h"
#include "serve/stream.h"

/* Who asks, once the key is known. */
struct caller {
    bool known;
    int64_t tenant, seq; /* seq: the tenant's change number */
    struct str tenant_name, key_id;
    struct str token; /* as it was sent; never to be logged */
    uint64_t scopes;  /* bit 1 << enum scope */
    bool pseudonymous;
    int64_t settings[SETTING_COUNT]; /* as they hold for this key */
};

struct request {
    struct serve *serve;
    struct serve_loop *loop;
    struct http_request *http;
    const struct live *live; /* the settings that may have changed since the start */
    struct origin origin;    /* whose it is: never ask http->peer, http->tls or http->host */
    size_t step;             /* the next of request.c's */
    char correlation[UUID_TEXT_LEN];
    struct str client_correlation;

    struct path path; /* step_dialect: whose API */
    int base;
    const struct dialect *dialect;
    struct caller caller;      /* step_auth */
    const struct route *route; /* step_route */
    struct path_values path_values;
    struct buf body;     /* of the request, where the route reads it */
    struct jsonin *json; /* that, parsed */
    struct args args;    /* step_params */
    char etag[ETAG_LEN];
    bool has_etag;
    struct request_write *write; /* step_write: what it writes, if anything (write.h) */
    const void *row;             /* step_query: what the route's envelope prints, */
    struct stream *stream;       /* and, for a file or stream, where its rows come from */
    uint64_t options;            /* of the view */
    bool array;
    struct str attachment; /* Content-Disposition of a file */
    struct view view;
    struct encode encode;
    bool complete;    /* step_encode: the loop's body holds all of the answer */
    struct str begun; /* else the beginning of a stream, not sent yet */

    struct denial denial;   /* why it was refused, */
    const char *refused_by; /* at which step, */
    struct str allow;       /* with which methods it would not have been, */
    int64_t retry_after;    /* and after how many seconds */
    int front_status;       /* the status of a refusal of the HTTP front; 0: not one */
    enum status failure;    /* what went wrong on our side; for the log */
    int status;             /* what was answered */
};

enum step {
    STEP_REFUSE = 0, /* denial says why */
    STEP_NEXT,
    STEP_BODY, /* the header is accepted; the rest waits for the body */
    STEP_WAIT, /* the step runs again when the request is woken (http_wake) */
    STEP_DONE, /* answered */
};

/* Makes the request of an HTTP request, once; NULL without memory. */
struct request *request_of(struct serve *serve, struct http_request *http);

/* Runs the steps up to the body, and behind it, and on after a wait. true: the body is wanted. */
bool request_run(struct request *rq);

/* For steps: sets the denial. field: NULL means the API's default; reason in printf format. */
enum step request_refuse(struct request *rq, enum refused what, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Our fault, whatever it was: the reason names the Correlation-Id and nothing of the inside. */
enum step request_fail(struct request *rq, enum status st);

/* Gives back what is not in the arena; after the last callback. */
void request_end(struct request *rq);
/* What a setting is for the caller: an INT's number or a WORD's place. Once the key is known. */
int64_t request_setting(const struct request *rq, enum setting setting);

/* Answers a refusal in the API's words; the one place that does (refuse.c). */
void refuse_answer(struct request *rq);

/* Sends an answer with the header fields that every answer has (step_reply.c). type NULL: no body. */
void reply_send(struct request *rq, int status, const char *type, int64_t length, struct str body);

/* The steps, in their order. */
enum step step_watch(struct request *rq); /* watch.c */
enum step step_dialect(struct request *rq);
enum step step_secure(struct request *rq);
enum step step_auth(struct request *rq);
enum step step_limit(struct request *rq);
enum step step_route(struct request *rq);
enum step step_permit(struct request *rq);
enum step step_body(struct request *rq);
enum step step_params(struct request *rq);
enum step step_etag(struct request *rq);
enum step step_write(struct request *rq);
enum step step_query(struct request *rq);
bool step_query_knows(enum answer answer); /* a function fills its rows */
enum step step_encode(struct request *rq);
enum step step_reply(struct request *rq);

#endif
