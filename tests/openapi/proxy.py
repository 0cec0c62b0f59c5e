#!/usr/bin/env python3
"""proxy.py: a handful of requests of every API through Prism, which stands in front of a demo server, knows the API's
OpenAPI document, and answers an error of its own where a request or a reply is not as it says. To know that it looks, it
is also given a document that is wrong.

    tests/openapi/proxy.py --prism PATH --documents FOLDER [--program PATH]

HEAD is not asked: Prism 5.14 wants the JSON body of its answer, which HTTP forbids. Nor are credentials that are missing
or wrong: Prism refuses them by itself. replies.js checks both.
"""
import argparse
import json
import os
import re
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402
from wire import Client  # noqa: E402

PROBLEM = 'application/problem+json'  # what Prism says itself


class Demo:
    """A demo server and its keys."""

    def __init__(self, program, folder):
        data = os.path.join(folder, 'data')
        self.server = muster.Server(program, data, command='demo', options=['--people', '60']).ready()
        with open(os.path.join(data, 'demo.json'), encoding='utf-8') as file:
            said = json.load(file)
        self.keys = {api: muster.Key({'id': api, 'token': token, 'tenant': said['tenant'], 'customerId': said['customerId'], 'apis': [api]})
                     for api, token in said['keys'].items()}

    def fields(self, api, base):
        return self.keys[api].fields(base)

    def ask(self, api, base, target, body=None):
        """Without Prism, to find out what there is."""
        client = Client(self.server.port)
        method, sent = ('GET', None) if body is None else ('POST', json.dumps(body).encode())
        try:
            return json.loads(client.get(base + target, self.fields(api, base), method, sent).body)
        finally:
            client.close()


def outthink(demo, base):
    rows = demo.ask('outthink', base, '/campaigns?take=100')['values']
    busy = [row for row in rows if row['engagedUsers'] > 0]
    training = next(row['id'] for row in busy if row['type'] != 'attackSimulation')
    simulation = next(row['id'] for row in busy if row['type'] == 'attackSimulation')
    yield from ((200, 'GET', '/campaigns?skip=1&take=3&status=inProgress', None), (200, 'GET', '/organizations', None))
    for place in ('/trainingCampaigns/' + training, '/attackSimulations/' + simulation):
        user = demo.ask('outthink', base, place + '/users?take=1')['values'][0]['userId']
        for more in ('', '/users?take=100', '/users/' + user, '/users/bulk', '/feedbackComments'):
            yield 200, 'GET', place + more, None
        yield 404, 'GET', place.replace(training, simulation).replace(simulation, user), None


def kaspersky(demo, base):
    people = demo.ask('kaspersky', base, '/report', {'lng': 'en'})
    address = next(row['email'] for row in people if row['email'])
    for asked in ({'lng': 'de'}, {'lng': 'ar', 'page': 1}, {'lng': 'en', 'page': 999}, {'lng': 'mx', 'email': [address]}):
        yield 200, 'POST', '/report', asked
    yield 404, 'POST', '/report', {'lng': 'en', 'email': ['nobody@nowhere.example.com']}
    yield 200, 'GET', '/groups', None


def securityjourney(_, __):
    for target in ('/enrollments', '/enrollments/summary', '/users', '/assignments', '/lesson_attempts'):
        yield 200, 'GET', target, None
        yield 200, 'GET', target + '?limit=3&offset=1', None
    yield 200, 'GET', '/enrollments?updated_after=2024-01-01T00:00:00Z', None


def cultureai(demo, base):
    first = demo.ask('cultureai', base, '/employees?pageSize=1')
    one = first['data'][0]['id']
    for target in ('/me', '/employees', '/risks', '/employees?pageSize=1&paginationCursor=' + first['nextPageCursor'],
                   '/risks?ids[]=%d&pageSize=500' % one):
        yield 200, 'GET', target, None
    told = {'behaviour': {'reference': 'LEAVING_DESKTOP_UNLOCKED'}, 'event': {
        'employee': {'id': one}, 'reference': 900001, 'date': '2026-01-05', 'time': '09:00:00',
        'metadata': [{'key': 'place', 'value': 'lobby', 'important': True}]}}
    yield 200, 'POST', '/risks', told
    yield 422, 'POST', '/behaviours/events', {**told, 'event': {**told['event'], 'date': '2026-01-06'}}


