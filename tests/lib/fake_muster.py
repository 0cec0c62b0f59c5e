#!/usr/bin/env python3
"""fake_muster.py: a stand-in for the program, only to test the runner of the test cases. It keeps records as lines
and answers a few paths, some of them wrongly on purpose: see ANSWERS."""
import json
import os
import signal
import socket
import sys
import uuid

GUID = '838af527-dddd-41e4-9a51-0075aa62f76f'
ERROR = b'{"code":"invalid_parameter","field":"skip","reason":"skip is not a whole number"}'
JSON = 'application/json; charset=utf-8'
# path: (status, Content-Type, body, how it misbehaves)
ANSWERS = {
    '/ok': (200, JSON, b'{"total":2,"values":[{"id":"a","score":0.50},{"id":"b","score":1}]}', None),
    '/refused': (400, JSON, ERROR, None),
    '/text': (200, 'text/plain', b'one\ntwo', None),
    '/nameless': (200, JSON, b'{}', 'no id'),
    '/again': (200, JSON, b'{}', 'same id'),
    '/twice': (200, JSON, b'{"a":1,"a":2}', None),
    '/untyped': (200, None, b'{}', None),
    '/short': (200, JSON, b'{}', 'short'),
    '/close': (200, JSON, b'{}', 'close'),
    '/garbage-log': (200, JSON, b'{}', 'garbage log'),
    '/sanitizer': (200, JSON, b'{}', 'sanitizer'),
    '/slow-end': (200, JSON, b'{}', 'bad exit'),
}


def option(name, missing=None):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else missing


def answer(head, state):
    path = head.split(b' ')[1].decode('latin-1')
    if path.endswith('/echo'):
        status, kind, body, how = 200, 'text/plain', b'\r\n'.join(head.split(b'\r\n')[1:]), None
    elif path == '/records':
        with open(os.path.join(option('--data'), 'records'), 'rb') as file:
            status, kind, body, how = 200, 'text/plain', file.read(), None
    else:
        status, kind, body, how = ANSWERS.get(path, (404, JSON, b'{}', None))
    if path.startswith('/tell?'):
        print(json.dumps({'said': path[6:]}), file=sys.stderr, flush=True)
    if how == 'garbage log':
        print('not json', file=sys.stderr, flush=True)
    if how == 'sanitizer':
        print('==1==ERROR: AddressSanitizer: heap-use-after-free', file=sys.stderr, flush=True)
    if how == 'bad exit':
        state['exit'] = 3
    fields = ['Content-Length: %d' % (len(body) + (how == 'short'))]
    if how != 'no id':
        fields.append('Correlation-Id: %s' % (GUID if how == 'same id' else uuid.uuid4()))
    if kind:
        fields.append('Content-Type: ' + kind)
    if how == 'close':
        fields.append('Connection: close')
    print(json.dumps({'event': 'request', 'status': status}), file=sys.stderr, flush=True)
    if head.startswith(b'HEAD '):
        body = b''
    return ('HTTP/1.1 %d X\r\n%s\r\n\r\n' % (status, '\r\n'.join(fields))).encode() + body, how in ('close', 'short')


def serve():
    state = {'exit': 0}
    signal.signal(signal.SIGTERM, lambda *_: os._exit(state['exit']))
    listening = socket.create_server(('127.0.0.1', 0))
    print('listening on http://127.0.0.1:%d' % listening.getsockname()[1], flush=True)
    while True:
        peer, _ = listening.accept()
        held, ends = b'', False
        while not ends:
            while b'\r\n\r\n' not in held:
                piece = peer.recv(4096)
                if not piece:
                    break
                held += piece
            if b'\r\n\r\n' not in held:
                break
            head, held = held.split(b'\r\n\r\n', 1)
            data, ends = answer(head, state)
            peer.sendall(data)
        peer.close()


def main():
    data = option('--data')
    if data:
        os.makedirs(data, exist_ok=True)
    words = sys.argv[1:3]
    if words[0] == 'serve':
        serve()
    elif words == ['key', 'add']:
        print(json.dumps({'id': 'k1', 'token': 'secret', 'tenant': option('--tenant'), 'customerId': GUID, 'apis': ['outthink']}))
    elif words == ['import', 'records']:
        with open(os.path.join(data, 'records'), 'ab') as out:
            out.write(sys.stdin.buffer.read())
    elif words[0] == 'routes':
        print(json.dumps({'apis': [{'base': '/analytics/v1', 'credentials': {
            'customer': 'OT-Customer-Id', 'key': 'Authorization', 'scheme': 'Bearer'}}]}))
    elif words[0] == 'limits':
        print('{"LINE": 10}')
    elif words[0] == 'fail':
        print('muster: it failed', file=sys.stderr)
        return 1
    elif words[0] == 'verify' and os.path.exists(os.path.join(data, 'bad')):
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
