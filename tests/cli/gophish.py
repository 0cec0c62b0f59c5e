#!/usr/bin/env python3
"""gophish.py: histories of GoPhish: the CSV files and the database file give the same store, in any order, and again
and again; a file that is none of its kind is refused in a sentence; and what people typed into a page is nowhere.

    tests/cli/gophish.py [--program PATH] [--keep]
"""
import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import gophish  # noqa: E402
import muster  # noqa: E402
import tap  # noqa: E402
from gophish import details, moment  # noqa: E402
from muster import Failure  # noqa: E402

CUSTOMER = '11111111-1111-4111-8111-111111111111'
SECRET = 'Kirsch-4711-geheim'
PROOFPOINT = 'Mozilla/5.0 (compatible; Proofpoint URL Defense)'


def want(condition, text):
    if not condition:
        raise Failure(text)


def people(numbers):
    return [('p%02d@example.com' % n, 'First %d' % n, 'Ünal-%d' % n if n % 2 else '=SUM(%d)' % n, 'Role %d' % (n % 3) if n % 4 else '')
            for n in numbers]


def act(history, campaign, n, message, seconds, nanoseconds=0, more=None):
    history.act(campaign, 'p%02d@example.com' % n, message, moment(seconds, nanoseconds), more)


def history():
    """Two simulations, with everything that can happen in one. What counts is worked out by hand in `COUNTS`."""
    h = gophish.GoPhish()
    first = h.campaign('Spring', 'You have won', moment(100, 5), people(range(8)))
    for n in range(6):
        act(h, first, n, 'Email Sent', 1000 + n, 123456789)
    act(h, first, 6, 'Error Sending Email', 1006, more='{"error":"550 no mailbox p06 at example.com"}')
    act(h, first, 1, 'Email Opened', 2000, 1)                     # opened, and again
    act(h, first, 1, 'Email Opened', 2001, 99)
    act(h, first, 2, 'Clicked Link', 1010, 100, details({}, '198.51.100.9', PROOFPOINT))   # a scanner, and nobody else
    act(h, first, 2, 'Email Reported', 3000, 0, '{"payload":null,"browser":null}')
    act(h, first, 3, 'Email Opened', 2500)
    act(h, first, 3, 'Clicked Link', 2600)
    act(h, first, 3, 'Submitted Data', 2700, 7, details({'user': ['p03'], 'password': [SECRET]}))
    act(h, first, 3, 'Email Opened', 2800)
    act(h, first, 4, 'Clicked Link', 1012, 0, details({}, '198.51.100.9', PROOFPOINT))     # a scanner, then the person
    act(h, first, 4, 'Clicked Link', 4000)
    act(h, first, 5, 'Email Reported', 1500)                      # reported, and clicked later
    act(h, first, 5, 'Clicked Link', 5000)
    second = h.campaign('Summer', 'Invoice <7>', moment(9000), people(range(5, 9)))
    for n in range(5, 9):
        act(h, second, n, 'Email Sent', 9100 + n)
    act(h, second, 8, 'Clicked Link', 9300)
    h.targets = people(range(7, 12))
    return h, (first, second)


# Opened, clicked, reported, entered data, of the first simulation: p01 and p03; p03, p04, p05; p02, p05; p03.
COUNTS = (2, 3, 2, 1)


class Case:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.number = 0
        self.history, self.campaigns = history()
        self.database = self.path('gophish.db')
        self.history.database(self.database)
        for n in self.campaigns:
            self.write('results-%d.csv' % n, self.history.results_csv(n))
            self.write('events-%d.csv' % n, self.history.events_csv(n))

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), 'wb') as out:
            out.write(content.encode() if isinstance(content, str) else content)
        return self.path(name)

    def store(self):
        self.number += 1
        store = muster.Store(self.program, self.folder, 'data-%d' % self.number)
        store.set_clock('2026-01-01T00:00:00Z')
        store.tenant('acme', CUSTOMER)
        return store

    def csv(self, store, n, kind):
        given = ['--campaign-id', 'gophish-%d' % n] if kind == 'results' else []
        return store.run('import', 'gophish-' + kind, *given, self.path('%s-%d.csv' % (kind, n)))


def lines(store, kind=None):
    return [line for line in store.export('acme').decode().splitlines() if kind in (None, json.loads(line)['kind'])]


def known_campaigns(store, of):
    """What the CSV files do not say about their campaigns."""
    store.records('acme', '\n'.join(lines(of, 'campaign')) + '\n')


