-- Choices of tests that people saved under a name, as JSON.

CREATE TABLE saved_tests (
    id            INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    project_id    INTEGER NOT NULL,
    name          TEXT NOT NULL,
    tests         TEXT NOT NULL,
    UNIQUE (connection_id, project_id, name)
);
