package io.mcpguard.storage;

/** The store did not keep what it was asked to keep. The message names the remedy. */
public final class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoreUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
