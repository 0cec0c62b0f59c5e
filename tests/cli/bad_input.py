#!/usr/bin/env python3
"""bad_input.py: what happens to bad input: exit 1, one clear sentence that names the file, the line, the field and
what to do, and a store in which nothing has changed.

    tests/cli/bad_input.py [--program PATH] [--keep]
"""
import gzip
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402

CAMPAIGN = '{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Training","type":"instant"}'
PERSON = '{"kind":"person","email":"a@example.com","department":"Sales"}'
ENROLLMENT = '{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a@example.com"}'
START = '\n'.join((CAMPAIGN, PERSON, ENROLLMENT)) + '\n'
NEW = '{"kind":"person","email":"new%d@example.com"}'
MIB = 1 << 20


def after_two(line):
    """The line as the third behind two good ones, which must not be applied either."""
    good = (NEW % 1 + '\n' + NEW % 2 + '\n').encode()
    return good + (line.encode() if isinstance(line, str) else line) + b'\n'


def person(members):
    return '{"kind":"person","email":"x@example.com",%s}' % members


def enrollment(members):
    return ENROLLMENT[:-1] + ',%s}' % members


# (what is wrong, its line as the third of a file of records, words of the sentence)
RECORDS = (
    ('no JSON', 'hello', ['JSON']),
    ('cut short', '{"kind":"person","email":"x@examp', ['JSON']),
    ('a list', '[1,2]', ['object']),
    ('two objects on a line', PERSON + PERSON, ['JSON']),
    ('no kind', '{"email":"x@example.com"}', ['kind']),
    ('an unknown kind', '{"kind":"persons","email":"x@example.com"}', ['kind', 'person']),
    ('an unknown key', person('"departement":"Sales"'), ['departement', 'department']),
    ('a key that stands twice', person('"department":"a","department":"b"'), ['key', 'before|twice']),
    ('an unknown part of scores', enrollment('"scores":{"engagment":0.5}'), ['engagment', 'engagement']),
    ('a bad date', enrollment('"startedAt":"31.12.2024"'), ['startedAt', '2026-01-31T09:30:00Z']),
    ('a day that does not exist', enrollment('"startedAt":"2023-02-29T00:00:00Z"'), ['startedAt']),
    ('a number for a date', enrollment('"startedAt":1700000000'), ['startedAt']),
    ('8 digits of a fraction', enrollment('"startedAt":"2024-01-01T00:00:00.12345678Z"'), ['startedAt']),
    ('a bad updatedAt', enrollment('"updatedAt":"yesterday"'), ['updatedAt']),
    ('a bad GUID', person('"ids":{"outthink":"62d50101-09bb-4d35-b446-1afbf0098f5"}'), ['ids.outthink', 'GUID']),
    ('a number as GUID', person('"ids":{"outthink":1}'), ['ids.outthink']),
    ('23 of 24 digits', person('"ids":{"kaspersky":"%s"}' % ('a' * 23)), ['ids.kaspersky']),
    ('a negative number', person('"ids":{"securityjourney":-1}'), ['ids.securityjourney']),
    ('a number beyond 53 bits', person('"ids":{"securityjourney":9007199254740992}'), ['ids.securityjourney']),
    ('an unknown status', enrollment('"status":"done"'), ['status', 'completed']),
    ('a score over 1', enrollment('"scores":{"engagement":1.01}'), ['engagement']),
    ('a score below 0', enrollment('"scores":{"engagement":-0.01}'), ['engagement']),
    ('text for a score', enrollment('"scores":{"engagement":"high"}'), ['engagement']),
    ('a fraction of a second', enrollment('"timeSpentSeconds":1.5'), ['timeSpentSeconds']),
    ('a country of three letters', person('"country":"DEU"'), ['country', 'ISO 3166', 'DE']),
    ('a number for a text', person('"department":7'), ['department']),
    ('a text for a truth', person('"securityChampion":"yes"'), ['securityChampion']),
    ('no e-mail address', '{"kind":"person","email":"nobody"}', ['email', 'address']),
    ('nobody at all', '{"kind":"person","department":"Sales"}', ['e-mail|email']),
    ('no campaign', '{"kind":"enrollment","person":"a@example.com"}', ['campaignId']),
    ('a campaign that nobody knows', '{"kind":"enrollment","campaignId":"none","person":"a@example.com"}', ['campaignId', 'campaign']),
    ('a person that nobody knows', '{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"b@example.com"}',
     ['person']),
    ('a name over its maximum', person('"sourceIdentifier":"%s"' % ('a' * 1025)), ['sourceIdentifier']),
    ('a text over its maximum', person('"department":"%s"' % ('a' * (64 * 1024 + 1))), ['department']),
    ('no UTF-8', b'{"kind":"person","email":"x@example.com","department":"\xff"}', ['UTF-8']),
    ('a surrogate alone', person('"department":"\\ud800"'), ['JSON|UTF-8|department']),
    ('a NUL', person('"department":"a\\u0000b"'), ['department|NUL|JSON']),
    ('a line over its maximum', person('"department":"%s"' % ('a' * MIB)), ['long|1 MiB|1048576']),
    ('deeper than allowed', '{"kind":"person","email":"x@example.com","attributes":%s1%s}' % ('{"a":' * 40, '}' * 40), ['attributes|deep|nest|JSON']),
    ('the same thing twice, differently', person('"department":"a"') + '\n' + person('"department":"b"'), ['3', '4']),
)

