#!/usr/bin/env python3
"""interrupt.py: an import that is interrupted, by Ctrl-C or since the server is asked to stop: a sentence says how to go
on, nothing is half there, and what is left of it follows.

    tests/crash/interrupt.py [--people 40000] [--program PATH] [--keep]
"""
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402


def want(condition, text):
    if not condition:
        raise Failure(text)


# fsync of a database's log fails as long as the file $FAIL is there.
SHIM = r'''
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static int fails(int fd)
{
    char link[64], path[4096] = "";
    const char *flag = getenv("FAIL");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    return readlink(link, path, sizeof path - 1) > 0 && strstr(path, "-wal") != NULL && flag != NULL && access(flag, F_OK) == 0;
}
static int call(const char *name, int fd)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    if (fails(fd)) {
        errno = EIO;
        return -1;
    }
    return real(fd);
}
int fsync(int fd) { return call("fsync", fd); }
int fdatasync(int fd) { return call("fdatasync", fd); }
'''


class Interrupt:
    def __init__(self, args, folder):
        self.people = args.people
        self.folder = folder
        self.program = muster.Program(args.program)
        self.store = None
        self.file = os.path.join(folder, 'people')
        with open(self.file, 'w', encoding='ascii') as out:
            for i in range(self.people):
                out.write('{"kind":"person","email":"p%06d@example.com"}\n' % i)

    def fresh(self, name):
        self.store = muster.Store(self.program, self.folder, name)
        self.store.tenant('acme')

    def begin(self, *args, stdin=subprocess.DEVNULL):
        """An import as a process of its own; what it says goes to a file."""
        args = [self.program.path, 'import', 'records', '--tenant', 'acme', '--data', self.store.data, *args]
        with open(os.path.join(self.folder, 'import.err'), 'wb') as err:
            return subprocess.Popen(args, stdin=stdin, stdout=subprocess.DEVNULL, stderr=err, env=self.program.env)

    def said(self):
        with open(os.path.join(self.folder, 'import.err'), encoding='utf-8') as err:
            return err.read()

    def number(self, sql):
        db = sqlite3.connect('file:%s/muster.db?mode=ro' % self.store.data, uri=True, timeout=muster.PATIENCE)
        try:
            row = db.execute(sql).fetchone()
            return row[0] if row else None
        finally:
            db.close()

    def wait(self, sql, process=None):
        end = time.monotonic() + muster.PATIENCE
        while not self.number(sql):
            want(time.monotonic() < end, 'waited in vain for ' + sql)
            want(process is None or process.poll() is None, 'the import ended too early; %s' % self.said())
            time.sleep(0.002)

    def stages(self):
        return [name for name in os.listdir(self.store.data) if name.startswith('import-') and name.endswith('.stage')]

    def whole(self):
        want(self.number('SELECT count(*) FROM person') == self.people, 'not everybody is there')
        want(self.number('SELECT count(*) FROM import WHERE finished_at IS NULL') == 0, 'an import is open')
        self.store.verify()

    UNDER_WAY = 'SELECT cursor FROM import WHERE finished_at IS NULL'

    def server_stops(self):
        """The client is gone and the server is asked to stop while its writer is in the midst of the import."""
        self.fresh('stops')
        self.store.start()
        process = self.begin(self.file)
        self.wait(self.UNDER_WAY, process)
        process.kill()
        process.wait()
        self.store.stop()
        want(self.number(self.UNDER_WAY), 'the import was finished before the server stopped: more people are needed')
        self.store.start()
        self.wait('SELECT count(*) FROM import WHERE finished_at IS NOT NULL')
        self.store.stop()
        self.whole()
        want(not self.stages(), 'scratch files are left: %s' % self.stages())

    def beside_server(self):
        self.fresh('beside')
        self.store.start()
        process = self.begin(self.file)
        self.wait(self.UNDER_WAY, process)
        process.send_signal(signal.SIGINT)
        want(process.wait() == 128 + signal.SIGINT, 'another exit status')
        want('the server goes on with the import' in self.said(), self.said())
        self.wait('SELECT count(*) FROM import WHERE finished_at IS NOT NULL')
        self.store.stop()
        self.whole()

    def applying(self):
        self.fresh('applying')
        process = self.begin(self.file)
        self.wait(self.UNDER_WAY, process)
        process.send_signal(signal.SIGINT)
        want(process.wait() == 128 + signal.SIGINT, 'another exit status')
        want('import the same file again' in self.said(), self.said())
        self.store.verify()
        self.store.records('acme', '{"kind":"person","email":"p000000@example.com"}\n')
        self.whole()
        want(not self.stages(), 'scratch files are left: %s' % self.stages())

    def reading(self):
        self.fresh('reading')
        process = self.begin('-', stdin=subprocess.PIPE)
        process.stdin.write(b'{"kind":"person","email":"a@example.com"}\n' * 10)
        process.stdin.flush()
        end = time.monotonic() + muster.PATIENCE
        while not self.stages():
            want(time.monotonic() < end, 'no scratch file appears')
            time.sleep(0.002)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        want(process.wait() == 128 + signal.SIGINT, 'another exit status')
        process.stdin.close()
        want('interrupted; nothing was applied' in self.said(), self.said())
        want(not self.stages(), 'scratch files are left: %s' % self.stages())
        want(self.number('SELECT count(*) FROM person') == 0, 'somebody is there')

    def not_ours(self):
        """Only scratch files that nobody owns are swept away."""
        self.fresh('sweep')
        kept = ('import-notes.csv', 'import-0123456789abcdef.stage.bak', 'import-0123456789ABCDEF.stage')
        for name in kept + ('import-0123456789abcdef.stage',):
            with open(os.path.join(self.store.data, name), 'w', encoding='ascii') as out:
                out.write('mine\n')
        self.store.start()
        self.store.stop()
        names = os.listdir(self.store.data)
        want(all(name in names for name in kept), 'a file of somebody else is gone: %s' % names)
        want('import-0123456789abcdef.stage' not in names, 'a scratch file that nobody owns is left')

    def foreign(self):
        """What is left of an import that another version began is neither misread nor thrown away; what is no scratch
        file at all does not end the server."""
        self.fresh('foreign')
        process = self.begin(self.file)
        self.wait(self.UNDER_WAY, process)
        process.kill()
        process.wait()
        path = os.path.join(self.store.data, self.stages()[0])
        db = sqlite3.connect(path)
        db.execute('PRAGMA user_version=5')
        db.close()
        done = self.program.run(['serve', '--data', self.store.data, '--listen', '127.0.0.1:0'], expect=1)
        want(b'another version' in done.err and os.path.basename(path).encode() in done.err, done.show())
        done = self.store.records('acme', '{"kind":"person","email":"p000000@example.com"}\n', expect=1)
        want(b'another version' in done.err, done.show())
        want(os.path.exists(path), 'the scratch file is gone')
        with open(path, 'wb'):
            pass
        self.store.start()
        self.store.stop()
        want(self.number('SELECT count(*) FROM import WHERE finished_at IS NULL') == 0, 'the import is still open')
        self.store.verify()

    def told_alike(self):
        """What is told of bad lines is the same beside a server, once, and with the number of lines."""
        lines = 'hello\n{"kind":"person","email":"a@example.com"}\n{"kind":"enrollment","campaignId":"zz","person":"a@example.com"}\n'
        outcomes = []
        for name in ('told-alone', 'told-beside'):
            self.fresh(name)
            if name == 'told-beside':
                self.store.start()
            done = self.store.records('acme', lines, expect=1, options=('--on-error', 'skip', '--json'))
            outcomes.append(json.loads(done.out))
            want(done.err.count(b':1: ') == 1 and b'1 new' in done.err and b'2 bad' in done.err, done.show())
            self.store.kill()
        want(outcomes[0] == outcomes[1], 'alone: %s\nbeside: %s' % tuple(outcomes))
        want(outcomes[0]['lines'] == 3 and len(outcomes[0]['errors']) == 2, 'the outcome is %s' % outcomes[0])

    def demo(self):
        """A first start that is cut short leaves no empty demo behind."""
        self.store = muster.Store(self.program, self.folder, 'demo')
        with open(os.path.join(self.folder, 'import.err'), 'wb') as err:
            process = subprocess.Popen([self.program.path, 'demo', '--data', self.store.data, '--people', '100000', '--listen', '127.0.0.1:0'],
                                       stdin=subprocess.DEVNULL, stdout=err, stderr=err, env=self.program.env)
        end = time.monotonic() + muster.PATIENCE
        while not os.path.isdir(self.store.data) or not self.stages():
            want(time.monotonic() < end and process.poll() is None, 'no scratch file appears; %s' % self.said())
            time.sleep(0.002)
        process.kill()
        process.wait()
        os.unlink(os.path.join(self.store.data, 'demo.json'))  # as if it had been cut short still earlier
        server = muster.Server(self.program, self.store.data, None, {}, ['--people', '30'], 'demo').ready()
        server.stop()
        want(self.number('SELECT count(*) FROM campaign') > 0, 'the demo is empty')
        want(os.path.exists(os.path.join(self.store.data, 'demo.json')), 'there is no demo.json')
        self.store.verify()

    def secrets(self):
        """Keys are worth nothing without the secrets they were hashed with: no new ones are made beside them."""
        self.fresh('secrets')
        self.store.key('main', 'acme')
        path = os.path.join(self.store.data, 'secrets.key')
        os.rename(path, path + '.away')
        for command in (['serve', '--data', self.store.data, '--listen', '127.0.0.1:0'], ['tenant', 'add', 'other', '--data', self.store.data]):
            done = self.program.run(command, expect=1)
            want(b'secrets.key is missing' in done.err, done.show())
            want(not os.path.exists(path), 'new secrets were made')
        os.rename(path + '.away', path)
        self.store.start()
        self.store.stop()

    def failed_fsync(self):
        """After an fsync that failed nothing is written until the server is started anew; what was acknowledged stays."""
        source, shim, flag = (os.path.join(self.folder, name) for name in ('shim.c', 'shim.so', 'fail'))
        with open(source, 'w', encoding='ascii') as out:
            out.write(SHIM)
        subprocess.run(['cc', '-shared', '-fPIC', '-o', shim, source, '-ldl'], check=True)
        self.fresh('fsync')
        asan = self.program.env.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'
        self.store.env = {'LD_PRELOAD': shim, 'FAIL': flag, 'ASAN_OPTIONS': asan.strip(':')}
        self.store.start()
        self.store.env = {}
        self.store.records('acme', '{"kind":"person","email":"kept@example.com"}\n')
        with open(flag, 'w', encoding='ascii'):
            pass
        done = self.store.records('acme', '{"kind":"person","email":"lost@example.com"}\n', expect=1)
        want(b'start muster anew' in done.err, done.show())
        os.unlink(flag)
        for _ in range(2):
            done = self.store.records('acme', '{"kind":"person","email":"after@example.com"}\n', expect=1)
            want(b'start muster anew' in done.err, done.show())
        want(b'kept@example.com' in self.store.export('acme'), 'reading does not go on')
        self.store.stop()
        self.store.start()
        self.store.records('acme', '{"kind":"person","email":"anew@example.com"}\n')
        self.store.stop()
        export = self.store.export('acme')
        want(b'kept@example.com' in export and b'anew@example.com' in export and b'after@' not in export, 'another outcome')
        self.store.verify()


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0], ('people', 40000, 'people in the import'))
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        test = Interrupt(args, folder)
        for run in (test.reading, test.applying, test.beside_server, test.server_stops, test.not_ours, test.foreign, test.told_alike, test.demo, test.secrets, test.failed_fsync):
            try:
                report.check(run.__name__.replace('_', ' '), run)
            finally:
                test.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
