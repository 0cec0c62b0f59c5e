/* meter.c: the progress line. */
#include "cmd/meter.h"

#include "base/world.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TERMINAL_MS = 200, FILE_MS = 10000 };

void meter_start(struct meter *p, const char *what)
{
    int64_t now = world_monotonic_ms();
    *p = (struct meter){
        .what = what, .terminal = isatty(STDERR_FILENO) == 1, .started_ms = now, .told_ms = now
    };
}

/* "12.3M", "845K": three digits are enough for a glance. */
static void short_number(char *to, size_t room, double v)
{
    const char *unit = "";
    if (v >= 1e9) {
        v /= 1e9;
        unit = "G";
    } else if (v >= 1e6) {
        v /= 1e6;
        unit = "M";
    } else if (v >= 1e3) {
        v /= 1e3;
        unit = "K";
    }
    snprintf(to, room, *unit && v < 100 ? "%.1f%s" : "%.0f%s", v, unit);
}

void meter_tell(struct meter *p, int64_t done, int64_t total, const char *unit)
{
    int64_t now = world_monotonic_ms(), elapsed = now - p->started_ms;
    char many[32], rate[32], left[64] = "";
    if (now - p->told_ms < (p->terminal ? TERMINAL_MS : FILE_MS) || elapsed <= 0) {
        return;
    }
    p->told_ms = now;
    p->shown = true;
    double a_second = (double)done * 1000 / (double)elapsed;
    short_number(many, sizeof many, (double)done);
    short_number(rate, sizeof rate, a_second);
    if (total > 0 && done > 0) {
        double seconds = (double)(total - done) / a_second;
        snprintf(left, sizeof left, ", %d%%, %.0f s left", (int)(done * 100 / total),
                 seconds > 0 ? seconds : 0);
    }
    fprintf(stderr, p->terminal ? "\r\033[K%s: %s %s, %s a second%s" : "%s: %s %s, %s a second%s\n", p->what,
            many, unit, rate, left);
}

void meter_end(struct meter *p)
{
    if (p->terminal && p->shown) {
        fputs("\r\033[K", stderr);
    }
    p->shown = false;
}
