-- When a grant was revoked, in whole seconds; empty before this version, which counts as long ago.
ALTER TABLE grants ADD COLUMN revoked_at TEXT NOT NULL DEFAULT '';

-- An enrolled grant is named by the parties it is between: revoked, it must be known for ever.
ALTER TABLE grants ADD COLUMN enrolled INTEGER NOT NULL DEFAULT 0;

-- Until now only enrolled grants had an end beyond the year 9999.
UPDATE grants SET enrolled = 1 WHERE ends_at LIKE '+%';
