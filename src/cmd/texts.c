/* texts.c: `muster texts`: the page that prints the Kaspersky API's texts side by side, for whoever corrects
 * a translation. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"
#include "cmd/cmd.h"
#include "dialect/kaspersky_texts.h"

struct texts_options {
    bool none;
};

static const struct opt_command command = { .usage = "muster texts",
                                            .about =
                                                "Prints the texts of the Kaspersky API in its 27 languages "
                                                "side by side, as Markdown: docs/kaspersky-texts.md." };

int cmd_texts(int argc, char **argv)
{
    struct texts_options o;
    struct buf out;
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    buf_init(&out, MIB);
    kaspersky_texts_print(&out);
    must(!out.failed);
    bool written = cmd_write(buf_text(&out));
    buf_done(&out);
    return written ? EXIT_DONE : EXIT_FAILED;
}
