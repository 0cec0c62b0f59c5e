#!/usr/bin/env python3
"""keys.py: every kind of key at every API with every malformation: what is good is admitted, everything else is refused
in one and the same answer, byte for byte. Generated from `muster routes --json`: a new API joins by itself. And what
time does to keys: rotation, revocation, aging.

    tests/api/keys.py [--program PATH] [--keep]
"""
import hashlib
import json
import os
import string
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import generated  # noqa: E402
import muster  # noqa: E402
import tap  # noqa: E402
from generated import refused, twist, want  # noqa: E402
from muster import Failure, Key  # noqa: E402
from wire import Broken, Wire, request_bytes  # noqa: E402

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
NEVER = '2999-12-31'
GOOD = ('plain', 'every API', 'near', 'pseudonymous', 'expiring', 'rotated', 'kept')
BAD = ('revoked', 'expired', 'elsewhere', 'far', 'ended', 'not kept', 'removed')


def checksum(text):
    """docs/keys.md: six characters made of the first six bytes of BLAKE2b-128."""
    return ''.join(ALPHABET[byte % 62] for byte in hashlib.blake2b(text.encode(), digest_size=16).digest()[:6])


def whole(prefix, key_id, secret):
    text = prefix + key_id + secret
    return text + checksum(text)


def rotated(store, key, *options):
    """The key's new token; the old one stays in `key`."""
    printed = json.loads(store.run('key', 'rotate', key.id, '--tenant', key.tenant, *options).out)
    return Key(printed)


class Keys(generated.World):
    """generated.py's two tenants, and a key of every kind for every API."""

    def __init__(self, program, folder):
        super().__init__(program, folder)
        store, self.kinds = self.store, {}
        names = [api['api'] for api in self.apis]
        store.tenant('gamma')
        for name in names:
            def add(kind, *options, tenant='alpha', name=name):
                self.kinds[name, kind] = store.key('%s %s' % (name, kind), tenant, name, list(options))
                return self.kinds[name, kind]
            add('plain')
            add('every API', *[word for other in names if other != name for word in ('--api', other)])
            add('near', '--cidr', '127.0.0.0/8', '--cidr', '2001:db8::/32')
            add('pseudonymous', '--pseudonymous')
            add('expiring', '--expires', NEVER)
            self.kinds[name, 'rotated'] = rotated(store, add('kept'), '--keep', '1d')
            rotated(store, add('not kept'), '--keep', '0')
            rotated(store, add('ended'), '--keep', '1d')
            store.run('key', 'revoke', self.kinds[name, 'ended'].id, '--old', '--tenant', 'alpha')
            add('far', '--cidr', '192.0.2.0/24')
            add('removed', tenant='gamma')
            for kind in ('revoked', 'expired', 'elsewhere'):
                self.kinds[name, kind] = store.keys['%s %s' % (name, kind)]
        store.run('tenant', 'remove', 'gamma', '--yes')

    def key(self, api, kind):
        return self.kinds[api['api'], kind]

    def probe(self, api):
        """(method, target) of the API's first route."""
        route = next((route for route in api['routes'] if not any(p['in'] == 'path' for p in route['parameters'])), api['routes'][0])
        return route['method'], self.path(api, route, self.store.keys[api['api']])

    def fields(self, api, token, scheme=None, customer=None):
        said = api['credentials']
        lead = scheme if scheme is not None else said['scheme'] + ' ' if said.get('scheme') else ''
        fields = [(said['customer'], customer or self.store.keys[api['api']].customer)] if said.get('customer') else []
        return fields + [(said['key'], lead + token)]

    def try_token(self, api, token, **given):
        method, target = self.probe(api)
        return self.ask(None, target, method, self.fields(api, token, **given))


