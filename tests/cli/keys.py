#!/usr/bin/env python3
"""keys.py: `muster key` and settings of tenants and keys, beside a running server: two tokens and rotation, revocation
at once, last use (also over a restart), several APIs and scopes, what the lists show, and which setting holds.

    tests/cli/keys.py [--program PATH] [--keep]
"""
import json
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure, Key  # noqa: E402

BASE = '/analytics/v1/base'
START = '2026-01-31T09:00:00Z'


def want(condition, text):
    if not condition:
        raise Failure(text)


class Case:
    """A server with a stopped clock and two tenants."""

    def __init__(self, program, folder, name):
        self.store = muster.Store(program, folder, name)
        self.store.set_clock(START)
        self.store.tenant('acme')
        self.store.tenant('other')
        self.key = self.store.key('main', 'acme')
        self.store.start()

    def run(self, *args, expect=0):
        return self.store.run(*args, expect=expect)

    def listed(self, tenant='acme'):
        return {row['id']: row for row in json.loads(self.run('key', 'list', '--tenant', tenant, '--json').out)}

    def status(self, key, target=BASE):
        return self.store.get(target, key).status

    def rotate(self, key, *options):
        done = self.run('key', 'rotate', key.id, '--tenant', 'acme', *options)
        printed = json.loads(done.out)
        made = Key(printed)
        self.store.keys['rotated %d' % len(self.store.keys)] = made
        return made, printed

    def config(self, *options):
        return {row['name']: row for row in json.loads(self.run('config', '--json', *options).out)}

    def refused(self, words, *args, status=1):
        done = self.run(*args, expect=status)
        want(words in done.err.decode() and not done.out, done.show())


def rotation(case):
    """The old token goes on until it ends, the new one works at once; the key keeps its id, APIs, scopes."""
    old = case.store.key('rotated', 'acme', 'outthink', ['--api', 'kaspersky', '--scope', 'campaigns.read', '--name', 'bi'])
    new, printed = case.rotate(old, '--keep', '12h')
    want(new.id == old.id and new.token != old.token and new.token.startswith('mst_' + old.id), 'the new token: %s' % printed)
    want((printed['apis'], printed['scopes'], printed['customerId']) == (['outthink', 'kaspersky'], ['campaigns.read'], old.customer), 'told: %s' % printed)
    want(printed['oldTokenEndsAt'] == '2026-01-31T21:00:00Z', 'ends: %s' % printed)
    want((case.status(old), case.status(new)) == (200, 200), 'both should work')
    row = case.listed()[old.id]
    want([token['endsAt'] for token in row['tokens']] == ['2026-01-31T21:00:00Z', None], 'listed: %s' % row)
    case.refused('--old', 'key', 'rotate', old.id, '--tenant', 'acme')
    case.store.set_clock('2026-01-31T20:59:59Z')
    want((case.status(old), case.status(new)) == (200, 200), 'one second before its end')
    case.store.set_clock('2026-01-31T21:00:00Z')
    want((case.status(old), case.status(new)) == (400, 200), 'at its end')
    newest, _ = case.rotate(new)
    want(len(case.listed()[old.id]['tokens']) == 2, 'what has ended should be forgotten')
    want((case.status(old), case.status(new), case.status(newest)) == (400, 200, 200), 'after the second rotation')
    case.run('key', 'revoke', old.id, '--old', '--tenant', 'acme')
    want((case.status(new), case.status(newest)) == (400, 200), 'the old one was ended')
    case.refused('no old token', 'key', 'revoke', old.id, '--old', '--tenant', 'acme')
    last, _ = case.rotate(newest, '--keep', '0')
    want((case.status(newest), case.status(last)) == (400, 200), 'not kept')
    case.run('key', 'revoke', old.id, '--tenant', 'acme')
    want(case.status(last) == 400, 'revoked')
    case.refused('no key', 'key', 'rotate', old.id, '--tenant', 'acme')
    case.refused('no key', 'key', 'rotate', case.key.id, '--tenant', 'other')
    for duration in ('', 'x', '7', '-1d', '1w', '99999999999999999999d', '1.5h', 'd'):
        case.refused('--keep', 'key', 'rotate', case.key.id, '--tenant', 'acme', '--keep', duration, status=2)
    case.refused('too long', 'key', 'rotate', case.key.id, '--tenant', 'acme', '--keep', '100000000d')
    want(case.status(case.key) == 200, 'the other key')


