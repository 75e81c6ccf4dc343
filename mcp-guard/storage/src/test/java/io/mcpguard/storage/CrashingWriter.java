package io.mcpguard.storage;

import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Records grants without end and names each on standard output once it is durable. To be killed.
 */
final class CrashingWriter {
  private CrashingWriter() {}

  public static void main(String[] args) throws Exception {
    SqlStore store = SqlStore.open(Path.of(args[0]), SqlStoreTest.CLOCK, new SecureRandom());
    for (int i = 0; ; i++) {
      store.grants().record(SqlStoreTest.grant("g" + i));
      System.out.println("g" + i);
    }
  }
}