def malformed(key, other):
    """{what is wrong: a token} made of a good one: never exactly it, never one of another key."""
    token = key.token
    prefix, key_id, secret = token[:4], token[4:12], token[12:55]
    want(len(token) == 61 and checksum(token[:55]) == token[55:], 'a token is not built as docs/keys.md says')
    rows = dict(generated.bad_tokens(token))
    for at in range(55, 61):
        rows['checksum: place %d' % (at - 54)] = twist(token, at)
    for at in (4, 11, 12, 30, 54):
        rows['place %d changed, checksum not' % at] = twist(token, at)
        changed = twist(token, at)[:55]
        rows['place %d changed, checksum right' % at] = changed + checksum(changed)
    for name, other_prefix in (('upper case', 'MST_'), ('a hyphen', 'mst-'), ('another', 'ghp_'), ('none', ''), ('twice', 'mst_mst_'), ('a blank', 'mst ')):
        rows['prefix: %s' % name] = other_prefix + token[4:]
        rows['prefix: %s, checksum right' % name] = whole(other_prefix, key_id, secret)
    rows['another key\'s id'] = whole(prefix, other.token[4:12], secret)
    rows['another key\'s secret'] = whole(prefix, key_id, other.token[12:55])
    rows['another key\'s checksum'] = token[:55] + other.token[55:]
    rows['secret all zero'] = whole(prefix, key_id, '0' * 43)
    rows['secret one shorter, checksum right'] = whole(prefix, key_id, secret[:-1])
    rows['secret one longer, checksum right'] = whole(prefix, key_id, secret + '0')
    rows['id one longer, checksum right'] = whole(prefix, key_id + '0', secret)
    rows['secret reversed, checksum right'] = whole(prefix, key_id, secret[::-1])
    rows['two of the secret swapped, checksum right'] = whole(prefix, key_id, secret[1] + secret[0] + secret[2:])
    rows['the id alone'] = key_id
    rows['the secret alone'] = secret
    return {name: value for name, value in rows.items() if value.strip(' \t') not in (token, other.token)}


def unknown(world, api):
    """What somebody is told who sends a token that was never made."""
    answer = world.try_token(api, whole('mst_', 'Unknown0', 'x' * 43))
    refused(api, answer, 'bad key')
    return answer


def test_kind(world, api, kind):
    """The key itself, then everything that is not quite it."""
    key, other = world.key(api, kind), world.store.keys[api['api'] + ' beta']
    reference = unknown(world, api)
    answer = world.try_token(api, key.token)
    if kind in GOOD:
        want(answer.status == 200, 'the key is refused', answer)
    elif kind == 'far':
        refused(api, answer, 'range')
    else:
        want(answer.same() == reference.same(), 'not the answer to an unknown key:\n%s\n---\n%s' % (answer.show(), reference.show()))
    rows = malformed(key, other)
    want(len(rows) >= 60, 'only %d malformations' % len(rows))
    problems = []
    for name, token in rows.items():
        answer = world.try_token(api, token)
        if answer.same() != reference.same():
            problems.append('%s: %s' % (name, answer.show(300)))
    want(not problems, '\n'.join(problems))
    want((world.try_token(api, key.token).status == 200) == (kind in GOOD), 'afterwards')


def test_spelling(world, api):
    """The scheme in any case and one or more blanks behind it; blanks around the value are none of it (RFC 9110, 5.5)."""
    scheme, token = api['credentials'].get('scheme'), world.key(api, 'plain').token
    for lead in ((scheme.upper() + ' ', scheme.lower() + ' ', scheme.swapcase() + '   ', ' \t' + scheme + ' ') if scheme else ('', ' ', '\t ')):
        want(world.try_token(api, token, scheme=lead).status == 200, 'refused with %r in front' % lead)
        want(world.try_token(api, token + ' \t ', scheme=lead).status == 200, 'refused with blanks behind')
    if scheme:
        refused(api, world.try_token(api, token, scheme=scheme + '\t'), 'bad key')
        refused(api, world.try_token(api, token, scheme=scheme + ' \t'), 'bad key')


