#!/usr/bin/env python3
"""files.py: CSV files of many rows over the wire: whole, in constant memory, for quick readers and slow ones, and visibly
broken when they cannot be completed. Nothing is held between two pieces: the write-ahead log can be emptied while a
reader rests.

    tests/api/files.py [--rows 200000] [--program PATH] [--keep]
"""
import csv
import io
import os
import re
import socket
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402
from wire import Broken, Wire, request_bytes  # noqa: E402

BIG = 'b0000000-0000-4000-8000-000000000001'
SMALL = 'b0000000-0000-4000-8000-000000000002'
PLACE = '/analytics/v1/trainingCampaigns/'
GROWTH_KIB = 8 * 1024
READERS = 8  # as Power Query has
WINDOW = 64 * 1024  # small enough to make the server wait, large enough to get to the end


def want(condition, text):
    if not condition:
        raise Failure(text)


def is_sanitized(path):
    """Sanitizers keep freed memory: then there are fewer rows and nothing is measured."""
    with open(path, 'rb') as file:
        return b'__asan_init' in file.read()


class Files:
    def __init__(self, args, folder):
        self.program = muster.Program(args.program)
        self.sanitized = is_sanitized(self.program.path)
        self.rows = 20000 if self.sanitized else args.rows
        self.store = muster.Store(self.program, folder)
        self.store.tenant('acme')
        self.key = self.store.key('main', 'acme')
        path = os.path.join(folder, 'records')
        with open(path, 'w', encoding='ascii') as out:
            for campaign in (BIG, SMALL):
                out.write('{"kind":"campaign","id":"%s","name":"Campaign","type":"instant"}\n' % campaign)
            out.write('{"kind":"person","email":"boss0@example.com","sourceIdentifier":"B0"}\n')
            for i in range(self.rows):
                out.write('{"kind":"person","email":"p%d@example.com","managerEmail":"boss%d@example.com"}\n'
                          '{"kind":"enrollment","campaignId":"%s","person":"p%d@example.com","ids":{"securityjourney":%d}}\n'
                          '{"kind":"comment","id":"k%d","campaignId":"%s","person":"p%d@example.com","text":"%s"}\n'
                          % (i, i % 500, BIG, i, i + 1, i, BIG, i, 'word ' * (i % 30)))
        self.store.run('import', 'records', '--tenant', 'acme', path)
        os.remove(path)
        self.store.env = {'MUSTER_HTTP_MIN_RATE': '0', 'MUSTER_THREADS': '1'}
        self.store.start()

    def memory(self):
        with open('/proc/%d/status' % self.store.server.process.pid, encoding='ascii') as file:
            return int(re.search(r'VmRSS:\s+(\d+) kB', file.read()).group(1))

    def steady(self, before, what):
        grown = self.memory() - before
        print('# %s: %d KiB more' % (what, grown))
        want(self.sanitized or grown < GROWTH_KIB, '%s: memory grew by %d KiB' % (what, grown))

    def get(self, target):
        answer = self.store.get(PLACE + target, self.key)
        want(answer.status == 200, answer.show(2000))
        return answer.body

    def slow(self, target):
        """A reader with a small window, which has asked and read nothing yet."""
        wire = Wire.__new__(Wire)
        wire.timeout, wire.held = muster.PATIENCE, b''
        wire.socket = socket.socket()
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
        wire.socket.connect(('127.0.0.1', self.store.server.port))
        fields = [('Host', 'localhost')] + self.key.fields(PLACE)
        wire.send(request_bytes(b'GET', (PLACE + target).encode(), [(k.encode(), v.encode()) for k, v in fields]))
        return wire


def rows_of(body):
    text = body.decode()
    want(text.endswith('\r\n'), 'the file has no end')
    return list(csv.DictReader(io.StringIO(text, newline=''), strict=True))


