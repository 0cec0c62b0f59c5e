#!/usr/bin/env python3
"""Runs every case of this folder and compares text, as TAP.

    run.py PROGRAM [CASE...]        PROGRAM is feed_print

A case is a folder: `args` holds the arguments (one a line; `< FILE` gives standard input), the other files are
inputs named in them, and `out` what the program has to print. Cases that need big or odd inputs are functions here.
"""
import gzip
import os
import sqlite3
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, '..', 'lib'))
sys.dont_write_bytecode = True

import gophish  # noqa: E402

program = os.path.abspath(sys.argv[1])


def run(args, folder, stdin=None):
    # The address sanitizer keeps what was freed for a while: as little as possible, since memory is looked at.
    env = dict(os.environ, ASAN_OPTIONS=os.environ.get('ASAN_OPTIONS', '') + ':quarantine_size_mb=1:thread_local_quarantine_size_kb=64')
    done = subprocess.run([program] + args, cwd=folder, stdin=stdin or subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=300, env=env)
    return done.returncode, done.stdout.decode('utf-8', 'backslashreplace')


def folder_case(name):
    folder = os.path.join(here, name)
    with open(os.path.join(folder, 'args'), encoding='utf-8') as file:
        args = file.read().splitlines()
    stdin = None
    if args and args[-1].startswith('< '):
        stdin = open(os.path.join(folder, args.pop()[2:]), 'rb')
    code, got = run(args, folder, stdin)
    with open(os.path.join(folder, 'out'), encoding='utf-8') as file:
        expected = file.read()
    if code != (0 if 'END ok' in expected else 1):
        return 'exit status %d' % code
    if got == expected:
        return None
    lines = ['expected:'] + expected.splitlines() + ['got:'] + got.splitlines()
    return '\n'.join(lines)


def expect(args, folder, code, text, stdin=None):
    got = run(args, folder, stdin)
    return None if got == (code, text) else 'expected %r, got %r' % ((code, text), got)


def case_gzip_and_standard_input():
    """The same file plain, gzipped, and gzipped through a pipe gives the same records."""
    with tempfile.TemporaryDirectory() as folder:
        text = b'Email,First name\n' + b''.join(b'p%d@example.com,P%d\n' % (i, i) for i in range(5000))
        for name, content in (('a.csv', text), ('a.csv.gz', gzip.compress(text))):
            with open(os.path.join(folder, name), 'wb') as file:
                file.write(content)
        plain = run(['people-csv', 'a.csv'], folder)
        packed = run(['people-csv', 'a.csv.gz'], folder)
        with open(os.path.join(folder, 'a.csv.gz'), 'rb') as file:
            piped = run(['people-csv'], folder, file)
        bodies = [p[1].split('\n', 1)[1] for p in (plain, packed, piped)]
        if bodies[0] != bodies[1] or bodies[0] != bodies[2]:
            return 'different records'
        return None if bodies[0].count('"kind":"person"') == 5000 else 'not 5000 records'


def case_truncated_gzip():
    with tempfile.TemporaryDirectory() as folder:
        text = b'Email,First name\n' + os.urandom(40000).hex().encode() + b'@example.com,X\n'
        with open(os.path.join(folder, 'a.csv.gz'), 'wb') as file:
            file.write(gzip.compress(text)[:-20])
        code, got = run(['people-csv', 'a.csv.gz'], folder)
        end = got.splitlines()[-1]
        return None if code == 1 and end == 'END invalid: a.csv.gz is cut short: its gzip data ends too early' else got


def case_no_file():
    with tempfile.TemporaryDirectory() as folder:
        open(os.path.join(folder, 'empty.csv'), 'w').close()
        os.mkdir(os.path.join(folder, 'sub'))
        return (expect(['people-csv', 'none.csv'], folder, 1,
                       'END not found: cannot open none.csv: No such file or directory\n')
                or expect(['records', 'empty.csv'], folder, 1, 'END invalid: empty.csv is empty\n')
                or expect(['records', 'sub'], folder, 1, 'END invalid: sub is a folder; name the files in it\n')
                or expect(['poeple-csv', 'x'], folder, 2,
                          'there is no format "poeple-csv"; did you mean people-csv?\n'))


