-- What was asked of an upload beside its launch's name, as JSON, so that it can go on after a restart.
ALTER TABLE uploads ADD COLUMN wish TEXT;
-- How many results there were to send, as far as it was looked.
ALTER TABLE uploads ADD COLUMN of_results INTEGER;
