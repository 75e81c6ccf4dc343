package io.mcpguard.provenance;

import java.io.IOException;

/** An entry is not the one that the log's checkpoint covers; what it says counts for nothing. */
public final class AlteredEntry extends IOException {
  private static final long serialVersionUID = 1;

  AlteredEntry(long index) {
    super("the ledger: entry " + index + " is not what its checkpoint covers; see audit verify");
  }
}
