#!/usr/bin/env python3
"""journey.py: the Security Journey API as clients use it: a script that joins its lists, one that polls for changes, and long
lists that are read while the store is written.

    tests/api/journey.py [--rows 20000] [--program PATH] [--keep]
"""
import json
import os
import re
import socket
import sys
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402
from wire import Wire, request_bytes  # noqa: E402

GROWTH_KIB = 8 * 1024
WINDOW = 64 * 1024  # small enough to make the server wait
LISTS = {'enrollments': 'path_enrollments', 'enrollments/summary': 'summary', 'users': 'users', 'assignments': 'assignments',
         'lesson_attempts': 'attempts'}


def want(condition, text):
    if not condition:
        raise Failure(text)


def is_sanitized(path):
    """Sanitizers keep freed memory: then there are fewer rows and nothing is measured."""
    with open(path, 'rb') as file:
        return b'__asan_init' in file.read()


# ---- the client, with nothing of this test in it ----

def ask(url, key, path):
    headers = {'Content-Type': 'application/json', 'ApiKey': key}
    request = urllib.request.Request('%s/api/v2/%s?limit=1200000' % (url, path), headers=headers)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def report(url, key):
    """[(address, name, champion, path, day of completion)] of everybody who has completed something."""
    champions = {}
    for user in ask(url, key, 'users')['users']:
        champions[user['email'].lower()] = user.get('security_champion')
    rows = []
    for row in ask(url, key, 'enrollments')['path_enrollments']:
        if row['completed_at']:
            day, _ = row['completed_at'].split(' ')
            address = row['email'].lower()
            rows.append((address, row['first_name'] + ' ' + row['last_name'], champions.get(address), row['role_name'], day))
    return rows


# ---- the data ----

class World:
    def __init__(self, args, folder):
        program = muster.Program(args.program)
        self.sanitized = is_sanitized(program.path)
        self.rows = min(args.rows, 4000) if self.sanitized else args.rows
        self.store = muster.Store(program, folder)
        self.store.tenant('acme')
        self.key = self.store.key('main', 'acme', 'securityjourney')
        lines = ['{"kind":"campaign","id":"c","name":"C","type":"curriculum","path":"Path","dueAt":"2030-01-01T00:00:00Z"}',
                 '{"kind":"module","campaignId":"c","id":"m"}']
        for i in range(self.rows):
            lines.append('{"kind":"person","email":"P%d@Example.com","firstName":"P","lastName":"%d","ids":{"securityjourney":%d}%s}' % (
                i, i, i + 1, ',"securityChampion":true' if i % 3 == 0 else ''))
            done = ',"completedAt":"2026-01-02T03:04:05Z"' if i % 2 == 0 else ''
            lines.append('{"kind":"enrollment","campaignId":"c","person":"p%d@example.com","ids":{"securityjourney":%d},'
                         '"updatedAt":"2026-01-02T04:00:00Z"%s}' % (i, i + 1, done))
            lines.append('{"kind":"progress","campaignId":"c","moduleId":"m","person":"p%d@example.com","status":"consumed",'
                         '"updatedAt":"2026-01-02T03:00:00Z"}' % i)
        self.store.records('acme', '\n'.join(lines) + '\n')
        self.store.start()

    def url(self):
        return 'http://127.0.0.1:%d' % self.store.server.port

    def memory(self):
        with open('/proc/%d/status' % self.store.server.process.pid, encoding='ascii') as file:
            return int(re.search(r'VmRSS:\s+(\d+) kB', file.read()).group(1))

    def begin(self, target):
        """A reader that rests after the first piece."""
        wire = Wire.__new__(Wire)
        wire.timeout, wire.held = muster.PATIENCE, b''
        wire.socket = socket.socket()
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
        wire.socket.connect(('127.0.0.1', self.store.server.port))
        fields = [(b'Host', b'127.0.0.1')] + [(name.encode(), value.encode()) for name, value in self.key.fields(target)]
        wire.send(request_bytes(b'GET', target.encode(), fields))
        return wire


# ---- the tests ----

