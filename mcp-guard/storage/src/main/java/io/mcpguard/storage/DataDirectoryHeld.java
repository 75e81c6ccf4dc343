package io.mcpguard.storage;

import java.io.IOException;

/** Somebody else works on the data directory. The message names it and the remedy. */
public final class DataDirectoryHeld extends IOException {
  private static final long serialVersionUID = 1;

  DataDirectoryHeld(String message) {
    super(message);
  }
}
