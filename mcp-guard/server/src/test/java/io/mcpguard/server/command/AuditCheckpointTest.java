package io.mcpguard.server.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.NoteSigner;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code audit verify --checkpoint}: a log against a checkpoint that was kept from before. */
class AuditCheckpointTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder;

  private final NoteSigner signer = NoteSigner.generate("example.internal/ledger", RANDOM);
  private final StringWriter said = new StringWriter();

  private Path kept;

  @BeforeEach
  void keepTheCheckpointOfTwoEntries() throws Exception {
    append("log", signer, "a", "b");
    kept = Files.copy(folder.resolve("log/checkpoint"), folder.resolve("kept"));
  }

  private void append(String log, NoteSigner key, String... entries) throws Exception {
    try (Ledger ledger = Ledger.open(folder.resolve(log), LedgerOptions.of(key, RANDOM))) {
      for (String entry : entries) {
        assertThat(ledger.append(entry.getBytes(UTF_8))).isNotNegative();
      }
    }
  }

  private int verify(String log, Path checkpoint) {
    CommandLine line =
        CommandLineProgram.commands(
            () -> PasswordSource.line(new ByteArrayInputStream(new byte[] {'\n'})));
    line.setOut(new PrintWriter(said));
    line.setErr(new PrintWriter(said));
    return line.execute(
        "audit",
        "verify",
        folder.resolve(log).toString(),
        "--key",
        signer.verifier().toString(),
        "--checkpoint",
        checkpoint.toString());
  }

  @Test
  void aLogThatGrewSinceVerifies() throws Exception {
    append("log", signer, "c");

    assertThat(verify("log", kept)).isZero();
  }

  @Test
  void aLogThatWasRolledBackDoesNot() throws Exception {
    append("shorter", signer, "a");

    assertThat(verify("shorter", kept)).isEqualTo(1);
    assertThat(said.toString()).contains("rolled back");
  }

  @Test
  void aLogThatWasForkedDoesNot() throws Exception {
    append("other", signer, "a", "x", "c");

    assertThat(verify("other", kept)).isEqualTo(1);
    assertThat(said.toString()).contains("forked");
  }

  @Test
  void aCheckpointOfAnotherKeyIsNotThisLogs() throws Exception {
    append("foreign", NoteSigner.generate("example.internal/ledger", RANDOM), "a");

    assertThat(verify("log", folder.resolve("foreign/checkpoint"))).isEqualTo(1);
    assertThat(said.toString()).contains("--checkpoint");
  }

  @Test
  void aCheckpointThatIsNotThereIsUnreachable() {
    assertThat(verify("log", folder.resolve("nothing"))).isEqualTo(3);
  }
}
