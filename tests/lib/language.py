"""language.py: reads and runs the case files *.t; tests/api/README.md describes the language. A file is read into
statements, loops are unrolled, then each statement runs against data folders and servers of its own."""
import os
import re
import shlex

import exact
import record
from compare import Comparing
from muster import Failure, Store, TOP
from statements import Statement, read_statements, to_bytes, unroll
from wire import Broken, Wire, request_bytes

VARIABLE = re.compile(r'\$\{([^{}]+)\}')
UUID = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}')


class Outcome:
    """One test's name and what went wrong, if anything."""

    def __init__(self, name, failure=None):
        self.name, self.failure = name, failure


class Case(Comparing):
    """A case file with its own folder, data folders and servers."""

    def __init__(self, path, program, folder, accept=False):
        self.path = path
        self.short = os.path.relpath(path, TOP)
        self.program = program
        self.folder = folder
        self.accept = accept
        self.stores = {}
        self.tenants = {}
        self.values = {}
        self.memory = {}
        self.notes = []
        self.seen_ids = set()
        self.store = self.use_store('data')
        self.tenant = self.key = self.last = self.done = self.wire = None

    # ---- the run ----

    def run(self):
        """Runs everything and returns the outcomes."""
        outcomes = []
        try:
            statements, _ = unroll(read_statements(self.path), {})
        except (Failure, ValueError) as error:
            return [Outcome(self.short, '%s: %s' % (self.short, error))]
        name, failed, at = None, False, 0
        record.test(self.short)
        while at < len(statements):
            one = statements[at]
            if one.verb == 'test':
                record.test(self.title(one))
                if name and not failed:
                    outcomes.append(Outcome(name))
                name, failed, at = self.title(one), False, at + 1
                continue
            took = 1
            while at + took < len(statements) and statements[at + took].verb in FOLLOWERS.get(one.verb, ()):
                took += 1
            if not failed:
                problem = self.attempt(one, statements[at + 1:at + took])
                if problem:
                    outcomes.append(Outcome(name or self.short, problem))
                    failed = True
                    if name is None:  # without its beginning nothing else makes sense
                        break
            at += took
        if not failed and name:
            outcomes.append(Outcome(name))
        outcomes.append(Outcome(self.short + ': ends in order', self.finish()))
        return outcomes

    def title(self, one):
        return '%s: %s' % (self.short, VARIABLE.sub(lambda m: str(one.bound.get(m.group(1), m.group(0))), one.rest))

    def attempt(self, one, followers):
        """Runs one statement; what went wrong as text, else None."""
        try:
            verb = getattr(self, 'do_' + one.verb.replace('-', '_'), None)
            if verb is None or one.verb in ALL_FOLLOWERS:
                raise Failure('there is no statement %s here' % one.verb)
            if one.verb in FOLLOWERS:
                verb(one, followers)
            else:
                verb(one)
            return None
        except (Failure, Broken, LookupError, ValueError, OSError, re.error) as error:
            text = str(error) if isinstance(error, Failure) else '%s: %s' % (type(error).__name__, error)
            log = self.store.server.tail(8) if self.store.server else ''
            last = '\nthe answer:\n' + self.last.show() if self.last and not self.done else ''
            turn = ''.join('%s = %s\n' % pair for pair in one.bound.items())
            return '%s:%d: %s\n%s%s%s\n%s' % (self.short, one.line, one.show(), turn, text, last, log)

    def finish(self):
        """Ends all servers; what they leave must be accepted by `muster verify`."""
        problems = []
        for name, store in self.stores.items():
            try:
                store.stop()
                if os.path.exists(store.data):
                    store.verify()
            except Failure as error:
                problems.append('%s: data folder %s: %s' % (self.short, name, error))
        return '\n'.join(problems) or None

    # ---- texts ----

    def text(self, template, one):
        return VARIABLE.sub(lambda found: self.value(found.group(1).strip(), one), template)

    def value(self, name, one):
        if name in one.bound:
            return self.text(one.bound[name], Statement(one.line, '', ''))
        if name in self.values:
            return self.values[name]
        if name.startswith('repeat '):
            what, count = name.split()[1:]
            return what * self.number(count)
        if name.startswith('limit.'):
            return str(self.number(name))
        kind, _, which = name.partition('.')
        if kind in ('token', 'customer', 'keyid'):
            key = self.store.keys[which] if which else self.key
            return {'token': key.token, 'customer': key.customer, 'keyid': key.id}[kind]
        known = {'port': lambda: self.store.server.port, 'dir': lambda: self.folder, 'data': lambda: self.store.data}
        if name in known:
            return str(known[name]())
        raise Failure('nothing is named %s' % name)

    def number(self, text):
        """17, limit.NAME, limit.NAME+1, limit.NAME-1: the maximums that the program prints."""
        found = re.fullmatch(r'(\d+)|limit\.(\w+)([+-]\d+)?', text)
        if not found:
            raise Failure('%s is no number' % text)
        if found.group(1):
            return int(found.group(1))
        limits = exact.plain(exact.parse(self.program.run(['limits', '--json']).out))
        return limits[found.group(2)] + int(found.group(3) or 0)

    def words(self, one):
        return [self.text(word, one) for word in shlex.split(one.rest)]

    def block(self, one):
        if one.block is None:
            raise Failure('%s needs a block: %s <<END' % (one.verb, one.verb))
        return self.text(one.block, one)

    # ---- what exists before the requests ----

    def use_store(self, name):
        if name not in self.stores:
            self.stores[name] = Store(self.program, self.folder, name)
        return self.stores[name]

    def do_store(self, one):
        name, = self.words(one)
        self.store = self.use_store(name)
        self.key = next(iter(self.store.keys.values()), None)

    def do_setting(self, one):
        name, value = self.words(one)
        self.store.env['MUSTER_' + name.upper().replace('.', '_')] = value

    def do_tenant(self, one):
        name, *given = self.words(one)
        given = dict(word.split('=', 1) for word in given)
        self.store.tenant(name, given.pop('customer', None))
        self.tenant = name
        if given:
            raise Failure('a tenant has no %s' % ', '.join(given))

    def do_key(self, one):
        name, *given = self.words(one)
        pairs = [word.split('=', 1) for word in given]
        options = []
        for option, value in pairs:
            if option in ('expires', 'scope', 'cidr', 'name', 'csv-escape'):
                options += ['--' + option, value]
            elif option == 'pseudonymous' and value == 'yes':
                options.append('--pseudonymous')
            elif option not in ('tenant', 'api'):
                raise Failure('a key has no %s' % option)
        tenant = dict(pairs).get('tenant', self.tenant)
        apis = [value for option, value in pairs if option == 'api'] or ['outthink']
        for api in apis[1:]:
            options += ['--api', api]
        key = self.store.key(name, tenant, apis[0], options)
        self.key = self.key or key

    def do_use(self, one):
        name, = self.words(one)
        self.key = self.store.keys[name]

    def do_clock(self, one):
        time, = self.words(one)
        self.store.set_clock(None if time == 'real' else time)

    def do_records(self, one):
        given = dict(word.split('=', 1) for word in self.words(one))
        times = int(given.get('times', '1'))
        lines = []
        for i in range(1, times + 1):
            bound = dict(one.bound, i=str(i).zfill(len(str(times))))
            lines.append(self.block(Statement(one.line, one.verb, one.rest, one.block, bound)) + '\n')
        self.store.records(given.get('tenant', self.tenant), ''.join(lines))

    def do_sample(self, one):
        self.store.sample(self.tenant, *self.words(one))

    def do_serve(self, one):
        self.store.options = self.words(one)
        self.store.start()

    def do_stop(self, one):
        self.store.stop()

    def do_restart(self, one):
        self.store.stop()
        self.store.start()

    def do_file(self, one):
        """As it stands, with a line end behind every line."""
        name, = self.words(one)
        with open(os.path.join(self.folder, name), 'w', encoding='utf-8', newline='') as out:
            out.write(self.block(one) + '\n')

    def do_bytes(self, one):
        r"""Without line ends of its own; \r \n \xHH."""
        name, = self.words(one)
        with open(os.path.join(self.folder, name), 'wb') as out:
            out.write(to_bytes(self.block(one).replace('\n', '')))

    # ---- requests ----

    def running(self):
        if not self.store.server:
            self.store.start()
        return self.store

    def heard(self, answer):
        """What holds for every answer of every API."""
        self.last, self.done = answer, None
        ids = answer.all('Correlation-Id')
        if len(ids) != 1 or not UUID.fullmatch(ids[0]):
            raise Failure('an answer has one Correlation-Id, a UUID; this one has %s' % ids)
        if ids[0] in self.seen_ids:
            raise Failure('the Correlation-Id %s was given twice' % ids[0])
        self.seen_ids.add(ids[0])
        if answer.body and not answer.get('Content-Type'):
            raise Failure('a body without a Content-Type')
        if answer.body and 'json' in answer.get('Content-Type', ''):
            exact.parse(answer.body)

    def do_request(self, one, followers):
        store = self.running()
        method, _, target = self.text(one.rest, one).partition(' ')
        target = target.strip()
        fields = [('Host', '127.0.0.1:%d' % store.server.port)]
        fields += self.key.fields(target) if self.key else []
        body = None
        for other in followers:
            if other.verb == 'send':
                body = to_bytes(self.text(other.rest, other)) if other.block is None else self.block(other).encode()
                continue
            name, _, value = self.text(other.rest, other).partition(':')
            if other.verb == 'with':
                fields = [f for f in fields if f[0].lower() != name.lower()]
            if other.verb == 'without':
                fields = [f for f in fields if f[0].lower() != name.strip().lower()]
            else:
                fields.append((name, value.strip(' ')))
        pairs = [(to_bytes(name), to_bytes(value)) for name, value in fields]
        data = request_bytes(method.encode(), to_bytes(target), pairs, body)
        self.heard(store.client.ask(data, method))

    def do_raw(self, one):
        store = self.running()
        if self.wire:
            self.wire.close()
        self.wire = Wire(store.server.port)
        data = to_bytes(self.block(one).replace('\n', '\r\n') + '\r\n')
        self.wire.send(data)
        self.heard(self.wire.answer(data.split(b' ')[0].decode('latin-1')))

    def do_next(self, one):
        self.heard(self.wire.answer(one.rest or 'GET'))

    def do_closed(self, one):
        if not self.wire.ended():
            raise Failure('expected the end of the connection, got %r' % self.wire.held[:500])

    # ---- commands ----

    def do_muster(self, one, followers):
        """A command on the current data folder."""
        self.command(one, followers, ['--data', self.store.data])

    def do_bare(self, one, followers):
        """A command exactly as written."""
        self.command(one, followers, [])

    def command(self, one, followers, more):
        expected = 0
        stdin = self.block(one).encode() + b'\n' if one.block is not None else None
        for other in followers:
            if other.verb == 'exit':
                expected = int(other.rest)
            elif other.verb == 'from':
                with open(os.path.join(self.folder, other.rest), 'rb') as file:
                    stdin = file.read()
        self.done = self.program.run(self.words(one) + more, stdin, expected, env=self.store.settings(), cwd=self.folder)


# Statements that belong to the one before them.
FOLLOWERS = {'request': ('with', 'without', 'send', 'also'), 'muster': ('exit', 'from'), 'bare': ('exit', 'from')}
ALL_FOLLOWERS = {verb for verbs in FOLLOWERS.values() for verb in verbs}
