"""bulk.py: what a row of a campaign's CSV file costs, compared with the sqlite3 command printing CSV of the same rows.

The command answers the same join (manager by e-mail) from the same file, once with the columns as they are stored, and
once spelled as the API spells them: times, GUIDs and words. It prints to /dev/null; Muster sends to a client that reads
and forgets. Processor time of the process that makes the text, and rows a second of one core that follow from it."""
import os
import subprocess
import time

import harness
import stream

PATH = '/analytics/v1/trainingCampaigns/%s/users/bulk' % stream.CAMPAIGN
TIME = "strftime('%%Y-%%m-%%dT%%H:%%M:%%S', %s / 10000000, 'unixepoch')"
GUID = "lower(substr(hex(%s), 1, 8) || '-' || substr(hex(%s), 9, 4) || '-' || substr(hex(%s), 13, 4) || '-' || " \
       "substr(hex(%s), 17, 4) || '-' || substr(hex(%s), 21))"
WORD = "CASE %s WHEN 0 THEN 'noAction' WHEN 1 THEN 'notStarted' WHEN 2 THEN 'scheduled' WHEN 3 THEN 'acknowledged' " \
       "WHEN 4 THEN 'inProgress' WHEN 5 THEN 'completed' ELSE 'failed' END"
TIMES = ('e.enrolled_at', 'e.started_at', 'e.last_accessed_at', 'e.completed_at')
MIDDLE = ("e.time_spent_seconds, 'http://localhost/dashboard/campaigns/%s', %s, e.engagement, e.knowledge, e.productivity, "
          "e.intention_to_comply, e.self_efficacy, coalesce(m.source_identifier, m.email, e.manager_email), %s, e.department, "
          "e.business_unit, e.country, e.job_role, e.person_source, %s")
FROM = (" FROM campaign AS c JOIN enrollment AS e ON e.tenant_id = 1 AND e.campaign_key = c.campaign_key "
        "LEFT JOIN alias AS a ON a.tenant_id = 1 AND a.what = 6 AND a.value = lower(e.manager_email) "
        "LEFT JOIN person AS m ON m.tenant_id = 1 AND m.person_key = a.person_key "
        "WHERE c.tenant_id = 1 AND c.id = '%s' ORDER BY e.number" % stream.CAMPAIGN)


def guid(column):
    return GUID % ((column,) * 5)


def stored():
    return ('SELECT e.phase, ' + ', '.join(TIMES) + ', ' +
            MIDDLE % (stream.CAMPAIGN, 'c.ids_outthink', 'e.person_active', 'e.person_guid') + FROM)


def spelled():
    return ('SELECT ' + WORD % 'e.phase' + ', ' + ', '.join(TIME % column for column in TIMES) + ', ' +
            MIDDLE % (stream.CAMPAIGN, guid('c.ids_outthink'), "iif(e.person_active, 'active', 'inactive')", guid('e.person_guid')) + FROM)


def printed(database, sql, rows):
    """A way of harness.rounds(): the command prints the file."""
    def way():
        begin = time.monotonic()
        with open(os.devnull, 'wb') as nowhere:
            child = subprocess.Popen(['sqlite3', '-readonly', '-csv', '-header', database, sql], stdout=nowhere)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = status
        if status != 0:
            raise SystemExit('sqlite3 failed')
        return (usage.ru_utime + usage.ru_stime) * 1e6, (time.monotonic() - begin) * 1e6, rows
    return way


def sent(server, store, rows):
    """The same: Muster sends the file. A client of its own process reads it, so that it takes none of the server's core."""
    head = ['-H' + line for line in store.head().splitlines() if not line.startswith('Host')]

    def way():
        cpu, begin = server.cpu_us(), time.monotonic()
        done = subprocess.run(['curl', '-sS', '-f', '-o', os.devnull, '-w', '%{size_download}', 'http://127.0.0.1:%d%s' % (server.port, PATH)]
                              + head, check=True, capture_output=True)
        if int(done.stdout) < 100 * rows:
            raise SystemExit('the file is too short')
        return server.cpu_us() - cpu, (time.monotonic() - begin) * 1e6, rows
    return way


def run(report, setting):
    for name in ('sqlite3', 'curl'):
        if harness.program(name) is None:
            report.say('Not measured: %s is not installed.' % name)
            return
    made = setting.large()
    with made.serve() as server:
        s = harness.rounds(setting.rounds, {
            'muster': sent(server, made, setting.n),
            'stored': printed(made.database, stored(), setting.n),
            'spelled': printed(made.database, spelled(), setting.n),
        })
    report.say('The file of a campaign of {:,} people (/users/bulk, 21 columns, managers looked up by e-mail), in CPU us a row, and '
               'the rows a second of one core that follow. sqlite3: the command, `.mode csv`, the same join on the same file.'
               .format(setting.n))
    report.table(('', 'CPU us a row', 'rows a second', 'elapsed us a row', 'Muster / this'),
                 [[title, '%.2f' % s[name].us(), '{:,.0f}'.format(1e6 / s[name].us()), '%.2f' % s[name].wall_us(),
                   '**%.2f**' % harness.ratio(s['muster'], s[name])]
                  for title, name in (('Muster', 'muster'), ('sqlite3, columns as stored', 'stored'), ('sqlite3, spelled as the API does', 'spelled'))])
