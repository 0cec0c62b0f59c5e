"""tap.py: what test programs in Python share: their options and their report, TAP on stdout."""
import argparse
import sys
import traceback

import muster
from wire import Broken


class Tap:
    """Counts and prints tests. check() is one test; a failure is explained in lines that begin with #."""

    def __init__(self):
        self.count = self.wrong = 0

    def report(self, name, problem=None):
        self.count += 1
        self.wrong += problem is not None
        print('%sok %d - %s' % ('not ' if problem is not None else '', self.count, name))
        for line in (problem or '').splitlines()[:200]:
            print('# ' + line)
        sys.stdout.flush()
        return problem is None

    def skip(self, name, why):
        self.count += 1
        print('ok %d - %s # SKIP %s' % (self.count, name, why), flush=True)

    def check(self, name, test, *args):
        """A test is a function that raises Failure (or any error) when something is wrong."""
        try:
            test(*args)
        except (muster.Failure, Broken) as error:
            return self.report(name, str(error) or 'failed')
        except Exception:  # pylint: disable=broad-except; a test program that breaks is a failed test
            return self.report(name, traceback.format_exc())
        return self.report(name)

    def done(self):
        print('1..%d' % self.count, flush=True)
        return 1 if self.wrong or not self.count else 0


def arguments(about, *more):
    """The options that all test programs have; more: (name, default, help) with whole numbers."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument('--program', default=None, help='the muster to test (default: $MUSTER_CHECK, else build/muster)')
    parser.add_argument('--keep', action='store_true', help='leave the temporary folder')
    for name, default, text in more:
        parser.add_argument('--' + name, type=int, default=default, help='%s (default %d)' % (text, default))
    return parser.parse_args()
