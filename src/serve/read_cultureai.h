/* read_cultureai.h: the answers of the CultureAI API: who asks, pages of people and of their scores. */
#ifndef MUSTER_SERVE_READ_CULTUREAI_H
#define MUSTER_SERVE_READ_CULTUREAI_H

#include "model/risk_rows.h"
#include "serve/read.h"

enum status read_me(struct reading *r, struct me_row *row);

/* ST_INVALID with a denial: the cursor is not good here. */
enum status read_employees(struct reading *r, struct page *page);
enum status read_risks(struct reading *r, struct page *page);

#endif
