"""wire.py: an HTTP/1.1 client for tests. It sends exactly the bytes it is told to, reads one answer at a time and
is strict about framing: what a real client could misread is an error here."""
import re
import socket
import ssl
import time

import record


class Broken(Exception):
    """The answer cannot be read: cut short, badly framed, or late."""


class Answer:
    """status, headers as [(name, value)] in their order, body. closes: the server ends the connection."""

    def __init__(self, status, headers, body, closes):
        self.status = status
        self.headers = headers
        self.body = body
        self.closes = closes

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name, missing=None):
        values = self.all(name)
        return values[0] if values else missing

    def same(self):
        """What two answers to the same question have in common: all but their own number and time."""
        return (self.status, [(k, v) for k, v in self.headers if k.lower() not in ('correlation-id', 'date')], self.body)

    def show(self, most=4000):
        head = ''.join('%s: %s\n' % pair for pair in self.headers)
        text = self.body.decode('utf-8', 'backslashreplace')
        if len(text) > most:
            text = text[:most] + '... (%d bytes)' % len(self.body)
        return 'HTTP/1.1 %d\n%s\n%s' % (self.status, head, text)


class Wire:
    """One connection. to: a port of 127.0.0.1, or the path of a unix socket. tls: an SSLContext. source: the address to
    come from."""

    asked = ()  # requests without an answer yet, when replies are recorded; those of a unix socket are not
    recorded = record.RECORDER is not None

    def __init__(self, to, timeout=30, tls=None, source=None):
        self.timeout = timeout
        self.held = b''
        if isinstance(to, int):
            self.socket = socket.create_connection(('127.0.0.1', to), timeout, (source, 0) if source else None)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if tls:
                self.socket = tls.wrap_socket(self.socket, server_hostname='127.0.0.1', suppress_ragged_eofs=False)
        else:
            self.recorded = False
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.settimeout(timeout)
            self.socket.connect(to)

    def close(self):
        self.socket.close()

    def send(self, data):
        """A server may refuse before it has read everything; its answer then waits to be read."""
        if self.recorded:
            self.asked = [*self.asked, *record.asked_in(data)]
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def more(self, deadline):
        self.socket.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            piece = self.socket.recv(1 << 16)
        except socket.timeout:
            raise Broken('no complete answer within %d s; so far: %r' % (self.timeout, self.held[:2000])) from None
        except (ConnectionError, ssl.SSLError) as error:
            raise Broken('%s; so far: %r' % (error, self.held[:2000])) from None
        if not piece:
            raise Broken('the connection ended; so far: %r' % self.held[:2000])
        self.held += piece

    def until(self, mark, deadline):
        while mark not in self.held:
            self.more(deadline)
        taken, self.held = self.held.split(mark, 1)
        return taken

    def exactly(self, count, deadline):
        while len(self.held) < count:
            self.more(deadline)
        taken, self.held = self.held[:count], self.held[count:]
        return taken

    def head(self, deadline):
        lines = self.until(b'\r\n\r\n', deadline).decode('latin-1').split('\r\n')
        found = re.fullmatch(r'HTTP/1\.[01] ([1-5]\d\d) ([ -~]*)', lines[0])
        if not found:
            raise Broken('no status line: %r' % lines[0])
        headers = []
        for line in lines[1:]:
            field = re.fullmatch(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*?)[ \t]*", line)
            if not field:
                raise Broken('not a header field: %r' % line)
            headers.append(field.groups())
        return int(found.group(1)), headers

    def chunks(self, deadline):
        body = []
        while True:
            line = self.until(b'\r\n', deadline)
            if not re.fullmatch(rb'[0-9A-Fa-f]{1,16}', line):
                raise Broken('not the size of a chunk: %r' % line)
            size = int(line, 16)
            if size == 0:
                if self.until(b'\r\n', deadline):
                    raise Broken('a trailer that nobody asked for')
                return b''.join(body)
            body.append(self.exactly(size, deadline))
            if self.exactly(2, deadline) != b'\r\n':
                raise Broken('a chunk without its end')

    def answer(self, method):
        """The next answer; interim ones (1xx) are passed over."""
        answer = self.read_answer(method)
        if self.recorded:
            asked, self.asked = (self.asked[0], self.asked[1:]) if self.asked else ((method, None), ())
            record.RECORDER.add(asked, answer)
        return answer

    def read_answer(self, method):
        deadline = time.monotonic() + self.timeout
        status = 100
        while status // 100 == 1:
            status, headers = self.head(deadline)
        answer = Answer(status, headers, b'', False)
        lengths = answer.all('Content-Length')
        coding = answer.all('Transfer-Encoding')
        connection = ','.join(answer.all('Connection')).lower()
        answer.closes = 'close' in re.split(r'[ ,]+', connection)
        if len(lengths) > 1 or (lengths and coding) or len(coding) > 1:
            raise Broken('the length is said twice: %r' % headers)
        if lengths and not re.fullmatch(r'\d{1,18}', lengths[0]):
            raise Broken('not a length: %r' % lengths[0])
        if method == 'HEAD' or status in (204, 304):
            return answer
        if coding:
            if coding[0] != 'chunked':
                raise Broken('a coding that nobody asked for: %r' % coding[0])
            answer.body = self.chunks(deadline)
        elif lengths:
            answer.body = self.exactly(int(lengths[0]), deadline)
        else:
            answer.body = self.rest(deadline)
        return answer

    def rest(self, deadline):
        """Everything until the server closes: how an HTTP/1.0 client finds the end."""
        while True:
            try:
                self.more(deadline)
            except Broken as error:
                if 'connection ended' in str(error):
                    taken, self.held = self.held, b''
                    return taken
                raise

    def ended(self, seconds=10):
        """Whether the server closes the connection without another byte."""
        self.socket.settimeout(seconds)
        try:
            return self.held == b'' and self.socket.recv(1) == b''
        except ConnectionError:
            return self.held == b''
        except socket.timeout:
            return False


