-- People are known by Telegram's id; a row without one is a username that is held until somebody writes under it.

CREATE TABLE bot_people (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    telegram_id  INTEGER UNIQUE,
    username     TEXT,
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,
    language     TEXT,
    muted_until  INTEGER,
    quiet_hours  TEXT,
    allowed_at   INTEGER NOT NULL,
    last_seen_at INTEGER,
    CHECK (telegram_id IS NOT NULL OR username IS NOT NULL)
);
CREATE UNIQUE INDEX bot_people_username ON bot_people (lower(username));
CREATE UNIQUE INDEX bot_people_owner ON bot_people (role) WHERE role = 'owner';

CREATE TABLE bot_requests (
    telegram_id INTEGER PRIMARY KEY,
    username    TEXT,
    name        TEXT NOT NULL,
    asked_at    INTEGER NOT NULL,
    answered_at INTEGER,
    allowed     INTEGER,
    answered_by TEXT
);

CREATE TABLE bot_strangers (
    telegram_id INTEGER PRIMARY KEY,
    answered_at INTEGER NOT NULL
);

CREATE TABLE bot_log (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    telegram_id INTEGER,
    name        TEXT NOT NULL,
    act         TEXT NOT NULL,
    detail      TEXT NOT NULL
);
CREATE INDEX bot_log_at ON bot_log (at);

CREATE TABLE bot_conversations (
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    state   TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) WITHOUT ROWID;

CREATE TABLE bot_watches (
    chat_id    INTEGER NOT NULL,
    run_id     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL,
    message_id INTEGER,
    text_hash  INTEGER,
    telling_at INTEGER,
    told_at    INTEGER,
    since      INTEGER NOT NULL,
    PRIMARY KEY (chat_id, run_id)
) WITHOUT ROWID;
CREATE INDEX bot_watches_run ON bot_watches (run_id);

CREATE TABLE bot_subscriptions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    server     TEXT NOT NULL,
    chat_id    INTEGER NOT NULL,
    user_id    INTEGER NOT NULL,
    project_id INTEGER,
    threshold  TEXT NOT NULL,
    since      INTEGER NOT NULL
);
CREATE UNIQUE INDEX bot_subscriptions_chat ON bot_subscriptions (server, chat_id, coalesce(project_id, -1));
