#!/usr/bin/env python3
"""agreement.py: summaries, lists and details of every training campaign agree with each other and with what the
records say, before and after a thousand random changes; an export is the whole: imported elsewhere, shuffled or not,
it gives the same export and the same answers.

What is expected comes from tests/lib/model.py, a second implementation of the record model. The changes are made up
from a seed; when they find something, the same seed finds it again.

    tests/prop/agreement.py [--changes 1000] [--seed 1] [--program PATH] [--keep]
"""
import csv
import io
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from changes import Changes  # noqa: E402
from model import KINDS, Model, lines_of  # noqa: E402
from muster import Failure  # noqa: E402

CUSTOMER = '0f8fad5b-d9cb-469f-a165-70867728950e'
BASE = '/analytics/v1'
NOW = '2030-06-15T12:00:00Z'
OUTCOMES = ('noAction', 'reported', 'clicked', 'credentialsCaptured')
FILTERS = ('noAction', 'notStarted', 'scheduled', 'acknowledged', 'inProgress', 'completed', 'failed')


def want(condition, text):
    if not condition:
        raise Failure(text)


def same(got, expected, place):
    if got == expected:
        return
    if isinstance(got, dict) and isinstance(expected, dict):
        want(list(got) == list(expected), '%s has the keys %s, expected %s' % (place, list(got), list(expected)))
        for name, value in got.items():
            same(value, expected[name], '%s.%s' % (place, name))
    if isinstance(got, list) and isinstance(expected, list) and len(got) == len(expected):
        for i, value in enumerate(got):
            same(value, expected[i], '%s[%d]' % (place, i))
    raise Failure('%s: expected %s, got %s' % (place, json.dumps(expected)[:2000], json.dumps(got)[:2000]))


class Views:
    """The answers of one store."""

    def __init__(self, store, key):
        self.store, self.key = store, key

    def get(self, path):
        answer = self.store.get(BASE + path, self.key)
        want(answer.status == 200, '%s\n%s' % (path, answer.show(2000)))
        return answer.body

    def json(self, path):
        return json.loads(self.get(path))

    def all(self, path, take=100):
        """Every row of a list, page by page."""
        rows, join = [], '&' if '?' in path else '?'
        while True:
            page = self.json('%s%sskip=%d&take=%d' % (path, join, len(rows), take))
            want(page['skip'] == len(rows) and page['take'] == take, '%s: effective skip and take' % path)
            rows += page['values']
            if len(page['values']) < take:
                want(page['total'] == len(rows), '%s says %d in total and lists %d' % (path, page['total'], len(rows)))
                return rows

    def crawl(self):
        """{path: bytes} of everything that can be asked."""
        out = {}
        for path in ('/campaigns?take=100', '/organizations?take=100') + tuple('/campaigns?take=100&status=' + word for word in (
                'notStarted', 'scheduled', 'inProgress', 'completed')):
            out[path] = self.get(path)
        for campaign in self.all('/campaigns'):
            simulation = campaign['type'] == 'attackSimulation'
            place = ('/attackSimulations/' if simulation else '/trainingCampaigns/') + campaign['id']
            users = self.all(place + '/users')
            paths = [place] + ['%s/users?skip=%d&take=100' % (place, skip) for skip in range(0, len(users) + 1, 100)]
            paths += ['%s/users?take=100&%s=%s' % (place, 'simulationStatus' if simulation else 'trainingStatus', word)
                      for word in (OUTCOMES if simulation else FILTERS)]
            paths += ['%s/users/%s' % (place, user['userId']) for user in users]
            paths += [place + '/users/bulk', place + '/feedbackComments']
            out.update({path: self.get(path) for path in paths})
        return out


