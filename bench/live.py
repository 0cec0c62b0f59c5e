"""live.py: what is written now, beside a large import: how long a short write takes until it is durable and visible, and
what the reads lose.

The large import is of events of a simulation (records), then of a list of people (CSV), both by `muster import` beside the
server. Short writes are events told through the CultureAI API (POST /v1/risks), answered after their commit; and small imports
of one event, the command and all. Reads are pages of ten, one after another on one connection, alone and with 200 events a
second."""
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import threading
import time

import harness
import stream

RATE = 200     # events a second,
WRITERS = 20   # by so many at once
SIMULATION = 'c0000000-0000-4000-8000-000000000009'
EVENT = '{"kind":"simulationEvent","campaignId":"%s","person":"%s","type":"%s","at":"2025-0%d-%02dT%02d:%02d:%02d.%07dZ","ip":"10.%d.%d.%d"}\n'


def events(people, count):
    """For each person the mail, then what they did with it, many times."""
    kinds = ('sent', 'opened', 'clicked', 'reported')
    for i in range(count):
        who, turn = i % people, i // people
        yield EVENT % (SIMULATION, stream.email(who), kinds[turn % 4], turn % 9 + 1, turn // 9 % 28 + 1, who // 3600 % 24, who // 60 % 60,
                       who % 60, i % 10000000, who // 65536 % 256, who // 256 % 256, who % 256)


def csv_people(count):
    yield 'E-mail;First name;Last name;Department;Country;Job role\r\n'
    for i in range(count):
        yield 'new%07d@example.com;New;Number %d;%s;%s;Role %d\r\n' % (i, i, stream.DEPARTMENTS[i % 8], stream.COUNTRIES[i // 8 % 8], i % 30)


def write(path, lines):
    with open(path, 'w', encoding='utf-8') as out:
        out.writelines(lines)
    return path


class Writer:
    """One of those who write, at a steady pace; each write's milliseconds from when it was due to the answer after its
    commit: a write that has to wait for the one before it counts that wait too."""

    def __init__(self, port, token, rate, ms, first):
        self.socket = socket.create_connection(('127.0.0.1', port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.token, self.number, self.pause, self.ms, self.going = token, first, 1 / rate, ms, True
        self.thread = threading.Thread(target=self.work)

    def write(self):
        self.number += WRITERS
        body = json.dumps({'behaviour': {'reference': 'BENCH'}, 'event': {
            'employee': {'email': stream.email(self.number % 1000)}, 'reference': self.number, 'date': '2026-01-01'}})
        self.socket.sendall(('POST /v1/risks HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %s\r\nContent-Type: application/json\r\n'
                             'Content-Length: %d\r\n\r\n%s' % (self.token, len(body), body)).encode())
        data = b''
        while b'\r\n\r\n' not in data or not data.rstrip().endswith(b'}'):
            piece = self.socket.recv(65536)
            if not piece:
                raise SystemExit('the server closed the connection')
            data += piece
        if not data.startswith(b'HTTP/1.1 200 ') or b'"INGESTED"' not in data:
            raise SystemExit('an event failed: %r' % data)

    def work(self):
        due = time.monotonic() + random.random() * self.pause
        while self.going:
            time.sleep(max(0, due - time.monotonic()))
            self.write()
            self.ms.append((time.monotonic() - due) * 1000)
            due = max(due + self.pause, time.monotonic() - 1)

    def end(self):
        self.thread.join()
        self.socket.close()


class Short:
    """Events told by several at once, until stopped."""
    told = 0

    def __init__(self, server, token):
        self.ms = []
        self.writers = [Writer(server.port, token, RATE / WRITERS, self.ms, Short.told + i) for i in range(WRITERS)]

    def __enter__(self):
        for writer in self.writers:
            writer.thread.start()
        return self

    def __exit__(self, *_):
        for writer in self.writers:
            writer.going = False
        for writer in self.writers:
            writer.end()
        Short.told = max(writer.number for writer in self.writers) // WRITERS * WRITERS + WRITERS


class Small:
    """One import of one event after the other, with a pause between; each one's milliseconds, the command and all."""

    def __init__(self, setting, data):
        self.setting, self.data, self.ms, self.going = setting, data, [], True
        self.thread = threading.Thread(target=self.work)

    def work(self):
        number = 0
        while self.going:
            line = EVENT % (SIMULATION, stream.email(number % 100), 'reported', 9, 28, 23, 59, 59, number, 192, 0, 2)
            begin = time.monotonic()
            subprocess.run([self.setting.program, 'import', 'records', '--data', self.data, '-'], input=line.encode(), check=True,
                           capture_output=True)
            self.ms.append((time.monotonic() - begin) * 1000)
            number += 1
            time.sleep(0.5)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.going = False
        self.thread.join()


def large(setting, data, kind, path):
    """A large import beside the server: seconds, and the most memory of the command in MiB."""
    begin, most = time.monotonic(), 0
    child = subprocess.Popen([setting.program, 'import', kind, '--data', data, path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    drain = threading.Thread(target=child.stderr.read)
    drain.start()
    while child.poll() is None:
        try:
            most = max(most, harness.memory(child.pid, 'VmHWM'))
        except OSError:
            pass
        time.sleep(0.05)
    drain.join()
    if child.returncode != 0:
        raise SystemExit('the import of %s failed' % path)
    return time.monotonic() - begin, most


def reads(server, client, request, seconds):
    """Pages a second, and server CPU us a page where nothing else is done."""
    cpu, begin, n = server.cpu_us(), time.monotonic(), 0
    while time.monotonic() - begin < seconds:
        head, _ = client.send(request)
        if not head.startswith(b'HTTP/1.1 200'):
            raise SystemExit('%r' % head)
        n += 1
    return n / (time.monotonic() - begin), (server.cpu_us() - cpu) / n


def share(ms, part):
    ordered = sorted(ms)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def row(what, ms, *more):
    return (what, '{:,}'.format(len(ms)), '%.1f' % statistics.median(ms), '%.1f' % share(ms, 0.95), '**%.1f**' % share(ms, 0.99),
            '%.1f' % max(ms), '%.1f %%' % (100 * sum(m > 20 for m in ms) / len(ms)), *more)


def alternate(setting, server, client, request, token):
    """Reads without writes and with them, in turn: the medians of pages a second, and of the rounds' ratios."""
    without, beside, ms = [], [], []
    for i in range(setting.rounds + 1):
        alone = reads(server, client, request, 2)[0]
        with Short(server, token) as short:
            with_writes = reads(server, client, request, 2)[0]
        if i > 0:
            without.append(alone)
            beside.append(with_writes)
            ms += short.ms
    return statistics.median(without), statistics.median(beside), statistics.median(b / a for a, b in zip(without, beside)), ms


def run(report, setting):
    people = setting.n // 5
    base = setting.make('live-%d' % people, [stream.campaign(stream.CAMPAIGN, 'Large'),
                                             stream.campaign(SIMULATION, 'Simulation').replace('instant', 'attackSimulation'),
                                             '{"kind":"behavior","reference":"BENCH"}\n'],
                        stream.people(people), stream.enrollments(stream.CAMPAIGN, people))
    store = setting.copy(base, 'live')
    token = json.loads(setting.muster('key', 'add', '--api', 'cultureai', '--data', store.data, '--json'))['token']
    files = (('records', 'events', write(os.path.join(setting.folder, 'events.ndjson'), events(people, setting.n))),
             ('people-csv', 'people by CSV', write(os.path.join(setting.folder, 'people.csv'), csv_people(setting.n))))
    path = '/analytics/v1/trainingCampaigns/%s/users?take=10' % stream.CAMPAIGN
    with store.serve('--set', 'threads=1') as server, server.client() as client:
        request = client.request(path)
        reads(server, client, request, 1)
        alone, beside, ratio, ms = alternate(setting, server, client, request, token)
        latency = [row('pages read one after another', ms)]
        speeds = [('nothing', '%.0f' % alone, '1'), ('%d events a second' % RATE, '%.0f' % beside, '**%.2f**' % ratio)]
        imports = []
        for kind, what, file in files:
            harness.note('importing %s' % what)
            with Short(server, token) as short, Small(setting, store.data) as small:
                seconds, most = large(setting, store.data, kind, file)
            latency += [row('an import of %s' % what, short.ms), row('the same: an import of one event, as a command', small.ms)]
            imports.append((what, '{:,}'.format(setting.n), '%.0f' % seconds, '{:,.0f}'.format(setting.n / seconds), '%.0f MiB' % most,
                            '%.0f MiB' % harness.memory(server.process.pid, 'VmHWM')))
    report.say('Events told through the API beside other work, {} a second by {} at once, in milliseconds from when they were due until they were answered, which '
               'is after their commit; a store of {:,} people, a server with one thread. Goal: durable within 20 ms.'.format(RATE, WRITERS, people))
    report.table(('beside', 'writes', 'median', '95 %', '99 %', 'longest', 'over 20 ms'), latency)
    report.say('Pages of ten, asked one after another on one connection, {} rounds of 2 s in turn. Goal: at least 0.8 of the reads without '
               'writes.'.format(setting.rounds))
    report.table(('beside', 'pages a second', 'ratio'), speeds)
    report.say('The large imports, with the events beside them. Memory: the most of the command, and of the server.')
    report.table(('import', 'rows', 'seconds', 'rows a second', 'command', 'server'), imports)
    shutil.rmtree(store.data)
