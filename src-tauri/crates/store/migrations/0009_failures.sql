-- What went wrong in the tests of a run, kept so that it can be read and grouped without the server. A fingerprint is the
-- text of a failure without what varies from test to test; alike failures share it, in every run.

CREATE TABLE fingerprints (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

CREATE TABLE failures (
    run_id         INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    test_result_id INTEGER NOT NULL,
    fingerprint_id INTEGER NOT NULL REFERENCES fingerprints (id),
    full_name      TEXT,
    message        TEXT,
    trace          TEXT,
    PRIMARY KEY (run_id, test_result_id)
);
CREATE INDEX failures_fingerprint ON failures (fingerprint_id, run_id);
