-- A copy may be restored into another project than its own, and for a drill, which deletes what it made.
-- Whose copy it is: the server's address and the project's number.
ALTER TABLE restores ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE restores ADD COLUMN drill INTEGER NOT NULL DEFAULT 0;
UPDATE restores SET source = server || '/' || project_id;
