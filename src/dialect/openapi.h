/* openapi.h: an API's OpenAPI 3.1 document, printed from its tables: nothing in it is written for it alone.
 * What the standard has no word for stands in extensions:
 *     x-evidence          documented, observed or ours: of operations, parameters, fields, headers, statuses
 *     x-scope             the scope that a key needs
 *     x-case-insensitive  words of paths, names and words of parameters match in any case
 *     x-clamped           a number outside the bounds counts as the nearest one inside
 *     x-personal          a pseudonymous key sees a code or nothing instead
 *     x-body              a GET's body is read too: as what
 *     x-forms             how a time may be written
 *     x-columns           of a CSV file, in their order
 *     x-codes             which refusals have this status
 *     x-unknown-path      the answers where no path of the document fits
 *     x-http              the answers to what is no acceptable HTTP, whatever the path
 * Limit: what a parameter accepts beyond the usual spelling (a GUID without hyphens) is told in words only.
 */
#ifndef MUSTER_DIALECT_OPENAPI_H
#define MUSTER_DIALECT_OPENAPI_H

#include "base/buf.h"
#include "dialect/dialect.h"

/* Appends the document. server: scheme, host and port in front of the API's base
 * ("https://muster.example.com"); version: of the program. What it prints depends on nothing else. */
void openapi_print(const struct dialect *dialect, struct str server, struct str version, struct buf *out);

#endif
