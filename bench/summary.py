"""summary.py: a campaign's counters: of a large campaign beside a small one, beside an answer without any body, and beside
counting the rows."""
import sqlite3

import harness
import stream

REQUESTS = 1000  # a round
PATH = '/analytics/v1/trainingCampaigns/%s'
SCAN = ('SELECT phase, person_active, count(*), sum(engagement), sum(knowledge), sum(time_spent_seconds) FROM enrollment '
        'WHERE tenant_id = 1 AND campaign_key = (SELECT campaign_key FROM campaign WHERE id = ?) GROUP BY phase, person_active')


def unchanged(server, client, path):
    """A way of harness.rounds(): 304."""
    head, _ = client.send(client.request(path))
    tag = [line for line in head.decode().split('\r\n') if line.lower().startswith('etag: ')][0][6:]
    request = client.request(path).replace(b'\r\n\r\n', ('\r\nIf-None-Match: %s\r\n\r\n' % tag).encode())
    return harness.asked(server, client, [request] * REQUESTS, b'304')


def run(report, setting):
    store = setting.large()
    database = sqlite3.connect('file:%s?mode=ro' % store.database, uri=True)
    with store.serve() as server, server.client() as client:
        large, small = PATH % stream.CAMPAIGN, PATH % stream.SMALL
        counted = sum(row[2] for row in database.execute(SCAN, (stream.CAMPAIGN,)))
        if client.get(large)['totalUsers'] != counted or counted != setting.n:
            raise SystemExit('the summary and the rows disagree')
        s = harness.rounds(setting.rounds, {
            'large': harness.asked(server, client, [client.request(large)] * REQUESTS),
            'small': harness.asked(server, client, [client.request(small)] * REQUESTS),
            'unchanged': unchanged(server, client, large),
            'scan': harness.called(lambda: database.execute(SCAN, (stream.CAMPAIGN,)).fetchall()),
        })
    database.close()
    report.say('The summary of a campaign, server CPU us a request. Scan: the same counts and sums by SQL over the rows of the '
               'large campaign. Goal: large at most 1.5 of the cheapest request (a 304).')
    report.table(('large ({:,} people)'.format(setting.n), 'small ({} people)'.format(min(setting.n, stream.SMALL_PEOPLE)), '304',
                  'scan', 'large / small', 'large / 304', 'scan / large'),
                 [('%.1f' % s['large'].us(), '%.1f' % s['small'].us(), '%.1f' % s['unchanged'].us(), '{:,.0f}'.format(s['scan'].us()),
                   '**%.2f**' % harness.ratio(s['large'], s['small']), '%.2f' % harness.ratio(s['large'], s['unchanged']),
                   '{:,.0f}'.format(harness.ratio(s['scan'], s['large'])))])
