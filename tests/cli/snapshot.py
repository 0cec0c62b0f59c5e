#!/usr/bin/env python3
"""snapshot.py: lists of people that are whole (`--snapshot`) and previews (`--dry-run`), beside a running server and without
one: who is left out becomes inactive, who comes back active again, nobody of another source is touched, more than 5 %
is asked about, and a preview writes nothing and tells the first 20 differences.

    tests/cli/snapshot.py [--program PATH] [--keep]
"""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402

PEOPLE = 40  # one of them is 2.5 %, two are 5 %, three are 7.5 %


def want(condition, text):
    if not condition:
        raise Failure(text)


def people_csv(numbers, department='Sales'):
    rows = ['p%02d@example.com;P%02d;%s' % (n, n, department) for n in numbers]
    return '\n'.join(['E-Mail;First name;Department'] + rows) + '\n'


class Case:
    def __init__(self, program, folder, name, served):
        self.store = muster.Store(program, folder, name)
        self.path = os.path.join(folder, name + '.csv')
        self.served = served
        self.store.tenant('acme')
        if served:
            self.store.start()

    def people(self, text, *options, expect=0):
        with open(self.path, 'w', encoding='utf-8') as out:
            out.write(text)
        return self.store.run('import', 'people-csv', '--tenant', 'acme', *options, self.path, expect=expect)

    def inactive(self):
        """The numbers of those who are not active."""
        people = [json.loads(line) for line in self.store.export('acme').splitlines()]
        return {int(p['email'][1:3]) for p in people if p['kind'] == 'person' and p.get('status', 'active') != 'active'}

    def end(self):
        if self.served:
            self.store.stop()
        self.store.verify()


def leaves_and_returns(case):
    everybody = set(range(PEOPLE))
    case.people(people_csv(everybody))
    want(case.inactive() == set(), 'nobody has left yet')
    case.people(people_csv(everybody - {3, 7}), '--snapshot')  # 5 % is not over 5 %
    want(case.inactive() == {3, 7}, 'inactive: %s' % case.inactive())
    before = case.store.export('acme')
    case.people(people_csv(everybody - {3, 7}), '--snapshot')
    want(case.store.export('acme') == before, 'the same list again changed something')
    case.people(people_csv(everybody - {7}), '--snapshot')
    want(case.inactive() == {7}, 'who is listed again is active again: %s' % case.inactive())


def asks_first(case):
    everybody = set(range(PEOPLE))
    case.people(people_csv(everybody))
    before = case.store.export('acme')
    done = case.people(people_csv(everybody - {1, 2, 3}), '--snapshot', expect=1)
    want(all(word in done.err for word in (b'3 of 40', b'--yes', b'--dry-run')), done.show())
    want(case.store.export('acme') == before, 'it was refused, and yet something changed')
    case.people(people_csv(everybody - {1, 2, 3}), '--snapshot', '--yes')
    want(case.inactive() == {1, 2, 3}, 'inactive: %s' % case.inactive())


def other_sources(case):
    case.people(people_csv(range(20)), '--source', 'north')
    case.people(people_csv(range(20, 40)), '--source', 'south')
    case.store.records('acme', '{"kind":"person","email":"p90@example.com"}\n')
    case.people(people_csv(range(1, 20)), '--source', 'north', '--snapshot')
    want(case.inactive() == {0}, 'only the list\'s own people leave: %s' % case.inactive())
    done = case.store.run('import', 'records', '--tenant', 'acme', '--snapshot', case.path, expect=2)
    want(b'--source' in done.err, done.show())


def preview(case):
    case.people(people_csv(range(PEOPLE)))
    before = case.store.export('acme')
    text = people_csv(range(1, PEOPLE), 'Marketing') + 'p95@example.com;New;Sales\n'
    done = case.people(text, '--snapshot', '--dry-run', '--json')
    outcome = json.loads(done.out)
    want((outcome['new'], outcome['changed'], outcome['unchanged'], outcome['bad']) == (1, 40, 0, 0), done.show())
    want(outcome['deactivated'] == 1, done.show())
    want(len(outcome['differences']) == 20, '%d differences' % len(outcome['differences']))
    want(b'1 of these became inactive' in done.err, done.show())
    change = {'change': 'changed', 'kind': 'person', 'key': 'p01@example.com',
              'fields': [{'name': 'department', 'from': 'Sales', 'to': 'Marketing'}]}
    want(change in outcome['differences'], 'differences: %s' % outcome['differences'])
    want(case.store.export('acme') == before, 'a preview changed something')
    case.people(text, '--snapshot')
    want(case.inactive() == {0}, 'inactive: %s' % case.inactive())


def tests(report, program, folder):
    for served in (True, False):
        how = 'beside a server' if served else 'without a server'
        for test in (leaves_and_returns, asks_first, other_sources, preview):
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
