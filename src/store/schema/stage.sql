-- The scratch database of one import: what its lines say, sorted, before anything is applied. It is written once,
-- then only read, so that an interrupted import goes on from its cursor.

CREATE TABLE line (
    line_no INTEGER PRIMARY KEY,          -- the order of arrival over all files
    file INTEGER NOT NULL,
    file_line INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    packed BLOB NOT NULL
) STRICT;

-- Every name that a person record of this batch uses; names of one record are of one person.
CREATE TABLE name (
    what INTEGER NOT NULL,
    value TEXT NOT NULL,
    node INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    PRIMARY KEY (what, value)
) STRICT, WITHOUT ROWID;

-- The people of this batch as a forest: parent = node at the root. key: the smallest natural key of its records.
CREATE TABLE node (
    node INTEGER PRIMARY KEY,
    parent INTEGER NOT NULL,
    key TEXT NOT NULL
) STRICT;

-- The lines in the order in which they are applied, for finding pairs and parents.
CREATE TABLE job (
    kind INTEGER NOT NULL,
    key1 TEXT NOT NULL,
    key2 TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    PRIMARY KEY (kind, key1, key2, updated_at, deleted, line_no)
) STRICT, WITHOUT ROWID;

-- Identifiers that lines give: no two things of a kind may share one. what: as in the store's alias table; value:
-- a GUID's bytes, or a number as 8 bytes in the order of the numbers.
CREATE TABLE given (
    kind INTEGER NOT NULL,
    what INTEGER NOT NULL,
    value BLOB NOT NULL,
    key1 TEXT NOT NULL,
    key2 TEXT NOT NULL,
    PRIMARY KEY (kind, what, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE bad (line_no INTEGER PRIMARY KEY) STRICT;

-- What is applied: job's lines numbered from 1.
CREATE TABLE todo (no INTEGER PRIMARY KEY, line_no INTEGER NOT NULL) STRICT;

-- People of this batch who were erased from the store: roots of node. Lines about them are left out.
CREATE TABLE erased_node (node INTEGER PRIMARY KEY) STRICT;
CREATE TABLE erased_line (line_no INTEGER PRIMARY KEY) STRICT;

-- What the check found out about the batch as a whole, for whoever applies it: another process, or a later one.
CREATE TABLE counted (lines INTEGER NOT NULL, bad INTEGER NOT NULL) STRICT;
CREATE TABLE listed (
    no INTEGER PRIMARY KEY,
    file INTEGER NOT NULL,
    file_line INTEGER NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
