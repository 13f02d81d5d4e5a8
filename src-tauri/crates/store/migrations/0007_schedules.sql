-- Launches on a schedule, or after a job passed. Like export plans they belong to a server.

CREATE TABLE schedules (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    server        TEXT NOT NULL,
    draft         TEXT NOT NULL,
    handled_until INTEGER NOT NULL,
    skips_at      INTEGER,
    pending       TEXT,
    asking        TEXT,
    problem       TEXT,
    failed        INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX schedules_server ON schedules (server);

CREATE TABLE schedule_turns (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    schedule_id INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    due_at      INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    outcome     TEXT NOT NULL,
    run_id      INTEGER,
    message     TEXT
);
CREATE INDEX schedule_turns_schedule ON schedule_turns (schedule_id, id);
