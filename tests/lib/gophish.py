"""gophish.py: a history as GoPhish 0.12 keeps it: its database file, and the two CSV files that its page of a campaign
exports. Written from what GoPhish's handlers do: an event is added, then the result takes its time and status, unless it
has a graver one."""
import csv
import io
import json
import os
import sqlite3

SCHEMA = '''
CREATE TABLE "users" (id integer primary key autoincrement, username varchar(255) NOT NULL UNIQUE, hash varchar(255));
CREATE TABLE "templates" (id integer primary key autoincrement, user_id bigint, name varchar(255), subject varchar(255),
  text varchar(255), html varchar(255), modified_date datetime);
CREATE TABLE "targets" (id integer primary key autoincrement, first_name varchar(255), last_name varchar(255),
  email varchar(255), position varchar(255));
CREATE TABLE "groups" (id integer primary key autoincrement, user_id bigint, name varchar(255), modified_date datetime);
CREATE TABLE "group_targets" (group_id bigint, target_id bigint);
CREATE TABLE "results" (id integer primary key autoincrement, campaign_id bigint, user_id bigint, r_id varchar(255),
  email varchar(255), first_name varchar(255), last_name varchar(255), status varchar(255) NOT NULL, ip varchar(255),
  latitude real, longitude real, position VARCHAR(255), send_date DATETIME, reported boolean default 0,
  modified_date DATETIME);
CREATE TABLE "events" (id integer primary key autoincrement, campaign_id bigint, email varchar(255), time datetime,
  message varchar(255), details BLOB);
CREATE TABLE "campaigns" (id integer primary key autoincrement, user_id bigint, name varchar(255) NOT NULL,
  created_date datetime, completed_date datetime, template_id bigint, page_id bigint, status varchar(255),
  url varchar(255), smtp_id bigint, launch_date DATETIME, send_by_date DATETIME);
'''
NEVER = '0001-01-01T00:00:00Z'
RESULT = ('id', 'status', 'ip', 'latitude', 'longitude', 'send_date', 'reported', 'modified_date', 'email', 'first_name',
          'last_name', 'position')
EVENT = ('campaign_id', 'email', 'time', 'message', 'details')


