package io.mcpguard.upstream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A flow of messages that are all there. */
final class GivenMessages implements SessionLink.Inflow {
  private final Deque<byte[]> left;

  GivenMessages(List<byte[]> messages) {
    this.left = new ArrayDeque<>(messages);
  }

  @Override
  public Item next(Duration atMost) {
    byte[] next = left.poll();
    return next == null ? new Item.End() : new Item.Data(next, "");
  }

  @Override
  public void close() {}
}
