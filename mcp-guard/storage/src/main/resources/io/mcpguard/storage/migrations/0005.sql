-- Clients that get no tokens but bound ones (dpop_bound_access_tokens, RFC 9449 section 5.2).
ALTER TABLE clients ADD COLUMN bound_tokens INTEGER NOT NULL DEFAULT 0;
