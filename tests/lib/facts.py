"""facts.py: what exported records say about people, training, simulations and scores, by the rules that hold for all
four APIs: the table of statuses, modules, who acted (scanners left out), decision scores, Kaspersky's courses. Written from
the documents and docs/scores.md and not from the program, slow and simple; model.py reads the records."""
import datetime
from collections import Counter

from model import Model, fold, lines_of, local_time, ticks

SECOND = 10 ** 7
DAY = 86400 * SECOND
NO_DAY = '0001-01-01'

# The table of statuses: stored -> OutThink, Security Journey's enrollment and assignment.
STATUSES = {
    'noAction': ('noAction', 'not_started', 'not_started'),
    'notStarted': ('notStarted', 'not_started', 'not_started'),
    'scheduled': ('scheduled', 'not_started', 'not_started'),
    'acknowledged': ('acknowledged', 'not_started', 'not_started'),
    'inProgress': ('inProgress', 'in_progress', 'in_progress'),
    'paused': ('inProgress', 'paused', 'in_progress'),
    'abandoned': ('inProgress', 'abandoned', 'in_progress'),
    'completed': ('completed', 'passed', 'completed'),
    'failed': ('failed', 'failed', 'in_progress'),
}
NOT_BEGUN = ('noAction', 'notStarted', 'scheduled', 'acknowledged')
IMPLIED = dict({status: 'inProgress' for status in ('inProgress', 'paused', 'abandoned')},
               **{status: 'notStarted' for status in NOT_BEGUN}, completed='completed', failed='failed')
LESSON = {'notStarted': 'not_started', 'inProgress': 'in_progress', 'consumed': 'consumed', 'completed': 'passed', 'failed': 'failed'}
SHOWN_MODULE = {'notStarted': 'notStarted', 'inProgress': 'inProgress', 'consumed': 'inProgress', 'completed': 'completed', 'failed': 'failed'}
CLICKS = ('clicked', 'credentialsEntered', 'attachmentOpened', 'replied')
FOLLOWS = CLICKS + ('credentialsCaptured',)
ROBOTS = ('curl/', 'slackbot', 'headlesschrome')  # of the list of user agents, those that the records have


def second(value):
    """A time of a record as YYYY-MM-DDThh:mm:ss."""
    return None if value is None else local_time(value).partition('.')[0]


def slashed(value):
    return None if value is None else second(value).replace('-', '/').replace('T', ' ')


