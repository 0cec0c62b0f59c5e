#!/usr/bin/env python3
"""apis.py: the four APIs tell the same facts. One tenant holds the sample with its edge cases and some people whose
answers are worked out by hand; people, completions, modules, clicks, reports and scores are joined over the APIs by
identifiers. What is expected comes from the exported records by the rules of the documents and of docs/scores.md, never
from one API's answer.

    tests/prop/apis.py [--people 60] [--seed 1] [--program PATH] [--keep]
"""
import json
import os
import re
import sys
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from facts import DAY, LESSON, NO_DAY, SHOWN_MODULE, STATUSES, Facts, slashed  # noqa: E402
from model import fold, local_time, ticks  # noqa: E402
from muster import Failure  # noqa: E402

CUSTOMER = '0f8fad5b-d9cb-469f-a165-70867728950e'
NOW = '2026-11-20T12:00:00Z'
APIS = ('securityjourney', 'kaspersky', 'cultureai')  # beside outthink

# ---- people whose answers are worked out by hand ----

ADA, BEN, CEM, DEE, EVE, FAY = ('%s.agrees@example.com' % name for name in ('ada', 'ben', 'cem', 'dee', 'eve', 'fay'))
ROME = {'ip': '198.51.100.7', 'userAgent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0'}


def told(kind, **keys):
    return dict(keys, kind=kind)


def enrolled(campaign, person, status, **keys):
    return told('enrollment', campaignId=campaign, person=person, status=status, **keys)


def did(person, what, at, **keys):
    return told('simulationEvent', campaignId='by-hand-mail', person=person, type=what, at='2026-11-' + at + 'Z', **keys)


BY_HAND = [
    told('person', email=ADA, firstName='Ada', lastName='Agrees', accessLevel=2),
    # The address, not the source's identifier, is what joins the APIs; letters of another case are the same person.
    told('person', email='Ben.Agrees@Example.com', sourceIdentifier='by-hand-0002', firstName='Ben', lastName='Agrees'),
    told('person', email=CEM, firstName='Cem', lastName='Agrees', status='inactive'),
    told('person', email=DEE, firstName='Dee', lastName='Agrees', status='archived'),
    told('person', email=EVE, fullName='Eve A. Agrees'),
    told('person', email=FAY, firstName='Fay', lastName=''),
    told('campaign', id='by-hand-main', name='By hand', type='curriculum', createdAt='2026-08-01T00:00:00Z', dueAt='2026-08-21T17:00:00Z'),
    told('module', campaignId='by-hand-main', id='one', name='One', position=1, level=1),
    told('module', campaignId='by-hand-main', id='two', name='Two', position=2, level=2, required=False),
    told('campaign', id='by-hand-express', name='Express', type='instant', track='express', createdAt='2026-11-01T00:00:00Z'),
    told('campaign', id='by-hand-mail', name='Mail', type='attackSimulation', createdAt='2026-11-01T00:00:00Z', difficulty='moderate'),
    enrolled('by-hand-main', ADA, 'completed', enrolledAt='2026-08-01T00:00:00Z', startedAt='2026-08-02T00:00:00Z',
             completedAt='2026-08-22T09:00:00Z', timeSpentSeconds=840),
    enrolled('by-hand-main', BEN, 'paused', enrolledAt='2026-08-01T00:00:00Z', startedAt='2026-08-02T00:00:00Z'),
    enrolled('by-hand-main', CEM, 'failed', enrolledAt='2026-08-01T00:00:00Z', startedAt='2026-08-02T00:00:00Z'),
    enrolled('by-hand-main', DEE, 'abandoned', enrolledAt='2026-08-01T00:00:00Z', startedAt='2026-08-02T00:00:00Z'),
    enrolled('by-hand-express', EVE, 'acknowledged', enrolledAt='2026-11-02T00:00:00Z'),
    told('progress', campaignId='by-hand-main', moduleId='one', person=ADA, status='completed', completedAt='2026-08-20T09:00:00Z'),
    told('progress', campaignId='by-hand-main', moduleId='two', person=ADA, status='completed', completedAt='2026-08-22T09:00:00Z'),
    told('progress', campaignId='by-hand-main', moduleId='one', person=BEN, status='completed', completedAt='2026-08-10T09:00:00Z'),
    told('progress', campaignId='by-hand-main', moduleId='two', person=BEN, status='consumed'),
    told('progress', campaignId='by-hand-main', moduleId='one', person=CEM, status='failed'),
    # Ada clicks and then reports; Ben reports; only a scanner follows Cem's link; Dee types in her password; Eve's mail
    # comes back.
    did(ADA, 'sent', '20T08:00:00'), did(ADA, 'clicked', '20T08:05:00', **ROME), did(ADA, 'reported', '20T08:10:00', **ROME),
    did(BEN, 'sent', '20T08:00:00'), did(BEN, 'reported', '20T09:00:00'),
    did(CEM, 'sent', '20T08:00:00'), did(CEM, 'clicked', '20T08:00:05', ip='198.51.100.99', userAgent='Mozilla/5.0'),
    did(DEE, 'sent', '20T08:00:00'), did(DEE, 'credentialsCaptured', '20T08:06:00'),
    did(EVE, 'sent', '20T08:00:00'), did(EVE, 'bounced', '20T08:00:01'),
    # Fay fell for it, but reports what is real: six mails, and one that is harmless enough.
    did(FAY, 'sent', '20T08:00:00'), did(FAY, 'credentialsCaptured', '20T08:06:00'),
] + [told('reportedMail', source='by-hand', externalReference=str(risk), reportedAt='2026-11-20T09:00:00Z', riskScore=risk,
          reporter={'email': FAY.upper()}) for risk in (49, 50, 51, 60, 70, 80, 100)]