def check_views(views, model):
    """Everything the API says, against the model and against itself."""
    campaigns = model.campaigns(NOW)
    listed = views.all('/campaigns')
    for row, expected in zip(listed, campaigns):
        if expected['engagedUsers'] is None:
            expected['engagedUsers'] = row['engagedUsers']
    same(listed, campaigns, 'campaigns')
    for word in ('notStarted', 'scheduled', 'inProgress', 'completed'):
        same([row['id'] for row in views.all('/campaigns?status=' + word)],
             [row['id'] for row in campaigns if row['status'] == word], 'campaigns ' + word)
    for campaign in model.things['campaign'].values():
        if campaign['type'] == 'attackSimulation':
            check_simulation(views, model, campaign)
        else:
            check_campaign(views, model, campaign)


def cell_of(value):
    """How a value of an answer stands in a file."""
    return '' if value is None else str(value)


def check_file(views, place, details):
    """The file of a campaign's people, row by row, beside their details; times and words are the same texts."""
    text = views.get(place + '/users/bulk').decode()
    rows = list(csv.DictReader(io.StringIO(text, newline=''), strict=True))
    want(len(rows) == len(details), '%s: the file has %d people, the list %d' % (place, len(rows), len(details)))
    compared = 0
    for row, known in zip(rows, details):
        for heading, cell in row.items():
            name = heading[0].lower() + heading[1:]
            if name not in known:
                continue
            compared += 1
            value = known[name]
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            want(float(cell or 'nan') == value if number else cell == cell_of(value),
                 '%s: %s of %s is %r in the file and %r in the details' % (place, heading, known['userId'], cell, value))
    want(compared >= 10 * len(rows), '%s: only %d cells compared' % (place, compared))


def check_simulation(views, model, campaign):
    """Summary, list and details among themselves: who is enrolled is modeled, the scanners' filter is not."""
    place = '/attackSimulations/' + model.campaign_guid(campaign)
    summary, users = views.json(place), views.all(place + '/users', 33)
    details = [views.json('%s/users/%s' % (place, user['userId'])) for user in users]
    check_file(views, place, details)
    want(len(users) == len(model.enrollments(campaign['id'])), place + ': who is enrolled')
    want(summary['totalUsers'] == len(users), place + ': totalUsers')
    want(summary['activeUsers'] == sum(user['status'] == 'active' for user in users), place + ': activeUsers')
    for word in OUTCOMES:
        found = views.all(place + '/users?simulationStatus=' + word)
        same(found, [user for user in users if user['simulationStatus'] == word], '%s/users %s' % (place, word))
    for field, counter in (('opened', 'Opened'), ('clicked', 'Clicked'), ('reported', 'Reported'), ('credentialsCaptured', 'CredCaptured')):
        want(summary['total' + counter] == sum(row[field] for row in details), '%s: total%s' % (place, counter))
        active = sum(row[field] and row['status'] == 'active' for row in details)
        want(summary['active' + counter] == active, '%s: active%s' % (place, counter))
    fell = [row['clicked'] or row['credentialsCaptured'] for row in details]
    held = sum(row['reported'] and not bad for row, bad in zip(details, fell))
    want(summary['resiliencyRate'] == (held / (held + sum(fell)) if held else 0), place + ': resiliencyRate')
    for user, row in zip(users, details):
        same({name: row[name] for name in user}, user, place + ': details beside list')
        outcome = ('credentialsCaptured' if row['credentialsCaptured'] else 'clicked' if row['clicked']
                   else 'reported' if row['reported'] else 'noAction')
        want(row['simulationStatus'] == outcome, '%s: %s' % (place, user['userId']))
        for field, at in (('opened', 'openedAt'), ('clicked', 'clickedAt'), ('credentialsEntered', 'credentialsEnteredAt'),
                          ('credentialsCaptured', 'credentialsCapturedAt'), ('reported', 'reportedAt')):
            want(row[field] == (row[at] is not None), '%s: %s beside %s' % (place, field, at))