def test_bytes(world, api):
    """Every byte there is, inside the token, in front of it and behind it, as it goes over the wire."""
    method, target = world.probe(api)
    token = world.key(api, 'plain').token.encode()
    said = api['credentials']
    body = world.bodies.get((method, target.split('?')[0]))
    reference = unknown(world, api).same()
    problems = []
    for byte in range(256):
        piece = bytes((byte,))
        for place, value in (('inside', token[:30] + piece + token[30:]), ('behind', token + piece), ('in front', piece + token)):
            lead = (said['scheme'] + ' ').encode() if said.get('scheme') else b''
            fields = [(name.encode(), text.encode()) for name, text in world.fields(api, '')[:-1]]
            fields = [(b'Host', b'x')] + fields + [(said['key'].encode(), lead + value)]
            wire = Wire(world.store.server.port)
            try:
                wire.send(request_bytes(method.encode(), target.encode(), fields, body))
                answer = wire.answer(method)
            except Broken as error:
                problems.append('0x%02x %s: %s' % (byte, place, error))
                continue
            finally:
                wire.close()
            blank = piece in b' \t' and place != 'inside'
            if blank and (place == 'behind' or piece == b' ' or not lead):
                fine = answer.status == 200
            elif byte in (0, 10, 13) or (byte < 32 and byte != 9) or byte == 127:
                fine = answer.status == 400 or answer.same() == reference
            else:
                fine = answer.same() == reference
            if not fine:
                problems.append('0x%02x %s: %s' % (byte, place, answer.show(200)))
    want(not problems, '%d problems\n%s' % (len(problems), '\n'.join(problems[:20])))


def test_customers(world, api):
    """Where a customer is named: a key opens its own customer only, and a stranger learns nothing about keys."""
    if not api['credentials'].get('customer'):
        answer = world.try_token(api, world.store.keys[api['api'] + ' beta'].token)
        want(answer.status == 200, 'another tenant\'s key is a good key', answer)
        return
    beta = world.store.keys[api['api'] + ' beta']
    reference = unknown(world, api)
    for kind in GOOD:
        answer = world.try_token(api, world.key(api, kind).token, customer=beta.customer)
        want(answer.same() == reference.same(), 'a key of another customer is told from an unknown one', answer)
    want(world.try_token(api, beta.token).same() == reference.same(), 'the other way round')
    want(world.try_token(api, beta.token, customer=beta.customer).status == 200, 'its own')


def test_at_once(world, api):
    """On one connection: admitted, rotated, revoked; each acts on the next request."""
    store = world.store
    key = store.key(api['api'] + ' short', 'alpha', api['api'])
    want(world.try_token(api, key.token).status == 200, 'made')
    new = rotated(store, key, '--keep', '1d')
    want([world.try_token(api, one.token).status for one in (key, new)] == [200, 200], 'rotated')
    store.run('key', 'revoke', key.id, '--old', '--tenant', 'alpha')
    refused(api, world.try_token(api, key.token), 'bad key')
    want(world.try_token(api, new.token).status == 200, 'the new one')
    store.run('key', 'revoke', key.id, '--tenant', 'alpha')
    refused(api, world.try_token(api, new.token), 'bad key')


RATE = 5


def burst(world, api, tokens):
    """Pipelines one request for each token; the answers and the seconds that it took."""
    method, target = world.probe(api)
    body = world.bodies.get((method, target.split('?')[0]))
    requests = [request_bytes(method.encode(), target.encode(), [(b'Host', b'x')] + [
        (name.encode(), value.encode()) for name, value in world.fields(api, token)], body) for token in tokens]
    wire = Wire(world.store.server.port)
    begin = time.monotonic()
    try:
        wire.send(b''.join(requests))
        return [wire.answer(method) for _ in requests], time.monotonic() - begin
    finally:
        wire.close()


