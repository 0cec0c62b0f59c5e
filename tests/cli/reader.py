#!/usr/bin/env python3
"""reader.py: three readers who know README's part about the OutThink API and nothing else, against `muster demo` with the
vendor's limits: curl, as README writes it; Python's requests; and the habits of Power Query, eight at once, each trying a
refused request three times more after the seconds that Retry-After asks for. Each reads everything, and what they read
is what `muster export` says.

    tests/cli/reader.py [--program PATH] [--keep]
"""
import collections
import csv
import datetime
import http.client
import io
import json
import os
import re
import shlex
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure, Server  # noqa: E402

RATE = 10      # requests a second, as documented
READERS = 8    # Power Query's, at once
TRIES = 3      # and how often each asks again
EVALUATION = 0.03
NOT_READY = 'not ready'


def want(condition, text):
    if not condition:
        raise Failure(text)


# ---- what README says ----

class Readme:
    def __init__(self):
        with open(os.path.join(muster.TOP, 'README.md'), encoding='utf-8') as file:
            text = file.read().split('## The first request')[1].split('\n## ')[0]
        block = '\n'.join(re.findall(r'(?m)^    (.*)$', text.split('\n| route')[0]))  # behind the table are the other APIs
        command, self.answer = block.split('\n\n' if '\n\n' in block else '\n{', 1)
        self.answer = self.answer if self.answer.startswith('{') else '{' + self.answer
        self.command = shlex.split(command.replace('\\\n', ' '))
        cells = [line.split('|')[1] for line in text.splitlines() if line.startswith('| `')]
        self.routes = [route for cell in cells for route in re.findall(r'`([^`]+)`', cell)]
        self.base = re.search(r'below `([^`]+)`', text).group(1)


class Curl:
    """README's line, with the demo's address and keys, for other routes too; `--retry` waits as Retry-After asks."""

    def __init__(self, demo, readme, path):
        self.path = path
        values = {'OT-Customer-Id: ...': 'OT-Customer-Id: ' + demo['customerId'],
                  'Authorization: Bearer mst_...': 'Authorization: Bearer ' + demo['keys']['outthink']}
        self.words = [values.get(word, word) for word in readme.command]
        self.words[-1] = self.words[-1].replace('http://127.0.0.1:8080', demo['url'])
        want(not any('...' in word for word in self.words), 'README shows a value that nobody tells: %r' % self.words)
        self.site = self.words[-1].split(readme.base)[0] + readme.base

    def run(self, words):
        done = subprocess.run(words + ['-s', '-S', '--retry', '5', '-o', self.path, '-w', '%{http_code}'], capture_output=True, check=False,
                              timeout=muster.PATIENCE)
        want(done.returncode == 0, '%s: %s' % (words, done.stderr.decode()))
        with open(self.path, 'rb') as file:
            return int(done.stdout), file.read()

    def get(self, path):
        return self.run(self.words[:-1] + [self.site + path])


class Requests:
    def __init__(self, demo, readme):
        # The test of `muster requests` beside this file has the same name.
        sys.path[:] = [path for path in sys.path if os.path.abspath(path) != os.path.dirname(os.path.abspath(__file__))]
        import requests
        from requests.adapters import HTTPAdapter, Retry
        self.session = requests.Session()
        self.session.headers.update({'OT-Customer-Id': demo['customerId'], 'Authorization': 'Bearer ' + demo['keys']['outthink']})
        self.session.mount('http://', HTTPAdapter(max_retries=Retry(total=5, status_forcelist=[429], allowed_methods=['GET'])))
        self.site = demo['url'] + readme.base

    def get(self, path):
        answer = self.session.get(self.site + path, timeout=muster.PATIENCE)
        return answer.status_code, answer.content


class PowerQuery:
    """One of its readers: a connection, and a request that is refused is asked again, three times at most. Between two
    answers it does something with the rows: a reader that asked again in the same millisecond could take the places of
    those who wait, and no server can tell them apart."""

    def __init__(self, demo, readme):
        self.site = urllib.parse.urlsplit(demo['url'])
        self.base = readme.base
        self.fields = {'OT-Customer-Id': demo['customerId'], 'Authorization': 'Bearer ' + demo['keys']['outthink'], 'Accept': '*/*',
                       'User-Agent': 'Microsoft.Data.Mashup (https://go.microsoft.com/fwlink/?LinkID=304225)'}
        self.connection = http.client.HTTPConnection(self.site.hostname, self.site.port, timeout=muster.PATIENCE)
        self.waits = self.most = 0

    def get(self, path):
        for attempt in range(1 + TRIES):
            self.most = max(self.most, attempt)
            self.connection.request('GET', self.base + path, headers=self.fields)
            answer = self.connection.getresponse()
            body = answer.read()
            if answer.status != 429:
                time.sleep(EVALUATION)
                break
            self.waits += 1
            time.sleep(int(answer.headers['Retry-After']))
        return answer.status, body


