-- 0001: the first schema. Every primary key begins with tenant_id. Times are 100 ns since 1970 (UTC), identifiers
-- 16 or 12 bytes, truths 0/1, words the numbers of model/words.h. seq: the tenant's change number of the
-- transaction that last changed the row. Derived columns are marked; `muster recompute` rebuilds them.

CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT;
INSERT INTO schema_version VALUES (1);

CREATE TABLE tenant (
    tenant_id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    customer_id BLOB NOT NULL UNIQUE,     -- the OutThink API's customer id, also the root organization's id
        batch_at INTEGER NOT NULL DEFAULT 0,  -- the greatest time of a batch: later ones never get a smaller one
    our_networks TEXT,                    -- separated by spaces: simulation events from there count for nobody
    scanner_networks TEXT,                -- the same, of mail scanners
    people INTEGER NOT NULL DEFAULT 0,    -- derived: how many there are who are not archived
    mail_domains TEXT,                    -- separated by spaces: domains that others' mail may imitate
    mail_headers TEXT,                    -- "Name: value" a line: header fields of the tenant's own simulations
    mail_hosts TEXT,                      -- separated by spaces: hosts that only its simulations' links lead to
    seq INTEGER NOT NULL DEFAULT 0,       -- grows with every transaction that changes the tenant's data
    created_at INTEGER NOT NULL,
    removed_at INTEGER                    -- it is on its way out: nobody finds it, and its rows go piece by piece
) STRICT;
CREATE INDEX tenant_removed ON tenant (tenant_id) WHERE removed_at IS NOT NULL;

-- The next number of a kind of thing: public numbers and inner keys, never used twice. Tenant 0, what 0: the next
-- tenant's own, once one was removed.
CREATE TABLE counter (
    tenant_id INTEGER NOT NULL,
    what INTEGER NOT NULL,
    next INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, what)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key (
    tenant_id INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    name TEXT,
    apis INTEGER NOT NULL,                -- bits of the APIs it may use
    scopes TEXT,                          -- separated by spaces; NULL: every scope of its APIs
    cidrs TEXT,                           -- separated by spaces; NULL: from anywhere
    pseudonymous INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    PRIMARY KEY (tenant_id, key_id)
) STRICT, WITHOUT ROWID;

-- What is sent for a key: at most two tokens, the newer one and, for a while, the one before it.
CREATE TABLE api_token (
    tenant_id INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    number INTEGER NOT NULL,              -- counts from 1; the greatest is the newest
    hash BLOB NOT NULL UNIQUE,            -- keyed BLAKE2b of the token; the token itself is nowhere
    created_at INTEGER NOT NULL,
    ends_at INTEGER,
    last_used_at INTEGER,                 -- up to a minute behind
    PRIMARY KEY (tenant_id, key_id, number)
) STRICT, WITHOUT ROWID;

-- What a tenant (key_id '') or a key has set differently from the server; names and values as in muster config.
CREATE TABLE setting (
    tenant_id INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (tenant_id, key_id, name)
) STRICT, WITHOUT ROWID;

-- Imports that were accepted: what is left to apply after a crash is in the stage file, from cursor on.
CREATE TABLE import (
    tenant_id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    stage TEXT NOT NULL,                  -- file name in the data folder
    cursor INTEGER NOT NULL,              -- jobs applied so far
    batch_at INTEGER NOT NULL,            -- the time of records that give none
    source TEXT,                          -- whose list of people it is; NULL: nobody's
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    outcome TEXT,                         -- JSON, when finished
    PRIMARY KEY (tenant_id, import_id)
) STRICT, WITHOUT ROWID;

