-- How tests ended that people ran: decided first, maybe without the server, and sent later.
CREATE TABLE manual_results (
    id            INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    -- Of the press: each is kept once.
    key           TEXT NOT NULL UNIQUE,
    launch_id     INTEGER NOT NULL,
    result_id     INTEGER NOT NULL,
    decided_at    INTEGER NOT NULL,
    -- What was decided, as JSON.
    verdict       TEXT NOT NULL,
    -- The pictures beside it with what the server made of them, as JSON.
    pictures      TEXT NOT NULL,
    -- 'asked' from the moment on from which the server may have heard of it.
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'asked', 'sent', 'conflict', 'refused')),
    -- Why it was not taken, as JSON.
    why           TEXT,
    settled_at    INTEGER
);

CREATE INDEX manual_results_open ON manual_results (connection_id, id) WHERE state IN ('waiting', 'asked');
CREATE INDEX manual_results_of_launch ON manual_results (connection_id, launch_id);
