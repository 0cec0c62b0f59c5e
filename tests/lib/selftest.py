"""selftest.py: the runner must pass what is right, and fail what is wrong at the right line. Its subject is
fake_muster.py, whose answers are known."""
import os
import shutil

import language
import muster

START = 'tenant acme\nkey main\n'
GOOD = [
    ('a whole case', 'request GET /ok\nexpect 200\nheader Content-Type: application/json; charset=utf-8\n'
     'json total 2\njson values.*.id ["a", "b"]\njson values.1 {"id": "b", "score": 1}\ncount values 2\nkeys . total values\n'),
    ('a refusal', 'request GET /refused\nrefuses 400 invalid_parameter skip whole number'),
    ('an exact body', 'request GET /text\nbody <<END\none\ntwo\nEND\nbody ~ ^one'),
    ('header fields', 'request GET /analytics/v1/echo\n  with X-A: 1\\xff\n  also X-A: 2\n  without Authorization\nbody ~ X-A: 1.*\nbody ~ X-A: 2\n'
     'body ~ OT-Customer-Id: 838af527'),
    ('a variable', 'request GET /ok\nlet x = json values.0.id\nrequest GET /echo\n  with X-A: ${x}${repeat bc 2}\nbody ~ X-A: abcbc'),
    ('a limit', 'request GET /echo\n  with X-A: ${repeat z limit.LINE+1}\nbody ~ X-A: z{11}\\b'),
    ('loops', 'each path status <<END\n/ok 200\n/refused 400\nEND\nfor method in GET HEAD\nrequest ${method} ${path}\nexpect ${status}\nend\nend'),
    ('the same', 'request GET /ok\nremember a\nrequest GET /ok\nsame-as a\nrequest GET /text\nother-than a'),
    ('raw bytes', 'raw <<END\nGET /close HTTP/1.1\n\nEND\nexpect 200\nclosed'),
    ('two answers to raw bytes', 'raw <<END\nGET /ok HTTP/1.1\n\nGET /text HTTP/1.1\n\nEND\nexpect 200\nnext\nbody ~ one'),
    ('commands', 'muster fail\n  exit 1\nstderr ~ it failed\nstderr lines 1\nstdout empty'),
    ('records', 'records <<END\n{"a":1}\nEND\nrequest GET /records\nbody <<END\n{"a":1}\n\nEND'),
    ('repeated records', 'records times=10 <<END\n{"a":${i}}\nEND\nrequest GET /records\nbody ~ ^{"a":01}(.|\\s)*{"a":10}'),
    ('another folder', 'store b\ntenant other\nkey k\nrequest GET /ok\nexpect 200\nstore data\nuse main\nrequest GET /ok\nexpect 200'),
    ('a new start', 'request GET /ok\nrestart\nrequest GET /ok\nexpect 200'),
]
# (name, case, line of the failure, what the report says)
BAD = [
    ('another status', 'request GET /ok\nexpect 201', 4, 'expected 201'),
    ('another number', 'request GET /ok\njson total 3', 4, 'got      2'),
    ('a number spelled otherwise', 'request GET /ok\njson values.0.score 0.5', 4, '0.50'),
    ('another order of keys', 'request GET /ok\njson values.1 {"score": 1, "id": "b"}', 4, 'got'),
    ('a missing place', 'request GET /ok\njson values.7.id 1', 4, 'the list has 2'),
    ('another body', 'request GET /text\nbody <<END\none\nEND', 4, 'two'),
    ('a header that is there', 'request GET /ok\nheader Content-Type absent', 4, 'absent'),
    ('a header that is not there', 'request GET /ok\nheader ETag ~ .*', 4, 'ETag'),
    ('another field', 'request GET /refused\nrefuses 400 invalid_parameter take .', 4, "'take'"),
    ('another reason', 'request GET /refused\nrefuses 400 invalid_parameter skip GUID', 4, 'reason'),
    ('no error at all', 'request GET /text\nrefuses 200 a b c', 4, 'application/json'),
    ('an answer without Correlation-Id', 'request GET /nameless', 3, 'Correlation-Id'),
    ('a Correlation-Id given twice', 'request GET /again\nrequest GET /again', 4, 'twice'),
    ('a key that stands twice', 'request GET /twice', 3, 'a key stands twice'),
    ('a body without type', 'request GET /untyped', 3, 'Content-Type'),
    ('an answer that is too short', 'request GET /short', 3, 'connection ended'),
    ('something else', 'request GET /ok\nremember a\nrequest GET /text\nsame-as a', 6, 'not the same'),
    ('the same', 'request GET /ok\nremember a\nrequest GET /ok\nother-than a', 6, 'other than'),
    ('another exit', 'muster fail', 3, 'exit 1'),
    ('another sentence', 'muster fail\n  exit 1\nstderr ~ full', 5, 'it failed'),
    ('an unknown statement', 'expext 200', 3, 'no statement'),
    ('an unknown name', 'request GET /${nobody}', 3, 'nobody'),
    ('a missing golden file', 'request GET /ok\ngolden none/such', 4, 'accept'),
    ('an open connection', 'raw <<END\nGET /ok HTTP/1.1\n\nEND\nclosed', 7, 'end of the connection'),
    ('a line of the log that is no JSON', 'request GET /garbage-log', None, 'no JSON'),
    ('a report of a sanitizer', 'request GET /sanitizer', None, 'sanitizer'),
    ('a token in the log', 'request GET /tell?secret', None, 'token'),
    ('an address in the log', 'request GET /tell?a@example.com', None, 'an address'),
    ('a bad end', 'request GET /slow-end', None, 'ended with 3'),
    ('a store that is not accepted', 'file data/bad <<END\nEND', None, 'verify'),
    ('a loop without end', 'for x in a\nrequest GET /ok', None, 'no end'),
    ('a block without end', 'records <<END\n{}', None, ':3: the block has no END'),
]


def outcomes_of(folder, name, text):
    path = os.path.join(folder, 'case.t')
    with open(path, 'w', encoding='utf-8') as out:
        out.write(START + text + '\n')
    inside = os.path.join(folder, 'run')
    os.mkdir(inside)
    case = language.Case(path, muster.Program(os.path.join(muster.HERE, 'fake_muster.py')), inside)
    case.short = name
    try:
        return case.run()
    finally:
        for store in case.stores.values():
            store.kill()
        shutil.rmtree(inside)


def run(report):
    with muster.Folder() as folder:
        for name, text in GOOD:
            failures = [o.failure for o in outcomes_of(folder, 'good', text) if o.failure]
            report.add('runner passes ' + name, '\n'.join(failures) or None)
        for name, text, line, words in BAD:
            failures = [o.failure for o in outcomes_of(folder, 'bad', text) if o.failure]
            place = 'bad:%d:' % line if line else 'bad:'
            fine = len(failures) == 1 and failures[0].startswith(place) and words in failures[0]
            report.add('runner finds ' + name, None if fine else 'expected one failure at %s with "%s", got %s' % (
                place, words, failures))
        text = 'test one\nrequest GET /ok\nexpect 201\nexpect 202\ntest two\nrequest GET /ok\nexpect 200\n'
        got = [(o.name, o.failure is None) for o in outcomes_of(folder, 'file', text)]
        expected = [('file: one', False), ('file: two', True), ('file: ends in order', True)]
        report.add('runner goes on with the next test', None if got == expected else str(got))