def test_client(world):
    """The script's rows are those that the records say."""
    got = report(world.url(), world.key.token)
    expected = [('p%d@example.com' % i, 'P %d' % i, True if i % 3 == 0 else None, 'Path', '2026/01/02') for i in range(0, world.rows, 2)]
    want(got == expected, 'the report differs: %d rows, expected %d; first %r' % (len(got), len(expected), got[:1]))


def test_whole(world):
    """Each list is complete, ordered, and costs no memory by its length."""
    for path, name in LISTS.items():
        ask(world.url(), world.key.token, path)
    before = world.memory()
    for path, name in LISTS.items():
        rows = ask(world.url(), world.key.token, path)[name]
        want(len(rows) == world.rows, '%s has %d rows, expected %d' % (path, len(rows), world.rows))
        order = [row.get('id') or int(row.get('user_id') or re.match(r'[Pp](\d+)@', row['email']).group(1)) for row in rows]
        want(order == sorted(set(order)), '%s is not in order' % path)
    grown = world.memory() - before
    want(world.sanitized or grown < GROWTH_KIB, 'the server grew by %d KiB' % grown)


def test_poll(world):
    """Pages of what changed since a moment, while more changes: nothing is lost."""
    start = '2026-05-01T00:00:00Z'

    def change(numbers, minute):
        world.store.records('acme', ''.join(
            '{"kind":"enrollment","campaignId":"c","person":"p%d@example.com","status":"paused","updatedAt":"2026-05-01T00:%02d:00Z"}\n' %
            (i, minute) for i in numbers))
    change(range(0, 300), 0)
    seen, offset = [], 0
    while True:
        target = '/api/v2/enrollments?updated_after=%s&limit=100&offset=%d' % (start, offset)
        page = json.loads(world.store.get(target, world.key).body)['path_enrollments']
        if not page:
            break
        seen += [row['id'] for row in page]
        offset += len(page)
        change(range(offset + 100, offset + 400, 40), offset // 100)  # behind the place of the reader
        if offset >= 400:
            break
    want(set(range(1, 301)) <= set(seen), 'the pages lost rows')
    late = json.loads(world.store.get('/api/v2/enrollments?updated_after=2026-05-01T00:01:00Z&updated_before=2026-05-01T00:02:00Z',
                                      world.key).body)['path_enrollments']
    want(late and all(row['updated_at'] == '2026/05/01 00:01:00' for row in late), 'a minute has rows of another: %r' % late[:1])


def test_written_meanwhile(world):
    """A list that rests while rows come, change and go: what was there and stays comes once."""
    gone = set()
    for turn, path in enumerate(('enrollments', 'enrollments/summary', 'lesson_attempts', 'users')):
        wire = world.begin('/api/v2/%s?limit=1200000' % path)
        time.sleep(0.3)  # until its window is full
        going = {world.rows // 2 + 100 * turn + i for i in range(50)}
        lines = ''.join('{"kind":"person","email":"p%d@example.com","deleted":true}\n' % i for i in going)
        lines += '{"kind":"person","email":"new%d@example.com"}\n' % turn
        lines += '{"kind":"enrollment","campaignId":"c","person":"new%d@example.com"}\n' % turn
        world.store.records('acme', lines)
        rows = json.loads(wire.answer('GET').body)[LISTS[path]]
        wire.close()
        emails = [row['email'] for row in rows]
        want(len(emails) == len(set(emails)), '%s: a row came twice' % path)
        want(gone.isdisjoint(int(email[1:-12]) for email in emails if email[0] == 'P'), '%s: a row that was gone' % path)
        gone |= going
        left = {'P%d@Example.com' % i for i in range(world.rows) if i not in gone}
        want(left <= set(emails), '%s: %d rows are missing' % (path, len(left - set(emails))))


TESTS = (('a client that joins lists', test_client), ('every row once, in order, in constant memory', test_whole),
         ('a client that polls', test_poll), ('lists that rest while the store is written', test_written_meanwhile))


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0], ('rows', 20000, 'people'))
    out = tap.Tap()
    with muster.Folder(args.keep) as folder:
        world = World(args, folder)
        try:
            for name, test in TESTS:
                out.check(name, test, world)
            out.check('the server ends in order', world.store.stop)
            out.check('the store is as it should be', world.store.verify)
        finally:
            world.store.kill()
    return out.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
