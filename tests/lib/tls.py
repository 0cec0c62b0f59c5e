"""tls.py: what the tests over TLS share: certificates made by the openssl program, contexts that trust them, a
connection whose bytes go through the test's hands, and a store with a file that no socket buffer can hold."""
import os
import socket
import ssl
import subprocess
import time

import muster
from muster import Failure
from wire import Client, Wire

CAMPAIGN = '3a6d5d0e-9f0f-4d7e-8b53-0d3f4f6a7b10'
BULK = '/analytics/v1/trainingCampaigns/%s/users/bulk' % CAMPAIGN
ROWS = 20000  # of the file: about 15 MB
Wire.recorded = False  # neither files of this size nor what proxies add belongs to the program's description
NAMES = 'subjectAltName=IP:127.0.0.1,DNS:localhost'


def openssl(*args, stdin=b''):
    done = subprocess.run(['openssl', *args], input=stdin, capture_output=True, timeout=muster.PATIENCE, check=False)
    if done.returncode != 0:
        raise Failure('openssl %s: %s' % (' '.join(args), done.stderr.decode('utf-8', 'replace')))
    return done.stdout


class Pair:
    """A self-signed certificate of 127.0.0.1 with its key: the files cert and key; both holds the two in one."""

    def __init__(self, folder, name, days=30, kind='ec'):
        self.cert, self.key, self.both = (os.path.join(folder, name + end) for end in ('.pem', '.key', '-both.pem'))
        request = os.path.join(folder, name + '.csr')
        options = ['-newkey', 'rsa:2048'] if kind == 'rsa' else ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
        openssl('req', *options, '-nodes', '-keyout', self.key, '-out', request, '-subj', '/CN=' + name)
        extensions = os.path.join(folder, name + '.ext')
        with open(extensions, 'w', encoding='ascii') as file:
            file.write(NAMES + '\n')
        openssl('x509', '-req', '-in', request, '-signkey', self.key, '-days', str(days), '-extfile', extensions, '-out', self.cert)
        with open(self.both, 'wb') as both:
            for path in (self.cert, self.key):
                with open(path, 'rb') as file:
                    both.write(file.read())

    def der(self):
        with open(self.cert, encoding='ascii') as file:
            return ssl.PEM_cert_to_DER_cert(file.read())


def trusting(*files, low=ssl.TLSVersion.TLSv1_2, high=ssl.TLSVersion.TLSv1_3, alpn=()):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for file in files:
        context.load_verify_locations(file)
    context.minimum_version, context.maximum_version = low, high
    if alpn:
        context.set_alpn_protocols(list(alpn))
    return context


def records():
    """A campaign with ROWS people in it, whose file has long lines."""
    yield '{"kind":"campaign","id":"%s","name":"Everybody","type":"instant","createdAt":"2026-01-01T00:00:00Z","startedAt":"2026-01-01T00:00:00Z"}\n' % CAMPAIGN
    for i in range(ROWS):
        yield '{"kind":"person","email":"person%d@example.com","department":"%s","jobRole":"%s"}\n' % (i, 'Department %d ' % i * 20, 'Role %d ' % i * 30)
        yield '{"kind":"enrollment","campaignId":"%s","person":"person%d@example.com","status":"inProgress"}\n' % (CAMPAIGN, i)


def fill(store):
    """A tenant with that campaign and a key."""
    store.tenant('acme')
    store.records('acme', ''.join(records()))
    return store.key('main', 'acme')


def start(store, context, options=()):
    """The store's server, and a client of it that speaks TLS."""
    store.options = list(options)
    store.start()
    store.client = Client(store.server.port, muster.PATIENCE, context)


class Hand:
    """One TLS connection by hand: what OpenSSL wants sent waits in `out` until it is sent, in pieces or not at all."""

    def __init__(self, port, context, receive=None):
        self.socket = socket.socket()
        if receive:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        self.socket.settimeout(muster.PATIENCE)
        self.socket.connect(('127.0.0.1', port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.into, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.into, self.out, server_hostname='127.0.0.1')

    def send(self, piece=0):
        """What waits, at once or in pieces of this many bytes."""
        data = self.out.read()
        for i in range(0, len(data), piece or max(1, len(data))):
            self.socket.sendall(data[i:i + (piece or len(data))])

    def receive(self):
        """More from the socket; at its end OpenSSL is told."""
        data = self.socket.recv(65536)
        if data:
            self.into.write(data)
        else:
            self.into.write_eof()

    def shake(self, piece=0):
        while True:
            try:
                self.tls.do_handshake()
                self.send(piece)
                return self
            except ssl.SSLWantReadError:
                self.send(piece)
                self.receive()

    def write(self, data, record=16384):
        for i in range(0, len(data), record):
            self.tls.write(data[i:i + record])
        self.send()

    def read(self):
        """Some bytes; b'' when the other side said that it is done. An end without that is ssl.SSLError."""
        while True:
            try:
                return self.tls.read(65536)
            except ssl.SSLWantReadError:
                self.receive()
            except ssl.SSLZeroReturnError:
                return b''

    def rest(self):
        """Everything until the other side says that it is done."""
        pieces = []
        while True:
            pieces.append(self.read())
            if not pieces[-1]:
                return b''.join(pieces)

    def close(self):
        self.socket.close()


def head(key, target, method='GET', version='1.1', fields=()):
    """A request's header as bytes."""
    lines = ['%s %s HTTP/%s' % (method, target, version), 'Host: 127.0.0.1']
    lines += ['%s: %s' % pair for pair in (key.fields(target) if key else []) + list(fields)]
    return ('\r\n'.join(lines) + '\r\n\r\n').encode()


def wait_for(store, text, count=1):
    """Until the log says this so often."""
    end = time.monotonic() + muster.PATIENCE
    while store.server.log().count(text) < count:
        if time.monotonic() > end:
            raise Failure('the log does not say %s\n%s' % (text, store.server.tail()))
        time.sleep(0.01)
