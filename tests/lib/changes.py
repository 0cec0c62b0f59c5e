"""changes.py: random records about what a model (model.py) holds, each newer than everything before it: people that
change, get other names, are joined, leave; enrollments, progress, attempts, comments, modules and campaigns that come,
change and go. The same seed and the same model give the same records."""
import json
import random

from model import SCORES, fold

STATUSES = ('noAction', 'notStarted', 'scheduled', 'acknowledged', 'inProgress', 'completed', 'failed', 'paused', 'abandoned')


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
            self.named.update({('person', person), ('enrollment', (campaign, person)), ('progress', (campaign, module, person)),
                               ('certificate', (campaign, module, person))})

    def person_name(self, number):
        """One of the names of a person, in some spelling."""
        row = self.model.things['person'][number]
        names = [row['ids']['outthink']] if 'ids' in row and 'outthink' in row['ids'] else []
        names += [name for name in (row.get('sourceIdentifier'), row.get('email')) if name]
        names += [alias for alias in row.get('aliases', []) if ':' not in alias]
        name = self.random.choice(names)
        return name.upper() if self.random.random() < 0.2 and name.isascii() else name

    def pair(self, order):
        """Two people to be merged, half of the time of one campaign; None when names would be too many."""
        people = self.model.things['person']
        numbers = sorted(people)
        if order.random() < 0.5:
            campaign = order.choice(sorted({campaign for campaign, _ in self.model.things['enrollment']}))
            numbers = sorted(person for other, person in self.model.things['enrollment'] if other == campaign)
        pair = order.sample(numbers, 2) if len(numbers) > 1 else []
        # Who of two is further in a simulation is not modeled.
        simulated = [{campaign for campaign, person, *_ in self.model.things['simulationEvent'] if person == number} for number in pair]
        if pair and simulated[0] & simulated[1]:
            return None
        return pair if pair and sum(len(people[number].get('aliases', [])) + 8 for number in pair) < 90 else None

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

    @staticmethod
    def may_be_renamed(row):
        """A record holds at most 100 aliases."""
        return 'email' in row and len(row.get('aliases', [])) < 90

    def rename_person(self):
        """Another address; the old one becomes an alias, by which later records may call them."""
        found = self.pick('person', lambda _, row: self.may_be_renamed(row) and ('ids' in row or 'sourceIdentifier' in row))
        self.count += 1
        return found and [{'kind': 'person', **self.who(found[1]), 'email': 'renamed%d@example.com' % self.count}]

    def alias_person(self):
        """A second name, and at once something said under it."""
        found = self.pick('person', lambda _, row: self.may_be_renamed(row))
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

    def change_certificate(self):
        enrollment = self.pick('enrollment', lambda _, row: self.alive(row))
        module = enrollment and self.pick('module', lambda key, row: key[0] == enrollment[0][0])
        return module and [{'kind': 'certificate', 'campaignId': module[0][0], 'moduleId': module[0][1],
                            'person': self.person_name(enrollment[0][1]), 'at': self.random.choice((None, '2029-01-01T00:00:00.5Z'))}]

    def delete_certificate(self):
        found = self.pick_end('certificate')
        return found and [{'kind': 'certificate', 'campaignId': found[0][0], 'moduleId': found[0][1], 'person': self.person_name(found[0][2]), 'deleted': True}]

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
        for kind in ('module', 'enrollment', 'progress', 'certificate', 'comment'):
            self.gone.update((kind, key) for key, row in self.model.things[kind].items() if row.get('campaignId') == found[0])
        return [{'kind': 'campaign', 'id': found[0], 'deleted': True}]

    def too_old(self):
        """What an old record says about something known is ignored."""
        found = self.pick('enrollment', lambda _, row: self.alive(row))
        return found and [{'kind': 'enrollment', 'campaignId': found[0][0], 'person': self.person_name(found[0][1]), **self.enrollment_members(),
                           'updatedAt': '1999-01-01T00:00:00Z'}]

    ODDS = {'change_enrollment': 30, 'add_enrollment': 14, 'delete_enrollment': 8, 'change_person': 12, 'rename_person': 5, 'alias_person': 5,
            'join_people': 4, 'delete_person': 2, 'change_progress': 12, 'delete_progress': 3, 'change_attempt': 5, 'change_certificate': 5, 'delete_certificate': 2, 'add_comment': 5, 'delete_comment': 2,
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