def revocation(case):
    """A connection that was served before is refused from the next request on."""
    key = case.store.key('short', 'acme')
    for _ in range(3):
        want(case.status(key) == 200, 'before')
    case.run('key', 'revoke', key.id, '--tenant', 'acme')
    want(case.status(key) == 400, 'after')
    want(case.listed()[key.id]['revokedAt'] is not None, 'listed')
    case.refused('no key', 'key', 'revoke', key.id, '--tenant', 'acme')
    expiring = case.store.key('expiring', 'acme', 'outthink', ['--expires', '2026-03-01T00:00:00Z'])
    case.store.set_clock('2026-02-28T23:59:59.9999999Z')
    want(case.status(expiring) == 200, 'before its end')
    case.store.set_clock('2026-03-01T00:00:00Z')
    want(case.status(expiring) == 400, 'at its end')


def soon(what, get):
    """The writer is a thread of its own."""
    end = time.monotonic() + muster.PATIENCE
    while time.monotonic() < end:
        if get():
            return
        time.sleep(0.02)
    raise Failure(what)


def last_use(case):
    key = case.store.key('used', 'acme')
    idle = case.store.key('idle', 'acme')
    case.store.set_clock('2026-04-01T10:00:00Z')
    want(case.listed()[key.id]['lastUsedAt'] is None, 'never used')
    want(case.status(key) == 200, 'used')
    case.store.set_clock('2026-04-02T10:00:00Z')
    want(case.store.get(BASE, key, fields=[('Authorization', 'Bearer ' + key.token[:-1] + '!')]).status == 400, 'a wrong token')
    case.store.stop()
    row = case.listed()[key.id]
    want(row['lastUsedAt'] == '2026-04-01T10:00:00Z' and row['tokens'][0]['lastUsedAt'] == row['lastUsedAt'], 'after the end: %s' % row)
    case.store.start()
    want(case.listed()[key.id]['lastUsedAt'] == '2026-04-01T10:00:00Z', 'after the restart')
    want(case.status(key) == 200, 'used again')
    soon('the first use after a pause is written down at once', lambda: case.listed()[key.id]['lastUsedAt'] == '2026-04-02T10:00:00Z')
    case.store.kill()
    want(case.listed()[key.id]['lastUsedAt'] == '2026-04-02T10:00:00Z', 'after a power cut')
    want(case.listed()[idle.id]['lastUsedAt'] is None, 'the idle key')
    case.store.start()
    new, _ = case.rotate(key, '--keep', '1h')
    case.store.set_clock('2026-04-02T10:30:00Z')
    want((case.status(new), case.status(key)) == (200, 200), 'both tokens')
    case.store.set_clock('2026-04-02T10:40:00Z')
    want(case.status(new) == 200, 'the new one')
    case.store.stop()
    row = case.listed()[key.id]
    want([token['lastUsedAt'] for token in row['tokens']] == ['2026-04-02T10:30:00Z', '2026-04-02T10:40:00Z'], 'each token: %s' % row)
    want(row['lastUsedAt'] == '2026-04-02T10:40:00Z', 'the latest: %s' % row)
    case.store.start()


def table(case):
    """For people: a line a key, in the order in which they were made."""
    lines = case.run('key', 'list', '--tenant', 'acme').out.decode().splitlines()
    want(re.match(r'ID +NAME +APIS +SCOPES +LAST USED +TOKENS +ENDS$', lines[0]), lines[0])
    rows = case.listed()
    want([line.split()[0] for line in lines[1:]] == list(rows), 'lines %s' % lines)
    for line in lines[1:]:
        row = rows[line.split()[0]]
        want(('revoked' in line) == (row['revokedAt'] is not None), line)
        want(not row['lastUsedAt'] or row['lastUsedAt'][:10] in line, line)


