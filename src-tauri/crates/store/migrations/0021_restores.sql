-- Test cases that are written back to a server from a copy: what is asked and what came of it, so that none is made twice.
CREATE TABLE restores (
    id           INTEGER PRIMARY KEY,
    -- The server's address, as exported files know it.
    server       TEXT NOT NULL,
    project_id   INTEGER NOT NULL,
    project_name TEXT NOT NULL,
    -- When the copy was taken.
    copy_at      INTEGER NOT NULL,
    -- Stands in the names of test cases while they are made: by it they are found again.
    mark         TEXT NOT NULL UNIQUE,
    -- What the heads of the copy's columns mean, as JSON.
    columns      TEXT NOT NULL,
    begun_at     INTEGER NOT NULL,
    finished_at  INTEGER,
    -- No longer shown. What it made anew is still known, so that it is not made once more.
    forgotten_at INTEGER
);

CREATE INDEX restores_of_server ON restores (server, begun_at);

CREATE TABLE restore_cases (
    restore_id INTEGER NOT NULL REFERENCES restores (id) ON DELETE CASCADE,
    -- As the copy numbers it.
    case_id    INTEGER NOT NULL,
    name       TEXT NOT NULL,
    act        TEXT NOT NULL CHECK (act IN ('make', 'bring_back', 'change')),
    -- What the copy says of it, as JSON; gone once that was compared.
    cells      TEXT,
    -- Of a change: the columns to write, as JSON, and when the test case was last changed as the person saw it.
    changes    TEXT,
    seen_at    INTEGER,
    -- 'asked' where the server may be at it, 'written' until it is compared.
    state      TEXT NOT NULL CHECK (
        state IN ('waiting', 'asked', 'made', 'written', 'restored', 'differs', 'conflict', 'failed')
    ),
    -- As the server numbers it.
    new_id     INTEGER,
    -- What there is to say of it, as JSON.
    told       TEXT,
    PRIMARY KEY (restore_id, case_id)
) WITHOUT ROWID;

CREATE INDEX restore_cases_by_state ON restore_cases (restore_id, state);
