package io.mcpguard.export;

/** Where batches go. For one thread. */
@FunctionalInterface
interface Sink {
  /** Brings one batch, and returns once the sink has it for good or is known not to have it. */
  Delivery take(byte[] batch);
}
