"""compare.py: the statements of case files that say what an answer, or what a command printed, must be."""
import difflib
import os
import re
import shlex

import exact
from muster import Failure, TOP
from statements import to_bytes

GOLDEN = os.path.join(TOP, 'tests', 'golden')


def differ(expected, got):
    if '\n' not in expected and '\n' not in got:
        return 'expected %s\ngot      %s' % (expected, got)
    lines = difflib.unified_diff(expected.split('\n'), got.split('\n'), 'expected', 'got', lineterm='', n=2)
    return '\n'.join(lines)


def project(value, path):
    """exact.at with * for every element of a list."""
    first, star, rest = path.partition('*')
    if not star:
        return exact.at(value, path)
    rows = exact.at(value, first.rstrip('.'))
    if not isinstance(rows, list) or isinstance(rows, exact.Object):
        raise LookupError('%s is no list' % first.rstrip('.'))
    return [project(row, rest.lstrip('.')) for row in rows]


class Comparing:
    """What language.Case knows besides: last and done, the latest answer or command; text, words, block of a statement;
    memory, values, notes, accept."""

    def answer(self):
        if self.last is None or self.done is not None:
            raise Failure('there is no answer to look at')
        return self.last

    def do_expect(self, one):
        status, = self.words(one)
        if str(self.answer().status) != status:
            raise Failure('expected %s\ngot      %d' % (status, self.last.status))

    def do_header(self, one):
        rest = self.text(one.rest, one)
        found = re.fullmatch(r'([A-Za-z0-9-]+)(?:: ?(.*)| ~ (.*)| (absent))', rest)
        if not found:
            raise Failure('written: header NAME: VALUE, header NAME ~ REGEX, header NAME absent')
        name, value, regex, _ = found.groups()
        got = self.answer().all(name)
        if value is not None:
            fine, expected = got == [value], value
        elif regex is not None:
            fine, expected = len(got) == 1 and re.fullmatch(regex, got[0]), '~ ' + regex
        else:
            fine, expected = got == [], 'absent'
        if not fine:
            raise Failure('expected %s: %s\ngot      %s' % (name, expected, got))

    def do_body(self, one):
        if one.rest == 'empty':
            expected = b''
        elif one.rest.startswith('~ '):
            text = self.answer().body.decode('utf-8', 'backslashreplace')
            if not re.search(self.text(one.rest[2:], one), text):
                raise Failure('expected a body with %s' % one.rest[2:])
            return
        else:
            expected = self.block(one).encode()
        if self.answer().body != expected:
            raise Failure(differ(expected.decode(), self.last.body.decode('utf-8', 'backslashreplace')))

    def do_csv(self, one):
        """The body: these lines, each ended by CRLF; in them \\r, \\n and \\xHH are bytes of a cell."""
        expected = b''.join(to_bytes(line) + b'\r\n' for line in self.block(one).split('\n'))
        if self.answer().body != expected:
            raise Failure(differ(expected.decode('utf-8', 'backslashreplace'),
                                 self.last.body.decode('utf-8', 'backslashreplace')))

    def parsed(self):
        """The last answer, or what the last command printed, as JSON."""
        return exact.parse(self.done.out if self.done is not None else self.answer().body)

    def do_json(self, one):
        """Whole with a block, else `json PATH VALUE`."""
        if one.block is not None:
            path, expected = self.text(one.rest, one), exact.parse(self.block(one))
        else:
            path, _, text = self.text(one.rest, one).partition(' ')
            expected = exact.parse(text)
        got = project(self.parsed(), path)
        if exact.show(got) != exact.show(expected):
            raise Failure(differ(exact.show(expected), exact.show(got)))

    def do_keys(self, one):
        path, *names = self.words(one)
        got = exact.at(self.parsed(), '' if path == '.' else path).keys()
        if got != names:
            raise Failure('expected %s\ngot      %s' % (' '.join(names), ' '.join(got)))

    def do_count(self, one):
        path, count = self.words(one)
        got = len(exact.at(self.parsed(), '' if path == '.' else path))
        if got != int(count):
            raise Failure('expected %s\ngot      %d' % (count, got))

    def do_refuses(self, one):
        """refuses STATUS CODE FIELD REASON-REGEX: an error of the OutThink API, whole."""
        status, code, field, reason = self.text(one.rest, one).split(' ', 3)
        answer = self.answer()
        if str(answer.status) != status:
            raise Failure('expected %s\ngot      %d' % (status, answer.status))
        if answer.all('Content-Type') != ['application/json; charset=utf-8']:
            raise Failure('expected application/json; charset=utf-8\ngot      %s' % answer.all('Content-Type'))
        got = exact.parse(answer.body)
        if not isinstance(got, exact.Object) or got.keys() != ['code', 'field', 'reason']:
            raise Failure('an error has code, field and reason, in that order\ngot %s' % exact.show(got))
        expected = (code, None if field == 'null' else field)
        if (got.get('code'), got.get('field')) != expected:
            raise Failure('expected %s\ngot      %s' % (expected, (got.get('code'), got.get('field'))))
        if not isinstance(got.get('reason'), str) or not re.search(reason, got.get('reason')):
            raise Failure('expected a reason ~ %s\ngot      %s' % (reason, got.get('reason')))

    def do_remember(self, one):
        name, = self.words(one)
        self.memory[name] = self.same_part()

    def do_save(self, one):
        """The body as a file in ${dir}."""
        name, = self.words(one)
        with open(os.path.join(self.folder, name), 'wb') as out:
            out.write(self.answer().body)

    def do_same_as(self, one):
        name, = self.words(one)
        if self.memory[name] != self.same_part():
            raise Failure('not the same as %s\nexpected %r\ngot      %r' % (name, self.memory[name], self.same_part()))

    def do_other_than(self, one):
        name, = self.words(one)
        if self.memory[name] == self.same_part():
            raise Failure('expected something other than %s' % name)

    def same_part(self):
        return self.done.out if self.done is not None else self.answer().same()

    def do_let(self, one):
        name, equals, kind, *rest = shlex.split(one.rest)
        rest = self.text(' '.join(rest), one)
        if equals != '=':
            raise Failure('written: let NAME = json PATH, header NAME, or text WORDS')
        if kind == 'json':
            value = project(self.parsed(), rest)
            self.values[name] = value if isinstance(value, str) else exact.show(value)
        elif kind == 'header':
            self.values[name] = self.answer().get(rest)
        elif kind == 'text':
            self.values[name] = rest
        else:
            raise Failure('written: let NAME = json PATH, header NAME, or text WORDS')

    def do_golden(self, one):
        name, = self.words(one)
        path = os.path.join(GOLDEN, name)
        data = self.done.out if self.done is not None else self.answer().body
        json = self.done is None and 'json' in self.last.get('Content-Type', '')
        text = exact.show(exact.parse(data)) + '\n' if json else data.decode()
        old = ''
        if os.path.exists(path):
            with open(path, encoding='utf-8', newline='') as file:
                old = file.read()
        if old == text:
            return
        if not self.accept:
            raise Failure('tests/golden/%s says otherwise; after a review: --accept\n%s' % (name, differ(old, text)))
        self.notes.append('accepted tests/golden/%s\n%s' % (name, differ(old, text)))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8', newline='') as file:
            file.write(text)

    def do_stdout(self, one):
        self.said(one, self.done.out)

    def do_stderr(self, one):
        self.said(one, self.done.err)

    def said(self, one, data):
        text = data.decode()
        rest = self.text(one.rest, one)
        if one.block is not None:
            if text != self.block(one) + '\n':
                raise Failure(differ(self.block(one) + '\n', text))
        elif rest == 'empty':
            if text:
                raise Failure('expected nothing\n' + self.done.show())
        elif rest.startswith('lines '):
            if text.count('\n') != int(rest[6:]) or not text.endswith('\n'):
                raise Failure('expected %s lines\n%s' % (rest[6:], self.done.show()))
        elif rest.startswith('~ '):
            if not re.search(rest[2:], text):
                raise Failure('expected ~ %s\n%s' % (rest[2:], self.done.show()))
        elif rest.startswith('!~ '):
            if re.search(rest[3:], text):
                raise Failure('expected nothing ~ %s\n%s' % (rest[3:], self.done.show()))
        else:
            raise Failure('written: %s ~ REGEX, !~ REGEX, empty, lines N, or <<END' % one.verb)
