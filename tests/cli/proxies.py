#!/usr/bin/env python3
"""proxies.py: Muster behind nginx and HAProxy, with the very files that docs/operations shows: who a client is, how it came
and what it called the server is right whatever it claims, long files arrive whole, and a cut is seen as one.

    tests/cli/proxies.py [--program PATH] [--keep]
"""
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
import tls  # noqa: E402
from muster import Failure  # noqa: E402
from wire import Broken, Client  # noqa: E402

LIST = '/analytics/v1/campaigns'
NAME = 'reports.example.com'
PAGES = os.path.join(muster.TOP, 'docs', 'operations')
NGINX = """daemon off; master_process off; pid %(folder)s/nginx.pid; %(user)s
events { worker_connections 256; }
http {
    access_log off; client_body_temp_path %(folder)s/body; proxy_temp_path %(folder)s/proxy; fastcgi_temp_path %(folder)s/fastcgi;
    uwsgi_temp_path %(folder)s/uwsgi; scgi_temp_path %(folder)s/scgi;
    include %(file)s;
}
"""


def want(condition, text):
    if not condition:
        raise Failure(text)


def snippet(page, file, changes):
    """The block of a page that begins with this file's name, with the ports and files of the test."""
    with open(os.path.join(PAGES, page), encoding='utf-8') as text:
        found = re.search(r'(?m)^    # %s\n((?:    .*\n|\n)+)' % re.escape(file), text.read())
    want(found, 'docs/operations/%s does not show %s' % (page, file))
    block = re.sub(r'(?m)^    ', '', found.group(1))
    for old, new in changes:
        want(old in block, '%s in docs/operations/%s has no %s' % (file, page, old))
        block = block.replace(old, new)
    left = re.findall(r'/etc/\S+|:(?:443|8080|8443)\b', block)
    want(not left, '%s in docs/operations/%s still has %s' % (file, page, left))
    return block


def free_port():
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        return taken.getsockname()[1]


