-- What people decided about results on the server: by whom, how each result was before, and what came of it. Without
-- items it is not known yet what came of it. Days are written as 2026-11-28.

CREATE TABLE decisions (
    id            INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    run_id        INTEGER REFERENCES runs (id) ON DELETE SET NULL,
    launch_id     INTEGER NOT NULL,
    project_id    INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    by_whom       TEXT,
    kind          TEXT NOT NULL,
    detail        TEXT NOT NULL,
    before        TEXT NOT NULL,
    items         TEXT,
    remind_on     TEXT,
    undone_at     INTEGER
);
CREATE INDEX decisions_run ON decisions (run_id, id);
CREATE INDEX decisions_remind ON decisions (connection_id, remind_on) WHERE remind_on IS NOT NULL;
