#!/usr/bin/env python3
"""faults.py: memory, disk, descriptors and connections that fail while the server works, one call after the other
(tests/crash/fault_shim.c lets them fail). Whatever failed: the server lives, an answer is right or an error in the API's
shape or visibly broken, a batch is there as a whole or not at all, a refusal says why, and when the fault has passed
everything works again without a restart; only after a failed fsync it writes no more until it is started anew.

    tests/crash/faults.py [--rounds 16] [--seed 1] [--cycles 5] [--program PATH] [--keep]
"""
import errno
import json
import mmap
import os
import random
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402
from wire import Broken  # noqa: E402

CAMPAIGN = 'c0000000-0000-4000-8000-000000000001'
BASE = '/analytics/v1/trainingCampaigns/' + CAMPAIGN
PEOPLE = 40
KINDS = ('malloc', 'write', 'fsync', 'open', 'accept')
ERRORS = {'malloc': (errno.ENOMEM,), 'write': (errno.ENOSPC, errno.EIO), 'fsync': (errno.EIO,), 'open': (errno.EMFILE, errno.EIO),
          'accept': (errno.EMFILE, errno.ECONNABORTED)}
# 1: all others fail as well. A server that cannot accept at all cannot answer either, so there it is each second.
REPEATS = {kind: (0, 0, 1, 7) for kind in KINDS}
REPEATS['accept'] = (0, 2, 3, 7)
FIELDS = ('after', 'repeat', 'error', 'calls', 'failed')


def want(condition, text):
    if not condition:
        raise Failure(text)


class Faults:
    """The file that the preloaded library maps too."""

    def __init__(self, folder, name='faults'):
        self.path = os.path.join(folder, name)
        with open(self.path, 'wb') as out:
            out.write(bytes(8 * len(FIELDS) * len(KINDS)))
        with open(self.path, 'r+b') as file:
            self.map = mmap.mmap(file.fileno(), 0)

    def put(self, kind, field, value):
        struct.pack_into('<q', self.map, 8 * (len(FIELDS) * KINDS.index(kind) + FIELDS.index(field)), value)

    def get(self, kind, field):
        return struct.unpack_from('<q', self.map, 8 * (len(FIELDS) * KINDS.index(kind) + FIELDS.index(field)))[0]

    def arm(self, kind, after, repeat, error):
        self.put(kind, 'error', error)
        self.put(kind, 'repeat', repeat)
        self.put(kind, 'after', after)

    def disarm(self):
        for kind in KINDS:
            self.put(kind, 'after', 0)

    def failed(self):
        return sum(self.get(kind, 'failed') for kind in KINDS)


def environment(program, faults):
    shim = os.path.join(os.path.dirname(program.path), 'tests', 'crash', 'fault_shim.so')
    want(os.path.exists(shim), 'there is no %s; build it first' % shim)
    # The sanitizer's own library wants to stand in front of every other; ours only passes calls on.
    asan = ':'.join([value for value in (os.environ.get('ASAN_OPTIONS'), 'verify_asan_link_order=0') if value])
    return {'LD_PRELOAD': shim, 'MUSTER_FAULTS': faults.path, 'ASAN_OPTIONS': asan}


