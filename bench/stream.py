"""stream.py: one campaign of N invented people as a record stream, the same bytes for the same N.

Organization, campaign and people come first, then an enrollment a person. Statuses are mixed, so that every range of
rows holds some of each."""
import random

CAMPAIGN = 'c0000000-0000-4000-8000-000000000001'
SMALL = 'c0000000-0000-4000-8000-000000000002'  # a campaign of SMALL_PEOPLE of the same people
SMALL_PEOPLE = 100

# The words of trainingStatus that the API filters by, and a status of the record model that shows as each.
STATUSES = (('noAction', 20), ('notStarted', 8), ('scheduled', 5), ('acknowledged', 7), ('inProgress', 15),
            ('completed', 40), ('failed', 5))
DEPARTMENTS = ('Finance', 'Legal', 'Sales', 'Operations', 'Research', 'Purchasing', 'Support', 'Logistics')
COUNTRIES = ('DE', 'ES', 'FR', 'GB', 'IT', 'PL', 'SE', 'US')


def email(i):
    return 'person%07d@example.com' % i


def people(n):
    for i in range(n):
        yield ('{"kind":"person","email":"%s","firstName":"Person","lastName":"Number %d","status":"%s","department":"%s",'
               '"country":"%s","jobRole":"Role %d","managerEmail":"%s"}\n' % (
                   email(i), i, 'inactive' if i % 50 == 0 else 'active', DEPARTMENTS[i % 8], COUNTRIES[i // 8 % 8], i % 30,
                   email(i // 10)))


def campaign(guid, name):
    return ('{"kind":"campaign","id":"%s","name":"%s","type":"instant","status":"inProgress",'
            '"createdAt":"2025-01-07T09:00:00Z","startedAt":"2025-01-08T08:00:00Z"}\n' % (guid, name))


def enrollment(guid, i, word, chance):
    started = word not in ('noAction', 'notStarted', 'scheduled')
    line = '{"kind":"enrollment","campaignId":"%s","person":"%s","status":"%s","enrolledAt":"2025-01-08T08:%02d:%02d.%07dZ"' % (
        guid, email(i), word, i // 60 % 60, i % 60, chance % 10000000)
    if started:
        line += ',"startedAt":"2025-02-%02dT10:%02d:00Z","timeSpentSeconds":%d' % (chance % 28 + 1, chance % 60, chance % 7200)
        line += ',"scores":{"engagement":%d.%d,"knowledge":0.%d,"productivity":0.%d}' % (
            0, chance % 99 + 1, chance % 997 + 1, chance % 89 + 1)
    if word in ('completed', 'failed'):
        line += ',"completedAt":"2025-03-%02dT11:%02d:00Z"' % (chance % 28 + 1, chance % 60)
    return line + '}\n'


def enrollments(guid, n):
    draw = random.Random(n)
    words = [word for word, share in STATUSES for _ in range(share)]
    for i in range(n):
        chance = draw.getrandbits(40)
        yield enrollment(guid, i, words[chance % len(words)], chance // 128)


def store(n):
    """Everything: N people, the large campaign, the small one."""
    yield campaign(CAMPAIGN, 'Large')
    yield campaign(SMALL, 'Small')
    yield from people(n)
    yield from enrollments(CAMPAIGN, n)
    yield from enrollments(SMALL, min(n, SMALL_PEOPLE))


def deletions(n, share):
    """A share of the large campaign's enrollments, deleted in random order."""
    draw = random.Random(n + 1)
    for i in draw.sample(range(n), int(n * share)):
        yield '{"kind":"enrollment","campaignId":"%s","person":"%s","deleted":true}\n' % (CAMPAIGN, email(i))
