package io.mcpguard.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export whose thread ended is not taken for one that has all. */
class DeadExportTest {
  @TempDir private Path folder;

  @Test
  void whatNobodyForesawEndsItAndItsStandingSaysSo() throws Exception {
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new StackOverflowError("nobody expects it");
          }
        };
    try (ExportedLedger ledger = new ExportedLedger(folder)) {
      ledger.write(1);

      ledger.exportTo(failing, Form.OCSF);

      ledger.await(ExportStanding.State.DEAD);
      assertThat(ledger.standing().isAlarming()).isTrue();
      assertThat(ledger.standing().size()).isZero();
    }
  }
}
