package io.mcpguard.upstream;

/** An exchange that was over before it began. */
record FailedExchange(Failed reply) implements UpstreamExchange {

  @Override
  public void cancel() {}

  @Override
  public void close() {}
}
