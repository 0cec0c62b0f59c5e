'use strict';
// selftest.js: what document.js must find, with a small document and replies that are written here.

const { Document, readCsv } = require('./document');
const { Tap } = require('./replies');

const evidence = { 'x-evidence': 'ours' };
const id = { description: 'the number', required: true, schema: { type: 'string', pattern: '^[0-9]+$' }, ...evidence };
const wait = { description: 'seconds', required: true, schema: { type: 'integer', minimum: 1 }, ...evidence };
const failure = (...codes) => ({
    description: 'no', headers: { Id: id },
    content: { 'application/json': { schema: { type: 'object', required: ['code'], additionalProperties: false, properties: { code: { enum: codes } } } } },
    'x-codes': codes.map((code) => ({ code })),
});

const document = new Document({
    openapi: '3.1.0',
    servers: [{ url: 'http://127.0.0.1/api' }],
    'x-case-insensitive': true,
    paths: {
        '/things': {
            get: { responses: { 200: { $ref: '#/components/responses/Things' }, 304: { description: 'same', headers: { Id: id } }, 405: failure('no_method') } },
            head: { responses: { 200: { $ref: '#/components/responses/Things' } } },
        },
        '/things/all': { get: { responses: { 200: { $ref: '#/components/responses/File' } } } },
        '/things/{name}': { get: { responses: { 200: { $ref: '#/components/responses/Things' }, 404: failure('not_found') } } },
    },
    'x-unknown-path': { 404: failure('no_path'), 429: { ...failure('slow'), headers: { Id: id, 'Retry-After': wait } } },
    'x-http': { 400: { description: 'bad', content: { 'text/plain': { schema: { type: 'string' } } } } },
    components: {
        responses: {
            Things: {
                description: 'things', headers: { Id: id, Note: { schema: { type: 'string' } } },
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
            },
            File: {
                description: 'file', headers: { Id: id },
                content: { 'text/csv': { schema: { type: 'string' }, 'x-columns': [
                    { name: 'Name', schema: { type: 'string' } }, { name: 'Good', schema: { type: 'boolean' } },
                    { name: 'Score', schema: { type: ['number', 'null'] } }] } },
            },
        },
        schemas: {
            Thing: {
                type: 'object', required: ['id', 'at'], additionalProperties: false,
                properties: { id: { type: 'string', format: 'uuid' }, at: { type: ['string', 'null'], pattern: '^T[0-9]$' }, word: { enum: ['a', 'b'] } },
            },
        },
    },
});

const GUID = 'e7c0adab-d2ea-4f32-930c-0726c16524fc';
const thing = (more) => ({ id: GUID, at: 'T1', ...more });

function reply(changes = {}) {
    const { value, text, type, headers, ...rest } = changes;
    const body = text ?? (value === undefined ? JSON.stringify(thing()) : JSON.stringify(value));
    const said = type === null ? [] : [['Content-Type', type ?? 'application/json']];
    return { method: 'GET', target: '/api/things', status: 200, headers: [...said, ['Id', '7'], ['Date', 'today'], ...(headers ?? [])], ...rest, body: Buffer.from(body) };
}

const without = (one, name) => ({ ...one, headers: one.headers.filter(([other]) => other !== name) });
const file = (text) => reply({ target: '/api/things/all', type: 'text/csv', text });
const error = (status, code, more) => reply({ status, value: { code }, ...more });

