'use strict';
// mutations.js: a good reply spoiled in one way at a time, so that what its description says no longer holds.

// A value of another type than any that the schema allows; undefined: it allows all.
function wrongValue(schema) {
    const types = [].concat(schema.type ?? []);
    const wrong = [['object', {}], ['string', 'no such value'], ['integer', -1.5], ['boolean', true]].find(
        ([type]) => types.length && !types.includes(type) && !(type === 'integer' && types.includes('number')));
    return wrong && wrong[1];
}

// [what, changed value] for every change of one place in the value.
function* changes(document, schema, value, at) {
    schema = resolve(document, schema);
    if (schema.anyOf) { // a page or an array: that which the value is
        const kind = Array.isArray(value) ? 'array' : typeof value;
        schema = schema.anyOf.map((one) => resolve(document, one)).find((one) => one.type === kind) ?? {};
    }
    const wrong = wrongValue(schema);
    if (wrong !== undefined) {
        yield [`${at || 'the whole'} has another type`, wrong];
    }
    if (schema.type === 'object' && schema.properties && value && typeof value === 'object') {
        if (schema.additionalProperties === false) {
            yield [`${at} has one member more`, { ...value, surplus: 1 }];
        }
        for (const [key, inner] of Object.entries(schema.properties)) {
            if (!(key in value)) {
                continue;
            }
            if ((schema.required || []).includes(key)) {
                const { [key]: _, ...rest } = value;
                yield [`${at}/${key} is missing`, rest];
            }
            if (![].concat(resolve(document, inner).type ?? 'null').includes('null')) {
                yield [`${at}/${key} is null`, { ...value, [key]: null }];
            }
            for (const [what, changed] of changes(document, inner, value[key], `${at}/${key}`)) {
                yield [what, { ...value, [key]: changed }];
            }
        }
    } else if (schema.type === 'array' && Array.isArray(value) && value.length) {
        for (const [what, changed] of changes(document, schema.items, value[0], `${at}/0`)) {
            yield [what, [changed, ...value.slice(1)]];
        }
    } else if (typeof value === 'string' && (schema.enum || schema.pattern || schema.format)) {
        if (!(schema.pattern && new RegExp(schema.pattern).test(value + '!'))) {
            yield [`${at} has one character more`, value + '!'];
        }
    }
}

function resolve(document, schema) {
    const found = document.resolve(schema);
    return found === schema ? schema : { ...schema, ...found };
}

// response: what of the document the reply is a case of.
function* mutations(document, response, reply) {
    for (const name of Object.keys(response.headers || {})) {
        if (document.resolve(response.headers[name]).required) {
            yield [`without the header field ${name}`, without(reply, name)];
        }
    }
    yield ['with another header field', { ...reply, headers: [...reply.headers, ['X-Surplus', '1']] }];
    yield ['with the status 299', { ...reply, status: 299 }];
    yield ['with another Content-Type', { ...without(reply, 'Content-Type'), headers: [...without(reply, 'Content-Type').headers, ['Content-Type', 'text/x-other']] }];
    const type = (reply.headers.find(([name]) => name.toLowerCase() === 'content-type') || [])[1];
    const content = response.content && response.content[type];
    if (!content || reply.method === 'HEAD') {
        yield ['with a body', { ...reply, body: Buffer.from('x') }];
        return;
    }
    if (content['x-columns']) {
        yield* files(reply);
    } else if (type.startsWith('application/json')) {
        yield ['cut', { ...reply, body: reply.body.subarray(0, -1) }];
        for (const [what, value] of changes(document, content.schema, JSON.parse(reply.body.toString()), '')) {
            yield [what, { ...reply, body: Buffer.from(JSON.stringify(value)) }];
        }
    }
}

function* files(reply) {
    const text = reply.body.toString();
    yield ['cut', { ...reply, body: Buffer.from(text.slice(0, -1)) }];
    yield ['with one column less', { ...reply, body: Buffer.from(text.replace(/,[A-Za-z]+\r\n/, '\r\n')) }];
    yield ['with two columns in the other order', { ...reply, body: Buffer.from(text.replace(/^([A-Za-z]+),([A-Za-z]+)/, '$2,$1')) }];
    yield ['with one cell more', { ...reply, body: Buffer.from(text + 'x\r\n') }];
}

function without(reply, name) {
    return { ...reply, headers: reply.headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase()) };
}

module.exports = { mutations };
