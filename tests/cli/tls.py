#!/usr/bin/env python3
"""tls.py: `muster serve` over TLS as clients and administrators meet it: versions, tickets, odd handshakes and records,
ends and cuts, certificates that cannot be used or that change while a file is sent, and `muster demo --tls`.

    tests/cli/tls.py [--program PATH] [--keep]
"""
import json
import os
import re
import shutil
import signal
import ssl
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
import tls  # noqa: E402
from muster import Failure, Server  # noqa: E402
from wire import Wire  # noqa: E402

LIST = '/analytics/v1/campaigns'
V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


def want(condition, text):
    if not condition:
        raise Failure(text)


class Case:
    def __init__(self, program, folder):
        self.folder = folder
        self.one, self.two = tls.Pair(folder, 'one'), tls.Pair(folder, 'two', kind='rsa')
        self.old = tls.Pair(folder, 'old', days=-1)
        self.both = tls.trusting(self.one.cert, self.two.cert)
        self.cert, self.key = os.path.join(folder, 'cert.pem'), os.path.join(folder, 'key.pem')
        self.store = muster.Store(program, folder)
        self.main = tls.fill(self.store)
        self.whole = b''

    def use(self, cert, key):
        """What the server's settings name, from now on."""
        for source, target in ((cert, self.cert), (key, self.key)):
            shutil.copyfile(source, target + '.new')
            os.replace(target + '.new', target)

    def start(self, *options):
        self.use(self.one.cert, self.one.key)
        tls.start(self.store, self.both, ['--tls-cert', self.cert, '--tls-key', self.key, *options])

    def port(self):
        return self.store.server.port

    def hand(self, context=None, receive=None):
        return tls.Hand(self.port(), context or self.both, receive)

    def presented(self):
        """The certificate that a new connection gets."""
        hand = self.hand().shake()
        got = hand.tls.getpeercert(True)
        hand.close()
        return got


# ---- files ----

def bad_files(case):
    nowhere = os.path.join(case.folder, 'nowhere.pem')
    locked = os.path.join(case.folder, 'locked.key')
    tls.openssl('pkey', '-in', case.one.key, '-aes256', '-passout', 'pass:example', '-out', locked)
    weak = os.path.join(case.folder, 'weak')
    tls.openssl('req', '-x509', '-newkey', 'rsa:1024', '-nodes', '-subj', '/CN=weak', '-keyout', weak + '.key', '-out', weak + '.pem')
    for cert, key, says in (
            (nowhere, case.one.key, 'nowhere.pem'), (case.one.cert, nowhere, 'nowhere.pem'), (case.one.key, case.one.key, 'no certificate'),
            (case.one.cert, case.one.cert, 'no private key'), (case.one.cert, case.two.key, 'does not belong'),
            (case.old.cert, case.old.key, 'expired at 20'), (case.one.cert, locked, 'passphrase'), (weak + '.pem', weak + '.key', 'key too small'),
            (case.one.cert, '', 'tls_key is missing'), ('', case.one.key, 'tls_cert is missing')):
        done = case.store.run('serve', '--listen', '127.0.0.1:0', '--tls-cert', cert, '--tls-key', key, expect=1)
        said = done.err.decode()
        want(says in said and said.count('\n') == 1 and said.startswith('muster: '), 'expected one line with: %s\n%s' % (says, done.show()))


