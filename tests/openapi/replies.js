'use strict';
// replies.js: compares every reply that a test run left (tests/lib/record.py) with the document of its API, and every
// status of the documents with the replies. Prints TAP.
//     node replies.js DOCUMENTS REPLIES       folders; DOCUMENTS/API.json is what `muster openapi API` printed
// What no test can make the server answer stands in unreached.json, each with its reason.

const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { Document } = require('./document');
const { mutations } = require('./mutations');

const MOST_SHOWN = 100; // problems that are explained; all are counted

class Tap {
    constructor() {
        this.count = this.wrong = 0;
    }

    report(name, problems) {
        this.count++;
        this.wrong += problems.length > 0;
        console.log(`${problems.length ? 'not ' : ''}ok ${this.count} - ${name}`);
        problems.slice(0, MOST_SHOWN).forEach((problem) => console.log(problem.replace(/^/gm, '# ')));
        if (problems.length > MOST_SHOWN) {
            console.log(`# ... and ${problems.length - MOST_SHOWN} more`);
        }
    }

    done() {
        console.log(`1..${this.count}`);
        process.exitCode = this.wrong || !this.count ? 1 : 0;
    }
}

async function* rowsOf(folder) {
    for (const name of fs.readdirSync(folder).filter((one) => one.endsWith('.ndjson')).sort()) {
        const lines = readline.createInterface({ input: fs.createReadStream(path.join(folder, name)), crlfDelay: Infinity });
        for await (const line of lines) {
            yield JSON.parse(line);
        }
    }
}

function toReply(row) {
    return { ...row, body: row.base64 ? Buffer.from(row.base64, 'base64') : Buffer.from(row.body) };
}

function show(row, problems) {
    const body = (row.body ?? '(bytes)').slice(0, 300);
    return `${row.test}\n${row.method} ${row.target}\n-> ${row.status} ${body}\n   ${problems.join('\n   ')}`;
}

// What the replies of one API add up to.
class Tally {
    constructor(name, document) {
        Object.assign(this, { name, document, count: 0, problems: [], hits: new Set(), codes: new Set(), samples: new Map() });
    }

    add(row, reply, found) {
        this.count++;
        if (found.problems.length) {
            this.problems.push(show(row, found.problems));
            return;
        }
        for (const [place] of found.places) {
            this.hits.add(`${place} ${found.status}`);
        }
        if (found.code) {
            this.codes.add(found.code);
        }
        const [place, response] = found.places[0];
        const hit = `${place} ${found.status}`;
        if (reply.body.length < 20000 && (!this.samples.has(hit) || this.samples.get(hit).reply.body.length < reply.body.length)) {
            this.samples.set(hit, { reply, response });
        }
    }

    // What no test reaches: its statuses, and codes that only these have.
    missing(excuses) {
        const excused = (place, status) => excuses.some((one) => (one.api === undefined || one.api === this.name) &&
            one.status === status && (one.place === undefined || one.place === place));
        const missing = [...this.document.codes(excused)].filter((code) => !this.codes.has(code)).map((code) => `the code ${code}`);
        for (const [place, status] of this.document.statuses()) {
            // HEAD refuses where GET does and has the same description.
            const same = status >= 400 ? place.replace(/^HEAD /, 'GET ') : place;
            if (!this.hits.has(`${same} ${status}`) && !excused(place, status)) {
                missing.push(`${place} with ${status}`);
            }
        }
        return missing;
    }

    // A document that lets everything pass would be no test: every reply that was seen, spoiled in every way that its
    // description forbids, must be found bad.
    spoiled() {
        const unnoticed = [];
        let count = 0;
        for (const [hit, { reply, response }] of this.samples) {
            for (const [what, bad] of mutations(this.document, response, reply)) {
                count++;
                const found = this.document.check(bad);
                if (found && !found.problems.length) {
                    unnoticed.push(`${hit}: ${what}`);
                }
            }
        }
        return { count, unnoticed };
    }
}

async function main([documents, replies]) {
    const tap = new Tap();
    const excuses = JSON.parse(fs.readFileSync(path.join(__dirname, 'unreached.json'), 'utf8'));
    const tallies = fs.readdirSync(documents).filter((name) => name.endsWith('.json')).sort().map((name) => new Tally(
        name.slice(0, -5), new Document(JSON.parse(fs.readFileSync(path.join(documents, name), 'utf8')))));
    let all = 0;
    let others = 0;
    for await (const row of rowsOf(replies)) {
        if (row.replies) {
            all += row.replies;
            continue;
        }
        const reply = toReply(row);
        const tally = row.target && tallies.find((one) => one.document.behindBase(row.target) !== null);
        if (tally) {
            tally.add(row, reply, tally.document.check(reply));
        } else {
            others++;
        }
    }
    console.log(`# ${all} replies; ${others} different ones of no API, or to what is no request`);
    for (const tally of tallies) {
        const { count, unnoticed } = tally.spoiled();
        tap.report(`${tally.name}: ${tally.count} different replies are as its document says`,
            tally.count ? tally.problems : ['there are none']);
        tap.report(`${tally.name}: tests reached every status and code of its document`, tally.missing(excuses.statuses));
        tap.report(`${tally.name}: ${count} spoiled replies are not`, count ? unnoticed : ['there are none']);
    }
    tap.done();
}

module.exports = { Tap };
if (require.main === module) {
    main(process.argv.slice(2));
}
