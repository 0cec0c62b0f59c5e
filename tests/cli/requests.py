#!/usr/bin/env python3
"""requests.py: `muster requests`: what clients sent, which parameters were understood, what came of it; with --follow as
it happens; and nothing of anybody in it.

    tests/cli/requests.py [--program PATH] [--keep]
"""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402

BASE = '/analytics/v1'
CAMPAIGN = '{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Training","type":"instant","createdAt":"2026-01-01T00:00:00Z"}\n'
MOST = 256      # requests kept a loop
FOLLOWERS = 8   # commands that may follow
LOOPS = 2


def want(condition, text):
    if not condition:
        raise Failure(text)


class Follower:
    """`muster requests --follow --json`, as a process of its own."""

    def __init__(self, store):
        program = store.program
        self.process = subprocess.Popen([program.path, 'requests', '--follow', '--json', '--data', store.data], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=program.env)

    def line(self):
        return json.loads(self.process.stdout.readline())

    def end(self):
        """Until it ends by itself: its exit status and what else it said."""
        out, err = self.process.communicate(timeout=muster.PATIENCE)
        return self.process.returncode, out, err

    def kill(self):
        self.process.kill()
        self.process.communicate()


class Case:
    def __init__(self, program, folder):
        self.store = muster.Store(program, folder)
        self.store.env['MUSTER_THREADS'] = str(LOOPS)
        self.store.tenant('acme')
        self.key = self.store.key('main', 'acme')
        self.other = self.store.key('other', 'acme')
        self.store.records('acme', CAMPAIGN)

    def rows(self, *options):
        return [json.loads(line) for line in self.store.run('requests', '--json', *options).out.splitlines()]


def without_a_server(case):
    done = case.store.run('requests', expect=1)
    want('no server runs' in done.err.decode(), done.show())


def told(case):
    case.store.start()
    secret = 'bob%40example.com'
    asked = (
        ('/campaigns?take=5&sort=name&skip=0', case.key, 200),
        ('/campaigns?%s=1&$top=3&mst_0123456789abcdefghijklmnopqrstuvw=1' % secret, case.key, 200),
        ('/campaigns?status=' + secret, case.key, 400),
        ('/nothing/here', case.key, 404),
        ('/campaigns', None, 400),
        ('/campaigns', case.other, 200))
    for path, key, status in asked:
        answer = case.store.get(BASE + path, key)
        want(answer.status == status, answer.show())
    rows = case.rows()
    want([row['status'] for row in rows] == [status for _, _, status in asked], 'statuses: %s' % rows)
    want([row['refusedBy'] for row in rows] == [None, None, 'params', 'route', 'auth', None], 'steps: %s' % rows)
    want(rows[0]['matched'] == ['take', 'skip'] and rows[0]['unknown'] == ['sort'], 'names: %s' % rows[0])
    want(rows[1]['matched'] == [] and rows[1]['unknown'] == ['?', '$top', '?'], 'names: %s' % rows[1])
    want(rows[2]['matched'] == ['status'], 'names: %s' % rows[2])
    want([row['key'] for row in rows] == [case.key.id] * 4 + [None, case.other.id], 'keys: %s' % rows)
    want(rows[0]['route'] == rows[1]['route'] and rows[0]['route'].endswith('/campaigns') and rows[3]['route'] is None, 'routes: %s' % rows)
    want(rows[0]['method'] == 'GET' and rows[0]['tenant'] == 'acme' and rows[0]['bytes'] > 2 and rows[0]['ms'] >= 0, 'row: %s' % rows[0])
    want([row['key'] for row in case.rows('--key', case.other.id)] == [case.other.id], 'of one key')
    text = case.store.run('requests').out.decode()
    want(len(text.splitlines()) == 1 + len(asked) and 'unknown:sort' in text and 'refused by route' in text, text)
    for private in ('bob', 'example.com', 'mst_', '127.0.0.1', case.key.token, 'nothing'):
        want(private not in text and private not in json.dumps(rows), '%s is told' % private)


def follows(case):
    follower = Follower(case.store)
    try:
        kept = len(case.rows())
        for _ in range(kept):
            follower.line()
        for take in (1, 2, 3):
            case.store.get('%s/campaigns?take=%d' % (BASE, take), case.key)
            want(follower.line()['matched'] == ['take'], 'a row')
    finally:
        follower.kill()


def new_follower(case):
    """One that has a place. Who is gone is noticed when the next request would be told to them."""
    for _ in range(200):
        follower = Follower(case.store)
        if follower.process.stdout.readline():
            return follower
        follower.kill()
        case.store.get(BASE + '/campaigns', case.key)
    raise Failure('no place is free')


def too_many(case):
    followers = []
    try:
        for _ in range(FOLLOWERS):
            followers.append(new_follower(case))
        done = case.store.run('requests', '--follow', expect=1)
        want('too many' in done.err.decode(), done.show())
    finally:
        for follower in followers:
            follower.kill()
    new_follower(case).kill()


def the_latest(case):
    """One connection is one loop's: its ring holds the latest."""
    for take in range(MOST + 1):
        case.store.get('%s/campaigns?skip=%d' % (BASE, take), case.key)
    rows = case.rows()
    want(MOST <= len(rows) < 2 * MOST and sum(row['matched'] == ['skip'] for row in rows) == MOST, '%d rows' % len(rows))
    want(rows == sorted(rows, key=lambda row: row['at'].ljust(40)) or all(a['at'] <= b['at'] or len(a['at']) != len(b['at'])
                                                                       for a, b in zip(rows, rows[1:])), 'the order')


def ends(case):
    """A server that ends does not wait for those who follow: their answer comes to its end."""
    follower = new_follower(case)
    try:
        case.store.stop()
        status, _, err = follower.end()
        want(status == 0 and not err, 'exit %s: %s' % (status, err))
    finally:
        follower.kill()


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        case = Case(muster.Program(args.program), folder)
        try:
            for test in (without_a_server, told, follows, too_many, the_latest, ends):
                report.check(test.__name__, test, case)
        finally:
            case.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
