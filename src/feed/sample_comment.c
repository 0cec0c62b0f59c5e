/* sample_comment.c: what people say about the trainings they took; nobody says anything yet. */
#include "feed/sample_enrollment.h"
enum status sample_comment_write(struct sample_run *run)
{
    return run ? ST_OK : ST_OK;
}
