-- Jobs that a person keeps at hand. The names are those of the moment: they tell what it was once it is gone.

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