class Proxy:
    """A proxy's process. It is ready when it takes connections."""

    def __init__(self, folder, command, port):
        self.port, self.log = port, os.path.join(folder, 'proxy.log')
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + muster.PATIENCE
        while True:
            try:
                socket.create_connection(('127.0.0.1', port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise Failure('%s did not start\n%s' % (command[0], self.said()))

    def said(self):
        with open(self.log, encoding='utf-8', errors='replace') as log:
            return log.read()[-2000:]

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()


class Case:
    def __init__(self, program, folder):
        self.folder = folder
        self.outer, self.inner = tls.Pair(folder, 'outer'), tls.Pair(folder, 'inner')
        self.store = muster.Store(program, folder)
        self.key = tls.fill(self.store)
        self.ranged = self.store.key('ranged', 'acme', options=['--cidr', '127.0.0.2/32'])
        self.proxy = self.context = None

    def start(self, page, own_tls, *options):
        """Muster with what the page says about it."""
        path = os.path.join(self.folder, 'muster.ini')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(snippet(page, '/etc/muster/muster.ini', [('127.0.0.1:8080', '127.0.0.1:0')]))
        given = ['--tls-cert', self.inner.cert, '--tls-key', self.inner.key] if own_tls else []
        self.store.options = ['--config', path, *given, *options]
        self.store.start()

    def files(self, page, file, own_tls, port, *names):
        """The page's file, for this Muster."""
        known = {'fullchain.pem': self.outer.cert, 'privkey.pem': self.outer.key, 'both.pem': self.outer.both, 'ca.pem': self.inner.cert}
        changes = [('127.0.0.1:%d' % (8443 if own_tls else 8080), '127.0.0.1:%d' % self.store.server.port)]
        changes += [('listen 443', 'listen 127.0.0.1:%d' % port)] if page == 'nginx.md' else [('bind :443', 'bind 127.0.0.1:%d' % port)]
        changes += [('/etc/muster/tls/' + name, known[name]) for name in names]
        path = os.path.join(self.folder, os.path.basename(file))
        with open(path, 'w', encoding='utf-8') as out:
            out.write(snippet(page, file, changes))
        return path

    def nginx(self, file, own_tls, *names):
        self.start('nginx.md', own_tls)
        port = free_port()
        path = self.files('nginx.md', file, own_tls, port, *names)
        main = os.path.join(self.folder, 'nginx.conf')
        with open(main, 'w', encoding='utf-8') as out:
            out.write(NGINX % {'folder': self.folder, 'file': path, 'user': 'user root;' if os.geteuid() == 0 else ''})
        self.proxy = Proxy(self.folder, [shutil.which('nginx') or '/usr/sbin/nginx', '-c', main, '-p', self.folder, '-e', 'stderr'], port)
        self.context = tls.trusting(self.outer.cert)

    def haproxy(self, file, own_tls, *names):
        self.start('haproxy.md', own_tls)
        port = free_port()
        path = self.files('haproxy.md', file, own_tls, port, *names)
        self.proxy = Proxy(self.folder, [shutil.which('haproxy') or '/usr/sbin/haproxy', '-db', '-f', path], port)
        self.context = tls.trusting(self.outer.cert if names else self.inner.cert)

    def stop(self):
        if self.proxy:
            self.proxy.stop()
            self.proxy = None
        self.store.kill()

    def ask(self, target, key, source=None, fields=()):
        client = Client(self.proxy.port, muster.PATIENCE, self.context, source)
        try:
            return client.get(target, key.fields(target) + [('Host', NAME)] + list(fields))
        finally:
            client.close()

    def direct(self, target, key, fields=()):
        """Without the proxy, but from its address."""
        context = tls.trusting(self.inner.cert) if self.store.server.url.startswith('https:') else None
        client = Client(self.store.server.port, muster.PATIENCE, context)
        try:
            return client.get(target, key.fields(target) + list(fields))
        finally:
            client.close()


def addresses(case):
    """A key for 127.0.0.2 works from there alone, whatever others claim."""
    for source, fields, status in (
            ('127.0.0.2', [], 200), ('127.0.0.3', [], 400), ('127.0.0.3', [('X-Forwarded-For', '127.0.0.2')], 400),
            ('127.0.0.3', [('X-Forwarded-For', '127.0.0.2, 127.0.0.1')], 400), ('127.0.0.2', [('X-Forwarded-For', 'garbage, 127.0.0.3')], 200),
            ('127.0.0.2', [('X-Forwarded-For', ', '.join(['10.0.0.1'] * 100))], 200)):
        answer = case.ask(LIST, case.ranged, source, fields)
        want(answer.status == status, 'from %s with %s: expected %d\n%s' % (source, fields, status, answer.show(500)))
    want(case.ask(LIST, case.key).status == 200, 'another key does not work')


def whole_file(case, links):
    expected = case.direct(tls.BULK, case.key, [('Host', NAME), ('X-Forwarded-Proto', 'https')]).body
    want(expected.count(b'\r\n') == tls.ROWS + 1, 'the file itself has %d lines' % expected.count(b'\r\n'))
    claims = [('X-Forwarded-Host', 'evil.example'), ('X-Forwarded-Proto', 'http')] if links else []
    answer = case.ask(tls.BULK, case.key, fields=claims)
    want(answer.status == 200 and answer.body == expected, 'another file: status %d, %d of %d bytes' % (answer.status, len(answer.body), len(expected)))
    want(b'https://%s/dashboard' % NAME.encode() in answer.body, 'the links are others')


def http2(case):
    """Through HTTP/2 as well."""
    pairs = [word for pair in case.key.fields(tls.BULK) for word in ('-H', '%s: %s' % pair)]
    out = os.path.join(case.folder, 'file.csv')
    done = subprocess.run(['curl', '-sS', '--http2', '--cacert', case.outer.cert, *pairs, '-o', out, '-w', '%{http_version} %{http_code}',
                           'https://127.0.0.1:%d%s' % (case.proxy.port, tls.BULK)], capture_output=True, timeout=muster.PATIENCE, check=False)
    want(done.stdout == b'2 200', '%s %s' % (done.stdout, done.stderr))
    with open(out, 'rb') as file:
        want(file.read().count(b'\r\n') == tls.ROWS + 1, 'the file is not whole')


def cut(case):
    """Muster dies in the middle of a file: the client notices."""
    hand = tls.Hand(case.proxy.port, case.context, 16384).shake()
    hand.write(tls.head(case.key, tls.BULK))
    got = hand.read()
    case.store.kill()
    try:
        got += hand.rest()
    except (ssl.SSLError, ConnectionError):
        return
    finally:
        hand.close()
    want(got.startswith(b'HTTP/1.1 200') and not got.endswith(b'\r\n0\r\n\r\n'), 'half a file looked like a whole one')


def muster_alone(case):
    """Behind a proxy that passes everything on: Muster's own certificate, and nobody is believed."""
    hand = tls.Hand(case.proxy.port, case.context).shake()
    want(hand.tls.getpeercert(True) == case.inner.der(), 'another certificate')
    hand.close()


def failures(case):
    """Failed authentications count for the client that the proxy names, not for the proxy."""
    case.start('nginx.md', False, '--set', 'auth.failures_per_minute=3')
    wrong = muster.Key(json.loads(json.dumps({'id': 'x', 'token': case.key.token[:-4] + 'AAAA', 'tenant': 'acme', 'customerId': case.key.customer, 'apis': []})))

    def status(key, hops):
        return case.direct(LIST, key, [('X-Forwarded-For', hops)]).status

    want([status(wrong, '198.51.100.7') for _ in range(5)] == [400, 400, 400, 429, 429], 'the failures are not counted')
    want(status(case.key, '198.51.100.7') == 429, 'the right key is let in')
    want(status(case.key, '198.51.100.7, 198.51.100.8') == 200, 'another client has to wait')
    want(status(case.key, '198.51.100.8, [::ffff:198.51.100.7]:4711') == 429, 'another spelling is another client')
    want(case.direct(LIST, case.key).status == 200, 'the proxy itself has to wait')


def bad_networks(case):
    for value, says in (('10.0.0.0/33', '10.0.0.0/33'), ('127.0.0.1, proxy.example', 'proxy.example'), ('10.0.0.1/8', 'typing error')):
        done = case.store.run('serve', '--listen', '127.0.0.1:0', '--set', 'trusted_proxies=' + value, expect=1)
        said = done.err.decode()
        want('trusted_proxies: ' in said and says in said and said.count('\n') == 1, done.show())


SETUPS = (
    ('nginx has the certificate', Case.nginx, '/etc/nginx/conf.d/muster.conf', False, ('fullchain.pem', 'privkey.pem')),
    ('nginx encrypts again', Case.nginx, '/etc/nginx/conf.d/muster-tls.conf', True, ('fullchain.pem', 'privkey.pem', 'ca.pem')),
    ('HAProxy has the certificate', Case.haproxy, '/etc/haproxy/haproxy.cfg', False, ('both.pem',)),
    ('HAProxy encrypts again', Case.haproxy, '/etc/haproxy/haproxy-tls.cfg', True, ('both.pem', 'ca.pem')),
    ('HAProxy passes TLS through', Case.haproxy, '/etc/haproxy/haproxy-through.cfg', True, ()),
)


def try_setup(case, report, setup):
    name, start, file, own_tls, names = setup
    if not report.check('%s: it starts' % name, start, case, file, own_tls, *names):
        return
    if names:
        report.check('%s: addresses' % name, addresses, case)
        if shutil.which('curl'):
            report.check('%s: HTTP/2' % name, http2, case)
    else:
        report.check('%s: the certificate' % name, muster_alone, case)
    report.check('%s: a long file' % name, whole_file, case, bool(names))
    report.check('%s: a file that is cut' % name, cut, case)


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        case = Case(muster.Program(args.program), folder)
        for setup in SETUPS:
            program = 'nginx' if setup[1] is Case.nginx else 'haproxy'
            if not shutil.which(program) and not os.path.exists('/usr/sbin/' + program):
                report.skip(setup[0], 'there is no ' + program)
                continue
            try:
                try_setup(case, report, setup)
            finally:
                case.stop()
        report.check('networks that are none', bad_networks, case)
        try:
            report.check('failed authentications behind a proxy', failures, case)
        finally:
            case.stop()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