# (what is wrong, format, more options, content, words of the sentence)
PEOPLE = 'Email,First Name,Last Name,Department\n'
USERS = ('TrainingStatus,EnrolledAt,StartedAt,LastAccessedAt,CompletedAt,TimeTaken,DashboardUrl,CampaignId,EngagementScore,KnowledgeScore,'
         'ProductivityScore,IntentionToComplyScore,SelfEfficacyScore,ManagerSourceIdentifier,Status,Department,BusinessUnit,Country,JobRole,'
         'UserSourceIdentifier,UserId\n')


def user(training='completed', enrolled='2024-12-01T00:00:00', seconds='10', campaign='c250a670-be89-42d5-a593-676de0aff226', score='0.5',
         guid='62d50101-09bb-4d35-b446-1afbf0098f56'):
    return USERS + '%s,%s,,,,%s,,%s,%s,,,,,,active,Sales,,DE,,a@example.com,%s\n' % (training, enrolled, seconds, campaign, score, guid)


CSV = (
    ('an unknown column', 'people-csv', 'Email,Shoe Size\na@example.com,43\n', ['Shoe Size']),
    ('no column for the address', 'people-csv', 'First Name,Department\nAda,Sales\n', ['e-?mail']),
    ('a row that is longer than the header', 'people-csv', PEOPLE + 'a@example.com,A,B,C,D,E\n', [r'\b2\b']),
    ('a quotation mark without its end', 'people-csv', PEOPLE + 'a@example.com,"A,B,C\nb@example.com,A,B,C\n', [r'\b2\b|\b3\b']),
    ('no address in a row', 'people-csv', PEOPLE + 'a@example.com,A,B,C\nnobody,A,B,C\n', [r'\b3\b', 'e-?mail|Email']),
    ('a column twice', 'people-csv', 'Email,Department,Department\na@example.com,A,B\n', ['Department']),
    ('too many columns', 'people-csv', 'Email' + ',Department' * 500 + '\n', ['column']),
    ('a cell over its maximum', 'people-csv', PEOPLE + 'a@example.com,%s,B,C\n' % ('a' * (64 * 1024 + 1)), ['cell|long']),
    ('a bad date', 'outthink-users-csv', user(enrolled='2024-13-01T00:00:00'), [r'\b2\b', 'EnrolledAt', '2024-13-01']),
    ('a bad GUID', 'outthink-users-csv', user(guid='62d50101'), [r'\b2\b', 'UserId', 'GUID']),
    ('an unknown status', 'outthink-users-csv', user(training='done'), [r'\b2\b', 'TrainingStatus', 'completed']),
    ('no number', 'outthink-users-csv', user(seconds='ten'), [r'\b2\b', 'TimeTaken', 'number']),
    ('a score over 1', 'outthink-users-csv', user(score='1.5'), [r'\b2\b', 'EngagementScore']),
    ('no campaign', 'outthink-users-csv', user(campaign=''), [r'\b2\b', 'CampaignId', '--campaign-id']),
    ('a campaign that nobody knows', 'outthink-users-csv', user(campaign='c250a670-be89-42d5-a593-676de0aff227'), ['--campaign-name', '--campaign-type']),
    ('a file of records', 'people-csv', START, [r'\b1\b', 'cell|column|header']),
)


