/* describe.h: what the tables say, as JSON, for `muster routes`, generated tests and documentation. */
#ifndef MUSTER_DIALECT_DESCRIBE_H
#define MUSTER_DIALECT_DESCRIBE_H

#include "base/buf.h"

/* {"apis":[{"api","base","credentials":{"customer","key","scheme"},"anyCase","routes":[{"method","path","scope",
 * "evidence","clock","parameters":[{"name","in","type","required","values","minimum","maximum","default",
 * "evidence"}],"fields":[{"name","type","values","fields","evidence"}]}],
 * "refusals":[{"status","code","field","evidence"}]}]}; members that do not apply are left out. */
void describe_routes(struct buf *out);

#endif
