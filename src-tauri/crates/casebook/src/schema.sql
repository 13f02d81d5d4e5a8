CREATE TABLE lines (
    id INTEGER PRIMARY KEY,
    server TEXT NOT NULL,
    project INTEGER NOT NULL,
    key TEXT NOT NULL,
    UNIQUE (server, project, key)
);
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    line INTEGER NOT NULL REFERENCES lines (id),
    path TEXT NOT NULL,
    separator INTEGER NOT NULL,
    -- The names of the columns, as JSON.
    header TEXT NOT NULL,
    taken_at INTEGER NOT NULL,
    UNIQUE (line, taken_at)
);
-- A test case from the first file that has it like this to the first that has it otherwise.
CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    line INTEGER NOT NULL REFERENCES lines (id),
    case_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    name TEXT NOT NULL,
    -- The last file that has it like this, and where in it.
    file INTEGER NOT NULL REFERENCES files (id),
    place INTEGER NOT NULL,
    length INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER,
    -- A newer file of another line of the project has the test case, too.
    hidden INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX versions_by_case ON versions (case_id, line);
CREATE INDEX versions_by_name ON versions (line, name, case_id) WHERE until_at IS NULL AND hidden = 0;
-- Of the versions that are in force; `rowid` is theirs. The words come in small letters, with blanks between them.
CREATE VIRTUAL TABLE words USING fts5 (
    name, text, content = '', contentless_delete = 1, detail = column, tokenize = 'ascii'
);
-- So much is gathered before it is written: less of it is merged afterwards.
INSERT INTO words (words, rank) VALUES ('hashsize', 8388608);
PRAGMA user_version = 2;
