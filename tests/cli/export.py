#!/usr/bin/env python3
"""export.py: `muster export` of CSV files: byte for byte what the OutThink API answers, with a server and without one; back
into a store that has the campaign they change nothing; and a longer file takes no more memory.

    tests/cli/export.py [--program PATH] [--keep]
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

PLACES = {'outthink-users-csv': ('trainingCampaigns', 'users/bulk'), 'outthink-simulation-csv': ('attackSimulations', 'users/bulk'),
          'outthink-comments-csv': (None, 'feedbackComments')}
SITE = 'https://muster.example.com'


def want(condition, text):
    if not condition:
        raise Failure(text)


class Case:
    def __init__(self, program, folder):
        self.folder = folder
        self.store = muster.Store(program, folder)
        self.store.env['MUSTER_PUBLIC_URL'] = SITE + '/'
        self.store.tenant('acme')
        self.store.tenant('other')
        self.key = self.store.key('main', 'acme')
        self.store.sample('acme', '--people', 120, '--campaigns', 6, '--edge-cases')
        rows = [json.loads(line) for line in self.store.export('acme').splitlines()]
        self.campaigns = [row for row in rows if row['kind'] == 'campaign']
        want({c['type'] for c in self.campaigns} == {'instant', 'curriculum', 'attackSimulation'}, 'campaigns of all kinds')

    def files(self):
        """(campaign, format, where the API has it)."""
        for campaign in self.campaigns:
            simulation = campaign['type'] == 'attackSimulation'
            kinds = ['outthink-simulation-csv' if simulation else 'outthink-users-csv', 'outthink-comments-csv']
            for kind in kinds:
                place = PLACES[kind][0] or ('attackSimulations' if simulation else 'trainingCampaigns')
                yield campaign, kind, '/analytics/v1/%s/%s/%s' % (place, campaign['ids']['outthink'], PLACES[kind][1])

    def export(self, kind, campaign, *options, expect=0):
        return self.store.run('export', kind, '--tenant', 'acme', '--campaign', campaign, *options, expect=expect)


def same_bytes(case):
    store, here = case.store, {}
    for campaign, kind, _ in case.files():
        here[campaign['id'], kind] = case.export(kind, campaign['id']).out
    want(max(len(text) for text in here.values()) > 10000, 'files with rows')
    for escape in ('none', 'excel'):
        store.run('tenant', 'set', 'acme', 'csv.escape', escape)
        store.start()
        for campaign, kind, target in case.files():
            answer = store.get(target, case.key)
            want(answer.status == 200, answer.show())
            beside = case.export(kind, campaign['ids']['outthink']).out
            want(beside == answer.body, '%s of %s, %s: %r' % (kind, campaign['id'], escape, first_difference(beside, answer.body)))
            want(escape != 'none' or here[campaign['id'], kind] == answer.body, 'without a server: ' + kind)
            given = case.export(kind, campaign['id'], '--csv-escape', 'none').out
            want(given == here[campaign['id'], kind], '--csv-escape none: ' + kind)
        store.stop()
    store.run('tenant', 'set', 'acme', 'csv.escape', '--unset')


def first_difference(a, b):
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return a[max(0, at - 40):at + 40], b[max(0, at - 40):at + 40]


def and_back(case):
    before = case.store.export('acme')
    for escape in ('none', 'excel'):
        for campaign, kind, _ in case.files():
            path = os.path.join(case.folder, 'file.csv')
            case.export(kind, campaign['id'], '--csv-escape', escape, '-o', path)
            want(os.stat(path).st_mode & 0o777 == 0o600, 'others may read it')
            given = ['--campaign-id', campaign['id']] if kind == 'outthink-simulation-csv' else []
            done = case.store.run('import', kind, '--tenant', 'acme', '--json', *given, path)
            outcome = json.loads(done.out)
            want(outcome['new'] == outcome['changed'] == outcome['deleted'] == 0, '%s of %s\n%s' % (kind, campaign['id'], done.show()))
            os.remove(path)
    want(case.store.export('acme') == before, 'the records are others')
    case.store.verify()


def refused(case):
    training = next(c['id'] for c in case.campaigns if c['type'] == 'instant')
    simulation = next(c['id'] for c in case.campaigns if c['type'] == 'attackSimulation')
    path = os.path.join(case.folder, 'none.csv')
    for words, status, sentence in (
            (('outthink-users-csv', '--campaign', simulation, '-o', path), 1, 'is a simulation'),
            (('outthink-simulation-csv', '--campaign', training, '-o', path), 1, 'is a training campaign'),
            (('outthink-users-csv', '--campaign', 'nothing', '-o', path), 1, 'there is no campaign nothing'),
            (('outthink-users-csv', '--campaign', '99999999-9999-4999-8999-999999999999'), 1, 'there is no campaign'),
            (('outthink-users-csv', '--campaign', training, '--csv-escape', 'perhaps'), 1, 'none'),
            (('outthink-users-csv',), 2, '--campaign'),
            (('records', '--campaign', training), 2, '--campaign is for CSV files'),
            (('outthink-user-csv', '--campaign', training), 2, 'there is no export format outthink-user-csv')):
        done = case.store.run('export', words[0], '--tenant', 'acme', *words[1:], expect=status)
        want(sentence in done.err.decode() and not done.out, done.show())
    want(not os.path.exists(path), 'a file was left')
    done = case.store.run('export', 'outthink-users-csv', '--tenant', 'other', '--campaign', training, expect=1)
    want('there is no campaign' in done.err.decode() and not done.out, done.show())


def peak(case, campaign):
    """The most memory it held while its output was read, in KiB, and how many lines came."""
    store = case.store
    child = subprocess.Popen([store.program.path, 'export', 'outthink-users-csv', '--tenant', 'other', '--campaign', campaign, '--data',
                              store.data], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=dict(store.program.env, **store.env))
    lines, most = 0, 0
    while True:
        with open('/proc/%d/status' % child.pid, encoding='ascii') as status:
            held = [line.split()[1] for line in status if line.startswith('VmHWM')]
        most = max([most] + [int(held[0])] if held else [most])
        piece = os.read(child.stdout.fileno(), 1 << 16)
        if not piece:
            break
        lines += piece.count(b'\n')
    child.stdout.close()
    want(child.wait(muster.PATIENCE) == 0, 'the export failed')
    return most, lines


def constant_memory(case):
    sizes = (500, 20000)
    for n in sizes:
        rows = ['{"kind":"campaign","id":"c%d","name":"C","type":"instant"}' % n]
        for i in range(n):
            rows.append('{"kind":"person","email":"p%d@example.com","department":"D%d"}' % (i, i))
            rows.append('{"kind":"enrollment","campaignId":"c%d","person":"p%d@example.com","timeSpentSeconds":%d}' % (n, i, i))
        case.store.records('other', '\n'.join(rows) + '\n')
    small, large = (peak(case, 'c%d' % n) for n in sizes)
    want((small[1], large[1]) == (sizes[0] + 1, sizes[1] + 1), 'lines: %r' % ((small, large),))
    print('# %d and %d KiB' % (small[0], large[0]))
    want(large[0] - small[0] < 20000, 'memory grew by %d KiB' % (large[0] - small[0]))


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        case = Case(muster.Program(args.program), folder)
        try:
            for test in (same_bytes, and_back, refused, constant_memory):
                report.check(test.__name__, test, case)
        finally:
            case.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
