/* requests.h: the latest requests of every client, for whoever writes or runs one: what was asked, which
 * parameters were understood, what came of it. In memory only, LIMIT_REQUESTS a loop, and nothing of it is
 * anybody's: no values, no paths beyond the routes' own patterns, no addresses, no tokens.
 *
 *     GET /control/requests             the requests kept, oldest first, a line of JSON each
 *     GET /control/requests?follow=1    the same, then every further one as it is answered
 *
 *     {"at","tenant","key","method","api","route","matched":[],"unknown":[],"refusedBy","status","bytes","ms"}
 */
#ifndef MUSTER_SERVE_REQUESTS_H
#define MUSTER_SERVE_REQUESTS_H

#include "http/http.h"

struct requests;
struct request;

/* NULL without memory. */
struct requests *requests_new(int loops);
void requests_free(struct requests *requests);

/* A request was answered; on its loop. Costs a lock that nobody else holds unless somebody looks. */
void requests_note(struct requests *requests, struct request *rq, const struct http_result *result);

/* The callbacks of GET /control/requests (control.c); `rq->owner` is theirs. */
bool requests_is(const struct http_request *rq);
enum http_verdict requests_head(struct requests *requests, struct http_request *rq);
bool requests_body(struct http_request *rq, bool last);
enum http_pull requests_pull(struct http_request *rq, struct buf *out);
void requests_done(struct http_request *rq);

#endif