# What is asked of an API: (status, method, target, JSON body or None). An API that is not here is asked for everything
# that names nothing in its path and needs no body.
REQUESTS = {'cultureai': cultureai, 'kaspersky': kaspersky, 'outthink': outthink, 'securityjourney': securityjourney}


def plain(document):
    for path, methods in document['paths'].items():
        if '{' not in path and 'get' in methods:
            yield 200, 'GET', path, None


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


class Prism:
    def __init__(self, path, document, upstream, log):
        self.port, self.log = free_port(), log
        with open(log, 'wb') as out:
            self.process = subprocess.Popen([path, 'proxy', document, upstream, '--errors', '-p', str(self.port)],
                                            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        end = time.monotonic() + muster.PATIENCE
        while 'Prism is listening' not in self.said():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise Failure('Prism did not start\n' + self.said()[-2000:])
            time.sleep(0.05)

    def said(self):
        with open(self.log, encoding='utf-8', errors='replace') as log:
            return log.read()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()


def through(prism, fields, rows):
    """Asks for all; Failure names what Prism found."""
    client = Client(prism.port)
    count = 0
    try:
        for status, method, target, body in rows:
            more = [('Content-Type', 'application/json')] if body is not None else []
            answer = client.get(target, fields + more, method, None if body is None else json.dumps(body).encode())
            if answer.get('Content-Type', '').startswith(PROBLEM):
                raise Failure('%s %s: Prism says\n%s' % (method, target, answer.show()))
            if answer.status != status:
                raise Failure('%s %s: expected %d\n%s' % (method, target, status, answer.show(1500)))
            count += 1
    finally:
        client.close()
    if count == 0:
        raise Failure('nothing was asked')


def test_api(args, demo, folder, api, document):
    base = re.sub(r'^https?://[^/]*', '', document['servers'][0]['url'])
    rows = list(REQUESTS[api](demo, base)) if api in REQUESTS else list(plain(document))
    prism = Prism(args.prism, os.path.join(args.documents, api + '.json'), demo.server.url + base, os.path.join(folder, api + '.log'))
    try:
        through(prism, demo.fields(api, base), rows)
    finally:
        prism.stop()


def test_planted(args, demo, folder):
    """A total that is said to be a text."""
    with open(os.path.join(args.documents, 'outthink.json'), encoding='utf-8') as file:
        document = json.load(file)
    document['components']['schemas']['CampaignsPage']['properties']['total'] = {'type': 'string'}
    wrong = os.path.join(folder, 'wrong.json')
    with open(wrong, 'w', encoding='utf-8') as file:
        json.dump(document, file)
    prism = Prism(args.prism, wrong, demo.server.url + '/analytics/v1', os.path.join(folder, 'wrong.log'))
    try:
        through(prism, demo.fields('outthink', '/analytics/v1'), [(200, 'GET', '/campaigns', None)])
    except Failure as found:
        if 'total' not in str(found):
            raise
        return
    finally:
        prism.stop()
    raise Failure('Prism found nothing')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--prism', required=True, help='the program prism')
    parser.add_argument('--documents', required=True, help='a folder of API.json')
    parser.add_argument('--program', default=None, help='the muster to ask')
    args = parser.parse_args()
    report = tap.Tap()
    with muster.Folder() as folder:
        demo = Demo(muster.Program(args.program), folder)
        try:
            for name in sorted(name for name in os.listdir(args.documents) if name.endswith('.json')):
                with open(os.path.join(args.documents, name), encoding='utf-8') as file:
                    document = json.load(file)
                report.check(name[:-5] + ' through Prism', test_api, args, demo, folder, name[:-5], document)
            report.check('Prism finds a fault that was planted', test_planted, args, demo, folder)
            report.check('the server ends in order', demo.server.stop)
        finally:
            demo.server.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