def moment(seconds, nanoseconds=0):
    """A time of the history as the API prints it: Go leaves out the fraction's trailing zeros."""
    day, rest = divmod(seconds, 86400)
    fraction = ('.%09d' % nanoseconds).rstrip('0').rstrip('.')
    return '2024-05-%02dT%02d:%02d:%02d%sZ' % (day + 1, rest // 3600, rest // 60 % 60, rest % 60, fraction)


def details(payload=None, address='192.0.2.7', agent='Mozilla/5.0 (X11; Linux x86_64)'):
    """As Go prints it: with the letters of HTML escaped."""
    browser = {'address': address, 'user-agent': agent} if address else {}
    text = json.dumps({'payload': payload or {}, 'browser': browser}, separators=(',', ':'), ensure_ascii=False)
    return text.replace('<', '\\u003c').replace('>', '\\u003e').replace('&', '\\u0026')


class GoPhish:
    def __init__(self):
        self.campaigns, self.events, self.targets = [], [], []

    def campaign(self, name, subject, created, people):
        """people: (address, first name, last name, position). Returns its number."""
        number = len(self.campaigns) + 1
        self.campaigns.append({'id': number, 'name': name, 'subject': subject, 'created': created, 'completed': NEVER,
                               'status': 'In progress', 'results': [
                                   {'id': 'rid%d%03d' % (number, n), 'status': 'Scheduled', 'ip': '', 'latitude': 0, 'longitude': 0,
                                    'send_date': created, 'reported': False, 'modified_date': created, 'email': person[0],
                                    'first_name': person[1], 'last_name': person[2], 'position': person[3]}
                                   for n, person in enumerate(people)]})
        self.add(number, '', created, 'Campaign Created', '')
        return number

    def add(self, campaign, email, time, message, more):
        self.events.append({'campaign_id': campaign, 'email': email, 'time': time, 'message': message, 'details': more})

    def result(self, campaign, email):
        return next(r for r in self.campaigns[campaign - 1]['results'] if r['email'] == email)

    def act(self, campaign, email, message, time, more=None):
        """What happened, as the handlers of GoPhish keep it."""
        result = self.result(campaign, email)
        more = more if more is not None else '' if message == 'Email Sent' else details({'rid': [result['id']]})
        self.add(campaign, email, time, message, more)
        if more.startswith('{"payload"') and '"address":"' in more:
            result['ip'] = json.loads(more)['browser']['address']
        if message == 'Email Reported':
            result.update(reported=True, modified_date=time)
        elif message == 'Error Sending Email':
            result.update(status='Error', modified_date=time)
        elif message == 'Email Sent':
            result.update(status=message, send_date=time, modified_date=time)
        elif not (message == 'Email Opened' and result['status'] in ('Clicked Link', 'Submitted Data') or
                  message == 'Clicked Link' and result['status'] == 'Submitted Data'):
            result.update(status=message, modified_date=time)

    # ---- what it exports ----

    @staticmethod
    def csv(columns, rows):
        """As Papa Parse writes it with escapeFormulae."""
        def cell(value):
            text = {True: 'true', False: 'false'}[value] if isinstance(value, bool) else str(value)
            return "'" + text if text[:1] in ('=', '+', '-', '@', '\t', '\r') else text
        out = io.StringIO(newline='')
        writer = csv.writer(out, lineterminator='\r\n')
        writer.writerow(columns)
        for row in rows:
            writer.writerow([cell(row[column]) for column in columns])
        return out.getvalue().removesuffix('\r\n').encode()

    def results_csv(self, campaign):
        return self.csv(RESULT, self.campaigns[campaign - 1]['results'])

    def events_csv(self, campaign):
        return self.csv(EVENT, [e for e in self.events if e['campaign_id'] == campaign])

    def database(self, path, wal=False):
        """Writes the database file; with its log still beside it when asked, then the connection is returned open."""
        def time(text):
            return text.replace('T', ' ').replace('Z', '+00:00')
        if os.path.exists(path):
            os.remove(path)
        db = sqlite3.connect(path)
        if wal:
            db.execute('PRAGMA journal_mode=WAL')
        db.executescript(SCHEMA)
        db.execute('INSERT INTO users (username, hash) VALUES (?, ?)', ('admin', '$2a$10$notapassword'))
        for person in self.targets:
            db.execute('INSERT INTO targets (email, first_name, last_name, position) VALUES (?, ?, ?, ?)', person)
        for c in self.campaigns:
            db.execute('INSERT INTO templates (id, name, subject) VALUES (?, ?, ?)', (c['id'], 'T%d' % c['id'], c['subject']))
            db.execute('INSERT INTO campaigns (id, user_id, name, created_date, completed_date, template_id, status, launch_date) '
                       'VALUES (?, 1, ?, ?, ?, ?, ?, ?)', (c['id'], c['name'], time(c['created']), time(c['completed']), c['id'],
                                                          c['status'], time(c['created'])))
            for r in c['results']:
                db.execute('INSERT INTO results (campaign_id, user_id, r_id, email, first_name, last_name, status, ip, latitude, '
                           'longitude, position, send_date, reported, modified_date) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
                           (c['id'], r['id'], r['email'], r['first_name'], r['last_name'], r['status'], r['ip'], r['latitude'],
                            r['longitude'], r['position'], time(r['send_date']), int(r['reported']), time(r['modified_date'])))
        for e in self.events:
            db.execute('INSERT INTO events (campaign_id, email, time, message, details) VALUES (?, ?, ?, ?, ?)',
                       (e['campaign_id'], e['email'], time(e['time']), e['message'], e['details']))
        db.commit()
        if wal:
            return db
        db.close()
        return None