# ---- reading everything ----

def ask(client, path):
    status, body = client.get(path)
    want(status == 200, '%s: %d %s' % (path, status, body[:300]))
    return json.loads(body)


def pages(client, path, take):
    """Every row of a list, page after page."""
    rows, total = [], None
    while total is None or len(rows) < total:
        page = ask(client, '%s%sskip=%d&take=%d' % (path, '&' if '?' in path else '?', len(rows), take))
        total = page['total']
        want(page['values'] or not total, '%s: an empty page at %d of %d' % (path, len(rows), total))
        rows += page['values']
    return rows


def table(client, path):
    status, body = client.get(path)
    if status == 404 and b'not available yet' in body:
        return NOT_READY
    want(status == 200, '%s: %d %s' % (path, status, body[:300]))
    return list(csv.DictReader(io.StringIO(body.decode())))


def place_of(campaign):
    return '/%s/%s' % ('attackSimulations' if campaign['type'] == 'attackSimulation' else 'trainingCampaigns', campaign['id'])


def read_campaign(client, campaign, walk):
    place = place_of(campaign)
    read = {'counters': ask(client, place), 'people': table(client, place + '/users/bulk'),
            'comments': table(client, place + '/feedbackComments')}
    if walk:
        read['users'] = pages(client, place + '/users', 100)
    return read


def begin(client):
    """Campaigns, and how many organizations there are, walked down from the top."""
    organizations = pages(client, '/organizations', 50)
    seen = {one['id'] for one in organizations}
    for one in organizations:
        below = [other for other in pages(client, '/organizations?parentId=' + one['id'], 50) if other['id'] not in seen]
        seen.update(other['id'] for other in below)
        organizations += below
    return pages(client, '/campaigns', 7), len(organizations)


def everything(client, walk):
    campaigns, organizations = begin(client)
    return organizations, {c['id']: (c, read_campaign(client, c, walk)) for c in campaigns}


def at_once(make):
    """The campaigns shared out among eight readers."""
    first = make()
    campaigns, organizations = begin(first)
    todo, read, failures, clients = collections.deque(campaigns), {}, [], [make() for _ in range(READERS)]

    def work(client):
        try:
            while True:
                campaign = todo.popleft()
                read[campaign['id']] = (campaign, read_campaign(client, campaign, True))
        except IndexError:
            pass
        except (Failure, OSError, http.client.HTTPException, KeyError, ValueError) as failure:
            failures.append(repr(failure))
    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    want(not failures, '\n'.join(failures[:3]))
    want(sum(client.waits for client in clients) > 0, 'nobody ever had to wait: this tries nothing')
    print('# refused: %s, in a row: %s' % ([client.waits for client in clients], [client.most for client in clients]))
    return organizations, read


# ---- what there is ----

