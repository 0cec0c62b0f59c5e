#!/usr/bin/env python3
"""tenants.py: `muster tenant remove`: asks, leaves an export, takes everything of the tenant and nothing of others, with
and without a server, and when the command or the server is killed in the middle.

    tests/cli/tenants.py [--program PATH] [--keep]
"""
import glob
import json
import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402

KILLS = int(os.environ.get('MUSTER_TEST_KILLS', '8'))  # of each kind
PEOPLE = 250  # more rows than go in one transaction


def want(condition, text):
    if not condition:
        raise Failure(text)


class Case:
    """Two tenants, acme and other; what they have is remembered. Made once, then copied."""
    first = None

    def __init__(self, program, folder, name, served=False):
        self.store = muster.Store(program, folder, name)
        if Case.first is None:
            Case.first = Case.__new__(Case)
            Case.first.fill(program, folder)
        shutil.copytree(Case.first.store.data, self.store.data)
        self.acme, self.other, self.exported, self.number = (
            Case.first.acme, Case.first.other, Case.first.exported, Case.first.number)
        self.store.keys = dict(Case.first.store.keys)
        if served:
            self.store.start()

    def fill(self, program, folder):
        self.store = muster.Store(program, folder, 'first')
        self.store.tenant('acme')
        self.store.tenant('other')
        self.store.sample('acme', '--people', PEOPLE, '--campaigns', 8)
        self.store.sample('other', '--people', 30, '--campaigns', 3, '--seed', 9)
        self.acme, self.other = self.store.key('acme', 'acme'), self.store.key('other', 'other')
        self.store.run('tenant', 'set', 'acme', 'outthink.rate', '0')
        self.exported = {name: self.store.export(name) for name in ('acme', 'other')}
        self.number = self.query('SELECT tenant_id FROM tenant WHERE name = ?', 'acme')[0][0]

    def query(self, sql, *values):
        connection = sqlite3.connect('file:%s?mode=ro' % os.path.join(self.store.data, 'muster.db'), uri=True)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def rows(self):
        """{table: rows of acme}, of all tables that have rows of tenants."""
        found = {}
        for (table,) in self.query("SELECT name FROM sqlite_master WHERE type = 'table'"):
            if any(column[1] == 'tenant_id' for column in self.query('PRAGMA table_info(%s)' % table)):
                found[table] = self.query('SELECT count(*) FROM %s WHERE tenant_id = ?' % table, self.number)[0][0]
        return found

    def tenants(self):
        return [row['tenant'] for row in json.loads(self.store.run('tenant', 'list', '--json').out)]

    def exports(self):
        return sorted(glob.glob(os.path.join(glob.escape(self.store.data), 'removed-*.ndjson')))

    def status(self, key):
        return self.store.get('/analytics/v1/campaigns', key).status

    def wait_until_gone(self):
        end = time.monotonic() + muster.PATIENCE
        while self.query('SELECT count(*) FROM tenant WHERE tenant_id = ?', self.number)[0][0]:
            want(time.monotonic() < end, 'rows are left: %s' % self.rows())
            time.sleep(0.1)

    def check_gone(self):
        """Nothing of acme is left but its export; everything of other is as it was."""
        left = {table: rows for table, rows in self.rows().items() if rows}
        want(not left, 'rows are left: %s' % left)
        want(self.tenants() == ['other'], 'tenants: %s' % self.tenants())
        want(self.store.export('other') == self.exported['other'], 'the other tenant has changed')
        self.store.verify()

    def check_export(self, path):
        with open(path, 'rb') as export:
            want(export.read() == self.exported['acme'], '%s is not the whole export' % path)
        want(stat.S_IMODE(os.stat(path).st_mode) == 0o600, 'others may read the export')

    def check_files(self):
        """No name of acme's people stands in the files of the store."""
        names = [json.loads(line)['email'].encode() for line in self.exported['acme'].splitlines() if b'"kind":"person"' in line][:50]
        kept = [json.loads(line)['email'].encode() for line in self.exported['other'].splitlines() if b'"kind":"person"' in line]
        for path in glob.glob(os.path.join(glob.escape(self.store.data), 'muster.db*')):
            with open(path, 'rb') as file:
                data = file.read()
            for name in names:
                want(name in kept or name not in data, '%s still holds %s' % (os.path.basename(path), name))


def asks(program, folder):
    case = Case(program, folder, 'asks')
    before = case.rows()
    for answer in (b'', b'\n', b'no\n', b'acm\n', b'ACME\n', b'other\n'):
        done = case.store.run('tenant', 'remove', 'acme', stdin=answer, expect=1)
        want(b'type its name' in done.err and b'%d people' % PEOPLE in done.err and not done.out, done.show())
    for args, words in ((('nobody', '--yes'), b'no tenant'), (('Acme', '--yes'), b'no tenant')):
        done = case.store.run('tenant', 'remove', *args, expect=1)
        want(words in done.err, done.show())
    case.store.run('tenant', 'remove', expect=2)
    want(case.rows() == before and not case.exports(), 'something was removed')
    done = case.store.run('tenant', 'remove', 'acme', stdin=b'acme\n')
    path = done.out.decode().strip()
    want(case.exports() == [path], done.show())
    case.check_export(path)
    case.check_gone()
    case.check_files()
    # The name is free again; the number is not, and the export is the tenant.
    case.store.tenant('acme', case.acme.customer)
    want(case.query('SELECT tenant_id FROM tenant WHERE name = ?', 'acme')[0][0] > case.number, 'the number was used again')
    with open(path, 'rb') as export:
        case.store.records('acme', export.read())
    want(case.store.export('acme') == case.exported['acme'], 'the export does not bring the tenant back')
    case.store.verify()


