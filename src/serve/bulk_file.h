/* bulk_file.h: a CSV file of the OutThink API for a command: the rows and cells of the API's own answer, read
 * in one view of the store. */
#ifndef MUSTER_SERVE_BULK_FILE_H
#define MUSTER_SERVE_BULK_FILE_H

#include "base/csvout.h"
#include "base/uuid.h"
#include "dialect/answer.h"
#include "store/db.h"

struct bulk_file {
    struct db *db; /* for reading; no view is open */
    int64_t tenant;
    enum answer answer; /* ANSWER_TRAINING_BULK, _COMMENTS, ANSWER_SIMULATION_BULK or _COMMENTS */
    struct uuid campaign;
    struct str site; /* "https://muster.example.com", for addresses in the file; may be empty */
    enum csvout_escape escape;
};

/* Takes the next piece of the file; anything but ST_OK ends the work and is returned. */
typedef enum status bulk_file_piece(void *to, struct str piece);

/* Constant memory. ST_NOTFOUND: no such campaign of that kind. A sentence comes with a failure of ours, not
 * with one of `piece`. */
enum status bulk_file_write(const struct bulk_file *file, bulk_file_piece *piece, void *to, struct why *why);

#endif
