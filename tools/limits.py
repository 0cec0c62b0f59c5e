#!/usr/bin/env python3
"""Makes the table behind `muster limits` from the page of maxima: limits.py OUT.c LIMITS.h"""
import re
import sys


def main():
    out, page = sys.argv[1:]
    with open(page, encoding="utf-8") as text:
        rows = re.findall(r"^#define LIMIT_(\w+)\s+(.+?)\s*/\* (.+?) \*/", text.read(), re.M)
    with open(out, "w", encoding="utf-8") as c:
        c.write('/* Made by tools/limits.py from base/limits.h. */\n#include "base/limits.h"\n\n#include "cmd/limits.h"\n\n')
        c.write("const struct limit limits[] = {\n")
        for name, value, reason in rows:
            c.write('    { "%s", (long long)(%s), "%s" },\n' % (name, value, reason.replace('"', '\\"')))
        c.write("};\nconst int limit_count = %d;\n" % len(rows))


main()