# OutThink: person's status, training status, modules; the campaign's Mail: word, clickedAt, reportedAt.
# Security Journey: enrollment's status, passed/total, required; assignment's status and progress.
# Kaspersky: category, percent, end, status, results of main courses, results of attacks and time of the first click.
# Weights of good and bad: 90 days halve. 0.5 completed on 22 August is 0.25 on 20 November; 0.3 overdue from then on is 0.15.
LATE = '2026-11-20T08:05:00'
WORKED_OUT = {
    ADA: (('active', 'completed', ['completed', 'completed'], 'clicked', LATE + 'Z', '2026-11-20T08:10:00Z'),
          ('passed', '2/2', '1/1', 'completed', '2 of 2'),
          ('Completed', '100.00', '2026-08-22', 'completed', [1, 1], [('2', LATE)]), (0.25 + 0.4, 1.0)),
    BEN: (('active', 'inProgress', ['completed', 'inProgress'], 'reported', None, '2026-11-20T09:00:00Z'),
          ('paused', '1/2', '1/1', 'overdue', '1 of 2'),
          ('Behind schedule', '50.00', NO_DAY, 'paused', [1, 2], [('1', None)]), (1.0, 0.15)),
    CEM: (('inactive', 'failed', ['failed', 'notStarted'], 'noAction', None, None),
          ('failed', '0/2', '0/1', 'overdue', '0 of 2'),
          ('Behind schedule', '0.00', NO_DAY, 'in progress', [2, 0], [('0', None)]), (0.0, 0.15)),
    DEE: (('inactive', 'inProgress', ['notStarted', 'notStarted'], 'credentialsCaptured', None, None),
          ('abandoned', '0/2', '0/1', 'overdue', '0 of 2'),
          ('Behind schedule', '0.00', NO_DAY, 'paused', [0, 0], [('2', None)]), (0.0, 0.15 + 2.0)),
}


def want(condition, text):
    if not condition:
        raise Failure(text)


