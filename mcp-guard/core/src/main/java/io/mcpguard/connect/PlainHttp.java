package io.mcpguard.connect;

/** Where plain HTTP may lead. */
public enum PlainHttp {
  /** To a loopback address that the user named, and from there to others of the kind. */
  LOOPBACK,
  /** Anywhere: whoever is on the way reads and changes everything, tokens included. */
  ALLOWED_ANYWHERE
}
