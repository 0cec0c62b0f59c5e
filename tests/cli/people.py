#!/usr/bin/env python3
"""people.py: `muster people` beside a running server and without one: merging, taking it back, duplicates,
what is held about somebody, erasing them, what is refused.

    tests/cli/people.py [--program PATH] [--keep]
"""
import json
import os
import re
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
    want(json.loads(done.out) == {'person': ANN, 'other': BOB, 'enrollments': 2, 'contested': 1, 'comments': 1, 'behaviorEvents': 0}, done.show())
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
            (('merge', 'ann@example.com'), 2, 'merge PERSON OTHER'),
            (('join', 'ann@example.com', BOB), 2, 'merge PERSON OTHER'),
            (('merge', 'ann@example.com', BOB, '--tenant', 'none'), 1, 'tenant list')):
        done = case.people(*args, expect=status)
        want(words in done.err.decode() and not done.out, done.show())
    want(case.exported() == before, 'something has changed')


# What must not be found anywhere after Ann was erased: text in any case, identifiers as bytes too.
TRACES = ('ann@example.com', 'ann.old@example.com', 'A-1000', 'Ann Exemplary', ANN, '4b7fdeadbeef4b7fdeadbeef', '+49 123 4567', 'E-77-4711')
BYTES = (bytes.fromhex(ANN.replace('-', '')), bytes.fromhex('4b7fdeadbeef4b7fdeadbeef'))
TONIGHT = (
    {'kind': 'person', 'email': 'ANN@example.com', 'sourceIdentifier': 'A-1000', 'fullName': 'Ann Exemplary'},
    {'kind': 'person', 'email': 'ann.new@example.com', 'aliases': ['ann@example.com']},
    {'kind': 'person', 'email': 'cem@example.com', 'managerEmail': 'ann@example.com', 'managerName': 'Ann Exemplary', 'title': 'Clerk'},
    {'kind': 'enrollment', 'campaignId': ONE, 'person': 'ann.new@example.com', 'status': 'completed'},
    {'kind': 'enrollment', 'campaignId': TWO, 'person': ANN},
    {'kind': 'comment', 'id': 'k2', 'campaignId': ONE, 'person': 'a-1000', 'text': 'Ann Exemplary was here'},
    {'kind': 'enrollment', 'campaignId': TWO, 'person': 'cem@example.com'},
)


def traces(folder):
    """Which traces stand in which files of the data folder."""
    found = []
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            with open(path, 'rb') as file:
                data = file.read()
            found += [(name, trace) for trace in TRACES if re.search(re.escape(trace.encode()), data, re.IGNORECASE)]
            found += [(name, trace.hex()) for trace in BYTES if trace in data]
    return found


def crowd(case):
    """Ann among others, so that their pages split and merge; a deletion, a refused import and a merge that name her."""
    case.store.records('acme', lines([{'kind': 'person', 'sourceIdentifier': 'A-1000', 'aliases': ['ann.old@example.com'], 'phoneNumber': '+49 123 4567',
                                       'ids': {'kaspersky': '4b7fdeadbeef4b7fdeadbeef'}, 'employeeNumber': 'E-77-4711'}]))
    case.store.records('acme', lines(
        {'kind': 'person', 'email': 'p%d@example.com' % i, 'fullName': 'Person %d' % i, 'managersEmployeeNumber': 'E-77-4711' if i == 7 else 'E-1'}
        for i in range(400)))
    case.store.records('acme', lines({'kind': 'enrollment', 'campaignId': ONE, 'person': 'p%d@example.com' % i} for i in range(400)))
    case.store.records('acme', lines([{'kind': 'enrollment', 'campaignId': TWO, 'person': ANN, 'deleted': True}]))
    case.store.records('acme', lines({'kind': 'person', 'email': 'p%d@example.com' % i, 'deleted': True} for i in range(0, 400, 3)))
    case.people('merge', 'cem@example.com', 'p1@example.com')


def held(case):
    crowd(case)
    case.people('merge', ANN, BOB)
    rows = [json.loads(line) for line in case.people('export', 'ann.old@example.com').out.splitlines()]
    want([row['kind'] for row in rows] == ['person', 'enrollment', 'enrollment', 'comment', 'merge', 'privacy'], 'printed: %s' % rows)
    want(rows[0]['ids']['outthink'] == ANN and 'ann.old@example.com' in rows[0]['aliases'], 'the person: %s' % rows[0])
    want({row['campaignId'] for row in rows[1:3]} == {ONE, TWO} and {row['person'] for row in rows[1:4]} == {ANN}, 'enrollments: %s' % rows)
    want(any(kept.get('email') == 'bob@example.com' for kept in rows[4]['kept']), 'the merge: %s' % rows[4])
    want(rows[5]['person']['email'] == 'identity' and rows[5]['enrollment']['status'] == 'behavior' and rows[5]['comment']['text'] == 'freeText'
         and 'department' not in rows[5]['person'], 'classes: %s' % rows[5])
    want('nobody has' in case.people('export', 'nobody@example.com', expect=1).err.decode(), 'nobody')