class World:
    def __init__(self, args, folder):
        self.args = args
        self.random = random.Random(args.seed)
        self.program = muster.Program(args.program)
        self.folder = folder
        self.faults = Faults(folder)
        self.store = muster.Store(self.program, folder)
        self.number = 0
        self.kept = set()
        self.maybe = set()
        self.counts = {}

    def begin(self):
        store = self.store
        store.tenant('acme')
        self.key = store.key('main', 'acme')
        lines = ['{"kind":"campaign","id":"%s","name":"All","type":"instant","startedAt":"2020-01-01T00:00:00Z"}' % CAMPAIGN]
        for i in range(PEOPLE):
            lines.append('{"kind":"person","email":"p%04d@example.com"}' % i)
            lines.append('{"kind":"enrollment","campaignId":"%s","person":"p%04d@example.com","status":"completed"}' % (CAMPAIGN, i))
        store.records('acme', '\n'.join(lines) + '\n')
        self.start()

    def start(self):
        """The server with the library; commands run without it."""
        self.faults.disarm()
        env = self.store.env
        self.store.env = environment(self.program, self.faults)
        try:
            self.store.start()
        finally:
            self.store.env = env

    # ---- what is done while something fails ----

    def ask(self, target):
        """The body of a right answer; None where it was refused in the API's shape or visibly broke."""
        try:
            answer = self.store.get(target, self.key)
        except (Broken, OSError):
            self.store.client.close()
            return None
        if answer.status == 200:
            return answer.body
        want(answer.status in (500, 503), 'an odd status\n' + answer.show(600))
        if answer.get('Content-Type', '').startswith('application/json'):
            want(set(json.loads(answer.body)) == {'code', 'field', 'reason'}, 'an odd error\n' + answer.show(600))
        return None

    def batch(self):
        """A person more, enrolled. Returns what the command said when it was refused."""
        number = self.number
        self.number += 1
        lines = ('{"kind":"person","email":"x%05d@example.com"}\n{"kind":"enrollment","campaignId":"%s","person":"x%05d@example.com",'
                 '"status":"completed"}\n') % (number, CAMPAIGN, number)
        done = self.store.run('import', 'records', '--tenant', 'acme', '-', stdin=lines.encode(), expect=None)
        want(done.status in (0, 1), 'a batch ended oddly\n' + done.show())
        if done.status == 0:
            self.kept.add(number)
            return None
        want(len(done.err.strip()) > 10, 'it says nothing\n' + done.show())
        self.maybe.add(number)
        return done

    def look(self):
        """Whoever is there. A batch whose end nobody heard of may still be applied between two of the answers."""
        for _ in range(20 if self.maybe else 1):
            try:
                return self.look_once()
            except Failure as problem:
                last = problem
                time.sleep(0.05)
        raise last

    def look_once(self):
        """Read from the summary, the list and the file, which must agree wherever they answer."""
        found = self.ask(BASE)
        rows = set()
        for skip in range(0, PEOPLE + self.number, 100):
            page = self.ask(BASE + '/users?skip=%d&take=100' % skip)
            if page is None:
                return None
            rows |= {user['userSourceIdentifier'] for user in json.loads(page)['values']}
        file = self.ask(BASE + '/users/bulk')
        if found is None or file is None:
            return None
        counts = json.loads(found)
        lines = file.decode().split('\r\n')[1:-1]
        want(len(lines) == counts['totalUsers'] == counts['totalCompleted'] == len(rows), 'they disagree: %d lines, %s, %d rows' % (
            len(lines), counts, len(rows)))
        there = {int(row[1:6]) for row in rows if row.startswith('x')}
        want(len(rows) - len(there) == PEOPLE, 'somebody is lost')
        want(self.kept <= there, 'acknowledged and lost: %s' % sorted(self.kept - there))
        want(there <= self.kept | self.maybe, 'nobody sent these: %s' % sorted(there - self.kept - self.maybe))
        return there

    def settle(self):
        """After the fault: everything answers, and what a refused batch left is whole."""
        self.faults.disarm()
        self.store.client.close()
        want(self.store.server.process.poll() is None, 'the server ended\n' + self.store.server.tail())
        there = self.look()
        want(there is not None, 'it does not answer any more\n' + self.store.server.tail())
        self.kept |= there
        self.maybe -= there

    def round(self, kind, after, repeat, error):
        self.fresh(kind)
        before = self.faults.failed()
        self.faults.arm(kind, after, repeat, error)
        self.store.client.close()
        self.look()
        refused = self.batch()
        self.look()
        hit = self.faults.failed() > before
        self.settle()
        self.counts[kind] = self.counts.get(kind, 0) + hit
        again = self.batch()
        if again is not None and kind == 'fsync':
            want(hit and b'start muster anew' in again.err, 'it does not say what to do\n' + again.show())
            self.look()
            self.store.kill()
            self.start()
            again = self.batch()
        want(again is None, 'after %s number %d failed, nothing can be written any more\n%s%s' % (
            kind, after, again.show() if again else '', refused.show() if refused else ''))
        return hit

    def fresh(self, kind):
        """Most memory is asked for once: when a statement is used for the first time."""
        if kind == 'malloc':
            self.store.stop()
            self.start()

    def calls(self, kind):
        """How many calls of a kind one round makes."""
        self.fresh(kind)
        before = self.faults.get(kind, 'calls')
        self.look()
        self.batch()
        self.look()
        return self.faults.get(kind, 'calls') - before

    def rounds(self, kind):
        total = self.calls(kind)
        for at in range(self.args.rounds):
            after = 1 + (total * at + self.random.randrange(max(1, total))) // self.args.rounds
            repeat = REPEATS[kind][at % 4]
            error = ERRORS[kind][at % len(ERRORS[kind])]
            name = '%s number %d of %d, %s' % (kind, after, total, os.strerror(error))
            try:
                self.round(kind, after, repeat, error)
            except (Failure, Broken) as problem:
                raise Failure('%s, then %s\n%s' % (name, {0: 'no other', 1: 'all'}.get(repeat, 'each %d. of them' % repeat), problem)) from None
        want(self.counts[kind] or not total, 'no fault was hit')

    # ---- commands that own the store ----

    def alone(self, kind):
        """A command without a server, and the start of the server, with one call failing."""
        faults = Faults(self.folder, 'faults-alone')
        env = environment(self.program, faults)
        lines = b'{"kind":"person","email":"alone@example.com","points":%d}\n'
        hits = total = 0
        for at in range(self.args.rounds + 1):
            faults.disarm()
            if at:
                after = 1 + (total * (at - 1) + self.random.randrange(max(1, total))) // self.args.rounds
                faults.arm(kind, after, at % 2, ERRORS[kind][at % len(ERRORS[kind])])
            before = faults.failed()
            done = self.program.run(['import', 'records', '--tenant', 'acme', '--data', self.store.data, '-'], lines % (self.number + at), None, env)
            total = total or faults.get(kind, 'calls')
            hits += faults.failed() > before
            want(done.status in (0, 1), 'it ended oddly\n' + done.show())
            want(done.status == 0 or len(done.err.strip()) > 10, 'it says nothing\n' + done.show())
            want(at or done.status == 0, done.show())
        want(hits, 'no fault was hit in %d calls' % total)
        self.store.verify()


