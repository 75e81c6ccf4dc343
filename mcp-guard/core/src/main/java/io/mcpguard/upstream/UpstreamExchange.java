package io.mcpguard.upstream;

/** One message that was sent, and what comes back for it. */
public interface UpstreamExchange extends AutoCloseable {

  /**
   * Waits for the reply, until the exchange's deadline at the latest. Belongs to one thread; asked
   * again it gives the same reply.
   */
  UpstreamReply reply();

  /** An exchange of which nothing went out. {@code detail} is for the operator. */
  static UpstreamExchange unsent(Fault fault, String detail) {
    return SettledExchange.unsent(fault, detail);
  }

  /** Gives the answer up, from any thread: {@link #reply} gets {@link Fault#CANCELLED}. */
  void cancel();

  /** Gives up what was not read. */
  @Override
  void close();
}
