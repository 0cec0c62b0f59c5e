#!/usr/bin/env python3
"""watch.py: /healthz, /readyz and /metrics: who may ask them, that Prometheus can read the numbers, and that they are
those of what happened.

    tests/cli/watch.py [--program PATH] [--keep]
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402
from wire import Client  # noqa: E402

SAMPLE = re.compile(r'(muster_[a-z0-9_]+)(?:\{((?:[a-z]+="[^"\\\n]*",?)+)\})? (-?[0-9.e+]+)$')


def want(condition, text):
    if not condition:
        raise Failure(text)


def read(body):
    """{name or name{labels}: number}; every name has its HELP and TYPE in front, once."""
    values, described = {}, []
    for line in body.decode().split('\n')[:-1]:
        if line.startswith('# '):
            word, name, text = line[2:].split(' ', 2)
            want(word in ('HELP', 'TYPE') and text, line)
            want((word, name) not in described, 'twice: ' + line)
            described.append((word, name))
            continue
        found = SAMPLE.match(line)
        want(found, 'not a line of the format: %r' % line)
        want(('TYPE', found.group(1)) in described and ('HELP', found.group(1)) in described, 'not described: ' + line)
        key = line[:line.rindex(' ')]
        want(key not in values, 'twice: ' + line)
        values[key] = float(found.group(3))
    return values


class Watch:
    def __init__(self, program, folder):
        self.store = muster.Store(program, folder)
        self.program = program
        self.folder = folder

    def begin(self):
        self.store.tenant('acme')
        self.key = self.store.key('main', 'acme')
        self.store.start()

    def plain(self, target, method='GET', fields=()):
        return self.store.client.get(target, list(fields), method)

    def health(self):
        for target in ('/healthz', '/readyz'):
            answer = self.plain(target)
            want((answer.status, answer.body) == (200, b'ok\n'), answer.show())
            want(self.plain(target, 'HEAD').status == 200, 'HEAD ' + target)
            wrong = self.plain(target, 'POST')
            want(wrong.status == 405 and wrong.get('Allow') == 'GET, HEAD', wrong.show())
        for target in ('/healthz/', '/Healthz', '/metricsx', '/'):
            want(self.plain(target).status == 404, target)

    def metrics(self):
        answer = self.plain('/metrics')
        want(answer.status == 200 and answer.get('Content-Type') == 'text/plain; version=0.0.4; charset=utf-8', answer.show(500))
        return read(answer.body)

    def numbers(self):
        before = self.metrics()
        for _ in range(3):
            want(self.store.get('/analytics/v1/base', self.key).status == 200, 'base')
        want(self.plain('/analytics/v1/base').status == 400, 'no key')
        want(self.plain('/api/v2/users').status == 401, 'no key')
        after = self.metrics()
        changed = {name: after[name] - before[name] for name in after if after[name] != before[name]}
        want(changed == {'muster_answers_total{api="outthink",status="2xx"}': 3,
                         'muster_answers_total{api="outthink",status="4xx"}': 1,
                         'muster_answers_total{api="securityjourney",status="4xx"}': 1,
                         'muster_requests_total': 6}, changed)  # the sixth asks for these numbers
        want(after['muster_connections'] == 1, after)
        want('muster_tls_certificate_not_after_seconds' not in after, 'there is no certificate')

    def limited(self):
        self.store.run('tenant', 'set', 'acme', 'outthink.rate', '2')
        before = self.metrics()
        statuses = [self.store.get('/analytics/v1/base', self.key).status for _ in range(3)]
        want(statuses == [200, 200, 429], statuses)
        after = self.metrics()
        name = 'muster_limited_total{api="outthink"}'
        want(after[name] - before[name] == 1, after)

    def strangers(self):
        """Where the address may not see the numbers, there is nothing; the folder's own socket always may."""
        self.store.stop()
        for networks, proxies, fields, status in (
                ('', '', [], 404), ('192.0.2.0/24', '', [], 404), ('192.0.2.0/24', '', [('X-Forwarded-For', '192.0.2.9')], 404),
                ('192.0.2.0/24', '127.0.0.0/8', [('X-Forwarded-For', '192.0.2.9')], 200),
                ('127.0.0.0/8', '127.0.0.0/8', [('X-Forwarded-For', '192.0.2.9')], 404),
                ('127.0.0.0/8', '127.0.0.0/8', [('X-Forwarded-For', 'nonsense')], 404)):
            self.store.env = {'MUSTER_METRICS_FROM': networks, 'MUSTER_TRUSTED_PROXIES': proxies}
            self.store.start()
            answer = self.plain('/metrics', fields=fields)
            want(answer.status == status, '%r behind %r, %r\n%s' % (networks, proxies, fields, answer.show(300)))
            want(status == 200 or answer.same() == self.plain('/nothing').same(), 'it differs from a path that is none')
            local = Client(os.path.join(self.store.data, 'muster.sock'), muster.PATIENCE)
            want(local.get('/metrics', {'Host': 'localhost'}).status == 200, 'the socket of the folder')
            local.close()
            self.store.stop()
        self.store.env = {'MUSTER_METRICS_FROM': '127.0.0.0/33'}
        done = self.program.run(['serve', '--data', self.store.data, '--listen', '127.0.0.1:0'], expect=None, env=self.store.env)
        want(done.status == 1 and b'metrics.from' in done.err, done.show())
        self.store.env = {}

    def certificate(self):
        """When it expires, as openssl reads it."""
        cert, key = os.path.join(self.folder, 'cert.pem'), os.path.join(self.folder, 'key.pem')
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30',
                        '-subj', '/CN=example.com', '-keyout', key, '-out', cert], check=True, capture_output=True)
        until = subprocess.run(['openssl', 'x509', '-in', cert, '-noout', '-enddate', '-dateopt', 'iso_8601'], check=True, capture_output=True)
        text = until.stdout.decode().strip().split('=')[1]
        seconds = subprocess.run(['date', '-u', '-d', text, '+%s'], check=True, capture_output=True)
        self.store.options = ['--tls-cert', cert, '--tls-key', key]
        self.store.env = {}
        try:
            self.store.server = muster.Server(self.program, self.store.data, options=self.store.options)
            self.store.server.ready()
            local = Client(os.path.join(self.store.data, 'muster.sock'), muster.PATIENCE)
            values = read(local.get('/metrics', {'Host': 'localhost'}).body)
            local.close()
            want(values['muster_tls_certificate_not_after_seconds'] == int(seconds.stdout), (values, until.stdout))
        finally:
            self.store.server.stop()
            self.store.server = None


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        watch = Watch(muster.Program(args.program), folder)
        try:
            if report.check('a server', watch.begin):
                report.check('it says that it lives and can read', watch.health)
                report.check('its numbers are those of what happened', watch.numbers)
                report.check('and those of limits', watch.limited)
                report.check('who may not see them sees nothing', watch.strangers)
                report.check('the end of the certificate', watch.certificate)
        finally:
            watch.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