def duplicates(case):
    case.store.records('acme', lines((
        {'kind': 'person', 'email': 'bob@other.example.com', 'employeeNumber': '77'},
        {'kind': 'person', 'email': 'x1@example.com', 'employeeNumber': '77', 'firstName': 'ANN', 'lastName': 'exemplary', 'department': 'sales'},
        {'kind': 'person', 'email': 'x2@example.com', 'fullName': 'Ann Exemplary', 'department': 'Other'})))
    rows = [json.loads(line) for line in case.people('duplicates', '--json').out.splitlines()]
    groups = {}
    for row in rows:
        groups.setdefault((row['group'], row['reason']), set()).add(row['email'])
    want(groups == {(1, 'employeeNumber'): {'bob@other.example.com', 'x1@example.com'}, (2, 'mailbox'): {'bob@example.com', 'bob@other.example.com'},
                    (3, 'name'): {'ann@example.com', 'x1@example.com'}}, 'groups: %s' % groups)
    text = case.people('duplicates').out.decode()
    want(text.count('the same') == 3 and ANN in text, text)


def erases(case):
    crowd(case)
    want(traces(case.store.data), 'nothing to erase')
    with open(os.path.join(case.store.data, 'import-0123456789abcdef.stage'), 'wb') as left:
        left.write(b'what a killed import left of ann@example.com')
    done = case.people('erase', 'A-1000', expect=2)
    want('--yes' in done.err.decode(), done.show())
    done = case.people('erase', 'ann.old@example.com', '--yes', '--json')
    answer = json.loads(done.out)
    want((answer['enrollments'], answer['deletions'], answer['managed']) == (1, 1, 2), done.show())
    want(not traces(case.store.data), 'left behind: %s' % traces(case.store.data))
    if case.served:
        want(not [trace for trace in TRACES if trace.lower() in case.store.server.log().lower()], 'in the log')
        want(case.shown('/trainingCampaigns/' + ONE)['totalUsers'] == 267, 'people in the campaign')  # Bob, and of 400 each third deleted
    case.store.verify()


def stays_away(case):
    case.people('erase', ANN, '--yes')
    done = case.store.records('acme', lines(TONIGHT), options=('--json',))
    outcome = json.loads(done.out)
    want((outcome['erased'], outcome['ignored'], outcome['bad'], outcome['new'], outcome['changed']) == (5, 5, 0, 1, 1), done.show())
    want('5 lines are about people who were erased' in done.err.decode(), done.show())
    want(not [trace for trace in TRACES if trace.lower() in done.err.decode().lower()], done.show())
    want(not traces(case.store.data), 'came back: %s' % traces(case.store.data))
    want(b'"title":"Clerk"' in case.exported() and b'anager' not in case.exported(), 'the manager is gone, the rest is there')
    done = case.people('erase', 'ann@example.com', '--yes')
    want('before' in done.out.decode(), done.show())
    want('nobody' in case.people('erase', 'nobody@example.com', '--yes', expect=1).err.decode(), 'nobody')
    case.people('readmit', 'ann@example.com')
    outcome = json.loads(case.store.records('acme', lines(TONIGHT[:1]), options=('--json',)).out)
    want(outcome['erased'] == 0 and b'Ann Exemplary' in case.exported(), 'not readmitted: %s' % outcome)
    want('erased' in case.people('readmit', 'ann@example.com', expect=1).err.decode(), 'twice')


def erases_the_deleted(case):
    """Of whom only a deletion is remembered."""
    case.store.records('acme', lines([{'kind': 'person', 'sourceIdentifier': 'A-1000', 'deleted': True}, {'kind': 'person', 'email': 'cem@example.com',
                                                                                                    'managerEmail': None}]))
    want(traces(case.store.data), 'the deletion names her')
    answer = json.loads(case.people('erase', 'a-1000', '--yes', '--json').out)
    want(answer['deletions'] == 1 and not answer['already'], 'answer: %s' % answer)
    want(not traces(case.store.data), 'left behind: %s' % traces(case.store.data))


def tests(report, program, folder):
    for served in (True, False):
        how = 'beside a server' if served else 'without a server'
        for test in (merges, refused, duplicates, held, erases, stays_away, erases_the_deleted):
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
