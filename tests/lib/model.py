"""model.py: the record model once more, written from its description and not from the program: what records mean
when they are applied, and what the OutThink API must then answer. Slow and simple on purpose."""
import datetime
import hashlib
import json
import re
import unicodedata
import uuid
from fractions import Fraction

PHASE = {'noAction': 'noAction', 'notStarted': 'notStarted', 'scheduled': 'scheduled', 'acknowledged': 'acknowledged',
         'inProgress': 'inProgress', 'paused': 'inProgress', 'abandoned': 'inProgress', 'completed': 'completed', 'failed': 'failed'}
IDLE = ('noAction', 'notStarted', 'scheduled')
MODULE = {'notStarted': 'notStarted', 'inProgress': 'inProgress', 'consumed': 'inProgress', 'completed': 'completed', 'failed': 'failed'}
IMPLIED = {'noAction': 'notStarted', 'notStarted': 'notStarted', 'scheduled': 'notStarted', 'acknowledged': 'notStarted',
           'inProgress': 'inProgress', 'completed': 'completed', 'failed': 'failed'}
SCORES = ('engagement', 'knowledge', 'productivity', 'intentionToComply', 'selfEfficacy')
GUID = re.compile(r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')
KINDS = ('organization', 'group', 'person', 'campaign', 'module', 'enrollment', 'progress', 'attempt', 'certificate', 'comment', 'simulationEvent')
WORDED = {'outthink': 'outthink', 'securityjourney': 'securityjourney', 'cultureai': 'cultureai', 'kaspersky': 'kaspersky',
          'sourceIdentifier': 'source'}  # names of other kinds among the aliases: "outthink:GUID"
MADE = ('outthink', 'securityjourney', 'cultureai', 'kaspersky')
NOBODY = '00000000-0000-0000-0000-000000000000'


def fold(text):
    return unicodedata.normalize('NFKC', unicodedata.normalize('NFKC', text).casefold())


def ticks(text):
    """100 ns since 1970."""
    found = re.fullmatch(r'(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?(Z|[+-]\d\d:\d\d)?', text)
    moment = datetime.datetime.fromisoformat(found.group(1)) - datetime.datetime(1970, 1, 1)
    zone = 0
    if found.group(3) not in (None, 'Z'):
        sign = -1 if found.group(3)[0] == '-' else 1
        zone = sign * (int(found.group(3)[1:3]) * 3600 + int(found.group(3)[4:6]) * 60)
    seconds = moment.days * 86400 + moment.seconds - zone
    return seconds * 10 ** 7 + int((found.group(2) or '').ljust(7, '0') or 0)


def local_time(value):
    """As the OutThink API prints a time of campaigns and training."""
    if value is None:
        return None
    seconds, fraction = divmod(ticks(value), 10 ** 7)
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    text = moment.isoformat(timespec='seconds')
    return text + ('.' + str(fraction).zfill(7).rstrip('0') if fraction else '')


def lines_of(export):
    return [json.loads(line) for line in export.decode().splitlines()]


class Model:
    """customer: the tenant's customer id. Things by natural key; people by a number of our own."""

    def __init__(self, customer):
        self.customer = customer
        self.things = {kind: {} for kind in KINDS}
        self.names = {}
        self.next_person = 1

    # ---- applying records ----

    def load(self, records):
        """Records that stand for themselves, in any order: an export. Deletions in it are of what is not there."""
        for kind in KINDS:
            for record in records:
                if record['kind'] == kind and not record.get('deleted'):
                    self.apply(record)
        return self

    def guid(self, *parts):
        """The identifier that is made where none is given."""
        if GUID.fullmatch(parts[-1]):
            return parts[-1]
        digest = hashlib.sha1(uuid.UUID(self.customer).bytes + b'\0'.join(part.encode() for part in parts)).digest()
        return str(uuid.UUID(bytes=digest[:16], version=5))

    def key_of(self, record):
        kind = record['kind']
        if kind == 'person':
            return self.find_record(record)
        if kind in ('organization', 'group', 'campaign', 'comment'):
            return record['id']
        if kind == 'module':
            return record['campaignId'], record['id']
        person = self.find(record['person'])
        if kind == 'enrollment':
            return record['campaignId'], person
        if kind in ('progress', 'certificate'):
            return record['campaignId'], record['moduleId'], person
        if kind == 'simulationEvent':
            return record['campaignId'], person, record['type'], ticks(record['at'])
        return record['campaignId'], person, record['number']

    @staticmethod
    def names_of(record):
        """Every name that a person goes by: (what, value)."""
        found = [(api, str(value).lower()) for api, value in (record.get('ids') or {}).items() if value is not None]
        source = record.get('sourceIdentifier') or record.get('email')
        if source:
            found.append(('source', fold(source)))
        found += [('email', fold(record['email']))] if record.get('email') else []
        for alias in record.get('aliases') or []:
            api, _, value = alias.partition(':')
            found.append((WORDED[api], fold(value)) if api in WORDED and value else ('email', fold(alias)))
        return found

    def find_record(self, record):
        found = {self.names[name] for name in self.names_of(record) if name in self.names}
        assert len(found) <= 1, 'a record about two people'
        return found.pop() if found else None

    def find(self, text):
        for name in (('outthink', text.lower()), ('kaspersky', text.lower()), ('source', fold(text)), ('email', fold(text))):
            if name in self.names:
                return self.names[name]
        raise KeyError(text)

    def apply(self, record):
        """One record. What is older than what is there changes nothing. The time of a deletion is not kept: whoever
        makes up records sees to it that nothing older comes after it."""
        kind, key = record['kind'], self.key_of(record)
        old = self.things[kind].get(key)
        if old and 'updatedAt' in record and ticks(record['updatedAt']) < ticks(old['updatedAt']):
            return
        if record.get('deleted'):
            if old is not None:
                self.drop(kind, key)
            return
        if kind == 'person' and key is None:
            key, self.next_person = self.next_person, self.next_person + 1
        new = dict(old or {})
        for name, value in record.items():
            if isinstance(value, dict) and name in ('ids', 'scores', 'passFail'):
                value = {k: v for k, v in {**new.get(name, {}), **value}.items() if v is not None}
            new[name] = value
        new = {name: value for name, value in new.items() if value is not None and value != {}}
        if kind == 'simulationEvent':
            # It enrolls its person; what an enrollment's own record says wins over that.
            self.things['enrollment'].setdefault(key[:2], {'kind': 'enrollment', 'campaignId': key[0], 'person': key[1],
                                                           'updatedAt': '1970-01-01T00:00:00Z'})
        if kind in ('enrollment', 'progress', 'attempt', 'certificate', 'comment', 'simulationEvent') and 'person' in record and record['person'] is not None:
            new['person'] = self.find(record['person'])
        if kind == 'person':
            if old and old.get('email') and 'aliases' not in record and fold(old['email']) != fold(new.get('email') or ''):
                new['aliases'] = new.get('aliases', []) + [old['email']]
            self.names = {name: who for name, who in self.names.items() if who != key}
            self.names.update({name: key for name in self.names_of(new)})
        self.things[kind][key] = new

    FURTHER = ('noAction', 'scheduled', 'notStarted', 'acknowledged', 'inProgress', 'failed', 'completed')

    def standing(self, row):
        """How far somebody is in a campaign; scheduled and not started are equally far."""
        times = [ticks(row[name]) for name in ('enrolledAt', 'startedAt', 'lastAccessedAt', 'completedAt') if name in row]
        place = self.FURTHER.index(self.phase(row))
        return place - (place == 2), max(times + [-1]), ticks(row['updatedAt'])

    def merge(self, key, other):
        """Two people become one: the first stays, and what it does not say comes from the other."""
        people = self.things['person']
        one, two = people[key], people.pop(other)
        names = sorted({name for name, who in self.names.items() if who == other})
        one['aliases'] = one.get('aliases', []) + [
            value if api == 'email' else '%s:%s' % ('sourceIdentifier' if api == 'source' else api, value) for api, value in names]
        called = any(name in one for name in ('firstName', 'lastName', 'fullName', 'shortName'))
        for name, value in two.items():
            part = name in ('firstName', 'lastName', 'fullName', 'shortName')
            if name not in one and name not in ('ids', 'sourceIdentifier', 'email', 'status') and not (part and called):
                one[name] = value
        one['updatedAt'] = max(one['updatedAt'], two['updatedAt'], key=ticks)
        self.names.update({name: key for name in names})
        rows = self.things['enrollment']
        for campaign, person in [pair for pair in rows if pair[1] == other]:
            own = rows.get((campaign, key))
            if own and self.standing(own) >= self.standing(rows[campaign, other]):
                self.drop('enrollment', (campaign, other))
                continue
            if own:
                self.drop('enrollment', (campaign, key))
            rows[campaign, key] = dict(rows.pop((campaign, other)), person=key)
        for kind, at in (('progress', 2), ('certificate', 2), ('attempt', 1), ('simulationEvent', 1)):
            for old in [old for old in self.things[kind] if old[at] == other]:
                new = old[:at] + (key,) + old[at + 1:]
                self.things[kind][new] = dict(self.things[kind].pop(old), person=key)
        for row in self.things['comment'].values():
            if row.get('person') == other:
                row['person'] = key

    def drop(self, kind, key):
        del self.things[kind][key]
        below = {
            'person': lambda k, row: row.get('person') == key,
            'campaign': lambda k, row: row.get('campaignId') == key,
            'module': lambda k, row: k in ('progress', 'certificate') and (row['campaignId'], row['moduleId']) == key,
            'enrollment': lambda k, row: k in ('progress', 'attempt', 'certificate', 'simulationEvent') and (row['campaignId'], row['person']) == key,
        }.get(kind)
        if kind == 'person':
            self.names = {name: who for name, who in self.names.items() if who != key}
        if below:
            for other in ('module', 'enrollment', 'progress', 'attempt', 'certificate', 'comment', 'simulationEvent'):
                for k in [k for k, row in self.things[other].items() if below(other, row)]:
                    del self.things[other][k]
        if kind == 'module':
            for row in self.things['comment'].values():
                if (row.get('campaignId'), row.get('moduleId')) == key:
                    del row['moduleId']

    def meaning(self):
        """Everything that records said, without made identifiers, times of change, and our numbers of people."""
        def who(number):
            person = self.things['person'][number]
            return fold(person.get('sourceIdentifier') or person.get('email') or json.dumps(person['ids'], sort_keys=True))
        out = {}
        for kind in KINDS:
            for row in self.things[kind].values():
                row = {name: value for name, value in row.items() if name not in ('ids', 'updatedAt')}
                if kind == 'person':
                    aliases = [alias for alias in row.get('aliases', []) if alias.partition(':')[0] not in MADE]
                    row['aliases'] = sorted({fold(alias) for alias in aliases} - {fold(row.get('email', ''))})
                    row['sourceIdentifier'] = row.get('sourceIdentifier') or row.get('email')
                    row['attributes'] = row.get('attributes', {})
                if 'person' in row:
                    row['person'] = who(row['person'])
                for name in [name for name in row if name.endswith('At') or name == 'plannedEnd' or name == 'at']:
                    row[name] = ticks(row[name])
                natural = [row.get(name) for name in ('campaignId', 'moduleId', 'id', 'person', 'number') if name in row]
                natural += [row['type'], row['at']] if kind == 'simulationEvent' else []
                if kind == 'person':
                    natural = [fold(row['sourceIdentifier'] or '')]
                out[json.dumps([kind] + natural)] = row
        return out

    # ---- what the OutThink API answers ----

    def campaigns(self, now):
        """Rows of /campaigns, in their order; engagedUsers of simulations is None (not modeled)."""
        rows = []
        for campaign in self.things['campaign'].values():
            training = campaign['type'] != 'attackSimulation'
            test = campaign.get('passFail', {})
            enabled = bool(test.get('enabled'))
            organization = campaign.get('organizationId')
            phases = [self.phase(e) for e in self.enrollments(campaign['id'])]
            rows.append((ticks(campaign['createdAt']), {
                'id': self.campaign_guid(campaign), 'name': campaign.get('name'), 'type': campaign['type'],
                'status': self.campaign_status(campaign, now),
                'engagedUsers': sum(phase not in IDLE for phase in phases) if training else None,
                'startedAt': local_time(campaign.get('startedAt')), 'endedAt': local_time(campaign.get('endedAt')),
                'targetOrgId': self.guid('organization', organization) if organization else self.customer,
                'deliveryMethod': campaign.get('deliveryMethod', 'headless'), 'createdAt': local_time(campaign['createdAt']),
                'passFailEnabled': enabled, 'passFailScore': test.get('score') if enabled else None,
                'passFailAttempts': test.get('attempts') if enabled else None}))
        return [row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1]['id']))]

    def campaign_guid(self, campaign):
        return campaign.get('ids', {}).get('outthink') or self.guid('campaign', campaign['id'])

    @staticmethod
    def campaign_status(campaign, now):
        if 'status' in campaign:
            return campaign['status']
        if 'startedAt' not in campaign:
            return 'notStarted'
        if ticks(campaign['startedAt']) > ticks(now):
            return 'scheduled'
        ended = 'endedAt' in campaign and ticks(campaign['endedAt']) <= ticks(now)
        return 'completed' if ended else 'inProgress'

    def enrollments(self, campaign_id):
        """In the order of lists."""
        rows = [row for row in self.things['enrollment'].values() if row['campaignId'] == campaign_id]
        return sorted(rows, key=lambda row: row.get('ids', {}).get('securityjourney', 0))

    @staticmethod
    def phase(enrollment):
        if 'status' in enrollment:
            return PHASE[enrollment['status']]
        return 'completed' if 'completedAt' in enrollment else 'inProgress' if 'startedAt' in enrollment else 'noAction'

    def active(self, enrollment):
        return self.things['person'][enrollment['person']].get('status', 'active') == 'active'

    def summary(self, campaign):
        rows = self.enrollments(campaign['id'])
        out = {'id': self.campaign_guid(campaign), 'name': campaign.get('name'), 'activeUsers': sum(map(self.active, rows)),
               'totalUsers': len(rows)}
        for name in ('engagement', 'knowledge'):
            scores = [Fraction(row['scores'][name]) for row in rows if name in row.get('scores', {})]
            out['avg' + name.capitalize()] = float(sum(scores) / len(scores)) if scores else 0
        times = [row.get('timeSpentSeconds', 0) for row in rows if 'startedAt' in row]
        out['avgTimeSpent'] = (2 * sum(times) + len(times)) // (2 * len(times)) if times else 0
        for prefix, chosen in (('active', [row for row in rows if self.active(row)]), ('total', rows)):
            phases = [self.phase(row) for row in chosen]
            out[prefix + 'NoAction'] = sum(phase in IDLE for phase in phases)
            for phase in ('acknowledged', 'inProgress', 'completed', 'failed'):
                out[prefix + phase[0].upper() + phase[1:]] = phases.count(phase)
        return out

    def user(self, row):
        """A row of the list of users."""
        person = self.things['person'][row['person']]
        out = {'userId': person['ids']['outthink'], 'userSourceIdentifier': person.get('sourceIdentifier') or person.get('email'),
               'status': 'active' if self.active(row) else 'inactive', 'department': person.get('department'),
               'country': person.get('country'), 'trainingStatus': self.phase(row)}
        for name in SCORES:
            out[name + 'Score'] = row.get('scores', {}).get(name)
        return out

    def details(self, row):
        """One user of a campaign."""
        campaign, person = row['campaignId'], row['person']
        attempts = [attempt for (c, p, _), attempt in self.things['attempt'].items() if (c, p) == (campaign, person)]
        return {'modules': self.modules(row),
                'attempts': [{'attempt': a['number'], 'score': a.get('score'), 'passed': a.get('passed'), 'attemptedAt': local_time(a.get('at'))}
                             for a in sorted(attempts, key=lambda a: a['number'])],
                'enrolledAt': local_time(row.get('enrolledAt')), 'startedAt': local_time(row.get('startedAt')),
                'lastAccessedAt': local_time(row.get('lastAccessedAt')), 'completedAt': local_time(row.get('completedAt')), **self.user(row)}

    def modules(self, row):
        campaign, person = row['campaignId'], row['person']
        modules = [module for module in self.things['module'].values() if module['campaignId'] == campaign]
        if not modules:
            return [{'moduleId': NOBODY, 'moduleName': '-', 'moduleStatus': IMPLIED[self.phase(row)],
                     'completedAt': local_time(row.get('completedAt')), 'timeSpentSeconds': row.get('timeSpentSeconds', 0),
                     'rating': None, 'commentId': self.latest_comment(campaign, None, person)}]
        out = []
        for module in sorted(modules, key=lambda module: ('position' not in module, module.get('position'), module['id'])):
            progress = self.things['progress'].get((campaign, module['id'], person), {})
            out.append({'moduleId': module['id'] if GUID.fullmatch(module['id']) else self.guid('module', campaign, module['id']),
                        'moduleName': module.get('name'), 'moduleStatus': MODULE[progress.get('status', 'notStarted')],
                        'completedAt': local_time(progress.get('completedAt')), 'timeSpentSeconds': progress.get('timeSpentSeconds', 0),
                        'rating': progress.get('rating'), 'commentId': self.latest_comment(campaign, module['id'], person)})
        return out

    def latest_comment(self, campaign, module, person):
        """module None: on the campaign as a whole."""
        found = [(ticks(c['createdAt']) if 'createdAt' in c else -10 ** 30, c['id']) for c in self.things['comment'].values()
                 if (c.get('campaignId'), c.get('moduleId'), c.get('person')) == (campaign, module, person)]
        return self.guid('comment', max(found)[1]) if found else None
