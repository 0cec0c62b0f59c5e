"""statements.py: reads case files into statements: lines, blocks, loops. tests/api/README.md describes the language."""
import re
import shlex

from muster import Failure

BLOCK = re.compile(r'(?:(.*?)\s+)?<<([A-Z]+)')
ESCAPE = re.compile(rb'\\(x[0-9A-Fa-f]{2}|[rnt0\\])')
ESCAPED = {b'r': b'\r', b'n': b'\n', b't': b'\t', b'0': b'\0', b'\\': b'\\'}


class Statement:
    """verb rest, and the block behind <<END. bound: the loop variables at this place."""

    def __init__(self, line, verb, rest, block=None, bound=None):
        self.line, self.verb, self.rest, self.block, self.bound = line, verb, rest, block, bound or {}

    def show(self):
        return (self.verb + ' ' + self.rest).strip()


def read_statements(path):
    """A flat list. Raises Failure with the line of what cannot be read."""
    with open(path, encoding='utf-8', newline='') as file:
        lines = file.read().split('\n')
    found, i = [], 0
    while i < len(lines):
        number, line = i + 1, lines[i].strip()
        i += 1
        if not line or line.startswith('#'):
            continue
        block = None
        mark = BLOCK.fullmatch(line)
        if mark:
            line, block = mark.group(1) or '', []
            while i < len(lines) and lines[i].strip() != mark.group(2):
                block.append(lines[i])
                i += 1
            if i == len(lines):
                raise Failure('%s:%d: the block has no %s' % (path, number, mark.group(2)))
            i += 1
            block = '\n'.join(block)
        verb, _, rest = line.partition(' ')
        found.append(Statement(number, verb, rest.strip(), block))
    return found


def loop_rows(head):
    """The names and rows of a loop: `for x in a b`, or `each x y` with a block of rows."""
    words = shlex.split(head.rest)
    if head.verb == 'for':
        if len(words) < 3 or words[1] != 'in':
            raise Failure('a loop is written: for NAME in WORD...')
        return words[:1], [[word] for word in words[2:]]
    rows = [shlex.split(row) for row in (head.block or '').split('\n') if row.strip()]
    if not rows or any(len(row) != len(words) for row in rows):
        raise Failure('each row of the loop has %d words' % len(words))
    return words, rows


def unroll(statements, bound, at=0, inner=False):
    """Statements with their loop variables; returns them and where they end."""
    out = []
    while at < len(statements):
        one = statements[at]
        at += 1
        if one.verb in ('for', 'each'):
            names, rows = loop_rows(one)
            for row in rows:
                body, after = unroll(statements, dict(bound, **dict(zip(names, row))), at, True)
                out += body
            at = after
        elif one.verb == 'end':
            if not inner:
                raise Failure('line %d: there is no loop to end' % one.line)
            return out, at
        else:
            out.append(Statement(one.line, one.verb, one.rest, one.block, bound))
    if inner:
        raise Failure('a loop has no end')
    return out, at


def to_bytes(text):
    r"""UTF-8, and \r \n \t \0 \\ \xHH as the bytes they name."""
    def byte(found):
        word = found.group(1)
        return bytes([int(word[1:], 16)]) if word[:1] == b'x' else ESCAPED[word]
    return ESCAPE.sub(byte, text.encode())
