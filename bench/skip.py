"""skip.py: what a page costs that lies deep in a list, compared with the first page of the same list.

Three ways to a page of 10: Muster asked for skip 0, Muster asked for 90 % of the list, and the same question in SQL
with OFFSET on the same file. Plain and with every filter; before and after 30 % of the list were deleted."""
import sqlite3

import harness
import stream

REQUESTS = 500  # a round
PEOPLE = '/analytics/v1/trainingCampaigns/%s/users?take=10' % stream.CAMPAIGN
PHASES = ('noAction', 'notStarted', 'scheduled', 'acknowledged', 'inProgress', 'completed', 'failed')
COLUMNS = ('person_guid, person_source, person_active, department, country, phase, engagement, knowledge, productivity, '
           'intention_to_comply, self_efficacy')


def offset(database, index, skip, phase):
    """A function that reads the page with OFFSET. index: how the table is read."""
    where = 'tenant_id = 1 AND campaign_key = ?' + ('' if phase is None else ' AND phase = ?')
    sql = 'SELECT %s FROM enrollment %s WHERE %s ORDER BY number LIMIT 10 OFFSET ?' % (COLUMNS, index, where)
    key = database.execute('SELECT campaign_key FROM campaign WHERE id = ?', (stream.CAMPAIGN,)).fetchone()[0]
    values = (key,) if phase is None else (key, PHASES.index(phase))

    def page():
        if len(database.execute(sql, values + (skip,)).fetchall()) != 10:
            raise SystemExit('OFFSET: the page is not full')
    return page


def measure(server, client, database, phase, n_rounds):
    path = PEOPLE + ('' if phase is None else '&trainingStatus=' + phase)
    first = client.get(path + '&skip=0')
    deep = first['total'] * 9 // 10
    page = client.get(path + '&skip=%d' % deep)
    if page['total'] != first['total'] or page['skip'] != deep or len(page['values']) != 10:
        raise SystemExit('the deep page is not what was asked for: %r' % page)
    same = (database.execute('SELECT 1').fetchone(), offset_guids(database, deep, phase))[1]
    if same != [row['userId'] for row in page['values']]:
        raise SystemExit('the deep page and OFFSET show different people')
    # Another deep page each time, so that nothing near it is warm by the request before.
    others = [client.request(path + '&skip=%d' % (deep - first['total'] * i // (10 * REQUESTS))) for i in range(REQUESTS)]
    ways = {
        'skip 0': harness.asked(server, client, [client.request(path + '&skip=0')] * REQUESTS),
        'deep': harness.asked(server, client, [client.request(path + '&skip=%d' % deep)] * REQUESTS),
        'others': harness.asked(server, client, others),
        'offset 0': harness.called(offset(database, '', 0, phase), 200),
        'offset': harness.called(offset(database, '', deep, phase)),
    }
    if phase is not None:
        ways['offset scan'] = harness.called(offset(database, 'NOT INDEXED', deep, phase))
    s = harness.rounds(n_rounds, ways)
    return deep, s


def offset_guids(database, deep, phase):
    guids = []
    database.row_factory = None
    key = database.execute('SELECT campaign_key FROM campaign WHERE id = ?', (stream.CAMPAIGN,)).fetchone()[0]
    where = '' if phase is None else ' AND phase = %d' % PHASES.index(phase)
    for (guid,) in database.execute('SELECT person_guid FROM enrollment WHERE tenant_id = 1 AND campaign_key = ?%s '
                                    'ORDER BY number LIMIT 10 OFFSET ?' % where, (key, deep)):
        h = guid.hex()
        guids.append('-'.join((h[:8], h[8:12], h[12:16], h[16:20], h[20:])))
    return guids


def row(name, deep, s):
    cells = [name, '{:,}'.format(deep), '%.0f' % s['skip 0'].us(), '%.0f' % s['deep'].us(), '%.0f' % s['others'].us(),
             '**%.2f**' % harness.ratio(s['deep'], s['skip 0']), '%.2f' % harness.ratio(s['others'], s['skip 0']),
             '%.2f' % harness.ratio(s['deep'], s['skip 0'], 'wall'),
             '%.0f' % s['offset'].us(), '{:,.0f}'.format(harness.ratio(s['offset'], s['offset 0']))]
    return cells + ['%.0f' % s['offset scan'].us() if 'offset scan' in s else '']


def run(report, setting):
    rows = []
    for title, store in (('', setting.large), ('30 % deleted, ', setting.large_thinned)):
        made = store()
        database = sqlite3.connect('file:%s?mode=ro' % made.database, uri=True)
        with made.serve() as server, server.client() as client:
            for phase in (None,) + PHASES:
                name = title + (phase or 'plain')
                harness.note(name)
                rows.append(row(name, *measure(server, client, database, phase, setting.rounds)))
        database.close()
    report.say('A page of 10 of a campaign of {:,} people, in server CPU us a request: at skip 0; at skip 90 %; at another '
               'skip near there each time. OFFSET: the same rows of the same file by SQL, in CPU us and against its own '
               'first page. Goal: deep / first at most 1.3.'.format(setting.n))
    report.table(('list', 'skip', 'first', 'deep', 'others', 'deep / first', 'others / first', 'elapsed', 'OFFSET',
                  'OFFSET / its first', 'OFFSET, no status index'), rows)
