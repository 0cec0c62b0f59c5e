/* mail.h: inside src/cmd: what `muster mail` reads. They print and answer the exit status. */
#ifndef MUSTER_CMD_MAIL_H
#define MUSTER_CMD_MAIL_H

#include "cmd/cmd.h"

struct mail_options {
    struct str data, tenant, by, note, domains, headers, hosts, from;
    bool json, raw, whole_case;
};

int mail_list(const struct mail_options *options);
int mail_show(const struct mail_options *options, int64_t number);

#endif
