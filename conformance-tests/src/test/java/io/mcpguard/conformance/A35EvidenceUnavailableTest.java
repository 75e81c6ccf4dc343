package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ledger.LedgerVerifier;
import io.mcpguard.ledger.Verification;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.ScriptedClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A35: the disk under the ledger is full or cannot be written. "If the disk is full or unwritable,
 * calls get 1503 and nothing is forwarded."
 */
class A35EvidenceUnavailableTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The size of a preallocated file of the ledger (decision 0021). */
  private static final long SEGMENT = 8L << 20;

  @TempDir private Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private Guard guard;
  private String token;
  private ScriptedClient client;

  @BeforeEach
  void start() throws Exception {
    guard = Guard.serving(folder, EchoGuard.configuration(upstream));
    token = guard.login("echo", "echo.use").access();
    client = guard.client("echo", token);
    assertThat(call().text()).isEqualTo("x");
  }

  @AfterEach
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @Test
  void aCallerIsToldThatTheCallWasNotMadeAndItWasNot() throws Exception {
    long before = upstream.hits();
    DiskLimit.unwritable(
        guard.pid(),
        () -> {
          Answer answer = call();

          assertThat(answer.status()).isEqualTo(200);
          assertThat(answer.errorCode()).isEqualTo(1503);
          assertThat(answer.message().at("/error/data/reason").asText())
              .isEqualTo("evidence_unavailable");
        });
    assertThat(upstream.hits()).isEqualTo(before);
  }

  @Test
  void theOperatorIsToldWhileItLastsAndNoLonger() throws Exception {
    DiskLimit.unwritable(
        guard.pid(),
        () -> {
          call();

          assertThat(guard.run("doctor"))
              .returns(1, Finished::exit)
              .extracting(Finished::out)
              .asString()
              .contains("runs, but cannot record calls");
        });
    awaitAdmission();

    assertThat(guard.run("doctor")).as("after it").returns(0, Finished::exit);
  }

  @Test
  void aDiskThatBreaksUnderLoadLetsNoUnrecordedCallOut() throws Exception {
    CallLoad load = CallLoad.of("echo", clients());
    load.until("calls pass", () -> upstream.hits() > 100);
    DiskLimit.unwritable(
        guard.pid(),
        () -> {
          load.until("calls are refused", () -> refused(load) > 100);
        });
    long before = upstream.hits();
    load.until("calls pass again", () -> upstream.hits() > before + 100);
    load.stop();

    assertEveryForwardedCallHasBothRecords();
  }

  /** "Space for the outcome is reserved when the decision is written" (contracts §2). */
  @Test
  void aDiskThatFillsUpUnderLoadTakesTheEndsOfTheCallsItTook() throws Exception {
    CallLoad load = CallLoad.of("echo", clients());
    load.until("calls pass", () -> upstream.hits() > 100);
    DiskLimit.full(
        guard.pid(),
        SEGMENT,
        () -> {
          fillUp();
          load.until("calls are refused", () -> refused(load) > 100);
        });
    long before = upstream.hits();
    load.until("calls pass again", () -> upstream.hits() > before + 100);
    load.stop();

    assertEveryForwardedCallHasBothRecords();
  }

  /** Every refusal is recorded as well, the longer the name of the tool the longer its leaf. */
  private void fillUp() throws Exception {
    String name = "n".repeat(4_000);
    Instant end = Instant.now().plus(PATIENCE);
    while (client.call(name, "{}").errorCode() != 1503) {
      assertThat(Instant.now()).as("the disk should be full by now").isBefore(end);
    }
  }

  private void assertEveryForwardedCallHasBothRecords() throws Exception {
    List<String> forwarded = Forwarded.takenFrom(upstream);
    guard.stop();
    LedgerLeaves leaves = new LedgerLeaves(guard.ledger()).readOn();

    assertThat(leaves.allowed().keySet()).containsExactlyInAnyOrderElementsOf(forwarded);
    assertThat(leaves.open()).as("calls without an outcome").isEmpty();
    assertThat(leaves.ended("unknown")).as("lost ends").isZero();
    assertThat(LedgerVerifier.verify(guard.ledger())).isInstanceOf(Verification.Verified.class);
  }

  private void awaitAdmission() throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!call().text().equals("x")) {
      assertThat(Instant.now()).as("calls should be admitted again by now").isBefore(end);
    }
  }

  private List<ScriptedClient> clients() throws Exception {
    List<ScriptedClient> clients = new ArrayList<>();
    for (int caller = 0; caller < 8; caller++) {
      clients.add(guard.client("echo", token));
    }
    return clients;
  }

  private static long refused(CallLoad load) {
    return load.answers().stream().filter(answer -> answer.errorCode() == 1503).count();
  }

  private Answer call() throws Exception {
    return client.call("echo", "{\"text\":\"x\"}");
  }
}
