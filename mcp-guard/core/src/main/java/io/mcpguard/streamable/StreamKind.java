package io.mcpguard.streamable;

import java.time.Duration;

/** What a stream is for, and so how long it goes on without its reader. */
enum StreamKind {
  /** It answers a request, and the answer may take its time. */
  ANSWER(Duration.ofMinutes(2)),
  /** It tells what belongs to no request; meanwhile it has the place of a stream. */
  NEWS(Duration.ofSeconds(10));

  private final Duration unread;

  StreamKind(Duration unread) {
    this.unread = unread;
  }

  Duration unread() {
    return unread;
  }
}