class Full:
    """A disk of a few MiB that is full again and again; only the system's administrator can make one."""

    def __init__(self, world):
        self.world = world
        self.place = os.path.join(world.folder, 'small')  # the data folder itself; the log stands beside it

    def mount(self):
        os.mkdir(self.place)
        made = subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', self.place], stderr=subprocess.PIPE, check=False)
        return made.returncode == 0

    def unmount(self):
        subprocess.run(['umount', self.place], check=True)

    def fill(self, left):
        """Leaves so many bytes of space."""
        room = os.statvfs(self.place)
        size = room.f_bavail * room.f_frsize - left
        with open(os.path.join(self.place, 'ballast'), 'ab') as out:
            os.posix_fallocate(out.fileno(), out.tell(), max(1, size))

    def cycles(self):
        world = self.world
        refused = 0
        world.store = muster.Store(world.program, world.folder, 'small')
        world.kept, world.maybe = set(), set()
        world.begin()
        for cycle in range(world.args.cycles):
            self.fill(world.random.choice((0, 4096, 32768, 65536)))
            for _ in range(60):
                done = world.batch()
                if done is not None:
                    break
            want(done is not None, 'a full disk takes everything')
            want(b'full' in done.err, 'it does not say that the disk is full\n' + done.show())
            refused += 1
            want(world.look() is not None, 'cycle %d: reads have stopped\n%s' % (cycle, world.store.server.tail()))
            os.unlink(os.path.join(self.place, 'ballast'))
            done = world.batch()
            want(done is None, 'cycle %d: there is space again, but\n%s' % (cycle, done and done.show()))
            world.settle()
        world.store.stop()
        world.store.verify()
        want(refused == world.args.cycles, 'refused %d times' % refused)


def full(report, world):
    disk = Full(world)
    name = 'a full disk, %d times' % world.args.cycles
    if not disk.mount():
        report.skip(name, 'a disk of a few MiB can only be made by root')
        return
    try:
        report.check(name, disk.cycles)
    finally:
        world.store.kill()
        disk.unmount()


def run(report, world):
    if not report.check('a store and a server', world.begin):
        return
    for kind in KINDS:
        report.check('%s fails while the server works' % kind, world.rounds, kind)
        if world.store.server is None or world.store.server.process.poll() is not None:
            world.start()
    report.check('the server ends in order', world.store.stop)
    report.check('verify accepts the store', world.store.verify)
    for kind in ('malloc', 'write', 'fsync', 'open'):
        report.check('%s fails while a command works alone' % kind, world.alone, kind)
    full(report, world)
    print('# rounds in which one was hit: %s' % world.counts)


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0], ('rounds', 16, 'faults of each kind'), ('seed', 1, 'of everything random'),
                         ('cycles', 5, 'times the disk is full'))
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        world = World(args, folder)
        try:
            run(report, world)
        finally:
            world.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