def served(program, folder):
    """Beside a server: its keys are refused at once, the other tenant is answered all the time."""
    case = Case(program, folder, 'served', True)
    want((case.status(case.acme), case.status(case.other)) == (200, 200), 'before')
    done = case.store.run('tenant', 'remove', 'acme', '--yes', '--json')
    printed = json.loads(done.out)
    want(printed['tenant'] == 'acme', done.show())
    case.check_export(printed['export'])
    want((case.status(case.acme), case.status(case.other)) == (400, 200), 'after')
    case.check_gone()
    case.check_files()
    case.store.tenant('acme', case.acme.customer)
    want(case.status(case.acme) == 400, 'the old key opens the new tenant')
    case.store.records('acme', case.exported['acme'])
    want(case.store.export('acme') == case.exported['acme'], 'the export does not bring the tenant back')
    case.store.stop()
    case.store.verify()


def while_data_comes_in(program, folder):
    """An import that is handed over meanwhile is either in the export or refused, never lost silently."""
    case = Case(program, folder, 'busy', True)
    line = json.dumps({'kind': 'person', 'email': 'late%d@example.com', 'sourceIdentifier': 'late%d'}) + '\n'
    arrived, n = set(), 0
    args = [program.path, 'tenant', 'remove', 'acme', '--yes', '--data', case.store.data]
    with subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=program.env) as removal:
        while removal.poll() is None:
            done = case.store.run('import', 'records', '--tenant', 'acme', '-', stdin=(line % (n, n)).encode(), expect=None)
            if done.status == 0:
                arrived.add('late%d@example.com' % n)
            n += 1
        out, err = removal.communicate()
    if removal.returncode != 0:
        want(b'keeps coming in' in err or b'under way' in err, 'the removal failed: %s' % err)
        want('acme' in case.tenants() and not case.exports(), 'neither removed nor left alone')
        case.store.run('tenant', 'remove', 'acme', '--yes')
    else:
        with open(out.decode().strip(), encoding='utf-8') as export:
            exported = export.read()
        missing = [name for name in arrived if name not in exported]
        want(not missing, 'told as imported, but not exported: %s' % missing)
    case.wait_until_gone()
    case.check_gone()
    case.store.stop()


def either_or(case, killed):
    """After a kill: nothing happened, or the tenant is gone for everybody; and a server brings that to its end."""
    tenants = case.tenants()
    want('other' in tenants, 'tenants: %s' % tenants)
    if 'acme' in tenants:
        want(case.store.export('acme') == case.exported['acme'], '%s: the tenant is there, but not whole' % killed)
        want(all(case.rows()[table] for table in ('api_key', 'api_token', 'setting')), '%s: its keys are not' % killed)
        return False
    want(len(case.exports()) == 1, '%s: %d exports' % (killed, len(case.exports())))
    case.check_export(case.exports()[0])
    return True


def killed_command(program, folder):
    """No server; the command is killed at any moment."""
    dice = random.Random(5)
    gone = 0
    for i in range(KILLS):
        case = Case(program, folder, 'command%d' % i)
        args = [program.path, 'tenant', 'remove', 'acme', '--yes', '--data', case.store.data]
        begin = time.monotonic()
        with subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=program.env) as removal:
            if i == 0:
                removal.wait()
                took = time.monotonic() - begin
            else:
                time.sleep(dice.random() * took * (0.4 if i % 2 else 1))
                removal.send_signal(signal.SIGKILL)
        for path in case.exports():
            case.check_export(path)  # whole, or it does not have this name
        if i > 0:
            gone += either_or(case, 'killed command %d' % i)
            case.store.verify()
            for path in case.exports():
                if 'acme' in case.tenants():
                    os.unlink(path)  # of the removal that did not happen
        case.store.start()
        if 'acme' in case.tenants():
            case.store.run('tenant', 'remove', 'acme', '--yes')
        case.wait_until_gone()
        case.check_gone()
        case.store.stop()
        case.check_files()
    print('# %d of %d kills came after the point of no return' % (gone, KILLS - 1))


def killed_server(program, folder):
    """The server is killed while it removes."""
    dice = random.Random(6)
    for i in range(KILLS):
        case = Case(program, folder, 'server%d' % i, True)
        args = [program.path, 'tenant', 'remove', 'acme', '--yes', '--data', case.store.data]
        with subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=program.env) as removal:
            end = time.monotonic() + dice.random() * 0.4
            while time.monotonic() < end and 'acme' in case.tenants():
                time.sleep(0.002)
            case.store.kill()
            removal.wait(muster.PATIENCE)
        either_or(case, 'killed server %d' % i)
        for path in case.exports():
            if 'acme' in case.tenants():
                os.unlink(path)
        case.store.start()
        if 'acme' in case.tenants():
            case.store.run('tenant', 'remove', 'acme', '--yes')
        case.wait_until_gone()
        case.check_gone()
        want(case.status(case.acme) == 400 and case.status(case.other) == 200, 'keys after the restart')
        case.store.stop()


TESTS = (('it asks, exports, and takes everything', asks), ('beside a server', served), ('while data comes in', while_data_comes_in),
         ('the command is killed', killed_command), ('the server is killed', killed_server))


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        program = muster.Program(args.program)
        for name, test in TESTS:
            report.check(name, test, program, folder)
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
