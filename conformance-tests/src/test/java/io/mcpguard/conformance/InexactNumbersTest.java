package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mcpguard.assertion.Admission;
import io.mcpguard.assertion.AssertionRejected;
import io.mcpguard.assertion.AssertionRejected.Reason;
import io.mcpguard.assertion.AssertionVerifier;
import io.mcpguard.assertion.KeyFile;
import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.RawAssertion;
import io.mcpguard.assertion.VerifierRules;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.ScriptedClient;
import io.mcpguard.testkit.StdioToolServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code allow-inexact-numbers} (contracts §1): numbers that readers round reach the tool server as
 * they were spelled, asserted by the digest of their bytes, to a verifier that was told to take it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InexactNumbersTest {
  private static final String INEXACT =
      "{\"text\":\"x\", \"amount\":12345678901234567890.10, \"far\":1e400}";
  private static final String EXACT = "{\"text\":\"x\", \"amount\":12.50}";

  @TempDir private static Path folder;
  private final EchoToolServer echo = EchoToolServer.start();
  private Guard guard;

  @BeforeAll
  void start() throws Exception {
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [use] } }
            upstreams:
              strict: { url: "%s", assertion: txn-token }
              loose: { url: "%s", assertion: txn-token, allow-inexact-numbers: true }
              child: { command: %s, allow-unconfined-child: true, allow-inexact-numbers: true }
            scopes: { use: { says: "Use it", tools: ["strict/*", "loose/*", "child/*"] } }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            default-scope: [use]
            """
                .formatted(
                    echo.url(),
                    echo.url(),
                    "[\"" + String.join("\", \"", StdioToolServer.command()) + "\"]"));
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    echo.close();
  }

  @Test
  void withoutTheSettingAnInexactNumberIsRefusedAndNothingIsForwarded() throws Exception {
    ScriptedClient client = client("strict");
    long before = echo.hits();

    Answer answer = client.call("echo", INEXACT);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(echo.hits()).isEqualTo(before);
  }

  @Test
  void withTheSettingItReachesTheServerAsItWasSpelledAndItsBytesAreVouchedFor() throws Exception {
    Received call = calledLoosely(INEXACT);

    assertThat(call.text()).contains(INEXACT);
    assertThat(admitted(call, verifier(VerifierRules::allowingRawDigests), call.body()))
        .isInstanceOf(Admission.Asserted.class);
  }

  @Test
  void aVerifierThatWasNotToldToTakeDigestsOfRawBytesRefusesThem() throws Exception {
    Received call = calledLoosely(INEXACT);

    assertThatExceptionOfType(AssertionRejected.class)
        .isThrownBy(() -> admitted(call, verifier(UnaryOperator.identity()), call.body()))
        .matches(rejected -> rejected.reason() == Reason.RAW_DIGEST_NOT_ALLOWED);
  }

  @Test
  void aDigitThatADoubleWouldLoseCannotBeChangedOnTheWay() throws Exception {
    Received call = calledLoosely(INEXACT);
    byte[] changed = call.text().replace("7890.10", "7891.10").getBytes(StandardCharsets.UTF_8);

    assertThatExceptionOfType(AssertionRejected.class)
        .isThrownBy(() -> admitted(call, verifier(VerifierRules::allowingRawDigests), changed))
        .matches(rejected -> rejected.reason() == Reason.PARAMS_ALTERED);
  }

  @Test
  void aCallWithExactNumbersKeepsItsCanonicalDigest() throws Exception {
    Received call = calledLoosely(EXACT);

    assertThat(admitted(call, verifier(UnaryOperator.identity()), call.body()))
        .isInstanceOf(Admission.Asserted.class);
  }

  @Test
  void aStdioServerVerifiesTheLineThatItGotWhateverLinesTheClientWrote() throws Exception {
    ScriptedClient client = client("child");

    String line = client.call("seen", INEXACT.replace(", ", ",\r\n  ")).text();

    VerifierRules rules =
        VerifierRules.strict(
            guard.url().toString(), "test.mcp-guard", "urn:mcp-guard:test.mcp-guard:child");
    assertThat(
            verifier(rules.allowingRawDigests()).admitLine(line.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Admission.Asserted.class);
  }

  @Test
  void anIdStaysANumberThatAllReadersAgreeOn() throws Exception {
    ScriptedClient client = client("loose");
    long before = echo.hits();

    Answer answer =
        client.send(
            """
            {"jsonrpc":"2.0","id":9007199254740993,"method":"tools/call",
             "params":{"name":"echo","arguments":%s}}
            """
                .formatted(INEXACT));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(echo.hits()).isEqualTo(before);
  }

  private Received calledLoosely(String arguments) throws Exception {
    Answer answer = client("loose").call("echo", arguments);
    assertThat(answer.text()).as(answer.body()).isEqualTo("x");
    return echo.calls().getLast();
  }

  private ScriptedClient client(String server) throws Exception {
    return guard.client(server, guard.login(server, "use").access());
  }

  private static Admission admitted(Received call, AssertionVerifier verifier, byte[] body)
      throws AssertionRejected {
    return verifier.admit(call.headers("Txn-Token").stream().map(RawAssertion::new).toList(), body);
  }

  private AssertionVerifier verifier(UnaryOperator<VerifierRules> relaxing) {
    return verifier(
        relaxing.apply(
            VerifierRules.strict(guard.url().toString(), "test.mcp-guard", echo.url().toString())));
  }

  /** Tokens may be older than its memory: their second began before it did. */
  private AssertionVerifier verifier(VerifierRules rules) {
    Clock clock = Clock.systemUTC();
    return new AssertionVerifier(
        rules,
        new KeyFile(guard.data().resolve("assertion-jwks.json"), clock),
        new MemoryReplayStore(16, Clock.offset(clock, Duration.ofMinutes(-1))),
        clock);
  }
}
