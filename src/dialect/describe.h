/* describe.h: what the tables say, as JSON, for `muster routes`, generated tests and documentation. */
#ifndef MUSTER_DIALECT_DESCRIBE_H
#define MUSTER_DIALECT_DESCRIBE_H

#include "base/buf.h"

/* {"apis":[{"api","base","credentials":{"customer","key","scheme","bare"},"anyCase","routes":[{"method","path",
 * "scope","evidence","clock","content","body","bodyLimit","tagged","array","parameters":[{"name","in","type",
 * "required","values","most","minimum","maximum","default","outside","evidence"}],"fields":[{"name","type",
 * "values","pattern","optional","fields","evidence"}]}],"refusals":[{"why","status","code","field","evidence"}]}]};
 * members that do not apply are left out. */
void describe_routes(struct buf *out);

#endif
