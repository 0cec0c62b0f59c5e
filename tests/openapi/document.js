'use strict';
// document.js: one API's OpenAPI document, and whether a reply is what it says. A reply is {method, target, status,
// headers: [[name, value]], body: Buffer}. Where the document has no words for what Muster does, its extensions (see
// src/dialect/openapi.h) say it: x-unknown-path, x-http, x-columns.

const Ajv = require('ajv/dist/2020');
const formats = require('ajv-formats');

// Header fields that belong to HTTP and not to an API.
const HTTP_FIELDS = new Set(['date', 'content-type', 'content-length', 'transfer-encoding', 'connection']);

class Document {
    constructor(document) {
        this.document = document;
        this.base = new URL(document.servers[0].url).pathname;
        this.anyCase = document['x-case-insensitive'] === true;
        this.ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, logger: false });
        formats(this.ajv);
        this.compiled = new Map();
        this.templates = Object.keys(document.paths).map((path) => ({ path, parts: path.split('/').slice(1) }));
    }

    // What a reference leads to, or the thing itself.
    resolve(thing) {
        while (thing && thing.$ref) {
            thing = thing.$ref.slice(2).split('/').reduce((at, key) => at[key.replace(/~1/g, '/').replace(/~0/g, '~')], this.document);
        }
        return thing;
    }

    // Problems of a value with a schema, as texts.
    problems(schema, value) {
        if (!this.compiled.has(schema)) {
            this.compiled.set(schema, this.ajv.compile({ ...schema, components: this.document.components }));
        }
        const check = this.compiled.get(schema);
        return check(value) ? [] : check.errors.slice(0, 8).map(
            (error) => `${error.instancePath || '/'} ${error.message}${error.params.additionalProperty ? ': ' + error.params.additionalProperty : ''}`);
    }

    // The path's segments behind the base; null: it is not under it.
    behindBase(target) {
        const path = target.replace(/^[a-z]+:\/\/[^/]*/i, '').split('?')[0].replace(/\/$/, '');
        let parts;
        try {
            parts = path.split('/').map(decodeURIComponent);
        } catch {
            parts = path.split('/');
        }
        const base = this.base.split('/');
        return parts.length >= base.length && base.every((word, i) => this.same(word, parts[i])) ? parts.slice(base.length) : null;
    }

    same(a, b) {
        return a === b || (this.anyCase && a.toLowerCase() === b.toLowerCase());
    }

    // The first path that fits: words stand before parameters in the document, as in the tables.
    find(parts) {
        const found = this.templates.find((one) => one.parts.length === parts.length && one.parts.every(
            (part, i) => (part.startsWith('{') ? parts[i] !== '' : this.same(part, parts[i]))));
        return found && found.path;
    }

    // [{place, responses}]: which parts of the document the reply must agree with.
    expected(reply, parts) {
        const path = this.find(parts);
        if (path === undefined) {
            return [{ place: 'x-unknown-path', responses: this.document['x-unknown-path'] }];
        }
        const methods = this.document.paths[path];
        const method = reply.method.toLowerCase();
        if (reply.method === reply.method.toUpperCase() && methods[method]) {
            return [{ place: `${reply.method} ${path}`, responses: methods[method].responses }];
        }
        // A method that is not there: the operations of the path say what is answered to it.
        return Object.keys(methods).filter((name) => name !== 'head').map((name) => ({
            place: `${name.toUpperCase()} ${path}`,
            responses: Object.fromEntries(Object.entries(methods[name].responses).filter(([status]) => status >= '400')),
        }));
    }

    // {places: [[place, response]], status, problems}: what of the document the reply is a case of, and what is wrong
    // with it. Where an API's errors have no code, what HTTP refuses can look like what a step refuses: then it is a
    // case of both. null: it is not a reply of this API.
    check(reply) {
        const parts = this.behindBase(reply.target);
        if (parts === null) {
            return null;
        }
        const places = [];
        const problems = [];
        const expected = this.expected(reply, parts);
        for (const { place, responses } of expected) {
            const response = this.resolve(responses[reply.status]);
            const found = response ? this.compare(response, reply) : [`the status ${reply.status} is not in the document at ${place}`];
            problems.push(...found);
            if (!found.length) {
                places.push([place, response]);
            }
        }
        const front = this.document['x-http'][reply.status];
        if (front && !this.compare(front, reply).length) {
            places.push(['x-http', front]);
        }
        return places.length ? { places, status: reply.status, problems: [], code: this.codeOf(reply) } : { places: [[expected[0].place]], status: reply.status, problems };
    }

    codeOf(reply) {
        const json = reply.headers.some(([name, value]) => name.toLowerCase() === 'content-type' && value.startsWith('application/json'));
        return json && reply.status >= 400 && reply.body.length ? JSON.parse(reply.body.toString()).code : undefined;
    }

    compare(response, reply) {
        const problems = this.compareHeaders(response, reply);
        const type = (reply.headers.find(([name]) => name.toLowerCase() === 'content-type') || [])[1];
        if (!response.content) {
            return problems.concat(type ? [`a Content-Type where the document has no content: ${type}`] : [],
                reply.body.length ? ['a body where the document has none'] : []);
        }
        const content = response.content[type];
        if (!content) {
            return [...problems, `the Content-Type ${type} is not in the document: ${Object.keys(response.content).join(', ')}`];
        }
        if (reply.method === 'HEAD') {
            return problems.concat(reply.body.length ? ['a body behind HEAD'] : []);
        }
        return problems.concat(this.compareBody(content, type, reply.body.toString()));
    }

    compareBody(content, type, text) {
        if (content['x-columns']) {
            return this.compareFile(content['x-columns'], text);
        }
        if (!type.startsWith('application/json')) {
            return this.problems(content.schema, text);
        }
        let value;
        try {
            value = JSON.parse(text);
        } catch (error) {
            return [`the body is no JSON: ${error.message}`];
        }
        return this.problems(content.schema, value);
    }

    compareHeaders(response, reply) {
        const problems = [];
        const headers = response.headers || {};
        const names = new Map(Object.keys(headers).map((name) => [name.toLowerCase(), name]));
        const seen = new Set();
        for (const [name, value] of reply.headers) {
            const lower = name.toLowerCase();
            if (seen.has(lower)) {
                problems.push(`the header field ${name} is there twice`);
            }
            seen.add(lower);
            if (names.has(lower)) {
                const { schema } = this.resolve(headers[names.get(lower)]);
                const typed = schema.type === 'integer' && /^-?\d+$/.test(value) ? Number(value) : value;
                problems.push(...this.problems(schema, typed).map((problem) => `header field ${name}: ${problem} (${value})`));
            } else if (!HTTP_FIELDS.has(lower)) {
                problems.push(`the header field ${name} is not in the document`);
            }
        }
        for (const [lower, name] of names) {
            if (this.resolve(headers[name]).required && !seen.has(lower)) {
                problems.push(`the header field ${name} is missing`);
            }
        }
        return problems;
    }

    // A file: the columns' names, then every cell by its column's schema.
    compareFile(columns, text) {
        const rows = readCsv(text);
        if (typeof rows === 'string') {
            return [rows];
        }
        const names = columns.map((column) => column.name);
        if (JSON.stringify(rows[0]) !== JSON.stringify(names)) {
            return [`the columns are ${rows[0]}, not ${names}`];
        }
        const known = columns.map(() => new Set()); // cells that were found good, since most of them repeat
        for (let at = 1; at < rows.length; at++) {
            const row = rows[at];
            if (row.length !== columns.length) {
                return [`row ${at} has ${row.length} cells`];
            }
            for (let i = 0; i < row.length; i++) {
                if (known[i].has(row[i])) {
                    continue;
                }
                const problems = this.problems(columns[i].schema, cellValue(columns[i].schema, row[i]));
                if (problems.length) {
                    return problems.map((problem) => `row ${at}, ${names[i]}: ${problem} (${row[i]})`);
                }
                if (known[i].size < 100000) {
                    known[i].add(row[i]);
                }
            }
        }
        return [];
    }

    // Every [place, status] that the document has.
    *statuses() {
        for (const [path, methods] of Object.entries(this.document.paths)) {
            for (const [method, operation] of Object.entries(methods)) {
                for (const status of Object.keys(operation.responses)) {
                    yield [`${method.toUpperCase()} ${path}`, Number(status)];
                }
            }
        }
        for (const place of ['x-unknown-path', 'x-http']) {
            for (const status of Object.keys(this.document[place])) {
                yield [place, Number(status)];
            }
        }
    }

    // Every code that an answer with an error may have; statuses that are excused aside.
    codes(excused) {
        const all = new Set();
        for (const [place, status] of this.statuses()) {
            const { responses } = this.operation(place);
            const response = this.resolve(responses[status]);
            for (const { code } of (!excused(place, status) && response['x-codes']) || []) {
                if (code) {
                    all.add(code);
                }
            }
        }
        return all;
    }

    operation(place) {
        const [method, path] = place.split(' ');
        return path ? this.document.paths[path][method.toLowerCase()] : { responses: this.document[place] };
    }
}

// What a cell means in its column: nothing, truth, a number, or its text.
function cellValue(schema, cell) {
    const types = [].concat(schema.type);
    if (cell === '' && types.includes('null')) {
        return null;
    }
    if (types.includes('boolean')) {
        return { True: true, False: false }[cell] ?? cell;
    }
    if ((types.includes('number') || types.includes('integer')) && /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(cell)) {
        return Number(cell);
    }
    return cell;
}

// RFC 4180 with CRLF behind every line, the last one too: rows of cells; a text says what is wrong.
function readCsv(text) {
    const rows = [];
    const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
    let row = [];
    let at = 0;
    while (at < text.length) {
        cell.lastIndex = at;
        const found = cell.exec(text);
        if (!found) {
            return `no CSV from character ${at} on: ${JSON.stringify(text.slice(at, at + 60))}`;
        }
        row.push(found[1] === undefined ? found[2] : found[1].replace(/""/g, '"'));
        if (found[3] === '\r\n') {
            rows.push(row);
            row = [];
        }
        at = cell.lastIndex;
    }
    return row.length || !rows.length ? 'the last line has no end' : rows;
}

module.exports = { Document, readCsv };
