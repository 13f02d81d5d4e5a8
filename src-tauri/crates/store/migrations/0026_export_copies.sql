-- Where an exported file was stored beside its folder, or why not yet. A row outlives that of its file until the copy
-- is deleted where it lies.
CREATE TABLE export_copies (
    -- Of export_files, which never gives an id again.
    file_id   INTEGER NOT NULL,
    -- The bucket with its endpoint and prefix.
    place     TEXT NOT NULL,
    -- The name below the prefix.
    key       TEXT NOT NULL,
    bytes     INTEGER NOT NULL,
    sha256    TEXT NOT NULL,
    -- NULL until it is there, whole.
    stored_at INTEGER,
    tries     INTEGER NOT NULL,
    -- When it is tried again; NULL once it is stored, and where trying is of no use.
    again_at  INTEGER,
    -- Why the last try failed, as JSON.
    failure   TEXT,
    PRIMARY KEY (file_id, place)
);
CREATE INDEX export_copies_place ON export_copies (place, stored_at);
