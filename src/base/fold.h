/* fold.h: identifiers as they are compared: Unicode NFKC_Casefold (compatibility forms, case and invisible
 * characters make no difference). "Ann@Example.COM", "ann@example.com" and a version in full-width letters
 * are one; "ss" and a sharp s too. What is shown to people is never folded. */
#ifndef MUSTER_BASE_FOLD_H
#define MUSTER_BASE_FOLD_H

#include "base/arena.h"
#include "base/status.h"

/* Folds text into the arena (NUL behind it). An absent text stays absent. Folding a folded text changes
 * nothing. ST_INVALID: not UTF-8. ST_NOMEM: also when the text is over 256 KiB. Thread-safe. */
enum status fold(struct arena *arena, struct str text, struct str *folded);

/* Only the letters and digits of the folded text, without accents: how headings of tables are compared.
 * "E-Mail", "e mail" and "E_MAIL" are one, and so are headings typed with and without their accents. Errors
 * as fold. */
enum status fold_letters(struct arena *arena, struct str text, struct str *letters);

#endif
