#!/usr/bin/env python3
"""agreement.py: summaries, lists and details of every training campaign agree with each other and with what the
records say, before and after a thousand random changes; an export is the whole: imported elsewhere, shuffled or not,
it gives the same export and the same answers.

What is expected comes from tests/lib/model.py, a second implementation of the record model. The changes are made up
from a seed; when they find something, the same seed finds it again.

    tests/prop/agreement.py [--changes 1000] [--seed 1] [--program PATH] [--keep]
"""
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from model import KINDS, SCORES, Model, fold, lines_of  # noqa: E402
from muster import Failure  # noqa: E402

CUSTOMER = '0f8fad5b-d9cb-469f-a165-70867728950e'
BASE = '/analytics/v1'
NOW = '2030-06-15T12:00:00Z'
FILTERS = ('noAction', 'notStarted', 'scheduled', 'acknowledged', 'inProgress', 'completed', 'failed')
STATUSES = FILTERS + ('paused', 'abandoned')


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
            if campaign['type'] == 'attackSimulation':
                continue
            place = '/trainingCampaigns/' + campaign['id']
            users = self.all(place + '/users')
            paths = [place] + ['%s/users?skip=%d&take=100' % (place, skip) for skip in range(0, len(users) + 1, 100)]
            paths += ['%s/users?take=100&trainingStatus=%s' % (place, word) for word in FILTERS]
            paths += ['%s/users/%s' % (place, user['userId']) for user in users]
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
        if campaign['type'] != 'attackSimulation':
            check_campaign(views, model, campaign)


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
    for row, user in zip(rows, users):
        details = views.json('%s/users/%s' % (place, user['userId']))
        same({name: details[name] for name in user}, user, place + ': details beside list')
        same(details, model.details(row), '%s/users/%s' % (place, user['userId']))


