CREATE TABLE connections (
    id         INTEGER PRIMARY KEY,
    url        TEXT NOT NULL,
    demo       INTEGER NOT NULL UNIQUE CHECK (demo IN (0, 1)),
    ca_file    TEXT,
    proxy      TEXT,
    user_name  TEXT,
    created_at INTEGER NOT NULL
);
CREATE TABLE kv (
    key  TEXT PRIMARY KEY,
    json TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE runs (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    request_key   TEXT NOT NULL UNIQUE,
    project_id    INTEGER NOT NULL,
    project_name  TEXT NOT NULL,
    job_id        INTEGER,
    job_name      TEXT,
    ci            TEXT,
    launch_id     INTEGER,
    name          TEXT NOT NULL,
    origin        TEXT NOT NULL,
    phase         TEXT NOT NULL,
    outcome       TEXT,
    stalled       INTEGER NOT NULL DEFAULT 0,
    passed        INTEGER NOT NULL DEFAULT 0,
    failed        INTEGER NOT NULL DEFAULT 0,
    broken        INTEGER NOT NULL DEFAULT 0,
    skipped       INTEGER NOT NULL DEFAULT 0,
    unknown       INTEGER NOT NULL DEFAULT 0,
    in_progress   INTEGER NOT NULL DEFAULT 0,
    message       TEXT,
    closed        INTEGER NOT NULL DEFAULT 0,
    asked_at      INTEGER NOT NULL,
    started_at    INTEGER,
    finished_at   INTEGER,
    observed_at   INTEGER,
    request       TEXT,
    machine       TEXT NOT NULL,
    change        TEXT,
    haystack      TEXT NOT NULL
);
CREATE UNIQUE INDEX runs_launch ON runs (connection_id, launch_id) WHERE launch_id IS NOT NULL;
CREATE INDEX runs_open ON runs (connection_id) WHERE phase <> 'finished';
CREATE INDEX runs_job ON runs (connection_id, project_id, job_id, asked_at);
CREATE TABLE moments (
    id     INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    detail TEXT
, seen INTEGER NOT NULL DEFAULT 0);
CREATE INDEX moments_run ON moments (run_id, at);
CREATE TABLE results (
    run_id         INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    test_key       TEXT NOT NULL,
    test_result_id INTEGER NOT NULL,
    name           TEXT NOT NULL,
    status         TEXT NOT NULL,
    duration_ms    INTEGER,
    PRIMARY KEY (run_id, test_key)
) WITHOUT ROWID;
CREATE TABLE presets (
    id            INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    project_id    INTEGER NOT NULL,
    job_id        INTEGER NOT NULL,
    name          TEXT NOT NULL,
    form          TEXT NOT NULL,
    UNIQUE (connection_id, project_id, job_id, name)
);
CREATE TABLE project_flags (
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    project_id    INTEGER NOT NULL,
    favourite     INTEGER NOT NULL DEFAULT 0,
    muted         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (connection_id, project_id)
) WITHOUT ROWID;
CREATE TABLE job_values (
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    project_id    INTEGER NOT NULL,
    job_id        INTEGER NOT NULL,
    form          TEXT NOT NULL,
    at            INTEGER NOT NULL,
    PRIMARY KEY (connection_id, project_id, job_id)
) WITHOUT ROWID;
CREATE TABLE inbox (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    at            INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    title         TEXT NOT NULL,
    body          TEXT NOT NULL,
    place         TEXT,
    read          INTEGER NOT NULL DEFAULT 0,
    held          INTEGER NOT NULL DEFAULT 0);
CREATE INDEX inbox_connection ON inbox (connection_id, id);
CREATE TABLE cache (
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    key           TEXT NOT NULL,
    json          TEXT NOT NULL,
    at            INTEGER NOT NULL,
    PRIMARY KEY (connection_id, key)
) WITHOUT ROWID;
CREATE TABLE export_plans (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    server        TEXT NOT NULL,
    draft         TEXT NOT NULL,
    handled_until INTEGER NOT NULL,
    skips_at      INTEGER,
    pending       TEXT,
    asking        TEXT,
    failed        INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX export_plans_server ON export_plans (server);
CREATE TABLE export_attempts (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    plan_id     INTEGER NOT NULL REFERENCES export_plans (id) ON DELETE CASCADE,
    chain_id    INTEGER,
    cause       TEXT NOT NULL,
    number      INTEGER NOT NULL,
    due_at      INTEGER,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    outcome     TEXT NOT NULL,
    failure     TEXT,
    rows        INTEGER NOT NULL DEFAULT 0,
    bytes       INTEGER NOT NULL DEFAULT 0,
    changes     TEXT
);
CREATE UNIQUE INDEX export_attempts_open ON export_attempts (plan_id) WHERE finished_at IS NULL;
CREATE INDEX export_attempts_plan ON export_attempts (plan_id, id);
CREATE TABLE export_parts (
    attempt_id INTEGER NOT NULL REFERENCES export_attempts (id) ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    temp       TEXT NOT NULL,
    file       TEXT,
    PRIMARY KEY (attempt_id, ordinal)
) WITHOUT ROWID;
CREATE TABLE export_requests (
    id         INTEGER PRIMARY KEY,
    server     TEXT NOT NULL,
    project_id INTEGER NOT NULL,
    name       TEXT NOT NULL,
    request_id INTEGER,
    over       INTEGER NOT NULL DEFAULT 0,
    asked_at   INTEGER NOT NULL
);
CREATE TABLE export_files (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    server       TEXT NOT NULL,
    plan_id      INTEGER REFERENCES export_plans (id) ON DELETE SET NULL,
    plan_name    TEXT NOT NULL,
    chain_id     INTEGER NOT NULL,
    project_id   INTEGER NOT NULL,
    project_name TEXT NOT NULL,
    part_id      INTEGER,
    part         TEXT,
    path         TEXT NOT NULL UNIQUE,
    good         INTEGER NOT NULL,
    bytes        INTEGER NOT NULL,
    rows         INTEGER NOT NULL,
    sha256       TEXT NOT NULL,
    took_ms      INTEGER NOT NULL,
    written_at   INTEGER NOT NULL,
    changes      TEXT,
    haystack     TEXT NOT NULL
);
CREATE UNIQUE INDEX export_files_chain ON export_files (plan_id, chain_id, coalesce(part_id, -1)) WHERE good;
CREATE INDEX export_files_server ON export_files (server, written_at);
CREATE INDEX export_files_part ON export_files (plan_id, part_id, id);
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
CREATE TABLE bot_subscriptions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    server     TEXT NOT NULL,
    chat_id    INTEGER NOT NULL,
    user_id    INTEGER NOT NULL,
    project_id INTEGER,
    threshold  TEXT NOT NULL,
    since      INTEGER NOT NULL
, thread_id INTEGER NOT NULL DEFAULT 0);
CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
CREATE TABLE commands (
    key     TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    subject INTEGER,
    reply   TEXT,
    at      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX commands_at ON commands (at);
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
CREATE TABLE "bot_watches" (
    chat_id    INTEGER NOT NULL,
    thread_id  INTEGER NOT NULL DEFAULT 0,
    run_id     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL,
    message_id INTEGER,
    text_hash  INTEGER,
    since      INTEGER NOT NULL,
    PRIMARY KEY (chat_id, thread_id, run_id)
) WITHOUT ROWID;
CREATE INDEX bot_watches_run ON bot_watches (run_id);
CREATE INDEX inbox_unread ON inbox (connection_id, kind) WHERE read = 0;
CREATE TABLE "bot_conversations" (
    chat_id   INTEGER NOT NULL,
    thread_id INTEGER NOT NULL DEFAULT 0,
    user_id   INTEGER NOT NULL,
    state     TEXT NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (chat_id, thread_id, user_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX bot_subscriptions_chat
    ON bot_subscriptions (server, chat_id, thread_id, coalesce(project_id, -1));
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
CREATE INDEX runs_history ON runs (connection_id, finished_at, outcome, project_id, job_id, haystack)
    WHERE phase = 'finished';
CREATE INDEX export_files_age ON export_files (plan_id, written_at);
CREATE INDEX export_files_plan ON export_files (server, plan_id, written_at, bytes) WHERE good;
CREATE INDEX export_files_project ON export_files (server, project_id, written_at, bytes) WHERE good;

INSERT INTO _sqlx_migrations VALUES (1, 'first schema', '2026-11-20 22:00:00', 1, X'AB5CE8664C0ADDEEC636DCA196C4BABEA2F9392B914E4FE2E48FB2A9346C06CA66051C0CFEF0F2084A4E8226CE692097', 1000000);
INSERT INTO _sqlx_migrations VALUES (2, 'exports', '2026-11-21 12:00:00', 1, X'2756B2CEC493B408D9F637761C8681AA0BEC0144853D461A4376FBCC734CD6FAF266ABE2F0531083C7EB657D0BBB95F9', 1000000);
INSERT INTO _sqlx_migrations VALUES (3, 'bot', '2026-11-21 13:00:00', 1, X'1603A3FAEE62304EF366947664240302E90CE93C017B62A734AE4783A09428624F1238DC230E5E5476901605E7E7F44C', 1000000);
INSERT INTO _sqlx_migrations VALUES (4, 'deliveries', '2026-11-28 06:00:00', 1, X'1AF4098576AC714B15E47238CB47DA22861FBDD758A1CBEB195116E65E6722AF06C6E83795181BCB47405B5AEEF80637', 1000000);
INSERT INTO _sqlx_migrations VALUES (5, 'seen moments', '2026-11-28 12:00:00', 1, X'9EB6B8E45F7CFB1FAEB4DDCBF2DB58FF8648ECB2C00FF0053F7600FFDE5E4F0DD184FEBFBB25A2938DA695F5334BDA51', 1000000);
INSERT INTO _sqlx_migrations VALUES (6, 'age of files', '2026-11-28 13:00:00', 1, X'43BC439555D4499C8A5695E5C114DADF98B2904ABBE75180FE8E98CBB10A3219F25FF9D13DDC9E4488C299A3522DD57F', 1000000);
INSERT INTO connections VALUES (1, 'https://allure.example', 0, '/etc/ssl/company.pem', NULL, 'ivanova', 1768000000000);
INSERT INTO kv VALUES ('settings', '{"language":"ru"}');
INSERT INTO runs VALUES (1, 1, 'key-1', 1, 'Мобильный банк', 11, 'Regression', 'jenkins', 501, 'Ночной прогон', 'here', 'finished', 'failed', 0, 118, 3, 1, 0, 0, 0, NULL, 1, 1768000000000, 1768000005000, 1768000725000, 1768000726000, '{}', '{}', '{"newly_failed":2}', 'ночной прогон
regression
мобильный банк');
INSERT INTO runs VALUES (2, 1, 'key-2', 1, 'Мобильный банк', 11, 'Regression', 'jenkins', 502, 'Дневной прогон', 'here', 'running', NULL, 0, 0, 0, 0, 0, 0, 7, NULL, 0, 1768010000000, 1768010005000, NULL, 1768010006000, '{}', '{}', NULL, 'дневной прогон
regression
мобильный банк');
INSERT INTO moments VALUES (1, 1, 1768000000000, 'asked', NULL, 0);
INSERT INTO results VALUES (1, 'login', 9001, 'Вход по паролю', 'failed', 1200);
INSERT INTO presets VALUES (1, 1, 1, 11, 'Стенд 2', '{}');
INSERT INTO project_flags VALUES (1, 1, 1, 1);
INSERT INTO job_values VALUES (1, 1, 11, '{}', 1768000000000);
INSERT INTO inbox VALUES (1, 1, 1768000726000, 'failed', 'Упал: Ночной прогон', '3 failed', '{"place":"run","id":1}', 0, 0);
INSERT INTO cache VALUES (1, 'projects', '[]', 1768000000000);
INSERT INTO export_plans VALUES (1, 'allure.example', '{"name":"Ночной экспорт"}', 1768000000000, NULL, '{"cause":"retry","number":2,"chain_id":1,"due_at":"2026-01-09T07:00:00Z","at":"2026-01-09T07:05:00Z"}', NULL, 1);
INSERT INTO export_attempts VALUES (1, 1, NULL, 'scheduled', 1, 1768000000000, 1768000000000, 1768000060000, 'failed', '{"code":"timeout","message":"…","advice":"…","details":null}', 0, 0, NULL);
INSERT INTO export_parts VALUES (1, 0, '/exports/.testops-companion-1.part', NULL);
INSERT INTO export_requests VALUES (1, 'allure.example', 1, 'export', 700, 1, 1768000000000);
INSERT INTO export_files VALUES (1, 'allure.example', 1, 'Ночной экспорт', 1, 1, 'Мобильный банк', 21, 'Вход', '/exports/testops_export_Вход.csv', 1, 1000, 20, 'ab', 900, 1768000050000, NULL, 'testops_export_вход.csv
ночной экспорт
вход');
INSERT INTO bot_people VALUES (1, 700, 'ivanova', 'Анна Иванова', 'owner', 'ru', NULL, '{"on":true,"from":"20:00","to":"08:00"}', 1768000000000, 1768000100000);
INSERT INTO bot_people VALUES (2, NULL, 'petrov', '', 'user', NULL, NULL, NULL, 1768000000000, NULL);
INSERT INTO bot_requests VALUES (701, 'sidorov', 'Пётр', 1768000000000, NULL, NULL, NULL);
INSERT INTO bot_strangers VALUES (702, 1768000000000);
INSERT INTO bot_log VALUES (1, 1768000000000, NULL, '', 'allowed', '@petrov');
INSERT INTO bot_subscriptions VALUES (1, 'allure.example', -100, 700, NULL, '{"when":"failed"}', 1768000000000, 40);
INSERT INTO commands VALUES ('tg/5', 'launch', 2, '{"run_id":2}', 1768010000000);
INSERT INTO deliveries VALUES (1, 'run/1/finished/1768000725000/chat/700/0', 'chat', 1, 1, 700, 0, 700, 31, '{"kind":"outcome"}', 0, 1768000000000, 1768000725000, 1770592725000, 0, NULL, NULL, NULL, NULL);
INSERT INTO bot_watches VALUES (-100, 40, 2, 700, 32, -6, 1768010000000);
INSERT INTO bot_conversations VALUES (-100, 40, 700, '{"step":"job"}', 1768000000000);
INSERT INTO last_jobs VALUES (1, 1, 11, 2, 1768010000000);
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
INSERT INTO schedules VALUES (1, 'allure.example', '{}', 1768000000000, NULL, '{"due":1768003600000}', NULL, 'Джобы больше нет', 1);
INSERT INTO schedule_turns VALUES (1, 1, 1768003600000, 1768003600100, 'launched', 2, NULL);
INSERT INTO _sqlx_migrations VALUES (7, 'schedules', '2026-11-28 16:00:00', 1, X'7107807C04030AC43FF29A6ED2A6A4F02860E1457E41FFC1DAA342CCE89D93BAD6AED961CD1D2FCD5C1B06D381929CFC', 1000000);
CREATE TABLE pinned_jobs (
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    project_id    INTEGER NOT NULL,
    job_id        INTEGER NOT NULL,
    project_name  TEXT NOT NULL,
    job_name      TEXT NOT NULL,
    ci            TEXT NOT NULL,
    pinned_at     INTEGER NOT NULL,
    PRIMARY KEY (connection_id, project_id, job_id)
) WITHOUT ROWID;
INSERT INTO pinned_jobs VALUES (1, 1, 11, 'Мобильный банк', 'Regression', 'jenkins', 1768000000000);
INSERT INTO _sqlx_migrations VALUES (8, 'pinned jobs', '2026-11-28 16:10:00', 1, X'A7C6179860D26CB62AAC62419CCCABD859FFDF83F5B4C000AD7510FE90ADBB370451CBDC30EBC72742FAC3513EBFBCFD', 1000000);

-- 0009_failures
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

INSERT INTO _sqlx_migrations VALUES (9, 'failures', '2026-11-28 19:00:00', 1, X'F1B37B89B6BC819A4CCED8758903ED0ACF9577824196967EA8CDD0F6E44B939FC6D4F480F61DC0B4918ABCD08D79BFC7', 1000000);
INSERT INTO fingerprints VALUES (1, 'Order ⟨n⟩ was not paid');
INSERT INTO failures VALUES (1, 9001, 1, 'shop.login', 'Order 17 was not paid', NULL);

-- 0010_decisions
CREATE TABLE decisions (
    id            INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    run_id        INTEGER REFERENCES runs (id) ON DELETE SET NULL,
    launch_id     INTEGER NOT NULL,
    project_id    INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    by_whom       TEXT,
    kind          TEXT NOT NULL,
    detail        TEXT NOT NULL,
    before        TEXT NOT NULL,
    items         TEXT,
    remind_on     TEXT,
    undone_at     INTEGER
);
CREATE INDEX decisions_run ON decisions (run_id, id);
CREATE INDEX decisions_remind ON decisions (connection_id, remind_on) WHERE remind_on IS NOT NULL;

INSERT INTO _sqlx_migrations VALUES (10, 'decisions', '2026-11-28 20:30:00', 1, X'A02937069AA69F4494FFA4C57753C42596C5C3A92D33120ADC9643CB86D7C52F742BCF14AECDCDB1FA132AEEC066C493', 1000000);
INSERT INTO decisions VALUES (1, 1, 1, 501, 1, 1768000000000, 'anna', 'mute', '{"kind":"mute"}', '[]', '[]', '2026-12-01', NULL);
