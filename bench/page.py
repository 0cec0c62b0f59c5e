"""page.py: the first page of a list under load, beside nginx sending the same bytes from a file.

Both get one thread, keep-alive connections, and a log of every request into nowhere; wrk asks, or where it is missing a
client of our own on one connection. nginx gets a temporary configuration on a free port of this machine."""
import os
import re
import shutil
import socket
import subprocess
import time

import harness
import skip

SECONDS = 2  # a round
CONNECTIONS = (1, 64)
CONFIGURATION = """daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
    access_log /dev/null; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=10;
    default_type application/json;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Nginx:
    """nginx sending one file; use it in a with statement."""

    def __init__(self, folder, body):
        self.folder = os.path.join(folder, 'nginx')
        shutil.rmtree(self.folder, ignore_errors=True)
        os.mkdir(self.folder)
        os.chmod(self.folder, 0o755)
        self.port, self.head = free_port(), 'Host: localhost\r\n'
        with open(os.path.join(self.folder, 'page.json'), 'wb') as out:
            out.write(body)
        with open(os.path.join(self.folder, 'nginx.conf'), 'w', encoding='ascii') as out:
            out.write(CONFIGURATION.format(folder=self.folder, port=self.port))
        self.process = subprocess.Popen([harness.program('nginx'), '-c', os.path.join(self.folder, 'nginx.conf'), '-p', self.folder],
                                        stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(('127.0.0.1', self.port)).close()
                break
            except OSError:
                time.sleep(0.01)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)

    def cpu_us(self):
        return harness.cpu_us(self.process.pid)


def by_wrk(server, path, head, connections):
    """A way of harness.rounds()."""
    command = [harness.program('wrk'), '-t1', '-c%d' % connections, '-d%ds' % SECONDS, 'http://127.0.0.1:%d%s' % (server.port, path)]
    for field in head.strip().split('\r\n'):
        command += ['-H', field]

    def way():
        cpu, begin = server.cpu_us(), time.monotonic()
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        if 'Non-2xx' in out or 'Socket errors' in out:
            raise SystemExit(out)
        done = int(re.search(r'(\d+) requests in', out).group(1))
        return server.cpu_us() - cpu, (time.monotonic() - begin) * 1e6, done
    return way


def by_client(server, path, head):
    client = harness.Client(server.port, head)
    return harness.asked(server, client, [client.request(path)] * 2000)


def ways_of(server, path, head):
    if harness.program('wrk'):
        return {n: by_wrk(server, path, head, n) for n in CONNECTIONS}
    return {1: by_client(server, path, head)}


def run(report, setting):
    store = setting.large()
    path, rows = skip.PEOPLE + '&skip=0', []
    with store.serve('--set', 'threads=1') as server:
        with server.client() as client:
            body = client.send(client.request(path))[1]
        ours = {('Muster', n): way for n, way in ways_of(server, path, store.head()).items()}
        if not harness.program('nginx'):
            samples = harness.rounds(setting.rounds, ours)
        else:
            with Nginx(setting.folder, body) as nginx:
                ours.update({('nginx', n): way for n, way in ways_of(nginx, '/page.json', nginx.head).items()})
                samples = harness.rounds(setting.rounds, ours)
    for (who, n), sample in samples.items():
        other = samples.get(('nginx', n))
        rows.append((who, n, '{:,.0f}'.format(1e6 / sample.wall_us()), '%.1f' % sample.us(),
                     '**%.2f**' % harness.ratio(other, sample, 'wall') if other else '',
                     '%.2f' % harness.ratio(sample, other) if other else ''))
    report.say('A page of 10 ({:,} bytes) of a campaign of {:,} people; one thread each, every request logged; asked by {}. Goal: at least 0.45 of '
               'the requests of nginx, at most 45 us.'.format(len(body), setting.n, 'wrk' if harness.program('wrk') else 'our client'))
    report.table(('server', 'connections', 'requests a second', 'server CPU us', 'requests against nginx', 'CPU against nginx'), rows)
