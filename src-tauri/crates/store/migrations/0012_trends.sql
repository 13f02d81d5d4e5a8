-- The launches of a project and what each test came to in them, for trends that open at once and without the server.
-- `cells` is JSON, one array for each test: [test, status, result id, milliseconds]; NULL until it was read, and
-- `read_as` is the launch's last change as of that reading, NULL where the launch was still open. `jobs` is JSON: [[id, name]].

CREATE TABLE trend_launches (
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    project_id    INTEGER NOT NULL,
    launch_id     INTEGER NOT NULL,
    name          TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    modified_at   INTEGER,
    closed        INTEGER NOT NULL,
    jobs          TEXT NOT NULL,
    duration      INTEGER,
    counts        TEXT,
    cells         TEXT,
    read_as       INTEGER,
    PRIMARY KEY (connection_id, project_id, launch_id)
);

CREATE TABLE trend_tests (
    id            INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    project_id    INTEGER NOT NULL,
    -- NULL for a test of which the server knows no test case; its name tells it apart then.
    case_id       INTEGER,
    name          TEXT NOT NULL
);
CREATE INDEX trend_tests_project ON trend_tests (connection_id, project_id);

-- When the server last told all of a project's launches.
CREATE TABLE trend_readings (
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    project_id    INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    PRIMARY KEY (connection_id, project_id)
);

-- Queries for test results: those that were asked, and, with a name, those that somebody saved.

CREATE TABLE result_queries (
    id            INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    project_id    INTEGER NOT NULL,
    query         TEXT NOT NULL,
    name          TEXT,
    at            INTEGER NOT NULL
);
CREATE INDEX result_queries_project ON result_queries (connection_id, project_id, at);
