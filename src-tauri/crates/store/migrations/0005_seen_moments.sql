-- Moments of a run's timeline whose time is when they were seen: so far of all that happened at the server.

ALTER TABLE moments ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
UPDATE moments SET seen = 1
WHERE kind IN ('started', 'first_result', 'first_failure', 'closed', 'finished');
