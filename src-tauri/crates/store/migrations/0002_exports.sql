-- Plans belong to a server, not to a connection: a connection that is set up anew finds them again.

CREATE TABLE export_plans (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    server        TEXT NOT NULL,
    draft         TEXT NOT NULL,
    handled_until INTEGER NOT NULL,
    skips_at      INTEGER,
    pending       TEXT,
    asking        TEXT,
    failed        INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX export_plans_server ON export_plans (server);

CREATE TABLE export_attempts (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    plan_id     INTEGER NOT NULL REFERENCES export_plans (id) ON DELETE CASCADE,
    chain_id    INTEGER,
    cause       TEXT NOT NULL,
    number      INTEGER NOT NULL,
    due_at      INTEGER,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    outcome     TEXT NOT NULL,
    failure     TEXT,
    rows        INTEGER NOT NULL DEFAULT 0,
    bytes       INTEGER NOT NULL DEFAULT 0,
    changes     TEXT
);
CREATE UNIQUE INDEX export_attempts_open ON export_attempts (plan_id) WHERE finished_at IS NULL;
CREATE INDEX export_attempts_plan ON export_attempts (plan_id, id);

CREATE TABLE export_parts (
    attempt_id INTEGER NOT NULL REFERENCES export_attempts (id) ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    temp       TEXT NOT NULL,
    file       TEXT,
    PRIMARY KEY (attempt_id, ordinal)
) WITHOUT ROWID;

CREATE TABLE export_requests (
    id         INTEGER PRIMARY KEY,
    server     TEXT NOT NULL,
    project_id INTEGER NOT NULL,
    name       TEXT NOT NULL,
    request_id INTEGER,
    over       INTEGER NOT NULL DEFAULT 0,
    asked_at   INTEGER NOT NULL
);

CREATE TABLE export_files (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    server       TEXT NOT NULL,
    plan_id      INTEGER REFERENCES export_plans (id) ON DELETE SET NULL,
    plan_name    TEXT NOT NULL,
    chain_id     INTEGER NOT NULL,
    project_id   INTEGER NOT NULL,
    project_name TEXT NOT NULL,
    part_id      INTEGER,
    part         TEXT,
    path         TEXT NOT NULL UNIQUE,
    good         INTEGER NOT NULL,
    bytes        INTEGER NOT NULL,
    rows         INTEGER NOT NULL,
    sha256       TEXT NOT NULL,
    took_ms      INTEGER NOT NULL,
    written_at   INTEGER NOT NULL,
    changes      TEXT,
    haystack     TEXT NOT NULL
);
CREATE UNIQUE INDEX export_files_chain ON export_files (plan_id, chain_id, coalesce(part_id, -1)) WHERE good;
CREATE INDEX export_files_server ON export_files (server, written_at);
CREATE INDEX export_files_part ON export_files (plan_id, part_id, id);
