"""journey.py: lists of the Security Journey API over all campaigns: a page deep in the list against its first page, and
changes since a moment against how many there are."""
import sqlite3

import harness
import stream

REQUESTS = 200  # a round
CHANGE_ROWS = 2000  # read in a round, in as many requests as that takes
LISTS = (('enrollments', 'path_enrollments'), ('users', 'users'), ('enrollments/summary', 'summary'))
CHANGED = (1, 10, 100)  # how many rows changed since the moment that is asked for
CHANGE = ('{"kind":"enrollment","campaignId":"%s","person":"%s","status":"paused","updatedAt":"2031-01-01T00:%02d:%02dZ"}\n')


def deep_pages(report, setting, server, client, total):
    rows = []
    for path, key in LISTS:
        target = '/api/v2/%s?limit=10&offset=%%d' % path
        deep = total * 9 // 10
        if len(client.get(target % deep)[key]) != 10:
            raise SystemExit('the deep page of %s is not full' % path)
        s = harness.rounds(setting.rounds, {
            'first': harness.asked(server, client, [client.request(target % 0)] * REQUESTS),
            'deep': harness.asked(server, client, [client.request(target % (deep - i)) for i in range(REQUESTS)]),
        })
        rows.append((path, '{:,}'.format(deep), '%.0f' % s['first'].us(), '%.0f' % s['deep'].us(),
                     '**%.2f**' % harness.ratio(s['deep'], s['first'])))
    report.say('A page of 10 of a list over all campaigns, server CPU us a request. Goal: deep at most 2 of first.')
    report.table(('list', 'offset', 'first', 'deep', 'deep / first'), rows)


def changes(report, setting, server, client, database):
    rows, before = [], None
    for n in CHANGED:
        moment, = database.execute('SELECT updated FROM journey WHERE tenant_id = 1 ORDER BY updated DESC LIMIT 1 OFFSET ?',
                                   (n - 1,)).fetchone()
        stamp, = database.execute("SELECT strftime('%Y/%m/%d+%H:%M:%S', ?, 'unixepoch')", (moment,)).fetchone()
        target = '/api/v2/enrollments?limit=1200000&updated_after=' + stamp
        got = len(client.get(target)['path_enrollments'])
        s = harness.rounds(setting.rounds, {'changes': harness.asked(server, client, [client.request(target)] * (CHANGE_ROWS // n))})
        us = s['changes'].us()
        rows.append((str(got), '%.0f' % us, '%.1f' % (us / got), '%.2f' % (us / got / before) if before else '1'))
        before = before or us / got
    report.say('Enrollments changed since a moment, server CPU us a request. Goal: the cost of a row does not grow.')
    report.table(('rows', 'a request', 'a row', 'against the first line'), rows)


def run(report, setting):
    store = setting.copy(setting.large(), 'journey')
    setting.load(store.data, (CHANGE % (stream.CAMPAIGN, stream.email(i * setting.n // max(CHANGED)), i // 60, i % 60)
                              for i in range(max(CHANGED))))
    database = sqlite3.connect('file:%s?mode=ro' % store.database, uri=True)
    total, = database.execute('SELECT count(*) FROM journey WHERE tenant_id = 1').fetchone()
    with store.serve() as server, server.client() as client:
        deep_pages(report, setting, server, client, total)
        changes(report, setting, server, client, database)
    database.close()
