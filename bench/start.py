"""start.py: from starting the program to its first answer, and the memory it holds at rest."""
import os
import time

import harness
import skip
import stream


def started(store, kept):
    """A way of harness.rounds(): start, ask, look, end."""
    def way():
        begin = time.monotonic()
        with store.serve() as server, server.client() as client:
            client.get(skip.PEOPLE + '&skip=0')
            wall = (time.monotonic() - begin) * 1e6
            cpu = server.cpu_us()
            kept['first'] = harness.memory(server.process.pid, 'VmRSS')
            total = client.get(skip.PEOPLE + '&skip=0')['total']
            for i in range(2000):
                client.send(client.request(skip.PEOPLE + '&skip=%d' % (total * i // 2000)))
            kept['used'] = harness.memory(server.process.pid, 'VmRSS')
        return cpu, wall, 1
    return way


def run(report, setting):
    large = setting.large()
    small = setting.make('small', stream.store(stream.SMALL_PEOPLE))
    kept = {'large': {}, 'small': {}}
    s = harness.rounds(setting.rounds, {'large': started(large, kept['large']), 'small': started(small, kept['small'])})
    size = os.path.getsize(large.database) / 1048576
    report.say('`muster serve` on a store of {:,} people and as many enrollments ({:,.0f} MiB), and on one of {}; until the first page is '
               'there. Memory: after that page, and after 2,000 pages spread over the campaign. Goal: 150 ms, 64 MiB.'.format(
                   setting.n, size, stream.SMALL_PEOPLE))
    report.table(('people', 'first answer, ms', 'CPU ms', 'RSS, MiB', 'RSS after 2,000 pages, MiB', 'against the small one'),
                 [('{:,}'.format(setting.n if name == 'large' else stream.SMALL_PEOPLE), '%.0f' % (s[name].wall_us() / 1000),
                   '%.0f' % (s[name].us() / 1000), '%.0f' % kept[name]['first'], '%.0f' % kept[name]['used'],
                   '%.2f' % harness.ratio(s[name], s['small'], 'wall')) for name in ('large', 'small')])
