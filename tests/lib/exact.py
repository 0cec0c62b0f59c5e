"""exact.py: JSON as tests compare it: the order of keys counts, so does the spelling of numbers, and a key that
stands twice is an error."""
import json


class Number(str):
    """A number as it is spelled: 1, 1.0 and 1e0 differ."""

    def __repr__(self):
        return str(self)


class Object(list):
    """Pairs in their order."""

    def __eq__(self, other):
        return isinstance(other, Object) and list.__eq__(self, other)

    def keys(self):
        return [key for key, _ in self]

    def get(self, key):
        for name, value in self:
            if name == key:
                return value
        raise KeyError(key)


def pairs_once(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError('a key stands twice: %s' % names)
    return Object(pairs)


def no_constant(word):
    raise ValueError('%s is no JSON' % word)


def parse(text):
    """Raises ValueError. Bytes must be UTF-8 without a BOM."""
    if isinstance(text, bytes):
        text = text.decode('utf-8')
    return json.loads(text, object_pairs_hook=pairs_once, parse_int=Number, parse_float=Number, parse_constant=no_constant)


def show(value, indent=0):
    """One member a line."""
    pad = '  ' * (indent + 1)
    end = '  ' * indent
    if isinstance(value, Object):
        if not value:
            return '{}'
        rows = ['%s%s: %s' % (pad, json.dumps(k, ensure_ascii=False), show(v, indent + 1)) for k, v in value]
        return '{\n%s\n%s}' % (',\n'.join(rows), end)
    if isinstance(value, list):
        if not value:
            return '[]'
        return '[\n%s\n%s]' % (',\n'.join(pad + show(v, indent + 1) for v in value), end)
    if isinstance(value, Number):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def at(value, path):
    """The value at "values.0.id"; "" is the whole. Raises LookupError with the place that is missing."""
    steps = path.split('.') if path else []
    for i, step in enumerate(steps):
        place = '.'.join(steps[:i + 1])
        if isinstance(value, Object):
            if step not in value.keys():
                raise LookupError('there is no %s; there are: %s' % (place, ', '.join(value.keys())))
            value = value.get(step)
        elif isinstance(value, list) and step.lstrip('-').isdigit():
            if not -len(value) <= int(step) < len(value):
                raise LookupError('there is no %s; the list has %d' % (place, len(value)))
            value = value[int(step)]
        else:
            raise LookupError('there is no %s; it stands in a %s' % (place, type(value).__name__))
    return value


def plain(value):
    """Python's own dicts and numbers."""
    if isinstance(value, Object):
        return {k: plain(v) for k, v in value}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, Number):
        return float(value) if any(c in value for c in '.eE') else int(value)
    return value
