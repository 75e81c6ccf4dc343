-- What changes in legacy sessions, and which of them go on nowhere; until their ids expire.
CREATE TABLE sessions (
  id         TEXT PRIMARY KEY,
  closed     INTEGER NOT NULL,
  state      TEXT NOT NULL,
  expires_at TEXT NOT NULL
);
