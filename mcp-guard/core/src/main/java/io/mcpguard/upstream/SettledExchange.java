package io.mcpguard.upstream;

/** An exchange whose reply is known from the beginning. */
record SettledExchange(UpstreamReply reply) implements UpstreamExchange {

  /** An exchange of which nothing went out. */
  static SettledExchange unsent(Fault fault, String detail) {
    return new SettledExchange(new Failed(fault, Reach.UNSENT, detail));
  }

  @Override
  public void cancel() {}

  @Override
  public void close() {}
}
