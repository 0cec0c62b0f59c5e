#!/usr/bin/env python3
"""foreign.py: nothing of one tenant is to be had with another's key. Every parameter of every route of every API, in
path, query and body, is given identifiers that exist for the other tenant only, and others of the same form that exist
for nobody: the answers are the same, byte for byte (but for the value itself, where it is repeated). And no page and no
file shows anything that only the other tenant has. Generated from `muster routes --json`.

    tests/api/foreign.py [--program PATH] [--keep]
"""
import json
import os
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import generated  # noqa: E402
import muster  # noqa: E402
import tap  # noqa: E402
from generated import want  # noqa: E402
from muster import Failure  # noqa: E402

GUID = re.compile(r'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}')
HEX24 = re.compile(r'"([0-9a-f]{24})"')
EMAIL = re.compile(r'"([^"@\s]+@[^"@\s]+)"')
PAGING = ('skip', 'take', 'limit', 'offset', 'page', 'pageSize')
# What a client makes up for itself, in routes that write.
OWN = ('event.reference', 'event.description', 'event.date', 'event.time')
# Values that are no identifiers, however they are spelled.
PLAIN = ('time', 'word', 'json', 'boolean', 'number')
EACH = 8  # identifiers of each form that are tried


def spread(values):
    """Some of them, from all over."""
    values = sorted(values)
    return values[::max(1, len(values) // EACH)][:EACH] if values else []


class Foreign(generated.World):
    """alpha has more of everything than beta, so that there are numbers that only alpha has given out; its addresses say
    whose they are."""

    def __init__(self, program, folder):
        self.program = program
        self.store = muster.Store(program, folder)
        self.apis = json.loads(program.run(['routes', '--json']).out)['apis']
        self.ids = {}
        self.bodies = {(method, api['base'] + path): json.dumps(body).encode()
                       for api in self.apis for (name, method, path), body in generated.BODIES.items() if name == api['api']}
        for tenant, people, seed in (('alpha', 80, 1), ('beta', 30, 2)):
            self.store.tenant(tenant)
            made = program.run(['sample', '--people', str(people), '--campaigns', str(people // 8), '--seed', str(seed)]).out
            self.store.records(tenant, re.sub(br'example\.(com|net|org)', tenant.encode() + b'.example', made))
        for api in self.apis:
            for tenant in ('alpha', 'beta'):
                self.store.key('%s %s' % (api['api'], tenant), tenant, api['api'])
        self.store.start()
        self.alpha, self.beta = (self.store.export(tenant).decode() for tenant in ('alpha', 'beta'))
        customer = self.store.keys['%s alpha' % self.apis[0]['api']].customer
        self.guids = self.only_alpha(GUID) | {customer}
        self.hexes = self.only_alpha(HEX24)
        self.emails = self.only_alpha(EMAIL)
        self.numbers = self.public(self.alpha) - self.public(self.beta)
        for name in ('guids', 'hexes', 'emails', 'numbers'):
            want(len(getattr(self, name)) > EACH, 'alpha has no %s of its own' % name)

    def body(self, route, target):
        """A body that the route takes: an event has a reference of its own each time."""
        body = json.loads(self.bodies.get((route['method'], target), b'{}'))
        if 'event' in body:
            self.events = getattr(self, 'events', 1000) + 1
            body['event']['reference'] = self.events
        return body

    def only_alpha(self, pattern):
        return set(pattern.findall(self.alpha)) - set(pattern.findall(self.beta))

    @staticmethod
    def public(exported):
        """Numbers that the tenant has given out, in any API."""
        found = set()
        for line in exported.splitlines():
            found |= {value for value in json.loads(line).get('ids', {}).values() if isinstance(value, int)}
        return found

    def pairs(self, api, param):
        """[(a value that only alpha has, one of the same form that nobody has)]."""
        name, kind = param['name'], param['type']
        if kind in PLAIN or name in PAGING + OWN:
            return []
        if kind == 'guid':
            return [(value, 'deadbeef-0000-4000-8000-%012d' % i) for i, value in enumerate(spread(self.guids))]
        if kind in ('integer', 'integers'):
            return [(str(value), str(700000000 + i)) for i, value in enumerate(spread(self.numbers))]
        if kind in ('text', 'texts'):
            values = spread(self.emails) + spread(self.hexes) + spread(self.guids) + self.cursors(api, name)
            return [(value, scramble(value)) for value in values]
        raise Failure('no value of the type %s, which %s has, is known to tests/api/foreign.py' % (kind, name))

    def cursors(self, api, name):
        """What alpha's own lists give out for this parameter."""
        found = []
        if 'ursor' in name:
            for route in api['routes']:
                if route['method'] == 'GET' and any(param['name'] == name for param in route['parameters']):
                    answer = self.ask(self.store.keys[api['api'] + ' alpha'], api['base'] + route['path'] + '?pageSize=1')
                    found += re.findall(r'"nextPageCursor":"([^"]+)"', answer.body.decode())
            want(found, 'alpha got no cursor')
        return found


def scramble(text):
    """Another text of the same form: every letter and digit of the first part is another one."""
    local, at, rest = text.partition('@')
    return ''.join(chr((ord(c) - 97 + 7) % 6 + 97) if 'a' <= c <= 'f' else chr((ord(c) - 97 + 5) % 26 + 97) if c.islower() else
                   str((int(c) + 3) % 10) if c.isdigit() else c for c in local) + at + rest


def put(body, name, value, kind):
    """The body with a member set; dots in a name lead into objects."""
    *way, last = name.split('.')
    inner = body
    for word in way:
        inner = inner.setdefault(word, {})
    one = int(value) if kind in ('integer', 'integers') else value
    inner[last] = [one] if kind in ('integers', 'texts') else one
    return body


def questions(world, api, route, param, value):
    """[(target, body)]: every way to give the parameter this value."""
    beta = world.store.keys[api['api'] + ' beta']
    if param['in'] == 'path':
        return [(world.path(api, route, beta, {param['name']: urllib.parse.quote(value, safe='')}), None)]
    target = world.path(api, route, beta)
    asked = [('%s?%s=%s' % (target, name, urllib.parse.quote(value, safe='')), None) for name in (param['name'], param['name'] + '[]')]
    if api['credentials'].get('customer') is None:
        body = put(world.body(route, target), param['name'], value, param['type'])
        asked = [(target, json.dumps(body).encode())] + (asked if route['method'] == 'GET' else [])
    return asked


def told(answer, value):
    """What an answer says apart from the value that was asked for, and from what is new in every answer."""
    status, fields, body = answer.same()
    text = re.sub(r'"ingestionId":\d+', '', body.decode('utf-8', 'backslashreplace'))
    text = text.replace(value, 'VALUE').replace(json.dumps(value)[1:-1], 'VALUE')
    return status, [(name, text) for name, text in fields if name.lower() not in ('etag', 'content-length')], text


def test_parameters(world, api, route):
    """A foreign identifier and an unknown one: the same answer."""
    beta = world.store.keys[api['api'] + ' beta']
    for param in route['parameters']:
        for foreign, unknown in world.pairs(api, param):
            want(foreign != unknown and unknown not in world.alpha + world.beta, '%s is not unknown' % unknown)
            for (target, body), (other, other_body) in zip(questions(world, api, route, param, foreign),
                                                           questions(world, api, route, param, unknown)):
                answer, same = world.ask(beta, target, route['method'], None, body), world.ask(beta, other, route['method'], None, other_body)
                want(told(answer, foreign) == told(same, unknown), '%s %s %s\ntells what is another tenant\'s:\n%s\n---\n%s' % (
                    route['method'], target, body, answer.show(600), same.show(600)))


def leaks(world, text):
    return sorted(set(GUID.findall(text)) & world.guids | set(HEX24.findall(text)) & world.hexes)[:5]


def test_pages(world, api, route):
    """Whatever a route shows to beta is beta's, and to alpha alpha's."""
    for tenant, other in (('beta', 'alpha'), ('alpha', 'beta')):
        key = world.store.keys['%s %s' % (api['api'], tenant)]
        target = world.path(api, route, key)
        for query in ('', '?take=100', '?limit=100000', '?pageSize=500'):
            body = world.body(route, target)
            answer = world.ask(key, target + query, route['method'], None, json.dumps(body).encode() if body else None)
            want(answer.status == 200, 'expected 200', answer)
            text = answer.body.decode()
            found = re.findall(r'[^"\s,]*%s\.example' % other, text)[:5] + (leaks(world, text) if tenant == 'beta' else [])
            want(not found, '%s sees what is %s\'s: %s' % (tenant, other, found), answer)


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        world = Foreign(muster.Program(args.program), folder)
        try:
            for what, test in (('what is shown', test_pages), ('foreign identifiers', test_parameters)):  # the second writes
                for api in world.apis:
                    for route in api['routes']:
                        report.check('%s %s %s: %s' % (api['api'], route['method'], route['path'], what), test, world, api, route)
            report.check('the server ends in order', world.store.stop)
        finally:
            world.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
