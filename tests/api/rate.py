#!/usr/bin/env python3
"""rate.py: the OutThink API's rate: at most 10 requests admitted in any second for a customer, all its keys together;
what is refused, or not authenticated, does not count. No test here depends on how fast the machine is: a burst may
take longer than a second, and then more of it may be admitted, but never more than 10 for each second begun.

    tests/api/rate.py [--program PATH] [--keep]
"""
import json
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402
from wire import Wire, request_bytes  # noqa: E402

PATH = '/analytics/v1/base'
RATE = 10
BURST = 3 * RATE


def want(condition, text):
    if not condition:
        raise Failure(text)


class Limited:
    def __init__(self, program, folder):
        self.store = muster.Store(program, folder)
        self.store.env = {'MUSTER_PROFILE': 'faithful', 'MUSTER_OUTTHINK_RATE': str(RATE)}
        self.store.tenant('acme')
        self.store.tenant('other')
        self.primary = self.store.key('primary', 'acme')
        self.secondary = self.store.key('secondary', 'acme')
        self.stranger = self.store.key('stranger', 'other')
        self.store.start()

    def burst(self, keys, authentic=True):
        """Pipelines BURST requests, the keys in turn; returns the answers and the seconds that it took."""
        wire = Wire(self.store.server.port)
        requests = []
        for i in range(BURST):
            fields = [(b'Host', b'x')] + [(name.encode(), value.encode()) for name, value in keys[i % len(keys)].fields(PATH)]
            if not authentic:
                fields[-1] = (b'Authorization', b'Bearer wrong')
            requests.append(request_bytes(b'GET', PATH.encode(), fields))
        begin = time.monotonic()
        try:
            wire.send(b''.join(requests))
            answers = [wire.answer('GET') for _ in range(BURST)]
        finally:
            wire.close()
        return answers, time.monotonic() - begin

    def full_burst(self, keys):
        """A burst of which something was refused, with a full budget at its beginning."""
        for _ in range(10):
            time.sleep(1.05)
            answers, took = self.burst(keys)
            admitted = [answer for answer in answers if answer.status == 200]
            want(len(admitted) <= RATE * (int(took) + 1), '%d admitted in %.3f s' % (len(admitted), took))
            want(len(admitted) >= RATE and all(answer.status == 200 for answer in answers[:RATE]), 'only %d admitted' % len(admitted))
            if len(admitted) < len(answers):
                return answers
        raise Failure('nothing was refused in 10 bursts')


def refusals(limited):
    answers = limited.full_burst([limited.primary])
    for answer in answers:
        want(answer.status in (200, 429), answer.show())
        if answer.status == 429:
            body = json.loads(answer.body)
            want(list(body) == ['code', 'field', 'reason'] and body['code'] == 'rate_limit_exceeded' and body['field'] == 'OT-Customer-Id', answer.show())
            want(re.fullmatch('[1-9][0-9]*', answer.get('Retry-After', '')), 'no Retry-After\n' + answer.show())
            want(answer.get('ETag') is None and answer.get('Content-Type') == 'application/json; charset=utf-8', answer.show())


def both_keys(limited):
    limited.full_burst([limited.primary, limited.secondary])


def others(limited):
    """Another customer has a budget of its own."""
    limited.full_burst([limited.primary])
    answers, _ = limited.burst([limited.stranger])
    want(all(answer.status == 200 for answer in answers[:RATE]), 'another customer pays for it')


def unauthenticated(limited):
    """Failed authentication does not spend the customer's budget."""
    time.sleep(1.05)
    answers, _ = limited.burst([limited.primary], False)
    want(all(answer.status == 400 for answer in answers), answers[-1].show())
    answers, _ = limited.burst([limited.primary])
    want(all(answer.status == 200 for answer in answers[:RATE]), 'strangers have spent the budget')


def retry_after(limited):
    """Who waits as long as he was told is admitted, however often he was refused before."""
    refused = [answer for answer in limited.full_burst([limited.primary]) if answer.status == 429]
    time.sleep(int(refused[-1].get('Retry-After')) + 0.05)
    answers, _ = limited.burst([limited.primary])
    want(answers[0].status == 200, 'refused after waiting\n' + answers[0].show())


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        limited = Limited(muster.Program(args.program), folder)
        try:
            for name, test in (('refusals', refusals), ('all keys of a customer together', both_keys), ('other customers', others),
                               ('strangers', unauthenticated), ('Retry-After', retry_after)):
                report.check(name, test, limited)
            report.check('the server ends in order', limited.store.stop)
        finally:
            limited.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
