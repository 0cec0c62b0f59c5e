#!/usr/bin/env python3
"""languages.py: a report in each of the 27 languages: every text that can appear does, and is the one of
docs/kaspersky-texts.md (which tests/unit/test_dialect_kaspersky_texts.c looks after); names, mail titles and groups of
records in their language; decimal signs; dates as they are, and in the language's form where the setting says so.

    tests/api/kaspersky/languages.py [--program PATH] [--keep]
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

# The document's table, in its order.
LNGS = 'en bs ca cs da de el es mx fr hr it kk hu nl pl br pt ro ru sk sr sv tr ar ja zh'.split()
POINTS = 'en mx zh ja ar'.split()
# How the 8th of September 2022 is written.
DATES = {'en': '09/08/2022', 'hu': '2022.09.08.', 'nl': '08-09-2022', 'sv': '2022-09-08', 'ja': '2022/09/08', 'zh': '2022/09/08',
         **dict.fromkeys('cs da de kk pl ro ru sk tr'.split(), '08.09.2022'), **dict.fromkeys('bs hr sr'.split(), '08.09.2022.'),
         **dict.fromkeys('ca el es mx fr it br pt ar'.split(), '08/09/2022')}
NOW = '2022-09-09T12:00:00Z'
PACES = ('Not started', 'Completed', 'Behind schedule', 'On schedule', 'In progress')
STATUSES = ('not assigned', 'paused', 'completed', 'in progress', 'not started')
GROUPS = ('Low Risk', 'Medium Risk', 'High Risk')

# One person for every text: (address, pace of the main course, of the express course, status, group).
EXPECTED = (
    ('unassigned@example.com', 0, 0, 0, 1),
    ('waiting@example.com', 0, 0, 4, 0),
    ('done@example.com', 1, 1, 2, 2),
    ('late@example.com', 2, 4, 3, 1),
    ('punctual@example.com', 3, 2, 3, 1),
    ('free@example.com', 4, 3, 3, 1),
    ('paused@example.com', 4, 0, 1, 1),
)
TITLES = {'de': 'Kennwort', 'es': 'Contrase\u00f1a', 'es-MX': 'Clave', 'pt-BR': 'Senha', 'pt-PT': 'Palavra-passe', 'zh-TW': '\u5bc6\u78bc',
          'sr-Latn': 'Lozinka', 'ar': '\u0643\u0644\u0645\u0629'}
TITLE_OF = {'de': 'de', 'es': 'es', 'mx': 'es-MX', 'br': 'pt-BR', 'pt': 'pt-PT', 'zh': 'zh-TW', 'sr': 'sr-Latn', 'ar': 'ar'}


def records():
    campaign = {'kind': 'campaign', 'type': 'curriculum', 'createdAt': '2022-01-01T00:00:00Z'}
    yield {'kind': 'group', 'id': '0123456789abcdef01234567', 'name': 'Office', 'names': TITLES, 'isStarted': True}
    yield {**campaign, 'id': 'main', 'name': 'Course', 'names': TITLES}
    yield {**campaign, 'id': 'express', 'name': 'Course', 'track': 'express'}
    yield {'kind': 'module', 'campaignId': 'main', 'id': '1', 'name': 'Password', 'names': TITLES}
    yield {'kind': 'module', 'campaignId': 'main', 'id': '2'}
    yield {**campaign, 'id': 'phish', 'type': 'attackSimulation', 'name': 'Attack', 'subject': 'Hello', 'subjects': TITLES}
    for email, *_ in EXPECTED:
        yield {'kind': 'person', 'email': email}
    yield {'kind': 'person', 'email': 'grouped@example.com', 'groupId': '0123456789abcdef01234567'}
    late = {'plannedEnd': '2022-09-08T00:00:00Z'}
    ahead = {'plannedEnd': '2022-09-10T00:00:00Z'}
    for person, plan in (('waiting', {'status': 'notStarted'}), ('done', {'status': 'completed', 'completedAt': '2022-09-08T10:20:30Z', **late}),
                         ('late', {'status': 'inProgress', **late}), ('punctual', {'status': 'inProgress', **ahead}),
                         ('free', {'status': 'inProgress'}), ('paused', {'status': 'paused'})):
        yield {'kind': 'enrollment', 'campaignId': 'main', 'person': person + '@example.com', **plan}
    for person, plan in (('done', {'status': 'completed', 'completedAt': '2022-09-08T00:00:00Z'}), ('late', {'status': 'inProgress'}),
                         ('punctual', {'status': 'inProgress', **late}), ('free', {'status': 'inProgress', **ahead})):
        yield {'kind': 'enrollment', 'campaignId': 'express', 'person': person + '@example.com', **plan}
    yield {'kind': 'progress', 'campaignId': 'main', 'moduleId': '1', 'person': 'late@example.com', 'status': 'completed',
           'startedAt': '2022-09-08T10:20:30Z'}
    for person, direction in (('waiting', 'positive'), ('done', 'negative')):
        yield {'kind': 'behavior', 'reference': direction, 'direction': direction, 'weight': 10, 'enabled': True}
        yield {'kind': 'behaviorEvent', 'behavior': direction, 'reference': 1, 'person': person + '@example.com', 'date': '2022-09-09'}
    attack = {'kind': 'simulationEvent', 'campaignId': 'phish'}
    for person, event in (('waiting', 'reported'), ('done', 'clicked')):
        yield {**attack, 'person': person + '@example.com', 'type': 'sent', 'at': '2022-09-08T10:00:00Z'}
        yield {**attack, 'person': person + '@example.com', 'type': event, 'at': '2022-09-08T10:20:30Z'}


def page():
    """{table: {lng: [texts]}} of the page for readers, with the English texts as names of the columns."""
    tables = {}
    with open(os.path.join(muster.TOP, 'docs', 'kaspersky-texts.md'), encoding='utf-8') as file:
        for part in file.read().split('\n## ')[1:]:
            rows = [[cell.strip() for cell in line.split('|')[1:-1]] for line in part.splitlines() if line.startswith('| ')]
            head = part.splitlines()[0]
            tables[head] = {row[0]: row[2:] for row in rows[1:]}
            if list(tables[head]) != LNGS:
                raise Failure('%s: the languages are %s' % (head, list(tables[head])))
    return tables


class Kit:
    def __init__(self, program, folder):
        self.store = muster.Store(program, folder)
        self.store.set_clock(NOW)
        self.store.tenant('acme')
        self.key = self.store.key('main', 'acme', 'kaspersky')
        self.store.records('acme', ''.join(json.dumps(record) + '\n' for record in records()))
        self.store.start()
        self.tables = page()

    def report(self, lng):
        answer = self.store.get('/openapi/v1/report', self.key, 'POST', [], json.dumps({'lng': lng}).encode())
        if answer.status != 200:
            raise Failure(answer.show())
        return {row['email']: row for row in json.loads(answer.body)}


def same(place, got, expected):
    if got != expected:
        raise Failure('%s is %r, expected %r' % (place, got, expected))


def test_texts(kit, lng):
    groups, paces, statuses = (kit.tables[name][lng] for name in ('Built-in groups', 'Progress of a course', 'Status of the training'))
    if lng == 'en':
        same('English', (tuple(groups), tuple(paces), tuple(statuses)), (GROUPS, PACES, STATUSES))
    rows = kit.report(lng)
    for email, main, express, status, group in EXPECTED:
        row = rows[email]
        same(email, [row[name] for name in ('mainEducationProgress', 'expressEducationProgress', 'educationStatus', 'group')],
             [paces[main], paces[express], statuses[status], groups[group]])
    sign = '.' if lng in POINTS else ','
    same('percent', [rows[who + '@example.com']['mainEducationProgressPercent'] for who in ('done', 'late', 'waiting')],
         ['0%s00' % sign, '50%s00' % sign, '0%s00' % sign])
    same('percent', rows['done@example.com']['expressEducationProgressPercent'], '100%s00' % sign)


def test_names(kit, lng):
    rows = kit.report(lng)
    title = TITLES.get(TITLE_OF.get(lng))
    same('group', rows['grouped@example.com']['group'], title or 'Office')
    same('module', [course['code'] for course in rows['late@example.com']['educationMainCourses']], [title or 'Password', None])
    same('campaign', [course['code'] for course in rows['late@example.com']['educationExpressCourses']], ['Course'])
    attack = rows['done@example.com']['phishingAttacks'][0]
    same('attack', (attack['code'], attack['phishingAttackLetter']), ('Attack', title or 'Hello'))


def dates_of(rows):
    done, late = rows['done@example.com'], rows['late@example.com']
    attack = done['phishingAttacks'][0]
    return {'days': {late['mainEducationEndPlan'], done['realMainEducationEnd'], done['realExpressEducationEnd'], late['dateLastActive']},
            'none': {late['expressEducationEndPlan'], late['realMainEducationEnd'], late['realExpressEducationEnd'],
                     rows['unassigned@example.com']['dateLastActive']},
            'moments': {late['educationMainCourses'][0]['startedAt'], attack['followPhishingLinkAt'],
                        attack['startedAt'].replace('10:00:00', '10:20:30')},
            'not begun': {late['educationMainCourses'][1]['startedAt']}}


def test_dates(kit):
    for lng in LNGS:
        same(lng, dates_of(kit.report(lng)), {'days': {'2022-09-08'}, 'none': {'0001-01-01'}, 'moments': {'2022-09-08T10:20:30'},
                                              'not begun': {''}})


def test_localized(kit):
    kit.store.stop()
    kit.store.env = {'MUSTER_KASPERSKY_DATES': 'localized'}
    kit.store.start()
    for lng in LNGS:
        date = DATES[lng]
        none = date.replace('2022', '0001').replace('08', '01').replace('09', '01')
        same(lng, dates_of(kit.report(lng)), {'days': {date}, 'none': {none}, 'moments': {date + 'T10:20:30'}, 'not begun': {''}})
        if not re.fullmatch(r'[0-9./-]+', date):
            raise Failure('digits are ASCII')


def test_other_codes(kit):
    """Upper case, unknown, empty."""
    for lng in LNGS:
        for wrong in (lng.upper(), lng.title(), lng + 'x', ' ' + lng, lng[0]):
            answer = kit.store.get('/openapi/v1/report', kit.key, 'POST', [], json.dumps({'lng': wrong}).encode())
            if answer.status != 400 or json.loads(answer.body)['code'] != 'common-validation' or 'lng' not in json.loads(answer.body)['message']:
                raise Failure('%r\n%s' % (wrong, answer.show()))


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        kit = Kit(muster.Program(args.program), folder)
        try:
            for lng in LNGS:
                report.check('%s: texts and numbers' % lng, test_texts, kit, lng)
                report.check('%s: names' % lng, test_names, kit, lng)
            report.check('dates', test_dates, kit)
            report.check('other codes', test_other_codes, kit)
            report.check('localized dates', test_localized, kit)
            report.check('the server ends in order', kit.store.stop)
        finally:
            kit.store.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