def test_whole(files):
    """Every row once, in order. The first file fills the cache of the loop's connection, which is bounded; nothing grows
    behind that."""
    rows = rows_of(files.get(BIG + '/users/bulk'))
    before = files.memory()
    for _ in range(4):
        want(len(files.get(BIG + '/users/bulk')) > 200 * files.rows, 'another file is shorter')
        files.steady(before, 'people')
    want([row['UserSourceIdentifier'] for row in rows] == ['p%d@example.com' % i for i in range(files.rows)], 'rows are missing, or in disorder')
    for i in (0, 1, 500, files.rows - 500):
        shown = 'B0' if i % 500 == 0 else 'boss%d@example.com' % (i % 500)
        want(rows[i]['ManagerSourceIdentifier'] == shown, 'the manager of %d is %s' % (i, rows[i]['ManagerSourceIdentifier']))
    rows = rows_of(files.get(BIG + '/feedbackComments'))
    files.steady(before, 'comments')
    want([row['UserSourceIdentifier'] for row in rows] ==
         ['p%s@example.com' % key[1:] for key in sorted('k%d' % i for i in range(files.rows))], 'comments are missing, or in disorder')


def test_readers(files):
    """Slow readers side by side: each has its own place, others are answered meanwhile, and the store can be written and
    its log emptied while they rest."""
    before = files.memory()
    readers = [files.slow(BIG + '/users/bulk') for _ in range(READERS)]
    try:
        begin = time.monotonic()
        for turn in range(40):
            for reader in readers:
                reader.held += reader.socket.recv(4096)
            files.get(SMALL + '/users')
            if turn == 20:
                files.store.records('acme', '{"kind":"person","email":"late@example.com"}\n'
                                    '{"kind":"enrollment","campaignId":"%s","person":"late@example.com"}\n' % BIG)
                empty_log(files)
            time.sleep(max(0, begin + 0.02 * turn - time.monotonic()))
        files.steady(before, '%d slow readers' % READERS)
        for reader in readers[:2]:
            rows = rows_of(reader.answer('GET').body)
            want(len(rows) == files.rows and rows[-1]['UserSourceIdentifier'] == 'p%d@example.com' % (files.rows - 1),
                 'a slow reader got %d rows' % len(rows))
            files.steady(before, 'to the end')
    finally:
        for reader in readers:
            reader.close()


def empty_log(files):
    """PRAGMA wal_checkpoint(TRUNCATE) says 0 when no view of the store is open."""
    base = sqlite3.connect(os.path.join(files.store.data, 'muster.db'), timeout=10)
    try:
        busy = base.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchone()[0]
    finally:
        base.close()
    want(busy == 0, 'a resting reader keeps the log of the store')


def test_too_slow(files):
    """Who takes less than the minimum rate is cut off, and only he."""
    usual = files.store.env
    files.store.stop()
    files.store.env = dict(usual, MUSTER_HTTP_MIN_RATE='20000', MUSTER_HTTP_RATE_WINDOW_MS='500')
    files.store.start()
    reader = files.slow(BIG + '/users/bulk')
    try:
        time.sleep(3)
        try:
            reader.answer('GET')
        except Broken as broken:
            want('reset' in str(broken) or 'ended' in str(broken), str(broken))
        else:
            raise Failure('a reader that rested got the whole')
    finally:
        reader.close()
    files.get(SMALL + '/users')
    files.store.stop()
    files.store.env = usual
    files.store.start()


def test_cut(files):
    """Rows that disappear while the file is sent: no end of the file, whatever the reader's HTTP version."""
    for target, what in (('/feedbackComments', '{"kind":"comment","id":"k%d","deleted":true}' % (files.rows - 1)),
                         ('/users/bulk', '{"kind":"campaign","id":"%s","deleted":true}' % BIG)):
        reader = files.slow(BIG + target)
        try:
            reader.held += reader.socket.recv(4096)
            files.store.records('acme', what + '\n')
            try:
                reader.answer('GET')
            except Broken as broken:
                want('reset' in str(broken) or 'ended' in str(broken), str(broken))
            else:
                raise Failure('%s looks complete although a row is missing' % target)
        finally:
            reader.close()
    said = re.findall(r'"status":200,.*"failure":"[^"]+".*"broken":true', files.store.server.log())
    want(len(said) == 2, 'the log does not say what broke two answers')


TESTS = (('every row once, in order, in constant memory', test_whole), ('slow readers', test_readers),
         ('too slow readers', test_too_slow), ('what cannot be completed breaks', test_cut))


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0], ('rows', 200000, 'people in the campaign'))
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        files = Files(args, folder)
        try:
            for name, test in TESTS:
                report.check(name, test, files)
            report.check('the server ends in order', files.store.stop)
            report.check('the store is as it should be', files.store.verify)
        finally:
            files.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
