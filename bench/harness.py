"""harness.py: the program, a server and its processor time, a client of raw sockets, rounds, and the report."""
import json
import os
import platform
import re
import shlex
import shutil
import socket
import statistics
import subprocess
import sys
import time

import stream

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
TICK = 1e6 / os.sysconf('SC_CLK_TCK')


def note(text):
    """Progress, for whoever waits."""
    print('# ' + text, file=sys.stderr, flush=True)


def feed(command, lines, **options):
    """Runs a command with lines as its standard input; its output, seconds, and its resource usage."""
    begin = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    some = []
    for line in lines:
        some.append(line)
        if len(some) == 4096:
            child.stdin.write(''.join(some).encode())
            some.clear()
    child.stdin.write(''.join(some).encode())
    child.stdin.close()
    out, err = child.stdout.read(), child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = status
    if status != 0:
        raise SystemExit('%s failed:\n%s' % (' '.join(command), err.decode(errors='replace')[-2000:]))
    return out, time.monotonic() - begin, usage


def program(name):
    """Where another program is, such as nginx; None if it is not installed."""
    return shutil.which(name, path=os.environ.get('PATH', '') + ':/usr/sbin:/sbin')


class Setting:
    """Where stores are, and how they are made."""

    def __init__(self, args, folder):
        self.program, self.folder, self.n, self.rounds = os.path.abspath(args.program), folder, args.people, args.rounds
        self.kept = bool(args.keep)

    def muster(self, *args):
        return subprocess.run([self.program] + list(args), check=True, capture_output=True, text=True).stdout

    def make(self, name, *parts):
        """A store with a tenant, a key and the lines of parts, each part an import of its own."""
        data = os.path.join(self.folder, name)
        done = os.path.join(data, 'bench.json')
        if os.path.exists(done):
            return Store(self, data)
        shutil.rmtree(data, ignore_errors=True)
        self.muster('tenant', 'add', 'bench', '--data', data)
        key = self.muster('key', 'add', '--api', 'outthink', '--api', 'securityjourney', '--data', data, '--json')
        for part in parts:
            self.load(data, part)
        with open(done, 'w', encoding='ascii') as out:
            out.write(key)
        return Store(self, data)

    def copy(self, store, name):
        """The same store once more, under another name."""
        data = os.path.join(self.folder, name)
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(store.data, data, ignore=shutil.ignore_patterns('lock', '*.sock', 'bench.json'))
        shutil.copy(os.path.join(store.data, 'bench.json'), data)
        return Store(self, data)

    def load(self, data, lines):
        note('importing into %s' % os.path.basename(data))
        _, seconds, usage = feed([self.program, 'import', 'records', '--data', data, '--json', '-'], lines)
        note('imported in %.1f s, %.1f s of them processor time' % (seconds, usage.ru_utime + usage.ru_stime))

    def large(self):
        """The campaign of N people that most benches ask."""
        return self.make('large-%d' % self.n, stream.store(self.n))

    def large_thinned(self):
        """The same after 30 % of its enrollments were deleted in random order."""
        name = 'thinned-%d' % self.n
        if os.path.exists(os.path.join(self.folder, name, 'bench.json')):
            return Store(self, os.path.join(self.folder, name))
        store = self.copy(self.large(), name)
        os.unlink(os.path.join(store.data, 'bench.json'))
        self.load(store.data, stream.deletions(self.n, 0.3))
        shutil.copy(os.path.join(self.folder, 'large-%d' % self.n, 'bench.json'), store.data)
        return store


class Store:
    def __init__(self, setting, data):
        self.setting, self.data = setting, data
        self.database = os.path.join(data, 'muster.db')

    def serve(self, *options):
        return Server(self, options)

    def head(self):
        """The fields that identify a request."""
        with open(os.path.join(self.data, 'bench.json'), encoding='ascii') as file:
            key = json.load(file)
        return 'Host: localhost\r\nOT-Customer-Id: %s\r\nAuthorization: Bearer %s\r\nApiKey: %s\r\n' % (
            key['customerId'], key['token'], key['token'])


