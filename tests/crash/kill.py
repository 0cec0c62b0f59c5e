#!/usr/bin/env python3
"""kill.py: kill -9 of the whole server, again and again, while a large import is running and small batches are
acknowledged one by one, and events are told through the API; every tenth time of a command that imports without a server. After each restart: nothing that
was acknowledged is lost, nothing is there twice, the import is there as a whole or not at all, and `muster verify`
accepts the store.

    tests/crash/kill.py [--cycles 300] [--seed 1] [--verify-every 10] [--program PATH] [--keep]
"""
import json
import os
import random
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402
from wire import Broken, Client  # noqa: E402

BULK = 'b0000000-0000-4000-8000-000000000001'  # the campaign that imports rewrite as a whole
ACKED = 'b0000000-0000-4000-8000-000000000002'  # the one that grows batch by batch
WORDS = ('acknowledged', 'inProgress', 'completed', 'failed')


def want(condition, text):
    if not condition:
        raise Failure(text)


class Crash:
    def __init__(self, args, folder):
        self.args = args
        self.random = random.Random(args.seed)
        self.folder = folder
        self.program = muster.Program(args.program)
        self.store = muster.Store(self.program, folder)
        self.people = 0     # of the large import
        self.generation = 0  # of the latest large import that was begun
        self.sure = 0       # of the latest one whose end was acknowledged
        self.import_s = 1.0  # how long one takes when nobody disturbs it
        self.next = 0       # number of the next small batch
        self.kept = set()   # numbers that must be there
        self.open = set()   # numbers that were begun and not acknowledged
        self.maybe = set()  # such of earlier cycles that have not been seen
        self.told = {}      # references of events that were answered, with their ids
        self.ingestions = set()
        self.reference = 0
        self.counts = {'killed imports': 0, 'ended imports': 0, 'killed commands': 0, 'resumed imports': 0, 'acknowledged': 0, 'unsure': 0, 'of those kept': 0, 'events': 0}

    # ---- the beginning ----

    def begin(self):
        chunk = json.loads(self.program.run(['limits', '--json']).out)['APPLY_CHUNK']
        self.people = chunk * 2 + chunk // 2
        store = self.store
        store.tenant('acme')
        self.key = store.key('main', 'acme')
        self.teller = store.key('teller', 'acme', 'cultureai')
        lines = ['{"kind":"campaign","id":"%s","name":"Bulk","type":"instant"}' % BULK,
                 '{"kind":"campaign","id":"%s","name":"One by one","type":"instant"}' % ACKED]
        lines += ['{"kind":"behavior","reference":"CRASH"}']
        lines += ['{"kind":"person","email":"bulk%06d@example.com"}' % i for i in range(self.people)]
        store.records('acme', '\n'.join(lines) + '\n')
        for word in WORDS:
            with open(os.path.join(self.folder, word), 'w', encoding='ascii') as out:
                for i in range(self.people):
                    out.write('{"kind":"enrollment","campaignId":"%s","person":"bulk%06d@example.com","status":"%s"}\n' % (BULK, i, word))
        store.start()
        begin = time.monotonic()
        self.begin_import().wait()
        self.import_s = time.monotonic() - begin
        self.generation_ended()
        self.whole(self.sure)

    def begin_import(self):
        """The next generation of the large import, as a command of its own beside the server."""
        self.generation += 1
        path = os.path.join(self.folder, WORDS[self.generation % len(WORDS)])
        args = [self.program.path, 'import', 'records', '--tenant', 'acme', '--data', self.store.data, path]
        with open(os.path.join(self.folder, 'import.err'), 'wb') as err:
            return subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err, env=self.program.env)

    def generation_ended(self):
        self.sure = self.generation
        self.counts['ended imports'] += 1

    # ---- one cycle ----

    def small_batches(self, stop):
        """A person and an enrollment at a time, until the server is gone."""
        while not stop.is_set():
            number = self.next
            self.next += 1
            self.open.add(number)
            lines = ('{"kind":"person","email":"one%06d@example.com","points":%d}\n'
                     '{"kind":"enrollment","campaignId":"%s","person":"one%06d@example.com","status":"completed","timeSpentSeconds":%d,'
                     '"startedAt":"2020-01-01T00:00:00Z"}\n') % (number, number, ACKED, number, number)
            if self.small_batch(lines.encode()):
                self.open.discard(number)
                self.kept.add(number)
                self.counts['acknowledged'] += 1

    def small_batch(self, lines):
        """Whether it was acknowledged."""
        done = self.program.run(['import', 'records', '--tenant', 'acme', '--data', self.store.data, '-'], lines, None)
        want(done.status in (0, 1), 'a small batch ended oddly\n' + done.show())
        return done.status == 0

    def tell(self, client, reference):
        """Tells of an event; its answer, or None when the server was gone before it came."""
        event = {'employee': {'email': 'bulk%06d@example.com' % (reference % self.people)}, 'reference': reference, 'date': '2020-01-%02d' % (reference % 28 + 1)}
        body = json.dumps({'behaviour': {'reference': 'CRASH'}, 'event': event}).encode()
        try:
            answer = client.get('/v1/risks', self.teller.fields('/v1'), 'POST', body)
        except (Broken, OSError):
            return None
        want(answer.status == 200, 'an event\n' + answer.show())
        said = json.loads(answer.body)
        want(said['status'] == 'INGESTED' and said['ingestionId'] not in self.ingestions, 'an event: %s' % said)
        self.ingestions.add(said['ingestionId'])
        return said

    def events(self, stop):
        """One event at a time, until the server is gone. What was not answered may be there; it is told again."""
        client = Client(self.store.server.port, muster.PATIENCE)
        while not stop.is_set():
            said = self.tell(client, self.reference)
            if said is None:
                return
            want(said['id'] not in self.told.values(), 'two events have the id %d' % said['id'])
            self.told[self.reference] = said['id']
            self.reference += 1
            self.counts['events'] += 1

    def check_events(self):
        """What was answered is there with its id: told again, it is known."""
        for reference in sorted(self.told)[-20:]:
            said = self.tell(self.store.client, reference)
            want(said and said['id'] == self.told[reference], 'event %d had the id %d: %s' % (reference, self.told[reference], said))

    def cycle(self):
        stop = threading.Event()
        problems = []

        def work(what):
            try:
                what(stop)
            except Exception as error:  # pylint: disable=broad-except; told in the main thread
                problems.append(error)
        workers = [threading.Thread(target=work, args=(what,)) for what in (self.small_batches, self.events)]
        bulk = self.begin_import()
        for worker in workers:
            worker.start()
        time.sleep(self.random.random() * min(3.0, self.import_s))
        stop_first = self.random.random() < 0.1  # sometimes everything is quiet when it dies
        if stop_first:
            stop.set()
            for worker in workers:
                worker.join()
        self.store.kill()
        stop.set()
        for worker in workers:
            worker.join()
        self.import_left(bulk)
        if problems:
            raise problems[0]
        self.store.start()
        self.check()

    def alone(self):
        """The same without a server: the command owns the store and is killed itself; whoever opens the store next goes on."""
        self.store.kill()
        bulk = self.begin_import()
        time.sleep(self.random.random() * min(3.0, self.import_s))
        bulk.kill()
        bulk.wait()
        if bulk.returncode == 0:
            self.generation_ended()
        else:
            self.counts['killed commands'] += 1
        self.store.start()
        self.check()

    def import_left(self, bulk):
        """The command has lost its server: it must say so, unless it was done."""
        try:
            status = bulk.wait(muster.PATIENCE)
        except subprocess.TimeoutExpired:
            bulk.kill()
            bulk.wait()
            raise Failure('the import does not notice that its server is gone') from None
        with open(os.path.join(self.folder, 'import.err'), 'rb') as err:
            said = err.read().decode('utf-8', 'replace')
        want(status in (0, 1), 'the import ended with %d\n%s' % (status, said))
        want(not muster.REPORT.search(said), 'a sanitizer reported something\n' + said)
        if status == 0:
            self.generation_ended()
        else:
            self.counts['killed imports'] += 1

    # ---- what must be true after each restart ----

    def ask(self, path):
        answer = self.store.get('/analytics/v1/trainingCampaigns/' + path, self.key)
        want(answer.status == 200, path + '\n' + answer.show(1000))
        return json.loads(answer.body)

    def whole(self, least):
        """Waits until a resumed import has ended: then everybody has the status of one generation, not older than the one
        that was acknowledged."""
        end, waited = time.monotonic() + muster.PATIENCE, False
        while True:
            counters = self.ask(BULK)
            counts = {word: counters['total' + word[0].upper() + word[1:]] for word in WORDS}
            want(counters['totalUsers'] == self.people == sum(counts.values()), 'somebody is lost or twice: %s' % counters)
            full = [word for word in WORDS if counts[word] == self.people]
            generations = [g for g in range(least, self.generation + 1) if WORDS[g % len(WORDS)] in full]
            if generations:
                self.counts['resumed imports'] += waited
                return
            waited = True
            want(time.monotonic() < end, 'the import was not resumed: %s after generation %d of %d' % (counts, least, self.generation))
            time.sleep(0.005)

    def check(self):
        self.whole(self.sure)
        self.check_events()
        self.counts['unsure'] += len(self.open - self.maybe)
        self.maybe |= self.open
        self.open.clear()
        for _ in range(5):  # what nobody acknowledged may still arrive: it was handed over, and is resumed
            counters = self.ask(ACKED)
            rows = self.last_rows(counters['totalUsers'], len(self.maybe) + 50)
            late = self.maybe & rows
            self.kept |= late
            self.maybe -= late
            self.counts['of those kept'] += len(late)
            if counters['totalUsers'] == len(self.kept):
                break
            time.sleep(0.05)
        extra = sorted(rows - self.kept)
        want(counters['totalUsers'] == len(self.kept) and not extra, '%d acknowledged, %d there; not expected: %s' % (
            len(self.kept), counters['totalUsers'], extra))
        want(counters['totalCompleted'] == len(self.kept), 'the counter of the completed: %d of %d' % (counters['totalCompleted'], len(self.kept)))
        if self.kept:
            total, count = sum(self.kept), len(self.kept)
            want(counters['avgTimeSpent'] == (2 * total + count) // (2 * count), 'the average time is %d' % counters['avgTimeSpent'])
        missing = sorted(number for number in sorted(self.kept)[-40:] if number not in rows)
        want(not missing, 'acknowledged and lost: %s' % missing)

    def last_rows(self, total, count):
        """The numbers of the latest enrollments, each once."""
        numbers = []
        for skip in range(max(0, total - count), total, 100):
            for user in self.ask('%s/users?skip=%d&take=100' % (ACKED, skip))['values']:
                numbers.append(int(user['userSourceIdentifier'][3:9]))
        want(len(set(numbers)) == len(numbers), 'somebody is listed twice')
        return set(numbers)

    def verify(self):
        self.store.verify()

    def everything(self):
        """The whole of it, from the export: each acknowledged batch exactly once and complete."""
        people, enrolled, events, ingestions, bulk = {}, {}, {}, [], 0
        for line in self.store.export('acme').splitlines():
            record = json.loads(line)
            if record['kind'] == 'person' and record['email'].startswith('one'):
                want(record['email'] not in people, 'twice: %s' % record)
                people[record['email']] = record
            if record['kind'] == 'behaviorEvent':
                events[record['reference']] = record['ids']['cultureai']
            if record['kind'] == 'ingestion':
                ingestions.append(record['number'])
            if record['kind'] == 'enrollment':
                bulk += record['campaignId'] == BULK
                if record['campaignId'] == ACKED:
                    want(record['person'] not in enrolled, 'twice: %s' % record)
                    enrolled[record['person']] = record
        want(bulk == self.people, '%d of %d enrollments of the import' % (bulk, self.people))
        want(set(people) == {'one%06d@example.com' % number for number in self.kept}, 'other people than were acknowledged')
        want(all(person['points'] == int(email[3:9]) for email, person in people.items()), 'points of somebody else')
        want(len(enrolled) == len(self.kept), '%d enrollments of %d' % (len(enrolled), len(self.kept)))
        want(all(events.get(reference) == number for reference, number in self.told.items()), 'an event that was answered is lost')
        want(len(set(events.values())) == len(events) and set(events) - set(self.told) <= {self.reference}, 'other events than were told')
        want(self.ingestions <= set(ingestions) and len(set(ingestions)) == len(ingestions), 'an ingestion is lost or twice')
        numbers = {record['ids']['securityjourney'] for record in enrolled.values()}
        want(len(numbers) == len(enrolled), 'a number was given twice')


def run(report, crash):
    if not report.check('the first import', crash.begin):
        return
    begin = time.monotonic()
    for cycle in range(1, crash.args.cycles + 1):
        fine = report.check('cycle %d' % cycle, crash.alone if cycle % 10 == 5 else crash.cycle)
        if fine and cycle % crash.args.verify_every == 0:
            fine = report.check('verify after cycle %d' % cycle, crash.verify)
        if not fine:
            return
    print('# %d cycles in %d s; %s' % (crash.args.cycles, time.monotonic() - begin, ', '.join('%s: %d' % pair for pair in crash.counts.items())))
    report.check('everything that was acknowledged is there once', crash.everything)
    want_both = crash.counts['killed imports'] and (crash.counts['acknowledged'] or crash.args.cycles < 10)
    report.report('the kills hit imports and small batches', None if want_both else str(crash.counts))
    report.check('the server ends in order', crash.store.stop)
    report.check('verify accepts at the end', crash.store.verify)


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0], ('cycles', 300, 'kills'), ('seed', 1, 'of everything random'),
                         ('verify-every', 10, 'cycles between two runs of muster verify'))
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        crash = Crash(args, folder)
        try:
            run(report, crash)
        finally:
            crash.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
