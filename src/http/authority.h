/* authority.h: a certificate authority of one folder, for trying TLS on this machine without anybody's help.
 * It may sign for localhost, 127.0.0.0/8 and ::1 only, so that whoever trusts it risks little. */
#ifndef MUSTER_HTTP_AUTHORITY_H
#define MUSTER_HTTP_AUTHORITY_H

#include "base/status.h"
#include "base/world.h"

/* Makes sure that the folder has ca.pem (what clients trust) with ca-key.pem, and cert.pem with key.pem
 * signed by it for localhost, 127.0.0.1 and ::1 (EC P-256). What is there, fits and holds for 30 more days
 * stays; the rest is made anew. Keys have mode 0600. name: of the authority. ST_IO, ST_NOMEM with a sentence.
 */
enum status http_authority_ready(const char *folder, const char *name, const struct world *world,
                                 struct why *why);

#endif
