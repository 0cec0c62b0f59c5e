"""muster.py: drives the real program: data folders, servers, keys, imports. Servers are ended by their own
process id, and what they logged is checked: every line is JSON, and no sanitizer reported anything."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from wire import Client

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
REPORT = re.compile(r'ERROR: (Address|Leak|Thread|Memory)Sanitizer|WARNING: ThreadSanitizer|runtime error: ')
PATIENCE = float(os.environ.get('MUSTER_TEST_PATIENCE', '60'))  # seconds that anything single may take


class Failure(Exception):
    """What a test expected and did not get. The text is for the reader of the report."""


def steady():
    """SIGINT acts in what this script starts, also when the script itself was started in the background, where
    shells ignore it. And gcc 12's address sanitizer fails at random where the kernel spreads addresses over 32 bits:
    runs this script again without that, if the machine allows it. Call it first in every script."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with open('/proc/sys/vm/mmap_rnd_bits', encoding='ascii') as bits:
            wide = int(bits.read()) > 28
    except (OSError, ValueError):
        return
    if wide and 'MUSTER_TEST_STEADY' not in os.environ and shutil.which('setarch'):
        os.environ['MUSTER_TEST_STEADY'] = '1'
        if subprocess.run(['setarch', '-R', 'true'], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            os.execvp('setarch', ['setarch', '-R', sys.executable] + sys.argv)


def default_program():
    return os.environ.get('MUSTER_CHECK') or os.path.join(TOP, 'build', 'muster')


class Done:
    """How a command ended."""

    def __init__(self, args, status, out, err):
        self.args, self.status, self.out, self.err = args, status, out, err

    def show(self):
        def cut(data):
            return data[-3000:].decode('utf-8', 'backslashreplace')
        return 'muster %s\nexit %s\nstdout: %s\nstderr: %s' % (' '.join(self.args), self.status, cut(self.out), cut(self.err))


class Program:
    def __init__(self, path=None, env=None):
        self.path = os.path.abspath(path or default_program())
        if not os.access(self.path, os.X_OK):
            raise Failure('there is no program %s' % self.path)
        self.env = {'PATH': os.environ.get('PATH', '/usr/bin:/bin'), 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC'}
        self.env.update({k: v for k, v in os.environ.items() if k.endswith('SAN_OPTIONS') or k == 'LD_PRELOAD'})
        self.env.update({'MUSTER_LOG_FORMAT': 'json', 'MUSTER_PROFILE': 'relaxed', 'MUSTER_OUTTHINK_RATE': '0'})
        self.env.update(env or {})

        Program.latest = self

    latest, served = None, None

    @staticmethod
    def apis():
        """The APIs as the program describes them; longer bases first."""
        if Program.served is None and Program.latest is not None:
            Program.served = sorted(json.loads(Program.latest.run(['routes', '--json']).out)['apis'], key=lambda api: -len(api['base']))
        return Program.served or []

    def run(self, args, stdin=None, expect=0, env=None, cwd=None):
        """Runs a command to its end; expect None: any exit status. stdin: bytes, or a file."""
        given = {'input': stdin} if isinstance(stdin, bytes) else {'stdin': stdin or subprocess.DEVNULL}
        try:
            ended = subprocess.run([self.path] + args, capture_output=True, timeout=PATIENCE * 5, check=False, cwd=cwd,
                                   env=dict(self.env, **(env or {})), **given)
        except subprocess.TimeoutExpired:
            raise Failure('muster %s did not end within %d s' % (' '.join(args), PATIENCE * 5)) from None
        done = Done(args, ended.returncode, ended.stdout, ended.stderr)
        if REPORT.search(done.err.decode('utf-8', 'replace')):
            raise Failure('a sanitizer reported something\n' + done.show())
        if done.status < 0:
            raise Failure('ended by signal %d\n%s' % (-done.status, done.show()))
        if expect is not None and done.status != expect:
            raise Failure('expected exit %s\n%s' % (expect, done.show()))
        return done


class Key:
    """An API key as `muster key add --json` printed it."""

    def __init__(self, printed):
        self.id = printed['id']
        self.token = printed['token']
        self.tenant = printed['tenant']
        self.customer = printed['customerId']
        self.apis = printed['apis']

    def fields(self, path):
        """The header fields with which a request for this path identifies itself."""
        path = path.lower()
        for api in Program.apis():
            if path.startswith(api['base'].lower()):
                said = api['credentials']
                begin = [(said['customer'], self.customer)] if said['customer'] else []
                return begin + [(said['key'], (said['scheme'] + ' ' if said['scheme'] else '') + self.token)]
        return [('Authorization', 'Bearer ' + self.token)]


class Server:
    """`muster serve` (or demo) on a port that the system chose."""

    def __init__(self, program, data, clock=None, env=None, options=(), command='serve'):
        self.log_path, self.out_path = data + '.log', data + '.out'
        args = [program.path, command, '--data', data, '--listen', '127.0.0.1:0'] + list(options)
        if clock:
            args += ['--clock', clock]
        self.log_from = os.path.getsize(self.log_path) if os.path.exists(self.log_path) else 0
        with open(self.log_path, 'ab') as log, open(self.out_path, 'wb') as out:
            self.process = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=out, stderr=log,
                                            env=dict(program.env, **(env or {})))
        self.url = None
        self.port = None

    def ready(self):
        """Waits for the line that says where it listens."""
        end = time.monotonic() + PATIENCE
        pause = 0.002
        while time.monotonic() < end:
            with open(self.out_path, encoding='utf-8') as out:
                found = re.match(r'(?:listening on |export MUSTER_URL=)(https?://127\.0\.0\.1:(\d+))\n', out.read())
            if found:
                self.url, self.port = found.group(1), int(found.group(2))
                return self
            if self.process.poll() is not None:
                raise Failure('the server ended with %d before it was ready\n%s' % (self.process.returncode, self.log()))
            time.sleep(pause)
            pause = min(0.05, pause * 1.5)
        self.kill()
        raise Failure('the server was not ready within %d s\n%s' % (PATIENCE, self.log()))

    def log(self):
        with open(self.log_path, 'rb') as log:
            log.seek(self.log_from)
            return log.read().decode('utf-8', 'backslashreplace')

    def kill(self):
        """As a power cut for the program."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, how=signal.SIGTERM):
        """Asks it to end, which it must do in order."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failure('the server did not end within %d s\n%s' % (PATIENCE, self.tail())) from None
        self.check_log()
        if status != 0:
            raise Failure('the server ended with %d\n%s' % (status, self.tail()))

    def tail(self, lines=40):
        return ''.join('log: %s\n' % line for line in self.log().splitlines()[-lines:])

    def check_log(self, killed=False):
        text = self.log()
        if REPORT.search(text):
            raise Failure('a sanitizer reported something\n' + '\n'.join(text.splitlines()[-120:]))
        lines = text.split('\n')
        if lines[-1] and not killed:
            raise Failure('the last line of the log has no end: %r' % lines[-1])
        for line in lines[:-1]:
            try:
                row = json.loads(line)
            except ValueError:
                raise Failure('a line of the log is no JSON: %r' % line) from None
            if not isinstance(row, dict):
                raise Failure('a line of the log is no JSON object: %r' % line)


class Store:
    """A data folder and what runs on it. env: settings of this folder's commands and server."""

    def __init__(self, program, folder, name='data'):
        self.program = program
        self.data = os.path.join(folder, name)
        self.server = None
        self.client = None
        self.clock = None
        self.options = []
        self.env = {}
        self.keys = {}

    def run(self, *args, stdin=None, expect=0):
        return self.program.run(list(args) + ['--data', self.data], stdin, expect, env=self.settings())

    def settings(self):
        """The environment of commands: a stopped clock stands still for them too."""
        return dict(self.env, MUSTER_CLOCK=self.clock) if self.clock else self.env

    def tenant(self, name, customer=None):
        given = ['--outthink-customer-id', customer] if customer else []
        self.run('tenant', 'add', name, *given)

    def key(self, name, tenant, api='outthink', options=()):
        done = self.run('key', 'add', '--tenant', tenant, '--api', api, '--json', *options)
        self.keys[name] = Key(json.loads(done.out))
        return self.keys[name]

    def records(self, tenant, lines, expect=0, options=()):
        """Imports NDJSON (text or bytes)."""
        data = lines.encode() if isinstance(lines, str) else lines
        return self.run('import', 'records', '--tenant', tenant, *options, '-', stdin=data, expect=expect)

    def export(self, tenant):
        return self.run('export', 'records', '--tenant', tenant).out

    def sample(self, tenant, *options):
        made = self.program.run(['sample'] + [str(option) for option in options]).out
        self.records(tenant, made)
        return made

    def verify(self):
        self.run('verify')

    def start(self):
        self.server = Server(self.program, self.data, self.clock, self.env, self.options).ready()
        self.client = Client(self.server.port, PATIENCE)
        return self.server

    def stop(self):
        if self.server:
            server, self.server = self.server, None
            self.client.close()
            server.stop()
            self.check_privacy(server.log())

    def check_privacy(self, text):
        """No token and no address of anybody stands in a log."""
        for name, key in self.keys.items():
            if key.token in text:
                raise Failure('the token of the key %s stands in the log' % name)
        found = re.search(r'[^\s"]*@[^\s"]*', text)
        if found:
            raise Failure('an address stands in the log: %s' % found.group())

    def kill(self):
        if self.server:
            self.server.kill()
            self.client.close()
            self.server = None

    def control(self, method, target, body=None):
        """A request over the folder's own socket."""
        client = Client(os.path.join(self.data, 'muster.sock'), PATIENCE)
        try:
            return client.get(target, {'Host': 'localhost', 'Content-Type': 'application/json'}, method, body)
        finally:
            client.close()

    def set_clock(self, time_text):
        self.clock = time_text
        if self.server:
            answer = self.control('PUT', '/control/clock', json.dumps({'now': time_text}).encode())
            if answer.status // 100 != 2:
                raise Failure('the clock could not be set\n' + answer.show())

    def get(self, target, key, method='GET', fields=(), body=None):
        """A request with a key's own header fields, replaced or completed by others."""
        pairs = key.fields(target) if key else []
        names = [name.lower() for name, _ in fields]
        pairs = [(name, value) for name, value in pairs if name.lower() not in names] + list(fields)
        return self.client.get(target, pairs, method, body)


class Folder:
    """A temporary folder; --keep leaves it."""

    def __init__(self, keep=False):
        self.keep = keep
        self.path = None

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix='muster-test-')
        return self.path

    def __exit__(self, *_):
        if self.keep:
            print('# kept %s' % self.path, flush=True)
        else:
            shutil.rmtree(self.path, ignore_errors=True)