// [what, reply, where it belongs, undefined or what must be said about it]
const CASES = [
    ['a good reply', reply(), 'GET /things'],
    ['an absolute target, a last slash, another case, a query', reply({ target: 'http://x/API/Things/?a=/b' }), 'GET /things'],
    ['null where it may be', reply({ value: thing({ at: null }) }), 'GET /things'],
    ['a member that need not be there', reply({ value: thing({ word: 'a' }) }), 'GET /things'],
    ['a header field that need not be there', reply({ headers: [['note', 'x']] }), 'GET /things'],
    ['a parameter in the path', reply({ target: '/api/things/x%2Fy' }), 'GET /things/{name}'],
    ['HEAD', reply({ method: 'HEAD', text: '' }), 'HEAD /things'],
    ['304', reply({ status: 304, type: null, text: '' }), 'GET /things'],
    ['an unknown path', error(404, 'no_path', { target: '/api/nothing/at/all' }), 'x-unknown-path'],
    ['a method that is not there', error(405, 'no_method', { method: 'PUT' }), 'GET /things'],
    ['a method in lower case', error(405, 'no_method', { method: 'get' }), 'GET /things'],
    ['what HTTP refuses, but not as it is described', reply({ status: 400, type: 'text/plain', text: 'Bad' }), 'GET /things', 'the status 400 is not in the document'],
    ['what HTTP refuses', without(reply({ status: 400, type: 'text/plain', text: 'Bad' }), 'Id'), 'x-http'],
    ['a file', file('Name,Good,Score\r\n"a,""b""",True,0.5\r\n,False,\r\n'), 'GET /things/all'],

    ['another type', reply({ value: thing({ id: 7 }) }), 'GET /things', '/id must be string'],
    ['not the format', reply({ value: thing({ id: 'x' }) }), 'GET /things', '/id must match format "uuid"'],
    ['not the pattern', reply({ value: thing({ at: 'T12' }) }), 'GET /things', '/at must match pattern'],
    ['a word that is none', reply({ value: thing({ word: 'c' }) }), 'GET /things', '/word must be equal to one of the allowed values'],
    ['null where it may not be', reply({ value: thing({ id: null }) }), 'GET /things', '/id must be string'],
    ['a missing key', reply({ value: { id: GUID } }), 'GET /things', "must have required property 'at'"],
    ['a surplus key', reply({ value: thing({ more: 1 }) }), 'GET /things', 'must NOT have additional properties: more'],
    ['an array', reply({ value: [thing()] }), 'GET /things', 'must be object'],
    ['no JSON', reply({ text: '{' }), 'GET /things', 'the body is no JSON'],
    ['a status that is not there', reply({ status: 201 }), 'GET /things', 'the status 201 is not in the document'],
    ['200 for an unknown path', reply({ target: '/api/nothing' }), 'x-unknown-path', 'the status 200 is not in the document'],
    ['200 for a method that is not there', reply({ method: 'PUT' }), 'GET /things', 'the status 200 is not in the document'],
    ['the error of another status', error(404, 'no_path', { target: '/api/things/x' }), 'GET /things/{name}', '/code must be equal to one of the allowed values'],
    ['a missing header field', without(reply(), 'Id'), 'GET /things', 'the header field Id is missing'],
    ['a wrong header field', { ...reply(), headers: [['Content-Type', 'application/json'], ['Id', 'x']] }, 'GET /things', 'header field Id: / must match pattern'],
    ['a surplus header field', reply({ headers: [['X-More', '1']] }), 'GET /things', 'the header field X-More is not in the document'],
    ['a header field twice', reply({ headers: [['Id', '8']] }), 'GET /things', 'the header field Id is there twice'],
    ['a header field that is no number', error(429, 'slow', { target: '/api/x', headers: [['Retry-After', 'soon']] }), 'x-unknown-path', 'header field Retry-After: / must be integer'],
    ['a header field below its minimum', error(429, 'slow', { target: '/api/x', headers: [['Retry-After', '0']] }), 'x-unknown-path', 'header field Retry-After: / must be >= 1'],
    ['another Content-Type', reply({ type: 'application/json; charset=utf-8' }), 'GET /things', 'the Content-Type application/json; charset=utf-8 is not in the document'],
    ['no Content-Type', reply({ type: null }), 'GET /things', 'the Content-Type undefined is not in the document'],
    ['a body behind HEAD', reply({ method: 'HEAD' }), 'HEAD /things', 'a body behind HEAD'],
    ['a body behind 304', reply({ status: 304, type: null, text: 'x' }), 'GET /things', 'a body where the document has none'],
    ['columns in another order', file('Good,Name,Score\r\n'), 'GET /things/all', 'the columns are Good,Name,Score'],
    ['a column less', file('Name,Good\r\n'), 'GET /things/all', 'the columns are Name,Good,'],
    ['a cell that is no truth', file('Name,Good,Score\r\nx,true,1\r\n'), 'GET /things/all', 'row 1, Good: / must be boolean (true)'],
    ['a cell that is no number', file('Name,Good,Score\r\nx,True,1\r\nx,True,1.5.2\r\n'), 'GET /things/all', 'row 2, Score: / must be number,null'],
    ['an empty cell that must not be', file('Name,Good,Score\r\nx,,1\r\n'), 'GET /things/all', 'row 1, Good: / must be boolean'],
    ['a row with a cell less', file('Name,Good,Score\r\nx,True\r\n'), 'GET /things/all', 'row 1 has 2 cells'],
    ['a file that is cut', file('Name,Good,Score\r\nx,True,1'), 'GET /things/all', 'no CSV from character'],
    ['a file with bare line feeds', file('Name,Good,Score\nx,True,1\n'), 'GET /things/all', 'no CSV from character'],
    ['an empty file', file(''), 'GET /things/all', 'the last line has no end'],
];

function main() {
    const tap = new Tap();
    for (const [what, one, place, said] of CASES) {
        const found = document.check(one);
        const problems = [];
        if (found.places[0][0] !== place) {
            problems.push(`it belongs to ${place}, not ${found.places[0][0]}`);
        }
        if (said === undefined && found.problems.length) {
            problems.push(...found.problems);
        } else if (said !== undefined && !found.problems.some((problem) => problem.includes(said))) {
            problems.push(`"${said}" was expected, and this found: ${JSON.stringify(found.problems)}`);
        }
        tap.report(`${said === undefined ? 'passes' : 'is found'}: ${what}`, problems);
    }
    tap.report('another path is of no API', document.check(reply({ target: '/apix/things' })) === null ? [] : ['it is']);
    tap.report('quotes in CSV', JSON.stringify(readCsv('"a\r\n""b""",c\r\n')) === '[["a\\r\\n\\"b\\"","c"]]' ? [] : ['misread']);
    tap.report('statuses are listed', [...document.statuses()].length === 10 ? [] : [JSON.stringify([...document.statuses()])]);
    tap.done();
}

main();
