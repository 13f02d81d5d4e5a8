-- Results that are sent from a folder into a launch: what the server acknowledged, so that nothing is sent twice.
CREATE TABLE uploads (
    id          INTEGER PRIMARY KEY,
    -- The server's address: a connection that is set up anew finds it again.
    server      TEXT NOT NULL,
    project_id  INTEGER NOT NULL,
    -- Absolute.
    folder      TEXT NOT NULL,
    -- The launch that was asked for by name; none where results go into one that was there.
    launch_name TEXT,
    launch_id   INTEGER,
    -- How many results the launch had before.
    baseline    INTEGER,
    -- The answer to what was asked last is not known: these files may have arrived.
    asked_at    INTEGER,
    begun_at    INTEGER NOT NULL,
    finished_at INTEGER
);

CREATE INDEX uploads_open ON uploads (server, folder) WHERE finished_at IS NULL;

CREATE TABLE upload_files (
    upload_id INTEGER NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    name      TEXT NOT NULL,
    size      INTEGER NOT NULL,
    modified  INTEGER NOT NULL,
    -- Whether the server counts it as a result.
    result    INTEGER NOT NULL,
    -- 'asked' until the server said that it has it.
    state     TEXT NOT NULL CHECK (state IN ('asked', 'stored')),
    PRIMARY KEY (upload_id, name)
) WITHOUT ROWID;
