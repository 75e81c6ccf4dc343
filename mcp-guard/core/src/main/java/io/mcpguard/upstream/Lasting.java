package io.mcpguard.upstream;

/** How long a session can last. */
enum Lasting {
  /** As long as its id, which a client has: another process may go on with it. */
  ID,
  /** As long as the process: nobody else has its id. */
  PROCESS
}
