-- What is unread is asked for as FALSE, which an index of zeros does not serve.
DROP INDEX inbox_unread;
CREATE INDEX inbox_unread ON inbox (connection_id, kind) WHERE read = FALSE;
