"""load.py: what an import costs beside the bare engine that inserts the same rows.

Two imports into a new store: the people, then their enrollments in one campaign. Each is also given with a bad last
line, which is read and checked but not applied: the difference is what applying costs. The bare engine gets the rows that
the import made, table by table in the order of their keys, with the same schema, indexes and settings, in transactions
of the same size: once through the library's interface (Python's sqlite3, which adds some microseconds a row), once
without leaving the engine (INSERT ... SELECT)."""
import os
import shutil
import sqlite3
import subprocess
import time

import harness
import stream

CHUNK = 5000
SCHEMA = os.path.join(harness.TOP, 'src', 'store', 'schema', '0001.sql')
SETTINGS = ('PRAGMA page_size=4096', 'PRAGMA journal_mode=WAL', 'PRAGMA synchronous=FULL', 'PRAGMA cache_size=-65536',
            'PRAGMA temp_store=MEMORY', 'PRAGMA wal_autocheckpoint=4000', 'PRAGMA secure_delete=ON')
TABLES = {'people': ('person', 'alias'), 'enrollments': ('enrollment', 'block', 'tally')}


def write(path, lines):
    with open(path, 'w', encoding='utf-8') as out:
        out.writelines(lines)
    return path


class Importing:
    def __init__(self, setting, n):
        self.setting, self.n = setting, n
        self.data = os.path.join(setting.folder, 'import')
        self.files = {'people': write(os.path.join(setting.folder, 'people.ndjson'), stream.people(n)),
                      'enrollments': write(os.path.join(setting.folder, 'enrollments.ndjson'),
                                           [stream.campaign(stream.CAMPAIGN, 'Large')] + list(stream.enrollments(stream.CAMPAIGN, n)))}
        bad = stream.enrollment(stream.CAMPAIGN, n, 'completed', 1)  # nobody has this address
        self.bad = {what: write(path + '.bad', [bad]) for what, path in self.files.items()}
        self.rss = {}

    def fresh(self):
        shutil.rmtree(self.data, ignore_errors=True)
        self.setting.muster('tenant', 'add', 'bench', '--data', self.data)

    def run(self, what, files, expected):
        """A way of rounds(): one import."""
        def way():
            begin = time.monotonic()
            child = subprocess.Popen([self.setting.program, 'import', 'records', '--data', self.data, '--json'] + files,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            done = 0
            while done == 0:
                # Not the usage's maxrss: that counts what this process had when it started the child.
                self.rss[what] = max(self.rss.get(what, 0), harness.memory(child.pid, 'VmHWM'))
                time.sleep(0.01)
                done, status, usage = os.wait4(child.pid, os.WNOHANG)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != expected:
                raise SystemExit('an import ended with %d and not %d' % (child.returncode, expected))
            return (usage.ru_utime + usage.ru_stime) * 1e6, (time.monotonic() - begin) * 1e6, self.n
        return way

    def check(self, what):
        return self.run(what, [self.files[what], self.bad[what]], 1)

    def apply(self, what):
        return self.run(what, [self.files[what]], 0)


class Bare:
    """The engine alone; the rows come from a copy of the store that the first import made."""

    def __init__(self, setting, n):
        self.n, self.folder = n, setting.folder
        self.source = os.path.join(setting.folder, 'import', 'muster.db')
        self.path = os.path.join(setting.folder, 'bare.db')

    def fresh(self):
        for end in ('', '-wal', '-shm'):
            if os.path.exists(self.path + end):
                os.unlink(self.path + end)
        database = sqlite3.connect(self.path, isolation_level=None)
        for setting in SETTINGS:
            database.execute(setting)
        with open(SCHEMA, encoding='utf-8') as schema:
            database.executescript(schema.read())
        return database

    def tables(self, database, names):
        """Name, columns, columns of the key."""
        for name in names:
            columns = database.execute('PRAGMA table_info(%s)' % name).fetchall()
            yield name, [c[1] for c in columns], [c[1] for c in sorted(columns, key=lambda c: c[5]) if c[5]]

    def by_interface(self, database, names, rows):
        def way():
            cpu, begin = time.thread_time(), time.monotonic()
            for name, columns, _ in self.tables(database, names):
                sql = 'INSERT INTO %s VALUES (%s)' % (name, ', '.join('?' * len(columns)))
                for at in range(0, len(rows[name]), CHUNK):
                    database.execute('BEGIN IMMEDIATE')
                    database.executemany(sql, rows[name][at:at + CHUNK])
                    database.execute('COMMIT')
            return (time.thread_time() - cpu) * 1e6, (time.monotonic() - begin) * 1e6, self.n
        return way

    def by_select(self, database, names, rows):
        def way():
            cpu, begin = time.thread_time(), time.monotonic()
            for name, _, key in self.tables(database, names):
                for at in range(0, len(rows[name]), CHUNK):
                    database.execute('BEGIN IMMEDIATE')
                    database.execute('INSERT INTO main.%s SELECT * FROM staged.%s WHERE rowid > ? AND rowid <= ? ORDER BY rowid' % (
                        name, name), (at, at + CHUNK))
                    database.execute('COMMIT')
            return (time.thread_time() - cpu) * 1e6, (time.monotonic() - begin) * 1e6, self.n
        return way

    def rows(self):
        source = sqlite3.connect('file:%s?mode=ro' % self.source, uri=True)
        rows = {}
        for names in TABLES.values():
            for name, _, key in self.tables(source, names):
                rows[name] = source.execute('SELECT * FROM %s ORDER BY %s' % (name, ', '.join(key))).fetchall()
        source.close()
        return rows

    def stage(self, database, rows):
        """The sorted rows as plain tables in memory, for by_select."""
        database.execute("ATTACH ':memory:' AS staged")
        for names in TABLES.values():
            for name, columns, _ in self.tables(database, names):
                database.execute('CREATE TABLE staged.%s (%s)' % (name, ', '.join(columns)))
                database.execute('BEGIN')
                database.executemany('INSERT INTO staged.%s VALUES (%s)' % (name, ', '.join('?' * len(columns))), rows[name])
                database.execute('COMMIT')


def round_of(importing, bare, rows, samples):
    def add(name, cost):
        samples.setdefault(name, harness.Sample()).add(*cost)
    importing.fresh()
    for what in TABLES:
        add(what + ' checked', importing.check(what)())
        add(what, importing.apply(what)())
    for name, way in (('interface', bare.by_interface), ('engine', bare.by_select)):
        database = bare.fresh()
        if name == 'engine':
            bare.stage(database, rows)
        for what, names in TABLES.items():
            add('%s by %s' % (what, name), way(database, names, rows)())
        database.close()


def run(report, setting):
    n = setting.n // 5
    importing, bare = Importing(setting, n), Bare(setting, n)
    importing.fresh()
    for what in TABLES:
        importing.apply(what)()
    rows, samples = bare.rows(), {}
    for i in range(setting.rounds):
        harness.note('round %d of %d' % (i + 1, setting.rounds))
        round_of(importing, bare, rows, samples)
    report.say('`muster import records` of {:,} people into a new store, then of their {:,} enrollments in one campaign; CPU us a '
               'record. Checked: the same lines with a bad one at the end, read and checked and not applied. Engine: the rows '
               'that the import made ({}), inserted in the order of their keys with the same schema and settings, through the '
               'library\'s interface (from Python) and by INSERT ... SELECT. Goal: engine / import at least 0.7.'.format(
                   n, n, ', '.join('{:,} of {}'.format(len(rows[t]), t) for names in TABLES.values() for t in names)))
    table = []
    for what in TABLES:
        whole, checked = samples[what], samples[what + ' checked']
        interface, engine = samples[what + ' by interface'], samples[what + ' by engine']
        table.append((what, '{:,.0f}'.format(1e6 / whole.us()), '{:,.0f}'.format(1e6 / whole.wall_us()), '%.1f' % whole.us(),
                      '%.1f' % checked.us(), '%.1f' % (whole.us() - checked.us()), '%.1f' % interface.us(), '%.1f' % engine.us(),
                      '**%.2f**' % harness.ratio(interface, whole), '%.2f' % harness.ratio(engine, whole),
                      '%.2f' % harness.ratio(interface, whole, 'wall'), '%.0f MiB' % importing.rss[what]))
    report.table(('records', 'a second of CPU', 'a second', 'CPU us', 'read and checked', 'applied', 'engine, interface',
                  'engine, SELECT', 'interface / import', 'SELECT / import', 'elapsed: interface / import', 'RSS at most'), table)
    shutil.rmtree(importing.data)
