-- Instants are ISO 8601 text, so that every engine keeps them exactly.
CREATE TABLE grants (
  id         TEXT PRIMARY KEY,
  instance   TEXT NOT NULL,
  subject    TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  resource   TEXT NOT NULL,
  scopes     TEXT NOT NULL,
  issued_at  TEXT NOT NULL,
  ends_at    TEXT NOT NULL,
  revoked    INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE refresh_families (
  grant_id    TEXT PRIMARY KEY,
  generation  BIGINT NOT NULL,
  since       TEXT NOT NULL,
  auth_time   TEXT NOT NULL,
  auth_method TEXT NOT NULL
);

CREATE TABLE agents (
  client_id   TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  method      TEXT NOT NULL,
  enrolled_at TEXT NOT NULL,
  state       TEXT NOT NULL
);

CREATE TABLE clients (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  origin      TEXT NOT NULL,
  proof_kind  TEXT NOT NULL,
  proof_value TEXT NOT NULL,
  since       TEXT NOT NULL,
  used        INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE client_redirects (
  client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  position  INTEGER NOT NULL,
  uri       TEXT NOT NULL,
  PRIMARY KEY (client_id, position)
);

CREATE TABLE users (
  name          TEXT PRIMARY KEY,
  password_hash TEXT NOT NULL,
  since         TEXT NOT NULL
);

CREATE TABLE first_contacts (
  upstream TEXT PRIMARY KEY,
  at       TEXT NOT NULL
);

CREATE TABLE pins (
  upstream    TEXT NOT NULL REFERENCES first_contacts (upstream),
  tool        TEXT NOT NULL,
  digest      TEXT NOT NULL,
  accepted_at TEXT NOT NULL,
  PRIMARY KEY (upstream, tool)
);

CREATE TABLE subject_keys (
  subject   TEXT PRIMARY KEY,
  key_bytes TEXT NOT NULL
);