def request_bytes(method, target, fields, body=None):
    """A request of bytes: target and field values may hold any byte; body None: no body at all."""
    out = [method, b' ', target, b' HTTP/1.1\r\n']
    for name, value in fields:
        out += [name, b': ', value, b'\r\n']
    if body is not None and not any(name.lower() in (b'content-length', b'transfer-encoding') for name, _ in fields):
        out.append(b'Content-Length: %d\r\n' % len(body))
    out.append(b'\r\n')
    out.append(body or b'')
    return b''.join(out)


class Client:
    """Keeps its connection open between requests, as real clients do, and opens a new one when it has ended."""

    def __init__(self, to, timeout=30, tls=None, source=None):
        self.to = to
        self.timeout = timeout
        self.tls, self.source = tls, source
        self.wire = None

    def close(self):
        if self.wire:
            self.wire.close()
            self.wire = None

    def ask(self, data, method):
        kept = self.wire is not None
        if not kept:
            self.wire = Wire(self.to, self.timeout, self.tls, self.source)
        try:
            self.wire.send(data)
            answer = self.wire.answer(method)
        except Broken:
            held = self.wire.held
            self.close()
            if kept and not held:  # it ended between two requests, which a server may do at any time
                return self.ask(data, method)
            raise
        if answer.closes:
            self.close()
        return answer

    def get(self, target, fields=(), method='GET', body=None):
        """Texts instead of bytes: fields a dict or pairs; Host is added."""
        pairs = fields.items() if isinstance(fields, dict) else fields
        pairs = [(k.encode(), v.encode('latin-1')) for k, v in pairs]
        if not any(k.lower() == b'host' for k, _ in pairs):
            pairs.insert(0, (b'Host', b'127.0.0.1'))
        data = request_bytes(method.encode(), target.encode('latin-1'), pairs, body)
        return self.ask(data, method)