def want(condition, text):
    if not condition:
        raise Failure(text)


class Place:
    """A store with a little in it; its export tells whether anything changed."""

    def __init__(self, program, folder, name='data'):
        self.folder = folder
        self.store = muster.Store(program, folder, name)
        self.store.tenant('acme', '0f8fad5b-d9cb-469f-a165-70867728950e')
        self.store.records('acme', START)
        self.before = self.store.export('acme')

    def file(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, 'wb') as out:
            out.write(data.encode() if isinstance(data, str) else data)
        return path

    def unchanged(self):
        want(self.store.export('acme') == self.before, 'the store has changed')

    def refused(self, args, words, stdin=None):
        """Runs what must fail, and reads the sentence."""
        self.sentence(self.store.run(*args, stdin=stdin, expect=1), words)
        self.unchanged()

    @staticmethod
    def sentence(done, words):
        text = done.err.decode()
        lines = [line for line in text.splitlines() if re.match(r'(?!muster: )\S.*:\d+: ', line)]
        if lines:  # FILE:LINE: what is wrong, and a closing line
            want(re.search(r'^muster: .*nothing was applied$', text, re.M), 'it does not say that nothing was applied\n' + done.show())
        else:
            lines = [line for line in text.splitlines() if line.startswith('muster: ')]
        want(len(lines) == 1, 'expected one sentence\n' + done.show())
        want(20 < len(lines[0]) < 600, 'a sentence has a readable length\n' + done.show())
        for word in words:
            want(re.search(word, lines[0], re.I), 'the sentence does not say %s\n%s' % (word, done.show()))
        want(not re.search(r'ST_|errno|0x[0-9a-f]|\(null\)|%[sd]', lines[0]), 'words of the inside\n' + done.show())


def test_records(place, data, words):
    path = place.file('bad.ndjson', after_two(data))
    place.refused(['import', 'records', '--tenant', 'acme', path], ['bad.ndjson', r'\b3\b'] + words)
    with open(path, 'rb') as file:
        place.refused(['import', 'records', '--tenant', 'acme', '-'], [r'\b3\b'] + words, stdin=file)


def test_csv(place, form, data, words):
    path = place.file('bad.csv', data)
    place.refused(['import', form, '--tenant', 'acme', path], ['bad.csv'] + words)


def test_skip(place):
    """--on-error skip applies what is good, and still says what was not."""
    store = muster.Store(place.store.program, place.folder, 'skipping')
    store.tenant('acme')
    done = store.run('import', 'records', '--tenant', 'acme', '--on-error', 'skip', place.file('half.ndjson', after_two('hello')), expect=None)
    want(b'half.ndjson' in done.err and b'3' in done.err, 'the bad line is not named\n' + done.show())
    got = store.export('acme')
    want(b'new1@example.com' in got and b'new2@example.com' in got, 'the good lines were not applied\n' + done.show())


def test_gzip(place):
    whole = gzip.compress(after_two(NEW % 3) * 50)
    middle = len(whole) // 2
    for name, data, words in (
            ('truncated.gz', whole[:-9], ['cut|end|damaged|incomplete']), ('half.gz', whole[:middle], ['cut|end|damaged|incomplete']),
            ('header.gz', whole[:6], ['cut|end|damaged|incomplete']), ('checksum.gz', whole[:-8] + b'\0\0\0\0' + whole[-4:], ['damaged|check|gzip']),
            ('garbage.gz', whole[:20] + b'\xff' * 20 + whole[40:], ['damaged|gzip']), ('behind.gz', whole + b'garbage', ['damaged|gzip|behind|after'])):
        place.refused(['import', 'records', '--tenant', 'acme', place.file(name, data)], [name] + words)
    inner = gzip.compress(after_two('hello'))
    place.refused(['import', 'records', '--tenant', 'acme', place.file('inner.gz', inner)], ['inner.gz', r'\b3\b', 'JSON'])


