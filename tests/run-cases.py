#!/usr/bin/env python3
"""run-cases.py: runs the tests that drive the real program: case files (tests/**/*.t, see tests/api/README.md) and
test programs (tests/api, tests/cli, tests/prop and tests/crash, *.py), side by side.

    tests/run-cases.py [--only PATTERN] [--program PATH] [--keep] [--accept] [-j N]
    tests/run-cases.py --self-test       what the runner must find, against a scripted stand-in for the program

Prints TAP, one line a test, and at the end "N passed, N failed". --accept rewrites tests/golden with what the
program answers and prints the difference: look at it before you commit it.
"""
import argparse
import concurrent.futures
import fnmatch
import glob
import os
import re
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, 'lib'))
sys.dont_write_bytecode = True

import language  # noqa: E402
import muster  # noqa: E402
import selftest  # noqa: E402

PROGRAMS = ('crash', 'prop', 'api', 'cli')  # those that take longest begin first
PROGRAM_SECONDS = 1500


class Report:
    def __init__(self):
        self.lock = threading.Lock()
        self.passed = self.failed = self.skipped = 0

    def add(self, name, problem=None, skipped=None):
        with self.lock:
            number = self.passed + self.failed + self.skipped + 1
            if skipped is not None:
                self.skipped += 1
                print('ok %d - %s # SKIP %s' % (number, name, skipped))
            elif problem is None:
                self.passed += 1
                print('ok %d - %s' % (number, name))
            else:
                self.failed += 1
                print('not ok %d - %s' % (number, name))
                for line in problem.splitlines()[:160]:
                    print('# ' + line)
            sys.stdout.flush()

    def note(self, text):
        with self.lock:
            for line in text.splitlines():
                print('# ' + line)
            sys.stdout.flush()


def run_case(path, args, report):
    try:
        with muster.Folder(args.keep) as folder:
            case = language.Case(path, muster.Program(args.program), folder, args.accept)
            try:
                outcomes = case.run()
            finally:
                for store in case.stores.values():
                    store.kill()
            for note in case.notes:
                report.note(note)
            for outcome in outcomes:
                report.add(outcome.name, outcome.failure)
    except Exception as error:  # pylint: disable=broad-except; one broken case must not hide the others
        report.add(os.path.relpath(path, muster.TOP), '%s: %s' % (type(error).__name__, error))


def run_program(path, args, report):
    """A test program is read as TAP; one that ends badly without saying why has failed."""
    short = os.path.relpath(path, muster.TOP)
    command = [sys.executable, path, '--program', args.program] + (['--keep'] if args.keep else [])
    try:
        ended = subprocess.run(command, capture_output=True, timeout=PROGRAM_SECONDS, check=False,
                               env=dict(os.environ, PYTHONDONTWRITEBYTECODE='1'))
    except subprocess.TimeoutExpired as error:
        tail = (error.stdout or b'').decode('utf-8', 'replace')[-3000:]
        report.add(short, 'did not end within %d s\n%s' % (PROGRAM_SECONDS, tail))
        return
    text = ended.stdout.decode('utf-8', 'replace')
    found = bad = 0
    lines = text.splitlines()
    for at, line in enumerate(lines):
        test = re.match(r'(not )?ok \d+ - (.*?)(?: # SKIP (.*))?$', line)
        if not test:
            if args.keep and line.startswith('# kept'):
                report.note(line[2:])
            continue
        found += 1
        why = []
        for other in lines[at + 1:]:
            if not other.startswith('#'):
                break
            why.append(other[2:])
        bad += test.group(1) is not None
        report.add('%s: %s' % (short, test.group(2)), '\n'.join(why) if test.group(1) else None, test.group(3))
    plan = re.search(r'(?m)^1\.\.(\d+)$', text)
    if not plan or int(plan.group(1)) != found or (ended.returncode != 0 and not bad):
        errors = ended.stderr.decode('utf-8', 'replace')[-3000:]
        report.add(short + ': ends in order', 'exit %d after %d tests\n%s' % (ended.returncode, found, errors))


def jobs_of(pattern):
    """(function, path), programs first."""
    found = []
    for folder in PROGRAMS:
        found += [(run_program, path) for path in sorted(glob.glob(os.path.join(HERE, folder, '**', '*.py'), recursive=True))]
    found += [(run_case, path) for path in sorted(glob.glob(os.path.join(HERE, '**', '*.t'), recursive=True))]
    if pattern:
        wide = pattern if any(c in pattern for c in '*?[') else '*%s*' % pattern
        found = [(run, path) for run, path in found if fnmatch.fnmatch(os.path.relpath(path, muster.TOP), wide)]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', metavar='PATTERN', help='only files whose path has this in it (or matches its * and ?)')
    parser.add_argument('--program', default=muster.default_program(), help='default: $MUSTER_CHECK, else build/muster')
    parser.add_argument('--keep', action='store_true', help='leave the data folders and logs')
    parser.add_argument('--accept', action='store_true', help='rewrite the golden files')
    parser.add_argument('--self-test', action='store_true', help='test this runner')
    parser.add_argument('-j', type=int, default=os.cpu_count() or 1, metavar='N', help='files at a time')
    args = parser.parse_args()
    args.program = os.path.abspath(args.program)
    report = Report()
    if args.self_test:
        selftest.run(report)
    else:
        if not os.access(args.program, os.X_OK):
            print('run-cases.py: there is no program %s; build it: meson setup build && ninja -C build' % args.program,
                  file=sys.stderr)
            return 2
        begin = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(max(1, args.j)) as pool:
            for one in [pool.submit(run, path, args, report) for run, path in jobs_of(args.only)]:
                one.result()
        report.note('%d s' % (time.monotonic() - begin))
    if report.passed + report.failed == 0:
        print('run-cases.py: no test matches', file=sys.stderr)
    print('%d passed, %d failed' % (report.passed, report.failed))
    return 1 if report.failed or not report.passed else 0


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
