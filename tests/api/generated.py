#!/usr/bin/env python3
"""generated.py: what must hold for every route of every API, generated from `muster routes --json`: authentication,
other tenants' ids, wrong methods, HEAD, tags, parameters, fields, limits. A new route is tested without a line here;
a new kind of path parameter needs one in IDS, by its name or by (api, name).

    tests/api/generated.py [--program PATH] [--keep]
"""
import csv
import io
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import exact  # noqa: E402
import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402
from wire import Wire, request_bytes  # noqa: E402

# Refusals that an API may have no words for: then these are said.
STANDS_FOR = {'range': 'bad key', 'unacceptable': 'invalid', 'body': 'invalid', 'reference': 'unknown', 'taken': 'invalid'}
# A request body that is answered with 200, for routes that need one: {(api, method, path): object}.
TOLD = {'behaviour': {'reference': 'TEST'}, 'event': {'employee': {'id': 1}, 'reference': 1, 'date': '2026-01-01'}}
BODIES = {('kaspersky', 'POST', '/report'): {'lng': 'en'}, ('cultureai', 'POST', '/risks'): TOLD,
          ('cultureai', 'POST', '/behaviours/events'): TOLD,
          **{('cultureai', method, '/triage/reports/emails/detail'): {'reportType': 'CULTUREAI', 'reportTypeId': 1} for method in ('GET', 'HEAD')}}
