package io.mcpguard.upstream;

import java.io.IOException;

/** An HTTP request that is under way to a tool server, whatever carries it. */
public interface HttpCall extends AutoCloseable {

  /**
   * Waits for the head of the answer, until the call's deadline at the latest.
   *
   * @throws IOException if none came; a {@link BrokenAnswer} says why
   */
  HttpAnswer answer() throws IOException;

  /** Gives the call up, from any thread: whoever waits for it gets {@link Fault#CANCELLED}. */
  void cancel();

  /** Gives up what was not read. */
  @Override
  void close();
}
