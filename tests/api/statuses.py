#!/usr/bin/env python3
"""statuses.py: statuses that every operation of an API can answer, whatever it is about: too large, too often; and what
is refused as HTTP. Which operations there are, the program's own OpenAPI documents say. Together with the other tests
this makes every answer of the documents occur (tests/openapi compares them).

    tests/api/statuses.py [--program PATH] [--keep]
"""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402
from wire import Wire, request_bytes  # noqa: E402

GUID = 'a1b2c3d4-0000-4000-8000-000000000001'
HUGE = 10 ** 15  # bytes of a body that no limit allows


class World:
    def __init__(self, program, folder, name, env):
        self.store = muster.Store(program, folder, name)
        self.store.env = env
        self.store.clock = '2026-01-01T00:00:00Z'
        self.store.tenant('acme')
        self.documents, self.refusals = {}, {}
        for row in json.loads(program.run(['routes', '--json']).out)['apis']:
            api = row['api']
            self.documents[api] = json.loads(program.run(['openapi', api]).out)
            self.refusals[api] = {one['why']: one['status'] for one in row['refusals']}
            self.store.key(api, 'acme', api)
        self.store.start()

    def operations(self, api):
        """(method, target) of every operation; what a path names need not exist."""
        base = re.sub(r'^https?://[^/]*', '', self.documents[api]['servers'][0]['url'])
        for path, methods in self.documents[api]['paths'].items():
            for method, operation in methods.items():
                values = {one['name']: GUID if one['schema'].get('format') == 'uuid' else '1'
                          for one in operation['parameters'] if one.get('in') == 'path'}
                yield method.upper(), base + re.sub(r'\{(\w+)\}', lambda m, v=values: v[m.group(1)], path), operation

    def ask(self, api, method, target, more=()):
        return self.store.get(target, self.store.keys[api], method, more)


def want(answer, status, of):
    if answer.status != status:
        raise Failure('%s: expected %d\n%s' % (of, status, answer.show(1500)))


def too_large(world, api):
    """Refused before a byte of the body is read."""
    for method, target, operation in world.operations(api):
        if '413' in operation['responses']:
            want(world.ask(api, method, target, [('Content-Length', str(HUGE))]), 413, '%s %s' % (method, target))


def ends_early(world, api):
    """A path that ends before its last parameter says that it is missing, unless it is a path of its own."""
    paths = world.documents[api]['paths']
    base = re.sub(r'^https?://[^/]*', '', world.documents[api]['servers'][0]['url'])
    for path, methods in paths.items():
        short = re.sub(r'/\{\w+\}$', '', path)
        if '{' not in short and short not in paths:
            for method in methods:
                want(world.ask(api, method.upper(), base + short), world.refusals[api]['missing'], '%s %s' % (method, short))


def too_often(world, api):
    """One request a second, and the clock stands still."""
    want_first = True
    for method, target, operation in world.operations(api):
        answer = world.ask(api, method, target)
        if want_first:
            if answer.status == 429:
                raise Failure('the first request is refused\n' + answer.show())
            answer, want_first = world.ask(api, method, target), False
        if '429' in operation['responses']:
            want(answer, 429, '%s %s' % (method, target))
    base = re.sub(r'^https?://[^/]*', '', world.documents[api]['servers'][0]['url'])
    want(world.ask(api, 'GET', base + '/nothing'), 429, 'a path that is not there')


def without_tls(world, api):
    """A proxy says that the client spoke to it in the clear; only some APIs mind."""
    clear = [('X-Forwarded-For', '203.0.113.1'), ('X-Forwarded-Proto', 'http')]
    base = re.sub(r'^https?://[^/]*', '', world.documents[api]['servers'][0]['url'])
    minds = '403' in world.documents[api]['x-unknown-path']
    for method, target, _ in [*world.operations(api), ('GET', base + '/nothing', None)]:
        answer = world.ask(api, method, target, clear)
        if (answer.status == 403) != minds:
            raise Failure('%s %s: expected %s403\n%s' % (method, target, '' if minds else 'no ', answer.show(1500)))


def no_http(world, api):
    """What HTTP refuses, asked for under this API's base."""
    _, target, _ = next(world.operations(api))
    fields = [(name.encode(), value.encode()) for name, value in [('Host', 'x')] + world.store.keys[api].fields(target)]
    good = request_bytes(b'GET', target.encode(), fields)
    for status, data in ((505, good.replace(b' HTTP/1.1', b' HTTP/2.0')),
                         (501, request_bytes(b'POST', target.encode(), fields + [(b'Transfer-Encoding', b'gzip, chunked')])),
                         (417, request_bytes(b'POST', target.encode(), fields + [(b'Expect', b'miracles'), (b'Content-Length', b'1')])),
                         (414, good.replace(target.encode(), target.encode() + b'?' + b'x' * 20000)),
                         (431, good.replace(b'\r\n\r\n', b'\r\nX: ' + b'x' * 200000 + b'\r\n\r\n')),
                         (400, good.replace(b'\r\n\r\n', b'\r\nX y: z\r\n\r\n'))):
        wire = Wire(world.store.server.port)
        try:
            wire.send(data)
            want(wire.answer('GET'), status, target)
        finally:
            wire.close()


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    program = muster.Program(args.program)
    apis = [row['api'] for row in json.loads(program.run(['routes', '--json']).out)['apis']]
    rates = {'MUSTER_%s_RATE' % api.upper(): '1' for api in apis}
    with muster.Folder(args.keep) as folder:
        for name, env, tests in (('wide', {'MUSTER_TRUSTED_PROXIES': '127.0.0.1/32'}, (too_large, ends_early, without_tls, no_http)), ('narrow', rates, (too_often,))):
            world = World(program, folder, name, env)
            try:
                for test in tests:
                    for api in world.documents:
                        report.check('%s: %s' % (api, test.__name__.replace('_', ' ')), test, world, api)
                report.check('the server ends in order', world.store.stop)
            finally:
                world.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