def test_rate(world, api):
    """The API's own budget of a tenant: all keys together; strangers and refused requests spend nothing of it. No
    judgment here depends on how fast the machine is."""
    good, other = world.key(api, 'plain').token, world.key(api, 'rotated').token
    world.store.run('tenant', 'set', 'alpha', api['api'] + '.rate', str(RATE))
    try:
        for _ in range(10):
            time.sleep(1.05)
            answers, _ = burst(world, api, [good + 'x'] * (2 * RATE))
            want(all(answer.same() == answers[0].same() for answer in answers), 'strangers are told different things')
            refused(api, answers[0], 'bad key')
            answers, took = burst(world, api, [good, other] * RATE)
            admitted = [answer for answer in answers if answer.status == 200]
            want(RATE <= len(admitted) <= RATE * (int(took) + 1), '%d admitted in %.3f s' % (len(admitted), took))
            if len(admitted) < len(answers):
                break
        last = answers[-1]
        refused(api, last, 'rate')
        want(last.get('Retry-After') == '1', 'Retry-After', last)
        time.sleep(1.05)
        want(world.try_token(api, good).status == 200, 'refused after waiting')
        for another in world.apis:
            if another is not api:
                answers, _ = burst(world, another, [world.key(another, 'plain').token] * (2 * RATE))
                want(all(answer.status == 200 for answer in answers), 'the budget of %s is spent too' % another['api'])
    finally:
        world.store.run('tenant', 'set', 'alpha', api['api'] + '.rate', '--unset')
    answers, _ = burst(world, api, [good] * (2 * RATE))
    want(all(answer.status == 200 for answer in answers), 'limited without a limit', answers[-1])


# ---- aging ----

class Aging:
    """One tenant, a clock that is set, a key for all APIs of which one takes old tokens for revoked."""

    def __init__(self, program, folder, profile):
        self.store = muster.Store(program, folder, profile)
        self.store.set_clock('2025-01-31T10:00:00Z')
        self.store.tenant('alpha')
        self.store.run('tenant', 'set', 'alpha', 'profile', profile)
        both = ['--api', 'outthink']
        self.idle, self.busy = (self.store.key(name, 'alpha', 'kaspersky', both) for name in ('idle', 'busy'))
        self.store.start()

    def groups(self, key):
        return self.store.get('/openapi/v1/groups', key).status

    def base(self, key):
        return self.store.get('/analytics/v1/base', key).status


def aging(program, folder, profile):
    """Kaspersky's tokens live 12 months, and 6 without use; the same key goes on at another API."""
    case = Aging(program, folder, profile)
    store = case.store
    faithful = profile == 'faithful'
    try:
        want((case.groups(case.busy), case.base(case.idle)) == (200, 200), 'new')
        for when, busy, idle in (('2025-06-30T10:00:00Z', 200, None), ('2025-07-31T09:59:59Z', None, None), ('2025-07-31T10:00:00Z', 200, 401),
                                 ('2025-12-31T23:59:59Z', 200, 401), ('2026-01-31T09:59:59Z', 200, 401), ('2026-01-31T10:00:00Z', 401, 401)):
            store.set_clock(when)
            if when.startswith('2025-12'):
                store.stop()  # what it has used so far survives
                store.start()
            for key, expected in ((case.busy, busy), (case.idle, idle)):
                if expected is not None:
                    got = case.groups(key)
                    want(got == (expected if faithful else 200), '%s: %d for the %s key' % (when, got, 'busy' if key is case.busy else 'idle'))
        want((case.base(case.busy), case.base(case.idle)) == (200, 200), 'another API does not care')
        if faithful:
            # A new token is as good as new, and a setting of the tenant's own counts before the profile.
            want(case.groups(rotated(store, case.busy)) == 200, 'a new token')
            store.run('tenant', 'set', 'alpha', 'kaspersky.token_months', '0')
            want((case.groups(case.busy), case.groups(case.idle)) == (200, 200), 'for ever, and used a moment ago at the other API')
        store.stop()
    finally:
        store.kill()


API_TESTS = (('spelling', test_spelling), ('bytes', test_bytes), ('customers', test_customers), ('at once', test_at_once), ('rate', test_rate))


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        program = muster.Program(args.program)
        world = Keys(program, folder)
        try:
            for api in world.apis:
                for kind in GOOD + BAD:
                    report.check('%s: a key that is %s' % (api['api'], kind), test_kind, world, api, kind)
                for name, test in API_TESTS:
                    report.check('%s: %s' % (api['api'], name), test, world, api)
            report.check('the server ends in order', world.store.stop)
        finally:
            world.store.kill()
        if any(api['api'] == 'kaspersky' for api in world.apis):
            for profile in ('faithful', 'relaxed'):
                report.check('aging in the %s profile' % profile, aging, program, folder, profile)
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
