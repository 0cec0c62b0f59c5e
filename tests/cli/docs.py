#!/usr/bin/env python3
"""docs.py: what README.md and docs/ say about commands is true: every command and option that stands in a code
block or in backticks exists, the commands of README's "Your own data" work one after the other, and the page of the Kaspersky API's texts is what
the program prints.

    tests/cli/docs.py [--program PATH] [--keep]
"""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
sys.dont_write_bytecode = True

import muster  # noqa: E402
import tap  # noqa: E402
from muster import Failure  # noqa: E402

WORDS = ('COMMAND', 'help')  # `muster COMMAND --help`


def said(text):
    """Every command line of a page: (command, options)."""
    pieces = re.findall(r'`([^`\n]+)`', text)
    for line in text.splitlines():
        if line.startswith('    '):
            pieces += re.split(r'\||&&', line)
    for piece in pieces:
        found = re.match(r'\s*(?:\$ )?(?:build/)?muster ([a-z]+)\b(.*)', piece)
        if found and found.group(1) not in WORDS:
            yield found.group(1), re.findall(r'(?<=\s)--[a-z][a-z-]*', found.group(2))


def true_of(program, page):
    with open(page, encoding='utf-8') as file:
        for command, options in said(file.read()):
            done = program.run([command, '--help'], expect=None)
            if done.status != 0 and command != 'version':
                raise Failure('there is no command %s\n%s' % (command, done.show()))
            for option in options:
                if not re.search(r'%s\b' % option, done.out.decode()) and option != '--help':
                    raise Failure('muster %s has no option %s' % (command, option))


def own_data(program, folder):
    """The commands of README, in a folder with a people.csv; serve is what the case files do all the time."""
    with open(os.path.join(muster.TOP, 'README.md'), encoding='utf-8') as file:
        section = file.read().split('## Your own data')[1].split('\n## ')[0]
    lines = re.findall(r'(?m)^    build/muster (.*)$', section)
    if len(lines) < 4:
        raise Failure('README shows only %d commands' % len(lines))
    with open(os.path.join(folder, 'people.csv'), 'w', encoding='utf-8') as file:
        file.write('E-mail;First name\nann@example.com;Ann\n')
    for line in lines:
        if not line.startswith('serve'):
            program.run(line.split(), cwd=folder)
    exported = program.run(['export', 'records', '--data', 'data'], cwd=folder).out
    if exported.count(b'"kind":"person"') != 1 or b'ann@example.com' not in exported:
        raise Failure('the person is not in the store: %r' % exported)


def texts(program):
    with open(os.path.join(muster.TOP, 'docs', 'kaspersky-texts.md'), 'rb') as file:
        if file.read() != program.run(['texts']).out:
            raise Failure('docs/kaspersky-texts.md is not what `muster texts` prints; print it anew')


def main():
    args = tap.arguments(__doc__)
    program = muster.Program(args.program)
    report = tap.Tap()
    for page in [os.path.join(muster.TOP, 'README.md')] + sorted(glob.glob(os.path.join(muster.TOP, 'docs', '**', '*.md'),
                                                                           recursive=True)):
        report.check('the commands of ' + os.path.relpath(page, muster.TOP), true_of, program, page)
    report.check("the page of the Kaspersky API's texts", texts, program)
    with muster.Folder(args.keep) as folder:
        report.check("README's own data", own_data, program, folder)
    return report.done()


if __name__ == '__main__':
    muster.steady()
    sys.exit(main())
