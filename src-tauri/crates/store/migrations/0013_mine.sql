-- What waits for the person in all projects, as the server last told it, and when each project was last looked at.
-- A reminder of a mute is told once.

CREATE TABLE mine (
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    project_id    INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    subject       INTEGER NOT NULL,
    title         TEXT NOT NULL,
    launch_id     INTEGER,
    launch_name   TEXT,
    count         INTEGER NOT NULL,
    more          INTEGER NOT NULL,
    at            INTEGER,
    PRIMARY KEY (connection_id, project_id, kind, subject)
) WITHOUT ROWID;

CREATE TABLE mine_looks (
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    project_id    INTEGER NOT NULL,
    project_name  TEXT NOT NULL,
    at            INTEGER NOT NULL,
    -- What was remembered of the project, as JSON.
    memory        TEXT NOT NULL,
    PRIMARY KEY (connection_id, project_id)
) WITHOUT ROWID;

ALTER TABLE decisions ADD COLUMN reminded_at INTEGER;