def test_files(place):
    place.refused(['import', 'records', '--tenant', 'acme', place.folder], ['folder|directory', os.path.basename(place.folder)])
    place.refused(['import', 'records', '--tenant', 'acme', place.file('empty.ndjson', '')], ['empty.ndjson', 'empty'])
    place.refused(['import', 'people-csv', '--tenant', 'acme', place.file('empty.csv', '')], ['empty.csv', 'empty'])
    place.refused(['import', 'records', '--tenant', 'acme', os.path.join(place.folder, 'missing.ndjson')], ['missing.ndjson', 'no such|not there|found'])
    place.refused(['import', 'records', '--tenant', 'acme', '-'], ['standard input', 'empty'], stdin=b'')
    good = place.file('good.ndjson', NEW % 1 + '\n')
    place.refused(['import', 'records', '--tenant', 'nobody', good], ['nobody', 'tenant'])
    bad = place.file('later.ndjson', NEW % 2 + '\nhello\n')
    place.refused(['import', 'records', '--tenant', 'acme', good, bad], ['later.ndjson', r'\b2\b'])


def test_usage(place):
    """Wrong usage is exit 2, and a misspelt word names the nearest."""
    for args, words in ((['import', 'record', '--tenant', 'acme', '-'], 'records'), (['import', 'records', '--tennant', 'acme', '-'], '--tenant'),
                        (['imprt', 'records'], 'import'), (['import'], 'usage|FORMAT|format'), (['export', 'recordz', '--tenant', 'acme'], 'records')):
        done = place.store.run(*args, expect=2)
        want(re.search(words, done.err.decode(), re.I), 'the nearest is %s\n%s' % (words, done.show()))
    place.unchanged()


def feed(place, args, pieces):
    """Pipes bytes into a command that will not want all of them."""
    program = place.store.program
    process = subprocess.Popen([program.path] + args + ['--data', place.store.data], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=program.env)
    sent = 0
    try:
        for piece in pieces:
            sent += process.stdin.write(piece)
        process.stdin.close()
    except BrokenPipeError:
        pass
    process.stdin = None
    out, err = process.communicate(timeout=muster.PATIENCE * 5)
    if muster.REPORT.search(err.decode('utf-8', 'replace')):
        raise Failure('a sanitizer reported something\n' + err.decode('utf-8', 'replace'))
    return muster.Done(args, process.returncode, out, err), sent


def test_long_line(place, form):
    """2 GB without a line end, never stored anywhere."""
    piece = b'a' * MIB
    done, _ = feed(place, ['import', form, '--tenant', 'acme', '-'], (piece for _ in range(2048)))
    want(done.status == 1, 'expected exit 1\n' + done.show())
    place.sentence(done, ['standard input', r'\b1\b', 'long|MiB|KiB|bytes|cell|column'])
    place.unchanged()


def test_bomb(place):
    """2 GB of zeros behind 2 MB of gzip."""
    member = gzip.compress(b'0' * (16 * MIB), 9)
    done, _ = feed(place, ['import', 'records', '--tenant', 'acme', '-'], (member for _ in range(128)))
    want(done.status == 1, 'expected exit 1\n' + done.show())
    place.sentence(done, [r'\b1\b', 'long|MiB|bytes'])
    place.unchanged()


def test_many_bad(place):
    """A file of bad lines says how many, and does not print them all."""
    path = place.file('all-bad.ndjson', 'hello\n' * 20000)
    done = place.store.run('import', 'records', '--tenant', 'acme', path, expect=1)
    want(b'20000' in done.err.replace(b',', b'').replace(b' ', b''), 'the number of bad lines is not said\n' + done.show())
    want(len(done.err) < 200000, '%d bytes of complaints' % len(done.err))
    place.unchanged()


