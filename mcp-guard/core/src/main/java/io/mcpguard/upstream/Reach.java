package io.mcpguard.upstream;

/** How far a message had come when its exchange failed. */
public enum Reach {
  /** No byte of it went out; sending it again repeats nothing. */
  UNSENT,
  /** The server may have got it and may have acted on it. */
  SENT
}