def settings(case):
    """A key's own value before its tenant's before the server's; from the next request on."""
    other = case.store.key('neighbor', 'other')
    mine = case.store.key('limited', 'acme')

    def admitted(key):
        time.sleep(1.05)
        return sum(case.status(key) == 200 for _ in range(4))
    case.run('tenant', 'set', 'acme', 'outthink.rate', '1')
    begin = time.monotonic()
    count = admitted(mine)
    want(1 <= count <= 1 + int(time.monotonic() - begin), '%d of 4 admitted' % count)
    want(admitted(other) == 4, 'another tenant is limited too')
    case.run('tenant', 'set', 'acme', 'outthink.rate', '1000')
    want(admitted(mine) == 4, 'a greater budget')
    shown = case.config('--tenant', 'acme')['outthink.rate']
    want((shown['value'], shown['from']) == (1000, 'tenant'), 'shown: %s' % shown)
    case.run('tenant', 'set', 'acme', 'outthink.rate', '--unset')
    shown = case.config('--tenant', 'acme')['outthink.rate']
    want((shown['value'], shown['from']) == (0, 'environment'), 'the server\'s: %s' % shown)
    case.run('tenant', 'set', 'acme', 'csv.escape', 'excel')
    case.run('key', 'set', mine.id, 'csv.escape', 'none', '--tenant', 'acme')
    case.run('key', 'set', mine.id, 'outthink.bulk_delay', '7', '--tenant', 'acme')
    for options, word, delay in (([], ('none', 'default'), (86400, 'default')), (['--tenant', 'acme'], ('excel', 'tenant'), (0, 'profile')),
                                 (['--tenant', 'acme', '--key', mine.id], ('none', 'key'), (7, 'key')),
                                 (['--tenant', 'other'], ('none', 'default'), (0, 'profile'))):
        shown = case.config(*options)
        got = [(shown[name]['value'], shown[name]['from']) for name in ('csv.escape', 'outthink.bulk_delay')]
        want(got == [word, delay], 'config %s shows %s' % (options, got))
    want(case.listed()[mine.id]['settings'] == {'csv.escape': 'none', 'outthink.bulk_delay': '7'}, 'listed with the key')
    case.run('key', 'set', mine.id, 'csv.escape', '--unset', '--tenant', 'acme')
    want(case.config('--tenant', 'acme', '--key', mine.id)['csv.escape']['from'] == 'tenant', 'unset')
    want('tenant' in case.run('config', '--tenant', 'acme').out.decode(), 'the table')


def settings_refused(case):
    for words, args in (
            ('did you mean outthink.rate', ('tenant', 'set', 'acme', 'outthink.rte', '1')),
            ('muster config', ('tenant', 'set', 'acme', 'zzzzzzzzzzzzz', '1')),
            ('0 to 1000000', ('tenant', 'set', 'acme', 'outthink.rate', '1000001')),
            ('0 to 1000000', ('tenant', 'set', 'acme', 'outthink.rate', 'many')),
            ('faithful|relaxed', ('tenant', 'set', 'acme', 'profile', 'loose')),
            ('whole server', ('tenant', 'set', 'acme', 'listen', '127.0.0.1:1')),
            ('whole server', ('tenant', 'set', 'acme', 'data', 'x')),
            ('of a tenant, not of a key', ('key', 'set', case.key.id, 'outthink.rate', '1', '--tenant', 'acme')),
            ('of a tenant, not of a key', ('key', 'set', case.key.id, 'profile', 'faithful', '--tenant', 'acme')),
            ('no tenant', ('tenant', 'set', 'nobody', 'outthink.rate', '1')),
            ('no key', ('key', 'set', 'nobody00', 'csv.escape', 'none', '--tenant', 'acme')),
            ('no key', ('key', 'set', case.key.id, 'csv.escape', 'none', '--tenant', 'other')),
            ('no key', ('config', '--tenant', 'acme', '--key', 'nobody00')), ('no tenant', ('config', '--tenant', 'nobody'))):
        case.refused(words, *args)
    for args in (('tenant', 'set', 'acme'), ('tenant', 'set', 'acme', 'profile'), ('tenant', 'set', 'acme', 'profile', 'relaxed', '--unset'),
                 ('key', 'set', case.key.id), ('key', 'rotate'), ('key', 'list', 'x')):
        case.refused('say ', *args, status=2)


def scopes(case):
    """One key, several APIs and scopes: each of its APIs, none of the others, and of a part only what it may."""
    key = case.store.key('parts', 'acme', 'outthink', ['--api', 'securityjourney', '--scope', 'campaigns.read', '--scope', 'training.read'])
    want(case.status(key, '/analytics/v1/campaigns') == 200, 'campaigns')
    want(case.status(key, '/analytics/v1/trainingCampaigns/00000000-0000-4000-8000-000000000001') == 404, 'training')
    want(case.status(key, '/analytics/v1/organizations') == 400, 'organizations')
    foreign = case.store.key('foreign', 'acme', 'securityjourney')
    want(case.status(foreign) == 400, 'another API\'s key')
    for words, options in (('no API', ('--api', 'outhink')), ('--api', ()), ('no scope', ('--api', 'outthink', '--scope', 'all')),
                           ('192.0.2.1/24', ('--api', 'outthink', '--cidr', '192.0.2.1/24')), ('--expires', ('--api', 'outthink', '--expires', 'soon'))):
        case.refused(words, 'key', 'add', '--tenant', 'acme', *options)


TESTS = (('rotation', rotation), ('revocation and expiry act on the next request', revocation), ('last use', last_use), ('the table', table),
         ('settings of tenants and keys', settings), ('settings that are refused', settings_refused), ('APIs and scopes', scopes))


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        case = Case(muster.Program(args.program), folder, 'data')
        try:
            for name, test in TESTS:
                report.check(name, test, case)
            report.check('the server ends in order', case.store.stop)
        finally:
            case.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