def test_second_server(place):
    place.store.start()
    try:
        program = place.store.program
        done = program.run(['serve', '--data', place.store.data, '--listen', '127.0.0.1:0'], expect=1)
        place.sentence(done, ['data', 'server|process|running|use'])
        other = muster.Store(program, place.folder, 'elsewhere')
        port = place.store.server.port
        done = program.run(['serve', '--data', other.data, '--listen', '127.0.0.1:%d' % port], expect=1)
        place.sentence(done, [str(port), 'use|taken', '--listen'])
        place.unchanged()
        for path, words in ((place.file('beside.ndjson', after_two('hello')), [r'\b3\b', 'JSON', 'beside.ndjson']),):
            place.refused(['import', 'records', '--tenant', 'acme', path], words)
    finally:
        place.store.stop()
    place.unchanged()


def disk_of(folder, size):
    """A small file system of our own; None where we may not have one."""
    path = os.path.join(folder, 'disk')
    os.makedirs(path, exist_ok=True)
    done = subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=%s' % size, 'tmpfs', path], capture_output=True, check=False)
    return path if done.returncode == 0 else None


def many(count):
    for at in range(0, count, 1000):
        rows = ('{"kind":"person","email":"full%07d@example.com","department":"%s"}\n' % (i, 'x' * 200) for i in range(at, at + 1000))
        yield ''.join(rows).encode()


def test_full_disk(place, disk, running):
    """The disk ends in the middle of an import: one sentence, reads go on, and space that returns is used."""
    inside = Place(place.store.program, disk, 'running' if running else 'alone')
    key = inside.store.key('main', 'acme')
    if running:
        inside.store.start()
    try:
        ballast = os.path.join(disk, 'ballast')
        with open(ballast, 'wb') as out:
            out.write(b'\0' * max(0, free_bytes(disk) - 6 * MIB))
        done, _ = feed(inside, ['import', 'records', '--tenant', 'acme', '-'], many(60000))
        want(done.status == 1, 'expected exit 1\n' + done.show())
        inside.sentence(done, ['space|full'])
        if running:
            answer = inside.store.get('/analytics/v1/campaigns', key)
            want(answer.status == 200 and b'Training' in answer.body, 'reads do not go on\n' + answer.show())
        inside.unchanged()
        os.unlink(ballast)
        end = time.monotonic() + muster.PATIENCE
        while inside.store.run('import', 'records', '--tenant', 'acme', '-', stdin=(NEW % 9).encode() + b'\n', expect=None).status != 0:
            want(time.monotonic() < end, 'space that returned is not used')
            time.sleep(0.2)
        want(b'new9@example.com' in inside.store.export('acme'), 'what was imported then is not there')
    finally:
        inside.store.stop()
    inside.store.verify()


def free_bytes(path):
    room = os.statvfs(path)
    return room.f_bavail * room.f_frsize


def run(report, place):
    for name, data, words in RECORDS:
        report.check('records: ' + name, test_records, place, data, words)
    for name, form, data, words in CSV:
        report.check('%s: %s' % (form, name), test_csv, place, form, data, words)
    report.check('bad lines are skipped where that is wanted', test_skip, place)
    report.check('damaged gzip', test_gzip, place)
    report.check('folders, empty and missing files', test_files, place)
    report.check('wrong usage', test_usage, place)
    report.check('a file of nothing but bad lines', test_many_bad, place)
    report.check('a line of 2 GB', test_long_line, place, 'records')
    report.check('a cell of 2 GB', test_long_line, place, 'people-csv')
    report.check('2 GB out of 2 MB', test_bomb, place)
    report.check('a second server', test_second_server, place)
    for running in (False, True):
        name = 'a full disk ' + ('beside a server' if running else 'without a server')
        disk = disk_of(place.folder, '48m')
        if disk is None:
            report.skip(name, 'no right to mount a small file system')
            continue
        try:
            report.check(name, test_full_disk, place, disk, running)
        finally:
            subprocess.run(['umount', disk], check=False)
    report.check('the store is as it should be', place.store.verify)


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        run(report, Place(muster.Program(args.program), folder))
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
