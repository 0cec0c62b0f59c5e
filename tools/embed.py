#!/usr/bin/env python3
"""Writes text files as one C source: embed.py OUT.c SYMBOL FILE...

The source defines `const char *const SYMBOL[]`, one string a file in the order given, ended by NULL.
"""
import sys


def literal(text):
    return "\n".join('    "%s\\n"' % line.replace("\\", "\\\\").replace('"', '\\"') for line in text.split("\n"))


def main():
    out, symbol, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    with open(out, "w", encoding="utf-8") as c:
        c.write("/* Made by tools/embed.py; edit the files it was made from. */\n")
        c.write("extern const char *const %s[];\nconst char *const %s[] = {\n" % (symbol, symbol))
        for name in files:
            with open(name, encoding="utf-8") as text:
                c.write(literal(text.read()) + ",\n")
        c.write("    0,\n};\n")


main()
