#!/usr/bin/env python3
"""Seeds for the fuzzers of CSV, JSON and feeds, from the cases of tests/feed:  seeds.py csv|json|feed FOLDER"""
import gzip
import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
feed = os.path.join(here, '..', 'feed')
# The first byte of a seed chooses the format (fuzz_feed.c).
CHOICES = (('outthink-simulation', 33), ('outthink-comments', 35), ('outthink', 1), ('records', 2), ('gophish-events', 3),
           ('gophish-results', 32))


def inputs():
    for case in sorted(os.listdir(feed)):
        folder = os.path.join(feed, case)
        if not os.path.exists(os.path.join(folder, 'args')):
            continue
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), 'rb') as file:
                yield case, name, file.read()


def seeds(kind):
    for case, name, content in inputs():
        if kind == 'json' and name == 'out':
            for number, line in enumerate(content.splitlines()):
                if line[:1].isdigit():
                    yield '%s-%d' % (case, number), line.split(b' ', 1)[1]
        elif kind == 'csv' and name not in ('args', 'out'):
            yield case + '-' + name, b'\x01\x02\x03\x04' + content
        elif kind == 'feed' and name not in ('args', 'out'):
            choice = next((number for start, number in CHOICES if case.startswith(start)), 0)
            yield case + '-' + name, bytes([choice]) + content
            yield case + '-options-' + name, bytes([choice | 28]) + content
            yield case + '-gzip-' + name, bytes([choice]) + gzip.compress(content, mtime=0)


os.makedirs(sys.argv[2], exist_ok=True)
for seed, content in seeds(sys.argv[1]):
    with open(os.path.join(sys.argv[2], seed), 'wb') as out:
        out.write(content)