def same(got, expected, place):
    if got == expected:
        return
    if isinstance(got, dict) and isinstance(expected, dict) and got.keys() == expected.keys():
        got, expected = ({name: value for name, value in side.items() if got[name] != expected[name]} for side in (dict(got), dict(expected)))
    elif isinstance(got, (Counter, dict)) and isinstance(expected, (Counter, dict)):
        got, expected = ({name: value for name, value in one.items() if other.get(name) != value}
                         for one, other in ((dict(got), dict(expected)), (dict(expected), dict(got))))
    elif isinstance(got, list) and isinstance(expected, list) and len(got) == len(expected):
        pairs = [(i, a, b) for i, (a, b) in enumerate(zip(got, expected)) if a != b]
        raise Failure('%s: %d differ, the first is %d: expected %r, got %r' % (place, len(pairs), pairs[0][0], pairs[0][2], pairs[0][1]))
    raise Failure('%s: expected %s, got %s' % (place, repr(expected)[:2000], repr(got)[:2000]))


class Asked:
    """What one key sees through each API."""

    def __init__(self, store, key, addresses=()):
        self.store, self.key = store, key
        self.campaigns = self.values('/analytics/v1/campaigns')
        self.training, self.mails, self.summaries, self.listed = {}, {}, {}, {}
        for campaign in self.campaigns:
            simulation = campaign['type'] == 'attackSimulation'
            place = '/analytics/v1/%s/%s' % ('attackSimulations' if simulation else 'trainingCampaigns', campaign['id'])
            self.summaries[campaign['id']] = self.json(place)
            self.listed[campaign['id']] = self.values(place + '/users')
            for user in self.listed[campaign['id']]:
                rows = self.mails if simulation else self.training
                rows[campaign['id'], user['userId']] = self.json('%s/users/%s' % (place, user['userId']))
        self.enrollments = self.json('/api/v2/enrollments')['path_enrollments']
        self.summary = self.json('/api/v2/enrollments/summary')['summary']
        self.users = self.json('/api/v2/users')['users']
        self.assignments = self.json('/api/v2/assignments')['assignments']
        self.attempts = self.json('/api/v2/lesson_attempts')['attempts']
        self.employees, self.risks = self.pages('/v1/employees'), self.pages('/v1/risks')
        self.mailbox = self.pages('/v1/triage/reports/emails')
        self.report = self.asap()
        self.archived = self.asap(addresses) if addresses else []

    def json(self, path, *request):
        answer = self.store.get(path, self.key, *request)
        want(answer.status == 200, '%s\n%s' % (path, answer.show(2000)))
        return json.loads(answer.body)

    def values(self, path):
        rows = []
        while True:
            page = self.json('%s?skip=%d&take=100' % (path, len(rows)))
            rows += page['values']
            if len(rows) >= page['total'] or not page['values']:
                return rows

    def pages(self, path):
        rows, cursor = [], ''
        while True:
            page = self.json('%s?pageSize=40%s' % (path, cursor))
            rows += page['data']
            if 'nextPageCursor' not in page:
                want(len(rows) == page['total'], '%s: total %d, listed %d' % (path, page['total'], len(rows)))
                return rows
            cursor = '&paginationCursor=' + page['nextPageCursor']

    def asap(self, addresses=()):
        body = json.dumps({'lng': 'en', 'email': list(addresses)}).encode()
        return self.json('/openapi/v1/report', 'POST', [('Content-Type', 'application/json')], body)


def people_agree(facts, seen):
    """Who there is, by each API's identifier: active, inactive, archived."""
    shown = facts.shown().values()
    want({person.get('status', 'active') for person in facts.people.values()} == {'active', 'inactive', 'archived'}, 'all three in the records')
    in_order = sorted(shown, key=lambda person: person['ids']['cultureai'])
    same([(row['id'], row['email']) for row in seen.employees], [(p['ids']['cultureai'], p.get('email')) for p in in_order], '/v1/employees')
    same([row['employeeId'] for row in seen.risks], [p['ids']['cultureai'] for p in in_order], '/v1/risks')
    in_order = sorted(shown, key=lambda person: person['ids']['securityjourney'])
    same([(row['email'], row['first_name'], row['last_name'], row['total_points']) for row in seen.users],
         [(p.get('email'), p.get('firstName'), p.get('lastName'), p.get('points', 0)) for p in in_order], '/api/v2/users')
    in_order = sorted(shown, key=lambda person: person['ids']['kaspersky'])
    same([(row['id'], row['email']) for row in seen.report], [(p['ids']['kaspersky'], p.get('email')) for p in in_order], '/openapi/v1/report')
    names = {row['id']: row['fullName'] for row in seen.report}
    same({row['id']: row['name'] for row in seen.employees}, {p['ids']['cultureai']: names[p['ids']['kaspersky']] for p in shown}, 'full names')
    said = {p['ids']['kaspersky']: full_name(p) for p in shown}
    same(names, said, 'full names of the records')
    known = {p['ids']['outthink']: 'active' if p.get('status', 'active') == 'active' else 'inactive' for p in facts.people.values()}
    for rows in list(seen.listed.values()) + [seen.training.values(), seen.mails.values()]:
        for row in rows:
            same(row['status'], known[row['userId']], row['userId'])
    same([row['id'] for row in seen.archived], [p['ids']['kaspersky'] for p in archived(facts)], 'archived people asked for by address')


