package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.ScriptedClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A38: whoever sends too much, too deep, too slowly or too many is answered, and nobody else waits.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A38ResourceExhaustionTest {
  private static final int HUNDRED_MEGABYTES = 100 * 1024 * 1024;
  private static final long MOST_MEMORY = 600L * 1024 * 1024;

  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private Guard guard;
  private String token;
  private ScriptedClient client;

  @BeforeAll
  void start() throws Exception {
    guard = Guard.serving(folder, EchoGuard.configuration(upstream) + "limits: { body: 4MiB }\n");
    token = guard.login("echo", "echo.use").access();
    client = guard.client("echo", token);
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @AfterEach
  void nobodyElseHadToSuffer() throws Exception {
    assertThat(client.call("echo", "{\"text\":\"alive\"}").text()).isEqualTo("alive");
    assertThat(guard.residentBytes()).isLessThan(MOST_MEMORY);
  }

  @Test
  void aBodyThatSaysItIsTooLargeIsRefused() throws Exception {
    assertThat(flood(token, "Content-Length: " + HUNDRED_MEGABYTES, "")).isEqualTo(413);
  }

  @Test
  void aBodyThatTurnsOutTooLargeIsRefused() throws Exception {
    assertThat(flood(token, "Transfer-Encoding: chunked", "10000\r\n")).isEqualTo(413);
  }

  @Test
  void aStrangersBodyIsNotRead() throws Exception {
    assertThat(flood("none", "Content-Length: " + HUNDRED_MEGABYTES, "")).isEqualTo(401);
  }

  @Test
  void aBodyOfTenThousandNestedArraysIsRefused() throws Exception {
    long before = upstream.hits();

    Answer answer = client.call("echo", "[".repeat(10_000) + "]".repeat(10_000));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(upstream.hits()).isEqualTo(before);
  }

  /** "Every refusal of an authenticated caller" has its record (contracts §2). */
  @Test
  void aNameOfAMegabyteIsRefusedLikeAnyOtherAndRecorded() throws Exception {
    Answer answer = client.call("\\u0001".repeat(1 << 17), "{}");

    assertThat(answer.errorCode()).isEqualTo(-32602);
    LedgerLeaves leaves = new LedgerLeaves(guard.ledger());
    String txn = answer.message().at("/error/data/decision").asText();
    assertThat(leaves.awaitDecision(txn).path("decision").asText()).isEqualTo("deny");
  }

  @Test
  void aNameOfAnyLengthIsRefusedAndNotRemembered() throws Exception {
    for (int i = 0; i < 60; i++) {
      Answer answer =
          client.request(
              "resources/read", "{\"uri\":\"file:///" + i + "x".repeat(3_500_000) + "\"}");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.errorCode()).isEqualTo(-32602);
    }
  }

  @Test
  void theLongestUriThatIsReadIsDecidedAndRecorded() throws Exception {
    Answer answer = client.request("resources/read", "{\"uri\":\"" + "x".repeat(4 * 1024) + "\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.errorCode()).isEqualTo(-32602);
    assertThat(answer.body()).contains("out_of_reach");
  }

  @Test
  void headersWithoutEndAreRefused() throws Exception {
    try (RawHttp http = RawHttp.to(guard.port())) {
      http.write(
          "POST /mcp/echo HTTP/1.1\r\nHost: %s\r\nX: %s\r\n\r\n"
              .formatted(guard.url().getAuthority(), "x".repeat(64 * 1024)));

      assertThat(http.status()).isEqualTo(431);
    }
  }

  @Test
  void hundredsWhoNeverFinishTheirRequestHoldNobodyUp() throws Exception {
    List<RawHttp> slow = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      slow.add(RawHttp.to(guard.port()).write("POST /mcp/echo HTTP/1.1\r\nHost: 127"));
    }

    assertThat(client.call("echo", "{\"text\":\"meanwhile\"}").text()).isEqualTo("meanwhile");
    for (RawHttp one : slow) {
      one.close();
    }
  }

  /** Sends up to a hundred megabytes until an answer comes, and returns its status. */
  private int flood(String bearer, String length, String before) throws IOException {
    byte[] piece = new byte[0x10000 + (before.isEmpty() ? 0 : 2)];
    Arrays.fill(piece, (byte) ' ');
    if (!before.isEmpty()) {
      piece[0x10000] = '\r';
      piece[0x10001] = '\n';
    }
    try (RawHttp http = RawHttp.to(guard.port())) {
      http.write(
          "POST /mcp/echo HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
                  .formatted(guard.url().getAuthority(), bearer)
              + "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
              + length
              + "\r\n\r\n");
      Thread.startVirtualThread(() -> {
        try {
          for (int sent = 0; sent < HUNDRED_MEGABYTES; sent += 0x10000) {
            http.write(before).write(piece);
          }
        } catch (IOException refused) {
          // The guard has answered and closed; the status is what is tested.
        }
      });
      return http.status();
    }
  }
}
