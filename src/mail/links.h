/* links.h: the links of a body in the order in which they stand, each once, and its readable text. HTML is
 * read with libxml2's SAX parser: linear in its length however deep it is nested. */
#ifndef MUSTER_MAIL_LINKS_H
#define MUSTER_MAIL_LINKS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

struct link {
    struct str written; /* as it stands there, entities decoded, white space at its ends cut */
    struct str url;     /* absolute, as a browser would open it */
    struct str host;    /* ASCII */
};

struct links {
    struct link *at; /* room for LIMIT_MAIL_LINKS */
    int n;
    bool cut;              /* there were more */
    bool mismatch;         /* some link's text shows another host than it leads to: */
    struct str shown, led; /* the first of them */
};

enum status links_init(struct arena *arena, struct links *links);

/* text: the readable text is appended, words separated by spaces. ST_NOMEM. */
enum status links_of_html(struct arena *arena, struct str html, struct links *links, struct buf *text);

/* Addresses that begin with http://, https://, ftp:// or www. */
enum status links_of_text(struct arena *arena, struct str text, struct links *links);

#endif
