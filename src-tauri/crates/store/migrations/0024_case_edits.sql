-- Small edits of test cases on the server: how each was and what it is to be, before anything is asked.
CREATE TABLE case_edits (
    id          INTEGER PRIMARY KEY,
    -- The server's address, as exported files know it.
    server      TEXT NOT NULL,
    project_id  INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    by_whom     TEXT,
    -- Stands in the titles of versions that are made on the server: by it they are found again.
    mark        TEXT NOT NULL UNIQUE,
    -- The edit that this one takes back.
    undoes      INTEGER UNIQUE REFERENCES case_edits (id) ON DELETE CASCADE,
    finished_at INTEGER
);

CREATE INDEX case_edits_of_server ON case_edits (server, at);

CREATE TABLE edited_cases (
    edit_id    INTEGER NOT NULL REFERENCES case_edits (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    -- None for one that is not there yet.
    case_id    INTEGER,
    name       TEXT NOT NULL,
    act        TEXT NOT NULL CHECK (act IN ('change', 'add', 'remove')),
    -- The values that change, as JSON: how they were seen, what they are to be, and how they were read back.
    was        TEXT NOT NULL,
    wanted     TEXT NOT NULL,
    became     TEXT,
    -- Of one that is added: those that were called so before, as JSON.
    twins      TEXT,
    -- When the test case was last changed, as it was seen and as the edit left it.
    seen_at    INTEGER,
    left_at    INTEGER,
    -- The server's version of the test case from before the edit.
    version_id INTEGER,
    -- 'keeping' while the version is made, 'writing' where the server may be at it.
    state      TEXT NOT NULL CHECK (
        state IN ('waiting', 'keeping', 'writing', 'written', 'differs', 'conflict', 'failed')
    ),
    -- What there is to say of it, as JSON.
    told       TEXT,
    PRIMARY KEY (edit_id, position)
) WITHOUT ROWID;

CREATE INDEX edited_cases_by_state ON edited_cases (edit_id, state);
