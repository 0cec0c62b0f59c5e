#!/usr/bin/env python3
"""bodies.py: the body of a report of the Kaspersky API: what is accepted, every way in which it can be wrong, and its
maxima. The document says how an error is called, not how it looks: {"code","message"} are ours, the code and the first
words of the message the document's.

    tests/api/kaspersky/bodies.py [--program PATH] [--keep]
"""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402

REPORT = '/openapi/v1/report'
PEOPLE = [('ann@example.com', '0000000000000000000000a1'), ('bob@example.com', '0000000000000000000000b2'),
          ('stra\u00dfe@example.com', '0000000000000000000000c3')]

EVERYBODY = [
    {'lng': 'en'}, {'lng': 'en', 'email': []}, {'lng': 'en', 'email': None}, {'lng': 'en', 'page': None}, {'lng': 'en', 'page': 1},
    {'lng': 'en', 'page': '1'}, {'lng': 'en', 'page': 1, 'email': []}, {'page': 1, 'lng': 'en'},
    {'lng': 'en', 'other': {'x': [1, 2]}, 'Email': ['x'], 'LNG': 'xx', 'Page': 0, 'emails': 'x'},
    b' {\n"email" : [ ]\t,\r\n "lng" : "en" } ', b'{"\\u006cng":"\\u0065n"}', {'lng': 'en', '': 1, 'a.b': 2},
    {'lng': 'en', 'x': 10 ** 15, 'y': 1.5e300, 'z': [None, True]},
]
LNG = [{}, {'email': []}, {'Lng': 'en'}, {'lng ': 'en'}] + [{'lng': lng} for lng in (
    '', None, 'EN', 'En', ' en', 'en ', 'xx', 'e', 'eng', 'en-US', 'es-mx', 'es-MX', 'zh-Hant', 'ko', '0', 'n', 'english', 'de,en', '\u0435n',
    0, 5, -1, 1.5, True, False, ['en'], [], {}, {'en': 1})]
NO_LIST = ['ann@example.com', '', {'0': 'ann@example.com'}, {}, 1, 0, 1.5, True, False]
NO_TEXTS = [[1], [None], [True], [['ann@example.com']], [{}], ['ann@example.com', 1], ['ann@example.com', None]]
NO_ADDRESS = {'Ann@example.com': 0, 'ann@example.COM': 0, 'ANN@EXAMPLE.COM': 0, 'ann@examplE.com': 0, 'ann.example.com': 0,
              'ann@example': 0, '': 0, '@': 0, '.': 0, 'ann': 0, ' ': 0}
NO_PAGE = [0, -1, '0', '-1', 1.5, 'x', '1.0', '1e3', ' 1', '+1', True, False, [], [1], {}, -2 ** 63]
NO_OBJECT = [
    b'null', b'1', b'"en"', b'[]', b'[{"lng":"en"}]', b'true', b'{', b'{"lng":"en"', b'{"lng":"en"}}', b'{"lng":"en"}{"lng":"en"}',
    b'{"lng":"en","lng":"de"}', b"{'lng':'en'}", b'{lng:"en"}', b'{"lng":"en",}', b'{"lng":"\\ud800"}', b'{"lng":"en","x":"\\u0000"}',
    b'{"lng":"en","page":99999999999999999999}', b'{"lng":"en","x":NaN}', b'{"lng":"en"} x', b'\xef\xbb\xbf{"lng":"en"}', b'lng=en',
    b'<lng>en</lng>', b'\xff', b'{"lng":"en","x":"\xff"}', b'{"lng":"en","x":"\xc0\xaf"}', b'{"lng":"en","x":01}', b'{"lng":"en","x":"\n"}',
    b'{"lng":"en","x":"\\q"}', b'{"lng":"en"/**/}',
]


class Kit:
    def __init__(self, program, folder):
        self.store = muster.Store(program, folder)
        self.limits = json.loads(program.run(['limits', '--json']).out)
        self.store.set_clock('2026-06-15T12:00:00Z')
        self.store.tenant('acme')
        self.key = self.store.key('main', 'acme', 'kaspersky')
        self.store.records('acme', ''.join('{"kind":"person","email":"%s","ids":{"kaspersky":"%s"}}\n' % row for row in PEOPLE))
        self.store.start()

    def ask(self, body, fields=(), target=REPORT):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.store.get(target, self.key, 'POST', list(fields), data)

    def refused(self, body, reason, status=400):
        answer = self.ask(body)
        shown = 'the body %r\n%s' % (body if len(str(body)) < 500 else str(body)[:500], answer.show(1000))
        if answer.status != status:
            raise Failure('expected %d for %s' % (status, shown))
        said = json.loads(answer.body)
        if list(said) != ['code', 'message'] or said['code'] != 'common-validation':
            raise Failure('not the shape of an error: ' + shown)
        if not re.fullmatch('bad request: (%s)' % reason, said['message']):
            raise Failure('expected the message %s for %s' % (reason, shown))

    def everybody(self, body, fields=(), target=REPORT, emails=None):
        answer = self.ask(body, fields, target)
        if answer.status != 200 or [row['email'] for row in json.loads(answer.body)] != (emails or [email for email, _ in PEOPLE]):
            raise Failure('the body %r\n%s' % (body, answer.show(1500)))