METHODS = ('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'get')
GUID = 'a1b2c3d4-0000-4000-8000-%012d'
BAD_GUIDS = ('x', '1', 'a1b2c3d4-0000-4000-8000-00000000000', 'a1b2c3d4-0000-4000-8000-0000000000000',
             'a1b2c3d4-0000-4000-8000-00000000000g', 'a1b2c3d40000-4000-8000-000000000000', '%7Ba1b2c3d4-0000-4000-8000-000000000000',
             'a1b2c3d4-0000-4000-8000-000000000000%20', '%00', '%E2%80%8B')
BAD_TIMES = ('x', '1', '2026', '2026-13-01', '2026-02-30', '2026/01', '12:00', '2026-01-01T25:00:00Z', '2026-01-01T00:00:00Zx', 'now',
             '01/02/2026', '2026-1-1', '%00', '2026-01-01%0A')
BAD_NUMBERS = ('x', '1x', 'x1', '1.0', '1e1', '0x1', '%201', '1%20', '%2B1', '1,0', '--1', '-', 'null', 'true', '%D9%A1', '1%00')


class World:
    """Two tenants with a sample each, keys of every kind, and what the routes say of themselves."""

    def __init__(self, program, folder):
        self.program = program
        self.store = muster.Store(program, folder)
        self.apis = json.loads(program.run(['routes', '--json']).out)['apis']
        self.limits = json.loads(program.run(['limits', '--json']).out)
        self.ids = {}
        self.bodies = {(method, api['base'] + path): json.dumps(body).encode()
                       for api in self.apis for (name, method, path), body in BODIES.items() if name == api['api']}
        store = self.store
        for tenant, seed in (('alpha', 1), ('beta', 2)):
            store.tenant(tenant)
            store.sample(tenant, '--people', 40, '--campaigns', 6, '--seed', seed)
        for api in [api['api'] for api in self.apis]:
            store.key(api, 'alpha', api)
            store.key(api + ' beta', 'beta', api)
            store.key(api + ' revoked', 'alpha', api)
            store.key(api + ' expired', 'alpha', api, ['--expires', '2020-01-01'])
            others = [row['api'] for row in self.apis if row['api'] != api] + ['muster']
            store.key(api + ' elsewhere', 'alpha', others[0], [word for other in others[1:] for word in ('--api', other)])
            for scope in {route['scope'] for route in self.routes(api) if route.get('scope')}:
                store.key('%s %s' % (api, scope), 'alpha', api, ['--scope', scope])
            store.run('key', 'revoke', store.keys[api + ' revoked'].id, '--tenant', 'alpha')
        store.start()

    def routes(self, api):
        return next(row for row in self.apis if row['api'] == api)['routes']

    def ask(self, key, target, method='GET', fields=None, body=None):
        """fields replaces the ones that identify the key; a route's own body is sent where it needs one."""
        if fields is None:
            fields = key.fields(target)
        if body is None:
            body = self.bodies.get((method, target.split('?')[0]))
        return self.store.client.get(target, fields, method, body)

    def path(self, api, route, key, given=None):
        """The route's path with ids that exist for the key's tenant; given: {parameter: value} instead."""
        values = {}
        for param in route['parameters']:
            if param['in'] == 'path':
                values[param['name']] = id_of(self, api, param['name'], key, values)
        values.update(given or {})
        return api['base'] + re.sub(r'\{(\w+)\}', lambda m: values[m.group(1)], route['path'])

    def first(self, api, key, target, choose=lambda row: True):
        """The id of the first row of an OutThink list that is chosen."""
        place = (key.tenant, target)
        if place not in self.ids:
            rows = json.loads(self.ask(key, api['base'] + target).body)['values']
            self.ids[place] = next(row for row in rows if choose(row))
        return self.ids[place]


def training_campaign(world, api, key, _):
    """One with people in it, so that its users have ids."""
    return world.first(api, key, '/campaigns?take=100',
                       lambda row: row['type'] != 'attackSimulation' and row['engagedUsers'] > 0)['id']


def simulation(world, api, key, _):
    return world.first(api, key, '/campaigns?skip=0&take=100',
                       lambda row: row['type'] == 'attackSimulation' and row['engagedUsers'] > 0)['id']


def campaign_user(world, api, key, values):
    place = next(place % values[name] for name, place in (
        ('trainingCampaignId', '/trainingCampaigns/%s/users'), ('attackSimulationId', '/attackSimulations/%s/users')) if name in values)
    return world.first(api, key, place)['userId']


def reported_user(world, api, key, _):
    """Somebody of a report."""
    place = (key.tenant, 'report')
    if place not in world.ids:
        world.ids[place] = json.loads(world.ask(key, api['base'] + '/report', 'POST', body=b'{"lng":"en"}').body)[0]['id']
    return world.ids[place]


IDS = {'userid': reported_user, 'trainingCampaignId': training_campaign, 'attackSimulationId': simulation, 'userId': campaign_user}


def id_of(world, api, name, key, values):
    """A value of a path parameter that exists for the key's tenant, and for no other."""
    find = IDS.get((api['api'], name)) or IDS.get(name)
    if find is None:
        raise Failure("no line in IDS of tests/api/generated.py says how to find a value of %s's path parameter %s" % (api['api'], name))
    return find(world, api, key, values)


def want(condition, text, answer=None):
    if not condition:
        raise Failure(text + ('\n' + answer.show(1500) if answer else ''))


def refused(api, answer, why, field=None, body=True):
    """The answer is the API's refusal of this kind; one to HEAD has no body."""
    rows = {row['why']: row for row in api['refusals']}
    row = rows.get(why) or rows[STANDS_FOR[why]]
    want(answer.status == row['status'], 'expected %d for "%s"' % (row['status'], why), answer)
    want(answer.get('Content-Type', '').startswith('application/json'), 'a refusal is JSON', answer)
    body = exact.plain(exact.parse(answer.body)) if body else {}
    if row.get('code') is not None and 'code' in body:
        want(body.get('code') == row['code'], 'expected the code %s' % row['code'], answer)
    if 'field' in body:
        want(body['field'] == (field or row.get('field')), 'expected the field %s' % (field or row.get('field')), answer)
    want(answer.get('ETag') is None, 'a refusal has no ETag', answer)


# ---- authentication ----

def twist(text, at):
    """The text with another character of the same kind at this place."""
    old = text[at]
    new = 'b' if old in 'aA' else '1' if old == '0' else '0' if old.isdigit() else 'a'
    return text[:at] + new + text[at + 1:]


def bad_tokens(token):
    """Everything that is not exactly the token."""
    middle = len(token) // 2
    rows = {
        'one character less': token[:-1], 'one less in front': token[1:], 'one more': token + '0', 'one more in front': '0' + token,
        'the first changed': twist(token, 0), 'the middle changed': twist(token, middle), 'the last changed': twist(token, -1 % len(token)),
        'two swapped': token[:middle] + token[middle + 1] + token[middle] + token[middle + 2:], 'twice': token + token,
        'upper case': token.upper(), 'lower case': token.lower(), 'swapped case': token.swapcase(), 'reversed': token[::-1],
        'half': token[:middle], 'quoted': '"%s"' % token, 'single quotes': "'%s'" % token, 'angle brackets': '<%s>' % token,
        'a comma behind': token + ',', 'a semicolon behind': token + ';', 'a colon in front': ':' + token, 'an equals sign behind': token + '=',
        'a blank inside': token[:middle] + ' ' + token[middle:], 'a tab inside': token[:middle] + '\t' + token[middle:],
        'something behind a blank': token + ' x', 'something behind a tab': token + '\tx', 'percent-encoded': '%' + token.encode().hex('%'),
        'hexadecimal': token.encode().hex(), 'a percent sign behind': token + '%00', 'a backslash behind': token + '\\',
        'a byte beyond ASCII behind': token + '\xe9', 'a no-break space in front': '\xa0' + token, 'a byte beyond ASCII inside':
        token[:middle] + '\xff' + token[middle + 1:], 'a list of it and another': token + ',' + twist(token, middle),
        'JSON': json.dumps({'key': token}), 'the word null': 'null', 'the word undefined': 'undefined', 'zero': '0', 'a star': '*',
        'a percent wildcard': '%', 'an underscore': '_' * len(token), 'SQL': "' OR '1'='1", 'a path': '../../secrets.key',
        'as long as a header may be': 'a' * 7000, 'the name of the header': 'Authorization',
    }
    return {name: value for name, value in rows.items() if value.strip(' ') != token}


def malformations(world, api):
    """[(what is wrong, header fields, kind of refusal)] for an API."""
    said = api['credentials']
    keys = world.store.keys
    good, other = keys[api['api']], keys[api['api'] + ' beta']
    customer, header, scheme = said.get('customer'), said['key'], said.get('scheme')
    begin = [(customer, good.customer)] if customer else []
    lead = scheme + ' ' if scheme else ''
    rows = [('key ' + name, begin + [(header, lead + value)], 'bad key') for name, value in bad_tokens(good.token).items()]
    rows += [
        ('no key', begin, 'no key'), ('an empty key', begin + [(header, '')], 'no key'), ('a blank key', begin + [(header, '   ')], 'no key'),
        ('the key under another header', begin + [('X-' + header, lead + good.token)], 'no key'),
        ('the id of the key', begin + [(header, lead + good.id)], 'bad key'),
        ('a revoked key', begin + [(header, lead + keys[api['api'] + ' revoked'].token)], 'bad key'),
        ('an expired key', begin + [(header, lead + keys[api['api'] + ' expired'].token)], 'bad key'),
        ('a key for the other APIs', begin + [(header, lead + keys[api['api'] + ' elsewhere'].token)], 'bad key'),
        ('a wrong key in front of the right one', begin + [(header, lead + 'x'), (header, lead + good.token)], 'bad key'),
    ]
    if scheme:
        for value in (() if said.get('bare') else (good.token,)) + (scheme, scheme + good.token, scheme + ':' + good.token, scheme + '=' + good.token, scheme + '\t' + good.token,
                      'Token ' + good.token, 'Digest ' + good.token, 'Negotiate ' + good.token, scheme + 's ' + good.token,
                      scheme[:-1] + ' ' + good.token, scheme + ', ' + good.token, scheme + ' ' + scheme + ' ' + good.token,
                      '%s realm="%s"' % (scheme, good.token), '"%s %s"' % (scheme, good.token)):
            if value != good.token or not said.get('bare'):
                rows.append(('the value %s' % value.replace(good.token, 'KEY').replace('\t', 'TAB'), begin + [(header, value)], 'bad key'))
    else:
        for lead_in in ('Bearer ', 'Basic ', 'Token ', 'Digest ', header + ' ', header + ': ', 'key=', 'Negotiate '):
            rows.append(('the value %sKEY' % lead_in, begin + [(header, lead_in + good.token)], 'bad key'))
    if customer:
        key = (header, lead + good.token)
        guid = good.customer
        rows += [('no customer', [key], 'no customer'), ('an empty customer', [(customer, ''), key], 'no customer'),
                 ('nothing at all', [], 'no customer'), ('another customer\'s id', [(customer, other.customer), key], 'bad key'),
                 ('another customer\'s key', [(customer, guid), (header, lead + other.token)], 'bad key'),
                 ('a wrong customer and no key', [(customer, 'x')], 'bad customer')]
        for value in ('x', guid[:-1], guid + '0', 'g' + guid[1:], guid.replace('-', '', 1), '{%s' % guid, guid + '}', '{%s)' % guid, '"%s"' % guid,
                      guid + ',' + guid, guid + ' ' + guid, guid + ';', GUID % 0, '0' * 32, '00000000-0000-0000-0000-000000000000', 'null', '*',
                      '%', "' OR 1=1", guid + '\xe9', guid.replace('-', '\u2010').encode().decode('latin-1'), 'a' * 7000, twist(guid, 0), twist(guid, 35),
                      good.tenant, good.token, guid[::-1]):
            rows.append(('the customer %s' % ascii(value[:60]).replace(guid, 'GUID'), [(customer, value), key], 'bad customer'))
    return rows


def test_authentication(world, api, route):
    target = world.path(api, route, world.store.keys[api['api']])
    rows = malformations(world, api)
    want(len(rows) >= 60, 'only %d malformations' % len(rows))
    problems = []
    for name, fields, why in rows:
        try:
            refused(api, world.ask(None, target, route['method'], fields), why)
        except Failure as error:
            problems.append('%s: %s' % (name, error))
    want(not problems, '\n'.join(problems))
    answer = world.ask(world.store.keys[api['api']], target, route['method'])
    want(answer.status == 200, 'the right key is refused', answer)


def test_scope(world, api, route):
    target = world.path(api, route, world.store.keys[api['api']])
    for scope in sorted({other['scope'] for other in api['routes'] if other.get('scope')}):
        answer = world.ask(world.store.keys['%s %s' % (api['api'], scope)], target, route['method'])
        if route.get('scope') in (None, scope):
            want(answer.status == 200, 'a key with %s is refused' % scope, answer)
        else:
            refused(api, answer, 'scope')


def test_stranger(world, api):
    """Who has no key gets the same answer whatever he asks for."""
    known = world.path(api, api['routes'][-1], world.store.keys[api['api']])
    first = None
    for target in (known, api['base'], api['base'] + '/', api['base'] + '/nothing', api['base'] + '/%E2%82%AC', known + '/x/y/z', known + '?take=x'):
        for method in METHODS:
            answer = world.ask(None, target, method, [])
            first = first or answer
            fine = answer.status == first.status and (method == 'HEAD' or answer.body == first.body)
            want(fine, '%s %s tells a stranger something' % (method, target), answer)


# ---- tenants ----

def without_tag(answer):
    status, fields, body = answer.same()
    return status, [(name, value) for name, value in fields if name.lower() != 'etag'], body


def test_other_tenant(world, api, route):
    """Ids of one tenant asked for with another's key: byte for byte as ids that do not exist."""
    own, other = world.store.keys[api['api']], world.store.keys[api['api'] + ' beta']
    nobodys = {param['name']: '700000007' if param['type'] == 'integer' else GUID % 7
               for param in route['parameters'] if param['in'] == 'path'}
    names = list(nobodys)
    values = {}
    for name in names:
        values[name] = id_of(world, api, name, own, values)
    mine = {}
    for name in names:
        mine[name] = id_of(world, api, name, other, mine)
    for i, name in enumerate(names):
        asked = {**mine, **{n: values[n] for n in names[i:]}}
        unknown = {**mine, **{n: nobodys[n] for n in names[i:]}}
        answer = world.ask(other, world.path(api, route, other, asked), route['method'])
        refused(api, answer, 'unknown', name)
        same = world.ask(other, world.path(api, route, other, unknown), route['method'])
        want(answer.same() == same.same(), 'tells ids of another tenant from unknown ones:\n%s\n---\n%s' % (answer.show(), same.show()))
    for param in route['parameters']:
        if param['in'] == 'query' and param['type'] == 'guid':
            for value in (own.customer, GUID % 7):
                target = '%s?%s=%s' % (world.path(api, route, other), param['name'], value)
                answer = world.ask(other, target, route['method'])
                value_of_unknown = world.ask(other, target.replace(value, GUID % 8), route['method'])
                want(without_tag(answer) == without_tag(value_of_unknown), 'the filter %s finds another tenant' % param['name'], answer)


# ---- methods, HEAD, tags ----

def test_methods(world, api, route):
    """Known paths say what they allow, unknown ones are unknown whatever the method."""
    key = world.store.keys[api['api']]
    target = world.path(api, route, key)
    allowed = {other['method'] for other in api['routes'] if other['path'] == route['path']}
    allowed |= {'HEAD'} if 'GET' in allowed else set()
    for method in METHODS:
        answer = world.ask(key, target, method)
        if method in allowed:
            want(answer.status == 200, '%s should be allowed' % method, answer)
            continue
        refused(api, answer, 'method', body=method != 'HEAD')
        said = re.split(r', *', answer.get('Allow', ''))
        want(set(said) == allowed and len(said) == len(allowed), 'Allow should be %s' % sorted(allowed), answer)
        if method != 'HEAD':
            refused(api, world.ask(key, target + '/nothing/at/all', method), 'route')


def test_head(world, api, route):
    key = world.store.keys[api['api']]
    names = [param['name'] for param in route['parameters'] if param['in'] == 'query' and param['type'] in ('integer', 'guid', 'time')]
    bad = '&'.join('%s=x' % name for name in names) or 'x=x'
    for target in (world.path(api, route, key), world.path(api, route, key) + '?' + bad, api['base'] + '/nothing'):
        whole, head = world.ask(key, target), world.ask(key, target, 'HEAD')
        want(head.same()[:2] == whole.same()[:2], 'HEAD %s has other header fields than GET:\n%s\n---\n%s' % (target, head.show(), whole.show()))
        want(head.body == b'' and whole.body != b'', 'HEAD has no body, GET has one', whole)


def test_tag(world, api, route):
    key = world.store.keys[api['api']]
    target = world.path(api, route, key)
    whole = world.ask(key, target)
    tag = whole.get('ETag')
    if not route['tagged']:
        want(tag is None, 'a file or stream has no ETag', whole)
        again = world.ask(key, target, 'GET', key.fields(target) + [('If-None-Match', '*')])
        want(again.same() == whole.same(), 'If-None-Match changes a file or stream', again)
        return
    want(tag is not None and re.fullmatch(r'(W/)?"[\x21\x23-\x7e]*"', tag), 'an ETag is expected', whole)
    for method in ('GET', 'HEAD'):
        for value in (tag, '*', '"x", ' + tag, tag + ',"x"'):
            answer = world.ask(key, target, method, key.fields(target) + [('If-None-Match', value)])
            want(answer.status == 304 and answer.body == b'' and answer.get('ETag') == tag, 'expected 304 for %s' % value, answer)
    for value in ('"x"', 'x', tag[:-1], '""'):
        answer = world.ask(key, target, 'GET', key.fields(target) + [('If-None-Match', value)])
        want(answer.same() == whole.same(), 'expected the whole for %s' % value, answer)
    again = world.ask(key, target, 'GET')
    want(again.same() == whole.same(), 'the same question has another answer', again)


# ---- parameters and fields ----

def test_parameters(world, api, route):
    key = world.store.keys[api['api']]
    path = world.path(api, route, key)

    def get(target):
        return world.ask(key, target, route['method'])
    for param in route['parameters']:
        name = param['name']
        bad = {'guid': BAD_GUIDS, 'integer': BAD_NUMBERS, 'word': ('x', '1', '%00', param.get('values', [''])[0] + 'x'),
               'time': BAD_TIMES, 'integers': BAD_NUMBERS}.get(param['type'], ())
        if (route['body'] == 'json' or (route['method'], path) in world.bodies) and param['in'] == 'query':
            continue  # its folder of cases has them: a body is not made of a query, and counts before one
        for value in bad:
            if param['in'] == 'path' and '%00' in value:
                continue  # a NUL in a path is no HTTP
            target = world.path(api, route, key, {name: value}) if param['in'] == 'path' else '%s?%s=%s' % (path, name, value)
            refused(api, get(target), 'invalid', name)
        if param['in'] == 'path':
            continue
        want(get('%s?%s=' % (path, name)).body == get(path).body, 'an empty %s is not an absent one' % name)
        if param['type'] == 'word':
            for word in param['values']:
                spelled = (word, word.upper(), word.lower()) if api['anyCase'] else (word,)
                answers = {get('%s?%s=%s' % (path, name, value)).body for value in spelled}
                want(len(answers) == 1 and b'"values"' in answers.pop(), '%s=%s differs by case' % (name, word))
        if param['type'] == 'integer' and param['outside'] != 'clamped':
            test_bounds(api, param, lambda value, n=name: get('%s?%s=%d' % (path, n, value)))
        elif param['type'] == 'integer':
            test_integer(param, lambda value, n=name: get('%s?%s=%d' % (path, n, value)))
        if api['anyCase'] and bad:
            refused(api, get('%s?%s=!' % (path, name.upper())), 'invalid', name)


def test_bounds(api, param, get):
    """What lies outside is refused, what lies on the bounds is not."""
    low, high = param['minimum'], param['maximum']
    for value in (low, low + 1, high - 1, high):
        want(get(value).status == 200, '%s=%d is refused' % (param['name'], value))
    for value in (low - 1, low - 2 ** 31, -2 ** 63, -2 ** 64, high + 1, 2 ** 64 + low):
        if not low <= min(max(value, -2 ** 63), 2 ** 63 - 1) <= high:
            refused(api, get(value), param['outside'], param['name'])


def test_integer(param, get):
    """Clamped and printed; nothing overflows."""
    low, high = param['minimum'], param['maximum']
    far = (2 ** 31, 2 ** 32, 2 ** 63 - 1, 2 ** 63, 2 ** 64, 2 ** 64 + low, 10 ** 40)
    for value in {low, low + 1, low - 1, high, high - 1, high + 1, 0, -1, *far, *(-n for n in far)}:
        shown = json.loads(get(value).body)[param['name']]
        want(shown == min(max(value, low), high), '%s=%d is printed as %d' % (param['name'], value, shown))


SHAPES = {'text': lambda v: isinstance(v, str) and not isinstance(v, exact.Number),
          'integer': lambda v: isinstance(v, exact.Number) and re.fullmatch(r'-?\d+', v),
          'number': lambda v: isinstance(v, exact.Number),
          'boolean': lambda v: isinstance(v, bool),
          'guid': lambda v: re.fullmatch(r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', v),
          'digits': lambda v: isinstance(v, str) and re.fullmatch(r'-?\d+', v),
          'texts': lambda v: isinstance(v, list) and all(isinstance(text, str) for text in v)}
PARTS = {'Y': r'\d{4}', 'F': r'(\.\d{0,6}[1-9])?', **{part: r'\d\d' for part in 'MDhms'}}


def is_shape(value, field):
    """Whether a value that is not null is of the field's type; a time follows the pattern that the tables say."""
    if field['type'] == 'time':
        return re.fullmatch(''.join(PARTS.get(c, re.escape(c)) for c in field['pattern']), value)
    return SHAPES[field['type']](value)


def fits(place, value, fields):
    want(isinstance(value, exact.Object), '%s is no object' % place)
    fields = [field for field in fields if not field.get('optional') or field['name'] in value.keys()]
    want(value.keys() == [field['name'] for field in fields], '%s has the keys %s' % (place, value.keys()))
    for field in fields:
        inner, got = '%s.%s' % (place, field['name']), value.get(field['name'])
        if field['type'] == 'list':
            want(isinstance(got, list), '%s is no list' % inner)
            for row in got:
                fits(inner, row, field['fields'])
        elif field['type'] == 'object':
            fits(inner, got, field['fields'])
        elif field['type'] == 'word':
            want(got is None or got in field['values'], '%s is %s' % (inner, got))
        else:
            want(got is None or is_shape(got, field), '%s is no %s: %r' % (inner, field['type'], got))


def is_file(route):
    return route['content'] == 'text/csv'


WRITTEN = {'integer': r'-?\d+', 'number': r'-?\d+(\.\d+)?([eE][-+]?\d+)?', 'boolean': 'True|False', 'text': '(?s).*'}


def test_columns(world, api, route):
    """A file: RFC 4180 with CRLF, a header, and in every column what the tables say."""
    for key in (world.store.keys[api['api']], world.store.keys[api['api'] + ' beta']):
        answer = world.ask(key, world.path(api, route, key), route['method'])
        want(answer.get('Content-Type') == 'text/csv; charset=utf-8', 'a file is text/csv', answer)
        want(re.fullmatch(r'attachment; filename="[ -~]+\.csv"; filename\*=UTF-8\'\'[!-~]+\.csv', answer.get('Content-Disposition', '')),
             'a file has a name', answer)
        text = answer.body.decode()
        want(text.endswith('\r\n') and '\n' not in re.sub(r'"[^"]*"', '', text).replace('\r\n', ''), 'lines end with CRLF', answer)
        head, *rows = csv.reader(io.StringIO(text, newline=''), strict=True)
        want(head == [field['name'] for field in route['fields']], 'the header is %s' % head)
        for row in rows:
            want(len(row) == len(head), 'a row has %d cells: %s' % (len(row), row))
            for cell, field in zip(row, route['fields']):
                fits_cell(cell, field)


def fits_cell(cell, field):
    kind = field['type']
    if cell == '':
        return
    if kind == 'word':
        fine = cell in field['values']
    elif kind in WRITTEN:
        fine = re.fullmatch(WRITTEN[kind], cell)
    else:
        fine = is_shape(cell, field)
    want(fine, '%s is no %s: %r' % (field['name'], kind, cell))


def test_fields(world, api, route):
    """Names, order and types of every answer are as the tables say."""
    if is_file(route):
        test_columns(world, api, route)
        return
    for key in (world.store.keys[api['api']], world.store.keys[api['api'] + ' beta']):
        answer = world.ask(key, world.path(api, route, key) + ('?take=100' if api['api'] == 'outthink' else ''), route['method'])
        got = exact.parse(answer.body)
        if not isinstance(got, exact.Object):
            rows = next(field for field in route['fields'] if field['type'] == 'list')['fields']
            for row in got:
                fits('answer', row, rows)
        else:
            want(not route['array'], 'the answer is no array')
            fits('answer', got, route['fields'])
        want(b'\n' not in answer.body, 'an answer is one line', answer)


# ---- limits ----

def raw(world, data, method='GET'):
    wire = Wire(world.store.server.port)
    try:
        wire.send(data)
        return wire.answer(method)
    finally:
        wire.close()


def test_limits(world, api):
    """What is as long as allowed passes, one more is refused, and the server lives."""
    key = world.store.keys[api['api']]
    route = next(route for route in api['routes'] if not any(p['in'] == 'path' for p in route['parameters']) and
                 route['method'] == 'GET' and route['body'] != 'json')
    target = world.path(api, route, key)
    fields = [(b'Host', b'127.0.0.1')] + [(name.encode(), value.encode()) for name, value in key.fields(target)]

    def ask(query=b'', more=(), body=None):
        return raw(world, request_bytes(b'GET', target.encode() + query, fields + list(more), body))
    line = world.limits['HTTP_LINE'] - len('GET  HTTP/1.1') - len(target)
    want(ask(b'?x=' + b'a' * (line - 3)).status == 200, 'the longest line')
    want(ask(b'?x=' + b'a' * (line - 2)).status == 414, 'a line one too long')
    room = world.limits['HTTP_HEAD'] - len(request_bytes(b'GET', target.encode(), fields + [(b'X', b'')]))
    want(ask(more=[(b'X', b'a' * room)]).status == 200, 'the longest header')
    want(ask(more=[(b'X', b'a' * (room + 1))]).status == 431, 'a header one too long')
    free = world.limits['HTTP_FIELDS'] - len(fields)
    want(ask(more=[(b'X', b'1')] * free).status == 200, 'as many fields as allowed')
    want(ask(more=[(b'X', b'1')] * (free + 1)).status == 431, 'one field too many')
    want(ask(b'?' + b'&'.join([b'x=1'] * world.limits['PARAMS'])).status == 200, 'as many parameters as allowed')
    want(ask(b'?' + b'&'.join([b'x=1'] * (world.limits['PARAMS'] + 1))).status == 400, 'one parameter too many')
    body = route['bodyLimit']
    want(ask(body=b' ' * body).status in (200, 400), 'the longest body')
    refused(api, ask(body=b' ' * (body + 1)), 'too large')
    refused(api, ask(more=[(b'Content-Length', b'%d' % (body + 1))]), 'too large')
    chunk = b'%x\r\n%s\r\n' % (body + 1, b' ' * (body + 1))
    answer = raw(world, request_bytes(b'GET', target.encode(), fields + [(b'Transfer-Encoding', b'chunked')]) + chunk + b'0\r\n\r\n')
    refused(api, answer, 'too large')
    cut = world.limits['CORRELATION_ID']
    for length, shown in ((cut, cut), (cut + 1, cut)):
        answer = ask(more=[(b'Correlation-Id', b'a' * length)])
        want(answer.get('Client-Correlation-Id') == 'a' * shown, 'a client\'s id of %d characters' % length, answer)
    want(ask().status == 200, 'and then a plain request')


ROUTE_TESTS = (('authentication', test_authentication), ('scopes', test_scope), ('other tenant\'s ids', test_other_tenant),
               ('methods', test_methods), ('HEAD', test_head), ('tags', test_tag), ('parameters', test_parameters), ('fields', test_fields))
API_TESTS = (('strangers', test_stranger), ('limits', test_limits))


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        world = World(muster.Program(args.program), folder)
        try:
            for api in world.apis:
                for name, test in API_TESTS:
                    report.check('%s: %s' % (api['api'], name), test, world, api)
                for route in api['routes']:
                    for name, test in ROUTE_TESTS:
                        if name in ('HEAD', 'tags') and route['method'] != 'GET':
                            continue
                        report.check('%s %s %s: %s' % (api['api'], route['method'], route['path'], name), test, world, api, route)
            report.check('the server ends in order', world.store.stop)
            report.check('the store is as it should be', world.store.verify)
        finally:
            world.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
