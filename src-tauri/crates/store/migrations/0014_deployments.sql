-- What the program remembers of bots in containers beside what their labels tell. No contents, no secrets.
CREATE TABLE deployments (
    name   TEXT PRIMARY KEY,
    -- What a person said of it, as JSON.
    draft  TEXT,
    -- How it went so far, as JSON.
    memory TEXT NOT NULL
) WITHOUT ROWID;
