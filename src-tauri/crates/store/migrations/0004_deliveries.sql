-- What somebody asked for under a key: a key acts once, however often the press arrives.

CREATE TABLE commands (
    key     TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    subject INTEGER,
    reply   TEXT,
    at      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX commands_at ON commands (at);

-- The outbox: what is owed to the desktop and to chats, written together with what it tells of.

CREATE TABLE deliveries (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    key           TEXT NOT NULL UNIQUE,
    recipient     TEXT NOT NULL,
    connection_id INTEGER REFERENCES connections (id) ON DELETE CASCADE,
    run_id        INTEGER REFERENCES runs (id) ON DELETE CASCADE,
    chat_id       INTEGER,
    thread_id     INTEGER NOT NULL DEFAULT 0,
    user_id       INTEGER,
    message_id    INTEGER,
    what          TEXT NOT NULL,
    held          INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    tries         INTEGER NOT NULL DEFAULT 0,
    last_error    TEXT,
    sending_at    INTEGER,
    told_at       INTEGER,
    lapsed_at     INTEGER
);
CREATE INDEX deliveries_due ON deliveries (recipient, due_at) WHERE told_at IS NULL AND lapsed_at IS NULL;
CREATE INDEX deliveries_run ON deliveries (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX deliveries_chat ON deliveries (chat_id, run_id) WHERE chat_id IS NOT NULL;
CREATE INDEX deliveries_told ON deliveries (told_at) WHERE told_at IS NOT NULL;
CREATE INDEX deliveries_lapsed ON deliveries (lapsed_at) WHERE lapsed_at IS NOT NULL;

-- The outcomes that chats wait for or were told of. An outcome of a run that goes on is owed at its end.

INSERT INTO deliveries (key, recipient, connection_id, run_id, chat_id, user_id, message_id, what, created_at, due_at,
    expires_at, tries, sending_at, told_at)
SELECT 'run/' || w.run_id || '/finished/' || coalesce(r.finished_at, w.told_at, w.since) || '/chat/' || w.chat_id || '/0',
    'chat', r.connection_id, w.run_id, w.chat_id, w.user_id, w.message_id, '{"kind":"outcome"}', w.since,
    coalesce(r.finished_at, w.since), coalesce(r.finished_at, w.since) + 2592000000, w.telling_at IS NOT NULL,
    w.telling_at, w.told_at
FROM bot_watches w JOIN runs r ON r.id = w.run_id
WHERE w.told_at IS NOT NULL OR r.phase = 'finished'
ORDER BY w.since, w.run_id, w.chat_id;

CREATE TABLE followers (
    chat_id    INTEGER NOT NULL,
    thread_id  INTEGER NOT NULL DEFAULT 0,
    run_id     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL,
    message_id INTEGER,
    text_hash  INTEGER,
    since      INTEGER NOT NULL,
    PRIMARY KEY (chat_id, thread_id, run_id)
) WITHOUT ROWID;
INSERT INTO followers (chat_id, run_id, user_id, message_id, text_hash, since)
SELECT chat_id, run_id, user_id, message_id, text_hash, since FROM bot_watches
WHERE told_at IS NULL AND run_id IN (SELECT id FROM runs WHERE phase <> 'finished');
DROP TABLE bot_watches;
ALTER TABLE followers RENAME TO bot_watches;
CREATE INDEX bot_watches_run ON bot_watches (run_id);

-- What quiet hours hold for the summary.

INSERT INTO deliveries (key, recipient, connection_id, what, held, created_at, due_at, expires_at)
SELECT 'inbox/' || id, 'desktop', connection_id,
    json_object('tag', 'inbox-' || id, 'kind', kind, 'title', title, 'body', body, 'place', json(place)),
    1, at, at, at + 2592000000
FROM inbox WHERE held AND NOT summarised ORDER BY id;
ALTER TABLE inbox DROP COLUMN summarised;
CREATE INDEX inbox_unread ON inbox (connection_id, kind) WHERE read = 0;

-- A topic of a group is a room of its own. 0 is a chat without topics, and the general one.

CREATE TABLE talks (
    chat_id   INTEGER NOT NULL,
    thread_id INTEGER NOT NULL DEFAULT 0,
    user_id   INTEGER NOT NULL,
    state     TEXT NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (chat_id, thread_id, user_id)
) WITHOUT ROWID;
INSERT INTO talks (chat_id, user_id, state, at) SELECT chat_id, user_id, state, at FROM bot_conversations;
DROP TABLE bot_conversations;
ALTER TABLE talks RENAME TO bot_conversations;

ALTER TABLE bot_subscriptions ADD COLUMN thread_id INTEGER NOT NULL DEFAULT 0;
DROP INDEX bot_subscriptions_chat;
CREATE UNIQUE INDEX bot_subscriptions_chat
    ON bot_subscriptions (server, chat_id, thread_id, coalesce(project_id, -1));

-- The last run of each job that was launched from here.

CREATE TABLE last_jobs (
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    project_id    INTEGER NOT NULL,
    job_id        INTEGER NOT NULL,
    run_id        INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    asked_at      INTEGER NOT NULL,
    PRIMARY KEY (connection_id, project_id, job_id)
) WITHOUT ROWID;
CREATE INDEX last_jobs_asked ON last_jobs (connection_id, asked_at, run_id);
CREATE INDEX last_jobs_run ON last_jobs (run_id);
INSERT INTO last_jobs (connection_id, project_id, job_id, run_id, asked_at)
SELECT connection_id, project_id, job_id, id, asked_at FROM (
    SELECT connection_id, project_id, job_id, id, asked_at, row_number() OVER (
        PARTITION BY connection_id, project_id, job_id ORDER BY asked_at DESC, id DESC
    ) AS place
    FROM runs WHERE job_id IS NOT NULL AND request IS NOT NULL
) AS ranked WHERE place = 1;

-- The history is searched and counted without a look at the runs themselves.

DROP INDEX runs_finished;
CREATE INDEX runs_history ON runs (connection_id, finished_at, outcome, project_id, job_id, haystack)
    WHERE phase = 'finished';

-- Files by plan and by project, with what they sum up to.

CREATE INDEX export_files_plan ON export_files (server, plan_id, written_at, bytes) WHERE good;
CREATE INDEX export_files_project ON export_files (server, project_id, written_at, bytes) WHERE good;
