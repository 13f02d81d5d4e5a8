-- Whether a plan has a file that was kept long enough is known without a look at its files.

CREATE INDEX export_files_age ON export_files (plan_id, written_at);
