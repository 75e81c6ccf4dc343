package io.mcpguard.export;

import java.nio.file.Path;

/**
 * Writes leaves without end, and exports them to a file; names each size that the file has. To be
 * killed.
 */
final class CrashingExport {
  private CrashingExport() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    ExportedLedger ledger = new ExportedLedger(folder);
    ledger.exportTo(folder.resolve("events.jsonl"), Form.OCSF);
    while (true) {
      ledger.write(30);
      long size = ledger.append(Leaves.denied("last")) + 1;
      ledger.awaitSize(size - 31);
      System.out.println(size);
    }
  }
}
