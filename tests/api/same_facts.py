#!/usr/bin/env python3
"""same_facts.py: one data set, asked through the OutThink, Security Journey and Kaspersky APIs: of every person they tell the
same address, the same campaigns completed, the same simulations fallen for, and nobody is missing anywhere.

    tests/api/same_facts.py [--people 200] [--program PATH] [--keep]
"""
import collections
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402

APIS = ('outthink', 'securityjourney', 'kaspersky')


def want(condition, text):
    if not condition:
        raise Failure(text)


class World:
    def __init__(self, args, folder):
        self.store = muster.Store(muster.Program(args.program), folder)
        self.store.tenant('acme')
        self.keys = {api: self.store.key(api, 'acme', api) for api in APIS}
        self.store.sample('acme', '--people', args.people, '--campaigns', 8, '--seed', 3)
        self.people = {row['ids']['outthink']: row for row in self.records('person')}
        self.store.start()
        self.outthink, self.journey, self.kaspersky = self.ask_outthink(), self.ask_journey(), self.ask_kaspersky()

    def records(self, kind):
        rows = (json.loads(line) for line in self.store.export('acme').splitlines())
        return [row for row in rows if row['kind'] == kind]

    def get(self, api, target, method='GET', body=None):
        answer = self.store.get(target, self.keys[api], method, body=body)
        want(answer.status == 200, '%s is answered %d' % (target, answer.status))
        return json.loads(answer.body)

    def pages(self, target):
        rows = []
        while True:
            page = self.get('outthink', '%stake=100&skip=%d' % (target, len(rows)))
            rows += page['values']
            if len(rows) == page['total']:
                return rows

    def ask_outthink(self):
        """{address: (campaigns completed, simulations fallen for)} by the lists of each campaign."""
        facts = collections.defaultdict(lambda: (set(), set()))
        for campaign in self.pages('/analytics/v1/campaigns?'):
            simulation = campaign['type'] == 'attackSimulation'
            place = 'attackSimulations' if simulation else 'trainingCampaigns'
            for row in self.pages('/analytics/v1/%s/%s/users?' % (place, campaign['id'])):
                address = self.people[row['userId']].get('email')
                done, fell = facts[address]
                if not simulation and row['trainingStatus'] == 'completed':
                    done.add(campaign['name'])
                if simulation and row['simulationStatus'] in ('clicked', 'credentialsCaptured'):
                    fell.add(campaign['name'])
        return facts

    def ask_journey(self):
        """{address: campaigns passed}; a path's name stands for its campaign's."""
        names = {row.get('path') or row['name']: row['name'] for row in self.records('campaign')}
        facts = collections.defaultdict(collections.Counter)
        for row in self.get('securityjourney', '/api/v2/enrollments?limit=1200000')['path_enrollments']:
            if row['status'] == 'passed':
                facts[row['email']][names[row['role_name']]] += 1
        return facts

    def ask_kaspersky(self):
        return {row['email']: row for row in self.get('kaspersky', '/openapi/v1/report', 'POST', b'{"lng":"en"}')}


def test_people(world):
    """The Kaspersky report of all and Security Journey's users have the same people: those who are not archived."""
    listed = {row['email'] for row in world.get('securityjourney', '/api/v2/users?limit=1200000')['users']}
    records = {row.get('email') for row in world.people.values() if row.get('status') != 'archived'}
    want(listed == records, 'users are not who is recorded: %s' % sorted(map(str, listed ^ records))[:5])
    want(set(world.kaspersky) == records, 'the report is not about who is recorded')


def test_completions(world):
    """As many campaigns completed, by address."""
    addresses = set(world.outthink) | set(world.journey)
    wrong = [(a, len(world.outthink[a][0]), sum(world.journey[a].values())) for a in addresses
             if len(world.outthink[a][0]) != sum(world.journey[a].values())]
    want(not wrong, 'completions differ: %s' % wrong[:5])
    want(any(done for done, _ in world.outthink.values()), 'nobody completed anything')


def test_falls(world):
    """The simulations that somebody fell for, by name; a mail that bounced or was not sent is in no report."""
    seen = 0
    for address, row in world.kaspersky.items():
        told = {attack['code'] for attack in row['phishingAttacks'] if attack['phishingAttackResult'] == '2'}
        known = world.outthink[address][1]
        want(told == known, '%s fell for %s, by OutThink for %s' % (address, sorted(told), sorted(known)))
        seen += len(told)
    want(seen > 0, 'nobody fell for anything')


TESTS = (('people', test_people), ('completions', test_completions), ('simulations fallen for', test_falls))


def main():
    args = tap.arguments(__doc__.split('\n\n', maxsplit=1)[0], ('people', 200, 'people of the sample'))
    out = tap.Tap()
    with muster.Folder(args.keep) as folder:
        world = World(args, folder)
        try:
            for name, test in TESTS:
                out.check(name, test, world)
            out.check('the server ends in order', world.store.stop)
        finally:
            world.store.kill()
    return out.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
