package io.mcpguard.servlet;

/**
 * How much a request may be.
 *
 * @param body the most bytes of a body
 * @param nesting the deepest nesting of one
 * @param streamsPerAgent the most streams that one agent may have open
 */
public record RequestLimits(int body, int nesting, int streamsPerAgent) {
  public RequestLimits {
    if (body < 1 || nesting < 1 || nesting > 64 || streamsPerAgent < 1) {
      throw new IllegalArgumentException("limits: at least 1, and nesting at most 64");
    }
  }

  /** 4 MiB, 64, 50. */
  public static RequestLimits usual() {
    return new RequestLimits(4 << 20, 64, 50);
  }
}