def full_name(person):
    parts = [person[name] for name in ('firstName', 'lastName') if person.get(name)]
    return person.get('fullName') or ' '.join(parts) or person.get('email')


def archived(facts):
    return [person for person in facts.people.values() if person.get('status') == 'archived' and person.get('email')]


def trained(facts):
    """Training enrollments with the names by which OutThink knows them."""
    for row in facts.rows[False]:
        campaign = facts.campaign(row['campaignId'])
        yield row, facts.people[row['person']], (facts.model.campaign_guid(campaign), facts.people[row['person']]['ids']['outthink'])


def completions_agree(facts, seen):
    """Each person's standing in each training campaign, and how many modules are done."""
    same(set(seen.training), {place for _, _, place in trained(facts)}, 'OutThink: who is enrolled')
    want({facts.status(row) for row in facts.rows[False]} == set(STATUSES), 'the records have every status')
    expected, lists = [], []
    for row, person, place in trained(facts):
        modules = facts.modules(row)
        passed = sum(status == 'completed' for _, _, _, status, _ in modules)
        required = [status for _, _, needed, status, _ in modules if needed]
        details = seen.training[place]
        same(details['trainingStatus'], STATUSES[facts.status(row)][0], 'OutThink: %s' % (place,))
        same([module['moduleStatus'] for module in details['modules']], [SHOWN_MODULE[m[3]] for m in modules], 'OutThink: modules of %s' % (place,))
        expected.append((row['ids']['securityjourney'], person.get('email'), STATUSES[facts.status(row)][1], '%d/%d' % (passed, len(modules)),
                         '%d/%d' % (required.count('completed'), len(required)), passed * 100 // len(modules), slashed(row.get('completedAt'))))
        lists.append((row, person, passed, len(modules)))
    same([(e['id'], e['email'], e['status'], e['total'], e['required'], e['progress_percent'], e['completed_at']) for e in seen.enrollments],
         expected, '/api/v2/enrollments')
    same([(a['assignment_name'], a['email'], a['due_date'], a['status'], a['progress'], a['passed'], a['total']) for a in seen.assignments],
         [(facts.campaign(row['campaignId']).get('name'), person.get('email'), slashed(facts.due(row))[:16],
           assigned(facts, row), '%d of %d' % (passed, total), passed, total) for row, person, passed, total in lists if facts.due(row)],
         '/api/v2/assignments')
    same(Counter((a['email'], a['user_id'], a['module_name'], a['status']) for a in seen.attempts), Counter(
        (p.get('email'), str(p['ids']['securityjourney']), facts.model.things['module'][campaign, module].get('name'), LESSON[row.get('status', 'notStarted')])
        for (campaign, module, person), row in facts.model.things['progress'].items() for p in [facts.people[person]]), '/api/v2/lesson_attempts')
    paths = Counter(row['email'] for row in seen.enrollments)
    listed = Counter()
    for row in seen.summary:
        listed[row['email']] += row['enrolled_paths']
    same(listed, paths, '/api/v2/enrollments/summary')
    same(sum(row['passed_paths'] for row in seen.summary), sum(row['status'] == 'passed' for row in seen.enrollments), 'passed paths')


def assigned(facts, row):
    status = facts.status(row)
    return 'overdue' if status != 'completed' and ticks(facts.due(row)) < facts.now else STATUSES[status][2]


def courses_agree(facts, seen):
    """What the Kaspersky API says of training is what the others say, person by person."""
    numbers = {person['ids']['kaspersky']: number for number, person in facts.people.items()}
    for row in seen.report + seen.archived:
        number = numbers[row['id']]
        same(row['educationStatus'], facts.education(number), '%s: educationStatus' % row['email'])
        for track, word in (('main', 'Main'), ('express', 'Express')):
            got = (row[track + 'EducationProgress'], row[track + 'EducationProgressPercent'], row[track + 'EducationEndPlan'],
                   row['real%sEducationEnd' % word], Counter((c['code'], c['status']) for c in row['education%sCourses' % word]))
            same(got, facts.course(number, track), '%s: %s' % (row['email'], track))


def simulations_agree(facts, seen):
    """Clicks and reports of each person in each simulation."""
    attacks = {row['id']: row['phishingAttacks'] for row in seen.report + seen.archived}
    expected = {person['ids']['kaspersky']: [] for person in facts.people.values()}
    same(set(seen.mails), {(facts.model.campaign_guid(facts.campaign(c)), facts.people[p]['ids']['outthink']) for c, p in facts.results},
         'OutThink: who is enrolled')
    want({facts.outcome(result) for result in facts.results.values()} == {'noAction', 'reported', 'clicked', 'credentialsCaptured'}, 'every outcome')
    for (name, number), result in facts.results.items():
        campaign, person = facts.campaign(name), facts.people[number]
        row = seen.mails[facts.model.campaign_guid(campaign), person['ids']['outthink']]
        times = {'emailSentAt': 'sent', 'openedAt': 'opened', 'clickedAt': 'clicked', 'credentialsCapturedAt': 'credentialsCaptured', 'reportedAt': 'reported'}
        got = dict({at: row[at] for at in times}, simulationStatus=row['simulationStatus'])
        place = 'OutThink: %s in %s' % (person.get('email'), name)
        same(got, dict({at: local_time(result[kind]) + 'Z' if result[kind] else None for at, kind in times.items()},
                       simulationStatus=facts.outcome(result)), place)
        if result['sent'] and not result['bounced']:
            fell = row['clicked'] or row['credentialsCaptured']
            answer = '2' if fell else '1' if row['reported'] or facts.now - ticks(result['sent']) > 7 * DAY else '0'
            expected[person['ids']['kaspersky']].append(
                (row['emailSentAt'][:19], campaign.get('name'), answer, row['clickedAt'][:19] if row['clickedAt'] else None))
    for number, rows in attacks.items():
        same(sorted((a['startedAt'], a['code'], a['phishingAttackResult'], a['followPhishingLinkAt']) for a in rows),
             sorted(expected[number]), 'Kaspersky: ' + number)
        same([a['startedAt'] for a in rows], sorted(a['startedAt'] for a in rows), 'Kaspersky: order of ' + number)
    want({a['phishingAttackResult'] for rows in attacks.values() for a in rows} == {'0', '1', '2'}, 'every result of an attack')


def counters_agree(facts, seen):
    """Counters of OutThink are sums over the lists, its own and the others'."""
    by_name = {}
    for row, _, (campaign, _) in trained(facts):
        by_name.setdefault(campaign, set()).add(row['ids']['securityjourney'])
    shown = {row['id']: row for row in seen.enrollments}
    for campaign in seen.campaigns:
        place, total = seen.summaries[campaign['id']], seen.listed[campaign['id']]
        same(place['totalUsers'], len(total), campaign['name'])
        if campaign['type'] == 'attackSimulation':
            rows = [row for (where, _), row in seen.mails.items() if where == campaign['id']]
            for field, counter in (('clicked', 'Clicked'), ('reported', 'Reported'), ('credentialsCaptured', 'CredCaptured'), ('opened', 'Opened')):
                same(place['total' + counter], sum(row[field] for row in rows), '%s: total%s' % (campaign['name'], counter))
            continue
        rows = [shown[number] for number in by_name.get(campaign['id'], ())]
        counts = Counter(row['status'] for row in rows)
        same((place['totalUsers'], place['totalCompleted'], place['totalFailed']), (len(rows), counts['passed'], counts['failed']), campaign['name'])
        same((place['totalInProgress'], place['totalNoAction'] + place['totalAcknowledged']),
             (counts['in_progress'] + counts['paused'] + counts['abandoned'], counts['not_started']), campaign['name'])


def scores_agree(facts, seen):
    """The decision score follows from what the other APIs show; so does the risk group of people without a group."""
    numbers = {person['ids']['cultureai']: number for number, person in facts.people.items()}
    groups = {row['id']: row['group'] for row in seen.report}
    want(not facts.others['mailDecision'], 'decisions about mail are not modeled')
    facts.risks = {row['reportTypeId']: row['riskScore'] for row in seen.mailbox}
    scores = facts.scores()
    for row in seen.risks:
        number = numbers[row['employeeId']]
        person, score = facts.people[number], row['securityDecisionScore']
        want(abs(score - scores[number]) <= 0.5 + 1e-9, '%s: expected %.3f, got %d' % (person.get('email'), scores[number], score))
        band = 'LOW' if score >= 67 else 'MED' if score >= 34 else 'HIGH'
        same(row['securityDecisionScoreThreshold'], band, '%s: band of %d' % (person.get('email'), score))
        if 'groupId' not in person:
            same(groups[person['ids']['kaspersky']], {'LOW': 'Low Risk', 'MED': 'Medium Risk', 'HIGH': 'High Risk'}[band], '%s: group' % person.get('email'))
    want(len({row['securityDecisionScore'] for row in seen.risks}) > 10, 'scores of many people differ')


def worked_out(facts, seen):
    """The people whose answers stand above."""
    journeys = {row['email'].lower(): row for row in seen.enrollments if row['email'] and row['role_name'] == 'By hand'}
    assignments = {row['email'].lower(): row for row in seen.assignments if row['email'] and row['assignment_name'] == 'By hand'}
    reports = {row['email'].lower(): row for row in seen.report + seen.archived if row['email']}
    mail = next(c['id'] for c in seen.campaigns if c['name'] == 'Mail')
    course = next(c['id'] for c in seen.campaigns if c['name'] == 'By hand')
    for address, (outthink, journey, asap, weights) in WORKED_OUT.items():
        number = facts.model.find(address)
        user = facts.people[number]['ids']['outthink']
        training, fell = seen.training[course, user], seen.mails[mail, user]
        same((training['status'], training['trainingStatus'], [m['moduleStatus'] for m in training['modules']], fell['simulationStatus'],
              fell['clickedAt'], fell['reportedAt']), outthink, 'OutThink: ' + address)
        row, task = journeys[address], assignments[address]
        same((row['status'], row['total'], row['required'], task['status'], task['progress']), journey, 'Security Journey: ' + address)
        row = reports[address]
        same((row['mainEducationProgress'], row['mainEducationProgressPercent'], row['realMainEducationEnd'], row['educationStatus'],
              [c['status'] for c in row['educationMainCourses']],
              [(a['phishingAttackResult'], a['followPhishingLinkAt']) for a in row['phishingAttacks']]), asap, 'Kaspersky: ' + address)
        want(all(abs(a - b) < 1e-9 for a, b in zip(facts.parts(number), weights)), 'weights of %s: %s' % (address, facts.parts(number)))
    summary = seen.summaries[mail]
    same([summary[name] for name in ('totalUsers', 'activeUsers', 'totalClicked', 'totalReported', 'totalCredCaptured', 'activeClicked',
                                     'activeCredCaptured')], [6, 4, 1, 2, 2, 1, 1], 'Mail')
    same(facts.parts(facts.model.find(FAY)), (0.0, 2.0), 'simulations of Fay')
    same(facts.real(facts.model.find(FAY)), 6.0, 'mails of Fay')
    same(reports[EVE]['phishingAttacks'], [], 'a mail that came back')
    same((reports[EVE]['fullName'], reports[EVE]['expressEducationProgress'], reports[EVE]['educationExpressCourses'][0]['code']),
         ('Eve A. Agrees', 'Not started', 'Express'), 'Eve')


def pseudonyms_agree(seen, hidden):
    """A pseudonymous key sees one code for one address, through every API, and the same facts otherwise."""
    codes, backwards = {}, {}

    def pair(text, code, where):
        if text is None:
            want(code is None, where + ': a code for nothing')
            return
        want(re.fullmatch(r'[0-9a-f]{16}@pseudonym\.invalid', code), '%s: %r' % (where, code))
        same(code, codes.setdefault(fold(text), code), where + ': another code for one address')
        same(fold(text), backwards.setdefault(code, fold(text)), where + ': one code for two addresses')

    def walk(plain, other, where, key=None):
        if isinstance(plain, dict):
            same(list(other), list(plain), where)
            for name in plain:
                walk(plain[name], other[name], where + '.' + name, name)
        elif isinstance(plain, list):
            same(len(other), len(plain), where)
            for i, item in enumerate(plain):
                walk(item, other[i], '%s[%d]' % (where, i), key)
        elif key in ('email', 'userSourceIdentifier'):
            pair(plain, other, where)
        elif key in ('name', 'fullName', 'shortName', 'first_name', 'last_name') and not where.startswith('campaigns'):
            want(plain is None or other in ('Anonymous', 'User', 'Anonymous User'), '%s: %r' % (where, other))
        elif key in FACTS:
            same(other, plain, where)

    for name in ('employees', 'risks', 'users', 'enrollments', 'assignments', 'attempts', 'report', 'training', 'mails'):
        walk_rows = [getattr(side, name) for side in (seen, hidden)]
        if isinstance(walk_rows[0], dict):
            same(set(walk_rows[1]), set(walk_rows[0]), name)
            walk_rows = [[side[key] for key in sorted(walk_rows[0])] for side in walk_rows]
        walk(walk_rows[0], walk_rows[1], name)
    want(len(codes) > 50, 'only %d codes' % len(codes))


FACTS = ('id', 'employeeId', 'userId', 'status', 'trainingStatus', 'simulationStatus', 'total', 'required', 'progress', 'passed', 'moduleStatus',
         'clickedAt', 'reportedAt', 'phishingAttackResult', 'followPhishingLinkAt', 'securityDecisionScore', 'overallRiskScore', 'group',
         'educationStatus', 'mainEducationProgressPercent', 'certificatesReceived')


def tests(report, store, args):
    key = store.key('open', 'acme', 'outthink', [word for api in APIS for word in ('--api', api)])
    hidden = store.key('hidden', 'acme', 'outthink', ['--pseudonymous'] + [word for api in APIS for word in ('--api', api)])
    store.sample('acme', '--people', args.people, '--campaigns', 6, '--simulations', 3, '--seed', args.seed, '--root', CUSTOMER, '--edge-cases')
    store.records('acme', ''.join(json.dumps(record) + '\n' for record in BY_HAND))
    facts = Facts(store.export('acme'), CUSTOMER, NOW)
    store.start()
    seen = Asked(store, key, [person['email'].lower() for person in archived(facts)])
    report.check('people', people_agree, facts, seen)
    report.check('completions and modules', completions_agree, facts, seen)
    report.check('courses', courses_agree, facts, seen)
    report.check('clicks and reports', simulations_agree, facts, seen)
    report.check('counters are sums over lists', counters_agree, facts, seen)
    report.check('scores', scores_agree, facts, seen)
    report.check('answers worked out by hand', worked_out, facts, seen)
    report.check('pseudonyms', lambda: pseudonyms_agree(seen, Asked(store, hidden)))


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0], ('people', 60, 'people of the sample'), ('seed', 1, 'of the sample'))
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        store = muster.Store(muster.Program(args.program), folder)
        store.clock = NOW
        store.tenant('acme', CUSTOMER)
        try:
            tests(report, store, args)
            report.check('the server ends in order', store.stop)
        finally:
            store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
