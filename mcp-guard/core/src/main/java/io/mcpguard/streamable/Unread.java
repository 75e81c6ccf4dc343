package io.mcpguard.streamable;

/** What becomes of a stream that nobody reads any more. */
enum Unread {
  /** It is read on for a while, for whoever comes back. */
  READ_ON,
  /** It ends: its tool server is there while its client is (embedded in a servlet container). */
  CLOSED
}