def case_long_lines():
    """A record line of exactly the limit comes, one byte more is bad, and the next line is read again."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, 'a.ndjson'), 'wb') as file:
            file.write(b'{}\n' + b'x' * (1 << 20) + b'\n' + b'y' * ((1 << 20) + 1) + b'\n' + b'z' * 5000000 + b'\n{}\n')
        code, got = run(['records', 'a.ndjson'], folder)
        lines = [line[:60] for line in got.splitlines()]
        expected = ['1 {}', '2 ' + 'x' * 58, 'BAD a.ndjson:3 [] the line is longer than 1048576 bytes',
                    'BAD a.ndjson:4 [] the line is longer than 1048576 bytes', '5 {}', 'END ok']
        return None if (code, lines) == (0, expected) else repr(lines)


def numbers(text):
    words = text.split()
    return dict(zip(words[::2], words[1::2]))


def grows(make, args, small, large, stdin=True):
    """Feeds inputs of two sizes (in rows) through a pipe: memory may not grow with them."""
    peaks = []
    for rows in (small, large):
        child = subprocess.Popen([program] + args + ['--count'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for piece in make(rows):
            child.stdin.write(piece)
        child.stdin.close()
        seen = numbers(child.stdout.read().decode())
        child.wait()
        if seen['end'] != 'ok' or seen['bad'] != '0' or int(seen['peak']) <= 0:
            return repr(seen)
        peaks.append((int(seen['peak']), int(seen['records'])))
    growth = peaks[1][0] - peaks[0][0]
    print('# %d and %d records, %d and %d KiB' % (peaks[0][1], peaks[1][1], peaks[0][0], peaks[1][0]))
    return None if growth < 2048 else 'memory grew by %d KiB' % growth


def in_blocks(head, row, rows):
    yield head
    for start in range(0, rows, 10000):
        yield b''.join(row(i) for i in range(start, min(start + 10000, rows)))


def case_people_in_constant_memory():
    def make(rows):
        return in_blocks(b'E-Mail;Vorname;Nachname;Abteilung\r\n',
                         lambda i: b'person%d@example.com;Vorname %d;Nachname %d;"Abteilung; %d"\r\n' % (i, i, i, i % 90),
                         rows)
    return grows(make, ['people-csv'], 20000, 400000)


def case_records_in_constant_memory():
    def make(rows):
        return in_blocks(b'', lambda i: b'{"kind":"person","email":"p%d@example.com","department":"%s"}\n' % (i, b'x' * 400),
                         rows)
    return grows(make, ['records'], 20000, 200000)


def case_users_in_constant_memory():
    head = (b'TrainingStatus,EnrolledAt,StartedAt,LastAccessedAt,CompletedAt,TimeTaken,DashboardUrl,CampaignId,'
            b'EngagementScore,KnowledgeScore,ProductivityScore,IntentionToComplyScore,SelfEfficacyScore,'
            b'ManagerSourceIdentifier,Status,Department,BusinessUnit,Country,JobRole,UserSourceIdentifier,UserId\r\n')

    def make(rows):
        return in_blocks(head, lambda i: (b'completed,2023-02-27T09:23:31.1129908,,,,%d,,c-1,0.5,,,,,,active,D,B,ES,J,'
                                          b'p%d@example.com,\r\n' % (i, i)), rows)
    return grows(make, ['outthink-users-csv', '--known', 'c-1'], 20000, 200000)


def case_gophish_events_in_constant_memory():
    details = b'"{""payload"":{""rid"":[""abc""],""password"":[""%d""]},""browser"":{""address"":""192.0.2.1"",""user-agent"":""A""}}"'

    def make(rows):
        return in_blocks(b'campaign_id,email,time,message,details\r\n', lambda i: b'7,p%d@example.com,2024-05-01T10:00:%02d.%09dZ,Clicked Link,' % (
            i % 50000, i % 60, i) + details % i + b'\r\n', rows)
    return grows(make, ['gophish-events', '--known', 'gophish-7'], 20000, 300000)


def gophish_file(path, rows):
    """A database file with as many results, and three events of each."""
    db = sqlite3.connect(path)
    db.executescript(gophish.SCHEMA)
    db.execute("INSERT INTO campaigns (id, name, created_date, status) VALUES (1, 'C', '2024-05-01 10:00:00+00:00', 'Completed')")
    db.executemany('INSERT INTO results (campaign_id, r_id, email, status, send_date, modified_date, reported) VALUES (1, ?, ?, ?, ?, ?, 0)', (
        ('r%07d' % i, 'p%d@example.com' % i, 'Clicked Link', '2024-05-01 10:00:00.%09d+00:00' % i, '2024-05-01 12:00:00.%09d+00:00' % i)
        for i in range(rows)))
    db.executemany('INSERT INTO events (campaign_id, email, time, message, details) VALUES (1, ?, ?, ?, ?)', (
        ('p%d@example.com' % (i // 3), '2024-05-01 1%d:00:00.%09d+00:00' % (i % 3, i // 3), ('Email Sent', 'Email Opened', 'Clicked Link')[i % 3],
         '' if i % 3 == 0 else gophish.details({'password': ['x' * 200]})) for i in range(3 * rows)))
    db.commit()
    db.close()


def case_gophish_database_in_constant_memory():
    """A person and an enrollment of each result, and every event once: what results tell too is told once."""
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for rows in (10000, 100000):
            gophish_file(os.path.join(folder, '%d.db' % rows), rows)
            code, got = run(['gophish-db', '--count', '%d.db' % rows], folder)
            seen = numbers(got)
            if code != 0 or seen['end'] != 'ok' or seen['bad'] != '0' or int(seen['records']) != 1 + 5 * rows:
                return got
            peaks.append(int(seen['peak']))
    print('# %d and %d KiB' % tuple(peaks))
    return None if peaks[1] - peaks[0] < 8 * 1024 else 'memory grew by %d KiB' % (peaks[1] - peaks[0])


def main():
    names = sys.argv[2:]
    folders = sorted(name for name in os.listdir(here) if os.path.exists(os.path.join(here, name, 'args')))
    cases = [(name, lambda name=name: folder_case(name)) for name in folders]
    cases += [(name[5:], f) for name, f in sorted(globals().items()) if name.startswith('case_')]
    cases = [case for case in cases if not names or case[0] in names]
    print('1..%d' % len(cases))
    failed = 0
    for number, (name, case) in enumerate(cases, 1):
        wrong = case()
        failed += wrong is not None
        print('%sok %d - %s' % ('' if wrong is None else 'not ', number, name))
        for line in (wrong or '').splitlines():
            print('# ' + line)
        sys.stdout.flush()
    return 1 if failed else 0


sys.exit(main())
