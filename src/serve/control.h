/* control.h: requests of commands that run beside the server, over its unix socket, under /control/. Who can
 * open that socket owns the data folder, so there is no authentication.
 *
 * The server itself knows PUT /control/clock with the body {"now": TIME} or {"now": null} (the machine's
 * clock again): 204, or 404 unless it was started with a clock that may be set; and GET /control/requests
 * (requests.h). Everything else goes to the hook. */
#ifndef MUSTER_SERVE_CONTROL_H
#define MUSTER_SERVE_CONTROL_H

#include "base/world.h"
#include "http/http.h"

/* The hook gets the server's callbacks for requests under /control/ as they are: bodies and answers stream
 * both ways, rq->owner is its own. A NULL events: everything is 404. */
struct control {
    const struct http_events *events;
    void *app;
};

/* Whether the request is one of these. */
bool control_is(const struct http_request *rq);

/* The events of such requests: the clock's, or the hook's. world may be set when settable. */
struct control_app {
    struct control hook;
    struct world *world;
    struct requests *requests; /* requests.h */
    bool clock_settable;
};
extern const struct http_events control_events; /* app: struct control_app */

#endif
