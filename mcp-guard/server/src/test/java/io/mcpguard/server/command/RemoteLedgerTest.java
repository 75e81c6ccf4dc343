package io.mcpguard.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.server.proxy.CallingGuard;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * "{@code audit verify·prove·who-triggered·graph}: offline, from a directory or URL" (contracts
 * §4).
 */
class RemoteLedgerTest {
  @TempDir private static Path folder;
  private static CallingGuard guard;
  private static String call;

  private record Ran(int exit, String said) {}

  @BeforeAll
  static void call() throws Exception {
    guard = new CallingGuard(folder);
    call = guard.allowed();
    guard.published(call);
  }

  @AfterAll
  static void stop() throws Exception {
    guard.close();
  }

  private static Ran audit(String command, String token, String... more) {
    List<String> words = new ArrayList<>(List.of("audit", command));
    words.add(guard.admin() + "/audit/v1/log");
    words.addAll(List.of(more));
    words.addAll(List.of("--token-file", token));
    StringWriter said = new StringWriter();
    CommandLine line =
        CommandLineProgram.commands(
            () -> PasswordSource.line(new ByteArrayInputStream(new byte[] {'\n'})));
    line.setOut(new PrintWriter(said));
    line.setErr(new PrintWriter(said));
    return new Ran(line.execute(words.toArray(String[]::new)), said.toString());
  }

  @Test
  void aLogElsewhereVerifies() {
    assertThat(audit("verify", guard.adminToken().toString()).said()).contains("agrees");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prove", "who-triggered"})
  void aCallElsewhereIsFound(String command) {
    Ran ran = audit(command, guard.adminToken().toString(), call);

    assertThat(ran.exit()).as(ran.said()).isZero();
    assertThat(ran.said()).isNotEmpty();
  }

  @Test
  void theGraphOfALogElsewhereIsDrawn() {
    assertThat(audit("graph", guard.adminToken().toString(), "--as", "mermaid").said())
        .contains("echo");
  }

  @Test
  void afterTheLogsKeyWasRotatedItsFirstKeyIsStillAllThatOneNeeds() throws Exception {
    Ledger ledger = guard.server().ledger();
    String first = LedgerReader.ownKey(ledger.directory()).toString();
    guard.rotateLogKey();

    Ran ran = audit("verify", guard.adminToken().toString(), "--key", first);

    assertThat(ran.exit()).as(ran.said()).isZero();
    assertThat(ledger.verifierKey().toString()).isNotEqualTo(first);
    assertThat(ledger.verifierKey().signed(ledger.attest("text/plain", new byte[1]))).isTrue();
  }

  @Test
  void withoutTheRightTokenNothingIsRead() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong"), "wrong");

    assertThat(audit("verify", wrong.toString()))
        .isEqualTo(new Ran(3, "URL: wants another token; see --token-file\n"));
  }
}