class Truth:
    """What `muster export` says."""

    def __init__(self, lines):
        rows = [json.loads(line) for line in lines]
        kinds = collections.Counter(row['kind'] for row in rows)
        self.organizations = kinds['organization']
        self.campaigns = {row['ids']['outthink']: row for row in rows if row['kind'] == 'campaign'}
        self.people, self.comments = collections.defaultdict(set), collections.Counter()
        for row in rows:
            if row['kind'] == 'enrollment':
                self.people[row['campaignId']].add(row['person'])
            elif row['kind'] == 'comment':
                self.comments[row['campaignId']] += 1

    def is_ready(self, campaign):
        """A day after its start."""
        start = datetime.datetime.fromisoformat((campaign.get('startedAt') or campaign['createdAt'])[:19])
        return start + datetime.timedelta(days=1) <= datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)

    def check(self, name, organizations, read):
        want(organizations == self.organizations, '%s: %d organizations of %d' % (name, organizations, self.organizations))
        want(set(read) == set(self.campaigns), '%s: other campaigns' % name)
        files = 0
        for guid, (campaign, got) in read.items():
            record = self.campaigns[guid]
            people = self.people[record['id']]
            for key in ('people', 'comments'):
                want((got[key] != NOT_READY) == self.is_ready(record), '%s: %s of %s: %r' % (name, key, guid, got[key]))
            if got['people'] != NOT_READY:
                files += 1
                want({row['UserId'] for row in got['people']} == people and len(got['people']) == len(people), '%s: people of %s' % (name, guid))
                want(len(got['comments']) == self.comments[record['id']], '%s: comments of %s' % (name, guid))
                if campaign['type'] == 'attackSimulation':
                    self.check_counters(name, got)
            if 'users' in got:
                want({user['userId'] for user in got['users']} == people and len(got['users']) == len(people), '%s: users of %s' % (name, guid))
            want(got['counters']['totalUsers'] == len(people), '%s: %r' % (name, got['counters']))
        want(files >= 5, '%s: only %d files' % (name, files))

    @staticmethod
    def check_counters(name, got):
        """The counters are what the CSV file says."""
        for counter, column in (('totalOpened', 'Opened'), ('totalClicked', 'Clicked'), ('totalReported', 'Reported'),
                                ('totalCredCaptured', 'CredentialsCaptured')):
            want(got['counters'][counter] == sum(row[column] == 'True' for row in got['people']), '%s: %s' % (name, counter))


# ---- the tests ----

class Case:
    def __init__(self, program, folder):
        self.data = os.path.join(folder, 'data')
        self.readme = Readme()
        self.server = Server(program, self.data, None, {'MUSTER_PROFILE': 'faithful', 'MUSTER_OUTTHINK_RATE': str(RATE)}, ['--people', '120'],
                             'demo').ready()
        with open(os.path.join(self.data, 'demo.json'), encoding='utf-8') as file:
            self.demo = json.load(file)
        self.truth = Truth(program.run(['export', 'records', '--data', self.data]).out.decode().splitlines())

    def curl(self):
        return Curl(self.demo, self.readme, self.data + '.answer')


def as_written(case):
    """The answer that README shows is the one that its line gets, ids aside."""
    curl = case.curl()
    status, body = curl.run(curl.words)
    shown = [re.escape(part.rstrip(' ')) for part in case.readme.answer.split('...')]
    want(status == 200 and re.match('[^"]*'.join(shown[:-1]), body.decode()), 'README shows\n%s\nand it is\n%s' % (
        case.readme.answer, body.decode()[:300]))


def each_route(case):
    curl = case.curl()
    training = next(g for g, c in case.truth.campaigns.items() if c['type'] == 'instant' and case.truth.is_ready(c))
    simulation = next(g for g, c in case.truth.campaigns.items() if c['type'] == 'attackSimulation' and case.truth.is_ready(c))
    person = sorted(case.truth.people[case.truth.campaigns[training]['id']] & case.truth.people[case.truth.campaigns[simulation]['id']])[0]
    values = {'skip': '1', 'take': '2', 'status': 'completed', 'targetOrgId': case.demo['customerId'], 'trainingStatus': 'completed',
              'simulationStatus': 'clicked', 'parentId': case.demo['customerId']}
    want(len(case.readme.routes) >= 11, repr(case.readme.routes))
    for route in case.readme.routes:
        path = route.replace('{id}', simulation if 'attack' in route else training).replace('{userId}', person)
        path = re.sub(r'([a-zA-Z]+)=', lambda name: name.group(1) + '=' + values[name.group(1)], path)
        status, body = curl.get(path)
        want(status == 200, '%s: %d %s' % (path, status, body[:300]))


def with_curl(case):
    case.truth.check('curl', *everything(case.curl(), False))


def with_requests(case):
    case.truth.check('requests', *everything(Requests(case.demo, case.readme), True))


def with_power_query(case):
    case.truth.check('Power Query', *at_once(lambda: PowerQuery(case.demo, case.readme)))


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0])
    report = tap.Tap()
    with muster.Folder(args.keep) as folder:
        case = Case(muster.Program(args.program), folder)
        try:
            for test in (as_written, each_route, with_curl, with_requests, with_power_query):
                report.check(test.__name__, test, case)
            report.check('ends in order', case.server.stop)
        finally:
            case.server.kill()
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
