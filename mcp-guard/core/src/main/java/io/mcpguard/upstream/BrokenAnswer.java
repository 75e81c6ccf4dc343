package io.mcpguard.upstream;

import java.io.IOException;

/** An answer that cannot be read on; becomes a {@link Failed} at the seam. */
public final class BrokenAnswer extends IOException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /** {@code says} is for the operator and holds nothing the server sent. */
  public BrokenAnswer(Fault fault, String says) {
    super(says);
    this.fault = fault;
  }

  BrokenAnswer(Fault fault, String says, Throwable cause) {
    super(says, cause);
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