def check_campaign(views, model, campaign):
    place = '/trainingCampaigns/' + model.campaign_guid(campaign)
    summary = views.json(place)
    same(summary, model.summary(campaign), place)
    rows = model.enrollments(campaign['id'])
    users = views.all(place + '/users', random.Random(len(rows)).choice((7, 10, 33, 100)))
    same(users, [model.user(row) for row in rows], place + '/users')
    counts = {}
    for word in FILTERS:
        found = views.all(place + '/users?trainingStatus=' + word)
        same(found, [user for user in users if user['trainingStatus'] == word], '%s/users %s' % (place, word))
        counts[word] = len(found)
    # The three views among themselves, whatever the model says.
    want(summary['totalUsers'] == len(users) == sum(counts.values()), place + ': totalUsers')
    want(summary['activeUsers'] == sum(user['status'] == 'active' for user in users), place + ': activeUsers')
    want(summary['totalNoAction'] == counts['noAction'] + counts['notStarted'] + counts['scheduled'], place + ': totalNoAction')
    for word in ('acknowledged', 'inProgress', 'completed', 'failed'):
        want(summary['total' + word[0].upper() + word[1:]] == counts[word], '%s: total %s' % (place, word))
        active = sum(user['status'] == 'active' and user['trainingStatus'] == word for user in users)
        want(summary['active' + word[0].upper() + word[1:]] == active, '%s: active %s' % (place, word))
    all_details = []
    for row, user in zip(rows, users):
        details = views.json('%s/users/%s' % (place, user['userId']))
        same({name: details[name] for name in user}, user, place + ': details beside list')
        same(details, model.details(row), '%s/users/%s' % (place, user['userId']))
        all_details.append(details)
    check_file(views, place, all_details)


def apply(store, model, records, order):
    """The same records to the program, shuffled, and to the model, kind by kind."""
    shuffled = list(records)
    order.shuffle(shuffled)
    store.records('acme', ''.join(json.dumps(record, ensure_ascii=order.random() < 0.5) + '\n' for record in shuffled))
    for kind in KINDS:
        for record in records:
            if record['kind'] == kind:
                model.apply(record)


