/* read_mail.h: the email reports of the CultureAI API: the list, as a page or as one array, and what is in a
 * mail. */
#ifndef MUSTER_SERVE_READ_MAIL_H
#define MUSTER_SERVE_READ_MAIL_H

#include "model/mail_rows.h"
#include "serve/read.h"

/* ST_INVALID with a denial. */
enum status read_email_reports(struct reading *r, struct page *page);
enum status read_email_detail(struct reading *r, struct email_detail_row *row);

#endif
