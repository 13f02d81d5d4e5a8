CREATE TABLE export_copies (
    file_id   BIGINT NOT NULL,
    place     TEXT NOT NULL,
    key       TEXT NOT NULL,
    bytes     BIGINT NOT NULL,
    sha256    TEXT NOT NULL,
    stored_at BIGINT,
    tries     BIGINT NOT NULL,
    again_at  BIGINT,
    failure   TEXT,
    PRIMARY KEY (file_id, place)
);
CREATE INDEX export_copies_place ON export_copies (place, stored_at);