def test_good(kit):
    for body in EVERYBODY:
        kit.everybody(body)


def test_types(kit):
    for value in ('application/json', 'application/json; charset=utf-8', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense', ''):
        kit.everybody({'lng': 'en'}, [('Content-Type', value)])


def test_query(kit):
    kit.everybody({'lng': 'en'}, target=REPORT + '?lng=xx&email=x&page=0')
    answer = kit.ask({}, target=REPORT + '?lng=en')
    if answer.status != 400:
        raise Failure('a query is no body\n' + answer.show())


def test_lng(kit):
    for body in LNG:
        kit.refused(body, ".*'lng'.*")


def test_email(kit):
    for value in NO_LIST:
        if value not in ('', ):
            kit.refused({'lng': 'en', 'email': value}, "Parameter 'email' must be a list")
    for value in NO_TEXTS:
        kit.refused({'lng': 'en', 'email': value}, "Parameter 'email' must be a list of texts")
    for value in NO_ADDRESS:
        kit.refused({'lng': 'en', 'email': [value]}, "Parameter 'email' must hold addresses .*; number 1 is none")
        kit.refused({'lng': 'en', 'email': ['ann@example.com', 'nobody@example.com', value]}, "Parameter 'email' .*; number 3 is none")


def test_page(kit):
    for value in NO_PAGE:
        kit.refused({'lng': 'en', 'page': value}, "Parameter 'page' must be .*")


def test_no_object(kit):
    for body in NO_OBJECT:
        kit.refused(body, '.*')
    kit.refused(b'', ".*'lng'.*")
    kit.refused(b'  \r\n', ".*'lng'.*")


def test_depth(kit):
    most = kit.limits['JSON_DEPTH']
    inner = most - 1  # the object is one of them
    kit.everybody(b'{"lng":"en","x":%s%s}' % (b'[' * inner, b']' * inner))
    kit.refused(b'{"lng":"en","x":%s%s}' % (b'[' * most, b']' * most), '.*')


def test_many(kit):
    most = kit.limits['REPORT_ADDRESSES']
    many = ['ann@example.com', 'bob@example.com'] * (most // 2)
    kit.everybody({'lng': 'en', 'email': many}, emails=['ann@example.com', 'bob@example.com'])
    kit.refused({'lng': 'en', 'email': many + ['ann@example.com']}, "Parameter 'email' must have at most %d values" % most)


def test_long(kit):
    most = kit.limits['HTTP_BODY']
    frame = len(b'{"lng":"en","x":""}')
    kit.everybody(b'{"lng":"en","x":"%s"}' % (b'a' * (most - frame)))
    kit.refused(b'{"lng":"en","x":"%s"}' % (b'a' * (most - frame + 1)), '.*', 413)
    kit.everybody({'lng': 'en'})


def test_unknown(kit):
    """All or nothing: one unknown address and nobody is answered; the message lists all of them, as they were sent."""
    answer = kit.ask({'lng': 'en', 'email': ['zoe@example.com', 'ann@example.com', 'x"y@example.com', 'zoe@example.com']})
    want = {'code': 'user-not-found', 'message': 'user not found: There is nobody with the address zoe@example.com, x"y@example.com, '
                                                 'zoe@example.com'}
    if answer.status != 404 or json.loads(answer.body) != want:
        raise Failure(answer.show())
    many = ['nobody%d@example.com' % i for i in range(kit.limits['REPORT_ADDRESSES'])]
    answer = kit.ask({'lng': 'en', 'email': many})
    if answer.status != 404 or json.loads(answer.body)['message'].split(' the address ')[1].split(', ') != many:
        raise Failure('ten thousand unknown addresses\n' + answer.show(500))


def test_order(kit):
    for emails in (['bob@example.com', 'ann@example.com'], ['ann@example.com', 'bob@example.com', 'ann@example.com'], ['bob@example.com'] * 3):
        kit.everybody({'lng': 'en', 'email': emails}, emails=list(dict.fromkeys(emails)))
    kit.everybody({'lng': 'en', 'email': ['strasse@example.com', 'stra\u00dfe@example.com']}, emails=['stra\u00dfe@example.com'])


TESTS = (('bodies that ask for everybody', test_good), ('any Content-Type', test_types), ('a query is not read', test_query), ('lng', test_lng),
         ('email', test_email), ('page', test_page), ('no JSON object', test_no_object), ('depth', test_depth), ('ten thousand addresses', test_many),
         ('a body of a MiB', test_long), ('unknown addresses', test_unknown), ('the order asked for', test_order))


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        kit = Kit(muster.Program(args.program), folder)
        try:
            for name, test in TESTS:
                report.check(name, test, kit)
            report.check('the server ends in order', kit.store.stop)
        finally:
            kit.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