def without_numbers(text):
    """Numbers go by the order in which things came to be known."""
    rows = [json.loads(line) for line in text]
    for row in rows:
        row.get('ids', {}).pop('securityjourney', None)
        row.get('ids', {}).pop('cultureai', None)
        if row['kind'] == 'enrollment':
            row.pop('updatedAt')  # one that an event made is older than any record about it
    return sorted(json.dumps(row) for row in rows)


def differing(a, b):
    return '\n'.join(['only here: ' + line for line in a if line not in b][:5] + ['only there: ' + line for line in b if line not in a][:5])


def same_store(case):
    whole = case.store()
    whole.run('import', 'gophish-db', case.database)
    targets = [line for line in lines(whole, 'person') if any('p%02d@' % n in line for n in (9, 10, 11))]
    want(len(targets) == 3, 'the people of groups: %r' % targets)
    for order in (('results', 'events'), ('events', 'results')):
        parts = case.store()
        known_campaigns(parts, whole)
        for kind in order:
            for n in case.campaigns:
                case.csv(parts, n, kind)
        parts.records('acme', '\n'.join(json.dumps({k: v for k, v in json.loads(line).items() if k not in ('ids', 'updatedAt')})
                                        for line in targets) + '\n')
        a, b = without_numbers(lines(whole)), without_numbers(lines(parts))
        want(a == b, '%s: %s' % (order, differing(a, b)))
        parts.verify()
    whole.verify()


def byte_for_byte(case):
    """Without people who are in groups only, the numbers are the same as well."""
    h, campaigns = history()
    h.targets = []
    h.database(case.path('bytes.db'))
    whole, parts = case.store(), case.store()
    whole.run('import', 'gophish-db', case.path('bytes.db'))
    known_campaigns(parts, whole)
    for n in campaigns:
        case.csv(parts, n, 'results')
    for n in campaigns:
        case.csv(parts, n, 'events')
    a, b = lines(whole), lines(parts)
    want(a == b, differing(a, b))


def counts_of(store, campaign):
    if store.server is None:
        store.start()
    key = store.keys.get('main') or store.key('main', 'acme')
    found = [json.loads(line)['ids']['outthink'] for line in lines(store, 'campaign') if '"id":"gophish-%d"' % campaign in line]
    answer = store.get('/analytics/v1/attackSimulations/%s/users/bulk' % found[0], key)
    users = list(csv.DictReader(io.StringIO(answer.body.decode())))
    want(len(users) in (7, 8), answer.show())  # nothing happened to p07 yet: only results know of them
    return tuple(sum(user[name] == 'True' for user in users) for name in ('Opened', 'Clicked', 'Reported', 'CredentialsEntered'))


def counters(case):
    """Whoever came by which way: with the events the scanner's click is none; results alone know no better."""
    whole, events, results = case.store(), case.store(), case.store()
    try:
        whole.run('import', 'gophish-db', case.database)
        events.run('import', 'gophish-events', '--campaign-name', 'Spring', case.path('events-1.csv'))
        results.run('import', 'gophish-results', '--campaign-name', 'Spring', '--campaign-id', 'gophish-1', case.path('results-1.csv'))
        for name, store in (('database', whole), ('events', events)):
            got = counts_of(store, 1)
            want(got == COUNTS, '%s: %r' % (name, got))
        got = counts_of(results, 1)
        want(got == (1, 4, 2, 1), 'results alone: %r' % (got,))
        results.run('import', 'gophish-events', case.path('events-1.csv'))
        got = counts_of(results, 1)
        want(got == COUNTS, 'events after results: %r' % (got,))
    finally:
        for store in (whole, events, results):
            store.stop()


def nanoseconds(case):
    store = case.store()
    store.run('import', 'gophish-db', case.database)
    text = '\n'.join(lines(store, 'simulationEvent'))
    for at in ('2024-05-01T00:16:40.1234567Z', '2024-05-01T00:33:20Z', '2024-05-01T00:16:50.0000001Z'):
        want('"at":"%s"' % at in text, at)
    want(text.count('"token":"rid100') == 6 and '"ip":"198.51.100.9","userAgent":"%s"' % PROOFPOINT in text, text)
    want('550 no mailbox' not in text, 'the error of a mail server is no part of an event')


def counted(done):
    words = done.err.decode().splitlines()[-1].replace(',', '').split()
    return {words[i + 1]: int(words[i]) for i in range(len(words) - 1) if words[i].isdigit()}


