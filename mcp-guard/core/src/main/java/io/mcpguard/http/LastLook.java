package io.mcpguard.http;

/**
 * Asked when a connection is held, right before the first byte of a request is written: waiting for
 * a connection may have taken long.
 */
@FunctionalInterface
public interface LastLook {
  /** Nothing can have changed. */
  LastLook NONE = () -> true;

  /** Whether the request may still go out. */
  boolean holds();
}