class Facts:
    """What the exported records say, by the rules that hold for all APIs."""

    def __init__(self, export, customer, now):
        records = lines_of(export)
        self.model = Model(customer).load(records)
        self.people = self.model.things['person']
        self.others = {kind: [record for record in records if record['kind'] == kind and not record.get('deleted')]
                       for kind in ('behavior', 'behaviorEvent', 'reportedMail', 'mailDecision')}
        self.rows = {True: [], False: []}  # enrollments: in simulations, in training
        for row in sorted(self.model.things['enrollment'].values(), key=lambda row: row['ids']['securityjourney']):
            self.rows[self.simulated(row['campaignId'])].append(row)
        self.certified = {campaign for campaign, _, _ in self.model.things['certificate']}
        self.modules_of = {}
        for module in sorted(self.model.things['module'].values(),
                             key=lambda module: ('position' not in module, module.get('position'), module['id'])):
            self.modules_of.setdefault(module['campaignId'], []).append(module)
        self.judged = self.judge()
        self.results = {(row['campaignId'], row['person']): self.result(row['campaignId'], row['person']) for row in self.rows[True]}
        self.now = ticks(now)
        self.risks = {}

    def simulated(self, campaign):
        return self.campaign(campaign)['type'] == 'attackSimulation'

    def campaign(self, name):
        return dict({'type': 'instant'}, **self.model.things['campaign'][name])

    def shown(self):
        """Who is listed where archived people are not."""
        return {number: person for number, person in self.people.items() if person.get('status') != 'archived'}

    @staticmethod
    def status(row):
        return row.get('status') or ('completed' if 'completedAt' in row else 'inProgress' if 'startedAt' in row else 'noAction')

    def modules(self, row):
        """(name, level, required, status, progress) of each module of an enrollment; without any there is an implied one."""
        campaign, person = row['campaignId'], row['person']
        if campaign not in self.modules_of:
            return [(self.campaign(campaign).get('name'), self.campaign(campaign).get('level'), True, IMPLIED[self.status(row)], row)]
        out = []
        for module in self.modules_of[campaign]:
            progress = self.model.things['progress'].get((campaign, module['id'], person), {})
            out.append((module, module.get('level'), module.get('required', True), progress.get('status', 'notStarted'), progress))
        return out

    def due(self, row):
        return row.get('plannedEnd') or self.campaign(row['campaignId']).get('dueAt')

    # ---- simulations: who acted, and what follows ----

    def judge(self):
        """{(campaign, person): [event]} without those of scanners."""
        events = {}
        for (campaign, person, _, at), event in self.model.things['simulationEvent'].items():
            events.setdefault((campaign, person), []).append((at, event))
        acts = {}
        for (campaign, person), own in events.items():
            for at, event in own:
                if event['type'] not in ('sent', 'bounced') and 'ip' in event:
                    acts.setdefault((campaign, event['ip']), []).append((at, person))
        out = {}
        for (campaign, person), own in events.items():
            kept = [(at, e) for at, e in own if not self.scanner(own, at, e, acts.get((campaign, e.get('ip')), []))]
            reports = [(at, e['ip']) for at, e in kept if e['type'] == 'reported' and 'ip' in e]
            out[campaign, person] = [(at, e) for at, e in kept if not self.after_report(reports, at, e)]
        return out

    @staticmethod
    def raw(event):
        """Whether rules look at it: an act that carries an address or a user agent, of no source of results."""
        return event['type'] not in ('sent', 'bounced') and ('ip' in event or 'userAgent' in event) and event.get('counted') != 'asVendor'

    def scanner(self, own, at, event, acts):
        if not self.raw(event):
            return False
        if event['type'] in FOLLOWS and any(other['type'] == 'sent' and 0 <= at - sent <= 20 * SECOND for sent, other in own):
            return True
        for first in {when for when, _ in acts if at - 60 * SECOND <= when <= at}:
            if len({person for when, person in acts if first <= when <= first + 60 * SECOND}) >= 5:
                return True
        return any(robot in event.get('userAgent', '').lower() for robot in ROBOTS)

    def after_report(self, reports, at, event):
        """From another address than those of the person's own reports before it."""
        before = [ip for when, ip in reports if when < at]
        return self.raw(event) and event['type'] in FOLLOWS and 'ip' in event and bool(before) and event['ip'] not in before

    def result(self, campaign, person):
        """The first time of each kind of act, None where there was none."""
        first = {}
        for at, event in sorted(self.judged.get((campaign, person), []), key=lambda pair: pair[0]):
            first.setdefault(event['type'], event['at'])
        clicked = [first[kind] for kind in CLICKS if kind in first]
        return dict({kind: first.get(kind) for kind in ('sent', 'bounced', 'opened', 'reported', 'credentialsEntered', 'credentialsCaptured',
                                                        'attachmentOpened')}, clicked=min(clicked, key=ticks) if clicked else None)

    @staticmethod
    def outcome(result):
        return ('credentialsCaptured' if result['credentialsCaptured'] else 'clicked' if result['clicked']
                else 'reported' if result['reported'] else 'noAction')

    # ---- the decision score ----

    def parts(self, person):
        """Aged weights of good and bad of a person today."""
        sums = [0.0, 0.0]
        today = self.now // DAY

        def add(good, weight, day, until=None):
            if day <= today and (until is None or today < until):
                sums[not good] += weight * 2 ** (-(today - day) / 90)

        for row in self.rows[True]:
            if row['person'] == person:
                self.parts_of_mail(self.results[row['campaignId'], person], self.campaign(row['campaignId']).get('difficulty'), add)
        for row in self.rows[False]:
            if row['person'] == person:
                self.parts_of_training(row, add)
        behaviors = {behavior['reference']: behavior for behavior in self.others['behavior'] if behavior.get('enabled', True)}
        for event in self.others['behaviorEvent']:
            behavior = behaviors.get(event['behavior'])
            if behavior and self.model.find(event['person']) == person:
                add(behavior['direction'] == 'positive', behavior.get('weight', 1), ticks(event['date'] + 'T00:00:00') // DAY)
        return tuple(sums)

    @staticmethod
    def parts_of_mail(result, difficulty, add):
        bad, good = {'least': (1.2, 0.8), 'very': (0.8, 1.2)}.get(difficulty, (1.0, 1.0))
        until = None
        for kind, weight in (('credentialsCaptured', 2.0), ('credentialsEntered', 1.5), ('attachmentOpened', 1.2), ('clicked', 1.0)):
            day = ticks(result[kind]) // DAY if result[kind] else None
            if day is not None and (until is None or day < until):
                add(False, weight * bad, day, until)
                until = day
        if result['reported']:
            day = ticks(result['reported']) // DAY
            if until is None or day < until:
                add(True, 1.0 * good, day, until)
            if until is not None:
                add(True, 0.4 * good, max(day, until))

    def parts_of_training(self, row, add):
        done = None
        if self.status(row) == 'completed':
            done = next((row[name] for name in ('completedAt', 'lastAccessedAt', 'startedAt', 'enrolledAt') if name in row), None)
            if done is None:
                return
            done = ticks(done) // DAY
            add(True, 0.5, done)
        if self.due(row):
            add(False, 0.3, ticks(self.due(row)) // DAY + 1, done)

    def real(self, person):
        """Real phishing that a person reported; findings in raw mail are the triage's, taken from its list."""
        sum_of = 0.0
        for mail in self.others['reportedMail']:
            name = ('email', fold(mail['reporter'].get('email') or ''))
            risk = mail.get('riskScore', 0) if mail.get('raw') is None else self.risks[mail['ids']['cultureai']]
            day = ticks(mail['reportedAt']) // DAY
            if self.model.names.get(name) == person and (risk or 0) >= 50 and day <= self.now // DAY:
                sum_of += 2 ** (-(self.now // DAY - day) / 90)
        return sum_of

    def scores(self):
        """{person: decision score before rounding}. The organization's share does not know of reported mail."""
        parts = {number: self.parts(number) for number in self.people}
        good, bad = (sum(pair[i] for pair in parts.values()) for i in (0, 1))
        share = good / (good + bad)
        real = {number: self.real(number) for number in self.people}
        return {number: 100 * (4 * share + g + real[number]) / (4 + g + b + real[number]) for number, (g, b) in parts.items()}

    # ---- Kaspersky's courses ----

    def course(self, person, track):
        """(category, percent, planned end, real end, [(name, status)]) of a track, in English."""
        rows = [row for row in self.rows[False]
                if row['person'] == person and self.campaign(row['campaignId']).get('track', 'main') == track]
        modules = [module for row in rows for module in self.modules(row)]
        done = sum(status == 'completed' for _, _, _, status, _ in modules)
        percent = (2 * 10000 * done + len(modules)) // (2 * len(modules)) if modules else 0
        plans = [ticks(self.due(row)) for row in rows if self.due(row)]
        completed = [row for row in rows if self.status(row) == 'completed']
        ends = [end for end in map(self.end, completed) if end is not None]
        everything = rows and len(completed) == len(rows)
        return (self.category(rows, everything, done, len(modules), plans), '%d.%02d' % divmod(percent, 100),
                day_of(max(plans)) if plans else NO_DAY, day_of(max(ends)) if everything and ends else NO_DAY,
                Counter(course for row in rows for course in self.courses(row, track)))

    def end(self, row):
        if 'completedAt' in row:
            return ticks(row['completedAt'])
        times = [ticks(progress['completedAt']) for *_, progress in self.modules(row) if 'completedAt' in progress]
        return max(times) if times else None

    def begun(self, row):
        return self.status(row) not in NOT_BEGUN or any(status != 'notStarted' for _, _, _, status, _ in self.modules(row))

    def category(self, rows, everything, done, modules, plans):
        if not any(map(self.begun, rows)):
            return 'Not started'
        if everything:
            return 'Completed'
        if not plans:
            return 'In progress'
        starts = [ticks(start) for start in (row.get('enrolledAt', row.get('startedAt')) for row in rows) if start]
        begin, end = min(starts, default=None), max(plans)
        lags = begin is not None and begin < min(self.now, end) and done * (end - begin) < (self.now - begin) * modules
        return 'Behind schedule' if self.now > end or lags else 'On schedule'

    def courses(self, row, track):
        campaign = row['campaignId']
        for module, _, _, status, progress in self.modules(row):
            implied = campaign not in self.modules_of
            key = None if implied else (campaign, module['id'], row['person'])
            name = module if implied else module.get('names', {}).get('en', module.get('name'))
            if implied:
                names = self.campaign(campaign).get('names', {})
                name = names.get('en', name)
            if track == 'express':
                tests = self.campaign(campaign).get('passFail', {}).get('enabled')
                passed = status == 'completed' or (not implied and (progress.get('quizzes') == 'passed' or progress.get('skillNoted')))
                yield name, int(bool(tests and passed))
            else:
                certificate = key in self.model.things['certificate'] or (campaign not in self.certified and status == 'completed')
                yield name, 1 if certificate else 2 if status != 'notStarted' else 0

    def education(self, person):
        rows = [row for row in self.rows[False] if row['person'] == person]
        statuses = [self.status(row) for row in rows]
        if not rows:
            return 'not assigned'
        if 'paused' in statuses or 'abandoned' in statuses:
            return 'paused'
        if set(statuses) == {'completed'}:
            return 'completed'
        return 'in progress' if any(map(self.begun, rows)) else 'not started'


def day_of(value):
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=value // DAY)).isoformat()