class Server:
    """`muster serve` on a free port; use it in a with statement."""

    def __init__(self, store, options=()):
        self.store = store
        command = [store.setting.program, 'serve', '--data', store.data, '--listen', '127.0.0.1:0', '--set', 'outthink.rate=0']
        self.begin = time.monotonic()
        self.process = subprocess.Popen(command + list(options), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        line = self.process.stdout.readline().decode()
        found = re.match(r'listening on http://127\.0\.0\.1:(\d+)', line)
        if not found:
            raise SystemExit('the server did not start: %s' % line)
        self.port = int(found.group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def cpu_us(self):
        return cpu_us(self.process.pid)

    def client(self):
        return Client(self.port, self.store.head())


def cpu_us(pid):
    """Processor microseconds of all threads of a process so far; the kernel's own count is finer than its ticks."""
    total = 0
    try:
        for task in os.listdir('/proc/%d/task' % pid):
            with open('/proc/%d/task/%s/schedstat' % (pid, task), encoding='ascii') as file:
                total += int(file.read().split()[0])
        return total / 1000
    except OSError:
        with open('/proc/%d/stat' % pid, encoding='ascii') as file:
            fields = file.read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * TICK


def memory(pid, field):
    """VmRSS or VmHWM of a process, in MiB; 0 when it has none any more."""
    with open('/proc/%d/status' % pid, encoding='ascii') as file:
        for line in file:
            if line.startswith(field + ':'):
                return int(line.split()[1]) / 1024
    return 0


class Client:
    """One keep-alive connection."""

    def __init__(self, port, head):
        self.head = head
        self.socket = socket.create_connection(('127.0.0.1', port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def request(self, path):
        return ('GET %s HTTP/1.1\r\n%s\r\n' % (path, self.head)).encode()

    def send(self, request):
        """Sends a ready request and reads the whole answer: its head and body."""
        self.socket.sendall(request)
        data = self.socket.recv(65536)
        while b'\r\n\r\n' not in data:
            data += self.more()
        end = data.index(b'\r\n\r\n') + 4
        if data.startswith(b'HTTP/1.1 304 '):
            return data, b''
        found = re.search(rb'\r\nContent-Length: (\d+)\r\n', data[:end], re.I)
        if not found:
            raise SystemExit('an answer without a length: %r' % data[:end])
        length = int(found.group(1))
        while len(data) < end + length:
            data += self.more()
        return data[:end], data[end:]

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            raise SystemExit('the server closed the connection')
        return data

    def get(self, path):
        """The JSON answer of a request that must succeed."""
        head, body = self.send(self.request(path))
        if not head.startswith(b'HTTP/1.1 200 '):
            raise SystemExit('%s: %r %r' % (path, head, body))
        return json.loads(body)


class Sample:
    """What one way of doing it cost a round: processor and elapsed microseconds a request."""

    def __init__(self):
        self.cpu, self.wall = [], []

    def add(self, cpu_us, wall_us, times):
        self.cpu.append(cpu_us / times)
        self.wall.append(wall_us / times)

    def us(self):
        return statistics.median(self.cpu)

    def wall_us(self):
        return statistics.median(self.wall)


def ratio(a, b, what='cpu'):
    """The median of the rounds' ratios: both of a round saw the same machine."""
    return statistics.median(x / y for x, y in zip(getattr(a, what), getattr(b, what)))


def rounds(count, ways):
    """ways: {name: function that does it and returns (processor us, wall us, times)}. In turn, count times, after a
    round that does not count."""
    samples = {name: Sample() for name in ways}
    for i in range(count + 1):
        for name, way in ways.items():
            cost = way()
            if i > 0:
                samples[name].add(*cost)
    return samples


def asked(server, client, requests, status=b'200'):
    """A way of rounds(): sends ready requests one after another."""
    def way():
        cpu, begin = server.cpu_us(), time.monotonic()
        for request in requests:
            head, _ = client.send(request)
            if not head.startswith(b'HTTP/1.1 ' + status):
                raise SystemExit('%r: %r' % (request, head))
        return server.cpu_us() - cpu, (time.monotonic() - begin) * 1e6, len(requests)
    return way


def called(function, times=1):
    """A way of rounds(): calls a function in this process."""
    def way():
        cpu, begin = time.thread_time(), time.monotonic()
        for _ in range(times):
            function()
        return (time.thread_time() - cpu) * 1e6, (time.monotonic() - begin) * 1e6, times
    return way


def machine():
    model = 'unknown processor'
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        for line in file:
            if line.startswith('model name'):
                model = line.split(':', 1)[1].strip()
    return '%d cores, %s, Linux %s' % (os.cpu_count(), model, '.'.join(platform.release().split('.')[:2]))


def commit():
    def git(*args):
        return subprocess.run(['git', '-C', TOP] + list(args), capture_output=True, text=True, check=False).stdout.strip()
    changed = git('status', '--porcelain', '--untracked-files=no', '--', 'src')
    return (git('rev-parse', '--short=12', 'HEAD') or 'unknown') + (' and changes' if changed else '')


class Report:
    """Tables and notes; end() prints them and adds them to RESULTS.md."""

    def __init__(self, name, args):
        self.name, self.only_print, self.text = name, args.print, []
        words = [word for word in sys.argv[1:] if word != '--print']
        keep = [i for i, word in enumerate(words) if word == '--keep']
        for i in keep:
            del words[i:i + 2]
        program = [i for i, word in enumerate(words) if word == '--program']
        for i in program:
            words[i + 1] = os.path.basename(args.program)
        self.command = 'bench/run ' + ' '.join(shlex.quote(word) for word in words)

    def table(self, heads, rows):
        self.text.append('| %s |' % ' | '.join(heads))
        self.text.append('|' + '---|' * len(heads))
        self.text += ['| %s |' % ' | '.join(str(cell) for cell in row) for row in rows]
        self.text.append('')

    def say(self, text):
        self.text += [text, '']

    def end(self):
        head = ['## %s, %s' % (self.name, time.strftime('%Y-%m-%d', time.gmtime())), '',
                'Commit %s; %s; `%s`' % (commit(), machine(), self.command), '']
        text = '\n'.join(head + self.text)
        print(text, flush=True)
        if not self.only_print:
            with open(os.path.join(HERE, 'RESULTS.md'), 'a', encoding='utf-8') as out:
                out.write('\n' + text)