class Run:
    def __init__(self, args, folder):
        self.args, self.folder = args, folder
        self.program = muster.Program(args.program)
        self.store = muster.Store(self.program, folder)
        self.store.clock = NOW
        self.store.tenant('acme', CUSTOMER)
        self.key = self.store.key('main', 'acme')
        self.store.start()
        self.views = Views(self.store, self.key)
        self.model = None
        self.copies = 0
        self.order = random.Random(args.seed)

    def sample(self):
        """The sample is in the store as it was printed."""
        printed = self.store.sample('acme', '--people', 200, '--campaigns', 8, '--seed', self.args.seed, '--root', CUSTOMER, '--edge-cases')
        self.model = Model(CUSTOMER).load(lines_of(self.store.export('acme')))
        same(self.model.meaning().keys(), Model(CUSTOMER).load(lines_of(printed)).meaning().keys(), 'things of the sample')
        want(len(self.model.things['enrollment']) > 500, 'the sample has people in campaigns')

    def views_agree(self):
        check_views(self.views, self.model)

    def changes(self, made, count):
        while count > 0:
            records = made.batch(self.order.choice((1, 1, 5, 12, 25)))
            apply(self.store, self.model, records, self.order)
            count -= len(records)

    def merges(self, made, count):
        """People become one, also those who are in the same campaigns."""
        for _ in range(count):
            pair = made.pair(self.order)
            if pair:
                self.store.run('people', 'merge', '--tenant', 'acme', *(made.person_name(number) for number in pair))
                self.model.merge(*pair)

    def exported(self):
        """What the store holds is what the model holds; from here on the model is the export's."""
        exported = Model(CUSTOMER).load(lines_of(self.store.export('acme')))
        got, expected = exported.meaning(), self.model.meaning()
        missing, extra = sorted(set(expected) - set(got)), sorted(set(got) - set(expected))
        want(not missing and not extra, 'missing: %s\nnot expected: %s' % (missing[:20], extra[:20]))
        wrong = ['%s: expected %s, got %s' % (key, expected[key], got[key]) for key in expected if expected[key] != got[key]]
        want(not wrong, '\n'.join(wrong[:10]))
        self.model = exported

    def files_back(self):
        """Every campaign's files, imported back, escaped or not: nothing is new, nothing changes."""
        before = self.store.export('acme')
        excel = self.store.key('excel', 'acme', 'outthink', ['--csv-escape', 'excel'])
        path = os.path.join(self.folder, 'file.csv')
        for views in (self.views, Views(self.store, excel)):
            for campaign in self.views.all('/campaigns'):
                simulation = campaign['type'] == 'attackSimulation'
                place = ('/attackSimulations/' if simulation else '/trainingCampaigns/') + campaign['id']
                for name, kind in (('/users/bulk', 'simulation' if simulation else 'users'), ('/feedbackComments', 'comments')):
                    with open(path, 'wb') as out:
                        out.write(views.get(place + name))
                    said = self.store.run('import', 'outthink-%s-csv' % kind, '--tenant', 'acme', '--campaign-id', campaign['id'], path).err
                    want(b'\n0 new, 0 changed,' in b'\n' + said, '%s%s\n%s' % (place, name, said.decode()[-2000:]))
        want(self.store.export('acme') == before, 'the export is another one now')

    def verified(self):
        self.store.verify()

    def recomputed(self):
        before = self.views.crawl()
        self.store.run('recompute')
        self.compare(before, self.views.crawl())

    def elsewhere(self, name, data):
        """A new store with the same customer id, and this in it: the same export, the same answers."""
        other = muster.Store(self.program, self.folder, name)
        other.clock = NOW
        other.tenant('acme', CUSTOMER)
        key = other.key('main', 'acme')
        other.records('acme', data)
        before, after = self.store.export('acme'), other.export('acme')
        if before != after:
            pairs = zip(before.splitlines(), after.splitlines())
            first = next((pair for pair in pairs if pair[0] != pair[1]), (len(before), len(after)))
            raise Failure('the exports differ:\n%s\n%s' % first)
        other.start()
        try:
            self.compare(self.views.crawl(), Views(other, key).crawl())
        finally:
            other.stop()
        other.verify()

    @staticmethod
    def compare(before, after):
        want(before.keys() == after.keys(), 'other paths: %s' % sorted(before.keys() ^ after.keys())[:10])
        for path, body in before.items():
            want(body == after[path], '%s: expected %r, got %r' % (path, body[:2000], after[path][:2000]))

    def transferred(self):
        self.copies += 1
        self.elsewhere('copy%d' % self.copies, self.store.export('acme'))

    def shuffled(self):
        lines = self.store.export('acme').splitlines(True)
        self.order.shuffle(lines)
        self.elsewhere('shuffled', b''.join(lines))

    def imported_again(self):
        before = self.store.export('acme')
        self.store.records('acme', before)
        want(self.store.export('acme') == before, 'importing one\'s own export has changed something')


def tests(report, run):
    if not report.check('the sample is imported', run.sample):
        return
    report.check('views agree after the import', run.views_agree)
    report.check('the sample, exported and imported elsewhere', run.transferred)
    made = Changes(run.args.seed, run.model)
    quarter = (run.args.changes + 3) // 4
    for done in range(1, 5):
        made.model = run.model
        name = 'after %d changes' % (done * quarter)
        if not report.check('%s: changes are accepted' % name, run.changes, made, quarter) or not report.check(
                '%s: people are merged' % name, run.merges, made, 5) or not report.check(
                '%s: records are as expected' % name, run.exported):
            return
        report.check('%s: views agree' % name, run.views_agree)
        report.check('%s: verify accepts' % name, run.verified)
    report.check('recompute changes no answer', run.recomputed)
    report.check('importing one\'s own export changes nothing', run.imported_again)
    report.check('importing every campaign\'s files changes nothing', run.files_back)
    report.check('exported and imported elsewhere', run.transferred)
    report.check('shuffled lines give the same store', run.shuffled)


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0], ('changes', 1000, 'random changes'), ('seed', 1, 'of everything random'))
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        run = Run(args, folder)
        try:
            tests(report, run)
            report.check('the server ends in order', run.store.stop)
            report.check('verify accepts at the end', run.store.verify)
        finally:
            run.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
