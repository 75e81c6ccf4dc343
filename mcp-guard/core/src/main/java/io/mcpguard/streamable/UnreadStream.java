package io.mcpguard.streamable;

import io.mcpguard.exchange.Deadline;

/**
 * Reads a stream on whose reader has gone: what it says is kept for whoever comes back, for as long
 * as its kind allows.
 */
record UnreadStream(StreamLog log, StreamLogs logs) implements Runnable {
  @Override
  public void run() {
    StreamKind kind = log.terms().kind();
    Deadline patience = Deadline.in(kind.unread());
    try {
      while (log.isUnread() && !logs.isOver(kind) && !patience.isOver()) {
        if (log.awaitRoom()) {
          log.pull(patience.left(), log.last());
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    if (log.endsUnread()) {
      log.closeSource();
    }
  }
}
