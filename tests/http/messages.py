#!/usr/bin/env python3
"""messages.py: the table of HTTP messages (messages/README.md), for programs in Python.

    messages.py FOLDER      writes every case's bytes into a file of FOLDER, behind 4 bytes that say how to cut:
                            the first corpus of tests/fuzz/fuzz_http.c
"""
import hashlib
import os
import re
import sys

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'messages')
PLAIN = {'r': b'\r', 'n': b'\n', 't': b'\t', '0': b'\0', 's': b' ', '\\': b'\\'}
TOKEN = re.compile(r'\\x([0-9a-f]{2})|\\\*(\d+)\(|\\([rnt0s\\])|(\))|([^\\)]+)', re.S)


def unescape(text, at=0, nested=False):
    """The bytes of an escaped text and where it ended."""
    out = b''
    while at < len(text):
        token = TOKEN.match(text, at)
        if not token:
            raise ValueError('wrong escape: ' + text[at:at + 20])
        at = token.end()
        hexadecimal, times, plain, close, rest = token.groups()
        if hexadecimal:
            out += bytes([int(hexadecimal, 16)])
        elif times:
            inner, at = unescape(text, at, True)
            out += inner * int(times)
        elif plain:
            out += PLAIN[plain]
        elif close:
            if nested:
                return out, at
            out += b')'
        else:
            out += rest.encode()
    return out, at


class Case:
    def __init__(self, name, group):
        self.name, self.group, self.sent, self.limit, self.wants = name, group, b'', None, []


def read(folder=FOLDER):
    """All cases, in the order of the files' names."""
    cases = []
    for name in sorted(os.listdir(folder)):
        if not name.endswith('.txt'):
            continue
        with open(os.path.join(folder, name), encoding='utf-8') as file:
            for line in file.read().split('\n'):
                if not line or line.startswith('#'):
                    continue
                key, _, value = line.partition(':')
                value = value[1:] if value.startswith(' ') else value
                if key == 'name':
                    cases.append(Case(value, name[:-4]))
                elif key in ('line', 'raw'):
                    cases[-1].sent += unescape(value)[0] + (b'\r\n' if key == 'line' else b'')
                elif key == 'limit':
                    cases[-1].limit = int(value)
                elif key == 'want':
                    cases[-1].wants.append(unescape(value)[0])
                elif key != 'field':
                    raise ValueError('%s: unknown key %s' % (name, key))
    return cases


def main():
    os.makedirs(sys.argv[1], exist_ok=True)
    for case in read():
        number = hashlib.sha256(case.name.encode()).digest()[:4]
        name = re.sub('[^a-z0-9]+', '-', case.name.lower()).strip('-')
        with open(os.path.join(sys.argv[1], name), 'wb') as file:
            file.write(number + case.sent)


if __name__ == '__main__':
    main()
