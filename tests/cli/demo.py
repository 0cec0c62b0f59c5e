#!/usr/bin/env python3
"""demo.py: `muster demo` as somebody meets it: it starts with people and keys, its curl lines work when pasted, Ctrl-C
ends it in order, and started again it has kept everything.

    tests/cli/demo.py [--program PATH] [--keep]
"""
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure, Server  # noqa: E402

APIS = ['outthink', 'securityjourney', 'cultureai', 'kaspersky', 'muster']


def want(condition, text):
    if not condition:
        raise Failure(text)


class Demo:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.data = os.path.join(folder, 'data')
        self.server = None
        self.first = None   # demo.json of the first start
        self.answer = None  # what the first start answered

    def start(self, *options):
        self.server = Server(self.program, self.data, None, {'MUSTER_PROFILE': 'faithful', 'MUSTER_OUTTHINK_RATE': '10'},
                             ['--people', '60', *options], 'demo').ready()

    def said(self):
        with open(self.server.out_path, encoding='utf-8') as out:
            return out.read()

    def stop(self, how=signal.SIGINT):
        """Ctrl-C."""
        server, self.server = self.server, None
        server.stop(how)

    def read(self):
        with open(os.path.join(self.data, 'demo.json'), encoding='utf-8') as file:
            return json.load(file)

    def pasted(self, line):
        done = subprocess.run(['bash', '-c', line + ' -s -S -w "\\n%{http_code}"'], capture_output=True, timeout=muster.PATIENCE, check=False)
        body, _, status = done.stdout.decode().rpartition('\n')
        want(done.returncode == 0 and status == '200', '%s\nexit %d, status %s\n%s%s' % (line, done.returncode, status, body, done.stderr.decode()))
        return json.loads(body)


def first_start(demo):
    demo.start()
    demo.first = demo.read()
    want(list(demo.first) == ['url', 'tenant', 'customerId', 'keys'] and list(demo.first['keys']) == APIS, 'demo.json is %s' % demo.first)
    want(demo.first['url'] == demo.server.url, 'demo.json has another address than %s' % demo.server.url)
    mode = stat.S_IMODE(os.stat(os.path.join(demo.data, 'demo.json')).st_mode)
    want(mode == 0o600, 'demo.json has the mode %o' % mode)
    want(stat.S_IMODE(os.stat(demo.data).st_mode) == 0o700, 'the data folder is open to others')


def curl_lines(demo):
    lines = [line.strip() for line in demo.said().splitlines() if line.strip().startswith('curl ')]
    want(lines, 'no curl line in\n' + demo.said())
    for line in lines:
        demo.answer = demo.answer or demo.pasted(line)
        demo.pasted(line)
    want(demo.answer['total'] > 0 and demo.answer['values'], 'nothing to see: %s' % demo.answer)


def second_start(demo):
    demo.stop()
    demo.start()
    again = demo.read()
    want(dict(again, url=None) == dict(demo.first, url=None), 'other keys: %s' % again)
    line = next(line for line in demo.said().splitlines() if line.strip().startswith('curl '))
    want(demo.pasted(line) == demo.answer, 'another answer')
    demo.stop(signal.SIGTERM)


def shell_variables(demo):
    demo.start('--env')
    names = dict(re.findall(r'^export ([A-Za-z_]\w*)=(\S+)$', demo.said(), re.M))
    want(names.get('MUSTER_URL') == demo.server.url, 'MUSTER_URL is missing in\n' + demo.said())
    values = set(names.values())
    want(set(demo.first['keys'].values()) <= values and demo.first['customerId'] in values, 'keys are missing in\n' + demo.said())
    demo.program.run(['config'], env=names)  # who has exported them can still use the program
    demo.stop()


def port_taken(demo):
    demo.start()
    done = demo.program.run(['demo', '--data', demo.data + '2', '--listen', '127.0.0.1:%d' % demo.server.port], expect=1)
    want(str(demo.server.port) in done.err.decode(), 'the port is not named\n' + done.show())
    done = demo.program.run(['demo', '--data', demo.data, '--listen', '127.0.0.1:0'], expect=1)
    want(demo.data in done.err.decode(), 'the folder is not named\n' + done.show())
    demo.stop()


def verify(demo):
    demo.program.run(['verify', '--data', demo.data])


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        demo = Demo(muster.Program(args.program), folder)
        try:
            report.check('the first start', first_start, demo)
            if shutil.which('curl'):
                report.check('curl lines work when pasted', curl_lines, demo)
                report.check('started again it keeps data and keys', second_start, demo)
            else:
                report.skip('curl lines work when pasted', 'there is no curl')
                demo.stop()
            report.check('shell variables', shell_variables, demo)
            report.check('a port and a folder that are taken', port_taken, demo)
            report.check('the store is as it should be', verify, demo)
        finally:
            if demo.server:
                demo.server.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
