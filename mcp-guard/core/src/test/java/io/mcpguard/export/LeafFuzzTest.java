package io.mcpguard.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.testkit.Json;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Leaves that anybody wrote, one a line: each is told of, in both forms, and stops nothing. */
class LeafFuzzTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NoteSigner SIGNER = NoteSigner.generate("guard.example/ledger", RANDOM);

  @TempDir private Path folder;

  private LedgerReader ledgerOf(List<String> leaves) throws Exception {
    Path log = Files.createTempDirectory(folder, "log").resolve("log");
    try (Ledger ledger = Ledger.open(log, LedgerOptions.of(SIGNER, RANDOM).withSpace(1 << 17, 0))) {
      for (String leaf : leaves) {
        ledger.append(leaf.getBytes(ISO_8859_1));
      }
    }
    return LedgerReader.open(log);
  }

  private static List<String> told(LedgerReader reader, Form form) throws Exception {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    OfflineExport.write(reader, form, 0, lines::writeBytes);
    return lines.toString(UTF_8).lines().toList();
  }

  @FuzzTest
  void leaves(byte[] lines) throws Exception {
    List<String> leaves =
        new String(lines, ISO_8859_1).lines().filter(leaf -> leaf.length() < 1 << 15).toList();
    LedgerReader reader = ledgerOf(leaves);

    assertThat(told(reader, Form.OCSF))
        .hasSameSizeAs(leaves)
        .allMatch(event -> Json.read(event).has("class_uid"));
    assertThat(told(reader, Form.OTEL)).allMatch(span -> Json.read(span).has("resourceSpans"));
  }
}
