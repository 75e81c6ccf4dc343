package io.mcpguard.upstream;

import java.time.Duration;
import java.util.Optional;

/** A flow of which one item was taken to look at it. */
final class Resumed implements SessionLink.Inflow {
  private final ChildFlow rest;
  private Optional<Item> first;

  Resumed(Item first, ChildFlow rest) {
    this.first = Optional.of(first);
    this.rest = rest;
  }

  @Override
  public Item next(Duration atMost) throws InterruptedException {
    if (first.isPresent()) {
      Item item = first.get();
      first = Optional.empty();
      return item;
    }
    return rest.next(atMost);
  }

  @Override
  public void close() {
    rest.close();
  }
}
