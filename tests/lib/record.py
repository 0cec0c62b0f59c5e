"""record.py: keeps what the program answers for tests/openapi, which compares it with the programs' own description.
With MUSTER_TEST_REPLIES=FOLDER every process that uses wire.py adds to a file there: one line of JSON a reply,
equal replies once, and at its end how many there were in all."""
import atexit
import base64
import hashlib
import json
import os
import re
import sys
import threading

FOLDER = os.environ.get('MUSTER_TEST_REPLIES')
LINE = re.compile(rb'(?:\A|\r\n\r\n)([!-~]+) ([^ \r\n]+) HTTP/\d\.\d\r\n')
CHANGING = {'date': r'[A-Za-z]{3}, .* GMT', 'correlation-id': r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'}


class Recorder:
    def __init__(self, folder):
        self.path = os.path.join(folder, '%d.ndjson' % os.getpid())
        self.lock = threading.Lock()
        self.seen = set()
        self.count = 0
        self.file = None
        self.local = threading.local()
        atexit.register(self.close)

    def test(self, name):
        """From now on this thread's replies belong to this test."""
        self.local.name = name

    def add(self, asked, answer):
        method, target = asked
        row = {'method': method, 'target': target, 'status': answer.status, 'headers': answer.headers}
        try:
            row['body'] = answer.body.decode()
        except UnicodeDecodeError:
            row['base64'] = base64.b64encode(answer.body).decode()
        steady = [(k, '' if re.fullmatch(CHANGING.get(k.lower(), '(?!)'), v) else v) for k, v in answer.headers]
        path = (target or '').split('?')[0]
        key = hashlib.sha1(repr((method, path, answer.status, steady, answer.body)).encode()).digest()
        with self.lock:
            self.count += 1
            if key in self.seen:
                return
            self.seen.add(key)
            row['test'] = getattr(self.local, 'name', None) or os.path.basename(sys.argv[0])
            self.write(row)

    def write(self, row):
        if not self.file:
            self.file = open(self.path, 'a', encoding='utf-8')
        self.file.write(json.dumps(row) + '\n')

    def close(self):
        with self.lock:
            if self.count:
                self.write({'replies': self.count})
                self.file.close()


RECORDER = Recorder(FOLDER) if FOLDER else None


def test(name):
    if RECORDER:
        RECORDER.test(name)


def asked_in(data):
    """[(method, target)] of the requests that the bytes begin, as far as they can be told apart."""
    return [tuple(part.decode('latin-1') for part in found) for found in LINE.findall(data)]
