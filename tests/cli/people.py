#!/usr/bin/env python3
"""people.py: `muster people` beside a running server and without one: merging, taking it back, what is refused.

    tests/cli/people.py [--program PATH] [--keep]
"""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402

ANN, BOB = 'aaaaaaaa-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000002'
ONE = 'c250a670-be89-42d5-a593-676de0aff226'
TWO = 'd250a670-be89-42d5-a593-676de0aff227'
RECORDS = (
    {'kind': 'person', 'email': 'ann@example.com', 'sourceIdentifier': 'A-1000', 'ids': {'outthink': ANN}, 'fullName': 'Ann Exemplary', 'department': 'Sales'},
    {'kind': 'person', 'email': 'bob@example.com', 'sourceIdentifier': 'B-2000', 'ids': {'outthink': BOB}, 'department': 'Sales'},
    {'kind': 'person', 'email': 'cem@example.com', 'managerEmail': 'ann@example.com'},
    {'kind': 'campaign', 'id': ONE, 'name': 'One', 'type': 'instant', 'createdAt': '2026-01-01T00:00:00Z'},
    {'kind': 'campaign', 'id': TWO, 'name': 'Two', 'type': 'instant', 'createdAt': '2026-01-02T00:00:00Z'},
    {'kind': 'enrollment', 'campaignId': ONE, 'person': ANN, 'status': 'inProgress'},
    {'kind': 'enrollment', 'campaignId': ONE, 'person': BOB, 'status': 'completed'},
    {'kind': 'enrollment', 'campaignId': TWO, 'person': BOB, 'status': 'failed'},
    {'kind': 'comment', 'id': 'k1', 'campaignId': TWO, 'person': BOB, 'text': 'Too long'},
)


def want(condition, text):
    if not condition:
        raise Failure(text)


def lines(records):
    return ''.join(json.dumps(record) + '\n' for record in records)


class Case:
    """A store with the records above, with or without a server."""

    def __init__(self, program, folder, name, served):
        self.store = muster.Store(program, folder, name)
        self.served = served
        self.store.tenant('acme')
        self.key = self.store.key('main', 'acme')
        self.store.records('acme', lines(RECORDS))
        if served:
            self.store.start()

    def end(self):
        if self.served:
            self.store.stop()
        self.store.verify()

    def people(self, *args, expect=0):
        return self.store.run('people', *args, expect=expect)

    def exported(self):
        return self.store.export('acme')

    def shown(self, path):
        if not self.served:
            return None
        answer = self.store.get('/analytics/v1' + path, self.key)
        want(answer.status == 200, answer.show())
        return json.loads(answer.body)


def merges(case):
    before = case.exported()
    done = case.people('merge', 'ANN@example.com', BOB, '--json')
    want(json.loads(done.out) == {'person': ANN, 'other': BOB, 'enrollments': 2, 'contested': 1, 'comments': 1}, done.show())
    want(BOB.encode() not in b''.join(line for line in case.exported().splitlines(True) if b'"person":"' in line), 'something still names Bob')
    if case.served:
        summary = case.shown('/trainingCampaigns/' + ONE)
        want((summary['totalUsers'], summary['totalCompleted'], summary['totalInProgress']) == (1, 1, 0), 'counters: %s' % summary)
        user = case.shown('/trainingCampaigns/%s/users' % TWO)['values'][0]
        want(user['userId'] == ANN and user['userSourceIdentifier'] == 'A-1000', 'shown: %s' % user)
    case.store.verify()
    case.store.records('acme', lines(({'kind': 'enrollment', 'campaignId': TWO, 'person': 'B-2000', 'status': 'completed'},)))
    done = case.people('unmerge', 'bob@example.com')
    want(BOB in done.out.decode() and 'stands again' in done.out.decode(), done.show())
    after = case.exported()
    changed = [pair for pair in zip(before.splitlines(), after.splitlines()) if pair[0] != pair[1]]
    want(len(before.splitlines()) == len(after.splitlines()) and len(changed) == 1 and b'"completed"' in changed[0][1], 'not as before: %s' % changed)
    case.store.verify()


def refused(case):
    before = case.exported()
    for args, status, words in (
            (('merge', 'ann@example.com', 'A-1000'), 1, 'one person already'),
            (('merge', 'ann@example.com', 'nobody@example.com'), 1, 'nobody'),
            (('unmerge', 'ann@example.com'), 1, 'remembers no merge'),
            (('merge', 'ann@example.com'), 2, 'people merge'),
            (('join', 'ann@example.com', BOB), 2, 'people merge'),
            (('merge', 'ann@example.com', BOB, '--tenant', 'none'), 1, 'tenant list')):
        done = case.people(*args, expect=status)
        want(words in done.err.decode() and not done.out, done.show())
    want(case.exported() == before, 'something has changed')


def tests(report, program, folder):
    for served in (True, False):
        how = 'beside a server' if served else 'without a server'
        for test in (merges, refused):
            case = Case(program, folder, '%s%d' % (test.__name__, served), served)
            try:
                report.check('%s: %s' % (how, test.__name__), test, case)
                report.check('%s: %s: ends in order' % (how, test.__name__), case.end)
            finally:
                case.store.kill()


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        tests(report, muster.Program(args.program), folder)
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
