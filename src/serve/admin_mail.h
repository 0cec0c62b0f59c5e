/* admin_mail.h: administration of reported mail.
 *
 *     {"do":"mail.decide","tenant":TEXT,"mail":NUMBER or
 * "case":NUMBER,"verdict":TEXT,"by":TEXT?,"note":TEXT?}
 *                                                                 {"mail","wholeCase","verdict"}
 *     {"do":"mail.settings","tenant":TEXT,"domains":TEXT?,"simulationHeaders":TEXT?,"simulationHosts":TEXT?}
 *                                                                 {"domains","simulationHeaders","simulationHosts"}
 */
#ifndef MUSTER_SERVE_ADMIN_MAIL_H
#define MUSTER_SERVE_ADMIN_MAIL_H

#include "serve/asked.h"

enum status admin_mail_decide(struct asked *a);
enum status admin_mail_settings(struct asked *a);

#endif