class Changes:
    """Random records about what the model holds; each newer than everything before it."""

    def __init__(self, seed, model):
        self.random = random.Random(seed)
        self.model = model
        self.moment = 0
        self.count = 0
        self.gone = set()   # what this batch takes away: nothing else of it may name that
        self.named = set()  # what this batch names: it may not be taken away

    def time(self):
        self.moment += self.random.randrange(1, 10 ** 9)
        seconds, fraction = divmod(self.moment, 10 ** 7)
        return '2031-%02d-%02dT%02d:%02d:%02d.%07dZ' % (1 + seconds // 86400 // 28, 1 + seconds // 86400 % 28, seconds // 3600 % 24,
                                                        seconds // 60 % 60, seconds % 60, fraction)

    def pick(self, kind, fits=lambda key, row: True):
        """(key, row) of something; None when there is nothing that fits."""
        rows = [pair for pair in self.model.things[kind].items() if (kind, pair[0]) not in self.gone and fits(*pair)]
        return self.random.choice(rows) if rows else None

    def pick_end(self, kind):
        """Something to take away."""
        found = self.pick(kind, lambda key, row: (kind, key) not in self.named and self.alive(row))
        if found:
            self.gone.add((kind, found[0]))
        return found

    def name(self, record):
        """Remembers what a record is about and what it refers to."""
        kind, campaign, module = record['kind'], record.get('campaignId'), record.get('moduleId')
        self.named.add((kind, record.get('id')))
        self.named.add(('campaign', campaign))
        self.named.add(('module', (campaign, module or record.get('id'))))
        if kind == 'person':
            self.named.add((kind, self.model.find_record(record)))
        if 'person' in record:
            try:
                person = self.model.find(record['person'])
            except KeyError:
                return
            self.named.update({('person', person), ('enrollment', (campaign, person)), ('progress', (campaign, module, person))})

    def person_name(self, number):
        """One of the names of a person, in some spelling."""
        row = self.model.things['person'][number]
        names = [row['ids']['outthink']] if 'ids' in row and 'outthink' in row['ids'] else []
        names += [name for name in (row.get('sourceIdentifier'), row.get('email')) if name] + row.get('aliases', [])
        name = self.random.choice(names)
        return name.upper() if self.random.random() < 0.2 and name.isascii() else name

    def who(self, row):
        """What a record about this person says to be about them. Who is new has no GUID yet that we know of."""
        if 'outthink' in row.get('ids', {}):
            return {'ids': {'outthink': row['ids']['outthink']}}
        return {name: row[name] for name in ('sourceIdentifier',) if name in row} or {'email': row['email']}

    def alive(self, row):
        """Nothing that this batch takes away is named by it."""
        return all(pair not in self.gone for pair in (
            ('person', row.get('person')), ('campaign', row.get('campaignId')), ('module', (row.get('campaignId'), row.get('moduleId'))),
            ('enrollment', (row.get('campaignId'), row.get('person')))))

    def training(self, key, row):
        return row['type'] != 'attackSimulation'

    def enrollment_members(self):
        r = self.random
        members = {}
        if r.random() < 0.8:
            members['status'] = r.choice(STATUSES)
        elif r.random() < 0.3:
            members['status'] = None
        for name in ('enrolledAt', 'startedAt', 'lastAccessedAt', 'completedAt'):
            if r.random() < 0.3:
                members[name] = r.choice((None, '20%02d-0%d-1%dT0%d:00:00.%07dZ' % (r.randrange(10, 30), r.randrange(1, 10), r.randrange(10),
                                                                                  r.randrange(10), r.choice((0, r.randrange(10 ** 7))))))
        if r.random() < 0.4:
            members['timeSpentSeconds'] = r.choice((None, 0, r.randrange(10000)))
        if r.random() < 0.5:
            members['scores'] = {name: r.choice((None, 0, 1, 0.5, r.random(), round(r.random(), 2))) for name in SCORES if r.random() < 0.5}
        return members

    # Each returns records, or None when there is nothing to do it to.

    def change_enrollment(self):
        found = self.pick('enrollment', lambda _, row: self.alive(row))
        return found and [{'kind': 'enrollment', 'campaignId': found[0][0], 'person': self.person_name(found[0][1]), **self.enrollment_members()}]

    def add_enrollment(self):
        campaign, person = self.pick('campaign', self.training), self.pick('person')
        if not campaign or not person or ('enrollment', (campaign[0], person[0])) in self.gone:
            return None
        return [{'kind': 'enrollment', 'campaignId': campaign[0], 'person': self.person_name(person[0]), **self.enrollment_members()}]

    def delete_enrollment(self):
        found = self.pick_end('enrollment')
        return found and [{'kind': 'enrollment', 'campaignId': found[0][0], 'person': self.person_name(found[0][1]), 'deleted': True}]

    def change_person(self):
        found = self.pick('person')
        r = self.random
        members = {name: value for name, value in (('status', r.choice(('active', 'inactive', 'archived'))), ('country', r.choice(('DE', 'FR', None))),
                                                   ('department', r.choice(('Sales', 'R&D', 'Ünïcode', None))), ('jobRole', r.choice(('Clerk', None))))
                   if r.random() < 0.5}
        return found and [{'kind': 'person', **self.who(found[1]), **members}]

    def rename_person(self):
        """Another address; the old one becomes an alias, by which later records may call them."""
        found = self.pick('person', lambda _, row: 'email' in row and ('ids' in row or 'sourceIdentifier' in row))
        self.count += 1
        return found and [{'kind': 'person', **self.who(found[1]), 'email': 'renamed%d@example.com' % self.count}]

    def alias_person(self):
        """A second name, and at once something said under it."""
        found = self.pick('person', lambda _, row: 'email' in row)
        if not found:
            return None
        self.count += 1
        alias = 'Alias%d@Example.com' % self.count
        records = [{'kind': 'person', 'email': found[1]['email'], 'aliases': found[1].get('aliases', []) + [alias]}]
        campaign = self.pick('campaign', self.training)
        if campaign and ('enrollment', (campaign[0], found[0])) not in self.gone:
            records.append({'kind': 'enrollment', 'campaignId': campaign[0], 'person': alias.lower(), **self.enrollment_members()})
        return records

    def join_people(self):
        """Two records of one batch about somebody new, joined by a shared address."""
        self.count += 1
        one, two = 'joined%d@example.com' % self.count, 'Joined.%d@example.com' % self.count
        records = [{'kind': 'person', 'sourceIdentifier': 'HR-%d' % self.count, 'email': one, 'department': 'First'},
                   {'kind': 'person', 'email': one, 'aliases': [two], 'country': 'NL'}]
        campaign = self.pick('campaign', self.training)
        if campaign:
            records.append({'kind': 'enrollment', 'campaignId': campaign[0], 'person': two, 'status': 'inProgress'})
        return records

    def delete_person(self):
        found = self.pick_end('person')
        return found and [{'kind': 'person', **self.who(found[1]), 'deleted': True}]

    def change_progress(self):
        enrollment = self.pick('enrollment', lambda _, row: self.alive(row))
        module = enrollment and self.pick('module', lambda key, row: key[0] == enrollment[0][0])
        if not module:
            return None
        r = self.random
        return [{'kind': 'progress', 'campaignId': module[0][0], 'moduleId': module[0][1], 'person': self.person_name(enrollment[0][1]),
                 'status': r.choice(('notStarted', 'inProgress', 'consumed', 'completed', 'failed')),
                 'timeSpentSeconds': r.randrange(1000), 'rating': r.choice((None, 1, 4.5, 5)), 'completedAt': r.choice((None, '2029-01-01T00:00:00.5Z'))}]

    def delete_progress(self):
        found = self.pick_end('progress')
        return found and [{'kind': 'progress', 'campaignId': found[0][0], 'moduleId': found[0][1], 'person': self.person_name(found[0][2]), 'deleted': True}]

    def change_attempt(self):
        found = self.pick('enrollment', lambda _, row: self.alive(row))
        r = self.random
        return found and [{'kind': 'attempt', 'campaignId': found[0][0], 'person': self.person_name(found[0][1]), 'number': r.randrange(1, 4),
                           'score': r.choice((0, 0.5, 1)), 'passed': r.random() < 0.5, 'at': '2029-02-03T04:05:06Z'}]

    def add_comment(self):
        found = self.pick('enrollment', lambda _, row: self.alive(row))
        module = found and self.pick('module', lambda key, row: key[0] == found[0][0])
        self.count += 1
        return module and [{'kind': 'comment', 'id': 'comment-%d' % self.count, 'campaignId': module[0][0], 'moduleId': module[0][1],
                            'person': self.person_name(found[0][1]), 'text': 'no. %d' % self.count, 'createdAt': '2029-03-%02dT00:00:00.%07dZ' % (
                                self.random.randrange(1, 29), self.count)}]

    def delete_comment(self):
        found = self.pick_end('comment')
        return found and [{'kind': 'comment', 'id': found[0], 'deleted': True}]

    def add_module(self):
        found = self.pick('campaign', self.training)
        self.count += 1
        return found and [{'kind': 'module', 'campaignId': found[0], 'id': 'module-%d' % self.count, 'name': 'Module %d' % self.count,
                           'position': 1000 + self.count}]

    def delete_module(self):
        found = self.pick_end('module')
        return found and [{'kind': 'module', 'campaignId': found[0][0], 'id': found[0][1], 'deleted': True}]

    def change_campaign(self):
        found = self.pick('campaign')
        r = self.random
        members = {name: value for name, value in (('status', r.choice((None, 'notStarted', 'scheduled', 'inProgress', 'completed'))),
                                                   ('name', 'Renamed %d' % r.randrange(100)), ('startedAt', r.choice((None, '2029-01-01T00:00:00Z', '2032-01-01T00:00:00Z'))),
                                                   ('endedAt', r.choice((None, '2030-06-15T12:00:00Z', '2030-06-15T12:00:00.0000001Z'))),
                                                   ('createdAt', '20%02d-01-01T00:00:00Z' % r.randrange(10, 30)),
                                                   ('passFail', {'enabled': r.random() < 0.5, 'score': r.choice((None, 0.5, 80))})) if r.random() < 0.4}
        return found and [{'kind': 'campaign', 'id': found[0], **members}]

    def add_campaign(self):
        self.count += 1
        return [{'kind': 'campaign', 'id': 'campaign-%d' % self.count, 'name': 'Campaign %d' % self.count, 'type': self.random.choice(('instant', 'curriculum')),
                 'createdAt': '2029-05-01T00:00:00Z'}]

    def delete_campaign(self):
        found = self.pick_end('campaign') if len(self.model.things['campaign']) > 6 else None
        if not found:
            return None
        for kind in ('module', 'enrollment', 'progress', 'comment'):
            self.gone.update((kind, key) for key, row in self.model.things[kind].items() if row.get('campaignId') == found[0])
        return [{'kind': 'campaign', 'id': found[0], 'deleted': True}]

    def too_old(self):
        """What an old record says about something known is ignored."""
        found = self.pick('enrollment', lambda _, row: self.alive(row))
        return found and [{'kind': 'enrollment', 'campaignId': found[0][0], 'person': self.person_name(found[0][1]), **self.enrollment_members(),
                           'updatedAt': '1999-01-01T00:00:00Z'}]

    ODDS = {'change_enrollment': 30, 'add_enrollment': 14, 'delete_enrollment': 8, 'change_person': 12, 'rename_person': 5, 'alias_person': 5,
            'join_people': 4, 'delete_person': 2, 'change_progress': 12, 'delete_progress': 3, 'change_attempt': 5, 'add_comment': 5, 'delete_comment': 2,
            'add_module': 3, 'delete_module': 1, 'change_campaign': 6, 'add_campaign': 1, 'delete_campaign': 1, 'too_old': 5}

    def batch(self, size):
        """Records in an order in which they could be applied one by one, no thing twice; the model is not changed."""
        self.gone, self.named = set(), set()
        records, used = [], set()
        while len(records) < size:
            name = self.random.choices(list(self.ODDS), self.ODDS.values())[0]
            made = getattr(self, name)()
            for record in made or []:
                record.setdefault('updatedAt', self.time())
                thing = self.thing(record)
                if thing in used:
                    break
                used.add(thing)
                records.append(record)
                self.name(record)
        return records

    def thing(self, record):
        """What a record is about, so that one batch says one thing of it."""
        kind = record['kind']
        if kind == 'person':
            key = self.model.find_record(record)
            return kind, key or fold(record['email']) + json.dumps(record, sort_keys=True)
        if 'person' in record:
            try:
                person = self.model.find(record['person'])
            except KeyError:
                person = record['person']
            return kind, record['campaignId'], record.get('moduleId'), record.get('number'), record.get('id'), person
        return kind, record.get('campaignId'), record.get('id')


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
        printed = self.store.sample('acme', '--people', 200, '--campaigns', 8, '--seed', self.args.seed, '--edge-cases')
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

    def exported(self):
        """What the store holds is what the model holds; from here on the model is the export's."""
        exported = Model(CUSTOMER).load(lines_of(self.store.export('acme')))
        got, expected = exported.meaning(), self.model.meaning()
        missing, extra = sorted(set(expected) - set(got)), sorted(set(got) - set(expected))
        want(not missing and not extra, 'missing: %s\nnot expected: %s' % (missing[:20], extra[:20]))
        wrong = ['%s: expected %s, got %s' % (key, expected[key], got[key]) for key in expected if expected[key] != got[key]]
        want(not wrong, '\n'.join(wrong[:10]))
        self.model = exported

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
                '%s: records are as expected' % name, run.exported):
            return
        report.check('%s: views agree' % name, run.views_agree)
        report.check('%s: verify accepts' % name, run.verified)
    report.check('recompute changes no answer', run.recomputed)
    report.check('importing one\'s own export changes nothing', run.imported_again)
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