def again(case):
    h, (first, second) = history()
    path = case.path('live.db')
    h.database(path)
    store = case.store()
    store.run('import', 'gophish-db', path)
    before = lines(store)
    got = counted(store.run('import', 'gophish-db', path))
    want(got['new'] == 0 and got['changed'] == 0 and lines(store) == before, repr(got))
    for kind in ('results', 'events'):
        for n in (first, second):
            got = counted(case.csv(store, n, kind))
            want(got['new'] == 0 and got['changed'] == 0 and lines(store) == before, '%s: %r' % (kind, got))
    act(h, second, 6, 'Clicked Link', 9900)
    act(h, first, 0, 'Submitted Data', 9901)
    h.database(path)
    got = counted(store.run('import', 'gophish-db', path))
    want(got['new'] == 3 and got['changed'] == 0, repr(got))
    store.verify()


def two_servers(case):
    store = case.store()
    store.run('import', 'gophish-db', '--source', 'berlin', case.database)
    store.run('import', 'gophish-db', '--source', 'paris', case.database)
    ids = [json.loads(line)['id'] for line in lines(store, 'campaign')]
    want(ids == ['berlin-1', 'berlin-2', 'paris-1', 'paris-2'], repr(ids))


def refused(case):
    store = case.store()
    before = lines(store)

    def fails(sentence, name, *options, kind='gophish-db'):
        done = store.run('import', kind, *options, *([case.path(name)] if name else []), expect=1)
        want(sentence in done.err.decode(), '%s: %s' % (sentence, done.show()))
        want(lines(store) == before, 'something was applied: ' + sentence)
    with open(case.database, 'rb') as file:
        good = file.read()
    case.write('text.db', 'this is no database, only text that is long enough to have a header ' * 20)
    fails('is not a SQLite database, or it is damaged', 'text.db')
    case.write('short.db', good[:len(good) - len(good) // 3])
    fails('is not a SQLite database, or it is damaged', 'short.db')
    case.write('empty.db', '')
    fails('is a database, but not one of GoPhish', 'empty.db')
    for name, script, sentence in (
            ('other', 'CREATE TABLE events (id INTEGER)', 'is a database, but not one of GoPhish'),
            ('old', gophish.SCHEMA.replace('send_date DATETIME,', ''), 'no such column: r.send_date'),
            ('view', gophish.SCHEMA + 'DROP TABLE events; CREATE VIEW events AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL '
             'SELECT i + 1 FROM n) SELECT i AS id, 1 AS campaign_id, "" AS email, "" AS time, "" AS message, "" AS details FROM n',
             'is a database, but not one of GoPhish'),
            ('virtual', gophish.SCHEMA + 'DROP TABLE events; CREATE VIRTUAL TABLE events USING fts5(campaign_id, email, time, message, '
             'details)', 'is a database, but not one of GoPhish'),
            ('computed', gophish.SCHEMA.replace('email varchar(255), time datetime,',
                                                'email AS (upper(details)), time datetime,'), 'it has computed columns, which are not read')):
        db = sqlite3.connect(case.path(name + '.db'))
        db.executescript(script)
        db.commit()
        db.close()
        fails(sentence, name + '.db')
    for size, sentence in (((64 << 20) - 1000, 'table events: its details are not valid JSON'), ((64 << 20) + 1, 'holds a value of more than 67108864 bytes')):
        case.history.database(case.path('large.db'))
        db = sqlite3.connect(case.path('large.db'))
        db.execute("UPDATE events SET details = CAST(zeroblob(?) AS TEXT) WHERE message = 'Submitted Data'", (size,))
        db.commit()
        db.close()
        fails(sentence, 'large.db')
    case.history.database(case.path('live.db'))
    db = sqlite3.connect(case.path('live.db'), isolation_level=None)
    db.execute('PRAGMA cache_size = 1')
    db.execute('BEGIN')
    db.executemany('INSERT INTO users (username, hash) VALUES (?, ?)', (('u%d' % i, 'x' * 3000) for i in range(300)))
    for end in ('', '-journal'):
        shutil.copy(case.path('live.db' + end), case.path('torn.db' + end))
    db.execute('ROLLBACK')
    db.close()
    fails('was not closed in order', 'torn.db')
    fails('No such file', 'nothing.db')
    fails('is not a file', '.')
    fails('cannot be read from standard input', None)
    fails('names its campaigns itself', 'gophish.db', '--campaign-id', 'x')
    fails('give it with --campaign-id', 'results-1.csv', kind='gophish-results')
    fails('is new, and the file does not say its name; give --campaign-name', 'events-1.csv', kind='gophish-events')
    fails('column 1 has a heading that is not known', 'events-1.csv', '--campaign-id', 'x', kind='gophish-results')
    case.write('unsent.csv', gophish.GoPhish.csv(gophish.RESULT, [dict(r, send_date=gophish.NEVER) for r in
                                                                  case.history.campaigns[0]['results']]))
    fails('give --sent-at', 'unsent.csv', '--campaign-id', 'gophish-1', '--campaign-name', 'X', kind='gophish-results')
    store.run('import', 'gophish-results', '--campaign-id', 'gophish-1', '--campaign-name', 'X', '--sent-at', '2024-05-01T08:00:00Z',
              case.path('unsent.csv'))
    sent = [line for line in lines(store, 'simulationEvent') if '"type":"sent"' in line]
    want(len(sent) == 6 and all('"at":"2024-05-01T08:00:00Z"' in line for line in sent), repr(sent))


def with_its_log(case):
    """A database whose last changes stand in the log beside it, as of a GoPhish that runs; it is not written."""
    path = case.path('wal.db')
    store = case.store()
    writer = case.history.database(path, wal=True)
    try:
        with open(path, 'rb') as file:
            before = file.read()
        want(os.path.getsize(path + '-wal') > 0 and b'Summer' not in before, 'the campaigns stand in the log')
        store.run('import', 'gophish-db', path)
        with open(path, 'rb') as file:
            want(file.read() == before, 'the file was written')
    finally:
        writer.close()
    want(len(lines(store, 'campaign')) == 2, 'the campaigns')


# ---- secrets ----

def secret_details():
    """Details of all kinds that hold what was typed; good is whether the event can be read."""
    typed = {'password': [SECRET], SECRET: ['x'], 'a"b\\c': [SECRET + '"}],"browser":{"user-agent":"' + SECRET]}
    good = details(typed)
    yield True, good
    yield True, good.replace('"password"', '"pass\\u0000word"')
    yield True, '{"browser":{"address":"192.0.2.7","user-agent":"A","payload":{"password":["%s"]}},"payload":null}' % SECRET
    yield True, '{"payload":{"browser":{"address":"192.0.2.7","user-agent":"%s"}}}' % SECRET
    yield True, '{"browser":{"address":"%s","user-agent":["%s"]},"%s":1}' % (SECRET, SECRET, SECRET)
    yield True, '{"payload":"%s","browser":"%s"}' % (SECRET, SECRET)
    yield True, ' { "payload" : [[[["%s"]]]] , "browser" : { "address" : "192.0.2.7" } } ' % SECRET
    yield False, good[:-10]
    yield False, good.replace('"payload"', 'payload')
    yield False, good + SECRET
    yield False, SECRET
    yield False, '"%s"' % SECRET
    yield False, '["%s"]' % SECRET
    yield False, '{"payload":%s"%s"%s,"browser":{}}' % ('[' * 40, SECRET, ']' * 40)
    yield False, "{'payload': {'password': ['%s']}, 'browser': {}}" % SECRET


def secret_rows():
    """Whole rows in which it stands where it should not."""
    at, mail = moment(7000), 'p01@example.com'
    for cells in (['1', mail, at, SECRET, ''], ['1', mail, SECRET, 'Clicked Link', ''], ['1', SECRET, at, 'Clicked Link', ''],
                  ['1', '{"password":["%s@example.com"]}' % SECRET, at, 'Clicked Link', ''], [SECRET, mail, at, 'Clicked Link', ''],
                  ['1', mail, at, 'Clicked Link', '', SECRET], ['1', mail, SECRET], [SECRET],
                  ['1', mail, at, details({'password': [SECRET]}), 'Submitted Data']):
        yield cells


def secret_history():
    h = gophish.GoPhish()
    n = h.campaign('Spring', 'Subject', moment(100), people(range(3)))
    bad = 0
    for i, (good, text) in enumerate(secret_details()):
        h.add(n, 'p00@example.com', moment(2000 + i), 'Submitted Data', text)
        bad += not good
    return h, n, bad


def look(case, store, dones, where):
    """Nothing that was written or said holds the secret."""
    for done in dones:
        want(SECRET.encode() not in done.out + done.err, '%s: said by %s' % (where, done.show()))
    for folder, _, names in os.walk(store.data):
        for name in names:
            if not os.path.isfile(os.path.join(folder, name)):
                continue
            with open(os.path.join(folder, name), 'rb') as file:
                want(SECRET.encode() not in file.read(), '%s: %s holds it' % (where, name))
    for suffix in ('.log', '.out'):
        if os.path.exists(store.data + suffix):
            with open(store.data + suffix, 'rb') as file:
                want(SECRET.encode() not in file.read(), '%s: the server said it' % where)


def secret_files(case):
    h, n, bad = secret_history()
    h.database(case.path('secret.db'))
    good = gophish.GoPhish.csv(gophish.EVENT, [e for e in h.events])
    rows = [dict(zip(gophish.EVENT, ['1', 'p02@example.com', moment(8000), 'Clicked Link', '']))]
    table = gophish.GoPhish.csv(gophish.EVENT, rows).decode()
    extra = [','.join('"%s"' % cell.replace('"', '""') for cell in cells) for cells in secret_rows()]
    case.write('secret.csv', good)
    case.write('rows.csv', '\r\n'.join([table] + extra + ['']))
    head, body = good.split(b'\r\n', 1)
    want(head == ','.join(gophish.EVENT).encode(), repr(head))
    submitted = [line for line in body.split(b'\r\n') if SECRET.encode() in line]
    case.write('headless.csv', b'\r\n'.join(submitted))
    case.write('other-head.csv', b'campaign_id,email,time,message,' + SECRET.encode() + b'\r\n' + body)
    case.write('quotes.csv', good + b'\r\n1,p01@example.com,' + moment(8100).encode() + b',Submitted Data,"{""payload"":"' + SECRET.encode())
    case.write('stray.csv', good + b'\r\n1,p01@example.com,x"' + SECRET.encode() + b'"y,Submitted Data,\r\n')
    case.write('long.csv', good + b'\r\n1,p01@example.com,' + moment(8100).encode() + b',Submitted Data,"' + SECRET.encode() * 4000 + b'"')
    case.write('latin.csv', good.decode().replace('geheim', 'geheim\xfc', 1).encode('latin-1'))
    return [('gophish-db', 'secret.db', bad)] + [('gophish-events', name, bad if name == 'secret.csv' else None) for name in (
        'secret.csv', 'rows.csv', 'headless.csv', 'other-head.csv', 'quotes.csv', 'stray.csv', 'long.csv', 'latin.csv')] + [
            ('gophish-results', 'rows.csv', None), ('gophish-results', 'headless.csv', None)]


def secrets(case, served):
    for kind, name, bad in secret_files(case):
        store = case.store()
        if served:
            store.start()
        named = ['--campaign-id', 'gophish-1', '--campaign-name', 'X'] if kind == 'gophish-results' else \
            ['--campaign-name', 'X'] if kind == 'gophish-events' else []
        dones = []
        for options in ([], ['--dry-run'], ['--on-error', 'skip', '--dry-run'], ['--json'], ['--on-error', 'skip'], ['--on-error', 'skip', '--json']):
            done = store.run('import', kind, *named, *options, case.path(name), expect=None)
            want(done.status == 1, 'bad lines fail\n' + done.show())
            dones.append(done)
        if bad is not None:
            want(counted(dones[4])['bad'] == bad, dones[4].show())
            events = '\n'.join(lines(store, 'simulationEvent'))
            want(events.count('"credentialsEntered"') > 4 and '"ip":"192.0.2.7"' in events, 'the good ones are there\n' + events)
        dones.append(store.run('export', 'records'))
        if served:
            dones.append(store.run('requests', '--json'))
            store.stop()
        store.verify()
        look(case, store, dones, '%s %s' % (kind, name))


def in_the_stage(case):
    """A server that does not answer leaves the scratch file of the import where it can be read."""
    for kind, name, bad in secret_files(case)[:2]:
        store = case.store()
        server = store.start()
        named = ['--campaign-name', 'X'] if kind == 'gophish-events' else []
        os.kill(server.process.pid, signal.SIGSTOP)
        client = None
        try:
            client = subprocess.Popen([case.program.path, 'import', kind, '--tenant', 'acme', '--on-error', 'skip', *named, case.path(name), '--data',
                                       store.data], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                      env=dict(case.program.env, **store.settings()))
            end = time.monotonic() + muster.PATIENCE
            staged = []
            while not any(b'192.0.2.7' in content for content in staged):
                want(time.monotonic() < end and client.poll() is None, 'no scratch file came to be')
                time.sleep(0.02)
                staged = [open(os.path.join(store.data, n), 'rb').read() for n in os.listdir(store.data) if n.endswith('.stage')]
            want(not any(SECRET.encode() in content for content in staged), 'the scratch file holds it')
            look(case, store, [], kind)
        finally:
            os.kill(server.process.pid, signal.SIGCONT)
            if client:
                client.wait(muster.PATIENCE)
        store.stop()
        look(case, store, [], kind)


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        case = Case(muster.Program(args.program), folder)
        for test in (same_store, byte_for_byte, counters, nanoseconds, again, two_servers, refused, with_its_log, in_the_stage):
            report.check(test.__name__, test, case)
        for served in (False, True):
            report.check('secrets, served: %s' % served, secrets, case, served)
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