-- What was deleted, and when, so that an older record does not bring it back.
CREATE TABLE tombstone (
    tenant_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    key TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    line TEXT NOT NULL,                   -- the record, as exported
    PRIMARY KEY (tenant_id, kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE organization (
    tenant_id INTEGER NOT NULL,
    organization_key INTEGER NOT NULL,
    guid BLOB NOT NULL,
    users INTEGER NOT NULL DEFAULT 0,     -- derived: direct members
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    parent_id TEXT,
    PRIMARY KEY (tenant_id, organization_key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX organization_by_id ON organization (tenant_id, id);
CREATE UNIQUE INDEX organization_by_guid ON organization (tenant_id, guid);
CREATE INDEX organization_by_parent ON organization (tenant_id, parent_id, id);

CREATE TABLE person_group (
    tenant_id INTEGER NOT NULL,
    group_key INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    names TEXT,
    is_started INTEGER,
    PRIMARY KEY (tenant_id, group_key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX person_group_by_id ON person_group (tenant_id, id);

CREATE TABLE person (
    tenant_id INTEGER NOT NULL,
    person_key INTEGER NOT NULL,
    organization_key INTEGER,             -- derived from organization_id
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    ids_outthink BLOB NOT NULL,
    ids_securityjourney INTEGER NOT NULL,
    ids_cultureai INTEGER NOT NULL,
    ids_kaspersky BLOB NOT NULL,
    source_identifier TEXT,
    email TEXT,
    aliases TEXT,
    first_name TEXT,
    last_name TEXT,
    full_name TEXT,
    short_name TEXT,
    status INTEGER,
    organization_id TEXT,
    group_id TEXT,
    department TEXT,
    country TEXT,
    business_unit TEXT,
    job_role TEXT,
    title TEXT,
    company TEXT,
    team TEXT,
    manager_email TEXT,
    manager_name TEXT,
    locale TEXT,
    security_champion INTEGER,
    points INTEGER,
    access_level INTEGER,
    ad_id TEXT,
    initial TEXT,
    phone_number TEXT,
    department_number TEXT,
    employee_number TEXT,
    managers_employee_number TEXT,
    employee_secondary_number TEXT,
    business_unit_description TEXT,
    attributes TEXT,
    PRIMARY KEY (tenant_id, person_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_by_kaspersky ON person (tenant_id, ids_kaspersky);
-- The list of people by number; archived ones (status 3) are not on it.
CREATE UNIQUE INDEX person_by_cultureai ON person (tenant_id, ids_cultureai) WHERE status IS NULL OR status <> 3;
CREATE INDEX person_by_organization ON person (tenant_id, organization_key) WHERE organization_key IS NOT NULL;

-- Every name by which a person is found: what = 1 OutThink GUID, 2 Security Journey and 3 CultureAI number,
-- 4 Kaspersky digits, 5 sourceIdentifier, 6 e-mail or alias; 5 and 6 folded (NFKC, case).
CREATE TABLE alias (
    tenant_id INTEGER NOT NULL,
    what INTEGER NOT NULL,
    value TEXT NOT NULL,
    person_key INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, what, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_by_person ON alias (tenant_id, person_key);

-- Whom each list of people has named, so that a whole list (--snapshot) shows who is no longer on it.
CREATE TABLE source_person (
    tenant_id INTEGER NOT NULL,
        source TEXT NOT NULL,
    person_key INTEGER NOT NULL,
    gone INTEGER NOT NULL,                -- 1: a later list left them out, and so made them inactive
    PRIMARY KEY (tenant_id, source, person_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_person_by_person ON source_person (tenant_id, person_key);

-- People who were merged into others: other_key was merged into person_key. What it takes to undo that stands in
-- merge_line, in order; what: enum merge_what (apply/merge.h). Not exported.
CREATE TABLE merge (
    tenant_id INTEGER NOT NULL,
    person_key INTEGER NOT NULL,
    other_key INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    merged_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, person_key, other_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE merge_line (
    tenant_id INTEGER NOT NULL,
    other_key INTEGER NOT NULL,
    no INTEGER NOT NULL,
    what INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (tenant_id, other_key, no)
) STRICT, WITHOUT ROWID;

-- Names of people who were erased: keyed BLAKE2b (secrets.key) of what and name. what: as in alias, 7 the employee
-- number, 8 the full name (folded). who: the names of one person have one number. Not exported.
CREATE TABLE erased (
    tenant_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    who INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign (
    tenant_id INTEGER NOT NULL,
    campaign_key INTEGER NOT NULL,
    rank INTEGER NOT NULL DEFAULT 0,      -- derived: place in the list by created_at, then ids_outthink, from 0
    modules INTEGER NOT NULL DEFAULT 0,   -- derived: how many it has,
    required INTEGER NOT NULL DEFAULT 0,  -- and how many of them are required
    organization_guid BLOB NOT NULL,      -- derived from organization_id; without one the root's
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    id TEXT NOT NULL,
    ids_outthink BLOB NOT NULL,
    ids_securityjourney INTEGER NOT NULL,
    ids_cultureai INTEGER NOT NULL,
    ids_kaspersky BLOB NOT NULL,
    name TEXT,
    type INTEGER NOT NULL,
    status INTEGER,
    organization_id TEXT,
    delivery_method INTEGER,
    started_at INTEGER,
    ended_at INTEGER,
    created_at INTEGER NOT NULL,
    due_at INTEGER,
    pass_fail_enabled INTEGER,
    pass_fail_score REAL,
    pass_fail_attempts INTEGER,
    path TEXT,
    level_name TEXT,
    level INTEGER,
    track INTEGER,
    difficulty INTEGER,
    subject TEXT,
    names TEXT,
    subjects TEXT,
    PRIMARY KEY (tenant_id, campaign_key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX campaign_by_id ON campaign (tenant_id, id);
CREATE UNIQUE INDEX campaign_by_guid ON campaign (tenant_id, ids_outthink);
CREATE UNIQUE INDEX campaign_by_securityjourney ON campaign (tenant_id, ids_securityjourney);
CREATE UNIQUE INDEX campaign_by_cultureai ON campaign (tenant_id, ids_cultureai);
CREATE INDEX campaign_by_rank ON campaign (tenant_id, rank);

-- Derived: one row a campaign; counts of its people by phase (model/rows.h), all and active, and exact sums: a share
-- is kept in two whole parts of 2^-30 and 2^-60. Of simulations also how many people opened and so on; resilient: who
-- reported and did not fall, fell: who clicked or was captured, engaged: who did anything.
CREATE TABLE tally (
    tenant_id INTEGER NOT NULL,
    campaign_key INTEGER NOT NULL,
    total0 INTEGER NOT NULL, total1 INTEGER NOT NULL, total2 INTEGER NOT NULL, total3 INTEGER NOT NULL,
    total4 INTEGER NOT NULL, total5 INTEGER NOT NULL, total6 INTEGER NOT NULL,
    active0 INTEGER NOT NULL, active1 INTEGER NOT NULL, active2 INTEGER NOT NULL, active3 INTEGER NOT NULL,
    active4 INTEGER NOT NULL, active5 INTEGER NOT NULL, active6 INTEGER NOT NULL,
    engagement_n INTEGER NOT NULL, engagement_hi INTEGER NOT NULL, engagement_lo INTEGER NOT NULL,
    knowledge_n INTEGER NOT NULL, knowledge_hi INTEGER NOT NULL, knowledge_lo INTEGER NOT NULL,
    started_n INTEGER NOT NULL, seconds INTEGER NOT NULL,
    opened INTEGER NOT NULL, clicked INTEGER NOT NULL, reported INTEGER NOT NULL, captured INTEGER NOT NULL,
    resilient INTEGER NOT NULL, fell INTEGER NOT NULL, engaged INTEGER NOT NULL,
    active_opened INTEGER NOT NULL, active_clicked INTEGER NOT NULL, active_reported INTEGER NOT NULL,
    active_captured INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, campaign_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE module (
    tenant_id INTEGER NOT NULL,
    campaign_key INTEGER NOT NULL,
    module_key INTEGER NOT NULL,
    guid BLOB NOT NULL,
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    position INTEGER,
    required INTEGER,
    level INTEGER,
    names TEXT,
    PRIMARY KEY (tenant_id, campaign_key, module_key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX module_by_id ON module (tenant_id, campaign_key, id);

-- number is public (ids.securityjourney) and the order of every list. The columns from person_guid on are
-- derived: copies of what lists and exports show of the person, so that a page reads one range of one table, and from
-- sent_at to landing_seconds the result of a simulation (derive/simulation.h).
CREATE TABLE enrollment (
    tenant_id INTEGER NOT NULL,
    campaign_key INTEGER NOT NULL,
    number INTEGER NOT NULL,
    person_key INTEGER NOT NULL,
    phase INTEGER NOT NULL,               -- derived: training from status or dates, simulations from the result
    person_guid BLOB NOT NULL,
    person_source TEXT,
    person_active INTEGER NOT NULL,
    department TEXT,
    country TEXT,
    business_unit TEXT,
    job_role TEXT,
    manager_email TEXT,
    sent_at INTEGER,
    bounced_at INTEGER,
    opened_at INTEGER,
    clicked_at INTEGER,
    entered_at INTEGER,
    captured_at INTEGER,
    reported_at INTEGER,
    attached_at INTEGER,
    landing_seconds INTEGER,
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    ids_outthink BLOB,
    ids_cultureai INTEGER,
    ids_kaspersky BLOB,
    status INTEGER,
    enrolled_at INTEGER,
    started_at INTEGER,
    last_accessed_at INTEGER,
    completed_at INTEGER,
    planned_end INTEGER,
    time_spent_seconds INTEGER,
    engagement REAL,
    knowledge REAL,
    productivity REAL,
    intention_to_comply REAL,
    self_efficacy REAL,
    PRIMARY KEY (tenant_id, campaign_key, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX enrollment_by_person ON enrollment (tenant_id, person_key, campaign_key);
CREATE UNIQUE INDEX enrollment_by_number ON enrollment (tenant_id, number);
CREATE INDEX enrollment_by_phase ON enrollment (tenant_id, campaign_key, phase, number);

-- Derived: how many live enrollments a range of numbers holds, by phase. level 1: ranges of 2^4 numbers, 2: 2^8,
-- and so on to 6: 2^24 (bucket = number >> 4 * level; model/rows.h). A skip walks from level 6 down.
CREATE TABLE block (
    tenant_id INTEGER NOT NULL,
    campaign_key INTEGER NOT NULL,
    level INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    n0 INTEGER NOT NULL, n1 INTEGER NOT NULL, n2 INTEGER NOT NULL, n3 INTEGER NOT NULL,
    n4 INTEGER NOT NULL, n5 INTEGER NOT NULL, n6 INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, campaign_key, level, bucket)
) STRICT, WITHOUT ROWID;

-- Derived, for lists over all campaigns by number (apply/journey.h). journey: one row an enrollment in training;
-- passed, required: its completed modules; attempts: its progress records; updated: the second of its last change or
-- of its progress's; due: whether it has a date by which it is due. learner: one row a person, by the number that
-- ids.securityjourney gives; listed: not archived; fields: bits of the optional fields that have a value, of those
-- who are listed; levels: in how many levels the person is enrolled;
-- digits: the first seven of ids.kaspersky. place: how many rows of a list (enum place_list)
-- a range of numbers holds, as in block. filled: how many people have a value in each optional field.
CREATE TABLE journey (
    tenant_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    campaign_key INTEGER NOT NULL,
    person_key INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    required INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    due INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX journey_by_updated ON journey (tenant_id, updated, number, person_key);
CREATE TABLE learner (
    tenant_id INTEGER NOT NULL,
    person_key INTEGER NOT NULL,
    number INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    fields INTEGER NOT NULL,
    levels INTEGER NOT NULL,
    digits INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, person_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX learner_by_number ON learner (tenant_id, number); -- unique but within a transaction
CREATE TABLE place (
    tenant_id INTEGER NOT NULL,
    list INTEGER NOT NULL,
    level INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, list, level, bucket)
) STRICT, WITHOUT ROWID;
CREATE TABLE filled (
    tenant_id INTEGER NOT NULL,
    field INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE progress (
    tenant_id INTEGER NOT NULL,
    campaign_key INTEGER NOT NULL,
    person_key INTEGER NOT NULL,
    module_key INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    status INTEGER,
    started_at INTEGER,
    completed_at INTEGER,
    time_spent_seconds INTEGER,
    rating REAL,
    watched_video INTEGER,
    read_transcript INTEGER,
    experiment_passed INTEGER,
    quizzes INTEGER,
    skill_noted INTEGER,
    PRIMARY KEY (tenant_id, campaign_key, person_key, module_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
    tenant_id INTEGER NOT NULL,
    campaign_key INTEGER NOT NULL,
    person_key INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    number INTEGER NOT NULL,
    score REAL,
    passed INTEGER,
    at INTEGER,
    PRIMARY KEY (tenant_id, campaign_key, person_key, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate (
    tenant_id INTEGER NOT NULL,
    campaign_key INTEGER NOT NULL,
    person_key INTEGER NOT NULL,
    module_key INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    at INTEGER,
    PRIMARY KEY (tenant_id, campaign_key, person_key, module_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE comment (
    tenant_id INTEGER NOT NULL,
    comment_key INTEGER NOT NULL,
    guid BLOB NOT NULL,
    campaign_key INTEGER,
    module_key INTEGER,
    person_key INTEGER,
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    id TEXT NOT NULL,
    text TEXT,
    created_at INTEGER,
    translated_text TEXT,
    language TEXT,
    sentiment TEXT,
    processed_at INTEGER,
    PRIMARY KEY (tenant_id, comment_key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX comment_by_id ON comment (tenant_id, id);
CREATE INDEX comment_by_place ON comment (tenant_id, campaign_key, person_key, module_key, created_at);
-- The order of a campaign's file of comments: by time (those without one first), then id.
CREATE INDEX comment_by_campaign ON comment (tenant_id, campaign_key, coalesce(created_at, -9223372036854775807), id);
CREATE INDEX comment_by_guid ON comment (tenant_id, guid);
CREATE INDEX comment_by_person ON comment (tenant_id, person_key);

-- What happened to simulated mails. rule: by which rule of derive/judge.h it counts as a person's or a scanner's doing;
-- burst: whether its address acted for many at once.
CREATE TABLE simulation_event (
    tenant_id INTEGER NOT NULL,
    campaign_key INTEGER NOT NULL,
    person_key INTEGER NOT NULL,
    rule INTEGER NOT NULL,                -- derived
    burst INTEGER NOT NULL,               -- derived
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    type INTEGER NOT NULL,
    at INTEGER NOT NULL,
    ip TEXT,
    user_agent TEXT,
    landing_seconds INTEGER,
    token TEXT,
    counted INTEGER,
    PRIMARY KEY (tenant_id, campaign_key, person_key, type, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX simulation_event_by_address ON simulation_event (tenant_id, campaign_key, ip, at, burst)
    WHERE ip IS NOT NULL AND type > 2;
CREATE INDEX simulation_event_by_person ON simulation_event (tenant_id, person_key, campaign_key);

-- How much a job role is exposed and may reach; folded: as compared (NFKC, case).
CREATE TABLE job_role (
    tenant_id INTEGER NOT NULL,
    folded TEXT NOT NULL,
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    name TEXT NOT NULL,
    exposure INTEGER,
    access_level INTEGER,
    PRIMARY KEY (tenant_id, folded)
) STRICT, WITHOUT ROWID;

CREATE TABLE behavior (
    tenant_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    reference TEXT NOT NULL,
    name TEXT,
    direction INTEGER,
    weight REAL,
    severity INTEGER,
    enabled INTEGER,
    PRIMARY KEY (tenant_id, reference)
) STRICT, WITHOUT ROWID;

-- ids_cultureai is public; NULL: the event waits until its behavior is set up. metadata is sealed (apply/seal.h).
CREATE TABLE behavior_event (
    tenant_id INTEGER NOT NULL,
    person_key INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    behavior TEXT NOT NULL,
    reference INTEGER NOT NULL,
    ids_cultureai INTEGER,
    description TEXT,
    date INTEGER NOT NULL,
    time INTEGER,
    metadata TEXT,
    PRIMARY KEY (tenant_id, behavior, reference)
) STRICT, WITHOUT ROWID;
CREATE INDEX behavior_event_by_person ON behavior_event (tenant_id, person_key);
CREATE UNIQUE INDEX behavior_event_by_cultureai ON behavior_event (tenant_id, ids_cultureai)
    WHERE ids_cultureai IS NOT NULL;
-- Those that wait, in the order in which they will be processed.
CREATE INDEX behavior_event_waiting ON behavior_event (tenant_id, behavior, updated_at, reference)
    WHERE ids_cultureai IS NULL;

-- Every request that told of an event, repeats too.
CREATE TABLE ingestion (
    tenant_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    number INTEGER NOT NULL,
    behavior TEXT,
    reference INTEGER,
    at INTEGER,
    key_id TEXT,
    PRIMARY KEY (tenant_id, number)
) STRICT, WITHOUT ROWID;

-- Derived: what all people of the tenant did, by day: sums of the weights (thousandths) of what counts in decision
-- scores (derive/score.h) from that day on, on dates before until. The tenant's good share follows from it.
CREATE TABLE score_day (
    tenant_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    until INTEGER NOT NULL,
    good INTEGER NOT NULL,
    bad INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day, until)
) STRICT, WITHOUT ROWID;
CREATE INDEX simulation_event_by_token ON simulation_event (tenant_id, token, campaign_key) WHERE token IS NOT NULL;

-- Reported mail. number is public (ids.cultureai, the API's reportTypeId); id is the natural key: source and external
-- reference, else the SHA-256 of the raw message. From note to body everything is understood from raw. The large
-- columns stand last, so that a list does not read them.
CREATE TABLE reported_mail (
    tenant_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    case_id INTEGER NOT NULL,             -- derived: the smallest number of its case
    reporter TEXT,                        -- derived: the reporter's e-mail, folded as in alias
    sender TEXT,                          -- derived: the sender's, folded
    points INTEGER NOT NULL,              -- derived: of all findings but that of a first-time sender
    look_alike TEXT,                      -- derived: the domain that looks like one of ours, and ours
    simulated INTEGER NOT NULL,           -- derived: 0 no, 1 by header, 2 by host, 3 by a campaign's token
    campaign_key INTEGER,                 -- derived: of which simulation, where that is known
    pending INTEGER NOT NULL,             -- derived: its reporter is not known yet, so no event tells of it
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    source TEXT,
    external_reference TEXT,
    sha256 TEXT,
    reporter_name TEXT,
    reporter_email TEXT,
    reported_at INTEGER NOT NULL,
    reason INTEGER,
    interactions TEXT,
    is_shared_mailbox INTEGER,
    sender_name TEXT,
    sender_email TEXT,
    recipients TEXT,
    subject TEXT,
    risk_score INTEGER,
    attachment_count INTEGER,
    case_key TEXT,
    note TEXT,
    sender_domain TEXT,
    subject_key TEXT,
    hosts TEXT,
    domains TEXT,
    tokens TEXT,
    signature TEXT,
    findings TEXT,
    is_html INTEGER,
    headers_lost INTEGER,
    attachments TEXT,
    links TEXT,
    headers TEXT,
    body TEXT,
    raw BLOB,
    PRIMARY KEY (tenant_id, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX reported_mail_by_id ON reported_mail (tenant_id, id);
CREATE INDEX reported_mail_by_case ON reported_mail (tenant_id, case_id, number);
CREATE INDEX reported_mail_by_time ON reported_mail (tenant_id, reported_at, number);
CREATE INDEX reported_mail_by_reporter ON reported_mail (tenant_id, reporter, reported_at) WHERE reporter IS NOT NULL;
CREATE INDEX reported_mail_by_sender ON reported_mail (tenant_id, sender, reported_at) WHERE sender IS NOT NULL;
CREATE INDEX reported_mail_by_campaign ON reported_mail (tenant_id, campaign_key) WHERE campaign_key IS NOT NULL;
CREATE INDEX reported_mail_pending ON reported_mail (tenant_id, reporter) WHERE pending = 1;

-- Derived: what may join two mails to one case. kind: 1 subject and sender domain, 2 hosts of links, 3 a foreign
-- source's own case; edge: its hash.
CREATE TABLE mail_edge (
    tenant_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    edge BLOB NOT NULL,
    reported_at INTEGER NOT NULL,
    number INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, kind, edge, reported_at, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_edge_by_case ON mail_edge (tenant_id, kind, edge, case_id, reported_at, number);
CREATE INDEX mail_edge_by_number ON mail_edge (tenant_id, number);

-- Derived: recipients' tokens in the links of a mail.
CREATE TABLE mail_token (
    tenant_id INTEGER NOT NULL,
    token TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, token, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_token_by_number ON mail_token (tenant_id, number);

-- What analysts decided: about one mail, or (whole_case) about all mails of its case.
CREATE TABLE mail_decision (
    tenant_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    case_id INTEGER NOT NULL,             -- derived from the mail
    seq INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    whole_case INTEGER NOT NULL,
    verdict INTEGER,
    decided_by TEXT,
    at INTEGER,
    note TEXT,
    PRIMARY KEY (tenant_id, number, whole_case)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_decision_by_case ON mail_decision (tenant_id, case_id, at) WHERE whole_case = 1;
