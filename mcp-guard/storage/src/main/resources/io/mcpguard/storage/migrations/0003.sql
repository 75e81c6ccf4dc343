-- The thumbprint of the key that a family of refresh tokens is bound to; empty where it is to none.
ALTER TABLE refresh_families ADD COLUMN key_thumbprint TEXT NOT NULL DEFAULT '';
