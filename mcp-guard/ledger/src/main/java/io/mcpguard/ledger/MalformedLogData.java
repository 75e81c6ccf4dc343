package io.mcpguard.ledger;

import java.io.IOException;

/**
 * A checkpoint, note, tile, bundle, proof or key that breaks its format. The message names the
 * part.
 */
public final class MalformedLogData extends IOException {
  private static final long serialVersionUID = 1;

  MalformedLogData(String message) {
    super(message);
  }

  MalformedLogData(String message, Throwable cause) {
    super(message, cause);
  }
}