def in_the_log(case):
    text = case.store.server.log()
    row = next((json.loads(line) for line in text.splitlines() if '"certificate"' in line), None)
    want(row and re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ', row['expires']) and row['days'] in (29, 30), 'no expiry in\n' + text)
    end = tls.openssl('x509', '-in', case.one.cert, '-noout', '-enddate', '-dateopt', 'iso_8601').decode().strip()
    want(end == 'notAfter=' + row['expires'].replace('T', ' '), '%s, and the log says %s' % (end, row['expires']))


# ---- what is spoken ----

def versions(case):
    for version, name in ((V12, 'TLSv1.2'), (V13, 'TLSv1.3')):
        context = tls.trusting(case.one.cert, low=version, high=version)
        wire = Wire(case.port(), muster.PATIENCE, context)
        want(wire.socket.version() == name and wire.socket.compression() is None, '%s: %s' % (name, wire.socket.version()))
        wire.send(tls.head(case.main, LIST))
        want(wire.answer('GET').status == 200, 'no answer over ' + name)
        wire.close()
    for args in (['-tls1_1'], ['-tls1'], ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-SHA'], ['-tls1_2', '-cipher', 'AES128-GCM-SHA256']):
        done = subprocess.run(['openssl', 's_client', '-connect', '127.0.0.1:%d' % case.port(), *args, '-cipher' if '-cipher' not in args else '-no_ticket',
                               *(['ALL:@SECLEVEL=0'] if '-cipher' not in args else [])], input=b'', capture_output=True, timeout=muster.PATIENCE, check=False)
        want(done.returncode != 0 and re.search(rb'alert (protocol version|handshake failure)', done.stderr), '%s was taken\n%s' % (args, done.stderr.decode()))


def alpn(case):
    for offered, chosen in ((['http/1.1'], 'http/1.1'), (['h2', 'http/1.1'], 'http/1.1'), (['http/1.0'], 'http/1.0'), ([], None)):
        hand = case.hand(tls.trusting(case.one.cert, alpn=offered)).shake()
        want(hand.tls.selected_alpn_protocol() == chosen, '%s: %s' % (offered, hand.tls.selected_alpn_protocol()))
        hand.close()
    try:
        case.hand(tls.trusting(case.one.cert, alpn=['h2'])).shake()
    except ssl.SSLError as error:
        want('no application protocol' in str(error).lower().replace('_', ' '), str(error))
    else:
        raise Failure('h2 alone was taken')


def tickets(case):
    for version in (V12, V13):
        context = tls.trusting(case.one.cert, low=version, high=version)
        session = None
        for again in (False, True, True):
            raw = Wire(case.port(), muster.PATIENCE).socket
            wrapped = context.wrap_socket(raw, server_hostname='127.0.0.1', session=session)
            want(wrapped.session_reused == again, '%s: reused is %s' % (version, wrapped.session_reused))
            wrapped.sendall(tls.head(case.main, LIST, fields=[('Connection', 'close')]))
            while wrapped.recv(65536):
                pass
            session = wrapped.session
            want(session.has_ticket, 'no ticket')
            wrapped.close()


def no_renegotiation(case):
    client = subprocess.Popen(['openssl', 's_client', '-connect', '127.0.0.1:%d' % case.port(), '-tls1_2'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
    out, err = client.communicate(b'R\n', timeout=muster.PATIENCE)
    want(b'RENEGOTIATING' in out + err and b'no renegotiation' in out + err, (out[-1000:] + err).decode('utf-8', 'replace'))


def plain_http(case):
    wire = Wire(case.port(), muster.PATIENCE)
    wire.send(b'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n')
    answer = wire.answer('GET')
    want(answer.status == 400 and answer.get('Content-Type') == 'text/plain; charset=utf-8' and b'https://' in answer.body, answer.show())
    want(wire.ended(), 'the connection goes on')
    wire.close()


# ---- odd clients ----

def byte_by_byte(case):
    for version in (V12, V13):
        hand = case.hand(tls.trusting(case.one.cert, low=version, high=version)).shake(piece=1)
        hand.tls.write(tls.head(case.main, LIST, fields=[('Connection', 'close')]))
        hand.send(piece=1)
        want(hand.rest().startswith(b'HTTP/1.1 200 OK\r\n'), 'no answer')
        hand.close()


def records_of_any_size(case):
    body = b'x' * 1000000
    request = tls.head(case.main, LIST, fields=[('Connection', 'close'), ('Content-Length', str(len(body)))])
    for size in (16384, 1000):
        hand = case.hand().shake()
        hand.write(request + body, size)
        want(hand.rest().startswith(b'HTTP/1.1 200 OK\r\n'), 'no answer')
        hand.close()
    hand = case.hand().shake()
    hand.write(tls.head(case.main, LIST, fields=[('Connection', 'close'), ('Content-Length', '3000')]) + b'x' * 3000, 1)
    want(hand.rest().startswith(b'HTTP/1.1 200 OK\r\n'), 'no answer to records of one byte')
    hand.close()


def pipelining(case):
    """Requests of one record, and one that ends in the next."""
    hand = case.hand().shake()
    two = tls.head(case.main, LIST) * 2
    last = tls.head(case.main, LIST, fields=[('Connection', 'close')])
    hand.write(two + last[:10])
    hand.write(last[10:])
    want(hand.rest().count(b'HTTP/1.1 200 OK\r\n') == 3, 'not three answers')
    hand.close()


def half_close(case):
    """Who sends no more, with close_notify or by the socket alone, gets the answer all the same."""
    for polite in (True, False):
        hand = case.hand().shake()
        hand.tls.write(tls.head(case.main, LIST))
        if polite:
            try:
                hand.tls.unwrap()
            except ssl.SSLWantReadError:
                pass
        hand.send()
        if not polite:
            hand.socket.shutdown(1)
        got = b''
        while True:
            data = hand.socket.recv(65536)
            got += data
            if not data:
                break
        want(len(got) > 400, 'only %d bytes came, polite %s' % (len(got), polite))  # encrypted, so only their number tells
        hand.close()


def told_ends(case):
    """An HTTP/1.0 client knows a file's end by close_notify alone; who is cut off does not get one."""
    hand = case.hand().shake()
    hand.write(tls.head(case.main, tls.BULK, version='1.0'))
    got = hand.rest()
    case.whole = got.split(b'\r\n\r\n', 1)[1]
    want(case.whole.count(b'\r\n') == tls.ROWS + 1 and len(case.whole) > 12 << 20, 'the file has %d lines' % case.whole.count(b'\r\n'))
    hand.close()
    hand = case.hand(receive=16384).shake()
    hand.write(tls.head(case.main, tls.BULK, version='1.0'))
    hand.read()
    case.store.kill()
    try:
        hand.rest()
    except (ssl.SSLError, ConnectionError):
        return
    finally:
        hand.close()
        case.start()
    raise Failure('half a file looked like a whole one')


# ---- certificates that change ----

def unchunked(body):
    """What the chunks hold, up to the last one, which must be there."""
    pieces, at = [], 0
    while True:
        line = body.index(b'\r\n', at)
        begin, count = line + 2, int(body[at:line], 16)
        at = begin + count + 2
        want(body[at - 2:at] == b'\r\n', 'a chunk without its end')
        if count == 0:
            return b''.join(pieces)
        pieces.append(body[begin:begin + count])


def another_certificate(case):
    """While a file is sent: it goes on to its end, and who comes later gets the new certificate."""
    want(case.presented() == case.one.der(), 'another certificate than the first')
    slow = case.hand(receive=16384).shake()
    slow.write(tls.head(case.main, tls.BULK, fields=[('Connection', 'close')]))
    got = slow.read()
    case.use(case.two.cert, case.two.key)
    case.store.server.process.send_signal(signal.SIGHUP)
    tls.wait_for(case.store, '"event":"certificate"', 2)
    want(case.presented() == case.two.der(), 'not the new certificate')
    got += slow.rest()
    slow.close()
    want(unchunked(got.split(b'\r\n\r\n', 1)[1]) == case.whole, 'the file that was under way is not whole')


def a_bad_one(case):
    before = case.presented()
    for cert, key, says in ((case.one.cert, case.two.key, 'does not belong'), (case.old.cert, case.old.key, 'expired'), (case.one.key, case.one.key, 'no certificate')):
        count = case.store.server.log().count('reload_refused')
        case.use(cert, key)
        case.store.server.process.send_signal(signal.SIGHUP)
        tls.wait_for(case.store, 'reload_refused', count + 1)
        want(says in case.store.server.log().splitlines()[-1], 'expected %s\n%s' % (says, case.store.server.tail(2)))
        want(case.presented() == before, 'another certificate')
    case.use(case.one.cert, case.one.key)
    case.store.server.process.send_signal(signal.SIGHUP)
    tls.wait_for(case.store, '"event":"certificate"', 3)
    want(case.presented() == case.one.der(), 'the good one is not used')


def sites(case):
    """The address of this server, as the file's links say it."""
    body = case.store.get(tls.BULK, case.main).body
    return set(re.findall(rb'(https?://[^/]*)/dashboard', body))


def settings(case):
    """Read again with the certificate: what requests look at changes, the rest waits for a restart."""
    case.store.stop()
    path = os.path.join(case.folder, 'muster.ini')

    def write(text):
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)

    def reload(event):
        count = case.store.server.log().count(event)
        case.store.server.process.send_signal(signal.SIGHUP)
        tls.wait_for(case.store, event, count + 1)

    write('drain_timeout = 20\n')
    case.start('--config', path)
    want(sites(case) == {b'https://127.0.0.1'}, 'links to %s' % sites(case))
    write('public_url = https://reports.example.com/\ndrain_timeout = 21\n')
    reload('restart_needed')
    want('"setting":"drain_timeout"' in case.store.server.log(), case.store.server.tail())
    want(sites(case) == {b'https://reports.example.com'}, 'links to %s' % sites(case))
    for text in ('public_url = https://other.example.com\ntrusted_proxies = nonsense\n', 'no such thing = 1\n'):
        write(text)
        reload('reload_refused')
        want(sites(case) == {b'https://reports.example.com'}, 'half of the settings were taken: %s' % sites(case))
    write('public_url =\ntrusted_proxies = 127.0.0.1\ndrain_timeout = 21\n')
    reload('"event":"settings"')
    answer = case.store.get(tls.BULK, case.main, fields=[('X-Forwarded-Host', 'proxy.example.com'), ('X-Forwarded-Proto', 'http')])
    want(b'http://proxy.example.com/dashboard' in answer.body, 'the proxy is not believed')
    case.use(case.two.cert, case.two.key)
    reload('"event":"certificate"')  # without any change of the settings
    want(case.presented() == case.two.der(), 'not the new certificate')


def without_tls(case):
    """SIGHUP does not end a server that has no certificate; it cannot get one either."""
    case.store.stop()
    path = os.path.join(case.folder, 'muster.ini')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('public_url =\n')
    case.store.options = ['--config', path]
    case.store.start()
    with open(path, 'w', encoding='utf-8') as file:
        file.write('tls_cert = %s\ntls_key = %s\n' % (case.cert, case.key))
    case.store.server.process.send_signal(signal.SIGHUP)
    tls.wait_for(case.store, 'reload_refused')
    want(case.store.get(LIST, case.main).status == 200, 'no answer')
    case.store.stop()


# ---- the demo ----

def pasted(line):
    done = subprocess.run(['bash', '-c', line + ' -s -S -w "\\n%{http_code}"'], capture_output=True, timeout=muster.PATIENCE, check=False)
    want(done.returncode == 0 and done.stdout.endswith(b'\n200'), '%s\nexit %d\n%s%s' % (line, done.returncode, done.stdout.decode(), done.stderr.decode()))


def demo(program, folder):
    data = os.path.join(folder, "it's a demo")

    def start(*options):
        server = Server(program, data, None, None, ['--people', '30', '--tls', *options], 'demo').ready()
        with open(server.out_path, encoding='utf-8') as out:
            return server, out.read()

    def read(name):
        with open(os.path.join(data, name), 'rb') as file:
            return file.read()

    server, said = start()
    try:
        told = json.loads(read('demo.json'))
        want(told['url'] == server.url and server.url.startswith('https://127.0.0.1:'), 'demo.json has %s' % told['url'])
        lines = [line.strip() for line in said.splitlines() if line.strip().startswith('curl ')]
        want(lines and all('--cacert' in line for line in lines), said)
        for line in lines if shutil.which('curl') else []:
            pasted(line)
            pasted(line.replace('//127.0.0.1:', '//localhost:'))
        for name in ('ca-key.pem', 'key.pem'):
            mode = stat.S_IMODE(os.stat(os.path.join(data, name)).st_mode)
            want(mode == 0o600, '%s has the mode %o' % (name, mode))
        key = tls.openssl('pkey', '-in', os.path.join(data, 'key.pem'), '-text', '-noout')
        want(b'prime256v1' in key, key.decode())
        files = {name: read(name) for name in ('ca.pem', 'cert.pem', 'key.pem')}
    finally:
        server.stop(signal.SIGINT)
    server, said = start('--env')
    try:
        want(files == {name: read(name) for name in files}, 'other certificates at the second start')
        names = re.findall(r'(?m)^export (\w+)=', said)
        want('MUSTER_CA_FILE' in names, said)
        program.run(['config'], env={name: 'x' for name in names if name == 'MUSTER_CA_FILE'})
    finally:
        server.stop()
    done = program.run(['demo', '--data', data, '--tls', '--tls-cert', 'x.pem', '--listen', '127.0.0.1:0'], expect=2)
    want('--tls' in done.err.decode(), done.show())


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        program = muster.Program(args.program)
        case = Case(program, folder)
        try:
            report.check('files that cannot be used: one sentence', bad_files, case)
            case.start()
            for name, test in (('the log tells the expiry', in_the_log), ('versions and ciphers', versions), ('ALPN', alpn),
                               ('sessions are resumed by tickets', tickets), ('no renegotiation', no_renegotiation), ('plain HTTP gets a clear 400', plain_http),
                               ('a handshake byte by byte', byte_by_byte), ('records of any size', records_of_any_size), ('pipelining', pipelining),
                               ('half-closed connections', half_close), ('an end is told, a cut is not', told_ends),
                               ('another certificate during a stream', another_certificate), ('a bad certificate is refused', a_bad_one),
                               ('settings are read again', settings), ('SIGHUP without TLS', without_tls)):
                report.check(name, test, case)
            report.check('demo --tls', demo, program, folder)
        finally:
            case.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
